// The map as SVG: one group that is moved as a whole, with curves below and labels above. What stays is kept, so that
// focus stays where it is. Knows SVG, ARIA's tree, and the classes of the stylesheet.

import { frame, UNDERLINE } from "./map-layout.js";
import { branchesOf, shorten } from "./map-tree.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const HUES = 8; // colours of the stylesheet
const RADIUS = [20, 8, 4];
const INSET = [0, 12, 4];
const MARGIN = 24;
const PIECE = 50; // items that are drawn at once

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

export class Drawing {
  constructor(title) {
    this.found = null;
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
    const key = `${kind} ${item.isGroup} ${text}`;
    if (!this.widths.has(key)) {
      const { fontFamily } = getComputedStyle(this.svg);
      this.paper.font = (item.isGroup ? "italic " : "") + ["600 15.4px ", "600 14px ", "14px "][kind] + fontFamily;
      this.widths.set(key, Math.ceil(this.paper.measureText(text).width) + 1);
    }
    return this.widths.get(key);
  }

  // Draws these items and no others, piece by piece, so that the page answers in between.
  async show(items) {
    const wanted = new Set(items);
    this.wanted = wanted;
    for (const [item, parts] of this.drawn) {
      if (!wanted.has(item)) {
        parts.link.remove();
        parts.handle?.remove();
        parts.line?.remove();
        this.drawn.delete(item);
      }
    }
    const last = { label: null, line: null };
    for (const [at, item] of items.entries()) {
      if (at && at % PIECE === 0) {
        await new Promise((resolve) => setTimeout(resolve));
        if (this.wanted !== wanted) return;
      }
      const parts = this.drawn.get(item) ?? this.begin(item);
      this.update(item, parts);
      for (const element of [parts.link, parts.handle].filter(Boolean)) last.label = putAfter(last.label, element, this.labels);
      if (parts.line) last.line = putAfter(last.line, parts.line, this.lines);
    }
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

  update(item, parts) {
    const { x, y, width, height, side } = item.box;
    const kind = Math.min(item.level, 2);
    const hue = item.level ? `map-hue-${item.hue % HUES}` : "map-hue";
    const siblings = item.parent ? branchesOf(item.parent) : [item];
    set(parts.link, {
      class: `map-concept map-level-${kind} ${hue}${item.isGroup ? " map-group" : ""}`,
      transform: turn(item),
      "aria-label": item.label,
      "aria-current": item === this.found,
      "aria-level": item.level + 1,
      "aria-setsize": siblings.length,
      "aria-posinset": siblings.indexOf(item) + 1,
    });
    if (item.href) {
      set(parts.link, { href: item.href });
    }
    if (item.level && item.hasBranches) {
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
    if (!item.level || !item.hasBranches) {
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
    const sign = item.open ? "−" : item.size;
    const width = Math.max(16, 8 + 7 * sign.length);
    const outer = item.box.side > 0 ? item.box.x + item.box.width : item.box.x;
    const middle = outer + item.box.side * (item.level === 1 ? width / 2 + 2 : width / 2);
    const y = meeting(item);
    const [target, rect, text] = parts.handle.children;
    set(parts.handle, { class: `map-handle ${hue}`, transform: turn(item) });
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
    const boxes = [...this.wanted].map(frame);
    const left = Math.min(...boxes.map((box) => box.x)) - MARGIN - 24;
    const right = Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN + 24;
    const top = Math.min(...boxes.map((box) => box.y - box.height / 2)) - MARGIN;
    const bottom = Math.max(...boxes.map((box) => box.y + box.height / 2)) + MARGIN;
    return { x: left, y: top, width: right - left, height: bottom - top };
  }
}

// Puts an element after another one of its group, or first, and touches it only if it is not there.
function putAfter(last, element, group) {
  const next = last ? last.nextSibling : group.firstChild;
  if (element !== next) {
    if (!element.isConnected) {
      element.classList.add("map-fresh");
    }
    group.insertBefore(element, next);
  }
  return element;
}

function meeting(item) {
  return item.level < 2 ? item.box.y : item.box.y + UNDERLINE;
}

// A curve from the item above, and the line under the label. Its points are told by their distance from the scheme.
function curve(item) {
  const { box, parent } = item;
  const [inner, outer] = reach(box, box.side);
  const from = parent.level ? reach(parent.box, parent.box.side)[1] : box.turn === undefined ? reach(parent.box, box.side)[1] : 0;
  const bend = (from + inner) / 2;
  const above = (distance) => point(distance, parent.level ? parent.box : { ...parent.box, side: box.side, turn: box.turn }, parent);
  const own = (distance) => point(distance, box, item);
  const under = item.level > 1 ? `L${own(outer)}` : "";
  return `M${above(from)}C${above(bend)} ${own(bend)} ${own(inner)}${under}`;
}

// How far from the scheme a box begins and ends.
function reach({ x, width }, side) {
  return side > 0 ? [x, x + width] : [-x - width, -x];
}

function point(distance, { side, turn: degrees = 0 }, item) {
  const angle = (degrees * Math.PI) / 180;
  const [x, y, cos, sin] = [distance * side, meeting(item), Math.cos(angle), Math.sin(angle)];
  return `${round(x * cos - y * sin)} ${round(x * sin + y * cos)}`;
}

const turn = ({ box }) => (box.turn ? `rotate(${round(box.turn)})` : "");

function round(number) {
  return Math.round(number * 10) / 10;
}
