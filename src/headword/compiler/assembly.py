"""From what single documents state to the facts of many together.

Facts come in the order of their documents, and what follows the other way round comes last: so the order of triples,
and the place of each, is the same whether all documents are put together or just those that have to do with one
another.
"""

from collections.abc import Collection, Iterable

from headword.core.findings import Location
from headword.rdf.graph import INVERSES, LocatedGraph, invert
from headword.rdf.terms import Triple


def assemble(stated: Iterable[LocatedGraph], described: Collection[str]) -> LocatedGraph:
    """One graph of what each document states.

    Args:
        stated: the facts of each document, which has the inverses between its own resources.
        described: resources of any document; what leads to one of them is stated the other way round too.
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
