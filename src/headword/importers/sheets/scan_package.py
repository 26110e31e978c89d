"""The XML of a workbook, looked through for what its cells do not show: formulas, merged cells, hidden rows, traps."""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from headword.core.errors import SourceError
from headword.core.findings import Location
from headword.importers.sheets.looks import name_cell, read_column_name
from headword.importers.sheets.scan_tables import PackageTraits, scan_tables

_MOST_BYTES = 1 << 30
"""The limit of all files in a workbook together, unpacked."""
_MOST_RATIO = 400
"""A file in a workbook that shrinks to less than this part is a trap, unless it is small."""
_SMALL = 50 << 20
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The beginning of old Excel files, and of new ones with a password."""
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*?\bname=\"(?P<name>[^\"]*)\"[^>]*?\br:id=\"(?P<id>[^\"]*)\"")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r"\b(?P<name>\w+)=\"(?P<value>[^\"]*)\"")
_CELL = re.compile(r"<(?:\w+:)?c\s[^>]*?\br=\"(?P<column>[A-Z]+)(?P<row>\d+)\"[^>]*(?<!/)>")
_REPEATED = re.compile(r"number-(?P<what>rows|columns)-repeated=\"(?P<count>\d+)\"")
_MOST_CELLS = 5_000_000
"""Cells of a sheet, with the empty ones before the last: a reader keeps a place in memory for each."""
_FEW_ROWS = _MOST_CELLS // 16_384
"""Rows that are never too many: a sheet has 16,384 columns at most."""
_FORMULA = re.compile(r"<(?:\w+:)?c\s[^>]*?\br=\"(?P<cell>[A-Z]+\d+)\"[^>]*>\s*<(?:\w+:)?f[\s/>]")
_ERROR = re.compile(r"<(?:\w+:)?c\s(?=[^>]*?\bt=\"e\")[^>]*?\br=\"(?P<cell>[A-Z]+\d+)\"")
"""A cell with an error such as #REF!, which is read as an empty text."""
_MERGED = re.compile(r"<(?:\w+:)?mergeCell\s[^>]*?\bref=\"(?P<range>[A-Z]+\d+:[A-Z]+\d+)\"")
_HIDDEN = re.compile(r"<(?:\w+:)?row\s(?=[^>]*?\bhidden=\"(?:1|true)\")[^>]*?\br=\"(?P<row>\d+)\"")


def scan_package(path: Path) -> dict[str, PackageTraits]:
    """Return the traits of each sheet of a workbook; of old Excel workbooks, check only that they are safe.

    Raises:
        SourceError: the file has a password, is not a workbook, or is a trap.
    """
    name = Location(str(path))
    with path.open("rb") as file:
        head = file.read(8)
        if head == _OLD:
            _check_old(path, file.read())
            return {}
    if not head.startswith(b"PK"):
        hint = "open it in a spreadsheet program, and save it again"
        raise SourceError(f"the content is not that of a {path.suffix} file", name, hint)
    try:
        with zipfile.ZipFile(path) as package:
            _check_sizes_of(package, name)
            _check_kind(package, path)
            return dict(_scan_sheets(package, name))
    except (zipfile.BadZipFile, KeyError, NotImplementedError, EOFError, OSError) as error:
        raise SourceError(f"the file is broken: {error}", name, "save it again, or restore a copy") from error


def _check_old(path: Path, data: bytes) -> None:
    place = Location(str(path))
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise SourceError("the file is protected with a password", place, "save a copy without a password")
    if path.suffix.lower() != ".xls":
        hint = "open it in a spreadsheet program, and save it as .xlsx"
        raise SourceError(f"this is an old Excel file and not a {path.suffix} file", place, hint)


def _check_sizes_of(package: zipfile.ZipFile, place: Location) -> None:
    total = 0
    for entry in package.infolist():
        total += entry.file_size
        ratio = entry.file_size / max(entry.compress_size, 1)
        if total > _MOST_BYTES or (entry.file_size > _SMALL and ratio > _MOST_RATIO):
            message = f"{entry.filename!r} in the file unpacks to {entry.file_size >> 20:,} MB"
            raise SourceError(message, place, "delete the empty rows and columns, and save it again")


