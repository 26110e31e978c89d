// What is below a concept, as a list of links: from the concept's JSKOS file.
// Knows JSKOS and where files are; must not know how a tree is worked.

import { choose, inOrder, write } from "./language.js";
import { defaultLanguage, fileAt, language, pageAt } from "./site.js";

/** The list of what is below the concept that the file at `address` describes. */
export async function loadBelow(address) {
  const answer = await fetch(new URL(address, document.baseURI));
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const { narrower, topConcepts } = await answer.json();
  const list = document.createElement("ul");
  // An unknown rest is null, as JSKOS has it.
  const known = (narrower ?? topConcepts ?? []).filter(Boolean);
  list.append(...inOrder(known, language, defaultLanguage).map(makeItem));
  return list;
}

function makeItem({ uri, _page: page, prefLabel = {}, notation = [], narrower = [], deprecated = false }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  // What is not of this site has no page in it.
  link.href = page ? pageAt(page) : uri;
  if (deprecated) link.className = "deprecated";
  if (notation?.[0]) link.append(write("span", "notation", ["", notation[0]]), " ");
  link.append(write("bdi", "", choose(Object.entries(prefLabel), language, defaultLanguage) ?? ["", uri]));
  item.append(link);
  if (page && narrower?.length) item.dataset.more = fileAt(`${page.slice(0, -1)}.json`);
  return item;
}
