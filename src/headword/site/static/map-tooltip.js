// What is shown when a concept is pointed at or has the focus: its label in full, its keywords, and its uses.
// It can be pointed at itself, and goes at Escape. Knows where elements are on the page.

import { separatorOf } from "./language.js";
import { loadKeywords, shorten } from "./map-tree.js";

const LATER = 200; // milliseconds: long enough to move the pointer from the concept to what is said of it

export class Tooltip {
  constructor(figure, texts, said) {
    this.figure = figure;
    this.said = said;
    this.texts = texts;
    this.hint = said.webSearch ? texts.textHint : "";
    this.element = figure.querySelector(".map-tooltip");
    this.item = null;
    this.element.addEventListener("pointerenter", () => clearTimeout(this.timer));
    this.element.addEventListener("pointerleave", () => this.hideSoon());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        this.hide();
      }
    });
  }

  async show(item, link) {
    clearTimeout(this.timer);
    this.item = item;
    const keywords = await loadKeywords(item, this.said);
    const long = shorten(item.label) !== item.label;
    if (this.item !== item || !link.isConnected) {
      return;
    }
    const used = this.#nameUses(item);
    if (!(keywords.length || long || used)) {
      this.hide();
      return;
    }
    const parts = [
      ["strong", long ? item.label : ""],
      ["span", keywords.join(separatorOf(this.said.language))],
      ["span", used],
      ["span", item.isGroup ? "" : this.hint],
    ];
    this.element.replaceChildren(
      ...parts.filter(([, text]) => text).map(([name, text]) => {
        const part = document.createElement(name);
        part.textContent = text;
        part.dir = "auto";
        return part;
      }),
    );
    if (this.hint && !item.isGroup) {
      this.element.lastChild.className = "map-hint";
    }
    this.element.hidden = false;
    this.link?.removeAttribute("aria-describedby");
    this.link = link;
    link.setAttribute("aria-describedby", this.element.id);
    this.put(link);
  }

  /** How many pages of the content name a concept, in words. */
  #nameUses({ uses }) {
    const pattern = uses === 1 ? this.texts.textOne : this.texts.textOther;
    return uses ? pattern.replace("{count}", uses.toLocaleString(this.said.language)) : "";
  }

  // Below the concept, or above it where there is no room; never beyond the figure.
  put(link) {
    const place = link.getBoundingClientRect();
    const around = this.figure.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const below = place.bottom + 8 + height < Math.min(around.bottom, window.innerHeight);
    const top = below ? place.bottom + 8 : place.top - 8 - height;
    const left = Math.max(around.left, Math.min(place.left, around.right - width));
    this.element.style.left = `${left - around.left}px`;
    this.element.style.top = `${top - around.top}px`;
  }

  hide() {
    clearTimeout(this.timer);
    this.item = null;
    this.element.hidden = true;
    this.link?.removeAttribute("aria-describedby");
    this.link = null;
  }

  hideSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hide(), LATER);
  }
}
