"""The match of headings with published concepts after changes of labels and positions.

A heading with an id is the concept with this id. Any other heading is matched by its position, by its label under the
same parent, by a unique label, or by its children. The only new heading at a place matches the only missing concept
there. Nothing is guessed: a heading that matches several concepts is not matched.
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
    """A heading for the match: its name, the index of its parent, and its explicit id, if any.

    The id is the last part of an IRI. For an explicit IRI, it is the id in the lock.
    """

    name: str
    parent: int | None
    explicit: str


Key = TypeVar("Key", int, str)


@dataclass(frozen=True)
class _NameTree(Generic[Key]):
    """The named nodes of one side, with their parents: headings by index, or entries by id."""

    names: Mapping[Key, str]
    parents: Mapping[Key, Key | None]
    children: Mapping[Key | None, Sequence[Key]]


def match_headings(seen: Sequence[HeadingKey], entries: Sequence[LockEntry]) -> dict[int, LockEntry]:
    """Return the entry of each heading by the heading's index, without headings that are unknown or ambiguous."""
    if not entries:
        return {}
    return _EntryMatching(seen, entries).settle()


def find_contested(seen: Sequence[HeadingKey], entries: Sequence[LockEntry]) -> dict[int, int]:
    """Return headings with the id of an entry whose position belongs to a heading without an id.

    The result maps the index of the first heading to that of the second.
    """
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
    """Return a retired concept that a heading without an id looks like: the same label under the same parent."""
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
    """Return a clause that explains the retired entry, and the ids that would resolve the question.

    ``name`` is the last part of the IRI that the heading would get.
    """
    what = f"has the retired concept {entry.label!r} ({entry.id}), and this would be a new one"
    return f"{what}: add {{#{entry.name}}} to use that one again, or {{#{name}}} if this is a new one"


