"""The resources in the text of a page, with their places.

Every triple has the place that it came from, so the facts give the target of a link and the links to a resource.
"""

from collections.abc import Iterator
from typing import NamedTuple

from headword.core.findings import Location
from headword.lsp.project_state import CheckedProject
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import RDF_TYPE, RDFS, SKOS, Literal


class Occurrence(NamedTuple):
    """A span of text that names a resource.

    ``declares`` is true for the place that declares the resource; ``translates``
    is true for its label in a translation of the page.
    """

    iri: str
    place: Location
    declares: bool
    translates: bool = False


def find_at(snapshot: CheckedProject, path: str, line: int, column: int) -> Occurrence | None:
    """Return the occurrence at a line and column, both from 1; the shortest of several."""
    there = [
        one
        for one in list_occurrences(snapshot, path)
        if one.place.line == line and one.place.column <= column <= one.place.end_column
    ]
    return min(there, key=lambda one: one.place.end_column - one.place.column, default=None)


def list_occurrences(snapshot: CheckedProject, path: str) -> Iterator[Occurrence]:
    """Yield the places where a page names resources, its own headings first."""
    for use, (concept, *_) in snapshot.content.list_values(path):
        if concept is not None:
            yield Occurrence(concept.iri, use.value.location, declares=False)
    file = snapshot.file_of(path)
    record = snapshot.documents.records.get(file)
    if record is None:
        return
    facts = snapshot.documents.facts(file)
    declared = _list_declared(facts)
    for iri, place in declared.items():
        if place.path == path:
            yield Occurrence(iri, place, declares=True)
    if path in snapshot.files and not snapshot.is_original(path):
        labels = ((one, place) for (one, predicate, _), place in facts.items() if predicate == SKOS + "prefLabel")
        yield from (Occurrence(iri, at, declares=False, translates=True) for iri, at in labels if at.path == path)
    yield from (Occurrence(iri, place, declares=False) for iri, place in record.mentions if place.path == path)
    links = ((value, place) for value, place in _list_links(facts) if place.path == path)
    yield from (Occurrence(value, place, declares=False) for value, place in links)


def _list_links(facts: LocatedGraph) -> Iterator[tuple[str, Location]]:
    """Yield the targets of links with their places: of the two triples of one link, the first is the stated one."""
    told = set(_list_declared(facts).values())
    for (_, _, value), place in facts.items():
        if isinstance(value, str) and place.column and place not in told:
            told.add(place)
            yield value, place


def _list_declared(facts: LocatedGraph) -> dict[str, Location]:
    """Yield the resources with a type, each with its place.

    A concept is before its scheme, which can have the same place.
    """
    found = {one: place for (one, predicate, _), place in facts.items() if predicate == RDF_TYPE and place.column}
    return dict(sorted(found.items(), key=lambda item: len(item[0]), reverse=True))


def find_declaration(snapshot: CheckedProject, iri: str) -> Location | None:
    """Return the place that declares a resource: the heading of a concept, the title of a scheme."""
    owner = snapshot.documents.owners.get(iri)
    facts = snapshot.content.facts if owner is None else snapshot.documents.facts(owner)
    return _list_declared(facts).get(iri)


def find_references(snapshot: CheckedProject, iri: str) -> list[Location]:
    """Return every link to a resource, in the order of places; nesting in the outline is not a link."""
    documents = snapshot.documents
    places: set[Location] = set()
    for file, record in documents.records.items():
        places.update(place for target, place in record.mentions if target == iri)
        if file == documents.owners.get(iri):
            places.update(place for value, place in _list_links(documents.facts(file)) if value == iri)
        else:
            others = (*record.outward, *record.foreign)
            places.update(place for (_, _, value), place in others if value == iri)
    return sorted(place for place in places if place.column)


class NamedResource(NamedTuple):
    """A resource by its preferred label; ``file`` is the page's under the sources folder."""

    label: str
    iri: str
    file: str


_LABELS = (SKOS + "prefLabel", RDFS + "label")


def list_named(snapshot: CheckedProject, file: str) -> list[NamedResource]:
    """Return the concepts and collections of a page, in its order."""
    found: dict[str, NamedResource] = {}
    schemes = {iri for iri, _ in snapshot.documents.records[file].schemes}
    for subject, predicate, value in snapshot.documents.facts(file):
        if predicate in _LABELS and isinstance(value, Literal) and subject not in schemes:
            found.setdefault(subject, NamedResource(value.value, subject, file))
    return list(found.values())


def list_all_named(snapshot: CheckedProject) -> Iterator[NamedResource]:
    """Yield the concepts and collections of all pages."""
    for file in snapshot.documents.records:
        if file not in snapshot.documents.of_site:
            yield from list_named(snapshot, file)
