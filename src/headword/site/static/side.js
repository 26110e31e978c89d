// The tree next to a page: the hierarchy, the collections and the labels from A to Z, as tabs; in a drawer where the
// screen is narrow. What is open stays open from page to page.
// Knows the element with data-side and the way up that the page shows; must not know how trees are worked.

import { addressOf, loadRows, openTree } from "./tree-data.js";
import { language, fileAt } from "./site.js";

const KEPT = 40; // levels that stay open
const STATE = `headword-side ${new URL(fileAt("")).pathname}${language}`;
const NAMES = { "-/hierarchy": "hierarchy", "-/collections": "collections", "-/a-z": "aZ" };

class Side {
  constructor(place) {
    this.place = place;
    this.words = place.dataset;
    this.state = { tab: "", open: {}, top: {}, ...recall() };
    this.trees = new Map();
    this.body = document.createElement("div");
    this.body.className = "side-body";
    this.isMade = null;
    const wide = matchMedia("(min-width: 56.25rem)");
    wide.addEventListener("change", () => this.#settle(wide.matches));
    addEventListener("pagehide", () => this.#keep());
    this.#makeDrawer();
    this.#settle(wide.matches);
  }

  /** Have the tree where there is room for it. */
  #settle(isWide) {
    (isWide ? this.place : this.drawer).append(this.body);
    if (isWide) {
      this.drawer.close();
      this.make();
    }
  }

  make() {
    this.isMade ??= this.#make().catch(() => {
      this.body.textContent = this.words.failed;
      this.isMade = null;
    });
    return this.isMade;
  }

  async #make() {
    const { roots } = await openTree();
    this.tabs = roots.map((key, number) => this.#makeTab(key, number));
    const list = document.createElement("div");
    list.className = "side-tabs";
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", this.place.getAttribute("aria-label"));
    list.append(...this.tabs);
    list.addEventListener("keydown", (event) => this.#press(event));
    this.panel = document.createElement("div");
    Object.assign(this.panel, { id: "-side-panel", className: "side-panel" });
    this.panel.setAttribute("role", "tabpanel");
    this.body.replaceChildren(list, this.panel);
    await this.#show(this.tabs.find(({ dataset }) => dataset.key === this.state.tab) ?? this.tabs[0]);
  }

  #makeTab(key, number) {
    const tab = document.createElement("button");
    Object.assign(tab, { type: "button", id: `-side-tab-${number}`, textContent: this.words[NAMES[key]] ?? key });
    tab.dataset.key = key;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", "-side-panel");
    tab.addEventListener("click", () => this.#show(tab));
    return tab;
  }

  #press(event) {
    const isMirrored = getComputedStyle(this.body).direction === "rtl";
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = this.tabs.indexOf(document.activeElement) + (isMirrored ? -step : step);
    const tab = this.tabs.at(at % this.tabs.length);
    tab.focus();
    this.#show(tab);
  }

  async #show(tab) {
    if (this.panel.firstElementChild) this.#note();
    for (const one of this.tabs) {
      one.setAttribute("aria-selected", String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
    }
    const { key } = tab.dataset;
    this.state.tab = key;
    this.panel.setAttribute("aria-labelledby", tab.id);
    if (!this.trees.has(key)) this.trees.set(key, await this.#plant(key, tab.textContent));
    if (this.state.tab !== key) return;
    const { list, tree } = this.trees.get(key);
    this.panel.replaceChildren(list);
    if (tree.isGrown) {
      this.panel.scrollTop = this.state.top[key] ?? 0;
      return;
    }
    tree.isGrown = true;
    await tree.openAll(this.state.open[key] ?? []);
    const found = (await tree.lead(this.#findWay(key))) ?? tree.mark(addressOf(location.href));
    this.panel.scrollTop = this.state.top[key] ?? 0;
    if (found) this.#bringIn(found);
  }

  async #plant(key, name) {
    const list = document.createElement("ul");
    list.className = "tree";
    list.dataset.failed = this.words.failed;
    list.setAttribute("aria-label", name);
    // A closed drawer needs no tree.
    const [{ Tree }, rows] = await Promise.all([import("./tree.js"), loadRows(key)]);
    const tree = new Tree(list);
    tree.fill(rows);
    return { list, tree };
  }

  /** The addresses from the top to this page: of the hierarchy, those of the first way up that the page shows. */
  #findWay(key) {
    const links = document.querySelector(".crumbs ol")?.querySelectorAll("a[href]") ?? [];
    const ways = {
      "-/hierarchy": [...links].map(({ href }) => addressOf(href)),
      "-/collections": this.words.collectionWay?.split(" ") ?? [],
    };
    return [...(ways[key] ?? []), addressOf(location.href)];
  }

  /** Scroll to an item that is not seen, and no more than that: the page stays where it is. */
  #bringIn(item) {
    const [one, all] = [item.getBoundingClientRect(), this.panel.getBoundingClientRect()];
    if (one.top >= all.top && one.bottom <= all.bottom) return;
    this.panel.scrollTop += one.top - all.top - this.panel.clientHeight / 3;
  }

  #makeDrawer() {
    const opener = document.createElement("button");
    Object.assign(opener, { type: "button", className: "side-open", textContent: this.words.open });
    opener.setAttribute("aria-haspopup", "dialog");
    const closer = document.createElement("button");
    Object.assign(closer, { type: "button", className: "side-close", textContent: this.words.close });
    this.drawer = document.createElement("dialog");
    this.drawer.className = "side-drawer";
    this.drawer.setAttribute("aria-label", this.place.getAttribute("aria-label"));
    this.drawer.append(closer);
    opener.addEventListener("click", () => {
      this.drawer.showModal();
      this.make();
    });
    closer.addEventListener("click", () => this.drawer.close());
    this.drawer.addEventListener("click", (event) => event.target === this.drawer && this.drawer.close());
    document.querySelector(".ways")?.before(opener);
    document.body.append(this.drawer);
  }

  /** Note what is open in the tab that is shown. */
  #note() {
    const { tab } = this.state;
    const planted = this.trees.get(tab);
    if (!planted) return;
    this.state.open[tab] = planted.tree.openKeys.slice(0, KEPT);
    this.state.top[tab] = this.panel.scrollTop;
  }

  #keep() {
    if (!this.panel) return;
    this.#note();
    try {
      sessionStorage.setItem(STATE, JSON.stringify(this.state));
    } catch {
      // It holds for this page at least.
    }
  }
}

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(STATE) ?? "{}");
  } catch {
    return {};
  }
}

const place = document.querySelector("[data-side]");
if (place) new Side(place);
