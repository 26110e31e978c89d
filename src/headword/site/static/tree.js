// A hierarchy of links as a tree by the ARIA pattern: one tab stop, arrow keys, further levels loaded as they are opened.
// Knows lists of links, keys and ARIA; must not know how a level is loaded. Without it the lists are read as they stand.
// Of a long level only the items near those that are seen are made: the others have an item as high as all of them, which
// gives way to them piece by piece. Making 10,000 items takes a browser half a second.

import { fold } from "./fold.js";
import { addressOf, loadRows, makeItem, textOf } from "./tree-data.js";

const PAUSE = 700; // milliseconds after which typing begins anew
const PIECE = 100; // items of a long level that are made together
const ROW = 1.75; // rem; about how high an item is
const NEAR = "600px"; // how far from what is seen items are made

let trees = 0;

export class Tree {
  constructor(list) {
    this.list = list;
    this.name = `tree-${(trees += 1)}`;
    this.groups = 0;
    this.typed = { text: "", at: 0 };
    list.setAttribute("role", "tree");
    this.watcher = new IntersectionObserver((entries) => this.#see(entries), { rootMargin: NEAR });
    this.#adopt(list, 1);
    const isLarge = list.classList.contains("large");
    for (const item of list.querySelectorAll("[role=treeitem][aria-expanded=true]")) {
      if (isLarge) this.#set(item, false);
    }
    this.#setStop(list.querySelector("[aria-current]") ?? first(list));
    list.addEventListener("keydown", (event) => this.#press(event));
    list.addEventListener("click", (event) => this.#click(event));
    list.addEventListener("focusin", (event) => isItem(event.target) && this.#setStop(event.target));
  }

  /** Put rows into the tree, which has none yet. */
  fill(rows) {
    this.#extend(this.list, rows, 1);
    this.#setStop(first(this.list));
  }

  /** Open the way down to a concept, mark it and return it: the addresses of the pages from the top on.
   *
   * What a level does not have is left out, since ways begin with the scheme.
   */
  async lead(path) {
    let level = this.list;
    let found = null;
    for (const address of path) {
      const next = level && findItem(level, address);
      if (!next) continue;
      found = next;
      if (address !== path.at(-1)) await this.open(next);
      level = groupOf(next);
    }
    if (!found) return null;
    if (addressOf(found.href) === path.at(-1)) found.setAttribute("aria-current", "page");
    this.#setStop(found);
    return found;
  }

  /** Mark the item with an address and return it, if it is among those that are open. */
  mark(address) {
    const found = [...this.list.querySelectorAll("[role=treeitem]")].find(({ href }) => addressOf(href) === address);
    if (!found) return null;
    found.setAttribute("aria-current", "page");
    this.#setStop(found);
    return found;
  }

  /** The keys of the levels that are open, from the top on. */
  get openKeys() {
    const open = [...this.list.querySelectorAll("[role=treeitem][aria-expanded=true]")];
    return open.map((item) => addressOf(item.href));
  }

  /** Open levels by their keys, those above first; what is not there is left out. */
  async openAll(keys) {
    for (const key of keys) {
      const items = [...this.list.querySelectorAll("[role=treeitem][aria-expanded=false]")];
      const item = items.find(({ href }) => addressOf(href) === key);
      if (item) await this.open(item);
    }
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
      const rows = await loadRows(address);
      delete holder.dataset.more;
      holder.querySelector(":scope > ul")?.remove();
      const level = Number(item.getAttribute("aria-level"));
      if (rows.length > 0) {
        const below = document.createElement("ul");
        holder.append(below);
        this.#extend(below, rows, level + 1);
      }
      this.#adoptItem(holder, level);
      this.#tell("");
    } catch {
      this.#tell(this.list.dataset.failed ?? "");
    } finally {
      item.removeAttribute("aria-busy");
    }
  }

  /** Put the first of `rows` at the end of a list, and an item in the place of the others. */
  #extend(list, rows, level) {
    const items = rows.slice(0, PIECE).map(makeItem);
    if (rows.length > PIECE) {
      items.forEach((item, place) => placeItem(item, place, rows.length));
      items.push(this.#makeRest(rows, PIECE, rows.length, level));
    }
    list.append(...items);
    items.filter((item) => !item.reveal).forEach((item) => this.#adoptItem(item, level));
  }

  /** An item in the place of the rows of a level from `start` to `end`; `reveal` makes those around one of them. */
  #makeRest(rows, start, end, level) {
    const rest = document.createElement("li");
    rest.className = "tree-rest";
    rest.setAttribute("role", "none");
    rest.style.blockSize = `${(end - start) * ROW}rem`;
    rest.rows = rows;
    rest.start = start;
    rest.end = end;
    rest.reveal = (place) => this.#reveal(rest, place, level);
    this.watcher.observe(rest);
    return rest;
  }

  #reveal(rest, place, level) {
    const { rows, start, end } = rest;
    const from = Math.max(start, Math.min(place - PIECE / 2, end - PIECE));
    const to = Math.min(end, from + PIECE);
    const items = rows.slice(from, to).map(makeItem);
    items.forEach((item, number) => placeItem(item, from + number, rows.length));
    this.watcher.unobserve(rest);
    rest.replaceWith(
      ...(from > start ? [this.#makeRest(rows, start, from, level)] : []),
      ...items,
      ...(to < end ? [this.#makeRest(rows, to, end, level)] : []),
    );
    items.forEach((item) => this.#adoptItem(item, level));
    return itemOf(items[place - from]);
  }

  /** Make the items in the middle of what is seen of each rest. */
  #see(entries) {
    for (const { isIntersecting, intersectionRect, boundingClientRect, target } of entries) {
      if (!isIntersecting || !target.isConnected || boundingClientRect.height === 0) continue;
      const middle = intersectionRect.top + intersectionRect.height / 2 - boundingClientRect.top;
      const share = Math.min(Math.max(middle / boundingClientRect.height, 0), 1);
      target.reveal(Math.min(target.start + Math.floor(share * (target.end - target.start)), target.end - 1));
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
    // Within words that are typed, a space is a letter.
    const isTyping = event.key === " " && performance.now() - this.typed.at < PAUSE;
    const act = isTyping ? undefined : this.#actions(item)[event.key];
    if (act) {
      event.preventDefault();
      act();
    } else if (event.key.length === 1 && !event.isComposing) {
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
    const fits = (text) => fold(text.trim()).startsWith(wanted);
    const next = (holder) => nextHolder(holder, this.list) ?? this.list.firstElementChild;
    const start = isSame ? next(from.parentElement) : from.parentElement;
    let holder = start;
    do {
      const found = holder.reveal ? revealFirst(holder, (row) => fits(textOf(row))) : itemOf(holder);
      if (found && fits(found.textContent)) {
        found.focus();
        return;
      }
      holder = next(holder);
    } while (holder !== start && holder.isConnected);
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
const itemsOf = (list) => [...list.children].filter((holder) => !holder.reveal).map((holder) => itemOf(holder));
const first = (list) => itemOf(list.firstElementChild);

/** The item of an element of a list; of a rest the one at its start or its end, which is made. */
function itemOf(holder, isEnd = false) {
  if (holder?.reveal) return holder.reveal(isEnd ? holder.end - 1 : holder.start);
  return holder?.querySelector(":scope > [role=treeitem]");
}

/** The first item of a rest that `fits`, given a row, which is made. */
function revealFirst(rest, fits) {
  for (let place = rest.start; place < rest.end; place += 1) {
    if (fits(rest.rows[place])) return rest.reveal(place);
  }
  return null;
}

/** The item of a level whose page has an address. */
function findItem(level, address) {
  for (const holder of level.children) {
    const found = holder.reveal ? revealFirst(holder, (row) => row[0] === address) : itemOf(holder);
    if (found && addressOf(found.href) === address) return found;
  }
  return null;
}

/** Say where an item is among those of its level, of which not all are there. */
function placeItem(holder, place, count) {
  holder.firstElementChild.setAttribute("aria-posinset", place + 1);
  holder.firstElementChild.setAttribute("aria-setsize", count);
}

/** The last item that is seen in a list. */
function last(list) {
  const item = itemOf(list.lastElementChild, true);
  return isOpen(item) ? last(groupOf(item)) : item;
}

/** The item that an item is under. */
function above(item, list) {
  const parent = item.parentElement.parentElement;
  return parent === list ? null : itemOf(parent.parentElement);
}

function following(item, list) {
  return itemOf(nextHolder(item.parentElement, list)) ?? null;
}

/** The element of a list that comes after another, on any level that is open. */
function nextHolder(holder, list) {
  const item = holder.reveal ? null : itemOf(holder);
  if (item && isOpen(item)) return groupOf(item).firstElementChild;
  for (let at = holder; at; at = at.parentElement === list ? null : at.parentElement.parentElement) {
    if (at.nextElementSibling) return at.nextElementSibling;
  }
  return null;
}

function previous(item, list) {
  const before = itemOf(item.parentElement.previousElementSibling, true);
  if (!before) return above(item, list);
  return isOpen(before) ? last(groupOf(before)) : before;
}

for (const list of document.querySelectorAll("ul.tree")) {
  if (!list.firstElementChild) continue;
  const tree = new Tree(list);
  if (list.dataset.path) tree.lead(list.dataset.path.split(" ").map((path) => path.replace(/\/$/, "")));
}
