"""A piece of source text that knows the file, line and column of each of its characters."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from headword.core.findings import Location

BYTE_ORDER_MARK = "\ufeff"
_OFFSET = attrgetter("offset")


def to_lines(text: str) -> tuple[str, ...]:
    """Return the lines of ``text`` without their endings and without a byte order mark."""
    return tuple(text.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n").replace("\r", "\n").split("\n"))


class Run(NamedTuple):
    """A run of text: its offset in the text, its line, its column, and the column after it.

    Replaced text may be longer or shorter than its source, so its columns end at ``end``.
    """

    offset: int
    line: int
    column: int
    end: int
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class SourceText:
    """``text`` that begins at ``line`` and ``column`` of ``path``.

    ``runs`` are the runs of text that comes from several lines or places, in order and without gaps. They are empty if
    the text is one piece of one line.
    """

    text: str
    path: str
    line: int
    column: int
    runs: tuple[Run, ...] = ()

    def place(self, start: int, end: int) -> Location:
        """Return the location of ``text[start:end]``; a span over several lines ends with its first line."""
        if not self.runs:
            return Location(self.path, self.line, self.column + start, self.column + max(start, end))
        index = self._index(start)
        first = last = self.runs[index]
        column = min(first.column + start - first.offset, first.end)
        while (index := index + 1) < len(self.runs) and self.runs[index].offset < end:
            if self.runs[index].line != first.line:
                break
            last = self.runs[index]
        return Location(self.path, first.line, column, max(column, min(last.column + end - last.offset, last.end)))

    @property
    def prose(self) -> Iterator[tuple[int, int]]:
        """Yield the spans of the text that are not lines of code."""
        start = 0
        for run, end in zip(self.runs, [*(run.offset for run in self.runs[1:]), len(self.text)], strict=False):
            if run.is_code:
                yield start, run.offset
                start = end
        yield start, len(self.text)

    @property
    def line_starts(self) -> tuple[tuple[int, int, int], ...]:
        """Return the offset, the number and the first column of each line after the first."""
        pairs = pairwise(self.runs)
        return tuple((run.offset, run.line, run.column) for before, run in pairs if run.line != before.line)

    @property
    def last_line(self) -> int:
        """Return the number of the last line of the text."""
        return max((run.line for run in self.runs), default=self.line)

    def _index(self, offset: int) -> int:
        return max(bisect_right(self.runs, offset, key=_OFFSET) - 1, 0)

    def whole(self) -> Location:
        """Return the location of the whole text."""
        if not self.runs:
            return Location(self.path, self.line, self.column, self.column + len(self.text))
        return self.place(0, len(self.text))

    def part(self, start: int, end: int) -> "SourceText":
        """Return ``text[start:end]`` without the white space around it."""
        piece = self.text[start:end]
        stripped = piece.lstrip(SPACE)
        start += len(piece) - len(stripped)
        return self._cut(start, start + len(stripped.rstrip(SPACE)))

    def _cut(self, start: int, end: int) -> "SourceText":
        """Return ``text[start:end]`` as it is."""
        if not self.runs:
            return SourceText(self.text[start:end], self.path, self.line, self.column + start)
        begun = self.place(start, start)
        index, after = self._index(start), bisect_left(self.runs, end, key=_OFFSET)
        further = [run._replace(offset=run.offset - start) for run in self.runs[index + 1 : after]]
        first = self.runs[index]._replace(offset=0, line=begun.line, column=begun.column)
        return SourceText(self.text[start:end], self.path, begun.line, begun.column, (first, *further))

    def end_with(self, separator: str) -> "SourceText":
        """Return the text with ``separator`` after it; the separator has no location of its own."""
        runs = self.runs or (Run(0, self.line, self.column, self.column + len(self.text)),)
        return SourceText(self.text + separator, self.path, self.line, self.column, runs)

    def substitute(self, edits: Iterable[tuple[int, int, "SourceText | str"]]) -> "SourceText":
        """Replace each span, given in order by start and end, by another text; the rest keeps its location."""
        pieces: list[SourceText] = []
        at = 0
        for start, end, text in edits:
            pieces += [self._cut(at, start), text if isinstance(text, SourceText) else self.stand_in(start, end, text)]
            at = end
        return concatenate([*pieces, self._cut(at, len(self.text))]) if pieces else self

    def stand_in(self, start: int, end: int, text: str) -> "SourceText":
        """Return another text with the location of ``text[start:end]``."""
        return stand_at(text, self.place(start, end))


def stand_at(text: str, place: Location) -> SourceText:
    """Return ``text`` with the location ``place``."""
    run = Run(0, place.line, place.column, place.end_column)
    return SourceText(text, place.path, place.line, place.column, (run,))


def concatenate(texts: Sequence[SourceText], separator: str = "") -> SourceText:
    """Join ``texts``, of which there must be at least one, with ``separator``."""
    if len(texts) == 1:
        return texts[0]
    runs: list[Run] = []
    length = 0
    for text in texts:
        own = text.runs or (Run(0, text.line, text.column, text.column + len(text.text)),)
        runs += [run._replace(offset=run.offset + length) for run in own if text.text]
        length += len(text.text) + len(separator)
    first = runs[0] if runs else Run(0, texts[0].line, texts[0].column, texts[0].column)
    joined = separator.join(text.text for text in texts)
    return SourceText(joined, texts[0].path, first.line, first.column, tuple(runs))


HIDDEN = "\ufdd0"
"""A character that replaces each character that a reader does not see, so that all others keep their columns.

U+FDD0 is a noncharacter, which valid text does not contain.
"""
SPACE = f" \t\n{HIDDEN}"
_HIDDEN = re.compile(rf"[ \t]?{HIDDEN}+(?=[\s.,:;!?)\]]|$)|{HIDDEN}+")
"""Hidden characters, with the space before them unless a word follows directly."""
_BREAK = re.compile(rf"(?<=\S)(?: {{2,}}{HIDDEN}*)\Z")


def join_lines(lines: Iterable[tuple[int, str]], path: str) -> SourceText:
    """Join numbered raw lines into one text; each line is stripped, and empty lines are left out.

    The separator is a space, or a line break after a backslash or two spaces at the end of a line (CommonMark, section
    6.7).
    """
    kept = [(number, raw, raw.strip(SPACE)) for number, raw in lines if raw.strip(SPACE)]
    parts: list[str] = []
    runs: list[Run] = []
    length = 0
    for index, (number, raw, text) in enumerate(kept, 1):
        column = len(raw) - len(raw.lstrip(SPACE)) + 1
        runs.append(Run(length, number, column, column + len(text)))
        part = text
        if index < len(kept) and is_broken(text):
            # The line break replaces the backslash.
            part = f"{text[:-1]}\n"
        elif index < len(kept):
            part += "\n" if _BREAK.search(raw) else " "
        parts.append(part)
        length += len(part)
    number, column = (runs[0].line, runs[0].column) if runs else (0, 1)
    return SourceText("".join(parts), path, number, column, tuple(runs) if len(runs) > 1 else ())


def is_broken(text: str) -> bool:
    """Return whether a line ends with an unescaped backslash."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def normalize(text: str) -> str:
    """Return ``text`` in Unicode Normalization Form C, without hidden characters."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _HIDDEN.sub("", text) if HIDDEN in text else text)


def hide(line: str, start: int, end: int) -> str:
    """Return ``line`` with the characters from ``start`` to ``end`` hidden."""
    return line[:start] + HIDDEN * (end - start) + line[end:]