def _check_kind(package: zipfile.ZipFile, path: Path) -> None:
    names = set(package.namelist())
    place, suffix = Location(str(path)), path.suffix.lower()
    is_excel = "xl/workbook.xml" in names
    is_open = "content.xml" in names
    if not (is_excel or is_open):
        raise SourceError("this is a zip file, but not a spreadsheet", place)
    if is_excel != (suffix in (".xlsx", ".xlsm")) and not (is_open and suffix == ".ods"):
        right = ".xlsx" if is_excel else ".ods"
        raise SourceError(f"this is a {right} file with the ending {suffix}", place, f"rename it to {right}")
    if is_open and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise SourceError("the file is protected with a password", place, "save a copy without a password")


def _scan_sheets(package: zipfile.ZipFile, place: Location) -> Iterator[tuple[str, PackageTraits]]:
    for name in package.namelist():
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in package.open(name).read(2048):
            raise SourceError(f"{name!r} in the file has a document type, which no spreadsheet needs", place)
    if "content.xml" in package.namelist():
        content = package.read("content.xml")
        _check_tables(content.decode("utf-8", "replace"), place)
        yield from scan_tables(content, place.path)
    if "xl/workbook.xml" not in package.namelist():
        return
    workbook = package.read("xl/workbook.xml").decode("utf-8", "replace")
    relations = package.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    each = (dict(_ATTRIBUTE.findall(one)) for one in _RELATION.findall(relations))
    targets = {one.get("Id", ""): one.get("Target", "") for one in each}
    for found in _SHEET.finditer(workbook):
        target = targets.get(found["id"], "")
        inside = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if inside in package.namelist():
            text, title = package.read(inside).decode("utf-8", "replace"), unescape(found["name"])
            _check_cells(text, f"{Path(place.path).name}!{title}")
            yield title, _scan_sheet(text)


def _check_cells(text: str, sheet: str) -> None:
    last = text.rfind("<row ")
    number = re.search(r"\br=\"(\d+)\"", text[last : last + 200]) if last >= 0 else None
    if number is not None and int(number[1]) > _FEW_ROWS:
        cells = [(int(one["row"]), read_column_name(one["column"])) for one in _CELL.finditer(text)]
        _require_small(max((row for row, _ in cells), default=0), max((at for _, at in cells), default=0), sheet)


def _check_tables(content: str, place: Location) -> None:
    """Check the size of the tables of OpenDocument, in which a row or a cell can be there many times."""
    for table in content.split("<table:table ")[1:]:
        name = re.search(r"table:name=\"([^\"]*)\"", table)
        rows = columns = number = 0
        for row in table.split("<table:table-row")[1:]:
            number += _read_repeated(row.partition(">")[0], "rows")
            if "<text:p" in row or "office:value" in row:
                rows = number
                columns = max(columns, _count_columns(row)) if number > _FEW_ROWS else columns
        title = unescape(name[1]) if name else ""
        _require_small(rows, columns, f"{Path(place.path).name}!{title}")


def _count_columns(row: str) -> int:
    count = last = 0
    for cell in re.split(r"<table:(?:covered-)?table-cell", row)[1:]:
        count += _read_repeated(cell.partition(">")[0], "columns")
        last = count if "<text:p" in cell or "office:value" in cell else last
    return last


def _read_repeated(tag: str, what: str) -> int:
    return next((int(one["count"]) for one in _REPEATED.finditer(tag) if one["what"] == what), 1)


def _require_small(rows: int, columns: int, sheet: str) -> None:
    if rows * columns > _MOST_CELLS:
        place = Location(f"{sheet}!{name_cell(rows - 1, columns - 1)}")
        message = f"the sheet reaches to this cell: it has {rows:,} rows and {columns:,} columns"
        raise SourceError(message, place, "delete the empty rows and columns")


def _scan_sheet(text: str) -> PackageTraits:
    merged = tuple(_MERGED.findall(text)) if "mergeCell" in text else ()
    hidden = tuple(map(int, _HIDDEN.findall(text))) if "hidden=" in text else ()
    formulas = _FORMULA.findall(text) if re.search(r"<(?:\w+:)?f[\s/>]", text) else []
    errors = _ERROR.findall(text) if 't="e"' in text else []
    return PackageTraits(tuple(dict.fromkeys((*formulas, *errors))), merged, hidden)
