"""The concepts of a vocabulary as rows: in the order of the outline, each with its values by property and language."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from headword.compiler.naming.lock import Lock, to_id, to_iri
from headword.compiler.naming.schemes import SUBJECTS
from headword.core.findings import Location
from headword.importers.edits.columns import BROADER, DEPRECATED, TYPE, SheetColumn
from headword.project.config import Config
from headword.project.project import PAGE_SUFFIXES
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import DCTERMS, OWL, RDF_TYPE, SKOS, Literal, Term

Values = tuple[str, ...]
_KINDS = {SKOS + "Concept": "", SKOS + "Collection": "collection", SKOS + "OrderedCollection": "ordered collection"}
_TRUE = ("true", "1")


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """A concept or collection.

    Attributes:
        iri: its IRI.
        kind: the value of the column of types; empty for a concept.
        scheme: the IRI of its scheme; empty if it has none.
        place: the place of its heading.
        parent: the IRI of what is above it in the outline; empty at the top.
        level: its depth in the outline, from 1.
        values: its values by property and language.
    """

    iri: str
    kind: str
    scheme: str
    place: Location
    parent: str
    level: int
    values: Mapping[tuple[str, str], Values] = field(default_factory=dict)

    def has_order(self, column: SheetColumn) -> bool:
        """Whether the order of the values of a column has a meaning: that of the members of an ordered collection."""
        return column.predicate == SKOS + "member" and self.kind == "ordered collection"

    def read(self, column: SheetColumn) -> Values:
        """Return the values of a column; those of references are IRIs."""
        if column.kind == TYPE:
            return (self.kind,) if self.kind else ()
        return self.values.get((column.predicate, column.language), ())


@dataclass(frozen=True)
class VocabularyRows:
    """The rows of a vocabulary, those of a scheme together, in the order of the outline."""

    rows: tuple[ConceptRow, ...]
    titles: Mapping[str, str]
    base: str
    language: str
    facts: LocatedGraph
    locked: frozenset[str] = frozenset()
    """The IRIs that the lock keeps."""

    def place_of(self, row: ConceptRow, column: SheetColumn, known: Values = ()) -> Location:
        """Return the place of the first value of a column that is not ``known``, otherwise that of the heading."""
        values = (value for value in row.read(column) if value not in known)
        terms = (value if column.is_reference else Literal(value, column.language) for value in values)
        places = (self.facts.get((row.iri, column.predicate, term)) for term in terms)
        return next((place for place in places if place is not None), row.place)

    @cached_property
    def by_iri(self) -> Mapping[str, ConceptRow]:
        """The rows by their IRIs."""
        return {row.iri: row for row in self.rows}

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The name of each concept in references: its label, with its id if others have the same label."""
        shown = {row.iri: self.label(row) for row in self.rows}
        counts: defaultdict[str, int] = defaultdict(int)
        for label in shown.values():
            counts[label] += 1
        return {
            iri: label if label and counts[label] == 1 else f"{label} [{to_id(iri, self.base)}]".strip()
            for iri, label in shown.items()
        }

    def labels_in(self, scheme: str) -> frozenset[str]:
        """The labels of the concepts of a scheme."""
        return self._labels_by_scheme.get(scheme, frozenset())

    @cached_property
    def _labels_by_scheme(self) -> Mapping[str, frozenset[str]]:
        return {scheme: frozenset(map(self.label, rows)) for scheme, rows in self.by_scheme().items()}

    def label(self, row: ConceptRow) -> str:
        """Return the preferred label in the default language, otherwise any."""
        found = {language: values for (name, language), values in row.values.items() if name == SKOS + "prefLabel"}
        for language in (self.language, *sorted(found)):
            if found.get(language):
                return found[language][0]
        return ""

    def list_below(self, iri: str) -> list[str]:
        """Return a concept and all concepts below it that are on its page."""
        found = [iri]
        for above in found:
            path = self.by_iri[above].place.path
            found += [one for one in self._below.get(above, ()) if self.by_iri[one].place.path == path]
        return found

    @cached_property
    def _below(self) -> Mapping[str, list[str]]:
        below: defaultdict[str, list[str]] = defaultdict(list)
        for row in self.rows:
            below[row.parent].append(row.iri)
        return below

    def by_scheme(self) -> Mapping[str, Sequence[ConceptRow]]:
        """The rows of each scheme."""
        found: dict[str, list[ConceptRow]] = {}
        for row in self.rows:
            found.setdefault(row.scheme, []).append(row)
        return found


