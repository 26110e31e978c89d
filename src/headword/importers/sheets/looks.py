"""How sheets look in every format: widths, colours, and the words of lists to choose from."""

from collections.abc import Iterable, Sequence

from headword.importers.edits.columns import DEPRECATED, ID, IRI, LEVEL, STATUS, TYPE, SheetColumn

STATE = "headword"
"""The name of the hidden sheet with the state of the export."""
GUIDE = "Columns"
"""The name of the sheet that explains the columns."""
LONGEST_CELL = 32_767
"""The limit of Excel and LibreOffice for the characters of a cell."""
CUT = "\\…"
"""The end of a text that is longer than a cell. No value ends like this, since a backslash before the sign is two."""
SPARE_ROWS = 500
"""Rows below the last one that have the drop-downs too."""
STATUS_WORDS = (DEPRECATED,)
TYPE_WORDS = ("collection", "ordered collection")

HEADER = "#1F4E79"
GREY = "#8C8C8C"
WARM = "#B45309"
SEPARATOR_COLOUR = "#E3E8EE"
_SHADES = ("#CFE2F3", "#E1EDF8", "#EEF5FB", "#F7FAFD")
"""The background of labels by depth; deeper ones are white."""
_WHITE = "#FFFFFF"

GUIDE_TEXTS = (
    "Each row is a concept, and its row keeps its ID. To rename a concept, change its label.",
    "To add a concept, insert a row, leave ID and IRI empty, and write its label and its broader concept.",
    "To move a concept, change Broader or Level, or move its row together with the rows below it.",
    "Do not delete rows: mark the concept as deprecated, or run headword retire.",
    "Several values in a cell are separated by a bar: copper | iron. Write \\| for a bar that is part of a value.",
    "When you are done, run headword apply with this file: it shows what changes before it writes.",
)
_WIDTHS = {ID: 24, IRI: 44, LEVEL: 8, STATUS: 13, TYPE: 18}
_WIDTH_OF_KIND = {"note": 52, "label": 28, "notation": 12}
_WIDTH = 26
_MOST_LINES = 8
"""Longer texts are read in the line above the sheet."""


def shade(level: int) -> str:
    """Return the background colour of the label of a concept at a level."""
    return _SHADES[level - 1] if level <= len(_SHADES) else _WHITE


def width_of(column: SheetColumn) -> int:
    """Return the width of a column, in characters."""
    return _WIDTHS.get(column.kind, _WIDTH_OF_KIND.get(column.kind, _WIDTH))


def count_lines(columns: Sequence[SheetColumn], texts: Iterable[str]) -> int:
    """Return the number of lines that the longest text of a row needs in its column, at most a few."""
    most = 1
    for column, text in zip(columns, texts, strict=True):
        width = width_of(column)
        if len(text) > width and column.kind not in (ID, IRI):
            most = max(most, sum(len(line) * 9 // (width * 10) + 1 for line in text.split("\n")))
    return min(most, _MOST_LINES)


def cut_cell(text: str) -> str:
    """Return a text so that a cell can hold it; a text that was cut ends with a sign of that."""
    # A character is two units at most.
    return text if len(text) <= LONGEST_CELL // 2 or _count_units(text) <= LONGEST_CELL else _cut(text)


def _cut(text: str) -> str:
    short = text[: LONGEST_CELL - len(CUT)]
    while _count_units(short) > LONGEST_CELL - len(CUT):
        short = short[: -(_count_units(short) - LONGEST_CELL + len(CUT) + 1) // 2]
    return short + CUT


def _count_units(text: str) -> int:
    """The length as spreadsheets count it, in UTF-16."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def name_cell(row: int, column: int) -> str:
    """Return the name of a cell, ``A1`` for the first; both numbers count from 0."""
    letters = ""
    left = column + 1
    while left:
        left, at = divmod(left - 1, 26)
        letters = chr(ord("A") + at) + letters
    return f"{letters}{row + 1}"
