"""The rows of sheets that were read: which concept each is, and its cells by column."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from headword.compiler.naming.lock import to_iri
from headword.core.findings import Location
from headword.importers.edits.columns import BROADER, ID, IRI, LEVEL, PREF_LABEL, SheetColumn, find_column
from headword.importers.edits.problems import CellProblem
from headword.importers.edits.request import NEW_KEY
from headword.importers.edits.rows import VocabularyRows
from headword.importers.sheets.cells import split_values
from headword.importers.sheets.looks import name_cell
from headword.importers.sheets.read_tables import ReadCell, ReadRow, ReadSheet
from headword.importers.sheets.tables import ExportedState
from headword.markdown.text import normalize
from headword.rdf.terms import is_iri

_ID = re.compile(r"[\w.:~-]+")
_HEADERS = 20
"""The header is among this many first rows."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sheet that was read.

    Attributes:
        sheet: the sheet.
        row: the row in it.
        columns: the columns of the sheet by their numbers from 0.
        key: the IRI of the concept; of a new row without one a name that no IRI has.
        name: the id that is written in a new row.
        is_new: whether no concept of the export or of the pages has this key.
        scheme: the IRI of the scheme of the sheet.
        positions: the number of the first column of each predicate and kind.
        is_added: whether it has no id, and is known as a concept that the pages have since the export.
    """

    sheet: ReadSheet
    row: ReadRow
    columns: Mapping[int, SheetColumn]
    key: str
    name: str
    is_new: bool
    scheme: str
    positions: Mapping[str, int]
    is_added: bool = False

    def place(self, wanted: str = "") -> Location:
        """Return the place of the cell in the column with this header, else of the label."""
        found = next((at for at, one in self.columns.items() if one.header == wanted), None)
        labels = (at for at, one in self.columns.items() if one.predicate == PREF_LABEL)
        return self.sheet.place(self.row.number, found if found is not None else next(labels, 0))

    def cell(self, column: int) -> ReadCell:
        """Return the cell in a column."""
        return self.row.cells[column] if column < len(self.row.cells) else ReadCell("")

    def has_formula(self, column: int) -> bool:
        """Return whether the cell in a column is a formula."""
        return name_cell(self.row.number - 1, column) in self.sheet.traits.formulas

    @property
    def label(self) -> str:
        """Return the first label of the row."""
        return next(iter(split_values(self._read(PREF_LABEL))), "")

    @property
    def broader(self) -> str:
        """Return the first broader concept, as it is written."""
        return next(iter(split_values(self._read(BROADER))), "")

    @property
    def level(self) -> str:
        """Return the text of the level."""
        return self._read(LEVEL)

    def _read(self, name: str) -> str:
        """Return the text in the first column of a predicate or a kind."""
        at = self.positions.get(name)
        return "" if at is None else self.row.text(at)


@dataclass(frozen=True, slots=True)
class ReadRows:
    """All rows, in the order of the sheets, with problems and notices."""

    rows: tuple[SheetRow, ...]
    problems: tuple[CellProblem, ...]
    notices: tuple[str, ...]


def identify_rows(sheets: Sequence[ReadSheet], vocabulary: VocabularyRows, state: ExportedState | None) -> ReadRows:
    """Return the rows of all sheets that have concepts."""
    rows: list[SheetRow] = []
    problems: list[CellProblem] = []
    notices: list[str] = []
    known = {*vocabulary.by_iri, *(state.rows if state else ())}
    exported: defaultdict[str, list[str]] = defaultdict(list)
    for one in state.rows.values() if state else ():
        exported[one.sheet].append(one.iri)
    for sheet in sheets:
        header = find_header(sheet, vocabulary.language)
        if header is None:
            notices.append(f"{sheet.file}!{sheet.title}: this sheet has no header that headword knows; it is not read")
            continue
        problems += header.problems
        old = exported.get(state.find_sheet(sheet.title), ()) if state else ()
        if not {ID, IRI} & header.positions.keys() and old:
            hint = "restore one of them: without it, headword cannot recognize the rows"
            problems.append(CellProblem(sheet.place(header.row, 0), "the columns 'ID' and 'IRI' are missing", hint))
            continue
        notices += header.notices
        data = [row for row in sheet.rows if row.number > header.row]
        scheme = _find_scheme(sheet, data, header.columns, vocabulary, old)
        problems += _check_merged(sheet, header.row)
        positions = header.positions
        for row in data:
            made = _identify(sheet, row, header, positions, scheme, known, vocabulary)
            (problems if isinstance(made, CellProblem) else rows).append(made)  # type: ignore[arg-type]
    problems += _find_twice(rows)
    return ReadRows(tuple(_find_added(rows, vocabulary, state)), tuple(problems), tuple(notices))


def _find_added(
    rows: Sequence[SheetRow], vocabulary: VocabularyRows, state: ExportedState | None
) -> Iterator[SheetRow]:
    """Yield the rows; one without an id is the concept with its label that the pages have since the export."""
    taken = {*(row.key for row in rows), *(state.rows if state else ())}
    labels: dict[tuple[str, str], str] = {}
    for there in reversed(vocabulary.rows):
        if there.iri not in taken:
            labels[there.scheme, vocabulary.label(there)] = there.iri
    for row in rows:
        iri = labels.pop((row.scheme, normalize(row.label)), "") if row.is_new and not row.name else ""
        yield replace(row, key=iri, is_new=False, is_added=True) if iri else row


@dataclass(frozen=True, slots=True)
class SheetHeader:
    """The header of a sheet: the number of its row, and the columns by their numbers from 0."""

    row: int
    columns: Mapping[int, SheetColumn]
    problems: tuple[CellProblem, ...]
    notices: tuple[str, ...]

    @property
    def positions(self) -> Mapping[str, int]:
        """Return the number of the first column of each predicate and kind."""
        found: dict[str, int] = {}
        for at, column in self.columns.items():
            found.setdefault(column.predicate or column.kind, at)
        return found


def find_header(sheet: ReadSheet, language: str) -> SheetHeader | None:
    """Return the first row that has the header of a label, an id or an IRI; None if there is none."""
    for row in sheet.rows[:_HEADERS]:
        found = {at: find_column(cell.text, language) for at, cell in enumerate(row.cells) if cell.text.strip()}
        known = {at: column for at, column in found.items() if column is not None}
        if not any(column.kind in (ID, IRI) or column.predicate == PREF_LABEL for column in known.values()):
            continue
        seen: dict[str, int] = {}
        problems = []
        for at, column in known.items():
            if column.header in seen:
                message = f"{column.header!r} is already the header of {name_cell(row.number - 1, seen[column.header])}"
                problems.append(CellProblem(sheet.place(row.number, at), message, "rename or delete one of them"))
            seen.setdefault(column.header, at)
        notices = [
            f"{sheet.place(row.number, at)}: headword does not know the column {row.text(at)!r}; it is not read"
            for at, column in found.items()
            if column is None
        ]
        return SheetHeader(row.number, known, tuple(problems), tuple(notices))
    return None


def _find_scheme(
    sheet: ReadSheet,
    rows: Sequence[ReadRow],
    columns: Mapping[int, SheetColumn],
    vocabulary: VocabularyRows,
    exported: Sequence[str],
) -> str:
    """Return the scheme of most rows of a sheet, otherwise the only one."""
    at = next((at for at, one in columns.items() if one.kind == IRI), None)
    counts: dict[str, int] = {}
    for row in rows if at is not None else ():
        there = vocabulary.by_iri.get(row.text(at or 0))
        if there is not None:
            counts[there.scheme] = counts.get(there.scheme, 0) + 1
    for iri in exported:
        there = vocabulary.by_iri.get(iri)
        if there is not None:
            counts[there.scheme] = counts.get(there.scheme, 0) + 1
    if counts:
        return max(counts, key=lambda one: counts[one])
    titled = [iri for iri, title in vocabulary.titles.items() if title.casefold() == sheet.title.casefold()]
    schemes = list(vocabulary.by_scheme())
    return titled[0] if titled else schemes[0] if len(schemes) == 1 else ""


def _identify(
    sheet: ReadSheet,
    row: ReadRow,
    header: SheetHeader,
    own: Mapping[str, int],
    scheme: str,
    known: set[str],
    vocabulary: VocabularyRows,
) -> SheetRow | CellProblem:
    """Return a row with its concept, by its IRI, otherwise by its id."""
    iri = row.text(own[IRI]) if IRI in own else ""
    name = row.text(own[ID]) if ID in own else ""
    ways = [*(f"{scheme}{sign}{name}" for sign in "/#" if scheme), to_iri(name, vocabulary.base)] if name else []
    by_name = next((one for one in ways if one in known), "")
    # A concept that is in another scheme by now keeps its IRI.
    if iri in known and name and by_name != iri and not iri.endswith((f"/{name}", f"#{name}")):
        return CellProblem(
            sheet.place(row.number, own[ID]), f"the id {name!r} is not that of the IRI of this row",
            "restore the id; to change an id, edit the page",
        )  # fmt: skip
    if iri and iri not in known and by_name:
        return CellProblem(
            sheet.place(row.number, own[IRI]), "the IRI is not that of the id of this row", "restore the IRI"
        )
    key = iri or by_name
    new = key not in known
    if new and iri and not is_iri(iri):
        return CellProblem(sheet.place(row.number, own[IRI]), f"{iri!r} is not an absolute IRI", "empty the cell")
    if new and name and not _ID.fullmatch(name):
        hint = "use letters, digits, '-' and '_', or empty the cell"
        return CellProblem(sheet.place(row.number, own[ID]), f"{name!r} cannot be an id", hint)
    key = key or f"{NEW_KEY}{sheet.title}!{row.number}"
    return SheetRow(sheet, row, header.columns, key, name if new else "", new, scheme, own)


def _find_twice(rows: Sequence[SheetRow]) -> Iterator[CellProblem]:
    first: dict[str, SheetRow] = {}
    for row in rows:
        if row.key in first:
            where = first[row.key].place(ID)
            yield CellProblem(row.place(ID), f"the concept of this row is already in {where}", "empty ID and IRI")
        first.setdefault(row.key, row)


def _check_merged(sheet: ReadSheet, header: int) -> Iterator[CellProblem]:
    for merged in sheet.traits.merged:
        start = merged.partition(":")[0]
        number = int("".join(char for char in start if char.isdigit()))
        end = int("".join(char for char in merged.partition(":")[2] if char.isdigit()))
        if end > header and number >= header:
            place = Location(f"{sheet.file}!{sheet.title}!{start}")
            yield CellProblem(place, f"the cells {merged} are merged", "unmerge them, and write the text into each row")
