"""Sheets, columns, rows, ids of rows and new concepts that the sheets of a workbook do not have."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from headword.core.findings import Location
from headword.core.terminal import counted
from headword.importers.edits.columns import ID
from headword.importers.edits.problems import CellProblem
from headword.importers.edits.rows import ConceptRow, VocabularyRows
from headword.importers.sheets.sheet_rows import SheetRow
from headword.importers.sheets.tables import ExportedRow, ExportedState, digest_values, shorten_iri

_SHOWN = 5
"""The number of new concepts that a notice names."""


def note_absences(rows: Sequence[SheetRow], vocabulary: VocabularyRows, state: ExportedState) -> Iterator[str]:
    """Yield a sentence for each sheet, each column with values and all new concepts that the sheets do not have."""
    there = {row.key: row for row in rows}
    names = {one.sheet: there[iri] for iri, one in state.rows.items() if iri in there}
    titles = sorted({one.sheet for one in state.rows.values()})
    yield from (f"the sheet {title!r} is not in the file: its concepts stay as they are" for title in titles
                if title not in names)  # fmt: skip
    for title, group in groupby(state.rows.values(), lambda one: one.sheet):
        if title in names:
            yield from _note_columns(names[title], list(group))
    added = list_added(rows, vocabulary, state)
    if added:
        labels = ", ".join(map(vocabulary.label, added[:_SHOWN])) + (", …" if len(added) > _SHOWN else "")
        are = "is" if len(added) == 1 else "are"
        yield f"{counted(len(added), 'concept')} of the pages {are} not in the sheet yet: {labels}; export it again"


def _note_columns(row: SheetRow, exported: Sequence[ExportedRow]) -> Iterator[str]:
    headers = {column.header for column in row.columns.values()}
    empty = digest_values(())
    used = dict.fromkeys(name for one in exported for name, value in one.digests.items() if value != empty)
    for name in used:
        if name not in headers:
            place = f"{row.sheet.file}!{row.sheet.title}"
            yield f"{place}: the column {name!r} is not in the sheet: its values stay as they are"


def list_added(rows: Sequence[SheetRow], vocabulary: VocabularyRows, state: ExportedState) -> list[ConceptRow]:
    """Return the concepts that the pages have since the export, and no row is."""
    there = {row.key for row in rows}
    schemes = {row.scheme for row in rows}
    return [
        one
        for one in vocabulary.rows
        if one.iri not in there and one.iri not in state.rows and one.scheme in schemes
    ]  # fmt: skip


def find_deleted(rows: Sequence[SheetRow], vocabulary: VocabularyRows, state: ExportedState) -> Iterator[CellProblem]:
    """Yield a problem for each concept of the export without a row, on sheets that are still there."""
    there = {row.key: row for row in rows}
    sheets = {state.rows[key].sheet for key in there if key in state.rows}
    unnamed = {(row.scheme, row.label): row for row in rows if row.is_new and not row.name}
    above: SheetRow | None = None
    for iri, exported in state.rows.items():
        current = vocabulary.by_iri.get(iri)
        above = there.get(iri, above)
        if iri in there or exported.sheet not in sheets or current is None:
            continue
        id_ = shorten_iri(iri, current.scheme, vocabulary.base)
        unnamed_row = unnamed.get((current.scheme, exported.label))
        if unnamed_row is not None:
            message = f"this row has the label of {exported.label!r}, but no id"
            yield CellProblem(unnamed_row.place(ID), message, f"write the id {id_!r} again", current.place)
        else:
            yield _report_deleted(exported, current, vocabulary, _find_neighbour(above, exported, there, state))


def _find_neighbour(
    above: SheetRow | None, exported: ExportedRow, there: Mapping[str, SheetRow], state: ExportedState
) -> tuple[Location, str]:
    """A place for a row that is gone: the row that it came after, otherwise the first of its sheet."""
    if above is not None and state.rows[above.key].sheet == exported.sheet:
        return above.place(), ", which came after this one,"
    first = next(there[iri] for iri, one in state.rows.items() if one.sheet == exported.sheet and iri in there)
    return first.place(), ", which came before this one,"


def _report_deleted(
    exported: ExportedRow, current: ConceptRow, vocabulary: VocabularyRows, place: tuple[Location, str]
) -> CellProblem:
    id_ = shorten_iri(current.iri, "", vocabulary.base)
    way = f"run headword retire {id_}" if current.iri in vocabulary.locked else "delete the section in the page"
    hint = f"{way}, and export the sheet again; or restore the row"
    return CellProblem(place[0], f"the row of {exported.label!r}{place[1]} was deleted", hint, current.place)
