"""The pairs of headings of a page and its translation: by id, otherwise by position if both outlines agree.

Nothing is guessed: a heading with several candidates has no partner.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Node(NamedTuple):
    """A heading: its id, empty if it has none, the index of its parent, and marks.

    The number is the written one; the name and the matches are any texts. These marks create no pair. They rule out a
    pair if they belong to another heading.
    """

    id: str
    parent: int | None
    number: str = ""
    name: str = ""
    matches: frozenset[str] = frozenset()


class InsertPoint(NamedTuple):
    """The position of a heading in the other outline, as indexes: before one, else after one, else under one."""

    before: int | None
    after: int | None
    above: int | None


class Gap(NamedTuple):
    """A heading without a partner: the index in ``original`` or ``translated``, and the position of a partner.

    If both are given, they are at the same position, but may be different headings. ``beside`` is the number of
    headings of the translation next to it that are not paired either.
    """

    original: int | None
    translated: int | None
    spot: InsertPoint
    beside: int


@dataclass(frozen=True, slots=True)
class Pairing:
    """The pairs of two outlines.

    Attributes:
        pairs: the index in the translation by the index in the original.
        gaps: the differences, one for each heading without a partner, without its descendants.
        strangers: headings of the translation whose id is unknown in the original or already taken.
    """

    pairs: Mapping[int, int]
    gaps: tuple[Gap, ...]
    strangers: tuple[int, ...]


def pair_headings(original: Sequence[Node], translated: Sequence[Node]) -> Pairing:
    """Pair the headings of two outlines, each in document order."""
    by_id = {node.id: index for index, node in enumerate(original) if node.id}
    pairs: dict[int, int] = {}
    strangers = []
    for index, node in enumerate(translated):
        if node.id:
            named = by_id.get(node.id)
            # The first heading with an id keeps it. A second one is a copy, and is reported.
            if named is None or named in pairs:
                strangers.append(index)
            else:
                pairs[named] = index
    matching = _PairSearch(original, translated, pairs, strangers)
    gaps = tuple(matching.settle())
    return Pairing(dict(sorted(matching.pairs.items())), gaps, tuple(strangers))


class _OutlineTree:
    """An outline with the children of each heading, and a number for the shape of its subtree.

    Equal shapes have equal numbers. Headings ``known`` by their id may be anywhere, so they are not part of the shape
    of their parent.
    """

    def __init__(self, nodes: Sequence[Node], known: Collection[int], shapes: dict[tuple[int, ...], int]) -> None:
        self.nodes = nodes
        self.children: dict[int | None, list[int]] = defaultdict(list)
        for index, node in enumerate(nodes):
            self.children[node.parent].append(index)
        self._shapes = [0] * len(nodes)
        # In reverse order, because the shape of a heading depends on its descendants, which come after it.
        for index in reversed(range(len(nodes))):
            below = tuple(self._shapes[child] for child in self.children.get(index, ()) if child not in known)
            self._shapes[index] = shapes.setdefault(below, len(shapes))

    def looks(self, indexes: Iterable[int]) -> list["_Look"]:
        """Return the marks of each of these headings."""
        nodes = ((self.nodes[index], self._shapes[index]) for index in indexes)
        return [_Look(node.number, shape, node.name, node.matches) for node, shape in nodes]


class _Look(NamedTuple):
    """The marks that distinguish a heading from its siblings."""

    number: str
    shape: int
    name: str = ""
    matches: frozenset[str] = frozenset()


class _Side(NamedTuple):
    """Siblings in one outline, and the headings above, before and after them, if any."""

    below: list[int]
    above: int | None
    before: int | None = None
    after: int | None = None

    def spot(self, at: int) -> InsertPoint:
        """Return the insert point at a position among them."""
        before = self.below[at] if at < len(self.below) else self.after
        return InsertPoint(before, self.below[at - 1] if at else self.before, self.above)


class _Run(NamedTuple):
    """The children of two paired headings, or a section of them between children that are paired by id."""

    ours: _Side
    theirs: _Side
    in_order: bool = True


class _PairSearch:
    """A search for pairs of headings from the top down.

    Invariant: a heading is paired by position only if its parents are a pair, so an error cannot spread to other parts
    of the outline.
    """

    def __init__(
        self, original: Sequence[Node], translated: Sequence[Node], pairs: dict[int, int], strangers: Iterable[int]
    ) -> None:
        # One table for both outlines: only then do equal numbers mean equal shapes.
        shapes: dict[tuple[int, ...], int] = {}
        self.pairs = pairs
        self._partners = {theirs: ours for ours, theirs in pairs.items()}
        self._ours = _OutlineTree(original, frozenset(pairs), shapes)
        self._theirs = _OutlineTree(translated, frozenset(self._partners), shapes)
        self._strangers = frozenset(strangers)

    def settle(self) -> Iterator[Gap]:
        """Find all pairs, and yield the gaps."""
        # Pairs by id are separate starting points, because a translation may have moved such a heading anywhere.
        waiting: list[tuple[int | None, int | None]] = [(None, None), *self.pairs.items()]
        while waiting:
            for run in self._find_runs(*waiting.pop()):
                if run.in_order and self._agree(run):
                    for one, partner in zip(run.ours.below, run.theirs.below, strict=True):
                        if partner not in self._strangers:
                            self.pairs[one] = partner
                            waiting.append((one, partner))
                else:
                    yield from self._find_gaps(run)

    def _find_runs(self, above: int | None, their_above: int | None) -> Iterator[_Run]:
        # A heading whose partner is under another parent has no position here.
        ours = [
            one
            for one in self._ours.children.get(above, ())
            if one not in self.pairs or self._theirs.nodes[self.pairs[one]].parent == their_above
        ]
        theirs = [
            one
            for one in self._theirs.children.get(their_above, ())
            if one not in self._partners or self._ours.nodes[self._partners[one]].parent == above
        ]
        yield from self._split(_Run(_Side(ours, above), _Side(theirs, their_above)))

    def _split(self, run: _Run) -> Iterator[_Run]:
        """Yield the runs between children that are paired by id, or all other children together if these do not fit."""
        fixed = [(one, self.pairs[one]) for one in run.ours.below if one in self.pairs]
        left = _Run(
            run.ours._replace(below=[one for one in run.ours.below if one not in self.pairs]),
            run.theirs._replace(below=[one for one in run.theirs.below if one not in self._partners]),
            in_order=False,
        )
        counts = len(left.ours.below), len(left.theirs.below)
        if counts == (0, 0):
            return
        if counts == (1, 1):
            # The only heading without an id pair on each side.
            yield left._replace(in_order=True)
        elif [partner for _, partner in fixed] != [one for one in run.theirs.below if one in self._partners]:
            # The pairs are in another order, so positions prove nothing.
            yield left
        else:
            stretches = list(_cut(run, fixed))
            # With equal totals but unequal runs, a heading has moved past a fixed one. Separate runs would give two
            # gaps, one on each side, and neither could be closed.
            fits = all(len(ours.below) == len(theirs.below) for ours, theirs, _ in stretches)
            yield from stretches if fits or counts[0] != counts[1] else [left]

    def _agree(self, run: _Run) -> bool:
        """Return whether the positions are reliable: equal counts, and no sign of another order.

        If the subtrees of two or more headings differ, one heading may have been removed and another added. All
        headings between them are then shifted.
        """
        ours, theirs = self._ours.looks(run.ours.below), self._theirs.looks(run.theirs.below)
        if len(ours) != len(theirs) or _contradict(ours, theirs):
            return False
        others = [
            index for index, (one, other) in enumerate(zip(ours, theirs, strict=True)) if one.shape != other.shape
        ]
        if len(others) < 2:
            return True
        here = [one.shape for one in ours[others[0] : others[-1] + 1]]
        there = [one.shape for one in theirs[others[0] : others[-1] + 1]]
        return here[1:] != there[:-1] and here[:-1] != there[1:]

    def _find_gaps(self, run: _Run) -> Iterator[Gap]:
        """Yield the gaps of a run whose positions are not reliable, from the first difference on."""
        ours, theirs = self._ours.looks(run.ours.below), self._theirs.looks(run.theirs.below)
        excess = len(theirs) - len(ours)
        beside = len(theirs) - max(excess, 0)
        if excess > 0:
            for position, at in _find_excess(theirs, ours):
                yield Gap(None, run.theirs.below[position], run.ours.spot(at), beside)
        elif excess < 0:
            for position, at in _find_excess(ours, theirs):
                yield Gap(run.ours.below[position], None, run.theirs.spot(at), beside)
        else:
            first = next((at for at, pair in enumerate(zip(ours, theirs, strict=True)) if not _are_alike(*pair)), 0)
            yield Gap(run.ours.below[first], run.theirs.below[first], run.ours.spot(first), beside - 1)


def _cut(run: _Run, fixed: Sequence[tuple[int, int]]) -> Iterator[_Run]:
    """Yield the runs before, between and after the pairs ``fixed``, which have the same order on both sides."""
    ours = _cut_side(run.ours, [one for one, _ in fixed])
    theirs = _cut_side(run.theirs, [partner for _, partner in fixed])
    return map(_Run, ours, theirs)


def _cut_side(side: _Side, fixed: Sequence[int]) -> Iterator[_Side]:
    start, before = 0, None
    for one in fixed:
        end = side.below.index(one, start)
        yield _Side(side.below[start:end], side.above, before, one)
        start, before = end + 1, one
    yield _Side(side.below[start:], side.above, before)


def _contradict(ours: Sequence[_Look], theirs: Sequence[_Look]) -> bool:
    """Return whether one of ``theirs`` has the number, name or match of another heading than its counterpart."""
    # A number that none of ours has proves nothing: the translation may count in another way.
    numbers = {one.number for one in ours if one.number}
    has_number = any(
        one.number != other.number and other.number in numbers for one, other in zip(ours, theirs, strict=True)
    )
    return has_number or _is_elsewhere(ours, theirs)


def _is_elsewhere(ours: Sequence[_Look], theirs: Sequence[_Look]) -> bool:
    """Return whether a name, such as an acronym, or a match is unique among ours but at another position in theirs."""
    # A mark of several headings distinguishes none of them.
    names = Counter(one.name for one in ours if one.name)
    matches = Counter(match for one in ours for match in one.matches)
    return any(
        (other.name != one.name and names[other.name] == 1)
        or any(matches[match] == 1 and match not in one.matches for match in other.matches)
        for one, other in zip(ours, theirs, strict=True)
    )


def _find_excess(longer: Sequence[_Look], shorter: Sequence[_Look]) -> Iterator[tuple[int, int]]:
    """Yield the positions of the extra headings in ``longer``, each with its position in ``shorter``."""
    excess, at = len(longer) - len(shorter), 0
    for position, look in enumerate(longer):
        if excess and (at == len(shorter) or not _are_alike(look, shorter[at])):
            yield position, at
            excess -= 1
        else:
            at += 1


def _are_alike(one: _Look, other: _Look) -> bool:
    """Return whether two headings can be the same by their numbers or, without both numbers, by their subtrees."""
    return one.number == other.number if one.number and other.number else one.shape == other.shape
