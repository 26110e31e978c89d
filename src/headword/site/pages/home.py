"""The home page: every scheme, by the folder that it stands in.

Knows cards and readers; must not know how the template looks.
"""

from collections import defaultdict
from posixpath import dirname
from typing import Any

from headword.site.addresses import HOME
from headword.site.locales import Locale, PageLink
from headword.site.summaries import CONCEPT, SCHEME


def home_values(reader: Locale) -> dict[str, Any]:
    """What the template of the home page is given besides what all are."""
    here = reader.here(HOME)
    folders: dict[str, list[tuple[PageLink, int]]] = defaultdict(list)
    schemes = reader.atlas.of_kind(SCHEME)
    for card in schemes:
        folder = dirname(reader.atlas.addresses[card.iri])
        folders[folder.replace("/", " / ").replace("-", " ")].append(
            (reader.refer(here, card.iri), len(reader.atlas.members(card.iri)))
        )
    return {
        "folders": sorted(folders.items()),
        "size": len(reader.atlas.of_kind(CONCEPT)),
        "count": len(schemes),
    }
