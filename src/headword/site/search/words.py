"""What each resource is found by in a search: its labels and notations."""

from collections.abc import Iterator, Sequence
from typing import get_args

from headword.site.addresses import to_url
from headword.site.resource_index import ResourceIndex
from headword.site.search.index import Kind, SearchEntry, SearchTerm, write_index
from headword.site.summaries import SCHEME, ResourceSummary

_KINDS = {kind: kind for kind in get_args(Kind)}


def render_search(atlas: ResourceIndex, languages: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The files of the index; what is found is called by the first of ``languages`` that it is named in."""
    cards = list(atlas.cards.values())
    schemes = {card.iri: _name(card, languages) for card in cards if card.kind == SCHEME}
    yield from write_index(_list_words(cards), [_find(card, atlas, languages, schemes) for card in cards])


def _list_words(cards: Sequence[ResourceSummary]) -> Iterator[SearchTerm]:
    for number, card in enumerate(cards):
        for label in card.labels:
            yield SearchTerm(label.text, label.language, _KINDS[label.kind], number)
        for notation in card.notations:
            yield SearchTerm(notation, "", "notation", number)


Names = tuple[tuple[str, str], ...]
"""What a resource is called: languages, each with the name in it."""


def _find(
    card: ResourceSummary, atlas: ResourceIndex, languages: Sequence[str], schemes: dict[str, Names]
) -> SearchEntry:
    scheme = next((schemes[iri] for iri in card.find("inScheme") if iri in schemes), ())
    return SearchEntry(f"{to_url(atlas.addresses[card.iri])}/", _name(card, languages), scheme, card.is_deprecated)


def _name(card: ResourceSummary, languages: Sequence[str]) -> Names:
    """The preferred label in each language, those of the site's pages first."""
    order = {language: place for place, language in enumerate(languages)}
    named: dict[str, str] = {}
    for label in sorted(card.texts("prefLabel"), key=lambda label: order.get(label.language, len(order))):
        named.setdefault(label.language, label.text)
    return tuple(named.items())
