// The search page: everything that the text in its address finds, as a list of links that can be filtered.
// Knows the page and its address; must not know how the index is searched.

import { choose, nameOf } from "./language.js";
import { SearchIndex } from "./search-index.js";
import { count, describe } from "./search-hits.js";
import { defaultLanguage, language, pageAt } from "./site.js";

const SHOWN = 500;
const FILES = 100;
const AHEAD = 6;
const AT_ONCE = 40; // results: all of them would keep a slow phone busy for a second
const KEY = "headword-search-key";

const page = document.querySelector("[data-search-page]");
const form = document.querySelector("form[data-index]");
const filters = page.querySelector("[data-search-filters]");
const list = page.querySelector(".search-results");
const asked = new URLSearchParams(location.search);
const text = asked.get("q") ?? "";
let times = 0; // that hits were shown

async function find() {
  const folder = new URL(form.dataset.index, document.baseURI).href;
  const found = await new SearchIndex(folder).find(text, { language, limit: SHOWN, files: FILES, ahead: AHEAD });
  await offerFilters(found.hits, folder);
  return { answer: found, told: show(found) };
}

/** List the hits that pass the filters; gives their number in words. */
function show({ hits, isComplete }) {
  const shown = hits.filter((hit) => [...filters.querySelectorAll("select")].every((one) => passes(hit, one)));
  list.replaceChildren();
  times += 1;
  append(shown, times);
  return count(form.dataset, shown, isComplete);
}

/** Append hits to the list, a few at a time, until others are shown. */
function append(hits, time) {
  if (time !== times) return;
  list.append(...hits.slice(0, AT_ONCE).map(makeItem));
  if (hits.length > AT_ONCE) setTimeout(() => append(hits.slice(AT_ONCE), time));
}

function passes(hit, { name, value }) {
  return value === "" || valuesOf[name](hit).includes(value);
}

/** What a hit has that each filter is about. */
const valuesOf = {
  kind: ({ thing }) => [thing],
  language: ({ found }) => [found.language],
  status: ({ isDeprecated }) => [isDeprecated ? "deprecated" : "current"],
  scheme: ({ facets }) => facets.map(String),
  collection: ({ facets }) => facets.map(String),
};

/** Fill the filters with what the hits have; one that has nothing to choose is not shown. */
async function offerFilters(hits, folder) {
  const facets = hits.some((hit) => hit.facets.length) ? await (await fetch(`${folder}facets.json`)).json() : [];
  const isOf = (kind) => (value) => facets[value]?.[0] === kind;
  const names = {
    kind: (value) => filters.dataset[value],
    language: (value) => (value ? nameOf(value) : "–"),
    status: (value) => filters.dataset[value],
    scheme: (value) => nameFacet(facets[value][1]),
    collection: (value) => nameFacet(facets[value][1]),
  };
  for (const select of filters.querySelectorAll("select")) {
    const all = hits.flatMap(valuesOf[select.name]);
    const values = select.name in { scheme: 1, collection: 1 } ? all.filter(isOf(select.name)) : all;
    offer(select, values, names[select.name]);
  }
  filters.hidden = [...filters.querySelectorAll("label")].every(({ hidden }) => hidden);
}

function offer(select, values, name) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const options = [...counts].map(([value, number]) => new Option(`${name(value)} (${number})`, value));
  options.sort((one, other) => one.text.localeCompare(other.text, language));
  select.append(...options);
  select.closest("label").hidden = counts.size < 2;
  if (counts.has(asked.get(select.name))) select.value = asked.get(select.name);
}

function nameFacet(parts) {
  const names = parts.flatMap((part, place) => (place % 2 ? [] : [[part, parts[place + 1]]]));
  return choose(names, language, defaultLanguage)?.[1] ?? "";
}

function makeItem(hit) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = pageAt(hit.url);
  link.append(...describe(hit, form.dataset));
  if (hit.isDeprecated) link.className = "deprecated";
  item.append(link);
  return item;
}

/** Whether the key "/" leads to the field is for the reader to say. */
function offerShortcut(box) {
  try {
    box.checked = localStorage.getItem(KEY) !== "off";
    box.addEventListener("change", () => localStorage.setItem(KEY, box.checked ? "on" : "off"));
    box.closest("[hidden]").hidden = false;
  } catch {
    // Where nothing can be stored there is nothing to choose.
  }
}

/** Keep what is chosen in the address, so that the page can be linked to. */
function keep() {
  for (const { name, value } of filters.querySelectorAll("select")) {
    if (value) asked.set(name, value);
    else asked.delete(name);
  }
  history.replaceState(null, "", `?${asked}`);
}

if (text.trim()) {
  const status = page.querySelector("[role=status]");
  form.querySelector("input[name=q]").value = text;
  page.querySelector(".search-asked").textContent = text;
  page.querySelector(".search-asked").parentElement.hidden = false;
  const found = await find().catch(() => null);
  status.textContent = found?.told ?? form.dataset.failed;
  filters.addEventListener("change", () => {
    keep();
    status.textContent = show(found.answer);
  });
}
// Last: results would move it.
offerShortcut(page.querySelector("[data-search-key]"));
