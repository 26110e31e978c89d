"""The layout of the map: a mind map, with the scheme in the middle and its concepts on both sides.

Each branch has a band of its own, as high as its narrower concepts need, left or right of the concept above. So labels
cannot overlap. The map's JavaScript lays out by the same rules (``map-layout.js``), with measured labels.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from headword.site.map.tree import MapBranch, MapRoot

FONT = 14
"""The size of the letters, in pixels."""

_LONGEST = 40
"""The maximum number of letters of a label."""
_HEIGHTS = (40, 30, 22)
"""Heights of the scheme, of top concepts, and of all others."""
_PADDING = (18, 12, 4)
"""Space on each side of the label, for the same."""
_ACROSS = 52
"""Distance from one level to the next: the space for the curve and the number of folded concepts."""
_BETWEEN = 4
"""Distance from one concept to the next."""
_FAMILIES = 8
"""Additional distance if one of them has branches."""

_NARROW = frozenset("iIjlftr.,:;'|!()[]{} `·-")
_WIDE = frozenset("mwMW@%—…&")


@dataclass(frozen=True, slots=True)
class LabelBox:
    """One label on the map.

    Attributes:
        label: The text, shortened if necessary.
        branch: The concept; ``None`` for the scheme, and for the number of concepts that are not shown.
        level: 0 for the scheme, 1 for its top concepts.
        hue: The number of the top concept that it belongs to, from 0.
        side: 1 to the right of the scheme, -1 to its left, 0 for the scheme itself.
        x: Its left edge.
        y: The middle of its height.
        width: Its width, estimated and rather too large.
        height: Its height.
        above: The box of the concept above.
    """

    label: str
    branch: MapBranch | None
    level: int
    hue: int
    side: Literal[-1, 0, 1]
    x: float
    y: float
    width: float
    height: float
    above: "LabelBox | None" = field(repr=False)

    @property
    def outer(self) -> float:
        """Return the edge on the side away from the scheme."""
        return self.x if self.side < 0 else self.x + self.width

    @property
    def inner(self) -> float:
        """Return the edge on the side of the scheme."""
        return self.x + self.width if self.side < 0 else self.x


def shorten_label(label: str) -> str:
    """Return ``label`` in one line, cut off if it is too long, but not within a letter."""
    line = " ".join(label.split())
    if len(line) <= _LONGEST:
        return line
    end = _LONGEST - 1
    while end > 1 and (unicodedata.category(line[end])[0] == "M" or "\u200d" in line[end - 1 : end + 1]):
        end -= 1
    return line[:end].rstrip() + "…"


def estimate(label: str) -> float:
    """Estimate the width of ``label`` in pixels. No font is available, so each kind of letter has a width."""
    return FONT * sum(map(_letter, label))


def _letter(letter: str) -> float:
    if unicodedata.category(letter) in {"Mn", "Me", "Cf", "Cc"}:
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    if letter in _NARROW:
        return 0.36
    if letter in _WIDE:
        return 0.95
    return 0.72 if letter.isupper() else 0.6


def arrange(trunk: MapRoot) -> tuple[LabelBox, ...]:
    """Return a box for the scheme and for each of its branches, each after the box above it."""
    first: Literal[-1, 1] = -1 if trunk.direction == "rtl" else 1
    bands = [_band(branch, 1) for branch in trunk.branches]
    if trunk.more:
        bands.append(_rest(trunk.more, 1))
    middle = _halve([band.height for band in bands])
    label = shorten_label(trunk.title)
    width = estimate(label) * 1.15 + 2 * _PADDING[0]
    root = LabelBox(label, None, 0, 0, 0, -width / 2, 0.0, width, _HEIGHTS[0], None)
    placed = [root]
    placed += _side(root, bands[:middle], 0, first)
    placed += _side(root, bands[middle:], middle, -1 if first > 0 else 1)
    return tuple(placed)


@dataclass(frozen=True, slots=True)
class _Band:
    """A branch with its measures.

    Attributes:
        label: The text.
        branch: The concept, if it is one.
        width: The width of its box.
        own: The height of its box.
        height: The height of everything below it, or of its box if that is higher.
        middle: The distance from the top of the band to the middle of its box.
        below: The bands within this one, each with its distance from the top.
    """

    label: str
    branch: MapBranch | None
    width: float
    own: float
    height: float
    middle: float
    below: tuple[tuple["_Band", float], ...]


def _band(branch: MapBranch, level: int) -> _Band:
    below = [_band(each, level + 1) for each in branch.branches]
    if below and branch.more:
        below.append(_rest(branch.more, level + 1))
    label = shorten_label(branch.label)
    kind = min(level, 2)
    own = _HEIGHTS[kind]
    width = estimate(label) * (1.08 if level == 1 else 1) + 2 * _PADDING[kind]
    total = _total(below)
    height = max(own, total)
    stacked = tuple(_stack(below, (height - total) / 2))
    return _Band(label, branch, width, own, height, _middle(stacked, own, height), stacked)


def _rest(count: int, level: int) -> _Band:
    label = f"+{count}"
    own = _HEIGHTS[min(level, 2)]
    return _Band(label, None, estimate(label) + 2 * _PADDING[min(level, 2)], own, own, own / 2, ())


def _middle(stacked: tuple[tuple[_Band, float], ...], own: float, height: float) -> float:
    """Return the height halfway between the first and the last band below, but within the band."""
    if not stacked:
        return height / 2
    ends = [start + band.middle for band, start in (stacked[0], stacked[-1])]
    return min(max(sum(ends) / 2, own / 2), height - own / 2)


def _gap(one: _Band, other: _Band) -> float:
    return _BETWEEN + (_FAMILIES if one.below or other.below else 0)


def _total(bands: list[_Band]) -> float:
    return sum(band.height for band in bands) + sum(map(_gap, bands, bands[1:]))


def _stack(bands: list[_Band], top: float) -> Iterator[tuple[_Band, float]]:
    """Yield the bands one below the other, each with its top."""
    for before, band in zip([None, *bands], bands, strict=False):
        top += before.height + _gap(before, band) if before else 0
        yield band, top


def _halve(heights: list[float]) -> int:
    """Return the number of bands on the first side, so that both sides have about the same height."""
    whole = sum(heights)
    places = range(min(1, len(heights)), len(heights) + 1)
    return min(places, key=lambda at: abs(whole - 2 * sum(heights[:at])))


def _side(root: LabelBox, bands: list[_Band], hue: int, side: Literal[-1, 1]) -> Iterator[LabelBox]:
    """Yield all boxes on one side, with the top concepts as far above the scheme as below it."""
    for at, (band, start) in enumerate(_stack(bands, -_total(bands) / 2)):
        yield from _place_boxes(band, start, root, hue + at, side)


def _place_boxes(band: _Band, top: float, above: LabelBox, hue: int, side: Literal[-1, 1]) -> Iterator[LabelBox]:
    inner = above.outer if above.side else above.x + (above.width if side > 0 else 0)
    inner += side * _ACROSS
    x = inner if side > 0 else inner - band.width
    box = LabelBox(
        band.label, band.branch, above.level + 1, hue, side, x, top + band.middle, band.width, band.own, above
    )
    yield box
    for each, start in band.below:
        yield from _place_boxes(each, top + start, box, hue, side)
