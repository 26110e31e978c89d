// The map as SVG: one group that is moved as a whole, with curves below and labels above. What stays is kept, so that
// focus stays where it is. Knows SVG, ARIA's tree, and the classes of the stylesheet.

import { UNDERLINE } from "./map-layout.js";
import { branchesOf, hasBranches } from "./map-tree.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const HUES = 8; // colours of the stylesheet
const LONGEST = 40; // letters of a label; what is longer is cut off
const RADIUS = [20, 8, 4];
const INSET = [0, 12, 4];
const MARGIN = 24;
const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function make(name, attributes, ...children) {
  const element = document.createElementNS(NAMESPACE, name);
  set(element, attributes);
  element.append(...children);
  return element;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== String(value)) {
      element.setAttribute(name, value);
    }
  }
}

export function shorten(label) {
  const line = label.replaceAll(/\s+/gu, " ").trim();
  if (line.length <= LONGEST) {
    return line;
  }
  const all = [...letters.segment(line.slice(0, 40 * LONGEST))].map((part) => part.segment);
  return all.length > LONGEST ? `${all.slice(0, LONGEST - 1).join("").trimEnd()}…` : all.join("");
}

export class Drawing {
  constructor(title, direction) {
    this.direction = direction;
    this.lines = make("g", { class: "map-lines", fill: "none" });
    this.labels = make("g", {});
    this.plane = make("g", {}, this.lines, this.labels);
    this.svg = make("svg", { class: "map-drawing", role: "tree", "aria-label": title, direction: "ltr" }, this.plane);
    this.drawn = new Map();
    this.widths = new Map();
    this.paper = document.createElement("canvas").getContext("2d");
  }

  // How wide a label is, in the font that it is written in.
  measure(item) {
    const kind = Math.min(item.level, 2);
    const text = shorten(item.label);
    const key = `${kind} ${text}`;
    if (!this.widths.has(key)) {
      const { fontFamily } = getComputedStyle(this.svg);
      this.paper.font = ["600 15.4px ", "600 14px ", "14px "][kind] + fontFamily;
      this.widths.set(key, Math.ceil(this.paper.measureText(text).width) + 1);
    }
    return this.widths.get(key);
  }

  // Draws these items and no others.
  show(items, texts) {
    const wanted = new Set(items);
    for (const [item, parts] of this.drawn) {
      if (!wanted.has(item)) {
        parts.link.remove();
        parts.handle?.remove();
        parts.line?.remove();
        this.drawn.delete(item);
      }
    }
    const order = [];
    const lines = [];
    for (const item of items) {
      const parts = this.drawn.get(item) ?? this.begin(item);
      this.update(item, parts, texts);
      order.push(parts.link, ...(parts.handle ? [parts.handle] : []));
      lines.push(...(parts.line ? [parts.line] : []));
    }
    arrangeIn(this.labels, order);
    arrangeIn(this.lines, lines);
  }

  begin(item) {
    const text = make("text", { dy: ".35em" });
    const box = make("rect", { class: "map-box" });
    const link = make("a", { id: item.key, role: "treeitem", tabindex: -1 }, box, text);
    link.dataset.mapItem = "";
    link.mapItem = item;
    const line = item.parent ? make("path", {}) : null;
    const parts = { link, box, text, line, handle: null };
    this.drawn.set(item, parts);
    return parts;
  }

  update(item, parts, texts) {
    const { x, y, width, height, side } = item.box;
    const kind = Math.min(item.level, 2);
    const hue = item.level ? `map-hue-${item.hue % HUES}` : "map-hue";
    const siblings = item.parent ? branchesOf(item.parent) : [item];
    set(parts.link, {
      class: `map-concept map-level-${kind} ${hue}`,
      "aria-label": item.rest ? texts.textMore.replace("{count}", item.label.slice(1)) : item.label,
      "aria-level": item.level + 1,
      "aria-setsize": siblings.length,
      "aria-posinset": siblings.indexOf(item) + 1,
    });
    if (item.href) {
      set(parts.link, { href: item.href });
    }
    if (item.level && hasBranches(item)) {
      set(parts.link, { "aria-expanded": item.open });
    } else {
      parts.link.removeAttribute("aria-expanded");
    }
    set(parts.box, { x: round(x), y: round(y - height / 2), width: round(width), height, rx: RADIUS[kind] });
    const anchor = side === 0 ? "middle" : side > 0 ? "start" : "end";
    const at = side === 0 ? x + width / 2 : side > 0 ? x + INSET[kind] : x + width - INSET[kind];
    set(parts.text, { x: round(at), y: round(y), "text-anchor": anchor });
    const label = shorten(item.label);
    if (parts.text.textContent !== label) {
      parts.text.textContent = label;
    }
    if (parts.line) {
      set(parts.line, { class: hue, d: curve(item) });
    }
    this.updateHandle(item, parts, hue);
  }

