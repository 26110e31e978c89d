"""The tables of OpenDocument, looked through for what cells do not show: formulas, merged cells and hidden rows."""

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from headword.importers.outlines.xml_events import read_events
from headword.importers.sheets.looks import name_cell

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_MARKS = (b":formula=", b"-spanned=", b":visibility=")
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


class PackageTraits(NamedTuple):
    """The features of a sheet that cells do not show: cells with formulas, merged ranges, hidden rows."""

    formulas: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    hidden_rows: tuple[int, ...] = ()


def scan_tables(content: bytes, path: str) -> Iterator[tuple[str, PackageTraits]]:
    """Yield the name and the traits of each table of a document.

    Raises:
        SourceError: the content is not XML.
    """
    # Parsing a large document takes seconds, and most have none of this.
    if not any(mark in content for mark in _MARKS):
        return
    found: list[PackageTraits] = []
    number = 0
    for event, element in read_events(content, path):
        if event == "start" and element.tag == f"{_TABLE}table":
            found, number = [], 0
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            found.append(_scan_row(element, number))
            number += _read_count(element, "number-rows-repeated")
            element.clear()
        elif event == "end" and element.tag == f"{_TABLE}table":
            yield (
                element.get(f"{_TABLE}name", ""),
                PackageTraits(
                    tuple(cell for row in found for cell in row.formulas),
                    tuple(cell for row in found for cell in row.merged),
                    tuple(hidden for row in found for hidden in row.hidden_rows),
                ),
            )
            element.clear()


def _scan_row(row: Element, number: int) -> PackageTraits:
    formulas, merged = [], []
    column = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        rows, columns = _read_count(cell, "number-rows-spanned"), _read_count(cell, "number-columns-spanned")
        if f"{_TABLE}formula" in cell.attrib:
            formulas.append(name_cell(number, column))
        if rows > 1 or columns > 1:
            merged.append(f"{name_cell(number, column)}:{name_cell(number + rows - 1, column + columns - 1)}")
        column += _read_count(cell, "number-columns-repeated")
    is_hidden = row.get(f"{_TABLE}visibility", "visible") != "visible" and any(len(cell) for cell in row)
    return PackageTraits(tuple(formulas), tuple(merged), (number + 1,) if is_hidden else ())


def _read_count(element: Element, name: str) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    return int(text) if text.isdecimal() else 1
