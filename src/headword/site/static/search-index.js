// The index for search as you type: which files answer a text, and what in them fits it best.
// Knows the files that `searching.py` writes, and how texts are folded; must not know how hits are shown.

import { foldWords, listBeginnings } from "./fold.js";
import { collate, isIn } from "./language.js";
import { beginningOf, findNear, joinHyphens, mayBeNear } from "./near.js";

const KINDS = ["prefLabel", "notation", "altLabel", "hiddenLabel", "note"];
const THINGS = ["concept", "scheme", "collection"];
const KEPT = 60; // files
const WORD_FILES = 4; // that are searched for close words
const OTHERS = 11; // queries with close words
const SHORTEST = 3; // letters of a word that is looked for in notes
const NOTED_MOST = 24; // concepts that are shown since their notes have the words

/** How well a label fits: it is the text, begins with it, has it from a word on, or has its words somewhere. */
const EXACT = 0;
const BEGINS = 1;
const INSIDE = 2;
const SCATTERED = 3;
/** Then come concepts with the words in their notes. */
const NOTED = 4;
const IN_NOTE = 4; // kind
/** What is found by close words comes after all that is found by the words themselves. */
const NEAR = 5;

/** Where a weight says whether the label is in another language than the page. */
const FOREIGN = 3;

export class SearchIndex {
  #folder;
  #index = null;
  #files = new Map();
  #notes = null;

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
   * Loads no more than `files` files, `ahead` of them before they are read, and none after `signal` is aborted.
   * `isComplete` tells whether more files would have more.
   */
  async find(text, { language, limit, files, ahead, signal }) {
    const queries = listForms(text).map((form) => new Query(form, 0));
    const hits = new Hits(language);
    if (!queries.length) return { hits: [], isComplete: true };
    const index = await this.open();
    let isComplete = await this.#gather(queries, hits, index, { limit, files, ahead, signal });
    if (index.notes && isComplete && hits.size <= limit) await this.#findInNotes(queries[0].parts, hits, { limit, signal });
    if (isComplete && hits.size <= limit) {
      const others = await this.#listOthers(queries[0].folded.split(" "), index, signal);
      isComplete = await this.#gather(others, hits, index, { limit, files: files + others.length, signal });
    }
    if (signal?.aborted) return { hits: [], isComplete: false };
    const ranked = hits.rank();
    return { hits: ranked.slice(0, limit).map(tell), isComplete: isComplete && ranked.length <= limit };
  }

  /** Add what queries find to the hits; tells whether all files were read that have some. */
  async #gather(queries, hits, index, { limit, files, ahead = 0, signal }) {
    let isComplete = true;
    for (const query of queries) {
      for (const key of query.keys(index)) {
        const all = [...locate(index, key)];
        for (const [at, file] of all.entries()) {
          if (hits.size > limit || files === 0 || signal?.aborted) {
            isComplete = false;
            break;
          }
          files -= 1;
          for (const next of all.slice(at + 1, at + 1 + Math.min(ahead, files))) this.#load(next, index.version);
          hits.add(await this.#load(file, index.version), query);
          // The page stays responsive between many files.
          if (ahead) await new Promise((done) => setTimeout(done));
        }
      }
    }
    return isComplete;
  }

