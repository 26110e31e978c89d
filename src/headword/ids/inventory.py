"""Which ids a site publishes now, and what of that its lock does not know yet."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from headword.compiler.meaning.metadata import find_title
from headword.compiler.meaning.passages import is_deprecated
from headword.compiler.naming.lock import Lock, LockEntry, last_part, parse_lock, to_id, write_lock
from headword.compiler.naming.match import HeadingKey, find_parents, place_entries
from headword.compiler.naming.plan import PagePlan, PlannedHeading
from headword.compiler.page import PageCompiler
from headword.compiler.site import Site, with_lock
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.core.slugs import is_valid_id
from headword.ids.mint import Mint
from headword.markdown.text import normalize
from headword.project.project import LOCK_NAME

_MOST = 0.5
"""Which share of its headings a page has to have kept to be known by them under another name."""


class IdStatus(NamedTuple):
    """An id as the lock would have it now, where it stands, and as the lock has it, if it does.

    A twin has the IRI of another heading: nothing but their order
    distinguishes them.  ``is_written`` says whether there is an id or an IRI at it,
    ``is_moved`` whether it stands under another heading than it did,
    ``is_deprecated`` whether the page says that it is not to be used.
    """

    entry: LockEntry
    place: Location
    before: LockEntry | None
    is_twin: bool = False
    is_written: bool = False
    is_moved: bool = False
    is_deprecated: bool = False

    @property
    def stays_retired(self) -> bool:
        """Whether it is retired, and stands on a page again that says so."""
        return self.before is not None and bool(self.before.retired) and self.is_deprecated

    @property
    def change(self) -> str:
        """What the lock does not know: ``new``, ``renamed``, ``moved``, ``restored``, or that it cannot, ``twin``."""
        if self.is_twin:
            return "twin"
        if self.before is None:
            return "new"
        if self.before.retired:
            return "" if self.is_deprecated else "restored"
        if self.is_moved or self.entry.page != self.before.page:
            return "moved"
        # Under a heading with another label the names from the top down are others, and it is where it was.
        return "renamed" if self.entry.label != self.before.label else ""


@dataclass(frozen=True)
class IdInventory:
    """What is published, in the order of pages and headings.

    ``lost`` are entries of the lock that nothing is any more, ``retired`` those that are retired.
    """

    published: tuple[IdStatus, ...]
    lost: tuple[LockEntry, ...]
    retired: tuple[LockEntry, ...]

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

    @property
    def twins(self) -> tuple[IdStatus, ...]:
        """The headings that have no id of their own."""
        return tuple(one for one in self.published if one.is_twin)

    def entries(self) -> list[LockEntry]:
        """What a lock that knows all this says, where there are no twins: what is lost or retired stays as it is."""
        known = [one.before if one.before and one.stays_retired else one.entry for one in self.published]
        keys = {entry.key for entry in (*known, *self.lost)}
        return [*known, *self.lost, *(one for one in self.retired if one.key not in keys)]


def list_ids(site: Site, today: str, files: Collection[str] | None = None) -> IdInventory:
    """The ids of a site as its lock gives them, page by page; ``today`` is since when new ones are.

    With ``files`` those of these pages alone, and what is lost of them or of pages that are gone.
    """
    looked = site.files.keys() if files is None else files
    published = [one for plan in _plan_all(site, looked) for one in list_page(plan, site, today)]
    lost = _find_lost(site.lock, published)
    return IdInventory(
        tuple(published),
        tuple(entry for entry in lost if entry.page in looked or entry.page not in site.files),
        tuple(entry for entry in site.lock.entries if entry.retired),
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
    if plan.is_scheme:
        title = find_title(plan)
        id_ = f"<{plan.scheme}>" if plan.standing.is_written else plan.page.page_path
        yield _make_published(LockEntry(id_, plan.file, None, title.text, today), title.location, site.lock)
    ids = [to_id(planned.iri, site.project.config.base) for planned in plan.headings]
    parents = find_parents(site.lock.of_page(plan.file))
    for planned, names, id_ in zip(plan.headings, place_entries(_see_page(plan)), ids, strict=True):
        entry = LockEntry(id_, plan.file, names[:-1], names[-1], today)
        one = _make_published(entry, planned.heading.label.location, site.lock)
        above = None if planned.above is None else ids[planned.above]
        yield one._replace(
            is_twin=planned.is_namesake or _is_refused(planned),
            is_written=(planned.heading.attributes.id or planned.heading.attributes.iri) is not None,
            is_moved=one.before is not None and _is_moved(one.entry, one.before, above, parents),
            is_deprecated=is_deprecated(plan, planned),
        )


def _is_refused(planned: PlannedHeading) -> bool:
    """Whether a heading does not have the id that is written at it: another has it."""
    written = planned.heading.attributes.id
    is_kept = written is None or not is_valid_id(written.text) or planned.heading.attributes.iri is not None
    return not is_kept and written is not None and normalize(planned.name) != normalize(written.text)


def _see_page(plan: PagePlan) -> list[HeadingKey]:
    return [
        HeadingKey(
            one.heading.name,
            one.above,
            last_part(one.iri) if one.heading.attributes.id or one.heading.attributes.iri else "",
        )
        for one in plan.headings
    ]


def _make_published(entry: LockEntry, place: Location, lock: Lock) -> IdStatus:
    before = lock.known.get(entry.key)
    return IdStatus(entry._replace(since=before.since) if before else entry, place, before)


def _is_moved(entry: LockEntry, before: LockEntry, above: str | None, parents: Mapping[str, str | None]) -> bool:
    """Whether a heading, which stands under the one with the id ``above``, stood under another."""
    was = parents.get(before.id)
    # Where it is not known which of several namesakes it stood under, all that can be seen is another name.
    return entry.path != before.path if was is not None and was.startswith("?") else above != was


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
    moved = [one if one.is_twin else moves.get(one.entry.key, one) for one in ids.published]
    told = [one for one in moved if not one.is_twin]
    accepted = replace(site.lock, entries=tuple(IdInventory(tuple(told), (), ids.retired).entries()))
    # What the lock would say has to come to the same when it is read again; if not, nothing moved.
    again = list_ids(replace(site, lock=accepted), today, files)
    if [one.entry for one in again.published] != [one.entry for one in moved]:
        return ids
    there = {one.entry.key for one in moved}
    return IdInventory(tuple(moved), tuple(entry for entry in ids.lost if entry.key not in there), ids.retired)


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
        entry._replace(page=names[entry.page]) if entry.page in names and _follows(entry) else entry
        for entry in site.lock.entries
    )
    # What is no page now does not become one where its original is found.
    files = {file: item for file, item in site.files.items() if file not in site.orphans}
    return with_lock(replace(site, files=files), replace(site.lock, entries=entries))


def _follows(entry: LockEntry) -> bool:
    """Whether an entry goes with its page: a retired concept does, and a retired page had the name before."""
    return not entry.retired or entry.path is not None


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
    fresh = [one for one in ids.published if one.change == "new" and one.entry.path is not None]
    lost = [entry for entry in ids.lost if entry.path is not None]
    moves: dict[tuple[str, bool], IdStatus] = {}
    for by in (_by_id, _by_place, _by_label):
        left = [one for one in fresh if one.entry.key not in moves]
        taken = {one.before.id for one in moves.values() if one.before}
        for one, entry in by(left, [entry for entry in lost if entry.id not in taken]):
            moved = one.entry._replace(id=entry.id, since=entry.since)
            moves[one.entry.key] = IdStatus(moved, one.place, entry)
    return moves


def _by_id(fresh: Sequence[IdStatus], lost: Sequence[LockEntry]) -> Iterator[tuple[IdStatus, LockEntry]]:
    """The same label, and the id is written."""
    return _pair(
        {one: (one.entry.name, one.entry.label) for one in fresh if one.is_written},
        {entry: (entry.name, entry.label) for entry in lost},
    )


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
    # On one page it would have been recognised, were it certain.
    return ((one, entry) for one, entry in alike if one.entry.page != entry.page)


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
    in_use = {one.entry[1:4] for one in list_ids(bare, "").published if not one.is_deprecated}

    def rank(entry: LockEntry) -> tuple[bool, bool, LockEntry]:
        return entry[1:4] not in in_use or bool(entry.retired), not entry.retired, entry

    # What a page says still holds; what was retired on one branch, and is on no page, is.
    return replace(site, lock=Lock(tuple(min(entries, key=rank) for entries in twins.values()), exists=True))


def prove(site: Site, ids: IdInventory, entries: Sequence[LockEntry], today: str) -> Lock:
    """The lock that ``entries`` make, which gives every heading the id that it has in ``ids``.

    Raises:
        HeadwordError: it does not, it would not read back, or it would lose a published id.
    """
    lock = parse_lock(write_lock(entries), LOCK_NAME)
    gone = sorted(key for key in site.lock.known if key not in lock.known)
    if gone:
        raise HeadwordError(f"the lock would lose {gone[0][0]!r}", Location(LOCK_NAME), _SETTLE)
    again = list_ids(with_lock(site, lock), today)
    for one, wanted in zip(again.published, ids.published, strict=True):
        if one.change or one.entry.key != wanted.entry.key:
            message = f"with the lock, this would have the id {one.entry.id!r}, not {wanted.entry.id!r}"
            raise HeadwordError(message, one.place, _SETTLE)
    if again.lost:
        raise HeadwordError(f"with the lock, no heading would be {again.lost[0].id!r}", Location(LOCK_NAME), _SETTLE)
    return lock


_SETTLE = "nothing was written; add the id to the heading that it is"
