// The map of a scheme, made live: the drawing that the page comes with is replaced by one that folds and zooms.
// Knows the page's elements and how the parts of the map belong together; each part is a file of its own.

import { buildTree, closeAll, complete, lead, listVisible, openFirst, toggle } from "./map-tree.js";
import { arrange, arrangeRadially, assignSides, frame } from "./map-layout.js";
import { Drawing } from "./map-drawing.js";
import { View } from "./map-view.js";
import { Overview } from "./map-overview.js";
import { Tooltip } from "./map-tooltip.js";
import { watchKeys } from "./map-keys.js";
import { savePng, saveSvg } from "./map-export.js";
import { addressOf } from "./tree-data.js";

const NARROW = 640; // pixels: on a narrower sheet all branches are on one side
const FIRST = [12, 60]; // concepts that are shown at first, as whole levels, on a narrow and a wide sheet
const MOST = 300; // items that are shown; opening more folds the other branches
const CLEAR = 0.9; // scale at which a concept that was looked for is shown
const TWICE = 260; // milliseconds in which a second click makes a double one

for (const figure of document.querySelectorAll("[data-map]")) {
  start(figure);
}

async function start(figure) {
  const said = JSON.parse(figure.querySelector("#map-data").textContent);
  const texts = figure.dataset;
  const sheet = figure.querySelector(".map-sheet");
  const note = figure.querySelector(".map-note");
  const trunk = buildTree(said);
  await complete(trunk).catch(() => tell(texts.textFailed));

  const drawing = new Drawing(said.title);
  sheet.replaceChildren(drawing.svg);
  sheet.removeAttribute("tabindex");
  figure.classList.add("map-live");
  openFirst(trunk, FIRST[Number(sheet.clientWidth >= NARROW)], true);
  const view = new View(drawing.svg, drawing.plane);
  const overview = new Overview(sheet, view);
  const tooltip = new Tooltip(figure, texts, said);
  let current = trunk;
  let visible = [];
  let sides = 0;
  let isRadial = false;

  function tell(text) {
    note.textContent = text;
  }

  function layOut() {
    sides = view.size.width < NARROW ? 1 : 2;
    const measure = (item) => drawing.measure(item);
    if (isRadial) {
      arrangeRadially(trunk, measure);
    } else {
      // No branch changes sides when another is unfolded.
      if (trunk.sides !== sides) assignSides(trunk, sides, said.direction);
      trunk.sides = sides;
      arrange(trunk, measure);
    }
    visible = listVisible(trunk);
    const drawn = drawing.show(visible);
    overview.show(drawing.extent(), visible.map(frame));
    setCurrent(visible.includes(current) ? current : nearest(current));
    return drawn.then(() => drawing.setCurrent(current));
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
    search.disabled = !item.level || item.isGroup;
  }

  function focus(item) {
    setCurrent(item);
    drawing.focus(item);
    view.reveal(frame(item));
  }

  async function fold(item) {
    const had = drawing.svg.contains(document.activeElement);
    const before = frame(item);
    try {
      const added = await toggle(item);
      tell(added ? texts.textAdded.replace("{count}", added) : "");
    } catch {
      tell(texts.textFailed);
      return;
    }
    if (item.open && listVisible(trunk).length > MOST) {
      foldOthers(item);
      tell(texts.textFolded.replace("{count}", MOST));
    }
    const drawn = layOut();
    const after = frame(item);
    view.shift(before.x - after.x, before.y - after.y);
    if (item.open) view.reveal(across(item));
    await drawn;
    if (had && !drawing.svg.contains(document.activeElement)) focus(item);
  }

  // What the branches of an item need of the width, at its height.
  function across(item) {
    const boxes = [item, ...item.children].map(frame);
    const x = Math.min(...boxes.map((box) => box.x));
    return { ...frame(item), x, width: Math.max(...boxes.map((box) => box.x + box.width)) - x };
  }

  function foldOthers(item) {
    closeAll(trunk);
    for (let above = item; above; above = above.parent) above.open = true;
  }

  // Opens the way to the concept with an address and shows it; a concept that is not on this map has a page.
  async function find(address) {
    try {
      const item = await lead(trunk, address);
      if (!item) return false;
      drawing.found = item;
      current = item;
      const drawn = layOut();
      view.centre(frame(item), CLEAR);
      await drawn;
    } catch {
      tell(texts.textFailed);
    }
    return true;
  }

  function search(item) {
    if (item.level && !item.isGroup && said.webSearch) {
      const words = item.keywords?.length ? item.keywords.join(" ") : item.label;
      window.open(said.webSearch.replaceAll("{}", encodeURIComponent(words)), "_blank", "noopener,noreferrer");
    }
  }

  function begin() {
    layOut();
    view.start(drawing.extent(), trunk.box, sides === 1 && !isRadial ? said.direction : "");
  }

  function change(all) {
    all(trunk);
    begin();
  }

  const actions = {
    "zoom-in": () => view.zoom(1.3),
    "zoom-out": () => view.zoom(1 / 1.3),
    radial: (button) => {
      isRadial = !isRadial;
      trunk.sides = 0;
      button.setAttribute("aria-pressed", isRadial);
      begin();
    },
    fit: () => view.fit(drawing.extent()),
    unfold: () => change(openFirst),
    fold: () => change(closeAll),
    search: () => search(current),
    svg: () => saveSvg(drawing, said.title),
    png: () => savePng(drawing, said.title),
  };
  const toolbar = figure.querySelector(".map-toolbar");
  toolbar.hidden = false;
  toolbar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    actions[button?.dataset.mapDo]?.(button);
  });
  figure.addEventListener("headword-choose", async (event) => {
    event.preventDefault();
    const { page } = event.detail;
    if (!(await find(addressOf(page)))) location.assign(page);
    else if (drawing.found) {
      history.replaceState(null, "", `#${drawing.found.address}`);
      focus(drawing.found);
    }
  });

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
    if (handle || item.isGroup) {
      event.preventDefault();
      fold(item);
    } else if (event.detail > 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) {
      // A second click may follow, which searches; then the page is not to be left.
      event.preventDefault();
      clearTimeout(waiting);
      if (event.detail === 1 && item.href) {
        waiting = setTimeout(() => location.assign(item.href), said.webSearch ? TWICE : 0);
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
  view.onMove = () => {
    tooltip.hide();
    overview.follow();
  };

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
        each.open ||= each.children.length > 0 && !each.more && listVisible(trunk).length + each.children.length <= MOST;
      }
      layOut();
      focus(item);
    },
  });

  begin();
  const go = async () => {
    if (location.hash.length > 1 && !(await find(location.hash.slice(1)))) tell(texts.textAbsent);
  };
  addEventListener("hashchange", go);
  await go();
  new ResizeObserver(() => {
    const { width } = view.size;
    view.resize();
    if (view.size.width !== width) begin();
  }).observe(sheet);
}
