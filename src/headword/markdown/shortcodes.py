"""Hugo's shortcodes with their positions, and the part of a page that outline shortcodes enclose."""

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
_FENCE = re.compile(
    r"(?P<quote>(?:[ \t]*>[ \t]?)*)(?P<indent>[ \t]*(?P<item>(?:[-*+]|\d{1,9}[.)])[ \t]+)*)"
    r"(?P<fence>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)"
)
_QUOTE = re.compile(r"(?:[ \t]*>[ \t]?)*")
_INDENT = 4
"""The indentation from which on a fence is in a list, an admonition or a tab; the next line without one ends it."""


class Spot(NamedTuple):
    """A position with 0-based line and column."""

    line: int
    column: int


class Shortcode(NamedTuple):
    """A tag of a shortcode: ``mark`` is ``<``, or ``%`` if its content is Markdown; it may end on a later line."""

    name: str
    mark: str
    closes: bool
    is_alone: bool
    """Whether it closes itself: ``{{< x />}}``."""
    start: Spot
    end: Spot


@dataclass(frozen=True, slots=True)
class OutlineRegion:
    """The lines that are read as Markdown, with the same length as the page.

    A line outside the region is blank. ``in_map`` is true if the page has an outline shortcode, which draws every line.
    """

    lines: tuple[str, ...]
    in_map: bool
    observations: tuple[Observation, ...]


def find_outline(lines: tuple[str, ...], body_start: int, path: str, patterns: tuple[str, ...]) -> OutlineRegion:
    """Return the content of the shortcodes that ``patterns`` match, or the whole body if there are none."""
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
    """Return whether the lines of a page have an outline shortcode."""
    return find_outline(tuple(lines), 0, "", patterns).in_map


def outside_fences(lines: Sequence[str], start: int) -> Iterator[tuple[int, str]]:
    """Yield the lines from ``start`` on that are not in a code fence, with their 0-based numbers.

    The last line of a fence is yielded too. A fence in a quote or a list ends with the quote or the list.
    """
    opened: re.Match[str] | None = None
    for index in range(start, len(lines)):
        line = lines[index]
        marker = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if opened and not _is_left(opened, line):
            if marker and marker["fence"].startswith(opened["fence"]) and not marker["info"].strip():
                opened = None
        else:
            opened = marker
        if not opened:
            yield index, line


def _is_left(opened: re.Match[str], line: str) -> bool:
    """Return whether ``line`` is not in the quote or the list of a fence."""
    quote = _QUOTE.match(line)
    assert quote is not None
    is_nested = bool(opened["item"]) or len(opened["indent"].expandtabs(_INDENT)) >= _INDENT
    text = line[quote.end() :] if opened["quote"] else line
    return quote.group().count(">") < opened["quote"].count(">") or (is_nested and text[:1].strip() != "")


def find_shortcodes(lines: Sequence[str], start: int) -> Iterator[Shortcode]:
    """Yield the tags of shortcodes in ``lines`` from ``start`` on, outside code fences."""
    if not any("{{" in line for line in lines):
        return
    text = Unfenced.of(lines, start)
    for match in _SHORTCODE.finditer(text.text):
        begin, end = text.locate(match.start()), text.locate(match.end())
        yield Shortcode(match["name"], match["mark"], bool(match["close"]), bool(match["self"]), begin, end)


@dataclass(frozen=True, slots=True)
class Unfenced:
    """The lines of a page as one text, with lines in code fences empty, and the offset of each line."""

    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, lines: Sequence[str], start: int) -> "Unfenced":
        """Join ``lines``; those before ``start`` are empty."""
        unfenced = [""] * len(lines)
        for index, line in outside_fences(lines, start):
            unfenced[index] = line
        return cls("\n".join(unfenced), tuple(accumulate((len(line) + 1 for line in unfenced), initial=0)))

    def locate(self, offset: int) -> Spot:
        """Return the line and column of an offset in the text."""
        line = bisect_right(self.starts, offset) - 1
        return Spot(line, offset - self.starts[line])
