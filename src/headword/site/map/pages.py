"""The pages of maps: one for each scheme, and one with links to them."""

from collections.abc import Mapping
from typing import Any

from headword.rdf.languages import find_direction
from headword.site.addresses import HIERARCHY, MAPS, to_url
from headword.site.locales import Locale, PageLink
from headword.site.map.drawing import draw
from headword.site.map.tree import MapBranch, MapContext, MapRoot, embed_map, grow_map
from headword.site.summaries import SCHEME, ResourceSummary
from headword.site.templating import PageUrl

_MOST = 300
"""The number of concepts in the page of a map; others are loaded when a branch is opened."""
_WIDE = 40
"""The number of concepts of a branch in the page: the labels of a level of hundreds are too small to read."""


def map_address(scheme: ResourceSummary, reader: Locale) -> str:
    """Return the address of the map of a scheme."""
    return f"{MAPS}/{reader.atlas.addresses[scheme.iri]}"


def maps_values(reader: Locale) -> dict[str, Any]:
    """Return the values of the template for the page with links to all maps."""
    here = reader.here(MAPS)
    return {"maps": [_link(card, reader, here) for card in reader.atlas.of_kind(SCHEME)]}


def _link(scheme: ResourceSummary, reader: Locale, here: PageUrl) -> tuple[PageLink, int]:
    link = reader.refer(here, scheme.iri)._replace(href=here.page(map_address(scheme, reader)))
    return link, len(reader.atlas.members(scheme.iri))


def map_values(scheme: ResourceSummary, trunk: MapRoot, reader: Locale) -> dict[str, Any]:
    """Return the values of the template of a map."""
    here = reader.here(map_address(scheme, reader))
    context = MapContext(reader.config.site.web_search, bool(reader.data_file(here, scheme.iri)))
    return {
        "scheme": reader.refer(here, scheme.iri),
        "map": {
            "drawing": draw(
                trunk,
                reader.messages("map.description"),
                name_uses=lambda count: reader.messages("concept.used", count=count),
            ),
            "data": embed_map(trunk, context),
            "hierarchy": here.page(HIERARCHY),
        },
    }


def grow_trunk(scheme: ResourceSummary, reader: Locale, uses: Mapping[str, int]) -> MapRoot:
    """Return the tree that the map of a scheme shows, with the number of pages that name each concept."""
    here = reader.here(map_address(scheme, reader))
    atlas = reader.atlas

    def narrower(iri: str) -> list[str]:
        return [card.iri for card in reader.sort_siblings(atlas.known(atlas.cards[iri].find("narrower")))]

    def leaf(iri: str) -> MapBranch:
        card = atlas.cards[iri]
        link = reader.refer(here, iri)
        others = [label.text for label in card.texts("altLabel") if label.language == link.language]
        words = tuple(dict.fromkeys([link.text, *others]))
        return MapBranch(iri, link.text, words, link.href, to_url(atlas.addresses[iri]), uses=uses.get(iri, 0))

    tops = [card.iri for card in reader.sort_siblings(atlas.tops(scheme.iri))]
    # A single top concept is in the middle itself.
    middle, around = (tops[0], narrower(tops[0])) if len(tops) == 1 else (scheme.iri, tops)
    branches, more = grow_map(around, narrower, leaf, _MOST, _WIDE)
    link = reader.refer(here, middle)
    address = to_url(atlas.addresses[middle])
    return MapRoot(link.text, link.href, address, reader.language, find_direction(reader.language), branches, more)
