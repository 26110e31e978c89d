// The index for search as you type: which files answer a text, and what in them fits it best.
// Knows the files that `searching.py` writes, and how texts are folded; must not know how hits are shown.

import { foldWords, isUnspaced, listBeginnings } from "./fold.js";
import { collate, isIn } from "./language.js";

const KINDS = ["prefLabel", "notation", "altLabel", "hiddenLabel"];
const KEPT = 60; // files

/** How well a label fits: it is the text, begins with it, has it from a word on, or has its words somewhere. */
const EXACT = 0;
const BEGINS = 1;
const INSIDE = 2;
const SCATTERED = 3;

/** Where a weight says whether the label is in another language than the page. */
const FOREIGN = 3;

export class SearchIndex {
  #folder;
  #index = null;
  #files = new Map();

  /** `folder` is the address of the index's folder, with a slash at its end. */
  constructor(folder) {
    this.#folder = folder;
  }

  /** Load the list of files, once. */
  open() {
    // A browser learns the letters of all scripts the first time that it needs them: better while it waits.
    if (!this.#index) listBeginnings(foldWords("Łódź 日本"));
    // Asked for each time: the files go by its version, so that none of an earlier index is taken for one of this.
    this.#index ??= load(`${this.#folder}index.json`, { cache: "no-cache" }).catch((error) => {
      this.#index = null;
      throw error;
    });
    return this.#index;
  }

  /** The concepts that `text` finds, the best first.
   *
   * Loads no more than `files` files, and none after `signal` is aborted. `isComplete` tells whether more files would
   * have more.
   */
  async find(text, { language, limit, files, signal }) {
    const query = new Query(text);
    const hits = new Hits(query, language);
    if (!query.folded) return { hits: [], isComplete: true };
    const index = await this.open();
    let isComplete = true;
    for (const key of query.keys(index)) {
      for (const file of locate(index, key)) {
        if (signal?.aborted) return { hits: [], isComplete: false };
        if (hits.size > limit || files === 0) {
          isComplete = false;
          break;
        }
        files -= 1;
        hits.add(await this.#load(file, index.version));
      }
    }
    const ranked = hits.rank();
    return { hits: ranked.slice(0, limit).map(tell), isComplete: isComplete && ranked.length <= limit };
  }

  #load(file, version) {
    let content = this.#files.get(file);
    if (!content) {
      content = load(`${this.#folder}${file}?v=${version}`, {}).then(unpack);
      content.catch(() => this.#files.delete(file));
      this.#files.set(file, content);
      if (this.#files.size > KEPT) this.#files.delete(this.#files.keys().next().value);
    }
    return content;
  }
}

async function load(address, options) {
  const answer = await fetch(address, options);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** The concepts of a file. */
function unpack({ schemes, concepts }) {
  const titles = schemes.map(pair);
  return concepts.map(([url, scheme, deprecated, ...parts]) => {
    const labels = [];
    for (let at = 0; at < parts.length; at += 3) {
      const [language, kind, text] = parts.slice(at, at + 3);
      labels.push({ language, kind, text, folded: foldWords(text) });
    }
    return { url, scheme: titles[scheme], isDeprecated: deprecated === 1, labels };
  });
}

function pair(parts) {
  const pairs = [];
  for (let at = 0; at < parts.length; at += 2) pairs.push([parts[at], parts[at + 1]]);
  return pairs;
}

/** The files with all that begins with `key`: where that is much, one with the best of it comes first. */
function* locate({ leaves, bests }, key) {
  const best = bests[seek(bests, key)];
  if (best?.startsWith(key)) yield `best/${nameFile(best)}.json`;
  let at = seek(leaves, key);
  // A leaf that begins before the key, and is followed by one that does not have it, has all of it.
  if (!startOf(leaves[at])?.startsWith(key)) at -= 1;
  do {
    const leaf = leaves[at];
    if (leaf === undefined) return;
    const pages = typeof leaf === "string" ? 1 : leaf[1];
    for (let page = 0; page < pages; page += 1) {
      yield `leaf/${nameFile(startOf(leaf))}${page ? `-${page}` : ""}.json`;
    }
    at += 1;
  } while (startOf(leaves[at])?.startsWith(key));
}

/** What a leaf begins with; of one with several pages that and their number are told. */
const startOf = (leaf) => (Array.isArray(leaf) ? leaf[0] : leaf);

/** Where the first is that does not come before `key`. */
function seek(sorted, key) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(startOf(sorted[middle]), key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The order of code points, which is not the order that JavaScript compares by. */
function compare(one, other) {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (a !== b) return isSurrogate(a) === isSurrogate(b) ? a - b : isSurrogate(a) ? 1 : -1;
  }
  return one.length - other.length;
}

const isSurrogate = (unit) => unit >= 0xd800 && unit < 0xe000;

function nameFile(key) {
  const bytes = [...new TextEncoder().encode(key)];
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("") || "all";
}

/** What is searched for: the last word may go on, those before it are whole. */
class Query {
  constructor(text) {
    this.folded = foldWords(text);
    const words = this.folded.split(" ");
    this.parts = words.map((word, place) => (place < words.length - 1 && !endsOpen(word) ? `${word} ` : word));
  }

  /** What to look up: the whole; and, if words may stand apart, the one that the fewest files have. */
  keys(index) {
    const cut = (text) => [...text].slice(0, index.key).join("");
    const whole = cut(this.folded);
    if (this.parts.length === 1) return [whole];
    const spread = this.parts.map((part) => [...locate(index, cut(part))].length);
    return [whole, cut(this.parts[spread.indexOf(Math.min(...spread))])];
  }

  /** How well a folded label fits, or nothing. */
  fit(folded) {
    if (folded === this.folded) return EXACT;
    if (folded.startsWith(this.folded)) return BEGINS;
    if (!this.parts.every((part) => `${folded} `.includes(part))) return undefined;
    const beginnings = listBeginnings(folded);
    if (beginnings.some((beginning) => beginning.startsWith(this.folded))) return INSIDE;
    const isHere = (part) => beginnings.some((beginning) => `${beginning} `.startsWith(part));
    return this.parts.length > 1 && this.parts.every(isHere) ? SCATTERED : undefined;
  }
}

/** Whether nobody can tell where a word ends. */
const endsOpen = (word) => isUnspaced([...word].at(-1) ?? "");

/** What was found, each concept once: in its place by the label that fits best, shown by the best of the page's language. */
class Hits {
  #query;
  #language;
  #order;
  #found = new Map();

  constructor(query, language) {
    this.#query = query;
    this.#language = language;
    const { compare } = collate(language);
    this.#order = (one, other) => order(one, other, compare);
  }

  get size() {
    return this.#found.size;
  }

  add(concepts) {
    for (const concept of concepts) {
      for (const label of concept.labels) {
        const fit = this.#query.fit(label.folded);
        if (fit !== undefined) this.#keep(concept, label, this.#weigh(concept, label, fit));
      }
    }
  }

  #weigh(concept, { language, kind, text, folded }, fit) {
    const isForeign = language !== "" && !isIn(language, this.#language);
    return [fit, concept.isDeprecated, kind, isForeign, folded.length, text, concept.url];
  }

  #keep(concept, label, weight) {
    const hit = { concept, label, weight, inPage: [weight[FOREIGN], ...weight] };
    const before = this.#found.get(concept.url);
    if (!before) {
      this.#found.set(concept.url, hit);
    } else {
      const shown = this.#order(hit.inPage, before.inPage) < 0 ? hit : before;
      const best = this.#order(weight, before.weight) < 0 ? weight : before.weight;
      this.#found.set(concept.url, { ...shown, weight: best });
    }
  }

  rank() {
    return [...this.#found.values()].sort((one, other) => this.#order(one.weight, other.weight));
  }
}

function tell({ concept: { url, scheme, isDeprecated, labels }, label }) {
  const preferred = labels.filter(({ kind }) => kind === 0).map(({ language, text }) => [language, text]);
  return { url, scheme, isDeprecated, preferred, found: { ...label, kind: KINDS[label.kind] } };
}

/** Which of two weights comes first: texts as `compare` has them, all else by size. */
function order(one, other, compare) {
  const at = one.findIndex((part, place) => part !== other[place]);
  if (at < 0) return 0;
  const bySize = one[at] < other[at] ? -1 : 1;
  return typeof one[at] === "string" ? compare(one[at], other[at]) || bySize : bySize;
}
