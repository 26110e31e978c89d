"""Tables and definition lists as rows that are read like fields."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from headword.markdown.fields import ListItem, locate_lines, read_key
from headword.markdown.text import SourceText

_DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_BAR = re.compile(r"\\.|(?P<bar>\|)")
_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)
_DEFINITION = re.compile(r"[:~](?:[ \t]+|$)")


class Table(NamedTuple):
    """A table: its header, its rows and its number of columns."""

    header: ListItem
    rows: tuple[ListItem, ...]
    columns: int


def read_table(text: SourceText) -> Table | None:
    """Read a table (GitHub Flavored Markdown, section 4.10), each row as an item; None if ``text`` is not one."""
    header, *others = [text.part(*span) for span in locate_lines(text)]
    if not others or not _is_delimiter(others[0], header):
        return None
    return Table(_read_row(header), tuple(map(_read_row, others[1:])), len(_split_cells(header)))


def _is_delimiter(line: SourceText, header: SourceText) -> bool:
    """Return whether ``line`` is a delimiter row with as many cells as ``header``."""
    is_row = "|" in line.text and _DELIMITER.fullmatch(line.text) is not None
    return is_row and len(_split_cells(line)) == len(_split_cells(header))


def _split_cells(row: SourceText) -> list[SourceText]:
    """Return the cells of a row, split at bars that are not escaped."""
    bars = [match.start() for match in _BAR.finditer(row.text) if match["bar"]]
    cells = [row.part(start + 1, end) for start, end in pairwise((-1, *bars, len(row.text)))]
    first = 1 if bars and bars[0] == 0 else 0
    last = len(cells) - 1 if bars and bars[-1] == len(row.text) - 1 else len(cells)
    return cells[first:last]


def _read_row(row: SourceText) -> ListItem:
    """Return a row as an item: the first cell is its key, if it reads like one, and the second its value."""
    cells = _split_cells(row)
    item = read_key(cells[0]) if cells else ListItem(row)
    value = cells[1] if len(cells) > 1 else row.part(len(row.text), len(row.text))
    parts = tuple(part for part in _split_breaks(value) if part.text)
    text = row.part(len(row.text) - len(row.text.lstrip("|")), len(row.text.removesuffix("|")))
    return replace(item, text=text, value=value, parts=parts)


def _split_breaks(value: SourceText) -> Iterator[SourceText]:
    """Yield the parts of ``value`` between ``<br>``, because a table cell cannot contain a line break."""
    start = 0
    for match in _BREAK.finditer(value.text):
        yield value.part(start, match.start())
        start = match.end()
    yield value.part(start, len(value.text))


def _is_term(number: int, lines: Sequence[SourceText], markers: Sequence[re.Match[str] | None]) -> bool:
    """Return whether a line without a marker is a term: a definition follows, and the line is not indented."""
    follows = number + 1 < len(lines) and markers[number + 1] is not None
    return follows and lines[number].column <= lines[0].column


def read_definitions(text: SourceText) -> tuple[ListItem, ...]:
    """Read ``text`` as a list of definitions, each an item with its term as the key; empty if it is not one."""
    spans = [(start, end) for start, end in locate_lines(text) if text.part(start, end).text]
    lines = [text.part(*span) for span in spans]
    markers = [_DEFINITION.match(line.text) for line in lines]
    starts = [number for number in range(len(lines)) if markers[number] or _is_term(number, lines, markers)]
    if not starts or starts[0] or markers[0]:
        return ()
    ends = [*(spans[number][0] for number in starts[1:]), len(text.text)]
    items: list[ListItem] = []
    term, begin = ListItem(text), 0
    for number, end in zip(starts, ends, strict=True):
        marker = markers[number]
        if marker is None:
            term, begin = read_key(lines[number]), spans[number][0]
        else:
            value = text.part(spans[number][0] + marker.end(), end)
            items.append(replace(term, text=text.part(begin, end), value=value, parts=(value,) if value.text else ()))
            begin = end
    return tuple(items)
