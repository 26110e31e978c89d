"""Hugo's outline shortcodes: which lines of a page are its outline.

Knows the shape of a shortcode and of a code fence; must not know what the
lines inside say.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from headword.core.findings import Location, Observation

_SHORTCODE = re.compile(
    r"\{\{[<%]\s*(?P<close>/?)\s*(?P<name>[\w][\w./-]*)"
    r"""(?P<rest>(?:"[^"]*"|`[^`]*`|[^>%"`])*?)(?P<self>/?)\s*[>%]\}\}"""
)
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})")


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
    for index, match in _shortcodes(lines, body_start, patterns):
        place = Location(path, index + 1, match.start() + 1, match.end() + 1)
        name = match["name"]
        if not match["close"]:
            if opened is not None:
                observations.append(_unclosed(*opened))
            opened, in_map, first = (name, place), True, index + 1
        elif opened is None or opened[0] != name:
            message = f"{{{{< /{name} >}}}} closes a shortcode that is not open"
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


def _shortcodes(lines: tuple[str, ...], start: int, patterns: tuple[str, ...]) -> Iterator[tuple[int, re.Match[str]]]:
    for index, line in outside_fences(lines, start):
        for match in _SHORTCODE.finditer(line) if "{{" in line else ():
            if not match["self"] and any(fnmatchcase(match["name"], pattern) for pattern in patterns):
                yield index, match
