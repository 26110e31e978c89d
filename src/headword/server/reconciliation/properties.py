"""Properties: what is said of concepts beside their names, as columns to fetch and conditions to set.

Any property that some concept has is there, those of SKOS first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from headword.rdf.folding import fold_words
from headword.rdf.terms import DCTERMS, NOTES, OWL, PREFIXES, RDF_TYPE, SKOS, Literal, Term, compact, is_blank
from headword.server.reconciliation.comparing import name_key
from headword.server.statements import ResourceStatements
from headword.site.locales import Locale
from headword.site.resource_index import ResourceIndex
from headword.site.summaries import CONCEPT, ResourceSummary

TRANSITIVE = SKOS + "broaderTransitive"
_ORDER = (
    *(SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel", "notation", "definition", "scopeNote")),
    *(SKOS + name for name in ("example", "note", "inScheme", "broader")),
    TRANSITIVE,
    *(SKOS + name for name in ("narrower", "related", "exactMatch", "closeMatch", "broadMatch", "narrowMatch")),
    *(SKOS + name for name in ("relatedMatch", "historyNote", "editorialNote", "changeNote")),
    *(DCTERMS + name for name in ("created", "issued", "modified", "isReplacedBy")),
    OWL + "deprecated",
)
_PLACES = {iri: place for place, iri in enumerate(_ORDER)}
_NAMES = {
    TRANSITIVE: "Broader, on any level",
    SKOS + "topConceptOf": "Top concept of",
    DCTERMS + "isReplacedBy": "Replaced by",
    OWL + "deprecated": "Deprecated",
}
_PROSE = frozenset({*NOTES, DCTERMS + "description"})
_MANY = 1000
"""How many concepts above one are told."""


class Value(NamedTuple):
    """A value: an IRI, or a text with its language or its datatype."""

    text: str
    language: str = ""
    datatype: str = ""
    is_iri: bool = False


@dataclass(frozen=True, slots=True)
class Property:
    """A property; ``id`` is how the APIs have it."""

    iri: str
    id: str


class Properties:
    """The properties that concepts have.

    Args:
        concepts: by number.
        atlas: all resources.
        said: what is said of them.
        prefixes: the project's.
    """

    def __init__(
        self,
        concepts: Sequence[ResourceSummary],
        atlas: ResourceIndex,
        said: ResourceStatements,
        prefixes: Mapping[str, str],
    ) -> None:
        self._concepts = concepts
        self._atlas = atlas
        self._said = said
        used = {predicate for card in concepts for predicate in said.of(card.iri)} - {RDF_TYPE}
        if SKOS + "broader" in used:
            used.add(TRANSITIVE)
        known = {**PREFIXES, **prefixes}
        ordered = sorted(used, key=lambda iri: (_PLACES.get(iri, len(_PLACES)), iri))
        self.all = tuple(Property(iri, compact(iri, known)) for iri in ordered)
        self._by_name = {name: one for one in reversed(self.all) for name in (_local(one.iri), one.id, one.iri)}
        self._numbers: dict[str, Mapping[str, frozenset[int]]] = {}

    def find(self, name: str) -> Property | None:
        """The property with an id, an IRI, or the last part of one."""
        return self._by_name.get(name)

    def read(self, iri: str, property_: Property) -> list[Value]:
        """The values that a concept has of a property, in the order of the outlines or that of the sources."""
        if property_.iri == TRANSITIVE:
            return [Value(above, is_iri=True) for above in self._climb(iri)]
        stated = self._said.of(iri).get(property_.iri, {})
        rank = self._atlas.rank
        return [_make(value) for value in sorted(stated, key=lambda one: _place(one, rank)) if not is_blank(value)]

    def _climb(self, iri: str) -> list[str]:
        """The concepts above one, the nearest first."""
        found: dict[str, None] = {}
        waiting = [iri]
        for one in waiting:
            for above in self._atlas.known(self._atlas.cards[one].find("broader") if one in self._atlas.cards else ()):
                if above.iri not in found and above.iri != iri and len(found) < _MANY:
                    found[above.iri] = None
                    waiting.append(above.iri)
        return list(found)

    def having(self, property_: Property, wanted: str) -> frozenset[int]:
        """The numbers of the concepts with a value: by its IRI, or by its words or a name of what it leads to."""
        if property_.iri not in self._numbers:
            self._numbers[property_.iri] = self._list_numbers(property_)
        numbers = self._numbers[property_.iri]
        return numbers.get(wanted) or numbers.get(_key(wanted, property_.iri), frozenset())

    def _list_numbers(self, property_: Property) -> Mapping[str, frozenset[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        keys: dict[str, tuple[str, ...]] = {}
        for number, card in enumerate(self._concepts):
            for value in self.read(card.iri, property_):
                if value.is_iri:
                    if value.text not in keys:
                        keys[value.text] = tuple(self._list_keys(value.text, property_.iri))
                    for key in keys[value.text]:
                        found[key].add(number)
                else:
                    found[_key(value.text, property_.iri)].add(number)
        return {key: frozenset(numbers) for key, numbers in found.items()}

    def _list_keys(self, iri: str, property_: str) -> Iterator[str]:
        yield iri
        card = self._atlas.cards.get(iri)
        if card is not None:
            yield from (_key(text, property_) for text in (*(label.text for label in card.labels), *card.notations))

    def is_concept(self, iri: str) -> bool:
        """Whether an IRI is that of a concept of ours."""
        card = self._atlas.cards.get(iri)
        return card is not None and card.kind == CONCEPT


def name_property(property_: Property, reader: Locale) -> str:
    """What a reader calls a property."""
    key = f"property.{compact(property_.iri, PREFIXES)}"
    return reader.messages.texts.get(key) or _NAMES.get(property_.iri) or property_.id


def list_languages(concepts: Iterable[ResourceSummary]) -> list[str]:
    """The languages of preferred labels."""
    return sorted({label.language for card in concepts for label in card.texts("prefLabel") if label.language})


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


def _key(text: str, property_: str) -> str:
    """How a value is compared: prose by its words, anything else by its signs too, as names are."""
    return f" {fold_words(text) if property_ in _PROSE else name_key(text)}"


def _make(value: Term) -> Value:
    return Value(value, is_iri=True) if isinstance(value, str) else Value(*value)


def _place(value: Term, rank: Mapping[str, int]) -> tuple[bool, int, str]:
    return (False, 0, "") if isinstance(value, Literal) else (True, rank.get(value, len(rank)), value)
