"""Workbooks as folders of CSV files."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

from headword.importers.sheets.looks import GUIDE, STATE
from headword.importers.sheets.tables import Workbook, name_file

_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
"""A text that a spreadsheet would take for a formula, or one that is quoted like it."""


def write_csv(workbook: Workbook) -> dict[str, bytes]:
    """Return the files of a workbook by name."""
    files: dict[str, bytes] = {}
    for sheet in workbook.sheets:
        name, number = name_file(sheet.title), 2
        while name in files:
            name, number = name_file(f"{sheet.title} {number}"), number + 1
        files[name] = _write_rows([[column.header for column in sheet.columns], *sheet.rows])
    files[f"_{name_file(GUIDE)}"] = _write_rows([("Column", "Description"), *workbook.guide])
    files[f"_{STATE}.csv"] = _write_rows(workbook.state)
    return files


def _write_rows(rows: Iterable[Sequence[str]]) -> bytes:
    stream = StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows([*map(guard_text, row)] for row in rows)
    # Without the mark, Excel does not read it as UTF-8.
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def guard_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe before it makes it a text."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguard_text(text: str) -> str:
    """Return the text that `guard_text` was given."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text
