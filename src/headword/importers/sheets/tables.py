"""A workbook between its files and a vocabulary: sheets of texts, and the state that it was exported from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from headword.compiler.naming.lock import to_id
from headword.core.cache import digest
from headword.core.slugs import slugify
from headword.core.version import __version__
from headword.importers.edits.columns import ID, IRI, LEVEL, PREF_LABEL, SheetColumn, choose_columns, describe_column
from headword.importers.edits.rows import ConceptRow, Values, VocabularyRows
from headword.importers.sheets.cells import join_values
from headword.importers.sheets.looks import GUIDE, SPARE_ROWS, STATE, name_cell
from headword.project.config import Config

VERSION = "1"
_LONGEST_TITLE = 31
"""The limit of Excel for the name of a sheet."""
_NOT_IN_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\'", "-"))
_CHARS = 16
"""Characters of a digest: two cells of a vocabulary have the same one by chance in no realistic number of edits."""


class SheetTable(NamedTuple):
    """A sheet that is written: its name, its columns, and its rows with the depth of each."""

    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    levels: tuple[int, ...]

    @property
    def label_column(self) -> int:
        """Return the number of the column with the first labels."""
        return next((at for at, one in enumerate(self.columns) if one.predicate == PREF_LABEL), 0)

    @property
    def label_range(self) -> str:
        """Return the cells of the labels, as a formula of Excel names them."""
        letters = name_cell(0, self.label_column).rstrip("1")
        return f"='{self.title}'!${letters}$2:${letters}${len(self.rows) + SPARE_ROWS}"


class Workbook(NamedTuple):
    """The sheets of a vocabulary, the text of the sheet of columns, and the rows of the hidden sheet."""

    sheets: tuple[SheetTable, ...]
    guide: tuple[tuple[str, str], ...]
    state: tuple[tuple[str, ...], ...]


def make_workbook(vocabulary: VocabularyRows, config: Config) -> Workbook:
    """Return the sheets of a vocabulary, with the columns of the config."""
    taken = {STATE, GUIDE.casefold()}
    sheets = [
        _make_sheet(
            vocabulary, rows, name_sheet(vocabulary.titles.get(scheme, "") or "Without a scheme", taken), config
        )
        for scheme, rows in vocabulary.by_scheme().items()
    ] or [_make_sheet(vocabulary, (), name_sheet(config.title or "Concepts", taken), config)]
    columns = {column.header: column for sheet in sheets for column in sheet.columns}
    guide = tuple((header, describe_column(column)) for header, column in columns.items())
    state = _write_state(vocabulary, tuple(columns.values()), sheets)
    return Workbook(tuple(sheets), guide, tuple(state))


def _make_sheet(vocabulary: VocabularyRows, rows: Sequence[ConceptRow], title: str, config: Config) -> SheetTable:
    used = {key for row in rows for key in row.values}
    place = config.source.find_key("sheet")
    has_collections = any(row.kind for row in rows)
    columns = choose_columns(used, config.lang, config.sheet.columns, place, has_collections=has_collections)
    cells = tuple(tuple(write_cell(row, column, vocabulary) for column in columns) for row in rows)
    return SheetTable(title, columns, cells, tuple(row.level for row in rows))


def name_sheet(title: str, taken: set[str]) -> str:
    """Return a name for a sheet, at most 31 characters long and unlike those that are ``taken``; it is taken then."""
    plain = " ".join(title.translate(_NOT_IN_TITLE).split()) or "Concepts"
    name, number = plain[:_LONGEST_TITLE].strip(), 2
    while name.casefold() in taken:
        end = f" {number}"
        name, number = plain[: _LONGEST_TITLE - len(end)].strip() + end, number + 1
    taken.add(name.casefold())
    return name


def write_cell(row: ConceptRow, column: SheetColumn, vocabulary: VocabularyRows) -> str:
    """Return the text of a cell."""
    if column.kind == ID:
        return shorten_iri(row.iri, row.scheme, vocabulary.base)
    if column.kind == IRI:
        return row.iri
    if column.kind == LEVEL:
        return str(row.level)
    values = row.read(column)
    if not values:
        return ""
    if column.is_reference:
        return join_values(vocabulary.labels.get(value, value) for value in values)
    return join_values(values)


def shorten_iri(iri: str, scheme: str, base: str) -> str:
    """Return the id of a concept on the sheet of its scheme, which begins with the scheme in the lock."""
    start = iri.removeprefix(scheme) if scheme else ""
    return start[1:] if start != iri and start[:1] in ("/", "#") else to_id(iri, base)


def digest_values(values: Values) -> str:
    """Return a short digest of the values of a cell; a dot for none."""
    return digest(*values)[:_CHARS] if values else "."


def digest_cell(row: ConceptRow, column: SheetColumn, values: Values) -> str:
    """Return a short digest of values in the cell of a concept, in any order if their order has no meaning."""
    return digest_values(values if row.has_order(column) else tuple(sorted(values)))


def digest_row(row: ConceptRow, columns: Sequence[SheetColumn]) -> str:
    """Return the digests of the cells of a row, separated by spaces."""
    return " ".join(digest_cell(row, column, row.read(column)) for column in columns if column.describes)


def _write_state(
    vocabulary: VocabularyRows, columns: Sequence[SheetColumn], sheets: Sequence[SheetTable]
) -> Iterator[tuple[str, ...]]:
    described = [column.header for column in columns if column.describes]
    titles = [sheet.title for sheet in sheets]
    rows = [
        (row.iri, title, row.parent, str(row.level), vocabulary.label(row), digest_row(row, columns))
        for title, group in zip(titles, vocabulary.by_scheme().values(), strict=False)
        for row in group
    ]
    yield (STATE, VERSION, __version__, "Do not change this sheet: headword apply compares the other sheets with it.")
    yield ("base", vocabulary.base)
    yield ("columns", *described)
    yield ("digest", digest(*described, *("\t".join(row) for row in rows)))
    yield from rows


@dataclass(frozen=True, slots=True)
class ExportedRow:
    """A concept in the hidden sheet: its old place, its label, and the digests of its cells by header."""

    iri: str
    sheet: str
    parent: str
    level: int
    label: str
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ExportedState:
    """The state that a workbook was exported from, in the order of the rows."""

    base: str
    rows: Mapping[str, ExportedRow]

    def find_sheet(self, title: str) -> str:
        """Return the name of the exported sheet with this title, or with a CSV file of this name; empty if none."""
        names = dict.fromkeys(row.sheet for row in self.rows.values())
        return title if title in names else next((one for one in names if name_file(one) == name_file(title)), "")


def read_state(rows: Sequence[Sequence[str]]) -> ExportedState | None:
    """Return the state in the rows of the hidden sheet; None if they are not as headword wrote them."""
    heads = {row[0]: tuple(row) for row in rows[:4] if row}
    if heads.keys() != {STATE, "base", "columns", "digest"} or heads[STATE][1:2] != (VERSION,):
        return None
    described = tuple(name for name in heads["columns"][1:] if name)
    said = [tuple(row[:6]) for row in rows[4:] if any(row)]
    wanted = digest(*described, *("\t".join(row) for row in said))
    if heads["digest"][1:2] != (wanted,) or any(len(row) != 6 for row in said):
        return None
    found = {
        iri: ExportedRow(iri, sheet, parent, int(level), label, dict(zip(described, digests.split(" "), strict=False)))
        for iri, sheet, parent, level, label, digests in said
    }
    return ExportedState((*heads["base"], "")[1], found)


def name_file(title: str) -> str:
    """Return the name of the CSV file of a sheet."""
    return f"{slugify(title)}.csv"
