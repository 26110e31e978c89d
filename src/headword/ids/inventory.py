"""Which ids a site publishes now, and what of that its lock does not know yet."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from headword.compiler.meaning.metadata import find_title
from headword.compiler.naming.lock import Lock, LockEntry, to_id
from headword.compiler.naming.match import HeadingKey, place_entries
from headword.compiler.naming.plan import PagePlan
from headword.compiler.page import PageCompiler
from headword.compiler.site import Site
from headword.core.findings import Location
from headword.ids.mint import Mint

_MOST = 0.5
"""Which share of its headings a page has to have kept to be known by them under another name."""


class IdStatus(NamedTuple):
    """An id as the lock would have it now, where it stands, and as the lock has it, if it does.

    A twin has the place and label of another heading and no id at it: there is
    nothing to know it by.  ``is_written`` says whether there is an id at it,
    ``is_moved`` whether it stands under another heading than it did.
    """

    entry: LockEntry
    place: Location
    before: LockEntry | None
    is_twin: bool = False
    is_written: bool = False
    is_moved: bool = False

    @property
    def change(self) -> str:
        """What the lock does not know: ``new``, ``renamed``, ``moved``, or that it cannot, ``twin``; or nothing."""
        if self.is_twin:
            return "twin"
        if self.before is None:
            return "new"
        if self.is_moved or self.entry.page != self.before.page:
            return "moved"
        # Under a heading with another label the names from the top down are others, and it is where it was.
        return "renamed" if self.entry.label != self.before.label else ""


@dataclass(frozen=True)
class IdInventory:
    """What is published, in the order of pages and headings, and the entries of the lock that nothing is any more."""

    published: tuple[IdStatus, ...]
    lost: tuple[LockEntry, ...]

    def find_other_id(self, entry: LockEntry) -> IdStatus | None:
        """What stands where a lost ``entry`` stood, with its label, and says another id: page and lock disagree."""
        return next(
            (
                one
                for one in self.published
                if one.is_written and one.entry[1:4] == entry[1:4] and entry.path is not None
            ),
            None,
        )

    def entries(self, lock: Lock) -> list[LockEntry]:
        """What a lock that knows all this says: what is lost or retired, or has a twin, stays as it is."""
        retired = [entry for entry in lock.entries if entry.retired]
        # What is new where something is lost may be just that: it is not taken down as another until that is settled.
        open_ = {(entry.page, entry.path) for entry in self.lost if entry.path is not None}
        told = [one for one in self.published if one.before is not None or one.entry[1:3] not in open_]
        known = [one.before if one.is_twin else one.entry for one in told]
        return [*(entry for entry in known if entry is not None), *self.lost, *retired]


def list_ids(site: Site, today: str, files: Collection[str] | None = None) -> IdInventory:
    """The ids of a site as its lock gives them, page by page; ``today`` is since when new ones are.

    With ``files`` those of these pages alone, and what is lost of them or of pages that are gone.
    """
    looked = site.files.keys() if files is None else files
    published = [one for plan in _plan_all(site, looked) for one in list_page(plan, site, today)]
    lost = _find_lost(site.lock, published)
    return IdInventory(
        tuple(published), tuple(entry for entry in lost if entry.page in looked or entry.page not in site.files)
    )


def _find_lost(lock: Lock, published: Iterable[IdStatus]) -> Iterator[LockEntry]:
    there = {one.entry.key for one in published}
    return (entry for entry in lock.entries if not entry.retired and entry.key not in there)


def _plan_all(site: Site, files: Collection[str]) -> Iterator[PagePlan]:
    compiler = PageCompiler(site, {})
    plans = (compiler.plan(file) for file in sorted(files) if file in site.files)
    return (plan for plan in plans if plan is not None)


def list_page(plan: PagePlan, site: Site, today: str) -> Iterator[IdStatus]:
    """The ids of one page: its scheme's, and its headings'."""
    file, lock = plan.file, site.lock

    def make(
        entry: LockEntry, place: Location, above: str | None, *, is_twin: bool = False, is_written: bool = False
    ) -> IdStatus:
        before = lock.known.get(entry.key)
        was_below = lock.places.get((before.page, before.path)) if before is not None and before.path else None
        is_moved = before is not None and above != was_below
        entry = entry._replace(since=before.since) if before else entry
        return IdStatus(entry, place, before, is_twin, is_written, is_moved)

    if plan.is_scheme:
        title = find_title(plan)
        id_ = f"<{plan.scheme}>" if plan.standing.is_written else plan.page.page_path
        yield make(LockEntry(id_, file, None, title.text, today), title.location, None)
    every = place_entries([HeadingKey(heading.name, heading.parent, "") for heading in plan.outline.headings])
    names_of = {heading.label.location: names for heading, names in zip(plan.outline.headings, every, strict=True)}
    places = [names_of[planned.heading.label.location] for planned in plan.headings]
    counts = Counter(places)
    ids = {
        names: to_id(planned.iri, site.project.config.base)
        for planned, names in zip(plan.headings, places, strict=True)
    }
    for planned, names in zip(plan.headings, places, strict=True):
        id_ = to_id(planned.iri, site.project.config.base)
        entry = LockEntry(id_, file, names[:-1], names[-1], today)
        is_written = planned.heading.attributes.id is not None
        is_twin = counts[names] > 1 and not is_written
        above = ids.get(names[:-1])
        yield make(entry, planned.heading.label.location, above, is_twin=is_twin, is_written=is_written)


def accept(site: Site, today: str, files: Collection[str] | None = None) -> IdInventory:
    """The ids of a site, or of these pages, with what moved from page to page recognised as well.

    What is not one of the published concepts for certain is new, and what no
    heading is for certain is lost.
    """
    lock = site.lock
    site = _follow_pages(site, today, files)
    return _against(_follow_headings(site, today, files), lock)


def _against(ids: IdInventory, lock: Lock) -> IdInventory:
    """The same, beside what a lock had before."""
    return replace(ids, published=tuple(one._replace(before=lock.known.get(one.entry.key)) for one in ids.published))


def _follow_headings(site: Site, today: str, files: Collection[str] | None) -> IdInventory:
    """The ids of a site, with headings that went to another page."""
    ids = list_ids(site, today, files)
    moves = _find_moves(ids)
    if not moves:
        return ids
    moved = [moves.get(one.entry.key, one) for one in ids.published]
    accepted = replace(site.lock, entries=tuple(IdInventory(tuple(moved), ()).entries(site.lock)))
    # What the lock would say has to come to the same when it is read again; if not, nothing moved.
    again = list_ids(replace(site, lock=accepted), today, files)
    if [one.entry for one in again.published] != [one.entry for one in moved]:
        return ids
    there = {one.entry.key for one in moved}
    return IdInventory(tuple(moved), tuple(entry for entry in ids.lost if entry.key not in there))


def _follow_pages(site: Site, today: str, looked: Collection[str] | None) -> Site:
    """The site with a lock in which pages that have another name now have it."""
    # Where a page is called what its file is called, that says nothing of whether it is the same page.
    top = 1 if site.project.config.shape.named_by_file else 0
    gone = defaultdict[str, list[_Marks]](list)
    for entry in site.lock.entries:
        if entry.page not in site.files and entry.path is not None and not entry.retired:
            gone[entry.page].append(_Marks(_place_of_id(entry, top), entry.name))
    if not gone:
        return site
    fresh = defaultdict[str, set[_Place | str]](set)
    for one in list_ids(site, today, looked).published:
        if one.before is None and one.entry.path is not None and not site.lock.of_page(one.entry.page):
            said = (_place_of_id(one.entry, top), one.entry.name if one.is_written else None)
            fresh[one.entry.page].update(mark for mark in said if mark is not None)
    names = _match_pages(gone, fresh)
    entries = tuple(
        entry._replace(page=names[entry.page]) if entry.page in names and not entry.retired else entry
        for entry in site.lock.entries
    )
    lock = replace(site.lock, entries=entries)
    files = {
        file: item._replace(source=replace(item.source, page_path=lock.page_paths.get(file, item.source.page_path)))
        for file, item in site.files.items()
    }
    return replace(site, lock=lock, files=files)


_Place: TypeAlias = tuple[tuple[str, ...], str]


class _Marks(NamedTuple):
    """What a published heading may be known by on a page of another name: its place, if that says anything, or its id.

    An id counts where it is written.
    """

    place: _Place | None
    name: str


def _place_of_id(entry: LockEntry, top: int) -> _Place | None:
    """The label of an entry, and those above it but for the first ``top``; None for one of these."""
    path = entry.path or ()
    return (path[top:], entry.label) if len(path) >= top else None


def _has_most(there: Collection[_Place | str], headings: Sequence[_Marks]) -> bool:
    same = [one.place in there or one.name in there for one in headings if one.place or one.name in there]
    return sum(same) > _MOST * len(same)


def _match_pages(gone: Mapping[str, Sequence[_Marks]], fresh: Mapping[str, set[_Place | str]]) -> dict[str, str]:
    """The new name of each page that is gone, where just one new page has most of its headings, and of no other."""
    likely: dict[str, list[str]] = {}
    for old, headings in gone.items():
        likely[old] = [new for new, there in sorted(fresh.items()) if _has_most(there, headings)]
    claims = [new for found in likely.values() for new in found]
    return {old: found[0] for old, found in likely.items() if len(found) == 1 and claims.count(found[0]) == 1}


def _find_moves(ids: IdInventory) -> dict[tuple[str, bool], IdStatus]:
    """What is new and is, for certain, what is lost elsewhere: by the id of what is new, what it is."""
    fresh = [one for one in ids.published if one.change in ("new", "twin") and one.entry.path is not None]
    lost = [entry for entry in ids.lost if entry.path is not None]
    moves: dict[tuple[str, bool], IdStatus] = {}
    for by in (_by_place, _by_label):
        left = [one for one in fresh if one.entry.key not in moves]
        taken = {one.before.id for one in moves.values() if one.before}
        for one, entry in by(left, [entry for entry in lost if entry.id not in taken]):
            moved = one.entry._replace(id=entry.id, since=entry.since)
            moves[one.entry.key] = IdStatus(moved, one.place, entry)
    return moves


def _by_place(fresh: Sequence[IdStatus], lost: Sequence[LockEntry]) -> Iterator[tuple[IdStatus, LockEntry]]:
    """The same label under a heading of the same label."""
    return _pair(
        {one: (*(one.entry.path or ())[-1:], one.entry.label) for one in fresh},
        {entry: (*(entry.path or ())[-1:], entry.label) for entry in lost},
    )


def _by_label(fresh: Sequence[IdStatus], lost: Sequence[LockEntry]) -> Iterator[tuple[IdStatus, LockEntry]]:
    """The same label anywhere."""
    return _pair({one: (one.entry.label,) for one in fresh}, {entry: (entry.label,) for entry in lost})


def _pair(
    fresh: Mapping[IdStatus, tuple[str, ...]], lost: Mapping[LockEntry, tuple[str, ...]]
) -> Iterator[tuple[IdStatus, LockEntry]]:
    """Those that are alike, where just one on each side is."""
    by_key: dict[tuple[str, ...], tuple[list[IdStatus], list[LockEntry]]] = defaultdict(lambda: ([], []))
    for one, key in fresh.items():
        by_key[key][0].append(one)
    for entry, key in lost.items():
        by_key[key][1].append(entry)
    alike = ((ones[0], entries[0]) for ones, entries in by_key.values() if len(ones) == 1 and len(entries) == 1)
    return ((one, entry) for one, entry in alike if not one.is_twin)


def mint_new(ids: IdInventory, lock: Lock, mint: Mint) -> IdInventory:
    """The same with other ids for headings that are new and say none: what ``mint`` gives."""
    taken = {one.entry.name for one in ids.published} | {entry.name for entry in lock.entries}
    published = []
    for one in ids.published:
        if one.change == "new" and one.entry.path is not None and not one.is_written:
            made = mint(taken)
            taken.add(made)
            entry = one.entry._replace(id=one.entry.id[: -len(one.entry.name)] + made)
            published.append(one._replace(entry=entry))
        else:
            published.append(one)
    return replace(ids, published=tuple(published))


def settle_twins(site: Site) -> Site:
    """The site with one entry for each id, where two branches gave it two: that which says what a page says."""
    twins: dict[tuple[str, bool], list[LockEntry]] = defaultdict(list)
    for entry in site.lock.entries:
        twins[entry.key].append(entry)
    if all(len(entries) == 1 for entries in twins.values()):
        return site
    bare = replace(site, lock=Lock())
    there = {(one.entry.page, one.entry.path, one.entry.label) for one in list_ids(bare, "").published}

    def rank(entry: LockEntry) -> tuple[bool, bool, LockEntry]:
        is_there = (entry.page, entry.path, entry.label) in there and not entry.retired
        return not is_there, not entry.retired, entry

    # What a page says still holds; what was retired on one branch, and is on no page, is.
    return replace(site, lock=Lock(tuple(min(entries, key=rank) for entries in twins.values())))
