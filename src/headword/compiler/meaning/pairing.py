"""Which heading of a translation is which of the original: by its id, else by its place where both outlines agree.

What could be two things is neither: nothing is guessed.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Node(NamedTuple):
    """A heading: the id it is known by, empty if it has none, the index of what stands above it, and marks.

    The number is the one that is written, the name and the matches are any texts; they pair nothing, and speak
    against a pair where they are another heading's.
    """

    id: str
    parent: int | None
    number: str = ""
    name: str = ""
    matches: frozenset[str] = frozenset()


class InsertPoint(NamedTuple):
    """Where a heading would stand in the other outline, as indexes: before one, else after one, else under one."""

    before: int | None
    after: int | None
    above: int | None


class Gap(NamedTuple):
    """A heading without a partner, by its index: ``original`` or ``translated``, and where the partner would stand.

    With both, they stand at one place, and neither is the other for certain.
    ``beside`` is how many headings of the translation have no partner for it.
    """

    original: int | None
    translated: int | None
    spot: InsertPoint
    beside: int


@dataclass(frozen=True, slots=True)
class Pairing:
    """What belongs together.

    Attributes:
        pairs: by index of the original's heading that of the translation's.
        gaps: where the outlines differ, told once for each heading without a partner, what is below it left out.
        strangers: headings of the translation whose id is none of the original's, or another heading's already.
    """

    pairs: Mapping[int, int]
    gaps: tuple[Gap, ...]
    strangers: tuple[int, ...]


def pair_headings(original: Sequence[Node], translated: Sequence[Node]) -> Pairing:
    """Pair the headings of two outlines, each in the order they stand."""
    by_id = {node.id: index for index, node in enumerate(original) if node.id}
    pairs: dict[int, int] = {}
    strangers = []
    for index, node in enumerate(translated):
        if node.id:
            named = by_id.get(node.id)
            # The first heading with an id keeps it; a second one is a copy, and is reported.
            if named is None or named in pairs:
                strangers.append(index)
            else:
                pairs[named] = index
    matching = _PairSearch(original, translated, pairs, strangers)
    gaps = tuple(matching.settle())
    return Pairing(dict(sorted(matching.pairs.items())), gaps, tuple(strangers))


class _OutlineTree:
    """An outline: what stands under each heading, and for each the number of a shape, the same for the same.

    Headings that are ``known`` by their id may stand anywhere, and are no part of the shape of what they are under.
    """

    def __init__(self, nodes: Sequence[Node], known: Collection[int], shapes: dict[tuple[int, ...], int]) -> None:
        self.nodes = nodes
        self.children: dict[int | None, list[int]] = defaultdict(list)
        for index, node in enumerate(nodes):
            self.children[node.parent].append(index)
        self._shapes = [0] * len(nodes)
        # From the end: what is below a heading comes after it, and its shape has to be known first.
        for index in reversed(range(len(nodes))):
            below = tuple(self._shapes[child] for child in self.children.get(index, ()) if child not in known)
            self._shapes[index] = shapes.setdefault(below, len(shapes))

    def looks(self, indexes: Iterable[int]) -> list["_Look"]:
        """The look of each of these headings."""
        nodes = ((self.nodes[index], self._shapes[index]) for index in indexes)
        return [_Look(node.number, shape, node.name, node.matches) for node, shape in nodes]


class _Look(NamedTuple):
    """By what a heading can be told from those beside it."""

    number: str
    shape: int
    name: str = ""
    matches: frozenset[str] = frozenset()


class _Side(NamedTuple):
    """Headings that stand beside each other in one outline, and the heading above, before and after them, if any."""

    below: list[int]
    above: int | None
    before: int | None = None
    after: int | None = None

    def spot(self, at: int) -> InsertPoint:
        """The spot at a position among them."""
        before = self.below[at] if at < len(self.below) else self.after
        return InsertPoint(before, self.below[at - 1] if at else self.before, self.above)


class _Run(NamedTuple):
    """What stands under two headings that are a pair, or a stretch of it between those that an id has paired."""

    ours: _Side
    theirs: _Side
    in_order: bool = True


class _PairSearch:
    """Pairs of headings, found from the top down."""

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
        """Find all pairs, and give the gaps."""
        # Pairs by id are starting points of their own: a translation may have moved such a heading anywhere.
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
        # What went to another heading, or came from one, has no place here.
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
        """The stretches of a run between those that an id has paired; all the others together if they do not fit."""
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
            # The only one that no id has paired, on both sides.
            yield left._replace(in_order=True)
        elif [partner for _, partner in fixed] != [one for one in run.theirs.below if one in self._partners]:
            # In another order, places tell nothing.
            yield left
        else:
            stretches = list(_cut(run, fixed))
            # With equal counts and stretches that differ, a heading has moved past a fixed one.  By stretch, that
            # would be two gaps, one on each side, and neither could be closed.
            fits = all(len(ours.below) == len(theirs.below) for ours, theirs, _ in stretches)
            yield from stretches if fits or counts[0] != counts[1] else [left]

    def _agree(self, run: _Run) -> bool:
        """Whether places tell which is which: as many on both sides, and nothing speaks for another reading.

        Where two or more have other things below them, one heading may have been taken out and another put in
        elsewhere, so that all between the two are shifted.
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
        """What has no partner where places do not tell, as far as that can be said: the first that looks different."""
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
    """What stands before, between and after the pairs that are ``fixed``, which both sides have in one order."""
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
    """Whether one of ``theirs`` has the number, the name or a match of another than the one at its place."""
    # A number that none of ours has says nothing: the translation may count in another way.
    numbers = {one.number for one in ours if one.number}
    has_number = any(
        one.number != other.number and other.number in numbers for one, other in zip(ours, theirs, strict=True)
    )
    return has_number or _is_elsewhere(ours, theirs)


def _is_elsewhere(ours: Sequence[_Look], theirs: Sequence[_Look]) -> bool:
    """Whether a name, an acronym say, or a match stands at one heading of ours only, and not at that in its place."""
    # What several headings have tells none of them from the others.
    names = Counter(one.name for one in ours if one.name)
    matches = Counter(match for one in ours for match in one.matches)
    return any(
        (other.name != one.name and names[other.name] == 1)
        or any(matches[match] == 1 and match not in one.matches for match in other.matches)
        for one, other in zip(ours, theirs, strict=True)
    )


def _find_excess(longer: Sequence[_Look], shorter: Sequence[_Look]) -> Iterator[tuple[int, int]]:
    """The positions of as many as there are more in the ``longer``, and where in the ``shorter`` each would be."""
    excess, at = len(longer) - len(shorter), 0
    for position, look in enumerate(longer):
        if excess and (at == len(shorter) or not _are_alike(look, shorter[at])):
            yield position, at
            excess -= 1
        else:
            at += 1


def _are_alike(one: _Look, other: _Look) -> bool:
    """Whether two headings could be the same by their numbers or, without any, by what stands below them."""
    return one.number == other.number if one.number and other.number else one.shape == other.shape
