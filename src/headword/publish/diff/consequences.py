"""The consequences of a graph by the SKOS Reference, computed for single triples.

SKOS-XL labels and inverses are in the graph already (`headword.rdf.skosxl`, `headword.rdf.entailment`). The other
consequences are only needed for a few triples of two editions, so they are looked up instead of stated.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from functools import cached_property

from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import LABELS, MAPPINGS, NOTES, RDF_TYPE, RDFS, SKOS, Term, Triple

_RELATIONS = tuple(SKOS + name for name in ("broader", "narrower", "related"))
_TRANSITIVE = tuple(SKOS + name for name in ("broaderTransitive", "narrowerTransitive"))
_UP = tuple(SKOS + name for name in ("broaderTransitive", "broader", "broadMatch"))
_DOWN = tuple(SKOS + name for name in ("narrowerTransitive", "narrower", "narrowMatch"))
_SEMANTIC = (*_RELATIONS, *_TRANSITIVE, *MAPPINGS)

_NARROWED: Mapping[str, Collection[str]] = {
    SKOS + "inScheme": (SKOS + "topConceptOf",),
    SKOS + "broader": (SKOS + "broadMatch",),
    SKOS + "narrower": (SKOS + "narrowMatch",),
    SKOS + "related": (SKOS + "relatedMatch",),
    SKOS + "closeMatch": (SKOS + "exactMatch",),
    SKOS + "mappingRelation": MAPPINGS,
    SKOS + "semanticRelation": (*_SEMANTIC, SKOS + "mappingRelation"),
    SKOS + "note": tuple(note for note in NOTES if note != SKOS + "note"),
    RDFS + "label": LABELS,
}
"""The properties that are sub-properties of each (SKOS Reference, S7, S11, S17, S21, S39 to S42)."""
_CHAINED: Mapping[str, Collection[str]] = {
    SKOS + "broaderTransitive": _UP,
    SKOS + "narrowerTransitive": _DOWN,
    SKOS + "exactMatch": (SKOS + "exactMatch",),
}
"""The properties that hold over several steps, each with the properties of a step (S22, S24, S45)."""
_CLASSES_OF_SUBJECTS: Mapping[str, str] = {
    **dict.fromkeys((*_SEMANTIC, SKOS + "semanticRelation", SKOS + "mappingRelation"), SKOS + "Concept"),
    SKOS + "topConceptOf": SKOS + "Concept",
    SKOS + "hasTopConcept": SKOS + "ConceptScheme",
    SKOS + "member": SKOS + "Collection",
    SKOS + "memberList": SKOS + "OrderedCollection",
}
"""The class of the subjects of a property (S5, S6, S19, S31, S33)."""
_CLASSES_OF_VALUES: Mapping[str, str] = {
    **dict.fromkeys((*_SEMANTIC, SKOS + "semanticRelation", SKOS + "mappingRelation"), SKOS + "Concept"),
    SKOS + "hasTopConcept": SKOS + "Concept",
    SKOS + "topConceptOf": SKOS + "ConceptScheme",
    SKOS + "inScheme": SKOS + "ConceptScheme",
}
"""The class of the values of a property (S4, S6, S20)."""


class Consequences:
    """The consequences of a graph.

    Args:
        facts: the graph, including inverses.
        listed: returns the members of the list of an ordered collection.
    """

    def __init__(self, facts: LocatedGraph, listed: Callable[[str], Collection[Term]]) -> None:
        self._facts = facts
        self._listed = listed

    def include(self, triple: Triple) -> bool:
        """Return whether the graph contains a triple, or the triple follows from it."""
        if triple in self._facts:
            return True
        subject, predicate, value = triple
        if predicate == RDF_TYPE:
            return value in self._classes.get(subject, ())
        if predicate == SKOS + "member":
            return value in self._listed(subject)
        if any(self.include((subject, narrower, value)) for narrower in _NARROWED.get(predicate, ())):
            return True
        return predicate in _CHAINED and self._is_reached(subject, value, _CHAINED[predicate])

    @cached_property
    def _classes(self) -> Mapping[str, set[str]]:
        """Return the SKOS classes of each resource that follow from its properties."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for subject, predicate, value in self._facts:
            if predicate in _CLASSES_OF_SUBJECTS:
                found[subject].add(_CLASSES_OF_SUBJECTS[predicate])
            if predicate in _CLASSES_OF_VALUES and isinstance(value, str):
                found[value].add(_CLASSES_OF_VALUES[predicate])
            if predicate == RDF_TYPE and value == SKOS + "OrderedCollection":
                found[subject].add(SKOS + "Collection")
        for classes in found.values():
            if SKOS + "OrderedCollection" in classes:
                classes.add(SKOS + "Collection")
        return found

    def _is_reached(self, start: str, end: Term, predicates: Collection[str]) -> bool:
        waiting: list[Term] = [start]
        seen: set[Term] = set()
        while waiting:
            one = waiting.pop()
            for predicate in predicates:
                for value in self._links.get((one, predicate), ()):
                    if value == end:
                        return True
                    if value not in seen:
                        seen.add(value)
                        waiting.append(value)
        return False

    @cached_property
    def _links(self) -> Mapping[tuple[Term, str], list[Term]]:
        """Return the objects of each transitive property."""
        steps = {step for steps in _CHAINED.values() for step in steps}
        found: defaultdict[tuple[Term, str], list[Term]] = defaultdict(list)
        for subject, predicate, value in self._facts:
            if predicate in steps:
                found[(subject, predicate)].append(value)
        return found
