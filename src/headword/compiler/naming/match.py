"""Which heading is which published concept, after labels, places and both have changed.

A heading with an id of its own is what the id says. Any other is recognised by standing where it stood, by its label
under the same heading, by a label that nothing else has, by what stands below it, or by being the only one that is
new where one is gone. What could be two things is neither: nothing is guessed.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from headword.compiler.naming.lock import LockEntry, last_part
from headword.core.slugs import is_same_label
from headword.markdown.headings import strip_number
from headword.markdown.text import normalize


class HeadingKey(NamedTuple):
    """A heading as it stands: its name, the index of what stands above it, and the id that is written, if any.

    That is the last part of an IRI, or all that the lock has of it where the IRI itself is written.
    """

    name: str
    parent: int | None
    explicit: str


Key = TypeVar("Key", int, str)


@dataclass(frozen=True)
class _NameTree(Generic[Key]):
    """Nodes with a name and a parent, all of one side: headings by index, or entries by id."""

    names: Mapping[Key, str]
    parents: Mapping[Key, Key | None]
    children: Mapping[Key | None, Sequence[Key]]


def match_headings(seen: Sequence[HeadingKey], entries: Sequence[LockEntry]) -> dict[int, LockEntry]:
    """The entry that each heading is, by its index; those that are none, or may be several, are left out."""
    if not entries:
        return {}
    return _EntryMatching(seen, entries).settle()


def find_contested(seen: Sequence[HeadingKey], entries: Sequence[LockEntry]) -> dict[int, int]:
    """Headings with the id of an entry that another heading without an id is by its place; that one by the first."""
    by_name: dict[str, list[LockEntry]] = defaultdict(list)
    for entry in entries:
        by_name[normalize(entry.name)].append(entry)
    places = place_entries(seen)
    there: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, place in enumerate(places):
        there[place].append(index)
    contested = {}
    for index, one in enumerate(seen):
        named = by_name.get(normalize(one.explicit), []) if one.explicit else []
        others = there.get((*(named[0].path or ()), named[0].label), []) if len(named) == 1 else []
        if len(others) == 1 and not seen[others[0]].explicit:
            contested[index] = others[0]
    return contested


def find_retired(retired: Sequence[LockEntry], path: Sequence[str], label: str) -> LockEntry | None:
    """The retired concept that a heading without an id looks like: its label, below the same last name of ``path``."""
    above = [strip_number(name) for name in path[-1:]]
    return next(
        (
            entry
            for entry in retired
            if [strip_number(name) for name in (entry.path or ())[-1:]] == above
            and is_same_label(strip_number(entry.label), strip_number(label))
        ),
        None,
    )


def explain_retired(entry: LockEntry, name: str) -> str:
    """What a lock has, and what to write at a new heading that looks like it; ``name`` ends the heading's IRI."""
    what = f"has the retired concept {entry.label!r} ({entry.id}), and this would be a new one"
    return f"{what}: add {{#{entry.name}}} to use that one again, or {{#{name}}} if this is a new one"


def place_entries(seen: Sequence[HeadingKey]) -> list[tuple[str, ...]]:
    """The names from the top down to each heading, its own the last.

    Above it, a heading that shares its place with others is named with its id.
    """
    plain: list[tuple[str, ...]] = []
    for one in seen:
        plain.append((*(() if one.parent is None else plain[one.parent]), one.name))
    counts = Counter(plain)
    steps = [
        _mark(one.name, last_part(one.explicit.rstrip(">"))) if one.explicit and counts[place] > 1 else one.name
        for one, place in zip(seen, plain, strict=True)
    ]
    paths: list[tuple[str, ...]] = []
    for one, step in zip(seen, steps, strict=True):
        paths.append((*(() if one.parent is None else paths[one.parent]), step))
    # Its own name stays bare: an id that is added to a heading must not move it to another place.
    return [(*path[:-1], one.name) for one, path in zip(seen, paths, strict=True)]


def _mark(name: str, id_: str) -> str:
    return f"{name} {{#{id_}}}"


