// A hierarchy of links as a tree by the ARIA pattern: one tab stop, arrow keys, further levels loaded as they are opened.
// Knows lists of links, keys and ARIA; must not know how a level is loaded. Without it the lists are read as they stand.

import { fold } from "./fold.js";
import { loadBelow } from "./tree-data.js";
import { fileAt } from "./site.js";

const SMALL = 60; // items; a tree of no more stays open as it was written
const PAUSE = 700; // milliseconds after which typing begins anew

let trees = 0;

class Tree {
  constructor(list) {
    this.list = list;
    this.name = `tree-${(trees += 1)}`;
    this.groups = 0;
    this.typed = { text: "", at: 0 };
    list.setAttribute("role", "tree");
    this.#adopt(list, 1);
    const isLarge = list.querySelectorAll("li").length > SMALL;
    for (const item of list.querySelectorAll("[role=treeitem][aria-expanded=true]")) {
      if (isLarge) this.#set(item, false);
    }
    this.#setStop(list.querySelector("[aria-current]") ?? first(list));
    list.addEventListener("keydown", (event) => this.#press(event));
    list.addEventListener("click", (event) => this.#click(event));
    list.addEventListener("focusin", (event) => isItem(event.target) && this.#setStop(event.target));
  }

  /** Open the way down to a concept, and mark it: the addresses of the pages from the top on. */
  async lead(path) {
    let level = this.list;
    let found = null;
    for (const url of path) {
      const next = level && itemsOf(level).find((item) => isSamePage(item.href, fileAt(url)));
      if (!next) break;
      found = next;
      if (url !== path.at(-1)) await this.open(next);
      level = groupOf(next);
    }
    if (!found) return;
    if (isSamePage(found.href, fileAt(path.at(-1)))) found.setAttribute("aria-current", "page");
    this.#setStop(found);
    this.list.scrollTop = found.offsetTop - this.list.offsetTop - this.list.clientHeight / 2;
  }

  async open(item) {
    const { more } = item.parentElement.dataset;
    if (more !== undefined) await this.#load(item, more);
    if (groupOf(item)) this.#set(item, true);
  }

  close(item) {
    // Focus must not stay on what is no longer seen.
    if (groupOf(item)?.contains(document.activeElement)) item.focus();
    this.#set(item, false);
  }

  async #load(item, address) {
    const holder = item.parentElement;
    if (item.ariaBusy === "true") return;
    item.ariaBusy = "true";
    try {
      const below = await loadBelow(address);
      delete holder.dataset.more;
      holder.querySelector(":scope > ul")?.remove();
      if (below.childElementCount > 0) holder.append(below);
      this.#adoptItem(holder, Number(item.getAttribute("aria-level")));
      this.#tell("");
    } catch {
      this.#tell(this.list.dataset.failed ?? "");
    } finally {
      item.removeAttribute("aria-busy");
    }
  }

  #tell(text) {
    if (!this.status) {
      this.status = document.createElement("p");
      this.status.setAttribute("role", "status");
      this.list.after(this.status);
    }
    this.status.textContent = text;
  }

  #adopt(list, level) {
    for (const holder of list.children) this.#adoptItem(holder, level);
  }

