// How a concept that was found is shown: the label that fits, its language, what the concept is called, the way up to it.
// Knows hits as `search-index.js` gives them; must not know what they are shown in.

import { choose, isIn, nameOf, write } from "./language.js";
import { defaultLanguage, language } from "./site.js";

/** The parts of a hit, from what is found to where it is from; `words` has the names of things that are no concepts. */
export function describe(hit, words) {
  const name = choose(hit.preferred, language, defaultLanguage);
  const shown = show(hit, name);
  const parts = [write("span", "search-label", shown)];
  if (name && name[1] !== shown[1]) {
    // What is found by another label is called this in the page's language, or in its own.
    parts.push(apart("→"), write("span", "search-name", name));
  }
  const from = document.createElement("span");
  from.className = "search-from";
  const way = choose(hit.way, language, defaultLanguage);
  const told = [
    hit.thing !== "concept" && write("span", "search-kind", ["", words[hit.thing]]),
    shown[0] && !isIn(shown[0], language) && write("span", "search-language", ["", nameOf(shown[0])]),
    way && write("span", "search-way", way),
    hit.uses && write("span", "search-uses", ["", fill([words.usedOne, words.usedOther], hit.uses)]),
  ].filter(Boolean);
  from.append(...told.flatMap((part, place) => (place ? [" · ", part] : [part])));
  if (told.length) parts.push(apart("\u2002"), from);
  if (hit.found.kind === "note") parts.push(write("span", "search-note", [hit.found.language, hit.found.text]));
  return parts;
}

/** How many hits there are, in words; whether they have only similar words. */
export function count(words, hits, isComplete) {
  const number = hits.length;
  if (number === 0) return words.none;
  if (hits.every(({ isNear }) => isNear)) return words.near;
  return fill(isComplete ? [words.one, words.other] : [words.more, words.more], number);
}

const fill = ([one, other], number) => (number === 1 ? one : other).replace("{count}", number.toLocaleString(language));

/** [language, text] of the label that fits; of a hidden one and of a note, the name. */
function show({ found }, name) {
  const isShown = found.kind !== "hiddenLabel" && found.kind !== "note";
  return !isShown && name ? name : [found.language, found.text];
}

const apart = (sign) => document.createTextNode(` ${sign} `);
