// The queries that were run in this browser, the latest first: a list to choose from.
// Knows the place where a browser keeps them; without it there is none.

import { fileAt } from "./site.js";

const KEPT = 30;
const SHOWN = 90; // letters
const KEY = `headword-queries ${new URL(fileAt("")).pathname}`;

function recall() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]");
  } catch {
    return [];
  }
}

/** Fill a list with the queries that are kept; `query` is kept first, if there is one. */
export function showHistory(select, query) {
  const kept = [...new Set([...(query ? [query] : []), ...recall()])].slice(0, KEPT);
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // They are in the list of this page at least.
  }
  const first = select.options[0];
  select.replaceChildren(first, ...kept.map((text) => new Option(summarize(text), text)));
  select.value = "";
  select.closest("p").hidden = kept.length === 0;
}

/** A query in one line, without its prefixes. */
const summarize = (text) => text.replace(/^\s*(PREFIX|BASE)\b.*$/gim, "").replace(/\s+/g, " ").trim().slice(0, SHOWN);
