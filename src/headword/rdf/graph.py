"""The graph: every fact of a vocabulary as a triple, with its location.

`LocatedGraph` is the graph in its cheapest form: triples in order, each with its location.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from functools import cached_property

from headword.core.findings import Location
from headword.rdf.terms import SKOS, Literal, Term, Triple, quote

INVERSES: dict[str, str] = {
    SKOS + "broader": SKOS + "narrower",
    SKOS + "narrower": SKOS + "broader",
    SKOS + "related": SKOS + "related",
    SKOS + "topConceptOf": SKOS + "hasTopConcept",
    SKOS + "hasTopConcept": SKOS + "topConceptOf",
    SKOS + "broadMatch": SKOS + "narrowMatch",
    SKOS + "narrowMatch": SKOS + "broadMatch",
    SKOS + "relatedMatch": SKOS + "relatedMatch",
    SKOS + "closeMatch": SKOS + "closeMatch",
    SKOS + "exactMatch": SKOS + "exactMatch",
    SKOS + "broaderTransitive": SKOS + "narrowerTransitive",
    SKOS + "narrowerTransitive": SKOS + "broaderTransitive",
}
"""Inverse and symmetric properties of SKOS (SKOS Reference, sections 4, 8 and 10)."""


def invert(triple: Triple) -> Triple | None:
    """Return the inverse of ``triple``, or None if its property has no inverse."""
    subject, predicate, value = triple
    inverse = INVERSES.get(predicate)
    return (value, inverse, subject) if inverse is not None and isinstance(value, str) else None


LocatedGraph = dict[Triple, Location]


@dataclass(frozen=True, slots=True)
class DocumentSubjects:
    """The resources that one published document describes, in order."""

    path: str
    subjects: tuple[str, ...]


class DocumentGraph:
    """The facts of a document in order, with a fast search for those about a resource."""

    def __init__(self, facts: LocatedGraph) -> None:
        self.facts = facts

    @cached_property
    def _items(self) -> list[tuple[Triple, Location]]:
        return list(self.facts.items())

    @cached_property
    def _positions(self) -> MappingOf[Term, list[int]]:
        """Return the positions of the facts with a resource as subject or value."""
        positions: defaultdict[Term, list[int]] = defaultdict(list)
        for position, ((subject, _, value), _) in enumerate(self._items):
            positions[subject].append(position)
            positions[value].append(position)
        return positions

    def about(self, resources: Iterable[str]) -> LocatedGraph:
        """Return the facts with one of ``resources`` as subject or value, in their order."""
        found = {position for one in resources for position in self._positions.get(one, ())}
        return dict(self._items[position] for position in sorted(found))


def find_schemes(facts: LocatedGraph) -> dict[str, str]:
    """Return the first scheme of each resource that has one."""
    schemes: dict[str, str] = {}
    for subject, predicate, value in facts:
        if predicate in _IN_SCHEME and isinstance(value, str) and subject not in schemes:
            schemes[subject] = value
    return schemes


_IN_SCHEME = frozenset({SKOS + "inScheme", SKOS + "topConceptOf"})


def make_namer(facts: LocatedGraph) -> Callable[[str], str]:
    """Return a function that gives the preferred label of a resource in quotes, or its IRI."""
    labels: dict[str, str] = {}
    for subject, predicate, value in facts:
        if predicate == SKOS + "prefLabel" and isinstance(value, Literal):
            labels.setdefault(subject, value.value)
    return lambda iri: quote(labels[iri]) if iri in labels else f"<{iri}>"
