"""Tables of concepts: CSV and the like, a row each, columns by their names."""

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from headword.compiler.meaning.dialect import find_key, list_keys
from headword.core.errors import SourceError
from headword.core.findings import Location
from headword.core.slugs import is_valid_id
from headword.importers.outlines.line import ImportedOutline, Importer, Line, OutlineField
from headword.rdf.languages import NONE, format_tag, is_known
from headword.rdf.terms import is_iri

_DELIMITERS = ",;\t|"
_COLUMN = re.compile(r"(?P<key>.*?)\s*(?:\((?P<bracket>[\w-]+)\)|@(?P<at>[\w-]+)|\[(?P<square>[\w-]+)\])?")
_IDS = frozenset({"id", "identifier", "iri", "uri", "concept", "concept iri", "concept uri", "conceptid"})
_PARENTS = frozenset({"parent", "broader", "bt", "broader term", "parent id", "parent iri", "parentid", "isa"})
_LABELS = frozenset({"name", "term", "title", "concept name", "heading"})
_LEVEL = re.compile(r"level\s*(\d+)", re.IGNORECASE)
_KINDS = {key.name: key.value for key in list_keys()}


class _Column(NamedTuple):
    """The meaning of a column: ``id``, ``parent``, ``level`` (of that number), or a field of the dialect."""

    kind: str
    key: str = ""
    language: str = ""
    level: int = 0


def read_table(
    data: bytes, path: str, columns: Mapping[str, str], language: str | None = None, site_language: str = "en"
) -> ImportedOutline:
    """Return a line for each row, below the row with the id or label of its parent.

    ``columns`` are the fields of columns whose names do not show their meaning, by name.
    If these are numbers from 1, the table has no header.
    Columns named ``level 1``, ``level 2``, … have the labels of each level.
    If the names of columns have languages, the labels in ``language`` are the headings. Without it, the language is the
    one of most definitions, then of most labels, with a preference for ``site_language``.

    Raises:
        HeadwordError: the file is not UTF-8, has no column of labels, or has a missing or cyclic parent.
    """
    rows = _read_rows(data, path)
    names = next(rows, (0, []))[1]
    if columns and all(map(str.isdecimal, columns)):
        # Numbers name the columns of a table without a header.
        rows = _read_rows(data, path)
        names = [str(number) for number in range(1, len(names) + 1)]
    kinds = [_read_column(columns.get(name.strip(), name)) for name in names]
    unread = tuple(name for name, kind in zip(names, kinds, strict=True) if not kind.kind)
    unknown = sorted(columns.keys() - {name.strip() for name in names})
    if unknown:
        hint = f"known columns: {', '.join(names)}"
        raise SourceError(f"there is no column {unknown[0]!r}", Location(path, 1), hint)
    if any(kind.kind == "level" for kind in kinds):
        return ImportedOutline(tuple(_read_levels(rows, kinds, path)), None, unread)
    if not any(kind.key == "Label" for kind in kinds):
        hint = f"name it with --column NAME=Label; the columns are {', '.join(names)}"
        raise SourceError("no column with labels was found", Location(path, 1), hint)
    cells = list(rows)
    main = _choose_language(cells, kinds, path, language, site_language)
    kinds = [kind._replace(language="") if main and kind.language == main else kind for kind in kinds]
    return ImportedOutline(
        tuple(_nest([_read_row(number, row, kinds, path) for number, row in cells], path)), main, unread
    )


