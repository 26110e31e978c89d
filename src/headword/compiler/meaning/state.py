"""The triples of a document of the model, each with its location."""

from collections.abc import Iterable, Iterator

from headword.compiler.meaning.skos import (
    Document,
    Label,
    Mapping,
    Notation,
    Note,
    Relation,
    ReleaseInfo,
    SchemeMetadata,
    SkosCollection,
    SkosConcept,
    SkosScheme,
    Wording,
)
from headword.core.findings import Location
from headword.project.config import Agent
from headword.rdf.graph import INVERSES, LocatedGraph
from headword.rdf.terms import DCTERMS, NO_LINT, OWL, RDF, RDF_TYPE, RDFS, SCHEMA, SKOS, XSD, Literal, Triple

_TRUE = Literal("true", "", XSD + "boolean")


def state_document(document: Document) -> LocatedGraph:
    """Return every triple of ``document``, including the inverses between its own resources."""
    facts: LocatedGraph = {}
    local = frozenset(resource.iri for resource in document.resources)
    for scheme in document.schemes:
        facts.update(_state_scheme(scheme))
    for resource in document.resources:
        for triple, location in _state_resource(resource):
            facts.setdefault(triple, location)
            subject, predicate, target = triple
            if predicate in INVERSES and target in local:
                facts.setdefault((target, INVERSES[predicate], subject), location)
    return facts


def list_own(document: Document) -> list[str]:
    """Return the schemes and resources of ``document``, and the cells of its lists."""
    own = [scheme.iri for scheme in document.schemes]
    for resource in document.resources:
        own.append(resource.iri)
        if isinstance(resource, SkosCollection) and resource.ordered:
            own.extend(list_cell(resource.iri, number) for number in range(len(resource.members)))
    return own


def list_cell(collection: str, number: int) -> str:
    """Return the IRI of a cell in the member list of an ordered collection; blank nodes have no stable name."""
    return f"{collection}.list-{number + 1}"


def _state_scheme(scheme: SkosScheme) -> Iterator[tuple[Triple, Location]]:
    place = scheme.location
    yield (scheme.iri, RDF_TYPE, SKOS + "ConceptScheme"), place
    yield from state_metadata(scheme.iri, scheme.metadata, place)
    for name, literal, at in _state_wordings(scheme.metadata.all_names):
        yield (scheme.iri, SKOS + ("prefLabel" if name == "title" else "definition"), literal), at
    for subject in scheme.subjects:
        kind = subject.kind if ":" in subject.kind else DCTERMS + subject.kind
        yield (scheme.iri, kind, subject.target), subject.location
    if scheme.retired:
        yield (scheme.iri, OWL + "deprecated", _TRUE), place


def state_metadata(iri: str, metadata: SchemeMetadata, place: Location) -> Iterator[tuple[Triple, Location]]:
    """Yield title, description, people, licence, dates and version of a scheme or dataset, in Dublin Core terms."""
    for name, literal, at in _state_wordings(metadata.all_wordings):
        yield (iri, DCTERMS + name, literal), at
    for name, date in (("created", metadata.created), ("modified", metadata.modified)):
        if date is not None:
            yield (iri, DCTERMS + name, Literal(date.text, "", XSD + "date")), date.location
    for name, agents in (("creator", metadata.creators), ("publisher", metadata.publishers)):
        for agent in agents:
            yield (iri, DCTERMS + name, agent.iri or Literal(agent.name)), place
            yield from ((triple, place) for triple in _state_agent(agent))
    for predicate, text in (
        (DCTERMS + "license", metadata.license),
        (OWL + "versionInfo", metadata.version),
        (DCTERMS + "source", metadata.source),
    ):
        if text:
            yield (iri, predicate, text if "://" in text and " " not in text else Literal(text)), place
    yield from _state_release(iri, metadata.release)
    if metadata.history:
        yield (iri, SKOS + "historyNote", Literal(metadata.history, metadata.language)), place


def _state_wordings(wordings: Iterable[Wording]) -> Iterator[tuple[str, Literal, Location]]:
    """Yield title and description in every language, by their names in Dublin Core."""
    for language, title, description in wordings:
        for name, value in (("title", title), ("description", description)):
            if value is not None:
                yield name, Literal(value.text, language), value.location


