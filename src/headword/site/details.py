"""The contents of the page of one resource: its statements, sorted by kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from headword.core.findings import Location
from headword.rdf.terms import DCTERMS, LABELS, MAPPINGS, OWL, RDF, RDF_TYPE, RDFS, REPLACED_BY, SKOS, Literal, Term
from headword.rdf.terms import NOTES as SKOS_NOTES
from headword.site.summaries import Properties, ResourceSummary, is_day


class LiteralText(NamedTuple):
    """A literal, its language (a tag of BCP 47 or empty), and where the sources say it."""

    text: str
    language: str
    place: Location


NOTES = (*SKOS_NOTES, DCTERMS + "description")
RELATIONS = tuple(SKOS + name for name in ("broader", "narrower", "related", "member"))
DATES = tuple(DCTERMS + name for name in ("created", "issued", "modified"))
_LINKS = (*RELATIONS, *MAPPINGS, REPLACED_BY)
_TOLD_ELSEWHERE = frozenset({
    RDF_TYPE, SKOS + "notation", SKOS + "inScheme", SKOS + "topConceptOf", SKOS + "hasTopConcept", SKOS + "memberList",
    DCTERMS + "title", DCTERMS + "subject", OWL + "deprecated", REPLACED_BY, RDFS + "isDefinedBy", RDF + "first",
    *LABELS, *NOTES, *RELATIONS, *MAPPINGS, *DATES,
})  # fmt: skip
"""Predicates that a page shows in a place of their own, or by its structure."""


@dataclass(frozen=True, slots=True)
class ResourceDetails:
    """The statements about one resource by predicate, in the order in which pages show them.

    Attributes:
        card: its summary for other pages.
        texts: labels and notes.
        notations: its notations.
        links: IRIs of relations, mappings, and what replaces it.
        dates: days, as ISO 8601 has them.
        others: any other predicate, with its values.
    """

    card: ResourceSummary
    texts: Mapping[str, tuple[LiteralText, ...]]
    notations: tuple[str, ...]
    links: Mapping[str, tuple[str, ...]]
    dates: Mapping[str, str]
    others: Mapping[str, tuple[Term, ...]]


def read_details(card: ResourceSummary, properties: Properties, rank: Mapping[str, int]) -> ResourceDetails:
    """Return the details of the resource with the card ``card``.

    Args:
        card: of the resource.
        properties: what is said of it.
        rank: the place of each resource in the outlines.
    """
    return ResourceDetails(
        card=card,
        texts={name: _literal_texts(properties, name) for name in (*LABELS, *NOTES) if name in properties},
        notations=tuple(_other_values(properties, SKOS + "notation")),
        links={name: _linked_resources(properties, name, rank) for name in _LINKS if name in properties},
        dates={name: days[0].value for name in DATES if (days := [*filter(is_day, properties.get(name, ()))])},
        others=dict(_others(properties)),
    )


def _others(properties: Properties) -> Iterator[tuple[str, tuple[Term, ...]]]:
    for name in sorted(properties.keys() - (_TOLD_ELSEWHERE - {*DATES})):
        values = tuple(value for value in properties[name] if name not in DATES or not is_day(value))
        if values:
            yield name, values


def _literal_texts(properties: Properties, predicate: str) -> tuple[LiteralText, ...]:
    stated = properties.get(predicate, {}).items()
    return tuple(
        LiteralText(value.value, value.language, place) for value, place in stated if isinstance(value, Literal)
    )


def _other_values(properties: Properties, predicate: str) -> list[str]:
    return [value.value for value in properties.get(predicate, ()) if isinstance(value, Literal)]


def _linked_resources(properties: Properties, predicate: str, rank: Mapping[str, int]) -> tuple[str, ...]:
    last = len(rank)
    iris = [value for value in properties.get(predicate, ()) if isinstance(value, str)]
    return tuple(sorted(iris, key=lambda iri: (rank.get(iri, last), iri)))
