"""The three-way comparison: the state that was exported, the sheet as it is now, and the pages as they are now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from headword.core.findings import Location
from headword.importers.sheets.cells import split_values
from headword.importers.sheets.columns import BROADER, DEPRECATED, LEVEL, STATUS, TYPE, SheetColumn
from headword.importers.sheets.looks import CUT
from headword.importers.sheets.problems import CellProblem
from headword.importers.sheets.references import ReferenceNames, UnresolvedError
from headword.importers.sheets.rows import ConceptRow, Values, VocabularyRows
from headword.importers.sheets.sheet_rows import SheetRow
from headword.importers.sheets.tables import PREF_LABEL, ExportedState, digest_values, shorten_iri
from headword.markdown.text import normalize

_FALSE = ("", "no", "false")


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that asks for other values of a concept than the pages have.

    Values of references are IRIs, or keys of new rows.
    """

    iri: str
    column: SheetColumn
    old: Values
    new: Values
    cell: Location


@dataclass(frozen=True, slots=True)
class NewConcept:
    """A row without a concept: the values of its cells by column, with the places of the cells."""

    row: SheetRow
    parent: str
    values: Mapping[SheetColumn, Values]


@dataclass(frozen=True, slots=True)
class SheetRequest:
    """The changes that sheets ask for.

    Attributes:
        changes: the changed cells; those of the first broader concept are in ``parents``.
        added: the new concepts in the order of the rows.
        parents: the new place in the outline of each moved concept, as the key of the concept above it.
        problems: cells that cannot be applied.
        conflicts: cells that were changed both in the sheet and in the pages.
        notices: sentences for people.
    """

    changes: tuple[CellChange, ...] = ()
    added: tuple[NewConcept, ...] = ()
    parents: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[CellProblem, ...] = ()
    conflicts: tuple[CellProblem, ...] = ()
    notices: tuple[str, ...] = ()


