"""The statements about a concept or a whole vocabulary, in the RDF syntax that the client chooses."""

from collections.abc import Iterable, Iterator, Mapping

from headword.rdf.graph import DocumentSubjects, LocatedGraph
from headword.rdf.terms import RDF, RDF_TYPE, SKOS, is_blank
from headword.rdf.write import arrange
from headword.rdf.write.jsonld import inline_context, write_context, write_jsonld
from headword.rdf.write.rdfxml import write_rdfxml
from headword.rdf.write.turtle import write_turtle
from headword.server.snapshot import ServedVocabulary
from headword.server.statements import ResourceStatements
from headword.site.summaries import ResourceSummary

TURTLE, JSON_LD, RDF_XML, JSON = "text/turtle", "application/ld+json", "application/rdf+xml", "application/json"
TYPES = (RDF_XML, TURTLE, JSON_LD, JSON)
"""The media types, the default of Skosmos first; JSON is JSON-LD."""
_NAMED = (RDF_TYPE, SKOS + "prefLabel")
"""The properties that are shown of a resource's objects."""
_TO_CELLS = (SKOS + "memberList", RDF + "rest")
"""The properties whose objects are the cells of a list."""


def write_resource(snapshot: ServedVocabulary, said: ResourceStatements, iri: str, media_type: str) -> str:
    """Return the statements about a resource, and the type and labels of its objects."""
    subjects = _with_cells(said, [iri])
    facts = _gather(said, subjects)
    near = {value for _, _, value in facts if isinstance(value, str) and value in snapshot.atlas.cards} - set(subjects)
    for other in sorted(near, key=lambda one: snapshot.atlas.rank.get(one, 0)):
        subjects.append(other)
        facts.update(_gather(said, [other], _NAMED))
    return _write(snapshot, facts, subjects, media_type)


def write_vocabulary(
    snapshot: ServedVocabulary, said: ResourceStatements, scheme: ResourceSummary, media_type: str
) -> str:
    """Return all statements about a scheme, its concepts and its collections."""
    cards = (scheme, *snapshot.atlas.members(scheme.iri), *snapshot.desk.collections(scheme))
    subjects = _with_cells(said, [card.iri for card in cards])
    return _write(snapshot, _gather(said, subjects), subjects, media_type)


def _with_cells(said: ResourceStatements, iris: Iterable[str]) -> list[str]:
    """Return the resources, each followed by the cells of its list and its blank nodes."""
    found: dict[str, None] = {}
    for iri in iris:
        waiting = [iri]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found[one] = None
                waiting.extend(reversed(list(_list_parts(said, one))))
    return list(found)


def _list_parts(said: ResourceStatements, subject: str) -> Iterator[str]:
    """Yield the objects that have a meaning only as a part of ``subject``: blank nodes and cells of lists."""
    for predicate, values in said.of(subject).items():
        for value in values:
            if isinstance(value, str) and (is_blank(value) or predicate in _TO_CELLS) and said.of(value):
                yield value


def _gather(said: ResourceStatements, subjects: Iterable[str], predicates: Iterable[str] = ()) -> LocatedGraph:
    """Return the statements about ``subjects``, with these predicates or with all if none are given."""
    wanted = frozenset(predicates)
    return {
        (subject, predicate, value): place
        for subject in subjects
        for predicate, values in said.of(subject).items()
        if not wanted or predicate in wanted
        for value, place in values.items()
    }


def _write(snapshot: ServedVocabulary, facts: LocatedGraph, subjects: list[str], media_type: str) -> str:
    graph = arrange(facts, snapshot.atlas.rank)
    document = DocumentSubjects("data", tuple(subjects))
    prefixes: Mapping[str, str] = snapshot.config.prefixes
    if media_type == TURTLE:
        return write_turtle(graph, document, prefixes)
    if media_type == RDF_XML:
        return write_rdfxml(graph, document, prefixes)
    classes = {value for _, predicate, value in facts if predicate == RDF_TYPE and isinstance(value, str)}
    context = write_context({predicate for _, predicate, _ in facts}, classes)
    return inline_context(write_jsonld(graph, document, prefixes), context)
