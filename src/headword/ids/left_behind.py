"""Translations whose original was renamed or deleted."""

from collections.abc import Iterator
from typing import NamedTuple

from headword.compiler.site import Site
from headword.core.findings import Location
from headword.ids.inventory import IdInventory
from headword.project.variants import name_translation


class LeftBehind(NamedTuple):
    """A translation whose published original is gone: the location and the message of the finding."""

    place: Location
    message: str


def find_left_behind(site: Site, ids: IdInventory) -> Iterator[LeftBehind]:
    """Yield the translations that still have the name of a page that was renamed or deleted."""
    pages = [(one.before.page, one) for one in ids.published if one.before and one.before.page != one.entry.page]
    # Reversed, so that the first heading of a page remains as its location.
    moved = dict(reversed(pages))
    for file, original in sorted(site.orphans.items()):
        path = site.project.relative(site.files[file].source.path)
        now = moved.get(original)
        if now is None:
            message = f"this is named as a translation of {original}, which is gone: rename it as that page is now"
            yield LeftBehind(Location(path), message)
        else:
            name = name_translation(file, now.entry.page, site.project.config)
            message = f"this page was {original}, and its translation {file} was left behind: rename that to {name}"
            yield LeftBehind(now.place, message)
