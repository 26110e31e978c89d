// Words that are close to a searched one: other endings of it, and spellings of it with a letter wrong.
// Knows letters; must not know what is searched. `nearness.py` does the same: both have to find the same words.

import { isUnspaced } from "./fold.js";

/** How many letters a word has at least that close ones are looked for. */
const SHORTEST = 3;
const MOST = 4; // close words
const LONG = 8; // letters of a word in which two may be wrong
const HIDDEN = 9;
/** Endings of folded words that a language of Latin script has for number and gender. */
const ENDINGS = new Set([
  "",
  ..."a ae ai al as aux ca che chi co e en er ern es he hi i ia ie ies ii in is ium l m n o oes on os s se u um us ux x y ya".split(
    " ",
  ),
]);
/** Letters that some write for others: those of British English, and of American English. */
const SPELLINGS = [
  ["our", "or"], ["isa", "iza"], ["ise", "ize"], ["yse", "yze"], ["ogue", "og"], ["aeo", "eo"], ["tre", "ter"],
];
const LETTERS = /^\p{L}+$/u;
const VOWELS = "aeiou";
const HYPHEN = /(?<=\p{L})[-\u2010\u2011\u00ad'\u2019](?=\p{L})/gu;
const ASCII = /^[\x00-\x7f]*$/;

/** `text` without the hyphens within words: `e-mail` is also written `email`. */
export const joinHyphens = (text) => text.replace(HYPHEN, "");

/** What a close word begins with, if it is known whether any word begins with the searched one. */
export const beginningOf = (word, isKnown) => [...word].slice(0, isKnown ? SHORTEST - 1 : 1).join("");

/** The words among `words` that are close to a folded one, the closest first. */
export function findNear(word, words) {
  if (!mayBeNear(word)) return [];
  const isKnown = words.some((other) => other.startsWith(word));
  const allowed = [...word].length >= LONG ? 2 : 1;
  const found = [];
  for (const other of words) {
    if (!other.startsWith(beginningOf(word, isKnown)) || other.startsWith(word)) continue;
    const distance = isInflected(word, other) ? 0 : isKnown ? HIDDEN : measureDistance(word, other);
    if (distance <= allowed) found.push([distance, Math.abs([...other].length - [...word].length), other]);
  }
  found.sort((one, other) => one[0] - other[0] || one[1] - other[1] || (one[2] < other[2] ? -1 : 1));
  return found.slice(0, MOST).map(([, , other]) => other);
}

/** Whether two words differ by endings only, `policy` and `policies`, or by a vowel, `woman` and `women`. */
export function isInflected(one, other) {
  const [a, b] = [[...respell(one)], [...respell(other)]];
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared += 1;
  if (shared < SHORTEST) return false;
  const rests = [a.slice(shared), b.slice(shared)];
  if (rests.every((rest) => ENDINGS.has(rest.join("")))) return true;
  if (shared > SHORTEST && !ASCII.test(one) && rests.every((rest) => rest.length < SHORTEST)) return true;
  const isVowel = a.length === b.length && rests[0].slice(1).join("") === rests[1].slice(1).join("");
  return isVowel && VOWELS.includes(a[shared] ?? " ") && VOWELS.includes(b[shared] ?? " ");
}

const respell = (word) => SPELLINGS.reduce((text, [spelling, same]) => text.replaceAll(spelling, same), word);

/** Whether others can be close to a folded word: one of letters, in a script with spaces. */
export const mayBeNear = (word) => [...word].length >= SHORTEST && LETTERS.test(word) && !isUnspaced(word);

/** How many letters are missing, added, other ones or swapped, up to 3. */
export function measureDistance(one, other) {
  const [a, b] = [[...one], [...other]];
  if (Math.abs(a.length - b.length) > 2) return 3;
  let last = [];
  let before = [];
  let row = b.map((_, place) => place);
  row.push(b.length);
  for (let at = 1; at <= a.length; at += 1) {
    [last, before, row] = [before, row, [at]];
    for (let place = 1; place <= b.length; place += 1) {
      const changed = before[place - 1] + (a[at - 1] === b[place - 1] ? 0 : 1);
      let cost = Math.min(before[place] + 1, row[place - 1] + 1, changed);
      if (at > 1 && place > 1 && a[at - 1] === b[place - 2] && a[at - 2] === b[place - 1]) {
        cost = Math.min(cost, last[place - 2] + 1);
      }
      row.push(cost);
    }
  }
  return Math.min(row.at(-1), 3);
}
