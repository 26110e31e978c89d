"""The layouts of sheets that other programs write: their headers, and the properties that these are."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from headword.compiler.meaning.dialect import find_key
from headword.importers.edits.columns import full_predicate
from headword.importers.sheets.read_tables import ReadRow, ReadSheet
from headword.rdf.languages import NONE, format_tag, is_known
from headword.rdf.terms import DCTERMS, OWL, PREFIXES, RDF_TYPE, SKOS, is_iri

CONCEPT, COLLECTION, LANGUAGE, IGNORED, STATUS = "concept", "collection", "language", "ignored", "status"
_HEADERS = 100
"""The header is among this many first rows: some layouts describe the scheme above it."""
_NAMES: dict[str, str] = {
    "concept": CONCEPT, "iri": CONCEPT, "uri": CONCEPT, "id": CONCEPT, "identifier": CONCEPT, "collection": COLLECTION,
    "level": IGNORED, "type": RDF_TYPE, "status": STATUS,
    "name": SKOS + "prefLabel", "term": SKOS + "prefLabel", "title": SKOS + "prefLabel",
    "preferred labels": SKOS + "prefLabel", "alternate label": SKOS + "altLabel",
    "alternate labels": SKOS + "altLabel", "alternative labels": SKOS + "altLabel",
    "hidden labels": SKOS + "hiddenLabel",
    "parent": SKOS + "broader", "parents": SKOS + "broader", "broader concept": SKOS + "broader",
    "children": SKOS + "narrower", "narrower concept": SKOS + "narrower",
    "related concept": SKOS + "related", "related concepts": SKOS + "related",
    "member of collection": f"^{SKOS}member", "member of collections": f"^{SKOS}member",
    "parent collection": f"^{SKOS}member",
    "provenance": SKOS + "historyNote", "citation": DCTERMS + "source", "change notes": SKOS + "changeNote",
    "narrower match": SKOS + "narrowMatch", "broader match": SKOS + "broadMatch",
    "related matches": SKOS + "relatedMatch", "close matches": SKOS + "closeMatch",
    "exact matches": SKOS + "exactMatch", "narrower matches": SKOS + "narrowMatch",
    "broader matches": SKOS + "broadMatch", "examples": SKOS + "example",
}  # fmt: skip
"""The headers of VocExcel 0.3 to 0.7, of voc4cat 0.4.3 and 1.0, and others that are frequent, in small letters."""
_SCHEME_NAMES: dict[str, str] = {
    "vocabulary iri": "", "vocabulary uri": "", "conceptscheme uri": "", "concept scheme uri": "",
    "concept scheme iri": "", "title": DCTERMS + "title", "preferred label": DCTERMS + "title",
    "description": DCTERMS + "description", "definition": DCTERMS + "description", "creator": DCTERMS + "creator",
    "publisher": DCTERMS + "publisher", "version": OWL + "versionInfo", "created": DCTERMS + "created",
    "created date": DCTERMS + "created", "modified": DCTERMS + "modified", "modified date": DCTERMS + "modified",
    "history note": SKOS + "historyNote", "provenance": SKOS + "historyNote", "license": DCTERMS + "license",
    "identifiant du vocabulaire": "",
}  # fmt: skip
_EXPLANATIONS = re.compile(
    r"notes|intro(?:duction)?|documentation|lookups?|lists|program info|enums|example\b.*|help|readme|columns",
    re.IGNORECASE,
)
_LANGUAGE_CODE = re.compile(r"(?:.* )?lang(?:uage)?\.? (?:code|tag)|language|lang")
_ADDRESS = re.compile(r"\s+(?:iri|uri|url)s?$")
"""The end of a header that says how the values are written."""
_PREFIX_SHEET = re.compile(r"prefix.*", re.IGNORECASE)
_CURIE = re.compile(r"(?P<inverse>\^?)(?P<prefix>[A-Za-z][\w-]*):(?P<name>[A-Za-z]\w*)")
_TAGGED = re.compile(r"(?P<name>.*?)\s*(?:@(?P<at>[\w-]+)|\((?P<bracket>[\w-]+)\))?")
_PARAMETERS = re.compile(r"\((?P<all>[^()]*=[^()]*)\)")
_SEPARATOR_OF = re.compile(r"separator\s*=\s*[\"'](?P<separator>[^\"']+)[\"']")


class LayoutColumn(NamedTuple):
    """A column: its property, or one of the words above; its language, and the separator of its values.

    A property that begins with ``^`` leads from the value to the concept.
    """

    predicate: str
    language: str | None = None
    separator: str = ""


class SheetLayout(NamedTuple):
    """The header of a sheet: the number of its row, the columns by number from 0, and headers that are not known."""

    row: int
    columns: Mapping[int, LayoutColumn]
    unread: tuple[tuple[int, str], ...]


def is_explanation(title: str) -> bool:
    """Return whether a sheet only explains others, by its name."""
    return _EXPLANATIONS.fullmatch(title.strip()) is not None


def find_layout(sheet: ReadSheet, mapped: Mapping[str, str], prefixes: Mapping[str, str]) -> SheetLayout | None:
    """Return the header of a sheet: the row with the most known headers, the first of those; None if there is none."""
    best: SheetLayout | None = None
    for row in sheet.rows[:_HEADERS]:
        found = dict(_read_header(row, mapped, prefixes))
        known = {at: column for at, column in found.items() if column is not None}
        names = {column.predicate for column in known.values()}
        if not names & {SKOS + "prefLabel", CONCEPT, COLLECTION} or len(known) < 2:
            continue
        if best is None or len(known) > len(best.columns):
            unread = tuple((at, row.text(at)) for at, column in found.items() if column is None)
            best = SheetLayout(row.number, known, unread)
    return best


def _read_header(
    row: ReadRow, mapped: Mapping[str, str], prefixes: Mapping[str, str]
) -> Iterator[tuple[int, LayoutColumn | None]]:
    for at in range(len(row.cells)):
        text = " ".join(row.text(at).split())
        if text:
            yield at, read_column(mapped.get(text, text), prefixes)


def read_column(header: str, prefixes: Mapping[str, str]) -> LayoutColumn | None:
    """Return the column that a header names; None if headword does not know it."""
    if header == "-":
        return LayoutColumn(IGNORED)
    parameters = _PARAMETERS.search(header)
    separator = _SEPARATOR_OF.search(parameters["all"]) if parameters else None
    plain = _PARAMETERS.sub("", header).strip() if parameters else header
    found = _TAGGED.fullmatch(plain)
    assert found is not None
    tag = found["at"] or found["bracket"] or ""
    if tag and tag != NONE and not is_known(tag):
        return None
    language = None if not tag else "" if tag == NONE else format_tag(tag)
    predicate = _find_predicate(found["name"], prefixes)
    return LayoutColumn(predicate, language, separator["separator"] if separator else "") if predicate else None


def _find_predicate(name: str, prefixes: Mapping[str, str]) -> str:
    curie = _CURIE.fullmatch(name)
    if curie is not None and curie["prefix"] in {**PREFIXES, **prefixes, "dct": ""}:
        spaces = {**PREFIXES, "dct": DCTERMS, **prefixes}
        return f"{curie['inverse']}{spaces[curie['prefix']]}{curie['name']}"
    folded = re.sub(r"[*†\d]+$", "", name).replace("(s)", "s").replace("_", " ").strip().casefold()
    if _LANGUAGE_CODE.fullmatch(folded):
        return LANGUAGE
    folded = _ADDRESS.sub("", folded) or folded
    if folded in _NAMES:
        return _NAMES[folded]
    key = find_key(folded)
    if key is None:
        return ""
    return STATUS if key.name == "Deprecated" else full_predicate(key)


def read_prefixes(sheets: Sequence[ReadSheet]) -> dict[str, str]:
    """Return the prefixes that sheets declare: in rows that begin with PREFIX, or on a sheet of prefixes."""
    found: dict[str, str] = {}
    for sheet in sheets:
        is_list = _PREFIX_SHEET.fullmatch(sheet.title.strip()) is not None
        for row in sheet.rows:
            if row.text(0).upper() == "PREFIX" and is_iri(row.text(2)):
                found[row.text(1)] = row.text(2)
            elif is_list and is_iri(row.text(1)):
                found[row.text(0)] = row.text(1)
    return found


def read_scheme(rows: Sequence[ReadRow], prefixes: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the property, text and language of each row that describes a scheme; its IRI has an empty property."""
    spaces = {**PREFIXES, "dct": DCTERMS, **prefixes}
    for row in rows:
        name, value = row.text(0).rstrip("*").strip(), row.text(1)
        if not value:
            continue
        plain, _, tag = name.partition("@")
        curie = _CURIE.fullmatch(plain)
        if plain.casefold() in _SCHEME_NAMES:
            yield _SCHEME_NAMES[plain.casefold()], value, ""
        elif curie is not None and curie["prefix"] in spaces:
            yield spaces[curie["prefix"]] + curie["name"], value, tag
