// What the map shows: the scheme and its concepts, each at each of its places, open or folded; more is loaded when asked.
// Knows the data in the page and JSKOS; must not know how anything looks.

import { choose, inOrder } from "./language.js";

const AT_ONCE = 50; // of many narrower concepts so many are shown, then so many more
const MOST = 1000; // concepts that are unfolded all at once

let count = 0;

function makeItem(said, parent, shared) {
  const item = {
    key: `map-item-${(count += 1)}`,
    iri: said.iri ?? "",
    label: said.label ?? said.title,
    keywords: said.keywords ?? [],
    known: said.keywords !== undefined || !said.loaded,
    href: safe(said.href ?? "", document.baseURI),
    data: said.data ?? "",
    more: said.more ?? 0,
    deeper: said.deeper ?? (said.more ?? 0) > 0,
    parent,
    shared,
    level: parent ? parent.level + 1 : 0,
    open: false,
    rest: null,
    waiting: [],
    children: [],
  };
  return item;
}

export function buildTree(said) {
  const trunk = makeItem(said, null, said);
  trunk.open = true;
  const pending = [[trunk, said.branches]];
  for (const [item, branches] of pending) {
    for (const each of branches) {
      const child = makeItem(each, item, said);
      item.children.push(child);
      pending.push([child, each.branches ?? []]);
    }
  }
  return trunk;
}

// Whether there is anything to unfold.
export function hasBranches(item) {
  return item.children.length > 0 || item.deeper;
}

// The open ones from the scheme down, with an item for the rest wherever some siblings are not shown.
export function listVisible(trunk) {
  const seen = [];
  const pending = [trunk];
  while (pending.length) {
    const item = pending.pop();
    seen.push(item);
    pending.push(...branchesOf(item).toReversed());
  }
  return seen;
}

// What hangs on an item now.
export function branchesOf(item) {
  if (!item.open) {
    return [];
  }
  const left = item.more + item.waiting.length;
  if (!left) {
    item.rest = null;
    return item.children;
  }
  item.rest ??= { ...makeItem({}, item, item.shared), rest: item };
  item.rest.label = `+${left}`;
  item.rest.rest = item;
  return [...item.children, item.rest];
}

// The place of an item for the rest: that of the first which will stand there.
export function indexOf(item) {
  return item.place ?? 0;
}

// Whole levels, as long as there are at most `most` concepts.
export function openFirst(trunk, most) {
  let level = trunk.children;
  let shown = level.length;
  while (level.length) {
    const next = level.flatMap((item) => item.children);
    shown += next.length;
    if (shown > most) {
      return;
    }
    for (const item of level) {
      item.open = item.children.length > 0;
    }
    level = next;
  }
}

// All that is there, the highest first; nothing is loaded.
export function openAll(trunk) {
  let shown = trunk.children.length;
  const pending = [...trunk.children];
  for (const item of pending) {
    if (item.children.length && shown + item.children.length <= MOST) {
      item.open = true;
      shown += item.children.length;
      pending.push(...item.children);
    }
  }
}

export function closeAll(trunk) {
  const pending = [...trunk.children];
  for (const item of pending) {
    item.open = false;
    pending.push(...item.children);
  }
}

// Folds or unfolds an item, or shows more of the rest that it stands for; says how many were added.
export async function toggle(item) {
  if (item.rest) {
    const owner = item.rest;
    item.place = owner.children.length;
    return { added: await extend(owner) };
  }
  if (item.open) {
    item.open = item.level === 0;
    return { added: 0 };
  }
  const added = item.children.length ? 0 : await extend(item);
  item.open = item.children.length > 0;
  return { added };
}

async function extend(item) {
  if (item.deeper && !item.waiting.length) {
    await load(item);
  }
  const next = item.waiting.splice(0, AT_ONCE);
  item.children.push(...next);
  return next.length;
}

async function load(item) {
  const document_ = await read(item.data);
  const here = new Set(item.children.map((child) => child.iri));
  for (let above = item; above; above = above.parent) {
    here.add(above.iri);
  }
  const known = (document_.narrower ?? document_.topConcepts ?? []).filter((said) => said?.uri);
  for (const said of inOrder(known, item.shared.language, item.shared.fallback)) {
    if (!here.has(said.uri)) {
      here.add(said.uri);
      item.waiting.push(readConcept(said, item));
    }
  }
  item.deeper = false;
  item.more = 0;
}

// The keywords of a concept that came without them, from its own file.
export async function loadKeywords(item) {
  if (!item.known && item.data) {
    item.known = true;
    try {
      item.keywords = keywordsOf(await read(item.data), item.shared);
    } catch {
      item.keywords = [];
    }
  }
  return item.keywords;
}

async function read(address) {
  const answer = await fetch(safe(address, document.baseURI));
  if (!answer.ok) {
    throw new Error(`${answer.status}`);
  }
  return answer.json();
}

function readConcept(said, parent) {
  const shared = parent.shared;
  const folder = said._page ?? "";
  return makeItem(
    {
      iri: said.uri,
      label: pick(said.prefLabel, shared) ?? said.uri,
      keywords: said.altLabel ? keywordsOf(said, shared) : undefined,
      href: folder && shared.root + folder + shared.page,
      data: folder && `${shared.root}${folder.slice(0, -1)}.json`,
      deeper: (said.narrower ?? []).length > 0,
      loaded: true,
    },
    parent,
    shared,
  );
}

function pick(texts, shared) {
  return choose(Object.entries(texts ?? {}), shared.language, shared.fallback)?.[1];
}

function keywordsOf(said, shared) {
  return [pick(said.altLabel, shared) ?? []].flat();
}

// An address on this host, or none: what was loaded cannot make a link that runs a script.
function safe(address, base) {
  if (!address) {
    return "";
  }
  const url = new URL(address, base);
  return url.protocol === location.protocol && url.host === location.host ? url.href : "";
}
