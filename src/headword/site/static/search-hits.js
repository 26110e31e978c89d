// How a concept that was found is shown: the label that fits, its language, what the concept is called, its scheme.
// Knows hits as `search-index.js` gives them; must not know what they are shown in.

import { choose, isIn, nameOf, write } from "./language.js";
import { defaultLanguage, language } from "./site.js";

/** The parts of a hit, from what is found to where it is from. */
export function describe(hit) {
  const name = choose(hit.preferred, language, defaultLanguage);
  const shown = show(hit, name);
  const parts = [write("span", "search-label", shown)];
  if (name && name[1] !== shown[1]) {
    // What is found by another label is called this in the page's language, or in its own.
    parts.push(apart("→"), write("span", "search-name", name));
  }
  const from = document.createElement("span");
  from.className = "search-from";
  const scheme = choose(hit.scheme, language, defaultLanguage);
  if (shown[0] && !isIn(shown[0], language)) from.append(write("span", "search-language", ["", nameOf(shown[0])]));
  if (scheme) from.append(from.childNodes.length ? " · " : "", write("span", "search-scheme", scheme));
  if (from.childNodes.length) parts.push(apart("\u2002"), from);
  return parts;
}

/** How many there are, in words. */
export function count(words, number, isComplete) {
  if (number === 0) return words.none;
  const pattern = isComplete ? (number === 1 ? words.one : words.other) : words.more;
  return pattern.replace("{count}", number.toLocaleString(language));
}

/** [language, text] of the label that fits; a hidden one is not for showing. */
function show({ found }, name) {
  return found.kind === "hiddenLabel" && name ? name : [found.language, found.text];
}

const apart = (sign) => document.createTextNode(` ${sign} `);
