"""The ids that a site publishes now, compared with its lock."""

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
"""The minimum share of headings by which a renamed page is recognised."""


class IdStatus(NamedTuple):
    """An id with its lock entry as it would be now, its location, and its current entry, if any.

    A twin has the IRI of another heading: only their order distinguishes them. ``is_written`` is true if the heading
    has an explicit id or IRI, and ``is_moved`` if it has another parent than before. ``is_deprecated`` is true if the
    page marks the concept as deprecated.
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
        """Return whether the id is retired, and a page contains it again, marked as deprecated."""
        return self.before is not None and bool(self.before.retired) and self.is_deprecated

    @property
    def change(self) -> str:
        """Return the difference from the lock: ``new``, ``renamed``, ``moved``, ``restored``, ``twin``, or nothing."""
        if self.is_twin:
            return "twin"
        if self.before is None:
            return "new"
        if self.before.retired:
            return "" if self.is_deprecated else "restored"
        if self.is_moved or self.entry.page != self.before.page:
            return "moved"
        # A parent with a new label also changes the path, although the heading itself has not moved.
        return "renamed" if self.entry.label != self.before.label else ""


@dataclass(frozen=True)
class IdInventory:
    """The ids of a site in the order of pages and headings.

    ``lost`` are entries of the lock without a heading; ``retired`` are the retired entries.
    """

    published: tuple[IdStatus, ...]
    lost: tuple[LockEntry, ...]
    retired: tuple[LockEntry, ...]

    def find_other_id(self, entry: LockEntry) -> IdStatus | None:
        """Return a heading at the position of a lost ``entry`` with another explicit id, so page and lock disagree."""
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
        """Return the headings that share an IRI with another heading."""
        return tuple(one for one in self.published if one.is_twin)

    def entries(self) -> list[LockEntry]:
        """Return the entries of an updated lock, if there are no twins; lost and retired entries stay unchanged."""
        known = [one.before if one.before and one.stays_retired else one.entry for one in self.published]
        keys = {entry.key for entry in (*known, *self.lost)}
        return [*known, *self.lost, *(one for one in self.retired if one.key not in keys)]


def list_ids(site: Site, today: str, files: Collection[str] | None = None) -> IdInventory:
    """Return the ids of a site according to its lock, page by page; ``today`` is the date of new ids.

    ``files`` limits the result to these pages; lost entries then include those of deleted pages.
    """
    searched_files = site.files.keys() if files is None else files
    published = [one for plan in _plan_all(site, searched_files) for one in list_page(plan, site, today)]
    lost = _find_lost(site.lock, published)
    return IdInventory(
        tuple(published),
        tuple(entry for entry in lost if entry.page in searched_files or entry.page not in site.files),
        tuple(entry for entry in site.lock.entries if entry.retired),
    )


def _find_lost(lock: Lock, statuses: Iterable[IdStatus]) -> Iterator[LockEntry]:
    published_keys = {one.entry.key for one in statuses}
    return (entry for entry in lock.entries if not entry.retired and entry.key not in published_keys)


def _plan_all(site: Site, files: Collection[str]) -> Iterator[PagePlan]:
    compiler = PageCompiler(site, {})
    plans = (compiler.plan(file) for file in sorted(files) if file in site.files)
    return (plan for plan in plans if plan is not None)


def list_page(plan: PagePlan, site: Site, today: str) -> Iterator[IdStatus]:
    """Yield the ids of one page: of its scheme, and of its headings."""
    if plan.is_scheme:
        title = find_title(plan)
        id_ = f"<{plan.scheme}>" if plan.role.is_written else plan.page.page_path
        yield _make_published(LockEntry(id_, plan.file, None, title.text, today), title.location, site.lock)
    ids = [to_id(planned.iri, site.project.config.base) for planned in plan.headings]
    parents = find_parents(site.lock.of_page(plan.file))
    for planned, names, id_ in zip(plan.headings, place_entries(_make_heading_keys(plan)), ids, strict=True):
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
    """Return whether a heading does not have its explicit id, because another heading has it."""
    written = planned.heading.attributes.id
    is_kept = written is None or not is_valid_id(written.text) or planned.heading.attributes.iri is not None
    return not is_kept and written is not None and normalize(planned.name) != normalize(written.text)


def _make_heading_keys(plan: PagePlan) -> list[HeadingKey]:
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
    """Return whether the parent of a heading, whose id is ``above`` now, was another one."""
    old_parent = parents.get(before.id)
    # If the old parent was one of several namesakes, only a different name can be detected.
    return entry.path != before.path if old_parent is not None and old_parent.startswith("?") else above != old_parent


def accept(site: Site, today: str, files: Collection[str] | None = None) -> IdInventory:
    """Return the ids of a site, or of these pages, after matching headings that moved to another page.

    A heading that is not certainly a published concept is new. An entry that is not certainly a heading is lost.
    """
    lock = site.lock
    site = _follow_pages(site, today, files)
    return _compare_with_lock(_follow_headings(site, today, files), lock)


def _compare_with_lock(ids: IdInventory, lock: Lock) -> IdInventory:
    """Return the inventory with the entries of ``lock`` as the state before."""
    return replace(ids, published=tuple(one._replace(before=lock.known.get(one.entry.key)) for one in ids.published))


def _follow_headings(site: Site, today: str, files: Collection[str] | None) -> IdInventory:
    """Return the ids of a site, after matching headings that moved to another page."""
    ids = list_ids(site, today, files)
    moves = _find_moves(ids)
    if not moves:
        return ids
    moved = [one if one.is_twin else moves.get(one.entry.key, one) for one in ids.published]
    unique = [one for one in moved if not one.is_twin]
    accepted = replace(site.lock, entries=tuple(IdInventory(tuple(unique), (), ids.retired).entries()))
    # The new lock must give the same ids when it is read again; otherwise, no heading is moved.
    again = list_ids(replace(site, lock=accepted), today, files)
    if [one.entry for one in again.published] != [one.entry for one in moved]:
        return ids
    moved_keys = {one.entry.key for one in moved}
    return IdInventory(tuple(moved), tuple(entry for entry in ids.lost if entry.key not in moved_keys), ids.retired)


def _follow_pages(site: Site, today: str, files_in_scope: Collection[str] | None) -> Site:
    """Return the site with a lock in which renamed pages have their new file names."""
    # If a page is named by its file, the name of the top heading changes with the file, so it proves nothing.
    top = 1 if site.project.config.shape.named_by_file else 0
    gone = defaultdict[str, list[_Marks]](list)
    for entry in site.lock.entries:
        if entry.page not in site.files and entry.path is not None and not entry.retired:
            gone[entry.page].append(_Marks(_place_of_id(entry, top), entry.name))
    if not gone:
        return site
    fresh = defaultdict[str, set[_Place | str]](set)
    for one in list_ids(site, today, files_in_scope).published:
        if one.before is None and one.entry.path is not None and not site.lock.of_page(one.entry.page):
            candidates = (_place_of_id(one.entry, top), one.entry.name if one.is_written else None)
            fresh[one.entry.page].update(mark for mark in candidates if mark is not None)
    names = _match_pages(gone, fresh)
    entries = tuple(
        entry._replace(page=names[entry.page]) if entry.page in names and _moves_with_page(entry) else entry
        for entry in site.lock.entries
    )
    # A translation without an original must not become a page when its original is found.
    files = {file: item for file, item in site.files.items() if file not in site.orphans}
    return with_lock(replace(site, files=files), replace(site.lock, entries=entries))


def _moves_with_page(entry: LockEntry) -> bool:
    """Return whether an entry moves with its page: a retired concept does, a retired page does not."""
    return not entry.retired or entry.path is not None


_Place: TypeAlias = tuple[tuple[str, ...], str]


class _Marks(NamedTuple):
    """The marks by which a heading is recognised on a renamed page: its position, if known, or its explicit id."""

    place: _Place | None
    name: str


def _place_of_id(entry: LockEntry, top: int) -> _Place | None:
    """Return the label of an entry with those above it, without the first ``top``; None for one of these."""
    path = entry.path or ()
    return (path[top:], entry.label) if len(path) >= top else None


def _has_most(marks: Collection[_Place | str], headings: Sequence[_Marks]) -> bool:
    matches = [one.place in marks or one.name in marks for one in headings if one.place or one.name in marks]
    return sum(matches) > _MOST * len(matches)


def _match_pages(gone: Mapping[str, Sequence[_Marks]], fresh: Mapping[str, set[_Place | str]]) -> dict[str, str]:
    """Return the new name of each missing page, if one new page has most of its headings, and of no other page."""
    likely: dict[str, list[str]] = {}
    for old, headings in gone.items():
        likely[old] = [new for new, marks in sorted(fresh.items()) if _has_most(marks, headings)]
    claims = [new for found in likely.values() for new in found]
    return {old: found[0] for old, found in likely.items() if len(found) == 1 and claims.count(found[0]) == 1}


def _find_moves(ids: IdInventory) -> dict[tuple[str, bool], IdStatus]:
    """Return each new heading that certainly is a lost one, by the key of its new entry."""
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
    """Yield pairs with the same label and the same explicit id."""
    return _pair(
        {one: (one.entry.name, one.entry.label) for one in fresh if one.is_written},
        {entry: (entry.name, entry.label) for entry in lost},
    )


def _by_place(fresh: Sequence[IdStatus], lost: Sequence[LockEntry]) -> Iterator[tuple[IdStatus, LockEntry]]:
    """Yield pairs with the same label under a parent with the same label."""
    return _pair(
        {one: (*(one.entry.path or ())[-1:], one.entry.label) for one in fresh},
        {entry: (*(entry.path or ())[-1:], entry.label) for entry in lost},
    )


def _by_label(fresh: Sequence[IdStatus], lost: Sequence[LockEntry]) -> Iterator[tuple[IdStatus, LockEntry]]:
    """Yield pairs with the same label anywhere."""
    return _pair({one: (one.entry.label,) for one in fresh}, {entry: (entry.label,) for entry in lost})


def _pair(
    fresh: Mapping[IdStatus, tuple[str, ...]], lost: Mapping[LockEntry, tuple[str, ...]]
) -> Iterator[tuple[IdStatus, LockEntry]]:
    """Yield the pairs with equal keys that are unique on both sides."""
    by_key: dict[tuple[str, ...], tuple[list[IdStatus], list[LockEntry]]] = defaultdict(lambda: ([], []))
    for one, key in fresh.items():
        by_key[key][0].append(one)
    for entry, key in lost.items():
        by_key[key][1].append(entry)
    pairs = ((ones[0], entries[0]) for ones, entries in by_key.values() if len(ones) == 1 and len(entries) == 1)
    # On the same page, the match in `headword.compiler.naming.match` would have found every certain pair.
    return ((one, entry) for one, entry in pairs if one.entry.page != entry.page)


def mint_new(ids: IdInventory, lock: Lock, mint: Mint) -> IdInventory:
    """Return the inventory with ids from ``mint`` for new headings without an explicit id."""
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
    """Return the site with one entry for each id, after two branches gave it two: the entry that matches a page."""
    twins: dict[tuple[str, bool], list[LockEntry]] = defaultdict(list)
    for entry in site.lock.entries:
        twins[entry.key].append(entry)
    if all(len(entries) == 1 for entries in twins.values()):
        return site
    bare = replace(site, lock=Lock())
    in_use = {one.entry[1:4] for one in list_ids(bare, "").published if not one.is_deprecated}

    def rank(entry: LockEntry) -> tuple[bool, bool, LockEntry]:
        return entry[1:4] not in in_use or bool(entry.retired), not entry.retired, entry

    # An entry that matches a page is in use. An entry without a page is retired if one branch retired it.
    return replace(site, lock=Lock(tuple(min(entries, key=rank) for entries in twins.values()), exists=True))


def prove(site: Site, ids: IdInventory, entries: Sequence[LockEntry], today: str) -> Lock:
    """Return the lock with ``entries``, after a check that every heading has its id in ``ids``.

    Raises:
        HeadwordError: a heading would have another id, the lock would not read back, or it would lose a published id.
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
