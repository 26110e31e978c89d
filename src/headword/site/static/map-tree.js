// The tree of the map: the scheme and its concepts, each at each of its places, open or folded. Further branches are
// loaded when they are opened, and a wide level is divided into groups, which open like concepts.
// Knows the data in the page and the rows of the tree; must not know how anything looks.

import { fileAt, pageAt } from "./site.js";
import { addressOf, loadRows, OPENS } from "./tree-data.js";

const WIDE = 40; // branches of one item; more are divided into groups
const MOST = 300; // items that are unfolded all at once
const LONGEST = 40; // letters of a label; the rest is cut off
const EDGE = 18; // letters of the first and the last label in the name of a group

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
let count = 0;

class Item {
  constructor({ iri = "", address = "", label = "", keywords = [], branches = [], more = 0, uses = 0 }, parent) {
    Object.assign(this, { iri, address, label, keywords, more, uses, parent });
    this.key = `map-item-${(count += 1)}`;
    this.open = false;
    this.isGroup = false;
    this.children = branches.map((each) => new Item(each, this));
  }

  get level() {
    return this.parent ? this.parent.level + 1 : 0;
  }

  /** Made when it is drawn: 10,000 addresses take 70 ms. */
  get href() {
    return this.address && pageAt(`${this.address}/`);
  }

  /** Whether there is anything to unfold. */
  get hasBranches() {
    return this.children.length > 0 || this.more > 0;
  }

  /** How many branches there are, as a text; `+` before they are loaded. */
  get size() {
    return Number.isFinite(this.more) ? `${this.children.length + this.more}` : "+";
  }
}

export function buildTree(said) {
  const trunk = new Item({ ...said, label: said.title }, null);
  trunk.open = true;
  return trunk;
}

/** Load the branches of an item that are missing; gives how many. */
export async function complete(item) {
  if (!item.more) return 0;
  const rows = await loadRows(item.address);
  const known = new Map(item.children.map((child) => [child.address, child]));
  const above = new Set();
  for (let place = item; place; place = place.parent) above.add(place.address);
  const children = rows.filter(([address]) => !above.has(address)).map((row) => known.get(row[0]) ?? readRow(row, item));
  item.more = 0;
  item.children = divide(children, item);
  return children.length - known.size;
}

function readRow(row, parent) {
  const [address, label, , , flags = 0, , uses = 0] = row;
  return new Item({ address, label, keywords: null, more: flags & OPENS ? Infinity : 0, uses }, parent);
}

/** Items as one level that is not wide: groups of them, or groups of groups. */
function divide(items, parent) {
  if (items.length <= WIDE) return items;
  const parts = Math.ceil(items.length / WIDE);
  const start = (part) => Math.round((part * items.length) / parts);
  const groups = Array.from({ length: parts }, (_, part) => gather(items.slice(start(part), start(part + 1)), parent));
  return divide(groups, parent);
}

function gather(items, parent) {
  const [first, last] = [items[0].first ?? items[0], items.at(-1).last ?? items.at(-1)];
  const group = new Item({ label: `${shorten(first.label, EDGE)} – ${shorten(last.label, EDGE)}` }, parent);
  Object.assign(group, { children: items, first, last, isGroup: true });
  for (const item of items) item.parent = group;
  return group;
}

/** The open items from the scheme down. */
export function listVisible(trunk) {
  const seen = [];
  const pending = [trunk];
  while (pending.length) {
    const item = pending.pop();
    seen.push(item);
    pending.push(...branchesOf(item).toReversed());
  }
  return seen;
}

/** The branches of an item that are shown now. */
export const branchesOf = (item) => (item.open ? item.children : []);

/** Open the highest levels, as long as there are at most `most` items: whole levels, or what fits of the last one. */
export function openFirst(trunk, most = MOST, isWhole = false) {
  let shown = trunk.children.length;
  for (let level = trunk.children; level.length; level = level.flatMap(branchesOf)) {
    const opening = level.filter((item) => item.children.length && !item.more);
    if (isWhole && shown + opening.reduce((sum, item) => sum + item.children.length, 0) > most) return;
    for (const item of opening) {
      item.open = shown + item.children.length <= most;
      shown += branchesOf(item).length;
    }
  }
}

export function closeAll(trunk) {
  const pending = [...trunk.children];
  for (const item of pending) {
    item.open = false;
    pending.push(...item.children);
  }
}

/** Fold or unfold an item; gives how many concepts were loaded. */
export async function toggle(item) {
  const added = item.open ? 0 : await complete(item);
  item.open = item.level === 0 || (!item.open && item.children.length > 0);
  return added;
}

/** Open the way to the concept with an address, and give its item; nothing if it is not on this map. */
export async function lead(trunk, address) {
  let item = trunk;
  for (const step of [...(await findWay(trunk, address)), address]) {
    await complete(item);
    item = listConcepts(item).find((each) => each.address === step) ?? item;
  }
  if (item.address !== address) return null;
  await complete(item);
  closeAll(trunk);
  for (let above = item; above; above = above.parent) above.open = above.children.length > 0;
  return item;
}

const listConcepts = (item) => item.children.flatMap((each) => (each.isGroup ? listConcepts(each) : [each]));

/** The addresses from the top to a concept, as its page shows them; of several ways, one that is on this map. */
async function findWay(trunk, address) {
  const answer = await ask(pageAt(`${address}/`));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const hrefs = (list) => [...list.querySelectorAll("a[href]")].map((link) => link.getAttribute("href"));
  const ways = [...page.querySelectorAll(".crumbs ol")].map((list) => hrefs(list).map((href) => addressOf(new URL(href, answer.url))));
  return ways.find((way) => way.includes(trunk.address)) ?? ways[0] ?? [];
}

/** The keywords of a concept that was loaded without them, from its own file. */
export async function loadKeywords(item, { hasData, language }) {
  if (!item.keywords) {
    item.keywords = [];
    if (hasData && item.address) {
      const answer = await ask(fileAt(`${item.address}.json`)).catch(() => null);
      item.keywords = [(await answer?.json())?.altLabel?.[language] ?? []].flat();
    }
  }
  return item.keywords;
}

async function ask(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer;
}

/** A label in one line, cut off where it is too long, but not within a letter. */
export function shorten(label, longest = LONGEST) {
  const line = label.replaceAll(/\s+/gu, " ").trim();
  if (line.length <= longest) return line;
  const all = [...letters.segment(line.slice(0, 40 * longest))].map((part) => part.segment);
  return all.length > longest ? `${all.slice(0, longest - 1).join("").trimEnd()}…` : all.join("");
}
