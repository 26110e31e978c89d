"""Sheets in tests: exported from pages, edited as people edit them, and applied, without a file between."""

from collections.abc import Callable, Mapping
from pathlib import Path

from headword.compiler.naming.lock import write_lock
from headword.compiler.site import find_site
from headword.compiler.vocabulary import compile_project
from headword.core.cache import open_cache
from headword.core.context import RunContext
from headword.core.files.atomic import replace_files
from headword.ids.inventory import accept
from headword.importers.edits.rows import VocabularyRows, read_rows
from headword.importers.sheets.apply import AppliedSheet, apply_workbook
from headword.importers.sheets.read_tables import ReadCell, ReadRow, ReadSheet, ReadWorkbook
from headword.importers.sheets.tables import Workbook, make_workbook
from headword.project.project import find_project
from headword.project.select import select_pages

Grid = dict[str, list[list[str]]]
"""The texts of each sheet by its title, the header first."""


def export(folder: Path) -> Workbook:
    project = find_project(folder)
    return make_workbook(read_pages(folder), project.config)


def read_pages(folder: Path) -> VocabularyRows:
    project = find_project(folder)
    return read_rows(compile_project(project).facts, project.config)


def to_grid(workbook: Workbook) -> Grid:
    return {
        sheet.title: [[column.header for column in sheet.columns], *(list(row) for row in sheet.rows)]
        for sheet in workbook.sheets
    }


def to_read(grid: Mapping[str, list[list[str]]], state: tuple[tuple[str, ...], ...]) -> ReadWorkbook:
    sheets = tuple(
        ReadSheet("topics.xlsx", title, tuple(
            ReadRow(number, tuple(map(ReadCell, row))) for number, row in enumerate(rows, 1) if any(row)
        ))
        for title, rows in grid.items()
    )  # fmt: skip
    return ReadWorkbook("topics.xlsx", sheets, state, ())


def edit_and_apply(folder: Path, workbook: Workbook, edit: Callable[[Grid], None], winner: str = "") -> AppliedSheet:
    """Apply an edited sheet, and write the pages."""
    grid = to_grid(workbook)
    edit(grid)
    return apply_grid(folder, grid, workbook.state, winner)


def apply_grid(folder: Path, grid: Grid, state: tuple[tuple[str, ...], ...], winner: str = "") -> AppliedSheet:
    applied = apply_workbook_in(folder, to_read(grid, state), winner)
    replace_files(applied.texts)
    return applied


def apply_workbook_in(folder: Path, workbook: ReadWorkbook, winner: str = "") -> AppliedSheet:
    """Apply a workbook in memory."""
    with open_cache(None) as cache:
        return apply_workbook(find_project(folder), workbook, RunContext(cache), winner)


def find(rows: list[list[str]], label: str, header: str) -> tuple[int, int]:
    """The row and the column of a cell, by the first label of its row."""
    at = next(number for number, one in enumerate(rows[0]) if one.startswith("Label"))
    return next(number for number, row in enumerate(rows) if row[at] == label), rows[0].index(header)


def put(rows: list[list[str]], label: str, header: str, text: str) -> None:
    row, column = find(rows, label, header)
    rows[row][column] = text


def lock_ids(folder: Path) -> None:
    """Record the ids of all concepts in a new lock."""
    lock = folder / "headword.lock"
    lock.write_text('{"headword.lock": 1}\n')
    project = find_project(folder)
    lock.write_text(
        write_lock(accept(find_site(project, select_pages(project, []), drafts=True), "2026-01-01").entries())
    )
