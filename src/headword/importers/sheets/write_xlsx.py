"""Workbooks as Excel files."""

from datetime import datetime
from io import BytesIO
from typing import Any

from headword.core.extras import require_packages
from headword.importers.edits.columns import BROADER, ID, IRI, LEVEL, STATUS, TYPE, SheetColumn
from headword.importers.sheets.looks import (
    GREY,
    GUIDE,
    GUIDE_TEXTS,
    HEADER,
    LONGEST_CELL,
    SEPARATOR_COLOUR,
    SPARE_ROWS,
    STATE,
    STATUS_WORDS,
    TYPE_WORDS,
    WARM,
    count_lines,
    cut_cell,
    shade,
    width_of,
)
from headword.importers.sheets.tables import SheetTable, Workbook

# The same vocabulary gives the same bytes.
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  the library wants one without a zone
_LINE = 15
"""The height of a line: LibreOffice does not fit rows to their texts in files of others."""
_DEEPEST = 7
"""Excel's limit for the levels of groups of rows."""


def write_xlsx(workbook: Workbook) -> bytes:
    """Return the bytes of an Excel file.

    Raises:
        HeadwordError: the package for it is not installed.
    """
    require_packages("writing .xlsx", "sheet", "xlsxwriter")
    from xlsxwriter.workbook import Workbook as XlsxFile  # type: ignore[import-untyped]

    stream = BytesIO()
    # A text that looks like a formula, a number or an address stays a text.
    plain = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    file = XlsxFile(stream, {"in_memory": True, **plain})
    file.set_properties({"created": _CREATED, "title": "Vocabulary", "comments": "Written by headword"})
    looks = _Looks(file)
    for sheet in workbook.sheets:
        _write_sheet(file.add_worksheet(sheet.title), sheet, looks)
    _write_guide(file.add_worksheet(GUIDE), workbook, looks)
    state = file.add_worksheet(STATE)
    state.hide()
    for number, row in enumerate(workbook.state):
        for column, text in enumerate(row):
            state.write_string(number, column, text)
    file.close()
    return stream.getvalue()


class _Looks:
    """The formats of a file, each made once."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        """Return the format with these properties; all cells are texts at the top."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            plain = {"num_format": "@", "valign": "top", "font_name": "Calibri", "font_size": 11}
            self._made[key] = self._file.add_format({**plain, **properties})
        return self._made[key]

    def header(self) -> Any:
        return self.get(
            bold=True, font_color="#FFFFFF", bg_color=HEADER, border=1, border_color=HEADER, valign="vcenter"
        )

    def empty(self) -> Any:
        return self.get(bottom=1, bottom_color=SEPARATOR_COLOUR, text_wrap=True)

    def cell(self, column: SheetColumn, level: int, *, is_label: bool) -> Any:
        """The format of a cell of a concept at a level of the outline."""
        lines = {"bottom": 1, "bottom_color": SEPARATOR_COLOUR}
        if is_label:
            deep = {"indent": min(level - 1, 15), "align": "left"} if level > 1 else {}
            return self.get(**lines, **deep, bg_color=shade(level), bold=level == 1, text_wrap=True)
        if column.kind in (ID, IRI):
            return self.get(**lines, font_color=GREY)
        if column.kind == LEVEL:
            return self.get(**lines, font_color=GREY, num_format="0", align="center", bg_color=shade(level))
        if column.kind == STATUS:
            return self.get(**lines, font_color=WARM)
        return self.get(**lines, text_wrap=True)


def _write_sheet(page: Any, sheet: SheetTable, looks: _Looks) -> None:
    last = len(sheet.columns) - 1
    label = sheet.label_column
    for number, column in enumerate(sheet.columns):
        # Rows that are added later are text too, so that 1-2 does not become a date.
        page.set_column(number, number, width_of(column), looks.get(num_format="0" if column.kind == LEVEL else "@"))
        page.write_string(0, number, column.header, looks.header())
        _write_validation(page, sheet, number)
    page.set_row(0, 24)
    page.freeze_panes(1, label + 1)
    page.autofilter(0, 0, max(len(sheet.rows), 1), last)
    page.outline_settings(symbols_below=False)
    page.hide_gridlines(2)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    formats: dict[int, list[Any]] = {}
    for at, (row, level) in enumerate(zip(sheet.rows, sheet.levels, strict=True), 1):
        if level not in formats:
            columns = enumerate(sheet.columns)
            formats[level] = [looks.cell(column, level, is_label=number == label) for number, column in columns]
        # An empty cell has the format of its row.
        height = _LINE * count_lines(sheet.columns, row)
        page.set_row(at, height, looks.empty(), {"level": min(level - 1, _DEEPEST)})
        for number, (column, text, look) in enumerate(zip(sheet.columns, row, formats[level], strict=True)):
            if column.kind == LEVEL:
                page.write_number(at, number, int(text), look)
            elif text:
                page.write_string(at, number, cut_cell(text), look)


def _write_validation(page: Any, sheet: SheetTable, number: int) -> None:
    """Offer the values of a column; those of references may also be several, or ids."""
    column = sheet.columns[number]
    last = len(sheet.rows) + SPARE_ROWS
    rule: dict[str, Any]
    if column.kind == STATUS:
        rule = {"validate": "list", "source": list(STATUS_WORDS), "error_title": "Status",
                "error_message": "Leave it empty, or choose deprecated."}  # fmt: skip
    elif column.kind == TYPE:
        rule = {"validate": "list", "source": list(TYPE_WORDS), "error_title": "Type",
                "error_message": "Leave it empty for a concept."}  # fmt: skip
    elif column.kind == LEVEL:
        rule = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 99, "error_title": "Level",
                "error_message": "A level is a whole number from 1."}  # fmt: skip
    elif column.predicate == BROADER:
        rule = {"validate": "list", "source": sheet.label_range, "error_type": "information", "error_title": "Broader",
                "error_message": "This is not the label of a concept on this sheet. "
                "An id, an IRI, or several labels separated by bars are fine."}  # fmt: skip
    else:
        page.data_validation(1, number, last, number, {
            "validate": "length", "criteria": "<=", "value": LONGEST_CELL, "error_title": column.header,
            "error_message": "A cell cannot hold so long a text.",
        })  # fmt: skip
        return
    page.data_validation(1, number, last, number, {**rule, "ignore_blank": True})


def _write_guide(page: Any, workbook: Workbook, looks: _Looks) -> None:
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 110)
    page.hide_gridlines(2)
    page.write_string(0, 0, "Column", looks.header())
    page.write_string(0, 1, "Description", looks.header())
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    line = {"bottom": 1, "bottom_color": SEPARATOR_COLOUR, "text_wrap": True}
    for at, (header, text) in enumerate(workbook.guide, 1):
        page.write_string(at, 0, header, looks.get(bold=True, **line))
        page.write_string(at, 1, text, looks.get(**line))
    for at, text in enumerate(GUIDE_TEXTS, len(workbook.guide) + 3):
        page.write_string(at, 1, text, looks.get(text_wrap=True))
