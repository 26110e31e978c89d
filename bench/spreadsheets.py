"""A spreadsheet of 12,800 concepts out, and back with 100 changed cells: CPU seconds and memory of the whole commands.

Run as ``python bench/spreadsheets.py [PAGES]`` (320 by default).
"""

import sys
import tempfile
from pathlib import Path

import openpyxl

from measuring import run
from sites import make_site

_CHANGES = 100


def change(file: Path) -> None:
    """Change an alternative label or a label in each of 100 rows."""
    book = openpyxl.load_workbook(file)
    sheets = [sheet for sheet in book.worksheets if sheet.title not in ("Columns", "headword")]
    for number in range(_CHANGES):
        sheet = sheets[number * len(sheets) // _CHANGES]
        header = "Alt (en)" if number % 2 else "Label (en)"
        column = next(cell.column for cell in sheet[1] if cell.value == header)
        cell = sheet.cell(2 + number % 20, column)
        cell.value = f"{cell.value or ''} new".strip()
    book.save(file)


def main(pages: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        concepts = make_site(folder, pages)
        print(f"{concepts:,} concepts")
        for what, words in (
            ("export, from nothing", ("export", "sheet", "a.xlsx")),
            ("export", ("export", "sheet", "a.xlsx", "--force")),
            ("export .ods", ("export", "sheet", "a.ods")),
            ("export .csv", ("export", "sheet", "a")),
            ("apply, unchanged", ("apply", "a.xlsx")),
        ):
            taken = run(folder, *words)
            print(f"{what:<25} {taken.cpu:5.1f} s CPU, {taken.wall:5.1f} s wall, {taken.peak:,.0f} MB")
        change(folder / "a.xlsx")
        taken = run(folder, "apply", "a.xlsx")
        print(f"{'apply, 100 cells':<25} {taken.cpu:5.1f} s CPU, {taken.wall:5.1f} s wall, {taken.peak:,.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 320)
