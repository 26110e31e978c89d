"""The three-way comparison: the state that was exported, the sheet as it is now, and the pages as they are now."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from headword.core.findings import Location
from headword.importers.edits.columns import BROADER, DEPRECATED, LEVEL, PREF_LABEL, STATUS, TYPE, SheetColumn
from headword.importers.edits.problems import CellProblem
from headword.importers.edits.request import NEW_KEY, CellChange, NewConcept
from headword.importers.edits.rows import ConceptRow, Values, VocabularyRows
from headword.importers.sheets.absences import find_deleted, list_added, note_absences
from headword.importers.sheets.cells import split_values
from headword.importers.sheets.levels import LevelPlace, place_rows, read_level
from headword.importers.sheets.looks import CUT
from headword.importers.sheets.references import ReferenceNames, UnresolvedError
from headword.importers.sheets.sheet_rows import SheetRow
from headword.importers.sheets.tables import ExportedState, digest_cell, shorten_iri
from headword.markdown.text import normalize

_FALSE = ("", "no", "false")
_LINE_BREAK = re.compile(r"\s*\n\s*")
_CHOOSE = "use --ours to keep the pages, or --theirs to take the sheet"


@dataclass(frozen=True, slots=True)
class SheetRequest:
    """The changes that sheets ask for.

    Attributes:
        changes: the changed cells; those of the first broader concept are in ``parents``.
        added: the new concepts in the order of the rows.
        parents: the new place in the outline of each moved concept, as the key of the concept above it.
        orders: the new order of the headings below ordered collections.
        problems: cells that cannot be applied.
        conflicts: cells that were changed both in the sheet and in the pages.
        kept: cells that ask for nothing, although the pages say something else.
        notices: sentences for people.
    """

    changes: tuple[CellChange, ...] = ()
    added: tuple[NewConcept, ...] = ()
    parents: Mapping[str, str] = field(default_factory=dict)
    orders: Mapping[str, Values] = field(default_factory=dict)
    problems: tuple[CellProblem, ...] = ()
    conflicts: tuple[CellProblem, ...] = ()
    kept: tuple[Location, ...] = ()
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
        self._orders: dict[str, Values] = {}
        self._problems: list[CellProblem] = []
        self._conflicts: list[CellProblem] = []
        self._kept: list[Location] = []
        self._notices: list[str] = []
        self._labels: dict[str, str] = {}

    def compare(self, rows: Sequence[SheetRow]) -> SheetRequest:
        """Return the changes that the rows ask for."""
        places = place_rows(rows, self._vocabulary, self._state)
        self._labels = {row.key: row.label for row in rows}
        added = []
        for row in rows:
            there = self._vocabulary.by_iri.get(row.key)
            if there is not None:
                self._compare_row(row, there, places)
            elif row.is_new:
                added.append(self._read_new(row, places))
            else:
                self._report_gone(row)
        if self._state is not None:
            self._problems += find_deleted(rows, self._vocabulary, self._state)
            self._notices += note_absences(rows, self._vocabulary, self._state)
            self._problems += self._find_unsure(added, list_added(rows, self._vocabulary, self._state))
        return SheetRequest(
            tuple(self._changes),
            tuple(added),
            self._parents,
            self._orders,
            tuple(self._problems),
            tuple(self._conflicts),
            tuple(self._kept),
            tuple(dict.fromkeys(self._notices)),
        )

    def _compare_row(self, row: SheetRow, there: ConceptRow, places: Mapping[str, LevelPlace]) -> None:
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
            elif not self._orders_headings(change, there):
                self._changes.append(change)
        if not has_broader:
            self._compare_level(row, there, places)
        elif self._is_level_edited(row, there):
            self._note_disagreement(row, places, self._parents.get(there.iri, there.parent), "Broader")
        self._check_sheet(row, there)

    def _check_sheet(self, row: SheetRow, there: ConceptRow) -> None:
        """Report a top concept whose row is now in the sheet of another scheme: only a broader concept moves it."""
        exported = self._state.rows.get(row.key) if self._state else None
        if self._state is None or exported is None or row.scheme in ("", there.scheme):
            return
        if self._state.find_sheet(row.sheet.title) == exported.sheet:
            return  # the pages have moved the concept, and not the sheet
        if not self._parents.get(there.iri, there.parent):
            message = f"the row of a concept without a broader concept was in the sheet {exported.sheet!r}"
            hint = f"write a concept of {row.sheet.title!r} into 'Broader', or move it back"
            self._problems.append(CellProblem(row.place("Broader"), message, hint, there.place))

    def _orders_headings(self, change: CellChange, there: ConceptRow) -> bool:
        """Return whether the members of an ordered collection are headings below it, and record their new order."""
        rows, facts = self._vocabulary.by_iri, self._vocabulary.facts
        places = {one: facts.get((there.iri, change.column.predicate, one)) for one in change.old}
        nested = [one for one, place in places.items() if one in rows and rows[one].place == place]
        if not there.has_order(change.column) or not nested:
            return False
        if sorted(change.new) == sorted(nested):
            self._orders[there.iri] = change.new
        else:
            message = f"the members of this collection are the headings below it, at {rows[nested[0]].place}"
            hint = "change their order only; or edit the page, and restore the cell"
            self._problems.append(CellProblem(change.cell, message, hint, there.place))
        return True

    def _compare_cell(self, row: SheetRow, at: int, column: SheetColumn, there: ConceptRow) -> CellChange | None:
        """Return the change that a cell asks for; None if it asks for nothing."""
        cell, current = row.cell(at), there.read(column)
        if row.is_added and not cell.text.strip():
            self._note_kept(current, column, row.sheet.place(row.row.number, at))
            return None
        exported = self._state.rows.get(row.key) if self._state else None
        before = exported.digests.get(column.header) if exported else None
        before = before or digest_cell(there, column, current)
        # A cell that was not edited is not even understood: its names may be those of other concepts by now.
        is_same = digest_cell(there, column, self._read_exported(cell.text, column)) == before
        is_unknown = row.has_formula(at) and not cell.text
        if (is_same and not is_unknown) or cell.text.endswith(CUT):
            return None
        place, now = row.sheet.place(row.row.number, at), digest_cell(there, column, current)
        values = self._read_values(row, at, column, current)
        if values is None or digest_cell(there, column, values) in (now, before):
            return None
        change = CellChange(there.iri, column, current, values, place)
        if now == before:
            return change
        shown = f"{self._show(current, column)!r} in the pages, {cell.text!r} in the sheet"
        message = f"{column.header!r} was changed both in the sheet and in the pages: {shown}"
        return change if self._is_won(place, message, self._vocabulary.place_of(there, column, values)) else None

    def _is_won(self, cell: Location, message: str, line: Location) -> bool:
        """Record a conflict, and return whether the sheet wins it."""
        self._conflicts.append(CellProblem(cell, message, _CHOOSE, line, is_conflict=True))
        return self._winner == "theirs"

    def _note_kept(self, current: Values, column: SheetColumn, place: Location) -> None:
        """In a row without an id, an empty cell asks for nothing; the heading may say more than the row."""
        if current and column.predicate != BROADER:
            shown = self._show(current, column)
            self._kept.append(place)
            self._notices.append(f"{place}: the cell is empty, and the pages keep {shown!r}; export the sheet again")

    def _read_exported(self, text: str, column: SheetColumn) -> Values:
        values = split_values(text)
        if column.is_reference:
            return tuple(dict.fromkeys(self._names.resolve_exported(value) for value in values))
        return tuple(dict.fromkeys(values))

    def _read_values(self, row: SheetRow, at: int, column: SheetColumn, current: Values = ()) -> Values | None:
        """Return the values of a cell that was edited; None if it has a problem, which is reported."""
        cell, place = row.cell(at), row.sheet.place(row.row.number, at)
        problem = self._check_cell(row, at)
        if problem:
            self._problems.append(CellProblem(place, *problem))
            return None
        if cell.kind == "number" and column.kind != LEVEL:
            self._notices.append(f"{place}: this cell is a number, {cell.text}: zeros before it may have been lost")
        values = tuple(dict.fromkeys(normalize(value) for value in split_values(cell.text)))
        if column.kind == STATUS:
            return self._read_status(cell.text, place)
        if column.is_reference:
            return self._resolve(values, column, row.scheme, place, current)
        if column.kind != "note":
            return tuple(dict.fromkeys(_LINE_BREAK.sub(" ", value) for value in values))
        if len(values) > max(1, len(current)):
            bar = "a bar separates values, and a bar in a text is \\|"
            self._notices.append(f"{place}: {len(values)} values of {column.header!r} are in this cell: {bar}")
        return values

    def _resolve(
        self, values: Values, column: SheetColumn, scheme: str, place: Location, current: Values
    ) -> Values | None:
        """Return the IRIs or keys that names in a cell lead to; values that the pages have already are kept."""
        try:
            resolve = self._names.resolve_mapping if column.kind == "mapping" else self._names.resolve
            found = [value if value in current else resolve(value, scheme) for value in values]
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
        """Return what a spreadsheet made of a cell, and how to undo it; None if nothing is wrong."""
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
        """Record the place in the outline and the further broader concepts of a cell."""
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

    def _is_level_edited(self, row: SheetRow, there: ConceptRow) -> bool:
        exported = self._state.rows.get(row.key) if self._state else None
        return read_level(row) not in (exported.level if exported else there.level, there.level, None)

    def _compare_level(self, row: SheetRow, there: ConceptRow, places: Mapping[str, LevelPlace]) -> None:
        """Move a concept with an edited level below the nearest row above with a lower level."""
        if not row.level or there.kind or row.is_added:
            return
        exported = self._state.rows.get(row.key) if self._state else None
        found, cell = places.get(row.key, LevelPlace()), row.place(LEVEL)
        if read_level(row) is None:
            self._problems.append(CellProblem(cell, f"the level cannot be {row.level!r}", "write 1 or more"))
        elif not self._is_level_edited(row, there):
            return
        elif found.problem:
            self._problems.append(CellProblem(cell, found.problem, found.hint, there.place))
        elif exported and there.parent not in (exported.parent, found.parent):
            if self._is_won(cell, "the concept was moved both in the sheet and in the pages", there.place):
                self._parents[there.iri] = found.parent
        elif found.parent != there.parent:
            self._parents[there.iri] = found.parent
            self._note_disagreement(row, places, there.parent, LEVEL)

    def _note_disagreement(self, row: SheetRow, places: Mapping[str, LevelPlace], broader: str, edited: str) -> None:
        """If the level and the broader concept ask for different places, say which of them counts."""
        by_level = places.get(row.key, LevelPlace()).parent
        if not row.broader or by_level == broader:
            return
        above = self._labels.get(by_level, "")
        shown = f"below {above!r}" if above else "at the top"
        self._notices.append(
            f"{row.place(LEVEL)}: the level is {shown}, but the broader concept is {row.broader!r}; {edited!r} counts"
        )

    def _find_unsure(self, added: Sequence[NewConcept], others: Sequence[ConceptRow]) -> Iterator[CellProblem]:
        """New rows that may be a concept of the pages already, which had the label of the row in an earlier run."""
        unmatched: dict[tuple[str, str], ConceptRow] = {}
        for other in others:
            unmatched.setdefault((other.scheme, other.parent), other)
        for one in added:
            there = unmatched.get((one.scheme, one.parent))
            if there is not None and one.key.startswith(NEW_KEY) and not one.name:
                label, id_ = self._vocabulary.label(there), shorten_iri(there.iri, there.scheme, self._vocabulary.base)
                message = f"this row may be {label!r}, which the pages have since the export"
                hint = f"if it is, write its id {id_!r} into the row, else an id of its own; or export the sheet again"
                yield CellProblem(one.cell, message, hint, there.place)

    def _read_new(self, row: SheetRow, places: Mapping[str, LevelPlace]) -> NewConcept:
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
        if broader and broader[1:]:
            column = next(one for one in row.columns.values() if one.predicate == BROADER)
            values[column] = broader[1:]
        if row.broader:
            parent = broader[0] if broader else ""
            if row.level and parent:
                self._note_disagreement(row, places, parent, "Broader")
        else:
            parent = self._place_new(row, places.get(row.key, LevelPlace()))
        if row.label in self._vocabulary.labels_in(row.scheme):
            self._notices.append(f"{row.place()}: another concept has the label {row.label!r} too")
        return NewConcept(row.key, row.name, row.scheme, parent, values, row.place())

    def _place_new(self, row: SheetRow, found: LevelPlace) -> str:
        """Return the key of the concept that a new row without a broader one is below."""
        if found.problem:
            self._problems.append(CellProblem(row.place(LEVEL), found.problem, found.hint))
        elif row.level and read_level(row) is None:
            message = f"the level cannot be {row.level!r}"
            self._problems.append(CellProblem(row.place(LEVEL), message, "write 1 or more"))
        elif not row.level:
            self._notices.append(f"{row.place()}: {row.label!r} has no 'Broader' and no 'Level': it is a top concept")
        return found.parent

    def _report_gone(self, row: SheetRow) -> None:
        message = "the concept of this row is not in the pages any longer"
        self._problems.append(CellProblem(row.place(), message, "delete the row, or restore the heading"))

    def _show(self, values: Values, column: SheetColumn) -> str:
        if column.is_reference:
            return " | ".join(self._vocabulary.labels.get(value, value) for value in values)
        return " | ".join(values)


def list_problems(request: SheetRequest, winner: str) -> Iterator[CellProblem]:
    """Yield the problems of a request; conflicts are problems unless a side wins."""
    yield from request.problems
    yield from request.conflicts if not winner else ()
