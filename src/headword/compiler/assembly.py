"""The facts of several documents as one graph.

Facts are in the order of their documents, and inverses come last. So the order of triples, and the location of each, is
the same for all documents together and for a subset of related ones.
"""

from collections.abc import Collection, Iterable

from headword.core.findings import Location
from headword.rdf.graph import INVERSES, LocatedGraph, invert
from headword.rdf.terms import Triple


def assemble(stated: Iterable[LocatedGraph], described: Collection[str]) -> LocatedGraph:
    """Return one graph with the facts of all documents.

    Args:
        stated: the facts of each document, including the inverses between its own resources.
        described: the resources of all documents; a link to one of them also gets its inverse.
    """
    facts: LocatedGraph = {}
    following: list[tuple[Triple, Location]] = []
    for part in stated:
        for triple, place in part.items():
            if triple not in facts:
                facts[triple] = place
            if triple[1] in INVERSES and triple[2] in described:
                inverse = invert(triple)
                if inverse is not None and inverse not in part:
                    following.append((inverse, place))
    for triple, place in following:
        facts.setdefault(triple, place)
    return facts