class _EntryMatching:
    """Pairs of headings and entries, found a step at a time until no step finds more."""

    def __init__(self, seen: Sequence[HeadingKey], entries: Sequence[LockEntry]) -> None:
        self._seen = seen
        self._entries = {entry.id: entry for entry in entries}
        self._headings = _grow(
            {index: one.name for index, one in enumerate(seen)}, {index: one.parent for index, one in enumerate(seen)}
        )
        self._known = _grow({entry.id: entry.label for entry in entries}, find_parents(entries))
        self._places = place_entries(seen)
        self._found: dict[int, str] = {}
        self._taken: dict[str, int] = {}
        # Ids come first, and take their entries from all steps below: an id is a decision, the rest are conclusions.
        self._pair_ids()
        here = Counter(place for index, place in enumerate(self._places) if index not in self._found)
        # Of two headings with the same label at the same place, nothing but an id can tell which is which.
        self._by_id = {index for index, one in enumerate(seen) if one.explicit or here[self._places[index]] > 1}
        self._contested = self._find_contested()

    def _find_contested(self) -> set[int]:
        """Headings with the label of others beside them that begin with a number: a published one may be either."""
        there = {(*(entry.path or ()), entry.label) for entry in self._entries.values()}
        alike: dict[tuple[int | None, str], list[int]] = defaultdict(list)
        for index, one in enumerate(self._seen):
            bare = strip_number(one.name)
            if index not in self._found and (bare == one.name or self._places[index] not in there):
                alike[one.parent, bare].append(index)
        # `Bundesliga` next to `1. Bundesliga`: the published one may be either, with its number lost or added.
        groups = ((bare, group) for (_, bare), group in alike.items() if len(group) > 1)
        return {
            index for bare, group in groups if {bare} < {self._seen[index].name for index in group} for index in group
        }

    def settle(self) -> dict[int, LockEntry]:
        # Once, and before all else: a step for what has changed must not take what has not.
        self._pair_unchanged()
        steps: Sequence[Callable[[], bool]] = (
            self._pair_children,
            self._pair_labels,
            self._pair_numbered,
            self._pair_below,
            self._pair_lone,
        )
        # The surest step that finds anything is taken again before one that is less sure.
        while any(step() for step in steps):
            pass
        return {index: self._entries[id_] for index, id_ in self._found.items()}

    def _pair(self, index: int, id_: str) -> None:
        self._found[index] = id_
        self._taken[id_] = index

    def _free(self, indexes: Sequence[int]) -> list[int]:
        """Headings that are not known yet, and are not to be known by their id alone."""
        return [
            index
            for index in indexes
            if index not in self._found and index not in self._by_id and index not in self._contested
        ]

    def _left(self, ids: Sequence[str]) -> list[str]:
        return [id_ for id_ in ids if id_ not in self._taken]

    def _pair_ids(self) -> None:
        by_name: dict[str, list[str]] = defaultdict(list)
        for id_, entry in self._entries.items():
            # The lock may come from a system that writes letters with their accents apart.
            for name in {entry.name, id_}:
                by_name[normalize(name)].append(id_)
        for index, one in enumerate(self._seen):
            named = self._left(by_name.get(normalize(one.explicit), ())) if one.explicit else []
            if len(named) == 1:
                self._pair(index, named[0])

    def _pair_unchanged(self) -> None:
        """What stands where it stood."""
        left = [self._entries[id_] for id_ in self._left(list(self._entries))]
        there = Counter((*(entry.path or ()), entry.label) for entry in left)
        ids = {(*(entry.path or ()), entry.label): entry.id for entry in left}
        for index, place in enumerate(self._places):
            # Of two entries at one place, the order would decide, and a move would exchange their IRIs.
            if there[place] == 1 and ids[place] not in self._taken and self._free([index]):
                self._pair(index, ids[place])

    def _pairs_above(self) -> Iterator[tuple[int | None, str | None]]:
        yield None, None
        yield from self._found.items()

    def _pair_children(self) -> bool:
        """The same label under what is the same."""
        paired = False
        for above, below in list(self._pairs_above()):
            indexes, ids = self._headings.children.get(above, ()), self._known.children.get(below, ())
            paired |= self._pair_alike(indexes, ids)
        return paired

    def _pair_labels(self) -> bool:
        """The same label anywhere, if nothing else that is new or gone has it."""
        return self._pair_alike(list(self._headings.names), list(self._known.names))

    def _pair_numbered(self) -> bool:
        """The same label under what is the same, but for a number before it: the outline was numbered anew."""
        paired = False
        for above, below in list(self._pairs_above()):
            indexes, ids = self._headings.children.get(above, ()), self._known.children.get(below, ())
            paired |= self._pair_alike(indexes, ids, strip_number)
        return paired

    def _pair_alike(self, indexes: Sequence[int], ids: Sequence[str], read: Callable[[str], str] = str) -> bool:
        """Headings and entries whose labels are ``read`` alike, where just one on each side is."""
        by_label: dict[str, tuple[list[int], list[str]]] = defaultdict(lambda: ([], []))
        for index in self._free(indexes):
            by_label[read(self._headings.names[index])][0].append(index)
        for id_ in self._left(ids):
            by_label[read(self._known.names[id_])][1].append(id_)
        paired = False
        for alike, same in by_label.values():
            # With two on either side, only their order could tell which is which, and the next move would swap them.
            if len(alike) == 1 and len(same) == 1:
                self._pair(alike[0], same[0])
                paired = True
        return paired

    def _pair_below(self) -> bool:
        """What has the same below it: its own label and place may both have changed."""
        paired = False
        for index in self._free(list(self._headings.names)):
            below = self._headings.children.get(index, ())
            above = {self._known.parents[self._found[one]] for one in below if one in self._found}
            id_ = next(iter(above), None) if len(above) == 1 else None
            if id_ is None or id_ not in self._entries or id_ in self._taken:
                continue
            # It must hold both ways: where a branch was divided or two were joined, no part is the old one.
            others = {
                self._headings.parents[self._taken[one]]
                for one in self._known.children.get(id_, ())
                if one in self._taken
            }
            if others == {index}:
                self._pair(index, id_)
                paired = True
        return paired

    def _pair_lone(self) -> bool:
        """The only one that is new, where just one is gone: it has another label."""
        for above, below in list(self._pairs_above()):
            free = self._free(self._headings.children.get(above, ()))
            left = self._left(self._known.children.get(below, ()))
            if len(free) == 1 and len(left) == 1:
                self._pair(free[0], left[0])
                # What stands below it may be known surely now.
                return True
        return False


def _grow(names: Mapping[Key, str], parents: Mapping[Key, Key | None]) -> _NameTree[Key]:
    children: dict[Key | None, list[Key]] = defaultdict(list)
    for key, parent in parents.items():
        children[parent].append(key)
    return _NameTree(names, parents, children)


def find_parents(entries: Sequence[LockEntry]) -> dict[str, str | None]:
    """The entry above each: that which has its path, if there is just one; else what begins with a question mark."""
    by_place: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for entry in entries:
        for name in (entry.label, _mark(entry.label, entry.name)):
            by_place[(*(entry.path or ()), name)].append(entry.id)
    above = {entry.id: by_place.get(entry.path or (), []) for entry in entries}
    # What stands under one of several namesakes, or under what is gone for good, stands under nothing that is known.
    return {
        entry.id: above[entry.id][0] if len(above[entry.id]) == 1 else f"?{entry.path}" if entry.path else None
        for entry in entries
    }
