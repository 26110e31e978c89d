"""Spreadsheets as texts: the cells of each sheet, and every cell that is not a text as it was written."""

import csv
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from headword.core.errors import SourceError
from headword.core.extras import require_packages
from headword.core.findings import Location
from headword.importers.sheets.looks import GUIDE, STATE, name_cell
from headword.importers.sheets.scan_package import scan_package
from headword.importers.sheets.scan_tables import PackageTraits
from headword.importers.sheets.write_csv import unguard_text

SUFFIXES = (".xlsx", ".xlsm", ".ods", ".xls", ".csv", ".tsv")
_MOST_BYTES = 200 * 2**20


def is_sheet(files: Sequence[Path]) -> bool:
    """Return whether files are one spreadsheet, or a folder of CSV files; one CSV file is a table.

    Raises:
        SourceError: there are several spreadsheets.
    """
    found = [file for file in files if file.is_dir() or file.suffix.lower() in SUFFIXES[:4]]
    if found and len(files) > 1:
        raise SourceError("a spreadsheet is imported alone", Location(str(found[0])), "import one file at a time")
    return bool(found)


class ReadCell(NamedTuple):
    """A cell: its text, and what a spreadsheet made of it: ``number``, ``date``, ``boolean``, else nothing."""

    text: str
    kind: str = ""


