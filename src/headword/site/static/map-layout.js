// Where everything stands on the map. The same rules as those of the drawing without JavaScript (maplayout.py):
// each branch has a band of its own, as high as what is below it needs, so that no two labels can meet.
// Knows sizes and places; must not know SVG.

import { branchesOf } from "./map-tree.js";

export const HEIGHTS = [40, 30, 22]; // of the scheme, the top concepts, and all others
export const PADDING = [18, 12, 4]; // of the same, on each side of the label
export const UNDERLINE = 9; // below the middle of a label: the line that it stands on
const ACROSS = 56; // from one level to the next
const BETWEEN = 4; // from one concept to the next
const FAMILIES = 8; // so much more where one of them has branches

// Gives each top concept its side and its colour, once, so that no branch changes sides when another is unfolded.
export function assignSides(trunk, sides, direction) {
  const first = direction === "rtl" ? -1 : 1;
  const heights = trunk.children.map(estimate);
  const whole = heights.reduce((sum, height) => sum + height, 0);
  let sum = 0;
  let best = { at: heights.length, far: sides === 1 ? -1 : whole };
  heights.forEach((height, at) => {
    sum += height;
    if (Math.abs(whole - 2 * sum) < best.far) {
      best = { at: at + 1, far: Math.abs(whole - 2 * sum) };
    }
  });
  trunk.children.forEach((item, at) => {
    item.side = at < best.at ? first : -first;
  });
  trunk.last = best.at < heights.length ? -first : first;
}

function estimate(item) {
  const below = branchesOf(item).reduce((sum, each) => sum + estimate(each), 0);
  return Math.max(HEIGHTS[Math.min(item.level, 2)] + BETWEEN, below);
}

// Gives every visible item a box: left edge, middle, width, height. `measure` says how wide a label is.
export function arrange(trunk, measure) {
  const width = measure(trunk) + 2 * PADDING[0];
  trunk.side = 0;
  trunk.box = { x: -width / 2, y: 0, width, height: HEIGHTS[0], side: 0 };
  const tops = branchesOf(trunk);
  tops.forEach((item, at) => {
    item.side ??= trunk.last;
    item.hue = at;
  });
  for (const side of [1, -1]) {
    const bands = tops.filter((item) => item.side === side).map((item) => measureBand(item, measure));
    let top = -total(bands) / 2;
    bands.forEach((band, at) => {
      top += at ? gap(bands[at - 1], band) : 0;
      place(band, top, trunk, side, band.item.hue);
      top += band.height;
    });
  }
}

function measureBand(item, measure) {
  const below = branchesOf(item).map((each) => measureBand(each, measure));
  const kind = Math.min(item.level, 2);
  const own = HEIGHTS[kind];
  const sum = total(below);
  const height = Math.max(own, sum);
  let top = (height - sum) / 2;
  below.forEach((band, at) => {
    top += at ? gap(below[at - 1], band) : 0;
    band.start = top;
    top += band.height;
  });
  const ends = below.length ? [below[0], below.at(-1)].map((band) => band.start + band.middle) : [height / 2, height / 2];
  const middle = Math.min(Math.max((ends[0] + ends[1]) / 2, own / 2), height - own / 2);
  return { item, own, height, middle, below, width: measure(item) + 2 * PADDING[kind] };
}

function gap(one, other) {
  return BETWEEN + (one.below.length || other.below.length ? FAMILIES : 0);
}

function total(bands) {
  return bands.reduce((sum, band, at) => sum + band.height + (at ? gap(bands[at - 1], band) : 0), 0);
}

function place(band, top, above, side, hue) {
  const edge = side > 0 ? above.box.x + above.box.width : above.box.x;
  const inner = edge + side * ACROSS;
  band.item.side = side;
  band.item.hue = hue;
  band.item.box = {
    x: side > 0 ? inner : inner - band.width,
    y: top + band.middle,
    width: band.width,
    height: band.own,
    side,
  };
  for (const each of band.below) {
    place(each, top + each.start, band.item, side, hue);
  }
}