class SheetComparison:
    """Compares the rows of sheets with the export and with the pages.

    Args:
        vocabulary: the pages.
        state: the export; None if it is not known, and then the pages count as it.
        names: the names of concepts in cells.
        winner: the side that wins where both were changed: ``ours`` for the pages, ``theirs`` for the sheet, empty for
            none.
    """

    def __init__(
        self, vocabulary: VocabularyRows, state: ExportedState | None, names: ReferenceNames, winner: str
    ) -> None:
        self._vocabulary = vocabulary
        self._state = state
        self._names = names
        self._winner = winner
        self._changes: list[CellChange] = []
        self._parents: dict[str, str] = {}
        self._problems: list[CellProblem] = []
        self._conflicts: list[CellProblem] = []
        self._notices: list[str] = []

    def compare(self, rows: Sequence[SheetRow]) -> SheetRequest:
        """Return the changes that the rows ask for."""
        above = _find_above(rows)
        added = []
        for row in rows:
            there = self._vocabulary.by_iri.get(row.key)
            if there is not None:
                self._compare_row(row, there, above)
            elif row.is_new:
                added.append(self._read_new(row, above))
            else:
                self._report_gone(row)
        self._report_deleted(rows)
        return SheetRequest(
            tuple(self._changes),
            tuple(added),
            self._parents,
            tuple(self._problems),
            tuple(self._conflicts),
            tuple(dict.fromkeys(self._notices)),
        )

    def _compare_row(self, row: SheetRow, there: ConceptRow, above: Mapping[str, str]) -> None:
        has_broader = False
        for at, column in row.columns.items():
            if not column.describes:
                self._check_type(row, at, column, there)
                continue
            change = self._compare_cell(row, at, column, there)
            if change is None:
                continue
            if column.predicate == BROADER:
                has_broader = True
                self._split_broader(change, there)
            else:
                self._changes.append(change)
        if not has_broader:
            self._compare_level(row, there, above)

    def _compare_cell(self, row: SheetRow, at: int, column: SheetColumn, there: ConceptRow) -> CellChange | None:
        """The change that a cell asks for; None if it asks for nothing."""
        cell, place = row.cell(at), row.sheet.place(row.row.number, at)
        # In a row without an id, an empty cell says nothing.
        if cell.text.endswith(CUT) or (row.is_added and not cell.text.strip()):
            return None
        current = there.read(column)
        exported = self._state.rows.get(row.key) if self._state else None
        before = exported.digests.get(column.header) if exported else None
        before = before or digest_values(current)
        # A cell that was not edited is not even understood: its names may be those of other concepts by now.
        if digest_values(self._read_exported(cell.text, column)) == before:
            return None
        values = self._read_values(row, at, column)
        now = digest_values(current)
        if values is None or digest_values(values) in (now, before):
            return None
        change = CellChange(there.iri, column, current, values, place)
        if now != before:
            shown = f"{self._show(current, column)!r} in the pages, {cell.text!r} in the sheet"
            message = f"{column.header!r} was changed both in the sheet and in the pages: {shown}"
            self._conflicts.append(CellProblem(place, message, "", there.place))
            return change if self._winner == "theirs" else None
        return change

    def _read_exported(self, text: str, column: SheetColumn) -> Values:
        values = split_values(text)
        if column.is_reference:
            return tuple(dict.fromkeys(self._names.resolve_exported(value) for value in values))
        return tuple(dict.fromkeys(values))

    def _read_values(self, row: SheetRow, at: int, column: SheetColumn) -> Values | None:
        """The values of a cell that was edited; None if it has a problem, which is reported."""
        cell, place = row.cell(at), row.sheet.place(row.row.number, at)
        problem = self._check_cell(row, at)
        if problem:
            self._problems.append(CellProblem(place, *problem))
            return None
        if cell.kind == "number" and column.kind != LEVEL:
            self._notices.append(f"{place}: this cell is a number, {cell.text}: zeros before it would be lost")
        values = tuple(dict.fromkeys(normalize(value) for value in split_values(cell.text)))
        if column.kind == STATUS:
            return self._read_status(cell.text, place)
        if not column.is_reference:
            return values
        found: list[str] = []
        for value in values:
            try:
                found.append(self._names.resolve(value, row.scheme))
            except UnresolvedError as error:
                self._problems.append(CellProblem(place, error.message, error.hint))
                return None
        return tuple(dict.fromkeys(found))

    def _read_status(self, text: str, place: Location) -> Values | None:
        word = text.strip().casefold()
        if word in _FALSE:
            return ()
        if word == DEPRECATED:
            return (DEPRECATED,)
        self._problems.append(CellProblem(place, f"the status cannot be {text!r}", "leave it empty, or use deprecated"))
        return None

    def _check_cell(self, row: SheetRow, at: int) -> tuple[str, str] | None:
        """The problem with a cell that a spreadsheet made into something else, and how to undo it."""
        cell = row.cell(at)
        hint = "format the cell as text, and write the text again"
        if cell.kind == "date":
            return f"this cell is a date, {cell.text}, which the spreadsheet made of the text", hint
        if cell.kind == "boolean":
            return f"this cell is the truth value {cell.text}, which the spreadsheet made of the text", hint
        if row.has_formula(at) and not cell.text:
            return "this cell is a formula without a result", "write the text itself"
        if cell.text.startswith("#") and cell.text.rstrip("!?").isupper() and cell.text.endswith(("!", "?", "/A")):
            return f"this cell is an error of the spreadsheet, {cell.text}", "correct the formula, or write the text"
        return None

    def _check_type(self, row: SheetRow, at: int, column: SheetColumn, there: ConceptRow) -> None:
        if column.kind == TYPE and row.row.text(at) != there.kind:
            place = row.sheet.place(row.row.number, at)
            hint = "restore the cell, and edit the heading in the page"
            self._problems.append(CellProblem(place, "a sheet cannot change the type", hint, there.place))

    def _split_broader(self, change: CellChange, there: ConceptRow) -> None:
        """A cell of broader concepts: the place in the outline, and further ones."""
        if there.kind:
            hint = "restore the cell, and edit the heading in the page"
            self._problems.append(CellProblem(change.cell, "a collection has no broader concept", hint, there.place))
            return
        parent = there.parent
        if parent and parent not in change.new:
            self._parents[there.iri] = change.new[0] if change.new else ""
        elif not parent and change.new and change.new[0] not in change.old:
            self._parents[there.iri] = change.new[0]
        above = {parent, self._parents.get(there.iri, parent)}
        old = tuple(one for one in change.old if one not in above)
        new = tuple(one for one in change.new if one not in above)
        if set(old) != set(new) or there.iri in self._parents:
            self._changes.append(CellChange(change.iri, change.column, old, new, change.cell))

    def _compare_level(self, row: SheetRow, there: ConceptRow, above: Mapping[str, str]) -> None:
        """A level that was edited moves the concept below the nearest row above with a lower level."""
        exported = self._state.rows.get(row.key) if self._state else None
        before = exported.level if exported else there.level
        if not row.level or there.kind or row.is_added:
            return
        level = _read_level(row)
        if level is None:
            self._problems.append(
                CellProblem(row.place(LEVEL), f"the level cannot be {row.level!r}", "write 1 or more")
            )
        elif level not in (before, there.level):
            wanted = above.get(row.key, "")
            if wanted == row.key or (level > 1 and not wanted):
                message = f"there is no row above for the level {level}"
                self._problems.append(CellProblem(row.place(LEVEL), message, "use a level that is one deeper at most"))
            elif exported and there.parent not in (exported.parent, wanted):
                message = "the concept was moved both in the sheet and in the pages"
                self._conflicts.append(CellProblem(row.place(LEVEL), message, "", there.place))
                if self._winner == "theirs":
                    self._parents[there.iri] = wanted
            elif wanted != there.parent:
                self._parents[there.iri] = wanted

    def _read_new(self, row: SheetRow, above: Mapping[str, str]) -> NewConcept:
        values: dict[SheetColumn, Values] = {}
        broader: Values | None = None
        for at, column in row.columns.items():
            if not column.describes or not row.row.text(at):
                continue
            found = self._read_values(row, at, column)
            if column.predicate == BROADER:
                broader = found
            elif found:
                values[column] = found
        if not any(column.predicate == PREF_LABEL for column in values):
            self._problems.append(CellProblem(row.place(), "this row has no label", "write one, or delete the row"))
        parent = broader[0] if broader else above.get(row.key, "") if broader is None else ""
        if broader and broader[1:]:
            column = next(one for one in row.columns.values() if one.predicate == BROADER)
            values[column] = broader[1:]
        return NewConcept(row, parent, values)

    def _report_gone(self, row: SheetRow) -> None:
        message = "the concept of this row is not in the pages any longer"
        self._problems.append(CellProblem(row.place(), message, "delete the row, or restore the heading"))

    def _report_deleted(self, rows: Sequence[SheetRow]) -> None:
        """Concepts of the export whose rows are gone, on sheets that are still there."""
        if self._state is None:
            return
        there = {row.key for row in rows}
        sheets = {self._state.rows[row.key].sheet: row.sheet for row in rows if row.key in self._state.rows}
        left_out = {one.sheet for one in self._state.rows.values()} - sheets.keys()
        self._notices += [
            f"the sheet {title!r} is not in the file: its concepts stay as they are" for title in sorted(left_out)
        ]
        for iri, exported in self._state.rows.items():
            current = self._vocabulary.by_iri.get(iri)
            if iri in there or exported.sheet not in sheets or current is None:
                continue
            sheet = sheets[exported.sheet]
            id_ = shorten_iri(iri, "", self._vocabulary.base)
            message = f"the row of {exported.label!r} was deleted"
            hint = f"a published IRI stays: run headword retire {id_}, and restore the row or export the sheet again"
            self._problems.append(CellProblem(Location(f"{sheet.file}!{sheet.title}"), message, hint, current.place))

    def _show(self, values: Values, column: SheetColumn) -> str:
        if column.is_reference:
            return " | ".join(self._vocabulary.labels.get(value, value) for value in values)
        return " | ".join(values)


def _find_above(rows: Sequence[SheetRow]) -> dict[str, str]:
    """The key of the row that each row is below by its level; empty at the top.

    A row without a level is one deeper than the row above that its broader concept is.
    """
    found: dict[str, str] = {}
    stack: list[tuple[int, str]] = []
    levels: dict[str, int] = {}
    sheet = ""
    for row in rows:
        if row.sheet.title != sheet:
            stack, levels, sheet = [], {}, row.sheet.title
        above = levels.get(row.broader)
        level = _read_level(row) or (above + 1 if above else None)
        if level is None:
            continue
        while stack and stack[-1][0] >= level:
            stack.pop()
        found[row.key] = stack[-1][1] if stack else ""
        stack.append((level, row.key))
        levels[row.label] = level
    return found


def _read_level(row: SheetRow) -> int | None:
    return int(row.level) if row.level.isdecimal() and 0 < int(row.level) < 1000 else None


def list_problems(request: SheetRequest, winner: str) -> Iterator[CellProblem]:
    """Yield the problems of a request; conflicts are problems unless a side wins."""
    yield from request.problems
    yield from request.conflicts if not winner else ()
