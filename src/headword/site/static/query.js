// The form of the page of queries: asks the endpoint, if there is one beside the site, and shows what it answers.
// Knows the form and the SPARQL Protocol; must not know how answers look.

import { drawRows, drawText } from "./query-answer.js";

const form = document.querySelector("[data-query-form]");
const endpoint = new URL(form.dataset.endpoint, document.baseURI).href;
const field = form.elements.query;
const ready = form.querySelector("[data-query-ready]");
const status = document.querySelector("[data-query-status]");
const error = document.querySelector("[data-query-error]");
const answer = document.querySelector("[data-query-answer]");
const ROWS = "application/sparql-results+json";
let asked = new AbortController();

/** A static host has no endpoint, but it may have a page that is called so. */
async function hasEndpoint() {
  const reply = await fetch(`${endpoint}?query=ASK%7B%7D`, { headers: { Accept: ROWS } }).catch(() => null);
  return Boolean(reply?.ok) && (reply.headers.get("Content-Type") ?? "").startsWith(ROWS);
}

function take(name) {
  field.value = document.querySelector(`[data-query="${CSS.escape(name)}"] pre`).textContent;
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
}

/** Marks the place in the query that an answer speaks of. */
function point(reason) {
  const place = /\bline (\d+), column (\d+)/.exec(reason);
  if (!place) return;
  const lines = field.value.split("\n").slice(0, place[1]);
  const last = [...(lines.pop() ?? "")].slice(0, place[2] - 1).join("");
  const at = [...lines, last].join("\n").length;
  field.focus();
  // The reader comes to a place after the word that is wrong.
  field.setSelectionRange(Math.max(0, field.value.slice(0, at).search(/\S+\s*$/)), at);
}

async function submit() {
  history.replaceState(null, "", `#${new URLSearchParams({ query: field.value })}`);
  try {
    await ask();
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

if (await hasEndpoint()) {
  form.hidden = false;
  // It is the server's as well: on a static host this would lead nowhere.
  for (const link of form.querySelectorAll("[data-query-apis]")) link.href = link.dataset.queryApis;
  document.querySelector("[data-query-without]").hidden = true;
  const given = new URLSearchParams(location.hash.slice(1)).get("query");
  if (given) field.value = given;
  else take(ready.value);
}