def _state_release(iri: str, release: ReleaseInfo | None) -> Iterator[tuple[Triple, Location]]:
    if release is None:
        return
    issued, place = release.issued
    yield (iri, DCTERMS + "issued", Literal(issued, "", XSD + "date")), place
    yield (iri, OWL + "versionIRI", release.iri), place
    if release.prior:
        yield (iri, OWL + "priorVersion", release.prior), place


def _state_agent(agent: Agent) -> Iterator[Triple]:
    if not agent.iri:
        return
    if agent.kind:
        yield agent.iri, RDF_TYPE, SCHEMA + agent.kind
    if agent.name:
        yield agent.iri, SCHEMA + "name", Literal(agent.name)
    for name, value in (("email", agent.email), ("url", agent.url)):
        if value:
            yield agent.iri, SCHEMA + name, Literal(value, "", XSD + "anyURI")


def _state_resource(resource: SkosConcept | SkosCollection) -> Iterator[tuple[Triple, Location]]:
    if isinstance(resource, SkosConcept):
        return _state_concept(resource)
    return _state_collection(resource)


def _state_concept(concept: SkosConcept) -> Iterator[tuple[Triple, Location]]:
    iri, place = concept.iri, concept.location
    yield (iri, RDF_TYPE, SKOS + "Concept"), place
    if concept.scheme:
        yield (iri, SKOS + "inScheme", concept.scheme), place
    if concept.top:
        yield (iri, SKOS + "topConceptOf", concept.scheme), place
        yield (concept.scheme, SKOS + "hasTopConcept", iri), place
    yield from _state_texts(iri, concept.labels, concept.notes, concept.notations)
    yield from _state_links(concept)
    if concept.no_lint:
        yield (iri, NO_LINT, _TRUE), place


def _state_links(concept: SkosConcept | SkosCollection) -> Iterator[tuple[Triple, Location]]:
    iri, place = concept.iri, concept.location
    links: tuple[Relation | Mapping, ...] = (*concept.relations, *concept.mappings)
    for link in links:
        yield (iri, expand(link.kind), link.target), link.location
        # The scheme may belong to another page, which does not know this concept.
        if link.kind == "topConceptOf":
            yield (link.target, SKOS + "hasTopConcept", iri), link.location
    for date in concept.dates:
        yield (iri, DCTERMS + date.kind, Literal(date.text, "", XSD + "date")), date.location
    if concept.deprecated:
        yield (iri, OWL + "deprecated", _TRUE), place


def _state_collection(collection: SkosCollection) -> Iterator[tuple[Triple, Location]]:
    iri, place = collection.iri, collection.location
    yield (iri, RDF_TYPE, SKOS + ("OrderedCollection" if collection.ordered else "Collection")), place
    if collection.scheme:
        yield (iri, SKOS + "inScheme", collection.scheme), place
        # VocPub requires this for collections, which have no position in the hierarchy that shows their scheme.
        yield (iri, RDFS + "isDefinedBy", collection.scheme), place
    yield from _state_texts(iri, collection.labels, collection.notes, collection.notations)
    for member in collection.members:
        yield (iri, SKOS + "member", member.target), member.location
    yield from _state_links(collection)
    if collection.ordered:
        yield from _state_member_list(collection)


def _state_member_list(collection: SkosCollection) -> Iterator[tuple[Triple, Location]]:
    cells = [list_cell(collection.iri, number) for number in range(len(collection.members))]
    links = [*cells, RDF + "nil"]
    yield (collection.iri, SKOS + "memberList", links[0]), collection.location
    for cell, following, member in zip(cells, links[1:], collection.members, strict=True):
        yield (cell, RDF + "first", member.target), member.location
        yield (cell, RDF + "rest", following), member.location


def _state_texts(
    iri: str, labels: Iterable[Label], notes: Iterable[Note], notations: Iterable[Notation]
) -> Iterator[tuple[Triple, Location]]:
    texts: list[Label | Note] = [*labels, *notes]
    for text in texts:
        yield (iri, expand(text.kind), Literal(text.text, text.language)), text.location
    for notation in notations:
        yield (iri, SKOS + "notation", Literal(notation.text)), notation.location


def expand(kind: str) -> str:
    """Return the IRI of a property of the model: a plain name is a local name of SKOS."""
    return kind if ":" in kind else SKOS + kind
