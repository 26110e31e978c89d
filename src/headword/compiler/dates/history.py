"""When each heading of a page came to be and was last changed, as git's commits have it.

Only commits count: what is not committed has no day yet. A page is followed through its renames, and a heading
through all that `recognise` sees through.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from headword.compiler.dates.sections import PageSection, pair_sections, read_sections, read_written, to_heading_keys
from headword.compiler.meaning.skos import Date
from headword.compiler.naming.lock import Lock, to_id
from headword.compiler.naming.match import place_entries
from headword.compiler.naming.plan import PagePlan
from headword.core.cache import CacheEntry, batched, decode, digest, encode
from headword.core.context import RunContext
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.markdown.text import normalize
from headword.project.config import Config
from headword.project.git import SHALLOW_HINT, Repository, find_repository, is_empty, is_shallow, list_files, read_blobs
from headword.project.git_log import CommittedFile, FileVersion, list_edits
from headword.project.parse import name_of
from headword.project.project import PAGE_SUFFIXES, Project
from headword.project.variants import SourcePage

_KIND = "sections"
_PATTERNS = tuple(f":(icase)*{suffix}" for suffix in PAGE_SUFFIXES)
_BATCH = 500
"""How many contents are read from git together."""


@dataclass(frozen=True, slots=True)
class DatedSection:
    """A section as it was last committed, and the days on which it came to be and was changed, empty if unknown."""

    section: PageSection
    created: str
    modified: str


Histories = Mapping[str, tuple[DatedSection, ...]]
"""The sections of each page that was committed, by the page's file."""


def read_histories(project: Project, files: Mapping[str, SourcePage], context: RunContext, stamp: str) -> Histories:
    """The histories of these pages; ``stamp`` is another one for another program that reads them.

    Raises:
        HeadwordError: there is no git or no repository, or it is a shallow clone.
    """
    repository = find_repository(project.root)
    if is_shallow(repository):
        message = 'dates = "git" requires the whole history'
        raise HeadwordError(message, Location(project.config.source.path), SHALLOW_HINT)
    committed = _find_committed(repository, files)
    edits = _follow(list_edits(repository, _PATTERNS), committed.values())
    states = {one for edit in edits for one in (edit.old, edit.new) if one} | {*committed.values()}
    sections = _read_states(repository, sorted(states), project.config, context, stamp)
    days = _Days(sections, committed.values())
    for _, together in groupby(edits, key=lambda edit: edit.commit):
        days.look_at(together)
    return {file: days.of(one) for file, one in committed.items()}


def _find_committed(repository: Repository, files: Mapping[str, SourcePage]) -> dict[str, FileVersion]:
    """The pages as they are in the last commit, by their files."""
    blobs = {} if is_empty(repository) else {normalize(blob.path): blob for blob in list_files(repository, "HEAD")}
    top = os.path.realpath(repository.top)
    paths = {
        file: normalize(Path(os.path.relpath(os.path.realpath(item.source.path), top)).as_posix())
        for file, item in files.items()
    }
    return {file: FileVersion(blobs[path].path, blobs[path].name) for file, path in paths.items() if path in blobs}


def _follow(edits: Iterable[CommittedFile], committed: Iterable[FileVersion]) -> list[CommittedFile]:
    """The edits that lead to what is ``committed``, back through renames, and to what was deleted beside them."""
    reached = set(committed)
    kept: list[CommittedFile] = []
    for _, together in groupby(edits, key=lambda edit: edit.commit):
        told = list(together)
        here = [edit for edit in told if edit.new in reached]
        # What went from one page to another, or with all of its page, was taken out in the same commit.
        here += [edit for edit in told if edit.new is None] if here else []
        reached.update(edit.old for edit in here if edit.old is not None)
        kept += here
    return kept