class ReadRow(NamedTuple):
    """A row that is not empty, with its number from 1."""

    number: int
    cells: tuple[ReadCell, ...]

    def text(self, column: int) -> str:
        """Return the text of a cell without the white space around it."""
        return self.cells[column].text.strip() if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet that was read; ``traits`` are formulas and the like in it."""

    file: str
    title: str
    rows: tuple[ReadRow, ...]
    traits: PackageTraits = field(default_factory=PackageTraits)

    def place(self, row: int, column: int) -> Location:
        """Return the place of a cell, as ``topics.xlsx!Stones!C17``; the row counts from 1, the column from 0."""
        return Location(f"{self.file}!{self.title}!{name_cell(row - 1, column)}")


class ReadWorkbook(NamedTuple):
    """The sheets of a file or folder, the rows of the hidden sheet, and notices for people."""

    name: str
    sheets: tuple[ReadSheet, ...]
    state: tuple[tuple[str, ...], ...]
    notices: tuple[str, ...]


def read_workbook(path: Path) -> ReadWorkbook:
    """Return the sheets of a spreadsheet, or of a folder of CSV files.

    Raises:
        SourceError: there is no such file, or headword cannot read it.
    """
    name = str(path)
    if path.is_dir():
        return _read_folder(path)
    if not path.is_file():
        raise SourceError("there is no such file", Location(name))
    if path.suffix.lower() not in SUFFIXES:
        hint = f"known endings: {', '.join(SUFFIXES)}, or a folder of .csv files"
        raise SourceError(f"a {path.suffix or 'nameless'} file is not a spreadsheet", Location(name), hint)
    if not path.stat().st_size:
        raise SourceError("the file is empty", Location(name))
    if path.stat().st_size > _MOST_BYTES:
        raise SourceError(f"the file is larger than {_MOST_BYTES >> 20} MB", Location(name))
    if path.suffix.lower() in (".csv", ".tsv"):
        state = path.with_name(f"_{STATE}.csv")
        rows = _read_csv(state) if state.is_file() else ()
        return ReadWorkbook(name, (_make_csv_sheet(path, path.name),), _strip_rows(rows), ())
    return _read_file(path, name)


def _read_folder(folder: Path) -> ReadWorkbook:
    files = sorted(one for one in folder.iterdir() if one.suffix.lower() in (".csv", ".tsv"))
    own = [one for one in files if not one.name.startswith("_")]
    if not own:
        raise SourceError("this folder has no .csv files", Location(str(folder)))
    state = folder / f"_{STATE}.csv"
    rows = _read_csv(state) if state.is_file() else ()
    sheets = tuple(_make_csv_sheet(one, f"{folder.name}/{one.name}") for one in own)
    return ReadWorkbook(str(folder), sheets, _strip_rows(rows), ())


def _make_csv_sheet(path: Path, name: str) -> ReadSheet:
    return ReadSheet(name, path.stem, _read_csv(path))


def _read_csv(path: Path) -> tuple[ReadRow, ...]:
    data = path.read_bytes()
    if data.startswith(b"PK\x03\x04"):
        raise SourceError("this is a workbook and not a .csv file", Location(str(path)), "give it its own ending")
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError("the file is not UTF-8", Location(str(path), line), "save it as CSV UTF-8") from error
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(2**30)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        found = [[ReadCell(unguard_text(cell)) for cell in row] for row in rows]
    except csv.Error as error:
        raise SourceError(f"this is not CSV: {error}", Location(str(path), rows.line_num)) from error
    return tuple(_keep_rows(found))


def _keep_rows(rows: Sequence[Sequence[ReadCell]], start: tuple[int, int] = (0, 0)) -> Iterator[ReadRow]:
    """Return the rows that have a text; ``start`` is the first cell of the sheet that is used."""
    padding = (ReadCell(""),) * start[1]
    for number, row in enumerate(rows, start[0] + 1):
        if any(cell.text.strip() for cell in row):
            yield ReadRow(number, (*padding, *row))


def _read_file(path: Path, name: str) -> ReadWorkbook:
    require_packages("reading spreadsheets", "sheet", "python_calamine")
    import python_calamine

    traits = scan_package(path)
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as workbook:
            found = {
                one.name: _read_sheet(workbook.get_sheet_by_name(one.name), path, traits.get(one.name))
                for one in workbook.sheets_metadata
                if str(one.typ).endswith("WorkSheet")
            }
    except python_calamine.PasswordError as error:
        hint = "save a copy without a password"
        raise SourceError("the file is protected with a password", Location(name), hint) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        hint = "open it in a spreadsheet program, and save it again"
        raise SourceError(f"the file cannot be read as a spreadsheet: {error}", Location(name), hint) from error
    state = _strip_rows(found.pop(STATE).rows) if STATE in found else ()
    found.pop(GUIDE, None)
    notices = tuple(_list_notices(path.name, found.values(), traits))
    return ReadWorkbook(name, tuple(found.values()), state, notices)


def _read_sheet(sheet: Any, path: Path, traits: PackageTraits | None) -> ReadSheet:
    rows = [[_read_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=True)]
    kept = tuple(_keep_rows(rows, sheet.start or (0, 0)))
    return ReadSheet(path.name, sheet.name, kept, traits or PackageTraits())


def _read_cell(value: Any) -> ReadCell:
    if isinstance(value, str):
        return _EMPTY if not value else ReadCell(value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, bool):
        return ReadCell(str(value).upper(), "boolean")
    if isinstance(value, int | float):
        is_whole = isinstance(value, int) or value.is_integer()
        return ReadCell(str(int(value)) if is_whole else repr(value), "number")
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return ReadCell(str(value), "date")
    return ReadCell(str(value))


_EMPTY = ReadCell("")


def _strip_rows(rows: Sequence[ReadRow]) -> tuple[tuple[str, ...], ...]:
    """Return the texts of the rows of the hidden sheet, without empty cells at their ends."""
    found = []
    for row in rows:
        texts = [cell.text for cell in row.cells]
        while texts and not texts[-1]:
            texts.pop()
        found.append(tuple(texts))
    return tuple(found)


def _list_notices(name: str, sheets: Sequence[ReadSheet] | Any, traits: Mapping[str, PackageTraits]) -> Iterator[str]:
    if name.lower().endswith((".xlsm", ".xls")):
        yield f"{name}: macros are not read"
    for sheet in sheets:
        found = traits.get(sheet.title)
        if found is None:
            continue
        if found.hidden_rows:
            rows = ", ".join(map(str, found.hidden_rows[:5])) + (", …" if len(found.hidden_rows) > 5 else "")
            yield f"{name}!{sheet.title}: hidden rows are read too: {rows}"
        for cell in found.formulas[:5]:
            yield f"{name}!{sheet.title}!{cell}: this cell is a formula; its last result is read"
