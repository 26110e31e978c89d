// The search page: everything that the text in its address finds, as a list of links.
// Knows the page and its address; must not know how the index is searched.

import { SearchIndex } from "./search-index.js";
import { count, describe } from "./search-hits.js";
import { language, pageAt } from "./site.js";

const SHOWN = 500;
const FILES = 100;
const KEY = "headword-search-key";

const page = document.querySelector("[data-search-page]");
const form = document.querySelector("form[data-index]");
const text = new URLSearchParams(location.search).get("q") ?? "";

async function list() {
  const index = new SearchIndex(new URL(form.dataset.index, document.baseURI).href);
  const { hits, isComplete } = await index.find(text, { language, limit: SHOWN, files: FILES });
  const items = hits.map((hit) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = pageAt(hit.url);
    link.append(...describe(hit));
    if (hit.isDeprecated) link.className = "deprecated";
    item.append(link);
    return item;
  });
  page.querySelector(".search-results").replaceChildren(...items);
  return count(form.dataset, hits.length, isComplete);
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

offerShortcut(page.querySelector("[data-search-key]"));
if (text.trim()) {
  const status = page.querySelector("[role=status]");
  form.querySelector("input[name=q]").value = text;
  page.querySelector(".search-asked").textContent = text;
  page.querySelector(".search-asked").parentElement.hidden = false;
  status.textContent = await list().catch(() => form.dataset.failed);
}