  updateHandle(item, parts, hue) {
    if (!item.level || !hasBranches(item)) {
      parts.handle?.remove();
      parts.handle = null;
      return;
    }
    if (!parts.handle) {
      const target = make("circle", { r: 12, fill: "transparent" });
      const handle = make("g", { "aria-hidden": true }, target, make("rect", {}), make("text", { dy: ".35em" }));
      handle.mapItem = item;
      parts.handle = handle;
    }
    const left = item.children.length + item.more + item.waiting.length;
    const sign = item.open ? "−" : left ? `${left}` : "+";
    const width = Math.max(16, 8 + 7 * sign.length);
    const outer = item.box.side > 0 ? item.box.x + item.box.width : item.box.x;
    const middle = outer + item.box.side * (item.level === 1 ? width / 2 + 2 : width / 2);
    const y = meeting(item);
    const [target, rect, text] = parts.handle.children;
    set(parts.handle, { class: `map-handle ${hue}` });
    set(target, { cx: round(middle), cy: round(y) });
    set(rect, { x: round(middle - width / 2), y: round(y - 8), width, height: 16, rx: 8 });
    set(text, { x: round(middle), y: round(y), "text-anchor": "middle" });
    if (text.textContent !== sign) {
      text.textContent = sign;
    }
  }

  // One of them can be reached by Tab; arrow keys go on from there.
  setCurrent(item) {
    if (this.current && this.current !== item) {
      this.drawn.get(this.current)?.link.setAttribute("tabindex", -1);
    }
    this.current = item;
    this.drawn.get(item)?.link.setAttribute("tabindex", 0);
  }

  focus(item) {
    this.elementOf(item)?.focus({ preventScroll: true });
  }

  elementOf(item) {
    return this.drawn.get(item)?.link;
  }

  // The item that an element belongs to, and whether it is its handle.
  at(element) {
    const found = element.closest?.(".map-concept, .map-handle");
    return { item: found?.mapItem ?? null, handle: Boolean(found?.classList.contains("map-handle")) };
  }

  // The part of the plane that is drawn on.
  extent() {
    const boxes = [...this.drawn.keys()].map((item) => item.box);
    const left = Math.min(...boxes.map((box) => box.x)) - MARGIN - 24;
    const right = Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN + 24;
    const top = Math.min(...boxes.map((box) => box.y - box.height / 2)) - MARGIN;
    const bottom = Math.max(...boxes.map((box) => box.y + box.height / 2)) + MARGIN;
    return { x: left, y: top, width: right - left, height: bottom - top };
  }
}

// Puts the children of a group in order, and touches only those that are not in their place.
function arrangeIn(group, children) {
  let next = group.firstChild;
  for (const child of children) {
    if (child === next) {
      next = next.nextSibling;
    } else {
      if (!child.isConnected) {
        child.classList.add("map-fresh");
      }
      group.insertBefore(child, next);
    }
  }
}

function meeting(item) {
  return item.level < 2 ? item.box.y : item.box.y + UNDERLINE;
}

function curve(item) {
  const { box, parent } = item;
  const from = box.side > 0 ? parent.box.x + parent.box.width : parent.box.x;
  const inner = box.side > 0 ? box.x : box.x + box.width;
  const outer = box.side > 0 ? box.x + box.width : box.x;
  const bend = round((from + inner) / 2);
  const start = round(meeting(parent));
  const end = round(meeting(item));
  const under = item.level > 1 ? `H${round(outer)}` : "";
  return `M${round(from)} ${start}C${bend} ${start} ${bend} ${end} ${round(inner)} ${end}${under}`;
}

function round(number) {
  return Math.round(number * 10) / 10;
}
