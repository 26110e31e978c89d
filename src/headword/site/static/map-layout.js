// Where everything stands on the map. The same rules as those of the drawing without JavaScript (layout.py):
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

// Gives every visible item a box on a ray from the scheme, whose angle is its `turn`: labels on the left half are written
// towards the scheme, so that none is upside down. Each level is a ring.
export function arrangeRadially(trunk, measure) {
  arrange(trunk, measure);
  trunk.side = 0;
  const widest = [trunk.box.width / 2];
  const weigh = (item) => {
    const below = branchesOf(item);
    widest[item.level] = Math.max(widest[item.level] ?? 0, item.box.width);
    item.weight = below.length ? below.reduce((sum, each) => sum + weigh(each), 0) : 1 / Math.max(item.level, 1);
    return item.weight;
  };
  // A label without branches needs less of an angle where it is further out.
  const step = Math.max(HEIGHTS[1], (weigh(trunk) * (HEIGHTS[2] + BETWEEN)) / (2 * Math.PI));
  const rings = [0];
  for (let level = 1; level < widest.length; level += 1) {
    rings[level] = Math.max(level * step, rings[level - 1] + widest[level - 1] + ACROSS);
  }
  const spread = (item, start, end) => {
    let from = start;
    for (const each of branchesOf(item)) {
      const to = from + ((end - start) * each.weight) / item.weight;
      const angle = (from + to) / 2;
      const side = Math.cos((angle * Math.PI) / 180) >= 0 ? 1 : -1;
      const radius = rings[each.level];
      const x = side > 0 ? radius : -radius - each.box.width;
      Object.assign(each, { side, box: { ...each.box, x, y: 0, side, turn: side > 0 ? angle : angle - 180 } });
      spread(each, from, to);
      from = to;
    }
  };
  spread(trunk, -90, 270);
}

// The upright frame around the box of an item.
export function frame({ box }) {
  if (!box.turn) return box;
  const angle = (box.turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const middle = box.x + box.width / 2;
  const width = Math.abs(box.width * cos) + Math.abs(box.height * sin);
  const height = Math.abs(box.width * sin) + Math.abs(box.height * cos);
  return { x: middle * cos - box.y * sin - width / 2, y: middle * sin + box.y * cos, width, height };
}
