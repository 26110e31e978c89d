"""From offsets in a text to lines and columns."""

import re
from bisect import bisect_right

from headword.core.findings import Location


class LineIndex:
    """Where the lines of a text begin, whatever they end with."""

    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]

    def end_of(self, line: int) -> int:
        """Where the line after this one begins, or the text ends."""
        return self._starts[line] if line < len(self._starts) else len(self._text)

    def offset_of(self, place: Location) -> int:
        """Where a place begins in the text."""
        return self._starts[place.line - 1] + place.column - 1

    def read(self, place: Location) -> str:
        """What stands at a place that `locate` gave."""
        start = self.offset_of(place)
        return self._text[start : start + place.end_column - place.column]

    def locate(self, start: int, end: int) -> Location:
        """The place of what stands from ``start`` to ``end``; of what goes over several lines, that in the first."""
        line = bisect_right(self._starts, start)
        if line < len(self._starts) and end > self._starts[line]:
            end = start + len(self._text[start:end].splitlines()[0])
        column = start - self._starts[line - 1] + 1
        return Location(self._path, line, column, column + end - start)
