"""Suppressions: comments, and a key of the front matter, with which a page disables rules.

<!-- headword-disable-next-line skipped-level -- drawn so on purpose -->
<!-- headword-disable orphan-concept, HW4 -->  …  <!-- headword-enable -->
<!-- headword-disable-file broken-link -->
headword: {ignore: [text-in-map]}              in the front matter
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from headword.core.findings import Located, Location, Observation
from headword.markdown.block import FrontMatterEntry

KEY = "headword.ignore"
COMMENT = re.compile(
    r"<!--\s*headword-(?P<kind>disable-next-line|disable-file|disable|enable)(?P<names>(?:\s[^>]*?)?)\s*-->"
)
"""A comment that begins or ends a suppression."""
_NEARLY = re.compile(r"<!--\s*(headword-[\w-]+)[^>]*?-->")
_KINDS = ("headword-disable-next-line", "headword-disable-file", "headword-disable", "headword-enable")
_NAME = re.compile(r"[^\s,]+")
_END = 1 << 30
"""A line number after the last line of any page."""


class Suppression(NamedTuple):
    """A suppressed rule and its lines: the rule by name, code, prefix or family; an empty name means all rules.

    ``name`` has the location at which it is written. ``first`` and ``last`` are 1-based and inclusive.
    """

    name: Located
    first: int
    last: int

    def covers(self, place: Location) -> bool:
        """Return whether ``place`` is in these lines; a finding of the whole file needs all lines."""
        if place.path != self.name.location.path:
            return False
        return self.first <= place.line <= self.last if place.line else self.first == 1 and self.last == _END


def find_suppressions(
    lines: Sequence[str], outside_fences: Iterator[tuple[int, str]], entries: Mapping[str, FrontMatterEntry], path: str
) -> Iterator[Suppression]:
    """Yield the suppressions of a page; ``outside_fences`` has the 0-based numbers and texts of lines outside code."""
    for value in entries[KEY].values if KEY in entries else ():
        yield Suppression(value, 1, _END)
    opened: list[tuple[Located, int]] = []
    for index, line in outside_fences:
        for match in COMMENT.finditer(line):
            names = _names(match, index, path)
            if match["kind"] == "disable":
                opened.extend((name, index + 1) for name in names)
            elif match["kind"] == "enable":
                ended = [one for one in opened if _is_ended(one[0], names)]
                opened = [one for one in opened if one not in ended]
                yield from (Suppression(name, first, index + 1) for name, first in ended)
            elif match["kind"] == "disable-file":
                yield from (Suppression(name, 1, _END) for name in names)
            else:
                following = _next_line(lines, index)
                yield from (Suppression(name, following, following) for name in names)
    yield from (Suppression(name, first, _END - 1) for name, first in opened)


def find_misspelt(
    outside_fences: Iterator[tuple[int, str]], entries: Mapping[str, FrontMatterEntry], path: str
) -> Iterator[Observation]:
    """Yield an observation for each comment or key that looks like a suppression but suppresses nothing."""
    for index, line in outside_fences:
        for match in _NEARLY.finditer(line):
            if match[1] not in _KINDS:
                near = difflib.get_close_matches(match[1], _KINDS, n=1)
                message = f"{match[1]!r} is not a headword comment" + (f"; did you mean {near[0]!r}?" if near else "")
                place = Location(path, index + 1, match.start(1) + 1, match.end(1) + 1)
                yield Observation("unused-suppression", place, message)
    for key, entry in entries.items():
        is_choice = [value.text.lower() for value in entry.values] == ["false"]
        if (key == "headword" and not entry.tables and not is_choice) or (key.startswith("headword.") and key != KEY):
            message = f"{key!r} in the front matter suppresses nothing; write `headword: {{ignore: [NAME]}}`"
            yield Observation("unused-suppression", entry.key.location, message)


def _names(match: re.Match[str], index: int, path: str) -> list[Located]:
    """Return the names in a comment, without its reason; a comment without names has one empty name."""
    names = [
        Located(name, Location(path, index + 1, start + 1, start + len(name) + 1)) for name, start in find_names(match)
    ]
    return names or [Located("", Location(path, index + 1, match.start() + 1, match.end() + 1))]


def find_names(comment: re.Match[str]) -> list[tuple[str, int]]:
    """Return the names in a `COMMENT`, each with its 0-based column; the text after ``--`` is the reason."""
    listed = comment["names"].split(" -- ")[0].removesuffix(" --")
    return [(name.group(), comment.start("names") + name.start()) for name in _NAME.finditer(listed)]


def _is_ended(name: Located, names: Sequence[Located]) -> bool:
    return any(one.text in ("", name.text) for one in names)


def _next_line(lines: Sequence[str], index: int) -> int:
    """Return the number of the next line that has text other than such a comment."""
    for number in range(index + 1, len(lines)):
        if COMMENT.sub("", lines[number]).strip():
            return number + 1
    return index + 2