def place_entries(seen: Sequence[HeadingKey]) -> list[tuple[str, ...]]:
    """Return the names from the top down to each heading, including the heading.

    An ancestor that shares its position with other headings is named with its id.
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
    # The name itself stays without the id, so that adding an id to a heading does not change its position.
    return [(*path[:-1], one.name) for one, path in zip(seen, paths, strict=True)]


def _mark(name: str, id_: str) -> str:
    return f"{name} {{#{id_}}}"


class _EntryMatching:
    """A search for pairs of headings and entries, repeated step by step until no step finds another pair.

    Invariant: an entry has at most one heading and a heading at most one entry, and no step revises an earlier pair.
    """

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
        # Ids come first, and their entries are not available to later steps: an id is a decision, the rest are
        # conclusions.
        self._pair_ids()
        free_places = Counter(place for index, place in enumerate(self._places) if index not in self._found)
        # Only an id can distinguish headings with the same label at the same position.
        self._by_id = {index for index, one in enumerate(seen) if one.explicit or free_places[self._places[index]] > 1}
        self._contested = self._find_contested()

    def _find_contested(self) -> set[int]:
        """Return the headings whose label is that of a sibling apart from a number: a published one may be either."""
        published_places = {(*(entry.path or ()), entry.label) for entry in self._entries.values()}
        by_label: dict[tuple[int | None, str], list[int]] = defaultdict(list)
        for index, one in enumerate(self._seen):
            bare = strip_number(one.name)
            if index not in self._found and (bare == one.name or self._places[index] not in published_places):
                by_label[one.parent, bare].append(index)
        # `Bundesliga` next to `1. Bundesliga`: the published one may be either, with its number removed or added.
        groups = ((bare, group) for (_, bare), group in by_label.items() if len(group) > 1)
        return {
            index for bare, group in groups if {bare} < {self._seen[index].name for index in group} for index in group
        }

    def settle(self) -> dict[int, LockEntry]:
        # Once, and before all other steps, so that a step for changed headings cannot take the entry of an unchanged
        # one.
        self._pair_unchanged()
        steps: Sequence[Callable[[], bool]] = (
            self._pair_children,
            self._pair_labels,
            self._pair_numbered,
            self._pair_below,
            self._pair_lone,
        )
        # After each success, the search restarts with the most reliable step.
        while any(step() for step in steps):
            pass
        return {index: self._entries[id_] for index, id_ in self._found.items()}

    def _pair(self, index: int, id_: str) -> None:
        self._found[index] = id_
        self._taken[id_] = index

    def _free(self, indexes: Sequence[int]) -> list[int]:
        """Return the headings that are not paired yet and may be paired without an id."""
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
            # The lock may come from a system that decomposes accented letters.
            for name in {entry.name, id_}:
                by_name[normalize(name)].append(id_)
        for index, one in enumerate(self._seen):
            named = self._left(by_name.get(normalize(one.explicit), ())) if one.explicit else []
            if len(named) == 1:
                self._pair(index, named[0])

    def _pair_unchanged(self) -> None:
        """Pair the headings that are at their published position."""
        left = [self._entries[id_] for id_ in self._left(list(self._entries))]
        counts = Counter((*(entry.path or ()), entry.label) for entry in left)
        ids = {(*(entry.path or ()), entry.label): entry.id for entry in left}
        for index, place in enumerate(self._places):
            # Two entries at the same position are only distinguished by their order, so a move would exchange their
            # IRIs.
            if counts[place] == 1 and ids[place] not in self._taken and self._free([index]):
                self._pair(index, ids[place])

    def _pairs_above(self) -> Iterator[tuple[int | None, str | None]]:
        yield None, None
        yield from self._found.items()

    def _pair_children(self) -> bool:
        """Pair headings with the same label under the same parent."""
        paired = False
        for above, below in list(self._pairs_above()):
            indexes, ids = self._headings.children.get(above, ()), self._known.children.get(below, ())
            paired |= self._pair_alike(indexes, ids)
        return paired

    def _pair_labels(self) -> bool:
        """Pair headings with a label that is unique among the new headings and the missing entries."""
        return self._pair_alike(list(self._headings.names), list(self._known.names))

    def _pair_numbered(self) -> bool:
        """Pair headings under the same parent whose labels only differ in a number, after a renumbering."""
        paired = False
        for above, below in list(self._pairs_above()):
            indexes, ids = self._headings.children.get(above, ()), self._known.children.get(below, ())
            paired |= self._pair_alike(indexes, ids, strip_number)
        return paired

    def _pair_alike(self, indexes: Sequence[int], ids: Sequence[str], read: Callable[[str], str] = str) -> bool:
        """Pair the headings and entries with equal labels, after ``read``, if the label is unique on both sides."""
        by_label: dict[str, tuple[list[int], list[str]]] = defaultdict(lambda: ([], []))
        for index in self._free(indexes):
            by_label[read(self._headings.names[index])][0].append(index)
        for id_ in self._left(ids):
            by_label[read(self._known.names[id_])][1].append(id_)
        paired = False
        for headings, entries in by_label.values():
            # Two on either side are only distinguished by their order, and the next move would exchange them.
            if len(headings) == 1 and len(entries) == 1:
                self._pair(headings[0], entries[0])
                paired = True
        return paired

    def _pair_below(self) -> bool:
        """Pair headings by their children; their own label and position may both have changed."""
        paired = False
        for index in self._free(list(self._headings.names)):
            below = self._headings.children.get(index, ())
            above = {self._known.parents[self._found[one]] for one in below if one in self._found}
            id_ = next(iter(above), None) if len(above) == 1 else None
            if id_ is None or id_ not in self._entries or id_ in self._taken:
                continue
            # The children must agree in both directions: after a split or a join, no part is the old heading.
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
        """Pair the only new heading under a parent with the only missing entry: its label has changed."""
        for above, below in list(self._pairs_above()):
            free = self._free(self._headings.children.get(above, ()))
            left = self._left(self._known.children.get(below, ()))
            if len(free) == 1 and len(left) == 1:
                self._pair(free[0], left[0])
                # This pair may make more reliable matches possible among the headings below it.
                return True
        return False


def _grow(names: Mapping[Key, str], parents: Mapping[Key, Key | None]) -> _NameTree[Key]:
    children: dict[Key | None, list[Key]] = defaultdict(list)
    for key, parent in parents.items():
        children[parent].append(key)
    return _NameTree(names, parents, children)


def find_parents(entries: Sequence[LockEntry]) -> dict[str, str | None]:
    """Return the parent of each entry, if exactly one entry has its path, otherwise a key that begins with ``?``."""
    by_place: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for entry in entries:
        for name in (entry.label, _mark(entry.label, entry.name)):
            by_place[(*(entry.path or ()), name)].append(entry.id)
    above = {entry.id: by_place.get(entry.path or (), []) for entry in entries}
    # An entry below one of several namesakes, or below a heading that is gone, has no known parent.
    return {
        entry.id: above[entry.id][0] if len(above[entry.id]) == 1 else f"?{entry.path}" if entry.path else None
        for entry in entries
    }