def _read_states(
    repository: Repository, states: Sequence[FileVersion], config: Config, context: RunContext, stamp: str
) -> dict[FileVersion, tuple[PageSection, ...]]:
    """The sections of pages as they were, each content read once for all runs, under each name that pages go by."""
    forms = (config.concepts, config.sections, config.levels, config.skip_headings, config.flatten_headings)
    key = digest(stamp, repr((config.outline_shortcodes, config.shape.name, config.sources, config.pages, forms)))
    known = context.cache.read_all(_KIND)
    by_content: dict[str, list[FileVersion]] = defaultdict(list)
    for state in states:
        by_content[f"{state.blob} {name_of(state.path, config)}"].append(state)
    sections: dict[str, tuple[PageSection, ...]] = {}
    for content in by_content:
        read = decode(known.get(content), key, read_written)
        if read is not None:
            sections[content] = read
    unknown = [content for content in by_content if content not in sections]
    for batch in batched(context.track("history", unknown, len(unknown)), _BATCH):
        blobs = dict(read_blobs(repository, sorted({content.partition(" ")[0] for content in batch})))
        read_now = {
            content: read_sections(blobs[content.partition(" ")[0]], content.partition(" ")[2], config)
            for content in batch
        }
        context.cache.write(_KIND, {name: CacheEntry(key, encode(one)) for name, one in read_now.items()})
        sections.update(read_now)
    return {state: sections[content] for content, there in by_content.items() for state in there}


_Target = tuple[FileVersion, int]
"""A section as it is now: its page, and its index there."""


class _State(NamedTuple):
    """A page at an earlier time: the page that it is now, if it is one, and what its sections have become, by index."""

    page: FileVersion | None
    became: dict[int, _Target]