  /** Add the concepts that have all words in their notes. */
  async #findInNotes(parts, hits, { limit, signal }) {
    const wanted = parts.filter((part) => part.length >= SHORTEST);
    this.#notes ??= load(`${this.#folder}note/index.json`, { cache: "no-cache" });
    const { words, version, together } = await this.#notes;
    let found = null;
    for (const part of wanted) {
      if (signal?.aborted) return;
      const files = rangeOf(words, part).map((number) => this.#keep(`note/${number}.json`, version, (all) => all));
      const begun = (await Promise.all(files)).flatMap(Object.entries).filter(([word]) => word.startsWith(part));
      // A word without numbers is in the notes of too many concepts.
      if (begun.some(([, steps]) => !steps.length)) continue;
      const numbers = new Set(begun.flatMap(([, steps]) => sumUp(steps)));
      found = found ? found.filter((number) => numbers.has(number)) : [...numbers];
    }
    const best = (found ?? []).sort((one, other) => one - other).slice(0, Math.min(limit + 1, NOTED_MOST));
    const blocks = new Map(best.map((number) => [Math.floor(number / together), null]));
    const loads = [...blocks.keys()].map(async (block) => blocks.set(block, await this.#load(`note/of/${block}.json`, version)));
    await Promise.all(loads);
    for (const number of best) hits.addNoted(blocks.get(Math.floor(number / together))[number % together]);
  }

  /** Queries for other forms and spellings of words. */
  async #listOthers(words, index, signal) {
    const choices = [];
    for (const word of words) choices.push([word, ...(signal?.aborted ? [] : await this.#findNear(word, index))]);
    const all = choices.reduce((begun, choice) => begun.flatMap((words) => choice.map((word) => [...words, word])), [[]]);
    return all.slice(1, OTHERS + 1).map((each) => new Query(each.join(" "), NEAR));
  }

  async #findNear(word, index) {
    if (!mayBeNear(word)) return [];
    const known = await this.#loadWords(beginningOf(word, true), index);
    const isKnown = known.some((other) => other.startsWith(word));
    return findNear(word, isKnown ? known : await this.#loadWords(beginningOf(word, false), index));
  }

  /** The words in the files that have those with a beginning. */
  async #loadWords(beginning, { words, version }) {
    const numbers = rangeOf(words, beginning);
    return (await Promise.all(numbers.map((number) => this.#keep(`word/${number}.json`, version, (all) => all)))).flat();
  }

  #load(file, version) {
    return this.#keep(file, version, unpack);
  }

  #keep(file, version, unpack) {
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
function unpack({ ways, concepts, notes = [] }) {
  const written = ways.map(pair);
  return concepts.map(([url, way, flags, facets, ...parts], place) => {
    const labels = [];
    for (let at = 0; at < parts.length; at += 3) {
      const [language, kind, text] = parts.slice(at, at + 3);
      labels.push({ language, kind, text, forms: listForms(text) });
    }
    const thing = THINGS[(flags >> 1) & 3];
    const [level, uses] = [(flags >> 3) & 31, flags >> 8];
    return { url, way: written[way], isDeprecated: (flags & 1) === 1, thing, level, uses, facets: facets || [], labels, note: notes[place] };
  });
}

/** The forms in which a text is compared: its words, and without hyphens within them. */
function listForms(text) {
  const joined = joinHyphens(text);
  const forms = joined === text ? [foldWords(text)] : [foldWords(text), foldWords(joined)];
  return [...new Set(forms)].filter(Boolean);
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

/** The numbers of the files of words that may have those with a beginning, given the first word of each. */
function rangeOf(words, beginning) {
  const start = Math.max(seek(words, beginning) - 1, 0);
  let end = start + 1;
  while (end < words.length && words[end].startsWith(beginning)) end += 1;
  return [...words.keys()].slice(start, Math.min(end, start + WORD_FILES));
}

/** Numbers from the differences between them. */
function sumUp(steps) {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

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

/** What is searched for, folded: each word may go on. */
class Query {
  constructor(folded, penalty) {
    this.folded = folded;
    this.penalty = penalty;
    this.parts = folded.split(" ");
  }

  /** What to look up: the whole; and, if words may stand apart, the one that the fewest files have. */
  keys(index) {
    const cut = (text) => [...text].slice(0, index.key).join("");
    const whole = cut(this.folded);
    if (this.parts.length === 1) return [whole];
    const spread = this.parts.map((part) => [...locate(index, cut(part))].length);
    return [whole, cut(this.parts[spread.indexOf(Math.min(...spread))])];
  }

  /** How well the best of the forms of a label fits, or nothing. */
  fit(forms) {
    const fits = forms.map((form) => this.#fitForm(form)).filter((fit) => fit !== undefined);
    return fits.length ? Math.min(...fits) + this.penalty : undefined;
  }

  #fitForm(folded) {
    if (folded === this.folded) return EXACT;
    if (folded.startsWith(this.folded)) return BEGINS;
    if (!this.parts.every((part) => folded.includes(part))) return undefined;
    const beginnings = listBeginnings(folded);
    if (beginnings.some((beginning) => beginning.startsWith(this.folded))) return INSIDE;
    const isHere = (part) => beginnings.some((beginning) => beginning.startsWith(part));
    return this.parts.length > 1 && this.parts.every(isHere) ? SCATTERED : undefined;
  }
}

/** What was found, each concept once: in its place by the label that fits best, shown by the best of the page's language. */
class Hits {
  #language;
  #order;
  #found = new Map();

  constructor(language) {
    this.#language = language;
    const { compare } = collate(language);
    this.#order = (one, other) => order(one, other, compare);
  }

  get size() {
    return this.#found.size;
  }

  add(concepts, query) {
    for (const concept of concepts) {
      for (const label of concept.labels) {
        const fit = query.fit(label.forms);
        if (fit !== undefined) this.#keep(concept, label, this.#weigh(concept, label, fit));
      }
    }
  }

  /** Add a concept that is found by its note, unless a label has found it. */
  addNoted(concept) {
    if (this.#found.has(concept.url)) return;
    const [language, text] = concept.note;
    const label = { language, kind: IN_NOTE, text, forms: [""] };
    this.#keep(concept, label, this.#weigh(concept, label, NOTED));
  }

  #weigh(concept, { language, kind, text, forms }, fit) {
    const isForeign = language !== "" && !isIn(language, this.#language);
    const { isDeprecated, thing, level, uses, url } = concept;
    return [fit, isDeprecated, kind, isForeign, THINGS.indexOf(thing), -measure(uses), forms[0].length, level, text, url];
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

/** The order of magnitude of a number of uses: one more page rarely changes the order. */
const measure = (uses) => 32 - Math.clz32(uses);

function tell({ concept: { labels, ...concept }, label, weight }) {
  const preferred = labels.filter(({ kind }) => kind === 0).map(({ language, text }) => [language, text]);
  return { ...concept, isNear: weight[0] >= NEAR, preferred, found: { ...label, kind: KINDS[label.kind] } };
}

/** Which of two weights comes first: texts as `compare` has them, all else by size. */
function order(one, other, compare) {
  const at = one.findIndex((part, place) => part !== other[place]);
  if (at < 0) return 0;
  const bySize = one[at] < other[at] ? -1 : 1;
  return typeof one[at] === "string" ? compare(one[at], other[at]) || bySize : bySize;
}
