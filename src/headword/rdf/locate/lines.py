"""The conversion of offsets in a text to lines and columns."""

import re
from array import array
from bisect import bisect_right
from itertools import chain

from headword.core.findings import Location


class LineIndex:
    """The beginnings of the lines of a text, with any line endings."""

    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path
        # A large file has a million lines, and an array takes a fifth of the memory of a list.
        self._starts = array("Q", chain((0,), (match.end() for match in re.finditer(r"\r\n|\n|\r", text))))

    def end_of(self, line: int) -> int:
        """Return the offset of the beginning of the next line, or of the end of the text."""
        return self._starts[line] if line < len(self._starts) else len(self._text)

    def offset_of(self, place: Location) -> int:
        """Return the offset of the beginning of a location."""
        return self._starts[place.line - 1] + place.column - 1

    def read(self, place: Location) -> str:
        """Return the text at a location from `locate`."""
        start = self.offset_of(place)
        return self._text[start : start + place.end_column - place.column]

    def locate(self, start: int, end: int) -> Location:
        """Return the location of the text from ``start`` to ``end``, or of its first line."""
        line = bisect_right(self._starts, start)
        if line < len(self._starts) and end > self._starts[line]:
            end = start + len(self._text[start:end].splitlines()[0])
        column = start - self._starts[line - 1] + 1
        return Location(self._path, line, column, column + end - start)