class _Days:
    """The days of the sections of pages as they are now, found by going back from there."""

    def __init__(self, sections: Mapping[FileVersion, tuple[PageSection, ...]], pages: Iterable[FileVersion]) -> None:
        self._sections = sections
        self._states = {page: _State(page, {at: (page, at) for at in range(len(self._of(page)))}) for page in pages}
        self._there: defaultdict[_Target, list[str]] = defaultdict(list)
        self._changed: defaultdict[_Target, list[str]] = defaultdict(list)

    def _of(self, file: FileVersion) -> tuple[PageSection, ...]:
        return self._sections[file]

    def look_at(self, edits: Iterable[CommittedFile]) -> None:
        """Take in what one commit did."""
        told = [(edit, self._trace(edit)) for edit in edits]
        moved = self._follow_moves(told)
        by_file: defaultdict[FileVersion, list[tuple[CommittedFile, Mapping[int, int]]]] = defaultdict(list)
        for edit, was in told:
            if edit.new is not None:
                by_file[edit.new].append((edit, was))
        for new, traced in by_file.items():
            first, _ = traced[0]
            changes = [self._find_changed(edit, was) for edit, was in traced]
            # What is as it was in one of the parents was done elsewhere, and only merged here.
            changed = set.intersection(*changes) if len(traced) >= first.parents else set()
            for index, now in self._states[new].became.items():
                self._there[now].append(first.day)
                if index in changed and (new, index) not in moved:
                    self._changed[now].append(first.day)

    def _trace(self, edit: CommittedFile) -> Mapping[int, int]:
        """Which section before each is that there was after an edit; what is older is known by what it has become."""
        if edit.old is None:
            return {}
        if edit.new is None:
            self._states.setdefault(edit.old, _State(None, {}))
            return {}
        state, old, new = self._states[edit.new], self._of(edit.old), self._of(edit.new)
        was = pair_sections([section.seen for section in old], [section.seen for section in new])
        if edit.old not in self._states:
            became = {was[index]: now for index, now in state.became.items() if index in was}
            self._states[edit.old] = _State(state.page, {**self._find_again(edit.old, state.page, became), **became})
        return was

    def _find_changed(self, edit: CommittedFile, was: Mapping[int, int]) -> set[int]:
        """The sections that an edit made or changed."""
        assert edit.new is not None
        new = self._of(edit.new)
        if edit.old is None:
            return set(range(len(new)))
        old = self._of(edit.old)
        return {index for index, one in enumerate(new) if index not in was or old[was[index]].said != one.said}

    def _follow_moves(self, told: Sequence[tuple[CommittedFile, Mapping[int, int]]]) -> set[_Target]:
        """Sections that came from another page in this commit; those whose text is what it was there are given.

        What could be two things is neither: just one on each side may say the same, or else be called the same.
        """
        if any(edit.parents > 1 for edit, _ in told):
            return set()
        gone = [
            (edit.old, at)
            for edit, was in told
            if edit.old is not None
            for at in set(range(len(self._of(edit.old)))).difference(was.values())
        ]
        made = [
            (edit.new, at)
            for edit, was in told
            if edit.new is not None
            for at in range(len(self._of(edit.new)))
            if at not in was
        ]
        unchanged = self._match(gone, made, lambda section: (section.seen.name, section.said))
        found = set(unchanged.values())
        renamed = self._match(
            [one for one in gone if one not in found],
            [one for one in made if one not in unchanged],
            lambda section: section.seen.name,
        )
        for (new, at), (old, before) in {**unchanged, **renamed}.items():
            target = self._states[new].became.get(at)
            if target is not None:
                self._states[old].became.setdefault(before, target)
        return set(unchanged)

    def _match(
        self, gone: Sequence[_Target], made: Sequence[_Target], key: Callable[[PageSection], Hashable]
    ) -> dict[_Target, _Target]:
        """What was ``made`` by what is ``gone``, where just one on each side is alike."""
        by_key: defaultdict[Hashable, tuple[list[_Target], list[_Target]]] = defaultdict(lambda: ([], []))
        for side, sections in enumerate((gone, made)):
            for file, at in sections:
                by_key[key(self._of(file)[at])][side].append((file, at))
        return {new[0]: old[0] for old, new in by_key.values() if len(old) == 1 and len(new) == 1}

    def _find_again(
        self, old: FileVersion, page: FileVersion | None, became: Mapping[int, _Target]
    ) -> Mapping[int, _Target]:
        """What was taken out later and put back: it stands where it stands now."""
        here = {at for file, at in became.values() if file == page}
        missing = set(range(len(self._of(page)))) - here if page is not None else set()
        if page is None or not missing:
            return {}
        there = place_entries([section.seen for section in self._of(old)])
        now = place_entries([section.seen for section in self._of(page)])
        waiting = {now[index]: index for index in sorted(missing)}
        return {
            index: (page, waiting.pop(place))
            for index, place in enumerate(there)
            if index not in became and place in waiting
        }

    def of(self, page: FileVersion) -> tuple[DatedSection, ...]:
        """The sections of a page with their days."""
        return tuple(
            DatedSection(
                section,
                min(self._there[(page, index)], default=""),
                max(self._changed[(page, index)], default=""),
            )
            for index, section in enumerate(self._of(page))
        )


def date_page(plan: PagePlan, history: Sequence[DatedSection], lock: Lock, base: str) -> Mapping[str, tuple[Date, ...]]:
    """When each concept of a page was created and modified, by its IRI; what was never committed has no date.

    They come from the history of the headings, or from the lock if that knows of an earlier one.
    """
    if not history:
        return {}
    headings = plan.outline.headings
    was = pair_sections([one.section.seen for one in history], [to_heading_keys(heading) for heading in headings])
    index_of = {heading.label.location: index for index, heading in enumerate(headings)}
    dates: dict[str, tuple[Date, ...]] = {}
    for planned in plan.headings:
        place = planned.heading.label.location
        index = was.get(index_of[place])
        if index is None or not history[index].modified:
            continue
        entry = lock.known.get((to_id(planned.iri, base), False))
        created = min(history[index].created, entry.since if entry else history[index].created)
        dates[planned.iri] = (Date("created", created, place), Date("modified", history[index].modified, place))
    return dates


def describe_history(history: Sequence[DatedSection], lock: Lock, file: str) -> str:
    """All that the dates of the concepts on a page depend on apart from the page, as one text."""
    return repr((history, [entry.since for entry in lock.of_page(file)])) if history else ""