def _choose_language(
    rows: Sequence[tuple[int, Sequence[str]]],
    kinds: Sequence[_Column],
    path: str,
    language: str | None,
    site_language: str,
) -> str | None:
    """Return the language of the labels that become headings, or None if a column of labels has no language.

    Raises:
        HeadwordError: there are no labels in the chosen language.
    """
    if any(kind.key == "Label" and not kind.language for kind in kinds):
        return None
    filled = Counter(
        (kind.key, kind.language) for _, row in rows for kind, cell in zip(kinds, row, strict=False) if cell.strip()
    )
    tags = list(dict.fromkeys(kind.language for kind in kinds if kind.key == "Label"))
    if language is not None:
        if (language or NONE) not in tags:
            message = f"there is no column of labels in {language or NONE!r}"
            raise SourceError(message, Location(path, 1), f"languages with labels: {', '.join(tags)}")
        return language or NONE
    most = max(filled[("Label", tag)] for tag in tags)

    def rank(tag: str) -> tuple[int, int, bool]:
        return -filled[("Definition", tag)], -filled[("Label", tag)], tag != site_language

    return min((tag for tag in tags if 2 * filled[("Label", tag)] >= most), key=rank)


def _read_rows(data: bytes, path: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty, each with its line."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        hint = "save it as UTF-8"
        raise SourceError(f"the table is not UTF-8: byte {error.start + 1}", Location(path), hint) from error
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=lambda sign: (first.count(sign), -_DELIMITERS.index(sign)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield before + 1, row
            before = reader.line_num
    except csv.Error as error:
        raise SourceError(f"the table cannot be read: {error}", Location(path, before + 1)) from error


def _read_column(name: str) -> _Column:
    level = _LEVEL.fullmatch(name.strip())
    if level is not None:
        return _Column("level", level=int(level[1]))
    match = _COLUMN.fullmatch(name.strip())
    assert match is not None
    words = match["key"].removeprefix("skos:").replace("_", " ").strip()
    language = match["bracket"] or match["at"] or match["square"] or ""
    if language and language.lower() != NONE and not is_known(language):
        return _Column("")
    if words.lower() in _IDS:
        return _Column("id")
    if words.lower() in _PARENTS:
        return _Column("parent")
    key = find_key("Label" if words.lower() in _LABELS else words)
    return _Column("field", key.name, format_tag(language) if language else "") if key is not None else _Column("")


class _Row(NamedTuple):
    name: str
    parents: tuple[str, ...]
    label: str
    said: tuple[OutlineField, ...]
    number: int
    language: str


def _read_row(number: int, cells: Sequence[str], kinds: Sequence[_Column], path: str) -> _Row:
    if any(cell.strip() for cell in cells[len(kinds) :]):
        hint = "add quotes around cells that contain a delimiter"
        message = f"this row has {len(cells)} cells, but the table has {len(kinds)} columns"
        raise SourceError(message, Location(path, number), hint)
    name = ""
    label = _find_label(cells, kinds)
    parents: list[str] = []
    fields: list[OutlineField] = []
    for kind, cell in zip(kinds, cells, strict=False):
        text = " ".join(cell.split())
        if kind.kind == "id":
            name = name or text
            if name and not is_valid_id(name) and not is_iri(name):
                hint = "write the last part of an IRI, without spaces, / and #, or the whole IRI"
                raise SourceError(f"{name!r} cannot be an id", Location(path, number), hint)
        elif kind.kind == "parent":
            parents.append(cell)
        elif kind.kind == "field" and OutlineField(kind.key, text, kind.language) != label:
            values = [_fold(cell)] if _KINDS[kind.key] == "note" else _split(cell)
            fields.extend(OutlineField(kind.key, value, kind.language) for value in values if value)
    return _Row(name, tuple(parents), label.text, tuple(fields), number, label.language)


def _find_label(cells: Sequence[str], kinds: Sequence[_Column]) -> OutlineField:
    """Return the label for the heading: in the main language, otherwise the first one."""
    labels = [
        OutlineField("Label", text, kind.language)
        for kind, cell in zip(kinds, cells, strict=False)
        if kind.key == "Label" and (text := " ".join(cell.split()))
    ]
    return min(labels, key=lambda label: label.language != "", default=OutlineField("Label", ""))


def _fold(cell: str) -> str:
    """Return prose with its line breaks."""
    return "\n".join(" ".join(line.split()) for line in cell.strip().splitlines())


def _split(cell: str) -> list[str]:
    """Return the values in a cell, separated by ``;``, ``|`` or line breaks."""
    return [text for part in re.split(r"[;|\n]", cell) if (text := " ".join(part.split()))]


def _nest(rows: Sequence[_Row], path: str) -> Iterator[Line]:
    """Return the rows in their order, each after its parent; a second parent is a field."""
    found = _index_rows(rows, path)
    parents = [_find_parents(row, found, path) for row in rows]
    below: dict[int, list[int]] = defaultdict(list)
    for index, above in enumerate(parents):
        below[above[0] if above else -1].append(index)
    left = [(0, index) for index in reversed(below[-1])]
    seen = 0
    while left:
        depth, index = left.pop()
        row = rows[index]
        seen += 1
        more = tuple(OutlineField("Broader", rows[one].name or rows[one].label) for one in parents[index][1:])
        yield Line(depth, row.label, (*row.said, *more), row.name, row.number, row.language)
        left.extend((depth + 1, one) for one in reversed(below[index]))
    if seen < len(rows):
        reached = _reach(below)
        lost = next(row for index, row in enumerate(rows) if index not in reached)
        raise SourceError(f"{lost.label!r} is its own ancestor", _at(path, lost))


def _index_rows(rows: Sequence[_Row], path: str) -> dict[str, int]:
    """Return the row of each id, and the first of each label; labels of headings precede those in other languages."""
    labels: dict[str, int] = {}
    others: dict[str, int] = {}
    names: dict[str, int] = {}
    for index, row in enumerate(rows):
        if not row.label:
            raise SourceError("this row has no label", _at(path, row))
        if row.name in names:
            first = rows[names[row.name]].number
            raise SourceError(f"the id {row.name!r} is already used in line {first}", _at(path, row))
        labels.setdefault(row.label, index)
        for field in row.said:
            if field.key == "Label":
                others.setdefault(field.text, index)
        if row.name:
            names[row.name] = index
    return {**others, **labels, **names}


def _find_parents(row: _Row, found: Mapping[str, int], path: str) -> list[int]:
    """Return the parents of a row: the one that the whole cell names, otherwise one for each value."""
    cells = (" ".join(cell.split()) for cell in row.parents)
    words = [word for cell in cells if cell for word in ([cell] if cell in found else _split(cell))]
    unknown = next((word for word in words if word not in found), None)
    if unknown is not None:
        hint = "write the id or the label of another row"
        raise SourceError(f"there is no row {unknown!r} for the parent of this row", _at(path, row), hint)
    return list(dict.fromkeys(found[word] for word in words))


def _at(path: str, row: _Row) -> Location:
    return Location(path, row.number)


def _reach(below: Mapping[int, Sequence[int]]) -> set[int]:
    reached: set[int] = set()
    left = [-1]
    while left:
        index = left.pop()
        reached.add(index)
        left.extend(below.get(index, ()))
    return reached


def _read_levels(rows: Iterator[tuple[int, list[str]]], kinds: Sequence[_Column], path: str) -> Iterator[Line]:
    """Return the rows of columns with levels, without the levels that are equal to those of the previous row."""
    order = sorted((kind.level, index) for index, kind in enumerate(kinds) if kind.kind == "level")
    before: tuple[str, ...] = ()
    for number, cells in rows:
        row = _read_row(number, cells, kinds, path)
        names = tuple(" ".join(cells[index].split()) if index < len(cells) else "" for _, index in order)
        last = max((depth for depth, name in enumerate(names) if name), default=-1)
        # An empty cell above a filled level repeats the cell of the row before.
        filled = tuple(name or (before[depth] if depth < len(before) else "") for depth, name in enumerate(names))
        names = filled[: last + 1]
        for depth, name in enumerate(names):
            if name and names[: depth + 1] != before[: depth + 1]:
                is_last = depth == last
                yield Line(depth, name, row.said if is_last else (), row.name if is_last else "", number)
        before = names


TABLE = Importer((".csv", ".tsv"), read_table=read_table)
