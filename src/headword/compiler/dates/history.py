"""The dates on which each heading of a page was created and last changed, from git's commits.

Only commits count: an uncommitted change has no date yet. A page is followed through renames, and a heading through
moves and new labels.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
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
"""The number of blobs that are read from git together."""


@dataclass(frozen=True, slots=True)
class DatedSection:
    """A section in its last committed state, with the days of its creation and last change; empty if unknown."""

    section: PageSection
    created: str
    modified: str


Histories = Mapping[str, tuple[DatedSection, ...]]
"""The sections of each committed page, by the file of the page."""


def read_histories(project: Project, files: Mapping[str, SourcePage], context: RunContext, stamp: str) -> Histories:
    """Return the histories of these pages; ``stamp`` is a fingerprint of the program that reads them.

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
    """Return the pages of the last commit, by their files."""
    blobs = {} if is_empty(repository) else {normalize(blob.path): blob for blob in list_files(repository, "HEAD")}
    top = os.path.realpath(repository.top)
    paths = {
        file: normalize(Path(os.path.relpath(os.path.realpath(item.source.path), top)).as_posix())
        for file, item in files.items()
    }
    return {file: FileVersion(blobs[path].path, blobs[path].name) for file, path in paths.items() if path in blobs}


def _follow(edits: Iterable[CommittedFile], committed: Iterable[FileVersion]) -> list[CommittedFile]:
    """Return the edits that lead to ``committed``, back through renames, and the deletions in the same commits."""
    reached = set(committed)
    kept: list[CommittedFile] = []
    for _, together in groupby(edits, key=lambda edit: edit.commit):
        edits_of_commit = list(together)
        here = [edit for edit in edits_of_commit if edit.new in reached]
        # A section that moved from another page, even from a deleted one, was removed there in the same commit.
        here += [edit for edit in edits_of_commit if edit.new is None] if here else []
        reached.update(edit.old for edit in here if edit.old is not None)
        kept += here
    return kept


def _read_states(
    repository: Repository, states: Sequence[FileVersion], config: Config, context: RunContext, stamp: str
) -> dict[FileVersion, tuple[PageSection, ...]]:
    """Return the sections of earlier states of pages; each blob is read once under each name that its page had."""
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
    read_now = _read_contents(repository, unknown, config)
    for batch in batched(context.track("history", read_now, len(unknown)), _BATCH):
        context.cache.write(_KIND, {name: CacheEntry(key, encode(one)) for name, one in batch})
        sections.update(batch)
    return {state: sections[content] for content, there in by_content.items() for state in there}


def _read_contents(
    repository: Repository, contents: Iterable[str], config: Config
) -> Iterator[tuple[str, tuple[PageSection, ...]]]:
    """Yield the sections of each content, which is a blob and the name of its page."""
    for batch in batched(contents, _BATCH):
        split = [content.partition(" ")[::2] for content in batch]
        blobs = dict(read_blobs(repository, sorted({blob for blob, _ in split})))
        yield from ((f"{blob} {name}", read_sections(blobs[blob], name, config)) for blob, name in split)


_Target = tuple[FileVersion, int]
"""The current position of a section: its page, and its index in the page."""


class _State(NamedTuple):
    """An earlier state of a page: its current page, if there is one, and the current positions of its sections."""

    page: FileVersion | None
    became: dict[int, _Target]


class _Days:
    """The days of the current sections of pages, computed from the newest commit to the oldest."""

    def __init__(self, sections: Mapping[FileVersion, tuple[PageSection, ...]], pages: Iterable[FileVersion]) -> None:
        self._sections = sections
        self._states = {page: _State(page, {at: (page, at) for at in range(len(self._of(page)))}) for page in pages}
        self._there: defaultdict[_Target, list[str]] = defaultdict(list)
        self._changed: defaultdict[_Target, list[str]] = defaultdict(list)

    def _of(self, file: FileVersion) -> tuple[PageSection, ...]:
        return self._sections[file]

    def look_at(self, edits: Iterable[CommittedFile]) -> None:
        """Add the changes of one commit."""
        traced_edits = [(edit, self._trace(edit)) for edit in edits]
        moved = self._follow_moves(traced_edits)
        by_file: defaultdict[FileVersion, list[tuple[CommittedFile, Mapping[int, int]]]] = defaultdict(list)
        for edit, was in traced_edits:
            if edit.new is not None:
                by_file[edit.new].append((edit, was))
        for new, traced in by_file.items():
            first, _ = traced[0]
            changes = [self._find_changed(edit, was) for edit, was in traced]
            # A section that is the same in one of the parents was changed on that branch, and only merged here.
            changed = set.intersection(*changes) if len(traced) >= first.parents else set()
            for index, now in self._states[new].became.items():
                self._there[now].append(first.day)
                if index in changed and (new, index) not in moved:
                    self._changed[now].append(first.day)

    def _trace(self, edit: CommittedFile) -> Mapping[int, int]:
        """Return the previous index of each section after an edit, and record the old state of the page."""
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
        """Return the indexes of the sections that an edit added or changed."""
        assert edit.new is not None
        new = self._of(edit.new)
        if edit.old is None:
            return set(range(len(new)))
        old = self._of(edit.old)
        return {index for index, one in enumerate(new) if index not in was or old[was[index]].said != one.said}

    def _follow_moves(self, traced_edits: Sequence[tuple[CommittedFile, Mapping[int, int]]]) -> set[_Target]:
        """Find sections that came from another page in this commit, and return those with unchanged text.

        Ambiguous matches are left out: a text, or else a name, must be unique on both sides.
        """
        if any(edit.parents > 1 for edit, _ in traced_edits):
            return set()
        gone = [
            (edit.old, at)
            for edit, was in traced_edits
            if edit.old is not None
            for at in set(range(len(self._of(edit.old)))).difference(was.values())
        ]
        made = [
            (edit.new, at)
            for edit, was in traced_edits
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
        """Return the pairs of ``made`` and ``gone`` sections that have a key which is unique on both sides."""
        by_key: defaultdict[Hashable, tuple[list[_Target], list[_Target]]] = defaultdict(lambda: ([], []))
        for side, sections in enumerate((gone, made)):
            for file, at in sections:
                by_key[key(self._of(file)[at])][side].append((file, at))
        return {new[0]: old[0] for old, new in by_key.values() if len(old) == 1 and len(new) == 1}

    def _find_again(
        self, old: FileVersion, page: FileVersion | None, became: Mapping[int, _Target]
    ) -> Mapping[int, _Target]:
        """Return sections that were removed later and then put back, matched by their position in the outline."""
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
        """Return the sections of a page with their days."""
        return tuple(
            DatedSection(
                section,
                min(self._there[(page, index)], default=""),
                max(self._changed[(page, index)], default=""),
            )
            for index, section in enumerate(self._of(page))
        )


def date_page(plan: PagePlan, history: Sequence[DatedSection], lock: Lock, base: str) -> Mapping[str, tuple[Date, ...]]:
    """Return the dates of creation and change of each concept, by IRI; an uncommitted concept has none.

    The dates come from the history of the headings, or from the lock if it has an earlier one.
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
