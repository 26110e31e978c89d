"""The checks of a site against its lock: missing published concepts, and ids that the lock does not know."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from headword.compiler.meaning.retired import entry_iri
from headword.compiler.naming.lock import LockEntry, to_iri
from headword.compiler.site import Site
from headword.compiler.summary import PageSummary
from headword.core.findings import Location, Observation

if TYPE_CHECKING:
    from headword.ids.inventory import IdStatus

_ANY_DAY = "0000-00-00"
"""The date of new ids, which are never written here."""


def check_removed(site: Site, records: Collection[PageSummary]) -> Iterator[Observation]:
    """Report published concepts and pages that do not exist any more."""
    existing = {iri for record in records for iri in record.resources}
    config = site.project.config
    lost = [entry for entry in site.lock.entries if not entry.retired and entry_iri(entry, config) not in existing]
    if not lost:
        return
    # Imported here, because a site that has lost no id does not need the ids of its pages.
    from headword.ids.inventory import accept
    from headword.ids.left_behind import find_left_behind
    from headword.markdown.headings import strip_number

    known = {to_iri(entry.id, config.base) for entry in site.lock.entries if entry.path is not None}
    fresh = {record.file for record in records if not known.issuperset(record.resources[1:])}
    files = fresh | {entry.page for entry in lost}
    ids = accept(site, _ANY_DAY, files)
    for left in find_left_behind(site, ids):
        yield Observation("translation-without-original", left.place, left.message)
    lost = [entry for entry in lost if entry.page not in site.orphans.values()]
    found = {one.entry.id: one.place for one in ids.published if one.before is not None}
    # If a concept may be one of several headings with the same label, these headings are reported instead.
    ambiguous = {(one.entry.page, strip_number(one.entry.label)) for one in ids.published if one.is_twin}
    lost = [entry for entry in lost if (entry.page, strip_number(entry.label)) not in ambiguous]
    path = site.project.relative(site.project.lock)
    reported_pages: set[str] = set()
    for entry in lost:
        # For a deleted page, one finding covers all of its concepts.
        if entry.page in reported_pages:
            continue
        if entry.page not in site.files:
            reported_pages.add(entry.page)
        others = sum(one.page == entry.page for one in lost) - 1 if entry.page in reported_pages else 0
        more = f"; the same is true of {others:,} others of the page" if others else ""
        place = Location(path, site.lock.line_of(entry))
        message = _explain_removal(entry, found.get(entry.id), ids.find_other_id(entry), site) + more
        yield Observation("published-concept-removed", place, message, entry_iri(entry, config))


def check_replacements(site: Site, records: Collection[PageSummary]) -> Iterator[Observation]:
    """Report replacements of retired concepts that are neither in the lock nor on any page."""
    retired = [entry for entry in site.lock.entries if entry.replaced_by]
    if not retired:
        return
    known = {iri for record in records for iri in record.resources}
    known |= {entry_iri(one, site.project.config) for one in site.lock.entries}
    for entry in retired:
        for other in entry.replaced_by:
            if to_iri(other, site.project.config.base) not in known:
                place = Location(site.project.relative(site.project.lock), site.lock.line_of(entry))
                message = f"{entry.label!r} ({entry.id}) is replaced by {other!r}, and there is no such id"
                yield Observation("broken-link", place, message, entry_iri(entry, site.project.config))


def _explain_removal(entry: LockEntry, place: Location | None, other: "IdStatus | None", site: Site) -> str:
    what = f"{entry.label!r} ({entry.id})"
    if other is not None:
        return f"{what} was published, but the heading in its place, {other.place}, has the id {{#{other.entry.name}}}"
    if place is not None:
        return f"{what} was published, and seems to be at {place} now: headword ids --accept records that"
    file = site.files.get(entry.page)
    if file is None:
        return f"{what} was published, and its page {entry.page} is gone"
    return f"{what} was published, but no heading in {site.project.relative(file.source.path)} matches it"


def check_unlocked(site: Site, *, locked: bool) -> Iterator[Observation]:
    """Report new ids, and with ``locked`` also concepts whose label or position differs from the lock.

    Ids that are not slugs must be in the lock, because they are assigned once.
    """
    if not locked and site.project.config.ids == "slug":
        return
    from headword.ids.inventory import list_ids

    for one in list_ids(site, _ANY_DAY).published:
        if (
            one.change == "new"
            and not one.is_written
            and one.entry.path is not None
            and site.project.config.ids != "slug"
        ):
            message = f"{one.entry.label!r} has no id yet: headword ids --accept gives it one"
            yield Observation("unlocked-id", one.place, message, to_iri(one.entry.id, site.project.config.base))
        elif one.change in _UNLOCKED and locked:
            before = one.before.label if one.before else ""
            message = _UNLOCKED[one.change].format(repr(one.entry.id), repr(before))
            yield Observation("unlocked-id", one.place, message, to_iri(one.entry.id, site.project.config.base))


_UNLOCKED = {
    "new": "the lock does not know the id {0}",
    "renamed": "the lock knows {0} by the label {1}",
    "moved": "the lock knows {0} at another place",
}
"""The message for each change; other changes are reported when the page is compiled."""
