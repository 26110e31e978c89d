// Search as you type, in the form that every page has: a combobox with a list of concepts.
// Knows the form, keys and ARIA; must not know how the index is searched. Without it the form leads to the search page.

import { language, pageAt } from "./site.js";

const SHOWN = 12;
const FILES = 4;

class Combobox {
  constructor(form) {
    this.field = form.querySelector("input[name=q]");
    this.words = form.dataset;
    this.options = [];
    this.active = -1;
    this.latest = null;
    this.list = makeList(this.field.id, this.words.label);
    this.status = makeStatus();
    form.append(this.list, this.status);
    prepare(this.field, this.list.id);
    this.#listen();
  }

  #listen() {
    const { field, list } = this;
    // The list of files is small, and here before the first key.
    field.addEventListener("focus", () => this.#load().then(({ index }) => index.open()).catch(() => {}), { once: true });
    field.addEventListener("input", () => this.search());
    field.addEventListener("keydown", (event) => this.#press(event));
    field.addEventListener("blur", () => this.close());
    // The field keeps the focus while its list is pointed at.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => this.#point(event));
    list.addEventListener("auxclick", (event) => event.button === 1 && this.#point(event));
  }

  /** Load the index and what shows its hits: most visits to a page need neither. */
  #load() {
    this.loaded ??= Promise.all([import("./search-index.js"), import("./search-hits.js")]).then(([{ SearchIndex }, hits]) => {
      return { ...hits, index: new SearchIndex(new URL(this.words.index, document.baseURI).href) };
    });
    this.loaded.catch(() => (this.loaded = null));
    return this.loaded;
  }

  /** Show what the text of the field finds; an answer that comes after a later question is dropped. */
  async search() {
    this.latest?.abort();
    const { signal } = (this.latest = new AbortController());
    const text = this.field.value;
    if (!text.trim()) {
      this.close();
      return;
    }
    try {
      const { index, count, describe } = await this.#load();
      const answer = await index.find(text, { language, limit: SHOWN, files: FILES, signal });
      if (signal.aborted) return;
      this.#show(answer.hits, describe);
      this.#tell(count(this.words, answer.hits, answer.isComplete), answer.hits.length === 0);
    } catch {
      if (!signal.aborted) this.#fail();
    }
  }

  close() {
    this.latest?.abort();
    this.#choose(-1);
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.status.textContent = "";
  }

  #show(hits, describe) {
    this.#choose(-1);
    this.options = hits.map((hit, place) => makeOption(hit, `${this.list.id}-${place}`, describe(hit, this.words)));
    this.list.replaceChildren(...this.options);
    this.list.hidden = hits.length === 0;
    this.list.scrollTop = 0;
    this.field.setAttribute("aria-expanded", String(hits.length > 0));
  }

  #fail() {
    this.close();
    this.#tell(this.words.failed, true);
  }

  /** What is told where there is no list to see is told to everyone. */
  #tell(text, isForAll) {
    this.status.textContent = text;
    this.status.classList.toggle("visually-hidden", !isForAll);
  }

  #press(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) {
      if (event.key !== "Enter" || event.isComposing) return;
    }
    const act = this.#actionOf(event.key);
    if (act?.(event)) event.preventDefault();
  }

  #actionOf(key) {
    const last = this.options.length - 1;
    const actions = {
      ArrowDown: () => this.#move((at) => (at === last ? -1 : at + 1)),
      ArrowUp: () => this.#move((at) => (at === -1 ? last : at - 1)),
      Enter: (event) => this.active >= 0 && follow(this.options[this.active], event),
      Escape: () => this.#escape(),
    };
    return actions[key];
  }

  #move(step) {
    if (this.list.hidden) {
      this.search();
    } else {
      this.#choose(step(this.active));
    }
    return true;
  }

  #escape() {
    const wasOpen = !this.list.hidden;
    if (!wasOpen) this.field.value = "";
    this.close();
    return true;
  }

  #choose(place) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = place;
    const option = this.options[place];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.field.setAttribute("aria-activedescendant", option.id);
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  #point(event) {
    const option = event.target.closest("[role=option]");
    if (option) follow(option, event);
  }
}

function prepare(field, list) {
  const attributes = {
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list,
    "aria-keyshortcuts": isShortcutOn() ? "/" : "",
  };
  for (const [name, value] of Object.entries(attributes)) if (value) field.setAttribute(name, value);
}

function makeList(name, label) {
  const list = document.createElement("ul");
  Object.assign(list, { id: `${name}-list`, className: "search-list", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  return list;
}

function makeStatus() {
  const status = document.createElement("p");
  status.className = "search-status visually-hidden";
  status.setAttribute("role", "status");
  return status;
}

function makeOption(hit, id, parts) {
  const option = document.createElement("li");
  option.id = id;
  option.dataset.page = pageAt(hit.url);
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.append(...parts);
  if (hit.isDeprecated) option.classList.add("deprecated");
  return option;
}

/** Go to a concept's page, in a window of its own where a link would open one; a map that has the form shows it instead. */
function follow(option, event) {
  const choice = new CustomEvent("headword-choose", { bubbles: true, cancelable: true, detail: option.dataset });
  if (!option.dispatchEvent(choice)) {
    option.parentElement.hidden = true;
  } else if (event.ctrlKey || event.metaKey || event.shiftKey || event.button === 1) {
    window.open(option.dataset.page, "_blank", "noopener");
  } else {
    location.assign(option.dataset.page);
  }
  return true;
}

/** The reader may turn the key off, since speech and other devices send keys that were not meant (WCAG 2.1.4). */
function isShortcutOn() {
  try {
    return localStorage.getItem("headword-search-key") !== "off";
  } catch {
    return true;
  }
}

function leadToField(event) {
  const isPlain = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented;
  const isWriting = event.target.closest?.("input, textarea, select, [contenteditable], [role=textbox]");
  if (isPlain && !isWriting && isShortcutOn()) {
    event.preventDefault();
    document.querySelector("form[data-index] input[name=q]")?.focus();
  }
}

for (const form of document.querySelectorAll("form[data-index]")) new Combobox(form);
document.addEventListener("keydown", leadToField);
