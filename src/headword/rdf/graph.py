"""The graph: every fact of a vocabulary as a triple, and the place that each came from.

`LocatedGraph` is the graph in its cheapest form: triples in order, each with its origin.
"""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from functools import cached_property

from headword.core.findings import Location
from headword.rdf.terms import SKOS, Term, Triple

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
    """What follows from ``triple`` the other way round, if its property has an inverse."""
    subject, predicate, value = triple
    inverse = INVERSES.get(predicate)
    return (value, inverse, subject) if inverse is not None and isinstance(value, str) else None


LocatedGraph = dict[Triple, Location]


@dataclass(frozen=True, slots=True)
class DocumentSubjects:
    """Which resources one published document describes, in order."""

    path: str
    subjects: tuple[str, ...]


class DocumentGraph:
    """The facts that a document states, in order; and of those the ones about a resource, found at once."""

    def __init__(self, facts: LocatedGraph) -> None:
        self.facts = facts

    @cached_property
    def _items(self) -> list[tuple[Triple, Location]]:
        return list(self.facts.items())

    @cached_property
    def _positions(self) -> MappingOf[Term, list[int]]:
        """Where in the order the facts stand that a resource is the subject or the value of."""
        positions: defaultdict[Term, list[int]] = defaultdict(list)
        for position, ((subject, _, value), _) in enumerate(self._items):
            positions[subject].append(position)
            positions[value].append(position)
        return positions

    def about(self, resources: Iterable[str]) -> LocatedGraph:
        """The facts that one of ``resources`` is the subject or the value of, in their order."""
        found = {position for one in resources for position in self._positions.get(one, ())}
        return dict(self._items[position] for position in sorted(found))


def find_schemes(facts: LocatedGraph) -> dict[str, str]:
    """The scheme of each resource that says one, its first."""
    schemes: dict[str, str] = {}
    for subject, predicate, value in facts:
        if predicate in _IN_SCHEME and isinstance(value, str) and subject not in schemes:
            schemes[subject] = value
    return schemes


_IN_SCHEME = frozenset({SKOS + "inScheme", SKOS + "topConceptOf"})
