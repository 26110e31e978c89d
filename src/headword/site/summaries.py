"""The facts about a resource that any page may need: a card for each.

A card is small, so that those of a large vocabulary can be held together.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from headword.core.findings import Location
from headword.rdf.collation import collate
from headword.rdf.graph import DocumentSubjects, LocatedGraph
from headword.rdf.skosxl import with_readable_notes
from headword.rdf.terms import DCTERMS, LABELS, OWL, RDF_TYPE, SEARCHED_NOTES, SKOS, Literal, Term, is_blank

CONCEPT, SCHEME, COLLECTION = "concept", "scheme", "collection"
_KINDS = {
    SKOS + "Concept": CONCEPT,
    SKOS + "ConceptScheme": SCHEME,
    SKOS + "Collection": COLLECTION,
    SKOS + "OrderedCollection": COLLECTION,
}
_LABELS = {label: label.removeprefix(SKOS) for label in LABELS}
_LINKS = {
    **{SKOS + name: name for name in ("inScheme", "broader", "narrower", "hasTopConcept", "member")},
    DCTERMS + "subject": "subject",
}
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?")
_DATES = {DCTERMS + name: name for name in ("created", "modified")}
_SCHEME_TITLE = DCTERMS + "title"


@dataclass(frozen=True, slots=True)
class ResourceLabel:
    """A lexical label: ``kind`` is prefLabel, altLabel or hiddenLabel; ``language`` a tag of BCP 47 or empty."""

    kind: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class ResourceSummary:
    """The facts about a resource that other pages need.

    Attributes:
        iri: the resource.
        kind: `CONCEPT`, `SCHEME` or `COLLECTION`.
        document: the path of the document that describes it.
        labels: its labels in the order in which they were stated.
        notations: its notations.
        links: the IRIs that it leads to, by the local name of the property.
        dates: ``created`` and ``modified``, by name: days or moments of ISO 8601; what is neither is left out.
        is_deprecated: whether it is no longer used.
        place: where the sources say it.
        order: its place among its siblings, infinite if its page says none.
    """

    iri: str
    kind: str
    document: str
    labels: tuple[ResourceLabel, ...]
    notations: tuple[str, ...]
    links: Mapping[str, tuple[str, ...]]
    dates: Mapping[str, str]
    is_deprecated: bool
    place: Location
    order: float = math.inf

    def find(self, property_: str) -> tuple[str, ...]:
        """Return the targets of ``property_``."""
        return self.links.get(property_, ())

    def texts(self, kind: str) -> tuple[ResourceLabel, ...]:
        """Return the labels of one kind."""
        return tuple(label for label in self.labels if label.kind == kind)


def read_summaries(
    document: DocumentSubjects, described: "Described", rank: Mapping[str, int]
) -> Iterator[ResourceSummary]:
    """Yield the cards of the resources that a document describes, in its order."""
    for iri in document.subjects:
        properties = described.get(iri, {})
        types = [str(value) for value in properties.get(RDF_TYPE, {})]
        kind = next((_KINDS[name] for name in types if name in _KINDS), "")
        if kind and not is_blank(iri):
            yield _read_card(iri, kind, document.path, properties, rank)


def sort_cards(
    cards: Iterable[ResourceSummary], language: str, name: Callable[[ResourceSummary], str]
) -> list[ResourceSummary]:
    """Return ``cards`` by their notations, then by the result of ``name``, in the order of a language."""
    given = list(cards)
    if len(given) < 2:
        return given
    order = collate(language)
    return sorted(given, key=lambda card: order.order_key(name(card), next(iter(card.notations), ""), card.iri))


def sort_siblings(
    cards: Iterable[ResourceSummary], language: str, name: Callable[[ResourceSummary], str]
) -> list[ResourceSummary]:
    """Return ``cards`` of one level in the order of their pages, then as `sort_cards`."""
    return sorted(sort_cards(cards, language, name), key=lambda card: card.order)


Properties = Mapping[str, Mapping[Term, Location]]
"""The statements about one resource: by predicate the values, each with its place."""


Described = Mapping[str, Properties]
"""The statements about each of several resources."""


def group_facts(facts: LocatedGraph) -> Described:
    """Return ``facts`` by subject and predicate; labels and notes that are resources become plain texts."""
    grouped: dict[str, dict[str, dict[Term, Location]]] = defaultdict(dict)
    for (subject, predicate, value), place in with_readable_notes(facts).items():
        grouped[subject].setdefault(predicate, {})[value] = place
    return grouped


def _read_card(iri: str, kind: str, document: str, properties: Properties, rank: Mapping[str, int]) -> ResourceSummary:
    last = len(rank)
    links: dict[str, tuple[str, ...]] = {}
    for predicate, name in _LINKS.items():
        values = [value for value in properties.get(predicate, ()) if isinstance(value, str)]
        if values:
            links[name] = tuple(sorted(values, key=lambda value: (rank.get(value, last), value)))
    notations = properties.get(SKOS + "notation", ())
    stated = ((predicate, value) for predicate in _DATES for value in properties.get(predicate, ()))
    return ResourceSummary(
        iri=iri,
        kind=kind,
        document=document,
        labels=tuple(_read_labels(kind, properties)),
        notations=tuple(value.value for value in notations if isinstance(value, Literal)),
        links=links,
        dates={_DATES[predicate]: value.value for predicate, value in stated if is_day(value)},
        is_deprecated=any(
            isinstance(value, Literal) and value.value in ("true", "1")
            for value in properties.get(OWL + "deprecated", ())
        ),
        place=next(iter(properties[RDF_TYPE].values())),
    )


def read_notes(facts: LocatedGraph) -> dict[str, list[ResourceLabel]]:
    """Return the notes of each resource, those of editors left out."""
    found: dict[str, list[ResourceLabel]] = {}
    for subject, predicate, value in with_readable_notes(facts):
        if predicate in SEARCHED_NOTES and isinstance(value, Literal):
            found.setdefault(subject, []).append(ResourceLabel(SEARCHED_NOTES[predicate], value.value, value.language))
    return found


def is_day(value: Term) -> TypeGuard[Literal]:
    """Return whether a value is a day of ISO 8601, a part of one, or a moment."""
    return isinstance(value, Literal) and _DAY.fullmatch(value.value) is not None


def _read_labels(kind: str, properties: Properties) -> Iterator[ResourceLabel]:
    names = {
        **_LABELS,
        **({_SCHEME_TITLE: "prefLabel"} if kind == SCHEME and SKOS + "prefLabel" not in properties else {}),
    }
    for predicate, name in names.items():
        for value in properties.get(predicate, ()):
            if isinstance(value, Literal):
                yield ResourceLabel(name, value.value, value.language)


def read_label(kind: str, value: Term) -> ResourceLabel:
    """Return a value as a label of a kind; an IRI is its own text."""
    if isinstance(value, Literal):
        return ResourceLabel(kind, value.value, value.language)
    return ResourceLabel(kind, value, "")


def find_paged(facts: LocatedGraph) -> set[str]:
    """Return the resources in ``facts`` that have pages: no parts of lists and no publishers."""
    return {subject for subject, predicate, value in facts if predicate == RDF_TYPE and value in _KINDS}
