"""What every page may need to know of any resource: a card for each, and how they hang together.

Knows facts; must not know files, templates or formats.  A card is small, so
that those of a large vocabulary can be held together.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeGuard

from headword.cache import digest
from headword.findings import Location
from headword.graph import DocumentSubjects, Facts
from headword.site.addresses import assign
from headword.terms import DCTERMS, OWL, RDF_TYPE, SCHEMA, SKOS, Literal, Term, is_blank

CONCEPT, SCHEME, COLLECTION = "concept", "scheme", "collection"
_KINDS = {
    SKOS + "Concept": CONCEPT,
    SKOS + "ConceptScheme": SCHEME,
    SKOS + "Collection": COLLECTION,
    SKOS + "OrderedCollection": COLLECTION,
}
_LABELS = {SKOS + name: name for name in ("prefLabel", "altLabel", "hiddenLabel")}
_LINKS = {
    **{SKOS + name: name for name in ("inScheme", "broader", "narrower", "hasTopConcept", "member")},
    DCTERMS + "subject": "subject",
}
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?")
_DATES = {DCTERMS + name: name for name in ("created", "modified")}
_SCHEME_TITLE = DCTERMS + "title"


@dataclass(frozen=True, slots=True)
class Label:
    """A lexical label: ``kind`` is prefLabel, altLabel or hiddenLabel; ``language`` a tag of BCP 47 or empty."""

    kind: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Card:
    """What others need to know of a resource.

    Attributes:
        iri: the resource.
        kind: `CONCEPT`, `SCHEME` or `COLLECTION`.
        document: the path of the document that describes it.
        labels: its labels in the order in which they were stated.
        notations: its notations.
        links: the IRIs that it leads to, by the local name of the property.
        dates: ``created`` and ``modified``, by name: days or moments of ISO 8601; what is neither is left out.
        is_deprecated: whether it is to be used no longer.
        place: where the sources say it.
    """

    iri: str
    kind: str
    document: str
    labels: tuple[Label, ...]
    notations: tuple[str, ...]
    links: Mapping[str, tuple[str, ...]]
    dates: Mapping[str, str]
    is_deprecated: bool
    place: Location

    def find(self, property_: str) -> tuple[str, ...]:
        """The IRIs that ``property_`` leads to."""
        return self.links.get(property_, ())

    def texts(self, kind: str) -> tuple[Label, ...]:
        """The labels of one kind."""
        return tuple(label for label in self.labels if label.kind == kind)


class Atlas:
    """All cards, in the order of the outlines, and the addresses of their pages.

    Args:
        documents: each document with what it publishes.
        rank: the place of each resource in the outlines.
        base: what the IRIs of the site begin with.

    Attributes:
        cards: by IRI.
        addresses: by IRI.
        documents: the paths of all documents.
        sizes: how many facts there are in each document, by its path.
        names: what else is described is called, publishers say, by IRI.

    Raises:
        HeadwordError: two resources would have the same address.
    """

    def __init__(self, documents: Iterable[tuple[DocumentSubjects, Facts]], rank: Mapping[str, int], base: str) -> None:
        self.base = base
        self.rank = rank
        self.cards: dict[str, Card] = {}
        self.sizes: dict[str, int] = {}
        self.names: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        for document, facts in documents:
            self.sizes[document.path] = len(facts)
            described = group_facts(facts)
            for card in read_cards(document, described, rank):
                self.cards.setdefault(card.iri, card)
            for iri, properties in described.items():
                for value in properties.get(SCHEMA + "name", ()):
                    self.names.setdefault(iri, value.value if isinstance(value, Literal) else value)
        wanted = ((iri, card.document) for iri, card in self.cards.items())
        self.addresses = assign(wanted, base, self.sizes.keys(), {i: c.place for i, c in self.cards.items()})

    def of_kind(self, kind: str) -> list[Card]:
        """The cards of one kind."""
        return [card for card in self.cards.values() if card.kind == kind]

    def known(self, iris: Iterable[str]) -> list[Card]:
        """The cards of those of ``iris`` that have one."""
        return [self.cards[iri] for iri in iris if iri in self.cards]

    def digest(self, iri: str) -> str:
        """Another one for anything else that other pages show of a resource."""
        known = self._digests.get(iri)
        if known is None:
            card = self.cards[iri]
            said = (card.kind, card.labels, card.notations, card.links, card.dates, card.is_deprecated)
            known = self._digests[iri] = digest(iri, self.addresses[iri], repr(said))
        return known

    def digest_around(self, resources: Iterable[str], facts: Facts, led: Iterable[str]) -> str:
        """Another one for anything else that the pages of ``resources`` show of others, or for another order of them.

        Args:
            resources: of one document.
            facts: what it publishes.
            led: the IRIs that links in its notes lead to.
        """
        near = dict.fromkeys(value for _, _, value in facts if isinstance(value, str) and value in self.cards)
        for iri in resources:
            if iri in self.cards:
                around = (*self.collections_of(iri), *self.schemes_about(iri), *self.members(iri))
                near.update((card.iri, None) for card in around)
        for card in self.known(list(near)):
            near.update((one.iri, None) for one in self.known(card.find("narrower")))
        waiting = list(near)
        while waiting:
            above = [iri for iri in self.cards[waiting.pop()].find("broader") if iri in self.cards and iri not in near]
            near.update(dict.fromkeys(above))
            waiting.extend(above)
        named = sorted({value for _, _, value in facts if isinstance(value, str) and value in self.names})
        linked = sorted({iri for iri in led if iri in self.addresses})
        return digest(
            *map(self.digest, self._in_order(near)),
            *(f"{iri} {self.names[iri]}" for iri in self._in_order(named)),
            *(f"{iri} {self.addresses[iri]}" for iri in linked),
        )

    def _in_order(self, iris: Iterable[str]) -> list[str]:
        last = len(self.rank)
        return sorted(iris, key=lambda iri: (self.rank.get(iri, last), iri))

    @cached_property
    def digest_of_all(self) -> str:
        """Another one for anything else that is shown of any resource."""
        return digest(*map(self.digest, self.cards))

    def tops(self, scheme: str) -> list[Card]:
        """The top concepts of a scheme: those that it names, or else those that have nothing broader in it."""
        card = self.cards[scheme]
        named = self.known(card.find("hasTopConcept"))
        return named or [one for one in self.members(scheme) if not self.known(one.find("broader"))]

    def below(self, scheme: str) -> list[str]:
        """The top concepts of a scheme and all that stands below them, level by level."""
        found = dict.fromkeys(card.iri for card in self.tops(scheme))
        waiting = list(found)
        for iri in waiting:
            further = [card.iri for card in self.known(self.cards[iri].find("narrower")) if card.iri not in found]
            found.update(dict.fromkeys(further))
            waiting.extend(further)
        return list(found)

    def members(self, scheme: str) -> Sequence[Card]:
        """The concepts that say they are in a scheme."""
        return self._members.get(scheme, ())

    @cached_property
    def _members(self) -> Mapping[str, list[Card]]:
        return self._group(CONCEPT, "inScheme")

    def collections_in(self, scheme: str) -> Sequence[Card]:
        """The collections that say they are in a scheme."""
        return self._collections_in.get(scheme, ())

    @cached_property
    def _collections_in(self) -> Mapping[str, list[Card]]:
        return self._group(COLLECTION, "inScheme")

    def collections_of(self, iri: str) -> Sequence[Card]:
        """The collections that a resource is a member of."""
        return self._collections.get(iri, ())

    @cached_property
    def _collections(self) -> Mapping[str, list[Card]]:
        return self._group(COLLECTION, "member")

    def schemes_about(self, iri: str) -> Sequence[Card]:
        """The schemes that have a concept for their subject."""
        return self._about.get(iri, ())

    @cached_property
    def _about(self) -> Mapping[str, list[Card]]:
        return self._group(SCHEME, "subject")

    def _group(self, kind: str, property_: str) -> Mapping[str, list[Card]]:
        """The cards of a kind by what ``property_`` leads to from them."""
        found: dict[str, list[Card]] = defaultdict(list)
        for card in self.of_kind(kind):
            for iri in dict.fromkeys(card.find(property_)):
                found[iri].append(card)
        return found

    def paths_up(self, iri: str, limit: int) -> list[tuple[Card, ...]]:
        """The ways from a top concept down to a concept, it not counted; ``limit`` at most, the first found first."""
        found: list[tuple[Card, ...]] = []
        waiting: list[tuple[str, ...]] = [(iri,)]
        while waiting and len(found) < limit:
            way = waiting.pop()
            above = [one.iri for one in self.known(self.cards[way[-1]].find("broader")) if one.iri not in way]
            if not above:
                found.append(tuple(self.cards[one] for one in reversed(way[1:])))
            waiting.extend((*way, one) for one in reversed(above))
        return found


def find_paged(facts: Facts) -> set[str]:
    """The resources among ``facts`` that have pages: neither the parts of lists nor those who publish."""
    return {subject for subject, predicate, value in facts if predicate == RDF_TYPE and value in _KINDS}


def read_cards(document: DocumentSubjects, described: "Described", rank: Mapping[str, int]) -> Iterator[Card]:
    """The cards of what a document describes, in its order."""
    for iri in document.subjects:
        properties = described.get(iri, {})
        types = [str(value) for value in properties.get(RDF_TYPE, {})]
        kind = next((_KINDS[name] for name in types if name in _KINDS), "")
        if kind and not is_blank(iri):
            yield _read_card(iri, kind, document.path, properties, rank)


Properties = Mapping[str, Mapping[Term, Location]]
"""What is said of one resource: by predicate the values, each with its place."""


Described = Mapping[str, Properties]
"""What is said of each of several resources."""


def group_facts(facts: Facts) -> Described:
    """``facts`` by subject, and by predicate."""
    grouped: dict[str, dict[str, dict[Term, Location]]] = defaultdict(dict)
    for (subject, predicate, value), place in facts.items():
        grouped[subject].setdefault(predicate, {})[value] = place
    return grouped


def _read_card(iri: str, kind: str, document: str, properties: Properties, rank: Mapping[str, int]) -> Card:
    last = len(rank)
    links: dict[str, tuple[str, ...]] = {}
    for predicate, name in _LINKS.items():
        values = [value for value in properties.get(predicate, ()) if isinstance(value, str)]
        if values:
            links[name] = tuple(sorted(values, key=lambda value: (rank.get(value, last), value)))
    notations = properties.get(SKOS + "notation", ())
    stated = ((predicate, value) for predicate in _DATES for value in properties.get(predicate, ()))
    return Card(
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


def is_day(value: Term) -> TypeGuard[Literal]:
    """Whether a value is a day, or a part of one, as ISO 8601 has it and pages, sitemaps and feeds may say it."""
    return isinstance(value, Literal) and _DAY.fullmatch(value.value) is not None


def _read_labels(kind: str, properties: Properties) -> Iterator[Label]:
    names = {
        **_LABELS,
        **({_SCHEME_TITLE: "prefLabel"} if kind == SCHEME and SKOS + "prefLabel" not in properties else {}),
    }
    for predicate, name in names.items():
        for value in properties.get(predicate, ()):
            if isinstance(value, Literal):
                yield Label(name, value.value, value.language)
