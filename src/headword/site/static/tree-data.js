// What is below each place of the vocabulary, as rows, and a row as an item of a list.
// Knows the files that `tree_files.py` writes; must not know how a tree is worked.

import { write } from "./language.js";
import { fileAt, language, pageAt } from "./site.js";

const DEPRECATED = 1;
export const OPENS = 2;

const folder = fileAt(`-/tree/${language}/`);
const files = new Map();
let index = null;

/** The list of files, with the keys of the lists that trees begin with. */
export function openTree() {
  // Asked for each time: the files go by its version, so that none of an earlier tree is taken for one of this.
  index ??= load("index.json", { cache: "no-cache" }).catch((error) => {
    index = null;
    throw error;
  });
  return index;
}

/** The rows below the place with the address `key`. */
export async function loadRows(key) {
  const { version, files: count } = await openTree();
  const name = `${crc32(key) % count}.json?v=${version}`;
  let content = files.get(name);
  if (!content) {
    content = load(name, {});
    content.catch(() => files.delete(name));
    files.set(name, content);
  }
  return (await content)[key] ?? [];
}

async function load(name, options) {
  const answer = await fetch(folder + name, options);
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.json();
}

/** The checksum of the bytes of a text, as PNG and zlib have it. */
function crc32(text) {
  let sum = ~0;
  for (const byte of new TextEncoder().encode(text)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

/** What a row is read as, where it begins to be read. */
export const textOf = ([, label, , notation]) => (notation ? `${notation} ${label}` : label);

/** The item of a row: a link, and the key of the list below it if there is one. */
export function makeItem([address, label, tag = "", notation = "", flags = 0, preferred = "", uses = 0]) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = pageAt(`${address}/`);
  if (flags & DEPRECATED) link.className = "deprecated";
  if (notation) link.append(write("span", "notation", ["", notation]), " ");
  link.append(write("bdi", "", [tag, label]));
  if (preferred) link.append(" → ", write("bdi", "tree-preferred", ["", preferred]));
  if (uses) link.append(" ", write("span", "count", ["", uses.toLocaleString(language)]));
  item.append(link);
  if (flags & OPENS) item.dataset.more = address;
  return item;
}

/** The address of a page of this site, as rows have it. */
export function addressOf(url) {
  const root = new URL(fileAt("")).pathname;
  const path = new URL(url, document.baseURI).pathname;
  return path.slice(root.length).replace(/(^|\/)index(\.[\w-]+)?\.html$/, "").replace(/\/$/, "");
}
