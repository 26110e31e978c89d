"""A vocabulary as a spreadsheet: the bytes of each file, by the ending of the target."""

from collections.abc import Mapping
from pathlib import Path

from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.importers.sheets.looks import CUT, LONGEST_CELL, cut_cell, name_cell
from headword.importers.sheets.tables import Workbook
from headword.importers.sheets.write_csv import write_csv
from headword.importers.sheets.write_ods import write_ods
from headword.importers.sheets.write_xlsx import write_xlsx

_WRITERS = {".xlsx": write_xlsx, ".ods": write_ods}


def write_workbook(workbook: Workbook, target: Path) -> Mapping[Path, bytes]:
    """Return the files of a workbook; a target without an ending is a folder of CSV files.

    Raises:
        HeadwordError: headword does not write files with this ending, or a package is missing.
    """
    suffix = target.suffix.lower()
    if suffix in _WRITERS:
        return {target: _WRITERS[suffix](workbook)}
    if suffix and not target.is_dir():
        hint = "use .xlsx or .ods, or the name of a folder for CSV files"
        raise HeadwordError(f"headword does not write {suffix} files", Location(str(target)), hint)
    return {target / name: data for name, data in write_csv(workbook).items()}


def list_cut(workbook: Workbook) -> list[str]:
    """Return the cells whose text is longer than a cell can hold, as ``Stones!C17``."""
    return [
        f"{sheet.title}!{name_cell(at, number)}"
        for sheet in workbook.sheets
        for at, row in enumerate(sheet.rows, 1)
        for number, text in enumerate(row)
        if len(text) > LONGEST_CELL // 2 and cut_cell(text).endswith(CUT)
    ]
