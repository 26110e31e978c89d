"""The comparison of graphs, independent of how a store writes terms."""

from collections.abc import Iterable
from itertools import chain

import pyoxigraph as ox

from headword.rdf.graph import LocatedGraph
from headword.rdf.parse import to_term
from headword.rdf.terms import XSD, Literal, Term, Triple
from headword.stores.remote.value_space import normal_term


def normalise(triples: Iterable[Triple]) -> set[Triple]:
    """Return the same triples, with one spelling for each value."""
    return {_normal_triple(triple) for triple in triples}


def align(served: LocatedGraph, ours: LocatedGraph) -> tuple[LocatedGraph, LocatedGraph]:
    """Return both graphs with one spelling for each value: the first one in ``ours``."""
    spellings: dict[Triple, Triple] = {}
    for triple in chain(ours, served):
        spellings.setdefault(_normal_triple(triple), triple)

    def spell(facts: LocatedGraph) -> LocatedGraph:
        return {spellings[_normal_triple(triple)]: place for triple, place in facts.items()}

    return spell(served), spell(ours)


def _normal_triple(triple: Triple) -> Triple:
    subject, predicate, value = triple
    return subject, predicate, normal_term(value)


def find_altered(ours: Iterable[Triple], served: Iterable[Triple]) -> list[Triple] | None:
    """Return our triples that a store keeps in a different form, with the stored values.

    None if there is any other difference: a term that is not a typed literal, or an added or missing triple.
    """
    our_triples, served_triples = {_normal_triple(triple): triple for triple in ours}, normalise(served)
    missing, extra = our_triples.keys() - served_triples, served_triples - our_triples.keys()
    if not all(_is_typed(value) for _, _, value in chain(missing, extra)):
        return None
    wanted = {(subject, predicate) for subject, predicate, _ in missing}
    kept = {(subject, predicate) for subject, predicate, value in served_triples if _is_typed(value)}
    if not wanted <= kept or any((subject, predicate) not in wanted for subject, predicate, _ in extra):
        return None
    return [triple for normal, triple in our_triples.items() if normal in missing]


def _is_typed(value: Term) -> bool:
    return isinstance(value, Literal) and value.datatype not in ("", XSD + "string")


def read_lines(data: bytes) -> set[Triple]:
    """Return the triples in N-Triples that headword wrote."""
    quads = ox.parse(data, format=ox.RdfFormat.N_TRIPLES)
    return {(str(quad.subject.value), quad.predicate.value, to_term(quad.object)) for quad in quads}
