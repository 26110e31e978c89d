// The form of the page of queries: asks the endpoint, if there is one beside the site, and shows what it answers.
// Knows the form and the SPARQL Protocol; must not know how answers look. The editor is a file of its own, made of
// libraries, that is loaded where there is an endpoint; without it the query is written in the field of the form.

import { addLabels, drawRows, drawText, prefixes, shorten } from "./query-answer.js";
import { Completion } from "./query-completion.js";
import { showHistory } from "./query-history.js";

const form = document.querySelector("[data-query-form]");
const endpoint = new URL(form.dataset.endpoint, document.baseURI).href;
const field = form.elements.query;
const ready = form.querySelector("[data-query-ready]");
const status = document.querySelector("[data-query-status]");
const error = document.querySelector("[data-query-error]");
const answer = document.querySelector("[data-query-answer]");
const ROWS = "application/sparql-results+json";
const past = form.querySelector("[data-query-history]");
let asked = new AbortController();
let editor = null;

/** A static host has no endpoint, but it may have a page that is called so. */
async function hasEndpoint() {
  const reply = await fetch(`${endpoint}?query=ASK%7B%7D`, { headers: { Accept: ROWS } }).catch(() => null);
  return Boolean(reply?.ok) && (reply.headers.get("Content-Type") ?? "").startsWith(ROWS);
}

function take(name) {
  write(document.querySelector(`[data-query="${CSS.escape(name)}"] pre`).textContent);
}

function write(text) {
  field.value = text;
  editor?.write(text);
}

/** The rows of a query that the page asks for itself. */
async function load(query) {
  const reply = await fetch(endpoint, {
    method: "POST",
    headers: { Accept: ROWS, "Content-Type": "application/sparql-query" },
    body: query,
  });
  if (!reply.ok) throw new Error(await reply.text());
  return (await reply.json()).results.bindings;
}

async function startEditor() {
  const { createEditor } = await import("./query-editor.js");
  const completion = new Completion(prefixes, { ask: load, words: form.dataset, shorten });
  const label = form.querySelector("label[for=query-text]");
  editor = createEditor(form.querySelector("[data-query-editor]"), {
    text: field.value,
    label: label.textContent,
    complete: (...place) => completion.complete(...place),
    change: (text) => {
      field.value = text;
    },
    run: () => form.requestSubmit(),
  });
  field.hidden = true;
}

async function ask() {
  asked.abort();
  asked = new AbortController();
  error.hidden = true;
  status.textContent = form.dataset.running;
  const reply = await fetch(endpoint, {
    method: "POST",
    headers: { Accept: `${ROWS}, text/turtle;q=0.9`, "Content-Type": "application/sparql-query" },
    body: field.value,
    signal: asked.signal,
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(text);
  const isTable = (reply.headers.get("Content-Type") ?? "").startsWith(ROWS);
  const place = answer.querySelector("[data-query-rows]");
  status.textContent = isTable ? drawRows(place, JSON.parse(text), form.dataset) : drawText(place, text, form.dataset);
  for (const link of answer.querySelectorAll("[data-query-format]")) {
    const format = link.dataset.queryFormat;
    link.hidden = ["csv", "tsv", "json", "xml"].includes(format) !== isTable;
    link.download = `answer.${format}`;
    link.href = `${endpoint}?${new URLSearchParams({ query: field.value, format })}`;
  }
  answer.hidden = false;
  // The rows are an answer without labels, too.
  if (isTable) addLabels(place, load).catch(() => {});
}

/** Marks the place in the query that an answer speaks of. */
function point(reason) {
  const place = /\bline (\d+), column (\d+)/.exec(reason);
  if (!place) return;
  const lines = field.value.split("\n").slice(0, place[1]);
  const last = [...(lines.pop() ?? "")].slice(0, place[2] - 1).join("");
  const at = [...lines, last].join("\n").length;
  // The reader comes to a place after the word that is wrong.
  const start = Math.max(0, field.value.slice(0, at).search(/\S+\s*$/));
  if (editor) {
    editor.select(start, at);
  } else {
    field.focus();
    field.setSelectionRange(start, at);
  }
}

async function submit() {
  history.replaceState(null, "", `#${new URLSearchParams({ query: field.value })}`);
  try {
    await ask();
    showHistory(past, field.value);
  } catch (problem) {
    if (problem.name === "AbortError") return;
    status.textContent = "";
    answer.hidden = true;
    error.textContent = problem.message || form.dataset.failed;
    error.hidden = false;
    point(error.textContent);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
field.addEventListener("keydown", (event) => {
  // Tab leads on, as everywhere.
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});
ready.addEventListener("change", () => take(ready.value));
past.addEventListener("change", () => past.value && write(past.value));
form.querySelector("[data-query-share]").addEventListener("click", async () => {
  history.replaceState(null, "", `#${new URLSearchParams({ query: field.value })}`);
  await navigator.clipboard?.writeText(location.href).catch(() => {});
  status.textContent = form.dataset.shared;
});

if (await hasEndpoint()) {
  form.hidden = false;
  // It is the server's as well: on a static host this would lead nowhere.
  for (const link of form.querySelectorAll("[data-query-apis]")) link.href = link.dataset.queryApis;
  document.querySelector("[data-query-without]").hidden = true;
  const given = new URLSearchParams(location.hash.slice(1)).get("query");
  if (given) write(given);
  else take(ready.value);
  showHistory(past, "");
  await startEditor();
}
