"""The properties of concepts in addition to names, as columns of a data extension and in conditions.

Every property of a concept is included, those of SKOS first.
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
"""Maximum number of concepts above one."""


class Value(NamedTuple):
    """A value: an IRI, or a text with its language or datatype."""

    text: str
    language: str = ""
    datatype: str = ""
    is_iri: bool = False


@dataclass(frozen=True, slots=True)
class Property:
    """A property; ``id`` is its name in the APIs."""

    iri: str
    id: str


class Properties:
    """The properties of concepts.

    Args:
        concepts: the concepts by number.
        atlas: all resources.
        said: the statements about them.
        prefixes: the prefixes of the project.
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
        """Return the property with this id, IRI, or last part of an IRI."""
        return self._by_name.get(name)

    def read(self, iri: str, property_: Property) -> list[Value]:
        """Return the values of a concept's property, in the order of the outlines or of the sources."""
        if property_.iri == TRANSITIVE:
            return [Value(above, is_iri=True) for above in self._climb(iri)]
        stated = self._said.of(iri).get(property_.iri, {})
        rank = self._atlas.rank
        return [_make(value) for value in sorted(stated, key=lambda one: _place(one, rank)) if not is_blank(value)]

    def _climb(self, iri: str) -> list[str]:
        """Return the concepts above one, the nearest first."""
        found: dict[str, None] = {}
        waiting = [iri]
        for one in waiting:
            for above in self._atlas.known(self._atlas.cards[one].find("broader") if one in self._atlas.cards else ()):
                if above.iri not in found and above.iri != iri and len(found) < _MANY:
                    found[above.iri] = None
                    waiting.append(above.iri)
        return list(found)

    def having(self, property_: Property, wanted: str) -> frozenset[int]:
        """Return the numbers of the concepts with a value, given as its IRI, its words, or a name of its resource."""
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
        """Return True if the IRI is that of a concept of this vocabulary."""
        card = self._atlas.cards.get(iri)
        return card is not None and card.kind == CONCEPT


def name_property(property_: Property, reader: Locale) -> str:
    """Return the name of a property in the language of a reader."""
    key = f"property.{compact(property_.iri, PREFIXES)}"
    return reader.messages.texts.get(key) or _NAMES.get(property_.iri) or property_.id


def list_languages(concepts: Iterable[ResourceSummary]) -> list[str]:
    """Return the languages of preferred labels."""
    return sorted({label.language for card in concepts for label in card.texts("prefLabel") if label.language})


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


def _key(text: str, property_: str) -> str:
    """Return the key for comparisons of a value: the words of prose, words and signs of other values."""
    return f" {fold_words(text) if property_ in _PROSE else name_key(text)}"


def _make(value: Term) -> Value:
    return Value(value, is_iri=True) if isinstance(value, str) else Value(*value)


def _place(value: Term, rank: Mapping[str, int]) -> tuple[bool, int, str]:
    return (False, 0, "") if isinstance(value, Literal) else (True, rank.get(value, len(rank)), value)
