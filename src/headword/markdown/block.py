"""Types for a block of front matter, its entries and its defects."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from headword.core.findings import Located, Location


class FrontMatterEntry(NamedTuple):
    """A key and its values: one for a plain value, several for a list, none for an empty value.

    ``tables`` holds the values that are tables, each as its own entries.
    """

    key: Located
    values: tuple[Located, ...]
    is_list: bool = False
    tables: tuple[tuple["FrontMatterEntry", ...], ...] = ()


class FrontMatterDefect(NamedTuple):
    """A problem in a block of front matter: the name of the rule, the location and a message."""

    rule: str
    location: Location
    message: str


def differ_in_case(key: str, place: Location) -> FrontMatterDefect:
    """Return the defect of a second key that differs only in case: keys are compared without regard to case."""
    message = f"the key {key!r} occurs twice; the two differ only in case"
    return FrontMatterDefect("front-matter-duplicate-key", place, message)


class FrontMatter(NamedTuple):
    """The entries of a block by key in lower case (``a.b`` for a key in a table), and the defects of the block."""

    entries: Mapping[str, FrontMatterEntry] = {}
    defects: tuple[FrontMatterDefect, ...] = ()


class FrontMatterBlock(NamedTuple):
    """The text of a block of front matter, its file and its first line."""

    text: str
    path: str
    first_line: int

    def at(self, line: int, column: int, width: int = 1) -> Location:
        """Return the location of ``width`` characters at a 1-based line and column of the block."""
        return Location(self.path, self.first_line + line - 1, column, column + width)

    def locate(self, offset: int, width: int = 1) -> Location:
        """Return the location of ``width`` characters at an offset in the text."""
        line_start = self.text.rfind("\n", 0, offset) + 1
        return self.at(self.text.count("\n", 0, offset) + 1, offset - line_start + 1, width)


class UnreadableError(Exception):
    """An error for a block that does not parse, with its `FrontMatterDefect`."""

    def __init__(self, message: str, location: Location) -> None:
        super().__init__(message)
        self.defect = FrontMatterDefect("front-matter-syntax", location, message)


def split_value(value: Located, pattern: re.Pattern[str]) -> Iterator[Located]:
    """Yield the parts of a value that ``pattern`` matches.

    A part has its own location if the source text is the value itself, with or without quotes. Otherwise, it has the
    location of the whole value.
    """
    place = value.location
    quote = {0: 0, 2: 1}.get(place.end_column - place.column - len(value.text))
    for match in pattern.finditer(value.text):
        text = match.group().strip()
        if text:
            column = place.column + (quote or 0) + match.start() + len(match.group()) - len(match.group().lstrip())
            at = place if quote is None else place._replace(column=column, end_column=column + len(text))
            yield Located(text, at)
