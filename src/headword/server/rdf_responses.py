"""RDF that is asked for: what is said of a concept, or of a whole vocabulary, in a format of the client's choice."""

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
"""The media types, that which Skosmos takes for its own first; JSON is JSON-LD."""
_NAMED = (RDF_TYPE, SKOS + "prefLabel")
"""What is told of what a resource leads to."""
_TO_CELLS = (SKOS + "memberList", RDF + "rest")
"""What leads to the cells of a list."""


def write_resource(snapshot: ServedVocabulary, said: ResourceStatements, iri: str, media_type: str) -> str:
    """What is said of a resource, and what those that it leads to are called."""
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
    """All that is said of a scheme, its concepts and its collections."""
    cards = (scheme, *snapshot.atlas.members(scheme.iri), *snapshot.desk.collections(scheme))
    subjects = _with_cells(said, [card.iri for card in cards])
    return _write(snapshot, _gather(said, subjects), subjects, media_type)


def _with_cells(said: ResourceStatements, iris: Iterable[str]) -> list[str]:
    """Resources, each with the cells of its list and whatever else without a name stands below it."""
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
    """What has no meaning but as a part of what is said of ``subject``."""
    for predicate, values in said.of(subject).items():
        for value in values:
            if isinstance(value, str) and (is_blank(value) or predicate in _TO_CELLS) and said.of(value):
                yield value


def _gather(said: ResourceStatements, subjects: Iterable[str], predicates: Iterable[str] = ()) -> LocatedGraph:
    """What is said of ``subjects``; with these predicates, if any are given."""
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
