"""The tree that the map of a concept scheme shows: the scheme, and as many concepts as fit."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import msgspec

_DEEPEST = 60
"""The number of levels in the page: recursive functions must not run out of stack. Deeper levels are loaded."""

_IN_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""Characters that could end a script element or begin a comment in it."""


@dataclass(frozen=True, slots=True)
class MapBranch:
    """A concept at one of its places.

    Attributes:
        iri: The concept.
        label: Its preferred label, in full.
        keywords: The words of a web search, which a tooltip shows.
        href: The address of its page, relative to the page of the map.
        address: Its address, which is the key of the rows below it in the files of the tree.
        branches: Its narrower concepts that are included.
        more: The number of its other narrower concepts.
        uses: The number of pages of the content that name it.
    """

    iri: str
    label: str
    keywords: tuple[str, ...]
    href: str
    address: str
    branches: tuple["MapBranch", ...] = ()
    more: int = 0
    uses: int = 0


@dataclass(frozen=True, slots=True)
class MapRoot:
    """A concept scheme, with its top concepts as branches; ``more`` of them are not included.

    Attributes:
        title: The scheme's title.
        href: The address of its page, relative to the page of the map.
        address: Its address, which is the key of the top concepts in the files of the tree.
        language: The language of the page.
        direction: The direction of that language.
        branches: The top concepts that are included.
        more: How many top concepts are not.
    """

    title: str
    href: str
    address: str
    language: str
    direction: Literal["ltr", "rtl"]
    branches: tuple[MapBranch, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class MapContext:
    """The settings of the site that the map uses.

    Attributes:
        web_search: The address of a search, with ``{}`` where the words belong.
        has_data: Whether each concept has a JSKOS file next to its page.
    """

    web_search: str = ""
    has_data: bool = False


class _Growing:
    """A place of a concept in the tree that grows, with the place above it and those below."""

    __slots__ = ("above", "below", "iri", "level", "more")

    def __init__(self, iri: str, above: "_Growing | None") -> None:
        self.iri = iri
        self.above = above
        self.level: int = 1 if above is None else above.level + 1
        self.below: list[_Growing] = []
        self.more = 0

    def line(self) -> Iterator[str]:
        """Yield the concept and all concepts above it here."""
        place: _Growing | None = self
        while place is not None:
            yield place.iri
            place = place.above


def grow_map(
    tops: Sequence[str],
    narrower: Callable[[str], Sequence[str]],
    leaf: Callable[[str], MapBranch],
    limit: int,
    wide: int,
) -> tuple[tuple[MapBranch, ...], int]:
    """Return the branches of a scheme, breadth first, so that the deepest concepts are cut off.

    A concept with several broader ones is below each of them, and never below itself.

    Args:
        tops: The top concepts, in order.
        narrower: Returns the narrower concepts of a concept, in order.
        leaf: Returns a concept without branches.
        limit: The maximum number of places.
        wide: The maximum number of places below one place.

    Returns:
        The branches, and the number of top concepts without a place.
    """
    grown = [_Growing(iri, None) for iri in tops[: min(limit, wide)]]
    left = limit - len(grown)
    order = list(grown)
    for place in order:
        line = frozenset(place.line())
        below = [iri for iri in dict.fromkeys(narrower(place.iri)) if iri not in line]
        room = min(left, wide) if place.level < _DEEPEST else 0
        place.below = [_Growing(iri, place) for iri in below[:room]]
        place.more = len(below) - len(place.below)
        left -= len(place.below)
        order.extend(place.below)
    done: dict[int, MapBranch] = {}
    for place in reversed(order):
        branches = tuple(done.pop(id(each)) for each in place.below)
        done[id(place)] = replace(leaf(place.iri), branches=branches, more=place.more)
    return tuple(done[id(place)] for place in grown), len(tops) - len(grown)


def fold_branches(trunk: MapRoot, limit: int) -> MapRoot:
    """Return ``trunk`` with as many whole levels as have at most ``limit`` concepts; ``more`` counts the others.

    The first level is always included, cut off at ``limit``.
    """
    kept = trunk.branches[:limit]
    levels, shown, level = 0, len(kept), kept
    while level and shown <= limit:
        levels += 1
        level = tuple(below for branch in level for below in branch.branches)
        shown += len(level)
    branches = tuple(_cut_branches(branch, levels) for branch in kept)
    return replace(trunk, branches=branches, more=trunk.more + len(trunk.branches) - len(kept))


def _cut_branches(branch: MapBranch, levels: int) -> MapBranch:
    if levels <= 1:
        return replace(branch, branches=(), more=branch.more + len(branch.branches))
    return replace(branch, branches=tuple(_cut_branches(below, levels - 1) for below in branch.branches))


def embed_map(trunk: MapRoot, context: MapContext) -> str:
    """Return the map as JSON for a script element, which the map's JavaScript reads."""
    content = {
        "title": trunk.title,
        "address": trunk.address,
        "language": trunk.language,
        "direction": trunk.direction,
        "webSearch": context.web_search,
        "hasData": context.has_data,
        "branches": [_embed_branch(branch) for branch in trunk.branches],
        "more": trunk.more,
    }
    return msgspec.json.encode(content).decode().translate(_IN_SCRIPT)


def _embed_branch(branch: MapBranch) -> Mapping[str, object]:
    """Return the fields of a branch that are not empty."""
    content = {
        "iri": branch.iri,
        "address": branch.address,
        "label": branch.label,
        "keywords": branch.keywords,
        "branches": [_embed_branch(below) for below in branch.branches],
        "more": branch.more,
        "uses": branch.uses,
    }
    return {key: value for key, value in content.items() if value}
