"""Hugo's shortcodes and where they stand, and the outline shortcodes: which lines of a page are its outline."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import accumulate
from typing import NamedTuple

from headword.core.findings import Location, Observation

_SHORTCODE = re.compile(
    r"\{\{(?P<mark>[<%])\s*(?P<close>/?)\s*(?P<name>[\w][\w./-]*)"
    r"""(?P<rest>(?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^>%"`{])*?)(?P<self>/?)\s*[>%]\}\}""",
    re.DOTALL,
)
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})")


class Spot(NamedTuple):
    """A place in lines that are counted from 0, as their columns are."""

    line: int
    column: int


class Shortcode(NamedTuple):
    """A tag of a shortcode: ``mark`` is ``<`` or ``%``, which has Markdown inside; it may end on a later line."""

    name: str
    mark: str
    closes: bool
    is_alone: bool
    """Whether it closes itself: ``{{< x />}}``."""
    start: Spot
    end: Spot


@dataclass(frozen=True, slots=True)
class OutlineRegion:
    """The lines that Markdown is to read, as many as the page has.

    A line outside is blank here.  ``in_map`` is true where the page has an
    outline shortcode, so that every line is drawn.
    """

    lines: tuple[str, ...]
    in_map: bool
    observations: tuple[Observation, ...]


def find_outline(lines: tuple[str, ...], body_start: int, path: str, patterns: tuple[str, ...]) -> OutlineRegion:
    """What stands inside the shortcode pairs that ``patterns`` name, or the whole body if there are none."""
    observations: list[Observation] = []
    opened: tuple[str, Location] | None = None
    inside: set[int] = set()
    in_map = False
    for tag in find_shortcodes(lines, body_start):
        if tag.is_alone or not any(fnmatchcase(tag.name, pattern) for pattern in patterns):
            continue
        index, column = tag.start
        end = tag.end.column if tag.end.line == index else len(lines[index])
        place = Location(path, index + 1, column + 1, end + 1)
        if not tag.closes:
            if opened is not None:
                observations.append(_unclosed(*opened))
            opened, in_map, first = (tag.name, place), True, tag.end.line + 1
        elif opened is None or opened[0] != tag.name:
            message = f"{{{{< /{tag.name} >}}}} closes a shortcode that is not open"
            observations.append(Observation("unclosed-shortcode", place, message))
        else:
            inside.update(range(first, index))
            opened = None
    if opened is not None:
        observations.append(_unclosed(*opened))
        inside.update(range(first, len(lines)))
    kept = inside if in_map else range(body_start, len(lines))
    region = tuple(line if index in kept else "" for index, line in enumerate(lines))
    return OutlineRegion(region, in_map, tuple(observations))


def _unclosed(name: str, place: Location) -> Observation:
    return Observation("unclosed-shortcode", place, f"{{{{< {name} >}}}} is never closed")


def is_map(lines: Sequence[str], patterns: tuple[str, ...]) -> bool:
    """Whether these lines, of a page as a whole, have an outline shortcode."""
    return find_outline(tuple(lines), 0, "", patterns).in_map


def outside_fences(lines: Sequence[str], start: int) -> Iterator[tuple[int, str]]:
    """The lines from ``start`` on that are not in a fence of code, with their numbers from 0."""
    fence = ""
    for index in range(start, len(lines)):
        line = lines[index]
        marker = _FENCE.match(line)
        if marker and not fence:
            fence = marker["fence"]
        elif marker and marker["fence"].startswith(fence) and not line[marker.end() :].strip():
            fence = ""
        if not fence:
            yield index, line


def find_shortcodes(lines: Sequence[str], start: int) -> Iterator[Shortcode]:
    """The tags of shortcodes in ``lines`` from ``start`` on, outside fences of code."""
    if not any("{{" in line for line in lines):
        return
    text = Unfenced.of(lines, start)
    for match in _SHORTCODE.finditer(text.text):
        begin, end = text.locate(match.start()), text.locate(match.end())
        yield Shortcode(match["name"], match["mark"], bool(match["close"]), bool(match["self"]), begin, end)


@dataclass(frozen=True, slots=True)
class Unfenced:
    """The lines of a page as one text, in which those in fences of code are empty, and where each begins in it."""

    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, lines: Sequence[str], start: int) -> "Unfenced":
        """Join ``lines``, those before ``start`` as empty ones."""
        unfenced = [""] * len(lines)
        for index, line in outside_fences(lines, start):
            unfenced[index] = line
        return cls("\n".join(unfenced), tuple(accumulate((len(line) + 1 for line in unfenced), initial=0)))

    def locate(self, offset: int) -> Spot:
        """The line and column of an offset in the text."""
        line = bisect_right(self.starts, offset) - 1
        return Spot(line, offset - self.starts[line])
