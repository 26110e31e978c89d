// The map of a scheme, made live: the drawing that the page comes with is replaced by one that folds and zooms.
// Knows the page's elements and how the parts of the map belong together; each part is a file of its own.

import { buildTree, closeAll, indexOf, listVisible, openAll, openFirst, toggle } from "./map-tree.js";
import { arrange, assignSides } from "./map-layout.js";
import { Drawing } from "./map-drawing.js";
import { View } from "./map-view.js";
import { Tooltip } from "./map-tooltip.js";
import { watchKeys } from "./map-keys.js";
import { savePng, saveSvg } from "./map-export.js";

const NARROW = 640; // pixels: on a narrower sheet all branches are on one side
const FIRST = [12, 60]; // concepts that are shown at first, as whole levels, on a narrow and a wide sheet
const TWICE = 260; // milliseconds in which a second click makes a double one

for (const figure of document.querySelectorAll("[data-map]")) {
  start(figure);
}

function start(figure) {
  const said = JSON.parse(figure.querySelector("#map-data").textContent);
  const texts = figure.dataset;
  const sheet = figure.querySelector(".map-sheet");
  const note = figure.querySelector(".map-note");
  const trunk = buildTree(said);

  const drawing = new Drawing(said.title, said.direction);
  sheet.replaceChildren(drawing.svg);
  sheet.removeAttribute("tabindex");
  figure.classList.add("map-live");
  openFirst(trunk, FIRST[Number(sheet.clientWidth >= NARROW)]);
  const view = new View(drawing.svg, drawing.plane);
  const tooltip = new Tooltip(figure, texts, said);
  let current = trunk;
  let visible = [];
  let sides = 0;

  function layOut() {
    const wanted = sheet.clientWidth < NARROW ? 1 : 2;
    if (wanted !== sides) {
      sides = wanted;
      assignSides(trunk, sides, said.direction);
    }
    arrange(trunk, (item) => drawing.measure(item));
    visible = listVisible(trunk);
    drawing.show(visible, texts);
    setCurrent(visible.includes(current) ? current : nearest(current));
  }

  function nearest(item) {
    let above = item;
    while (above && !visible.includes(above)) {
      above = above.parent;
    }
    return above ?? trunk;
  }

  function setCurrent(item) {
    current = item;
    drawing.setCurrent(item);
    const search = figure.querySelector("[data-map-do=search]");
    search.disabled = !item.iri;
  }

  function focus(item) {
    setCurrent(item);
    drawing.focus(item);
    view.reveal(item.box);
  }

  async function fold(item) {
    const had = drawing.svg.contains(document.activeElement);
    const before = { x: item.box.x, y: item.box.y };
    try {
      const change = await toggle(item);
      note.textContent = change.added ? texts.textAdded.replace("{count}", change.added) : "";
    } catch {
      note.textContent = texts.textFailed;
      return;
    }
    layOut();
    const kept = visible.includes(item) ? item : item.parent;
    if (kept === item) {
      view.shift(before.x - item.box.x, before.y - item.box.y);
    }
    if (had) {
      focus(kept === item ? item : (kept.children.at(indexOf(item)) ?? kept));
    }
  }

  function search(item) {
    if (item.iri && said.webSearch) {
      const words = item.keywords.length ? item.keywords.join(" ") : item.label;
      window.open(said.webSearch.replaceAll("{}", encodeURIComponent(words)), "_blank", "noopener,noreferrer");
    }
  }

  function begin() {
    layOut();
    view.start(drawing.extent(), trunk.box, sides === 1 ? said.direction : "");
  }

  function change(all) {
    all(trunk);
    begin();
  }

  const actions = {
    "zoom-in": () => view.zoom(1.3),
    "zoom-out": () => view.zoom(1 / 1.3),
    fit: () => view.fit(drawing.extent()),
    unfold: () => change(openAll),
    fold: () => change(closeAll),
    search: () => search(current),
    svg: () => saveSvg(drawing, said.title),
    png: () => savePng(drawing, said.title),
  };
  const toolbar = figure.querySelector(".map-toolbar");
  toolbar.hidden = false;
  toolbar.addEventListener("click", (event) => actions[event.target.closest("button")?.dataset.mapDo]?.());

  let waiting = 0;
  drawing.svg.addEventListener("click", (event) => {
    const { item, handle } = drawing.at(event.target);
    if (!item) {
      return;
    }
    if (view.dragged && event.detail > 0) {
      event.preventDefault();
      return;
    }
    setCurrent(item);
    if (handle || item.rest) {
      event.preventDefault();
      fold(item);
    } else if (event.detail > 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) {
      // A second click may follow, which searches; then the page is not to be left.
      event.preventDefault();
      clearTimeout(waiting);
      if (event.detail === 1 && item.href) {
        waiting = setTimeout(() => location.assign(item.href), item.iri && said.webSearch ? TWICE : 0);
      } else if (event.detail === 2) {
        search(item);
      }
    }
  });
  drawing.svg.addEventListener("focusin", (event) => {
    const { item } = drawing.at(event.target);
    if (item) {
      setCurrent(item);
      tooltip.show(item, drawing.elementOf(item));
    }
  });
  drawing.svg.addEventListener("focusout", () => tooltip.hideSoon());
  drawing.svg.addEventListener("pointerover", (event) => {
    const { item, handle } = drawing.at(event.target);
    if (item && !handle && event.pointerType === "mouse") {
      tooltip.show(item, drawing.elementOf(item));
    }
  });
  drawing.svg.addEventListener("pointerout", () => tooltip.hideSoon());
  view.onMove = () => tooltip.hide();

  watchKeys(drawing.svg, {
    current: () => current,
    visible: () => visible,
    focus,
    fold,
    search,
    hide: () => tooltip.hide(),
    zoom: (factor) => view.zoom(factor),
    fit: actions.fit,
    pan: (x, y) => view.pan(x, y),
    openSiblings: async (item) => {
      for (const each of item.parent?.children ?? []) {
        each.open = each.children.length > 0 || each.open;
      }
      layOut();
      focus(item);
    },
  });

  begin();
  let width = sheet.clientWidth;
  new ResizeObserver(() => {
    if (sheet.clientWidth !== width) {
      width = sheet.clientWidth;
      begin();
    }
  }).observe(sheet);
}
