// Names of languages in place of their tags, in the language of the page.
// Knows elements with data-tag; must not know what else they are.

import { nameOf } from "./language.js";

for (const element of document.querySelectorAll("[data-tag]")) {
  const name = nameOf(element.dataset.tag);
  if (name && name !== element.dataset.tag) {
    element.title = element.dataset.tag;
    element.textContent = name;
  }
}
