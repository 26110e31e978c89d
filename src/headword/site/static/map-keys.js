// The map by keyboard, as ARIA's tree has it: one stop for Tab, arrow keys within. Left and right go where they point:
// away from the scheme is down the tree, which on the left half of the map is to the left.
// Knows keys; what they do is given.

const PAN = 60;
const PANNING = { ArrowLeft: [PAN, 0], ArrowRight: [-PAN, 0], ArrowUp: [0, PAN], ArrowDown: [0, -PAN] };

export function watchKeys(svg, map) {
  let typed = "";
  let lastTyped = -Infinity;

  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const done = event.shiftKey && PANNING[event.key] ? pan(event.key) : (byName[event.key]?.() ?? type(event));
    if (done !== false) {
      event.preventDefault();
    }
  });

  function pan(key) {
    map.pan(...PANNING[key]);
    return true;
  }

  function step(by) {
    const all = map.visible();
    const next = all[all.indexOf(map.current()) + by];
    if (next) {
      map.focus(next);
    }
    return true;
  }

  // Unfolds, or goes to the first branch.
  function outward() {
    const item = map.current();
    if (item.open && item.children.length) {
      map.focus(item.children[0]);
    } else if (item.level && item.hasBranches) {
      map.fold(item);
    }
    return true;
  }

  // Folds, or goes to what it hangs on.
  function inward() {
    const item = map.current();
    if (item.open && item.level) {
      map.fold(item);
    } else if (item.parent) {
      map.focus(item.parent);
    }
    return true;
  }

  // From the scheme, both directions lead to the half of the map that they point at.
  function across(side) {
    const item = map.current();
    if (item.level) {
      return item.side === side ? outward() : inward();
    }
    const first = item.children.find((each) => each.side === side);
    if (first) {
      map.focus(first);
    }
    return true;
  }

  function fold() {
    const item = map.current();
    if (item.level && item.hasBranches) {
      map.fold(item);
    }
    return true;
  }

  // The link itself is followed by the browser; a group has none.
  function enter() {
    return map.current().isGroup ? fold() : false;
  }

  function search() {
    map.search(map.current());
    return true;
  }

  // A letter goes to the next concept that begins with what was typed.
  function type(event) {
    if (event.key.length !== 1 || event.key === " ") {
      return false;
    }
    if (event.timeStamp - lastTyped > 600) {
      typed = "";
      if (event.key === "w") {
        return search();
      }
    }
    typed += event.key.toLocaleLowerCase();
    lastTyped = event.timeStamp;
    const all = map.visible();
    const at = all.indexOf(map.current()) + (typed.length > 1 ? 0 : 1);
    const found = [...all.slice(at), ...all.slice(0, at)].find((item) => item.label.toLocaleLowerCase().startsWith(typed));
    if (found) {
      map.focus(found);
    }
    return true;
  }

  const byName = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    ArrowRight: () => across(1),
    ArrowLeft: () => across(-1),
    Home: () => map.focus(map.visible()[0]) ?? true,
    End: () => map.focus(map.visible().at(-1)) ?? true,
    " ": fold,
    Enter: enter,
    "+": () => map.zoom(1.3) ?? true,
    "=": () => map.zoom(1.3) ?? true,
    "-": () => map.zoom(1 / 1.3) ?? true,
    0: () => map.fit() ?? true,
    "*": () => map.openSiblings(map.current()) && true,
    Escape: () => map.hide() ?? true,
  };
}
