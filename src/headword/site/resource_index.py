"""The atlas: the cards of all resources together, how they hang together, and where each has its page."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from headword.core.cache import digest
from headword.rdf.graph import DocumentSubjects, LocatedGraph
from headword.rdf.levels import measure_levels
from headword.rdf.terms import SCHEMA
from headword.site.addresses import assign
from headword.site.summaries import (
    COLLECTION,
    CONCEPT,
    SCHEME,
    ResourceLabel,
    ResourceSummary,
    group_facts,
    read_label,
    read_summaries,
)


class ResourceIndex:
    """All cards, in the order of the outlines, and the addresses of their pages.

    Args:
        documents: each document with what it publishes.
        rank: the place of each resource in the outlines.
        orders: the places that some resources have among their siblings.
        base: what the IRIs of the site begin with.

    Attributes:
        cards: by IRI.
        addresses: by IRI.
        documents: the paths of all documents.
        sizes: how many facts there are in each document, by its path.
        names: the names of what else is described, such as publishers, and of concepts of other vocabularies, by IRI.

    Raises:
        HeadwordError: two resources would have the same address.
    """

    def __init__(
        self,
        documents: Iterable[tuple[DocumentSubjects, LocatedGraph]],
        rank: Mapping[str, int],
        orders: Mapping[str, float],
        base: str,
    ) -> None:
        self.base = base
        self.rank = rank
        self.cards: dict[str, ResourceSummary] = {}
        self.sizes: dict[str, int] = {}
        self.names: dict[str, list[ResourceLabel]] = {}
        self._digests: dict[str, str] = {}
        for document, facts in documents:
            self.sizes[document.path] = len(facts)
            described = group_facts(facts)
            for card in read_summaries(document, described, rank):
                own = replace(card, order=orders[card.iri]) if card.iri in orders else card
                self.cards.setdefault(card.iri, own)
            for iri, properties in described.items():
                found = [read_label("name", value) for value in properties.get(SCHEMA + "name", ())]
                if found:
                    self.names.setdefault(iri, found)
        wanted = ((iri, card.document) for iri, card in self.cards.items())
        self.addresses = assign(wanted, base, self.sizes.keys(), {i: c.place for i, c in self.cards.items()})

    def of_kind(self, kind: str) -> list[ResourceSummary]:
        """Return the cards of one kind."""
        return [card for card in self.cards.values() if card.kind == kind]

    def known(self, iris: Iterable[str]) -> list[ResourceSummary]:
        """Return the cards of those ``iris`` that have one."""
        return [self.cards[iri] for iri in iris if iri in self.cards]

    def digest(self, iri: str) -> str:
        """Return a fingerprint of all that other pages show of a resource."""
        known = self._digests.get(iri)
        if known is None:
            card = self.cards[iri]
            said = (card.kind, card.labels, card.notations, card.links, card.dates, card.is_deprecated, card.order)
            known = self._digests[iri] = digest(iri, self.addresses[iri], repr(said))
        return known

    def digest_around(self, resources: Iterable[str], facts: LocatedGraph, led: Iterable[str]) -> str:
        """Return a fingerprint of all that the pages of ``resources`` show of others, order included.

        Args:
            resources: of one document.
            facts: what it publishes.
            led: the IRIs that links in its notes lead to.
        """
        near = dict.fromkeys(value for _, _, value in facts if isinstance(value, str) and value in self.cards)
        for iri in resources:
            if iri in self.cards:
                collections = (*self.collections_of(iri), *self.collections_above(iri))
                around = (*collections, *self.schemes_about(iri), *self.members(iri))
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
        """Return a fingerprint of all that is shown of any resource."""
        return digest(*map(self.digest, self.cards))

    def tops(self, scheme: str) -> list[ResourceSummary]:
        """Return the top concepts of a scheme: those that it names, or else those without a broader one in it."""
        card = self.cards[scheme]
        named = self.known(card.find("hasTopConcept"))
        return named or [one for one in self.members(scheme) if not self.known(one.find("broader"))]

    def below(self, scheme: str) -> list[str]:
        """Return the top concepts of a scheme and all concepts below them, level by level."""
        return self.descend(card.iri for card in self.tops(scheme))

    def descend(self, iris: Iterable[str]) -> list[str]:
        """Return some concepts and all concepts below them, level by level."""
        found = dict.fromkeys(iris)
        waiting = list(found)
        for iri in waiting:
            further = [card.iri for card in self.known(self.cards[iri].find("narrower")) if card.iri not in found]
            found.update(dict.fromkeys(further))
            waiting.extend(further)
        return list(found)

    @cached_property
    def levels(self) -> Mapping[str, int]:
        """Return the distance of each concept from a concept without broader ones."""
        tops = [card.iri for card in self.of_kind(CONCEPT) if not self.known(card.find("broader"))]
        return measure_levels(tops, lambda iri: (one.iri for one in self.known(self.cards[iri].find("narrower"))))

    def members(self, scheme: str) -> Sequence[ResourceSummary]:
        """Return the concepts that say they are in a scheme."""
        return self._members.get(scheme, ())

    @cached_property
    def _members(self) -> Mapping[str, list[ResourceSummary]]:
        return self._group(CONCEPT, "inScheme")

    def collections_in(self, scheme: str) -> Sequence[ResourceSummary]:
        """Return the collections that say they are in a scheme."""
        return self._collections_in.get(scheme, ())

    @cached_property
    def _collections_in(self) -> Mapping[str, list[ResourceSummary]]:
        return self._group(COLLECTION, "inScheme")

    def collections_of(self, iri: str) -> Sequence[ResourceSummary]:
        """Return the collections that a resource is a member of."""
        return self._collections.get(iri, ())

    def collections_above(self, iri: str) -> list[ResourceSummary]:
        """Return the first path from an outermost collection to a resource, without the resource."""
        way: list[ResourceSummary] = []
        above = self.collections_of(iri)
        while above and above[0] not in way:
            way.insert(0, above[0])
            above = self.collections_of(way[0].iri)
        return way

    @cached_property
    def _collections(self) -> Mapping[str, list[ResourceSummary]]:
        return self._group(COLLECTION, "member")

    def schemes_about(self, iri: str) -> Sequence[ResourceSummary]:
        """Return the schemes that have a concept for their subject."""
        return self._about.get(iri, ())

    @cached_property
    def _about(self) -> Mapping[str, list[ResourceSummary]]:
        return self._group(SCHEME, "subject")

    def _group(self, kind: str, property_: str) -> Mapping[str, list[ResourceSummary]]:
        """Return the cards of a kind by the targets of ``property_``."""
        found: dict[str, list[ResourceSummary]] = defaultdict(list)
        for card in self.of_kind(kind):
            for iri in dict.fromkeys(card.find(property_)):
                found[iri].append(card)
        return found

    def paths_up(self, iri: str, limit: int) -> list[tuple[ResourceSummary, ...]]:
        """Return at most ``limit`` paths from a top concept to a concept, without the concept."""
        found: list[tuple[ResourceSummary, ...]] = []
        # One path at a time, with a branch for each of its concepts: a copy for each step is quadratic in the depth.
        way: dict[str, None] = {}
        branches: list[Iterator[str]] = [iter((iri,))]
        while branches and len(found) < limit:
            one = next(branches[-1], None)
            if one is None:
                branches.pop()
                if branches:
                    way.popitem()
                continue
            way[one] = None
            above = [card.iri for card in self.known(self.cards[one].find("broader")) if card.iri not in way]
            if not above:
                found.append(tuple(self.cards[step] for step in list(way)[:0:-1]))
            branches.append(iter(above))
        return found