  #adoptItem(holder, level) {
    const item = holder.querySelector(":scope > a") ?? holder.firstElementChild;
    const group = holder.querySelector(":scope > ul");
    holder.setAttribute("role", "none");
    item.setAttribute("role", "treeitem");
    item.setAttribute("aria-level", level);
    if (item !== this.stop) item.tabIndex = -1;
    if (group) this.#adoptGroup(item, group, level);
    const canOpen = group !== null || holder.dataset.more !== undefined;
    if (canOpen && !holder.querySelector(":scope > .tree-toggle")) holder.prepend(makeToggle());
    if (!canOpen) {
      holder.querySelector(":scope > .tree-toggle")?.remove();
      item.removeAttribute("aria-expanded");
    } else if (!item.hasAttribute("aria-expanded")) {
      // Of a level that was written in part only, the rest is loaded when it is opened.
      item.setAttribute("aria-expanded", String(group !== null && holder.dataset.more === undefined));
      if (group) group.hidden = item.getAttribute("aria-expanded") === "false";
    }
  }

  #adoptGroup(item, group, level) {
    group.id ||= `${this.name}-${(this.groups += 1)}`;
    group.setAttribute("role", "group");
    item.setAttribute("aria-owns", group.id);
    this.#adopt(group, level + 1);
  }

  #set(item, isOpen) {
    item.setAttribute("aria-expanded", String(isOpen));
    const group = groupOf(item);
    if (group) group.hidden = !isOpen;
  }

  #setStop(item) {
    if (!item || item === this.stop) return;
    if (this.stop) this.stop.tabIndex = -1;
    item.tabIndex = 0;
    this.stop = item;
  }

  #click(event) {
    if (!event.target.closest(".tree-toggle")) return;
    const item = event.target.closest("li").querySelector(":scope > [role=treeitem]");
    item.focus();
    this.#toggle(item);
  }

  #toggle(item) {
    if (isOpen(item)) this.close(item);
    else this.open(item);
  }

  #press(event) {
    const item = event.target;
    if (!isItem(item) || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.#actions(item)[event.key];
    if (act) {
      event.preventDefault();
      act();
    } else if (event.key.length === 1 && event.key !== " " && !event.isComposing) {
      event.preventDefault();
      this.#seek(item, event.key);
    }
  }

  #actions(item) {
    const isMirrored = getComputedStyle(this.list).direction === "rtl";
    const [inward, outward] = isMirrored ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
    return {
      ArrowDown: () => following(item, this.list)?.focus(),
      ArrowUp: () => previous(item, this.list)?.focus(),
      [inward]: () => this.#goIn(item),
      [outward]: () => this.#goOut(item),
      Home: () => first(this.list).focus(),
      End: () => last(this.list).focus(),
      " ": () => item.click(),
      "*": () => itemsOf(item.closest("ul")).filter(canOpen).forEach((one) => isOpen(one) || this.open(one)),
    };
  }

  #goIn(item) {
    if (isOpen(item)) first(groupOf(item))?.focus();
    else if (canOpen(item)) this.open(item);
  }

  #goOut(item) {
    if (isOpen(item)) this.close(item);
    else above(item, this.list)?.focus();
  }

  /** Go to the next item that begins with what was typed. */
  #seek(from, letter) {
    const now = performance.now();
    const typed = now - this.typed.at < PAUSE ? this.typed.text + letter : letter;
    this.typed = { text: typed, at: now };
    // One letter again and again goes on from item to item; several stay where they fit.
    const isSame = [...typed].every((one) => one === letter);
    const wanted = fold(isSame ? letter : typed);
    let item = isSame ? (following(from, this.list) ?? first(this.list)) : from;
    const start = item;
    do {
      if (fold(item.textContent.trim()).startsWith(wanted)) {
        item.focus();
        return;
      }
      item = following(item, this.list) ?? first(this.list);
    } while (item !== start);
  }
}

function makeToggle() {
  const toggle = document.createElement("span");
  toggle.className = "tree-toggle";
  toggle.setAttribute("aria-hidden", "true");
  return toggle;
}

const isItem = (element) => element.getAttribute("role") === "treeitem";
const canOpen = (item) => item.hasAttribute("aria-expanded");
const isOpen = (item) => item.getAttribute("aria-expanded") === "true";
const groupOf = (item) => item.parentElement.querySelector(":scope > ul");
const itemOf = (holder) => holder?.querySelector(":scope > [role=treeitem]");
const itemsOf = (list) => [...list.children].map(itemOf);
const first = (list) => itemOf(list.firstElementChild);

/** The last item that is seen in a list. */
function last(list) {
  const item = itemOf(list.lastElementChild);
  return isOpen(item) ? last(groupOf(item)) : item;
}

/** The item that an item is under. */
function above(item, list) {
  const parent = item.parentElement.parentElement;
  return parent === list ? null : itemOf(parent.parentElement);
}

function following(item, list) {
  if (isOpen(item)) return first(groupOf(item));
  for (let at = item; at; at = above(at, list)) {
    const next = at.parentElement.nextElementSibling;
    if (next) return itemOf(next);
  }
  return null;
}

function previous(item, list) {
  const before = itemOf(item.parentElement.previousElementSibling);
  if (!before) return above(item, list);
  return isOpen(before) ? last(groupOf(before)) : before;
}

/** Whether two addresses are of one page, in whichever language. */
function isSamePage(one, other) {
  const bare = (address) => new URL(address).pathname.replace(/\/(index(\.[\w-]+)?\.html)?$/, "");
  return Boolean(one) && bare(one) === bare(other);
}

for (const list of document.querySelectorAll("ul.tree")) {
  if (!list.firstElementChild) continue;
  const tree = new Tree(list);
  if (list.dataset.path) tree.lead(list.dataset.path.split(" "));
}
