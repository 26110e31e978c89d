"""The words by which a search finds each resource, and the data that it shows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import get_args

import msgspec

from headword.site.addresses import to_url
from headword.site.resource_index import ResourceIndex
from headword.site.search.index import FOLDER, Kind, SearchEntry, SearchTerm, Thing, write_index
from headword.site.summaries import COLLECTION, CONCEPT, SCHEME, ResourceSummary

_KINDS = {kind: kind for kind in get_args(Kind)}
_THINGS = {thing: thing for thing in get_args(Thing)}
FACETS = f"{FOLDER}facets.json"
_BETWEEN = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "

Names = tuple[tuple[str, str], ...]
"""The names of a resource: languages, each with the name in it."""


def render_search(maker: "EntryMaker", *, has_notes: bool) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the index; ``has_notes`` says whether there is an index of notes, too."""
    atlas = maker.atlas
    cards = list(atlas.cards.values())
    yield from write_index(_list_words(cards), [maker.make(card) for card in cards], has_notes=has_notes)
    facets = [[card.kind, [part for pair in maker.name(card) for part in pair]] for card in _list_facets(atlas)]
    yield FACETS, msgspec.json.encode(facets)


def _list_words(cards: Sequence[ResourceSummary]) -> Iterator[SearchTerm]:
    for number, card in enumerate(cards):
        for label in card.labels:
            yield SearchTerm(label.text, label.language, _KINDS[label.kind], number)
        for notation in card.notations:
            yield SearchTerm(notation, "", "notation", number)


def _list_facets(atlas: ResourceIndex) -> list[ResourceSummary]:
    """Return the resources by which hits can be filtered: collections, and several schemes."""
    schemes = atlas.of_kind(SCHEME)
    return [*(schemes if len(schemes) > 1 else ()), *atlas.of_kind(COLLECTION)]


@dataclass(frozen=True)
class EntryMaker:
    """A maker of the entries that a search shows.

    Attributes:
        atlas: all resources.
        languages: those of the pages, the default first.
        uses: the number of pages of the content that name each concept.
    """

    atlas: ResourceIndex
    languages: Sequence[str]
    uses: Mapping[str, int]

    @cached_property
    def facets(self) -> Mapping[str, int]:
        """Return the numbers of schemes and collections."""
        return {card.iri: number for number, card in enumerate(_list_facets(self.atlas))}

    def make(self, card: ResourceSummary) -> SearchEntry:
        """Return the entry of a resource."""
        inside = (*card.find("inScheme"), *(one.iri for one in self.atlas.collections_of(card.iri)))
        return SearchEntry(
            url=f"{to_url(self.atlas.addresses[card.iri])}/",
            labels=self.name(card),
            way=tuple(self._write_ways(card)),
            deprecated=card.is_deprecated,
            thing=_THINGS[card.kind],
            level=self.atlas.levels.get(card.iri, 0),
            facets=tuple(sorted({self.facets[iri] for iri in inside if iri in self.facets})),
            uses=self.uses.get(card.iri, 0),
        )

    def name(self, card: ResourceSummary) -> Names:
        """Return the preferred label in each language, those of the pages first."""
        order = {language: place for place, language in enumerate(self.languages)}
        named: dict[str, str] = {}
        for label in sorted(card.texts("prefLabel"), key=lambda label: order.get(label.language, len(order))):
            named.setdefault(label.language, label.text)
        return tuple(named.items())

    @cached_property
    def _names_of(self) -> Callable[[str], Mapping[str, str]]:
        """Return the names of a resource by language, cached, because a concept is above many others."""
        return lru_cache(1 << 16)(lambda iri: dict(self.name(self.atlas.cards[iri])))

    def _write_ways(self, card: ResourceSummary) -> Iterator[tuple[str, str]]:
        """Yield the first path up in each language of the pages; a single scheme is left out."""
        schemes = [one for one in self.atlas.known(card.find("inScheme")) if one.iri in self.facets][:1]
        way = self.atlas.paths_up(card.iri, 1)[0] if card.kind == CONCEPT else ()
        above = [self._names_of(one.iri) for one in (*schemes, *way)]
        for language in self.languages if above else ():
            yield language, _BETWEEN.join(_choose(names, language) for names in above)


def _choose(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or next(iter(names.values()), "")
