"""The source of every answer: the cards, the ids of vocabularies, and the names of resources in a language.

Each concept scheme is a *vocabulary* in Skosmos, with an id.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TypeAlias

from headword.project.config import Config
from headword.rdf.languages import choose_text
from headword.rdf.terms import SKOS
from headword.site.resource_index import ResourceIndex
from headword.site.short_names import shorten_scheme_names
from headword.site.summaries import (
    COLLECTION,
    CONCEPT,
    SCHEME,
    ResourceLabel,
    ResourceSummary,
    sort_cards,
    sort_siblings,
)
from headword.site.templating import absolute

Answer: TypeAlias = dict[str, object]
"""An answer, as JSON has it."""

ROOT = "rest/v1"
"""The folder of all answers."""
GLOBAL = ("vocabularies", "search", "label", "data", "types")
"""The requests about all vocabularies; no vocabulary can have such an id."""
TYPES = {CONCEPT: "skos:Concept", COLLECTION: "skos:Collection", SCHEME: "skos:ConceptScheme"}
CONTEXT = {"skos": SKOS, "uri": "@id", "type": "@type"}
ONKI = "http://schema.onki.fi/onki#"


class SkosmosService:
    """The service that answers requests.

    Args:
        atlas: all resources.
        config: the project's.

    Attributes:
        atlas: all resources.
        default: the language of an answer if the request names none.
        root: the address on the web of the folder of answers.
        ids: the ids of the vocabularies, by the IRI of the scheme.
        schemes: the schemes by their ids, in the order of these.
    """

    def __init__(self, atlas: ResourceIndex, config: Config) -> None:
        self.atlas = atlas
        self.default = config.lang
        self._url = config.site_url
        self.root = f"{self._url}{ROOT}/"
        cards = atlas.of_kind(SCHEME)
        self.ids = shorten_scheme_names({card.iri: atlas.addresses[card.iri] for card in cards}, GLOBAL)
        self.schemes = {self.ids[card.iri]: card for card in sorted(cards, key=lambda card: self.ids[card.iri])}

    def name(self, card: ResourceSummary, language: str) -> str:
        """Return the name of a resource in a language, or else in another one."""
        label = choose_text(card.texts("prefLabel"), (language, self.default))
        return label.text if label is not None else card.iri

    def sort(self, cards: Iterable[ResourceSummary], language: str) -> list[ResourceSummary]:
        """Return ``cards`` by their notations, then by their names, in the order of the language."""
        return sort_cards(cards, language or self.default, lambda card: self.name(card, language))

    def tops(self, scheme: ResourceSummary, language: str) -> list[ResourceSummary]:
        """Return the top concepts of a vocabulary, in the order of the language."""
        return sort_siblings(
            self.atlas.tops(scheme.iri), language or self.default, lambda card: self.name(card, language)
        )

    def linked(self, card: ResourceSummary, name: str, language: str) -> list[ResourceSummary]:
        """Return the targets of a property of a resource, in the order of the language."""
        sort = sort_siblings if name == "narrower" else sort_cards
        return sort(self.atlas.known(card.find(name)), language or self.default, lambda one: self.name(one, language))

    def name_in(self, card: ResourceSummary, language: str) -> ResourceLabel | None:
        """Return the preferred label in a language or a variant of it, if there is one."""
        return next((label for label in card.texts("prefLabel") if is_in(label.language, language)), None)

    def page(self, card: ResourceSummary) -> str:
        """Return the address on the web of the page of a resource."""
        return absolute(self._url, self.atlas.addresses[card.iri], self.default, self.default)

    def concepts(self, scheme: ResourceSummary) -> Sequence[ResourceSummary]:
        """Return the concepts of a vocabulary."""
        return self.atlas.members(scheme.iri)

    def concept(self, scheme: ResourceSummary | None, iri: str) -> ResourceSummary | None:
        """Return the concept with an IRI, if the vocabulary has it; without a vocabulary, of any."""
        card = self.atlas.cards.get(iri)
        if card is None or card.kind != CONCEPT or (scheme is not None and scheme.iri not in card.find("inScheme")):
            return None
        return card

    def collections(self, scheme: ResourceSummary) -> list[ResourceSummary]:
        """Return the collections of a vocabulary."""
        return self._collections.get(scheme.iri, [])

    @cached_property
    def _collections(self) -> dict[str, list[ResourceSummary]]:
        found: dict[str, list[ResourceSummary]] = {}
        for card in self.atlas.of_kind(COLLECTION):
            within = card.find("inScheme") or self._schemes_of_members(card)
            for scheme in within:
                found.setdefault(scheme, []).append(card)
        return found

    def _schemes_of_members(self, collection: ResourceSummary) -> Iterable[str]:
        members = self.atlas.known(collection.find("member"))
        return dict.fromkeys(scheme for member in members for scheme in member.find("inScheme"))

    def vocabulary_of(self, card: ResourceSummary) -> str:
        """Return the id of the first vocabulary of a resource; empty if there is none."""
        return next((self.ids[scheme] for scheme in card.find("inScheme") if scheme in self.ids), "")


def is_in(language: str, wanted: str) -> bool:
    """Return whether a text in ``language`` matches ``wanted`` (basic filtering, RFC 4647); empty matches all."""
    have, want = language.lower(), wanted.lower()
    return not want or have == want or have.startswith(f"{want}-")


def with_notation(answer: Answer, card: ResourceSummary) -> Answer:
    """Return ``answer`` with the first notation of a resource, if it has one."""
    return {**answer, "notation": card.notations[0]} if card.notations else answer