def read_rows(facts: LocatedGraph, config: Config, lock: Lock | None = None) -> VocabularyRows:
    """Return the rows of the concepts and collections that have a heading on a page."""
    subjects = find_subjects(config)
    kinds: dict[str, str] = {}
    places: dict[str, Location] = {}
    said: defaultdict[str, list[tuple[str, Term, Location]]] = defaultdict(list)
    for (subject, predicate, value), place in facts.items():
        if predicate == RDF_TYPE and value in _KINDS:
            if place.path.lower().endswith(PAGE_SUFFIXES):
                kinds[subject] = max(kinds.get(subject, ""), _KINDS[str(value)])
                places.setdefault(subject, place)
        else:
            said[subject].append((predicate, value, place))
    found = [
        _make_row(iri, kinds[iri], places[iri], said[iri], subjects)
        for iri in sorted(kinds, key=lambda iri: places[iri])
        if not iri.startswith(subjects)
    ]
    titles, base = _read_titles(facts, config.lang), config.base
    locked = frozenset(to_iri(one.id, base) for one in (lock.entries if lock else ()))
    return VocabularyRows(tuple(_nest_rows(found)), titles, base, config.lang, facts, locked)


def find_subjects(config: Config) -> tuple[str, ...]:
    """Return the beginnings of the IRIs of the concepts that front matter names, which have no headings."""
    return tuple(f"{config.base}{SUBJECTS}{sign}" for sign in "/#")


def _make_row(
    iri: str, kind: str, place: Location, said: Iterable[tuple[str, Term, Location]], subjects: tuple[str, ...]
) -> ConceptRow:
    values: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    scheme = parent = ""
    for predicate, value, where in said:
        if isinstance(value, Literal):
            if predicate == OWL + DEPRECATED:
                values[predicate, ""].update({DEPRECATED: None} if value.value in _TRUE else {})
            elif not value.datatype:
                values[predicate, value.language][value.value] = None
            continue
        if predicate == SKOS + "broadMatch" and value.startswith(subjects):
            # The front matter of the page says so of each top concept.
            continue
        if predicate == SKOS + "inScheme":
            scheme = scheme or value
        elif predicate == BROADER and where == place and not parent:
            # A heading says of the concept above it that it is broader.
            parent = value
        values[predicate, ""][value] = None
    broader = values.pop((BROADER, ""), {})
    if broader:
        values[BROADER, ""] = {**({parent: None} if parent else {}), **broader}
    return ConceptRow(iri, kind, scheme, place, parent, 0, {key: tuple(each) for key, each in values.items() if each})


def _nest_rows(rows: Sequence[ConceptRow]) -> Iterator[ConceptRow]:
    """The rows of each scheme in the order of its outline, with their levels."""
    known = {row.iri: row for row in rows}
    below: defaultdict[str, list[ConceptRow]] = defaultdict(list)
    for row in rows:
        is_inside = row.parent in known and known[row.parent].scheme == row.scheme
        below[row.parent if is_inside else ""].append(row)
    schemes = dict.fromkeys(row.scheme for row in rows)
    seen: set[str] = set()
    for scheme in schemes:
        left = [(row, 1) for row in reversed(below[""]) if row.scheme == scheme]
        while left:
            row, level = left.pop()
            if row.iri in seen:
                continue
            seen.add(row.iri)
            yield ConceptRow(row.iri, row.kind, scheme, row.place, row.parent, level, row.values)
            left.extend((one, level + 1) for one in reversed(below[row.iri]))


def _read_titles(facts: LocatedGraph, language: str) -> dict[str, str]:
    """The title of each scheme, in the default language if there is one."""
    found: dict[str, tuple[bool, str]] = {}
    schemes = {subject for subject, predicate, value in facts if (predicate, value) == _IS_SCHEME}
    for subject, predicate, value in facts:
        if subject in schemes and predicate in _TITLES and isinstance(value, Literal):
            rated = (value.language == language, value.value)
            if subject not in found or rated[0] > found[subject][0]:
                found[subject] = rated
    return {iri: found[iri][1] if iri in found else iri.rpartition("/")[2] for iri in sorted(schemes)}


_IS_SCHEME = (RDF_TYPE, SKOS + "ConceptScheme")
_TITLES = (DCTERMS + "title", SKOS + "prefLabel")
