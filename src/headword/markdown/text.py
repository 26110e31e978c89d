"""A stretch of raw source text that knows the file, line and column of each of its characters.

Knows offsets and places; must not know Markdown.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from headword.core.findings import Location


@dataclass(frozen=True, slots=True)
class SourceText:
    """``text`` that begins at ``line`` and ``column`` of ``path``.

    ``line_starts`` are, for text joined from several lines, the offset at
    which each further line begins and the column of its first character.
    """

    text: str
    path: str
    line: int
    column: int
    line_starts: tuple[tuple[int, int], ...] = ()

    def place(self, start: int, end: int) -> Location:
        """The location of ``text[start:end]``; a span over several lines ends with the first."""
        line, line_offset, column = self.line, 0, self.column
        for number, (offset, first_column) in enumerate(self.line_starts, 1):
            if offset > start:
                end = min(end, offset - 1)
                break
            line, line_offset, column = self.line + number, offset, first_column
        return Location(self.path, line, column + start - line_offset, column + max(end, start) - line_offset)

    def whole(self) -> Location:
        """The location of all of it."""
        return self.place(0, len(self.text))

    def part(self, start: int, end: int) -> "SourceText":
        """``text[start:end]`` without the white space around it."""
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip(SPACE))
        end = start + len(piece.strip(SPACE))
        place = self.place(start, end)
        further = [(offset, column) for offset, column in self.line_starts if start < offset < end]
        moved = tuple((offset - start, column) for offset, column in further)
        return SourceText(self.text[start:end], self.path, place.line, place.column, moved)


HIDDEN = "\ufdd0"
"""Stands for a character that a reader of the page does not see, so that all others keep their columns.

It is one that Unicode keeps out of texts.
"""
SPACE = f" \t\n{HIDDEN}"
_HIDDEN = re.compile(rf"[ \t]?{HIDDEN}+")


def join_lines(lines: Iterator[tuple[int, str]], path: str) -> SourceText:
    """Numbered raw lines as one text, each stripped, those with nothing in them left out.

    They are joined by a space, or by a line break where a backslash at the end of a line marks one (CommonMark,
    section 6.7).
    """
    parts: list[str] = []
    starts: list[tuple[int, int]] = []
    first = (0, 1)
    length = 0
    for number, raw in lines:
        stripped = raw.strip(SPACE)
        if not stripped:
            continue
        column = len(raw) - len(raw.lstrip(SPACE)) + 1
        if not parts:
            first = (number, column)
        elif _is_broken(parts[-1]):
            # The line break takes the place of the backslash.
            parts[-1] = f"{parts[-1][:-1]}\n"
            starts.append((length, column))
        else:
            parts[-1] += " "
            length += 1
            starts.append((length, column))
        parts.append(stripped)
        length += len(stripped)
    return SourceText("".join(parts), path, first[0], first[1], tuple(starts))


def _is_broken(text: str) -> bool:
    """Whether a line ends with a backslash that no other one escapes."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def normalize(text: str) -> str:
    """``text`` in Unicode Normalization Form C, without what is hidden."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _HIDDEN.sub("", text) if HIDDEN in text else text)


def hide(line: str, start: int, end: int) -> str:
    """``line`` with the characters from ``start`` to ``end`` hidden."""
    return line[:start] + HIDDEN * (end - start) + line[end:]
