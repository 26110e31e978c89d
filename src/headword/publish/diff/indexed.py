"""The facts of one edition of a vocabulary, indexed by resource, for a comparison with another edition."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from headword.core.findings import Location
from headword.publish.diff.consequences import Consequences
from headword.rdf.blank_nodes import name_by_content
from headword.rdf.entailment import with_derived, with_inverses
from headword.rdf.graph import LocatedGraph
from headword.rdf.skosxl import with_plain_texts
from headword.rdf.terms import (
    DCTERMS,
    OWL,
    RDF,
    RDF_TYPE,
    RDFS,
    REPLACED_BY,
    SCHEMA,
    SKOS,
    Literal,
    Term,
    Triple,
    compact,
)

_TYPES = {
    SKOS + "ConceptScheme": "scheme",
    SKOS + "Concept": "concept",
    SKOS + "OrderedCollection": "collection",
    SKOS + "Collection": "collection",
}
_KINDS = ("concept", "scheme", "collection")
PREF_LABEL, MEMBER_LIST = SKOS + "prefLabel", SKOS + "memberList"
DEPRECATED = OWL + "deprecated"
_TRUE = ("true", "1")


def order_of(term: Term) -> tuple[bool, tuple[str, ...]]:
    """Return the sort key of a term: IRIs come first."""
    return (False, (term,)) if isinstance(term, str) else (True, tuple(term))


class IndexedGraph:
    """Facts with named blank nodes, inverses and plain texts, indexed by resource.

    Attributes:
        facts: all facts.
        described: the resources with properties of their own.
    """

    def __init__(self, facts: LocatedGraph, language: str) -> None:
        plain = with_plain_texts(with_derived(name_by_content(facts)))
        self.described = frozenset(subject for subject, _, _ in plain)
        self.facts = with_inverses(plain)
        self._language = language
        self._about: defaultdict[str, list[Triple]] = defaultdict(list)
        for triple in self.facts:
            self._about[triple[0]].append(triple)

    @cached_property
    def types(self) -> Mapping[str, str]:
        """Return the SKOS resources with their types; of several, which SKOS forbids, the first of `_KINDS`."""
        found: dict[str, str] = {}
        for subject, predicate, value in self.facts:
            if predicate == RDF_TYPE and value in _TYPES:
                kind = _TYPES[str(value)]
                found[subject] = min(found.get(subject, kind), kind, key=_KINDS.index)
        return found

    @cached_property
    def _consequences(self) -> Consequences:
        return Consequences(self.facts, self.listed)

    def implies(self, triple: Triple) -> bool:
        """Return whether a triple is stated, or follows from the facts (SKOS Reference)."""
        return self._consequences.include(triple)

    def kind(self, iri: str) -> str | None:
        """Return the stated or inferred type of a resource; None if it is not one of SKOS."""
        known = self.types.get(iri)
        if known is not None or iri not in self.described:
            return known
        classes = [kind for name, kind in _TYPES.items() if self.implies((iri, RDF_TYPE, name))]
        return min(classes, key=_KINDS.index, default=None)

    def values(self, iri: str, predicate: str) -> list[Term]:
        """Return the values of a property of a resource, in the order of facts."""
        return [value for _, name, value in self._about.get(iri, ()) if name == predicate]

    def sorted_values(self, iri: str, predicate: str) -> list[Term]:
        """Return the values of a property of a resource, in an order independent of that of facts."""
        return sorted(self.values(iri, predicate), key=order_of)

    def has(self, iri: str) -> bool:
        """Return whether there are facts about a resource."""
        return iri in self._about

    def label(self, iri: str) -> str:
        """Return the name of a resource, in the chosen language if possible."""
        for predicate in (PREF_LABEL, DCTERMS + "title", RDFS + "label", SCHEMA + "name"):
            texts = [value for value in self.values(iri, predicate) if isinstance(value, Literal)]
            if texts:
                return min(texts, key=lambda text: (text.language != self._language, text.language, text.value)).value
        return ""

    def name(self, iri: str, depth: int = 3) -> str:
        """Return the label of a resource, or the properties of a blank node, nested up to ``depth``."""
        if not iri.startswith("_:"):
            return self.label(iri)
        if not depth:
            return "[…]"
        properties = sorted(self._about.get(iri, ()), key=lambda one: (one[1], order_of(one[2])))
        parts = (
            f"{compact(predicate)} {self.name(value, depth - 1) or value if isinstance(value, str) else value.value}"
            for _, predicate, value in properties
        )
        return f"[{'; '.join(parts)}]" if properties else ""

    def place(self, iri: str) -> Location:
        """Return the place of a resource: that of its class, otherwise that of any statement."""
        for value in self.sorted_values(iri, RDF_TYPE):
            return self.facts[(iri, RDF_TYPE, value)]
        return next((self.facts[triple] for triple in self._about.get(iri, ())), Location(""))

    def is_deprecated(self, iri: str) -> bool:
        """Return whether a resource is deprecated."""
        return any(isinstance(value, Literal) and value.value in _TRUE for value in self.values(iri, DEPRECATED))

    def replacements(self, iri: str) -> tuple[Term, ...]:
        """Return the replacements of a resource."""
        stated = self.values(iri, REPLACED_BY)
        return tuple(sorted({*stated, *self._replacing.get(iri, ())}, key=order_of))

    @cached_property
    def _replacing(self) -> Mapping[str, set[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for subject, predicate, value in self.facts:
            if predicate == DCTERMS + "replaces" and isinstance(value, str):
                found[value].add(subject)
        return found

    def listed(self, iri: str) -> tuple[Term, ...]:
        """Return the members of an ordered collection in order."""
        found: list[Term] = []
        cells = set[Term]()
        cell: Term | None = next(iter(self.sorted_values(iri, MEMBER_LIST)), None)
        while isinstance(cell, str) and cell not in cells:
            cells.add(cell)
            # A malformed list, with two members in one cell, is read nevertheless.
            found.extend(self.sorted_values(cell, RDF + "first"))
            cell = next(iter(self.sorted_values(cell, RDF + "rest")), None)
        return tuple(found)

    @cached_property
    def ordered(self) -> frozenset[str]:
        """Return the collections with an order of members."""
        return frozenset(subject for subject, predicate, _ in self.facts if predicate == MEMBER_LIST)

    @cached_property
    def concepts(self) -> int:
        """Return the number of concepts."""
        return sum(self.kind(iri) == "concept" for iri in {*self.types, *self.described})
