"""Spreadsheets as triples, from which an import makes pages: headword's own sheets and those of other programs."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from headword.compiler.meaning.dialect import list_keys
from headword.core.errors import SourceError
from headword.core.findings import Location
from headword.core.slugs import slugify
from headword.importers.edits.columns import DEPRECATED, full_predicate
from headword.importers.edits.problems import CellProblem, raise_problems
from headword.importers.sheets.cells import split_values
from headword.importers.sheets.layouts import (
    COLLECTION,
    CONCEPT,
    IGNORED,
    LANGUAGE,
    STATUS,
    LayoutColumn,
    SheetLayout,
    find_layout,
    is_explanation,
    read_prefixes,
    read_scheme,
)
from headword.importers.sheets.read_tables import ReadRow, ReadSheet, ReadWorkbook
from headword.importers.sheets.tables import read_state
from headword.markdown.text import normalize
from headword.rdf.languages import format_tag, is_known
from headword.rdf.terms import DCTERMS, OWL, PREFIXES, RDF_TYPE, REPLACED_BY, SKOS, XSD, Literal, Term, Triple, is_iri

_KINDS = {full_predicate(key): key.value for key in list_keys()}
_REFERENCES = frozenset({"relation", "mapping", "scheme", "link"})
_LABEL_AFTER = re.compile(r"\s+\((?P<label>[^()]*)\)$")
_TAGGED = re.compile(r"(?P<text>.*\S)@(?P<tag>[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)", re.DOTALL)
_WITH_ID = re.compile(r".*\[(?P<id>[^\[\]]+)\]", re.DOTALL)
_RETIRED = frozenset({DEPRECATED, "retired", "superseded", "invalid", "not accepted", "yes", "true"})
_ID = re.compile(r"[\w.~-]+")
"""An id that a template puts after the IRI of the vocabulary."""
_NAMES_IRIS = re.compile(r"\b[IU]RI\b", re.IGNORECASE)
_LIST_OF_IRIS = re.compile(r"[\n|,;]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class SheetTriples:
    """The statements of a workbook, the IRIs of its rows in their order, and notices for people."""

    triples: tuple[Triple, ...]
    order: tuple[str, ...]
    notices: tuple[str, ...]


@dataclass(slots=True)
class _FoundRow:
    sheet: ReadSheet
    row: ReadRow
    layout: SheetLayout
    scheme: str
    iri: str
    is_collection: bool
    language: str


def read_sheet_triples(workbook: ReadWorkbook, base: str, language: str, mapped: Mapping[str, str]) -> SheetTriples:
    """Return the statements of a workbook; ``mapped`` are the fields of headers that do not show their meaning.

    Concepts without an IRI get one below ``base``. A text without a language is in ``language``.

    Raises:
        SourceError: no sheet has concepts, or a mapped header does not exist.
        ProblemError: a cell cannot be read.
    """
    return _Importer(workbook, base, language, mapped).read()


class _Importer:
    def __init__(self, workbook: ReadWorkbook, base: str, language: str, mapped: Mapping[str, str]) -> None:
        self._workbook = workbook
        self._base = base
        self._language = language
        self._mapped = mapped
        self._prefixes = read_prefixes(workbook.sheets)
        self._spaces = {**PREFIXES, "dct": DCTERMS, **self._prefixes}
        self._problems: list[CellProblem] = []
        self._notices: list[str] = list(workbook.notices)
        state = read_state(workbook.state)
        self._titles = {iri: row.sheet for iri, row in state.rows.items()} if state else {}
        self._bases = (base, state.base) if state else (base,)
        self._by_label: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._by_id: dict[str, str] = {}
        self._said: dict[Triple, None] = {}

    def read(self) -> SheetTriples:
        sheets = [(sheet, find_layout(sheet, self._mapped, self._prefixes)) for sheet in self._workbook.sheets]
        tables = [(sheet, layout) for sheet, layout in sheets if layout is not None and not is_explanation(sheet.title)]
        self._check_mapped(tables)
        if not tables:
            hint = "name the column of labels with --column HEADER=Label"
            raise SourceError("no sheet has a header with labels of concepts", Location(self._workbook.name), hint)
        general = self._describe_general(sheets)
        rows = [row for sheet, layout in tables for row in self._find_rows(sheet, layout, general)]
        for row in rows:
            self._read_row(row)
        for sheet, layout in tables:
            self._notices += [
                f"{sheet.place(layout.row, at)}: the column {name!r} is not read; name its field with "
                f"--column '{name}=FIELD'"
                for at, name in layout.unread
            ]
        self._find_tops(rows)
        raise_problems(self._problems)
        return SheetTriples(tuple(self._said), tuple(row.iri for row in rows), tuple(dict.fromkeys(self._notices)))

    def _check_mapped(self, tables: Sequence[tuple[ReadSheet, SheetLayout]]) -> None:
        headers = {
            " ".join(row.text(at).split())
            for sheet, layout in tables
            for row in sheet.rows
            if row.number == layout.row
            for at in range(len(row.cells))
        }
        unknown = sorted(self._mapped.keys() - headers)
        if unknown:
            hint = f"known columns: {', '.join(sorted(headers - {''}))}"
            raise SourceError(f"there is no column {unknown[0]!r}", Location(self._workbook.name), hint)

    def _describe_general(self, sheets: Sequence[tuple[ReadSheet, SheetLayout | None]]) -> str:
        """Describe the scheme of the workbook, if a sheet without concepts does."""
        for sheet, layout in sheets:
            if layout is None and not is_explanation(sheet.title):
                found = list(read_scheme(sheet.rows, self._prefixes))
                iri = next((self._expand(value) for name, value, _ in found if not name), "")
                if iri:
                    self._state_scheme(iri, found)
                    return iri
        return ""

    def _state_scheme(self, iri: str, found: Sequence[tuple[str, str, str]]) -> None:
        self._said[iri, RDF_TYPE, SKOS + "ConceptScheme"] = None
        for name, value, tag in found:
            day = _DAY.match(value)
            if name in (DCTERMS + "created", DCTERMS + "modified"):
                if day:
                    self._said[iri, name, Literal(day.group(), "", XSD + "date")] = None
            elif name:
                is_text = name in (DCTERMS + "title", DCTERMS + "description") or name.startswith(SKOS)
                expanded = self._expand(value)
                term: Term = Literal(normalize(value), tag or (self._language if is_text else ""))
                self._said[iri, name, expanded if is_iri(expanded) and not is_text else term] = None

    def _find_rows(self, sheet: ReadSheet, layout: SheetLayout, general: str) -> Iterator[_FoundRow]:
        above = list(read_scheme([row for row in sheet.rows if row.number < layout.row], self._prefixes))
        scheme = next((self._expand(value) for name, value, _ in above if not name), "") or general
        if not is_iri(scheme):
            scheme = _find_exported_scheme(sheet, layout) or f"{self._base}{slugify(sheet.title)}"
            above = [*above, (DCTERMS + "title", self._find_title(sheet, layout), "")]
        if above and scheme != general:
            self._state_scheme(scheme, above)
        data = [row for row in sheet.rows if row.number > layout.row]
        at = next((at for at, one in layout.columns.items() if one.predicate in (CONCEPT, COLLECTION)), None)
        iri_at = [at for at, one in layout.columns.items() if one.predicate == CONCEPT]
        taken: set[str] = set()
        header = next(row.text(at) for row in sheet.rows if row.number == layout.row) if at is not None else ""
        # Templates have a row of explanations below the header, in which no cell is an IRI.
        has_iris = at is not None and (
            bool(_NAMES_IRIS.search(header)) or any(is_iri(self._expand(row.text(at))) for row in data)
        )
        for row in data:
            texts = [row.text(one) for one in (iri_at or ([at] if at is not None else []))]
            written = next((text for text in texts if is_iri(self._expand(text))), next(filter(None, texts), ""))
            language = self._find_language(row, layout)
            label = self._find_label(row, layout)
            if not written and not label:
                continue
            iri = self._expand(written)
            if has_iris and not is_iri(iri) and not _ID.fullmatch(iri):
                place = sheet.place(row.number, at or 0)
                self._notices.append(f"{place}: this row has no IRI, so it is not read as a concept")
                continue
            if not is_iri(iri):
                iri = self._mint(scheme, written, label, taken)
            taken.add(iri)
            is_collection = any(one.predicate == COLLECTION for one in layout.columns.values())
            for name in filter(None, (*texts, written, iri)):
                self._by_id.setdefault(name, iri)
            if label:
                self._by_label[label][iri] = None
            yield _FoundRow(sheet, row, layout, scheme, iri, is_collection, language)

    def _find_title(self, sheet: ReadSheet, layout: SheetLayout) -> str:
        """The title of a sheet, which the name of a CSV file only resembles."""
        texts = (row.text(at) for row in sheet.rows for at in layout.columns)
        return next((self._titles[text] for text in texts if text in self._titles), sheet.title)

    def _mint(self, scheme: str, written: str, label: str, taken: set[str]) -> str:
        slug = written if _ID.fullmatch(written) else slugify(written or label)
        name, number = f"{scheme}/{slug}", 2
        while name in taken:
            name, number = f"{scheme}/{slug}-{number}", number + 1
        return name

    def _find_label(self, row: ReadRow, layout: SheetLayout) -> str:
        for at, one in layout.columns.items():
            if one.predicate == SKOS + "prefLabel" and row.text(at):
                values = self._split(row.text(at), one)
                return normalize(_untag(values[0])[0]) if values else ""
        return ""

    def _find_language(self, row: ReadRow, layout: SheetLayout) -> str:
        for at, one in layout.columns.items():
            tag = row.text(at)
            if one.predicate == LANGUAGE and tag and is_known(tag):
                return format_tag(tag)
        return self._language

    def _expand(self, text: str) -> str:
        """An IRI, or a CURIE with a prefix that is known, as an IRI; a label in brackets after it is left out."""
        plain = _LABEL_AFTER.sub("", text.strip().strip("<>"))
        prefix, colon, rest = plain.partition(":")
        if colon and prefix in self._spaces and not rest.startswith("//") and " " not in rest:
            return self._spaces[prefix] + rest
        return plain

    def _read_row(self, found: _FoundRow) -> None:
        if not found.is_collection and (found.iri, RDF_TYPE, SKOS + "Collection") not in self._said:
            self._said[found.iri, RDF_TYPE, SKOS + "Concept"] = None
        elif found.is_collection:
            self._said[found.iri, RDF_TYPE, SKOS + "Collection"] = None
        self._said[found.iri, SKOS + "inScheme", found.scheme] = None
        for at, column in found.layout.columns.items():
            text = found.row.text(at)
            if text and column.predicate not in (CONCEPT, COLLECTION, LANGUAGE, IGNORED):
                self._read_cell(found, at, column, text)

    def _read_cell(self, found: _FoundRow, at: int, column: LayoutColumn, text: str) -> None:
        place = found.sheet.place(found.row.number, at)
        cell = found.row.cells[at]
        if cell.kind in ("date", "boolean") and _KINDS.get(column.predicate) in ("label", "note", "notation"):
            hint = "format the cell as text, and write the text again"
            message = f"this cell is a {cell.kind}, {text}, which the spreadsheet made of the text"
            self._problems.append(CellProblem(place, message, hint))
            return
        if cell.kind == "number" and _KINDS.get(column.predicate) in ("label", "notation"):
            self._notices.append(f"{place}: this cell is a number, {text}: zeros before it would be lost")
        if column.predicate == STATUS:
            if text.casefold() in _RETIRED:
                self._said[found.iri, OWL + DEPRECATED, Literal("true", "", XSD + "boolean")] = None
        elif column.predicate == RDF_TYPE:
            self._read_type(found, text)
        elif column.predicate.startswith("^") or _KINDS.get(column.predicate, "") in _REFERENCES:
            for value in self._split(text, column):
                self._read_reference(found, column.predicate, value, place)
        else:
            for value in self._split(text, column):
                self._read_text(found, column, value, self._find_language_at(found, at))

    def _read_type(self, found: _FoundRow, text: str) -> None:
        words = {"collection": "Collection", "ordered collection": "OrderedCollection"}
        expanded = self._expand(text)
        kind = SKOS + words[text.casefold()] if text.casefold() in words else expanded
        if kind in (SKOS + "Collection", SKOS + "OrderedCollection"):
            self._said.pop((found.iri, RDF_TYPE, SKOS + "Concept"), None)
            self._said[found.iri, RDF_TYPE, kind] = None

    def _find_language_at(self, found: _FoundRow, at: int) -> str:
        """The language that the next column has, if it is one of languages; else that of the row."""
        after, tag = found.layout.columns.get(at + 1), found.row.text(at + 1)
        return format_tag(tag) if after and after.predicate == LANGUAGE and is_known(tag) else found.language

    def _read_text(self, found: _FoundRow, column: LayoutColumn, value: str, spoken: str) -> None:
        text, tag = _untag(value)
        language = column.language if column.language is not None else tag or spoken
        is_plain = _KINDS.get(column.predicate) == "notation"
        if _KINDS.get(column.predicate) == "date":
            day = _DAY.match(text)
            if day:
                self._said[found.iri, column.predicate, Literal(day.group(), "", XSD + "date")] = None
            return
        self._said[found.iri, column.predicate, Literal(normalize(text), "" if is_plain else language)] = None

    def _read_reference(self, found: _FoundRow, predicate: str, value: str, place: Location) -> None:
        target = self._resolve(value, found)
        if not target and _KINDS.get(predicate) == "link":
            self._said[found.iri, predicate, Literal(normalize(value))] = None
        elif not target:
            hint = "write the IRI, the id or the label of another row"
            self._problems.append(CellProblem(place, f"there is no concept {value!r}", hint))
        elif predicate.startswith("^"):
            self._said[target, predicate[1:], found.iri] = None
        else:
            self._said[found.iri, predicate, target] = None

    def _resolve(self, value: str, found: _FoundRow) -> str:
        labelled = tuple(self._by_label.get(normalize(value), ()))
        if len(labelled) == 1:
            return labelled[0]
        in_brackets = _WITH_ID.fullmatch(value)
        word = in_brackets["id"] if in_brackets else value
        for name in (word, *(f"{found.scheme}{sign}{word}" for sign in "/#"), *(base + word for base in self._bases)):
            if name in self._by_id:
                return self._by_id[name]
        expanded = self._expand(value)
        return expanded if is_iri(expanded) else ""

    def _split(self, text: str, column: LayoutColumn) -> list[str]:
        """The values in a cell: by the separator of the column, else by bars; lists and IRIs also by their signs."""
        if column.separator:
            return [part.strip() for part in text.split(column.separator) if part.strip()]
        kind = _KINDS.get(column.predicate.removeprefix("^"), "")
        if kind in _REFERENCES:
            parts = [part.strip() for part in _LIST_OF_IRIS.split(text) if part.strip()]
            if all(is_iri(self._expand(part)) for part in parts):
                return parts
        if kind == "note" or "\n" not in text:
            return list(split_values(text))
        return [value for line in text.split("\n") for value in split_values(line)]

    def _find_tops(self, rows: Sequence[_FoundRow]) -> None:
        """Top concepts are those without a broader one; the order of rows decides nothing else."""
        below = {subject for subject, predicate, _ in self._said if predicate == SKOS + "broader"}
        below |= {str(value) for _, predicate, value in self._said if predicate == SKOS + "narrower"}
        described = {subject for subject, predicate, value in self._said if predicate == RDF_TYPE}
        for row in rows:
            if row.iri not in below and (row.iri, RDF_TYPE, SKOS + "Concept") in self._said:
                self._said[row.iri, SKOS + "topConceptOf", row.scheme] = None
        for subject, predicate, value in list(self._said):
            if predicate == REPLACED_BY and value not in described:
                self._notices.append(f"<{subject}> is replaced by <{value}>, which is not on a sheet")


def _find_exported_scheme(sheet: ReadSheet, layout: SheetLayout) -> str:
    """The scheme of a sheet that headword wrote: an IRI in it is the scheme with the id; empty if it is another's."""
    at = [number for number, one in layout.columns.items() if one.predicate == CONCEPT]
    for row in sheet.rows if len(at) == 2 else ():
        name, iri = row.text(at[0]), row.text(at[1])
        if name and row.number > layout.row and is_iri(iri) and iri.endswith((f"/{name}", f"#{name}")):
            return iri[: -len(name) - 1]
    return ""


def _untag(value: str) -> tuple[str, str]:
    """A text and the language tag after it, as in ``Autoroute@fr``."""
    found = _TAGGED.fullmatch(value)
    if found is not None and is_known(found["tag"]):
        return found["text"], format_tag(found["tag"])
    return value, ""
