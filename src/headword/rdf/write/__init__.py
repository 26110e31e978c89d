"""The writers of facts as text, with the same bytes for the same facts.

Every writer gets a `SerializedGraph`: facts by subject, and the rank of each resource in its outline, so that narrower
concepts are in the order of the outline.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import (
    DCAT,
    DCTERMS,
    LABELS,
    MAPPINGS,
    NOTES,
    OWL,
    RDF,
    RDF_TYPE,
    RDFS,
    REPLACED_BY,
    SCHEMA,
    SKOS,
    VOID,
    Term,
)

_ORDER: tuple[str, ...] = (
    RDF_TYPE,
    RDFS + "isDefinedBy",
    *(SKOS + name for name in ("inScheme", "topConceptOf", "notation")),
    *LABELS,
    *(DCTERMS + name for name in ("title", "description")),
    *NOTES,
    *(
        DCTERMS + name
        for name in ("creator", "publisher", "created", "issued", "modified", "license", "source", "language")
    ),
    *(OWL + name for name in ("versionInfo", "versionIRI", "priorVersion")),
    DCTERMS + "subject",
    *(SKOS + name for name in ("hasTopConcept", "broader", "narrower", "related", "member", "memberList")),
    RDF + "first",
    RDF + "rest",
    *MAPPINGS,
    OWL + "deprecated",
    REPLACED_BY,
    *(SCHEMA + name for name in ("name", "email", "url")),
    *(VOID + name for name in ("vocabulary", "uriSpace", "triples", "entities", "class", "classPartition")),
    *(DCTERMS + name for name in ("hasPart",)),
    *(DCAT + name for name in ("distribution", "downloadURL", "mediaType")),
)
_RANK = {predicate: rank for rank, predicate in enumerate(_ORDER)}


@dataclass(frozen=True, slots=True)
class SerializedGraph:
    """Facts by subject, predicates in a fixed order, objects in the order of the outline, each with its location."""

    by_subject: dict[str, list[tuple[str, list[Term]]]]
    facts: LocatedGraph

    def properties(self, subject: str) -> list[tuple[str, list[Term]]]:
        """Return each predicate of ``subject`` with its objects."""
        return self.by_subject.get(subject, [])


def arrange(facts: LocatedGraph, rank: Mapping[str, int]) -> SerializedGraph:
    """Group and order ``facts``: literals in the order of the facts, resources by their ``rank``."""
    grouped: dict[str, dict[str, list[Term]]] = defaultdict(dict)
    for subject, predicate, value in facts:
        grouped[subject].setdefault(predicate, []).append(value)
    last = len(rank)

    def by_outline(value: Term) -> tuple[bool, int, str]:
        # Literals are equal here, so that the stable sort keeps their order.
        if isinstance(value, str):
            return (True, rank.get(value, last), value)
        return (False, 0, "")

    arranged: dict[str, list[tuple[str, list[Term]]]] = {}
    for subject, properties in grouped.items():
        predicates = sorted(properties, key=lambda predicate: (_RANK.get(predicate, len(_ORDER)), predicate))
        arranged[subject] = [
            (predicate, values if len(values := properties[predicate]) == 1 else sorted(values, key=by_outline))
            for predicate in predicates
        ]
    return SerializedGraph(arranged, facts)
