"""The order of the stages: from a path to the pages of a site, and to a compiled vocabulary."""

import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from headword.compiler.documents import SiteGraph
from headword.compiler.incremental import Pages, compile_pages
from headword.compiler.meaning.retired import retired_document
from headword.compiler.reader import SiteReader
from headword.compiler.site import Site, find_site
from headword.compiler.site_hints import check_hints
from headword.compiler.summary import PageSummary
from headword.core.cache import digest, open_cache
from headword.core.context import RunContext
from headword.core.findings import Location, Observation
from headword.core.fingerprint import program_fingerprint
from headword.project.config import PLACEHOLDER_BASE, Config
from headword.project.project import Project, extra_of, list_prior
from headword.project.read import BufferOverlay
from headword.project.select import Selection, select_pages


@contextmanager
def open_run(
    project: Project,
    paths: Iterable[Path] = (),
    *,
    drafts: bool = False,
    context: RunContext | None = None,
    texts: BufferOverlay | None = None,
) -> Iterator["SiteRun"]:
    """Select the pages in ``paths`` and their site, and make sure that all are compiled.

    ``texts`` replace the content of files. Without ``context``, no cache is read or written.
    """
    selection = select_pages(project, list(paths))
    # Pages of other folders are not part of the project, and would evict its pages from the cache.
    with open_cache(None) as empty_cache:
        usable_context = (
            context
            if context is not None and selection.is_of(project)
            else replace(context or RunContext(empty_cache), cache=empty_cache)
        )
        site = replace(find_dated_site(project, selection, usable_context, drafts=drafts), prior=list_prior(project))
        yield SiteRun(project, selection, compile_pages(site, usable_context, texts), usable_context)


def fingerprint_pages(project: Project, *, context: RunContext, texts: BufferOverlay, drafts: bool) -> str:
    """Return a fingerprint of all that the vocabulary of a project is compiled from, without compiling it.

    Raises:
        HeadwordError: the folder of sources does not exist, or the lock cannot be read.
    """
    selection = select_pages(project, [])
    site = replace(find_dated_site(project, selection, context, drafts=drafts), prior=list_prior(project))
    reader = SiteReader(site, texts)
    keys = (reader.key(reader.read(file)) for file in sorted(site.files))
    return digest(site.stamp, site.listing_digest, repr(site.lock.entries), *selection.notices, *keys)


def find_dated_site(project: Project, selection: Selection, context: RunContext, *, drafts: bool) -> Site:
    """Return the site of the pages of ``selection``, with the days of its headings if the config requires them.

    Raises:
        HeadwordError: the lock, or the history in git, cannot be read.
    """
    site = find_site(project, selection, drafts)
    if project.config.dates != "git" or not selection.is_of(project):
        return site
    from headword.compiler.dates.history import read_histories

    return replace(site, histories=read_histories(project, site.files, context, program_fingerprint()))


@dataclass(frozen=True)
class SiteRun:
    """The pages of a site, and the selection of a run."""

    project: Project
    selection: Selection
    pages: Pages
    context: RunContext

    @cached_property
    def chosen(self) -> list[PageSummary]:
        """Return the records of the selected pages."""
        return [record for file, record in self.pages.records.items() if self.selection.wants(file)]

    @property
    def pages_compiled(self) -> int:
        """Return the number of selected pages, without drafts."""
        return sum(not record.absent for record in self.chosen)

    @property
    def concepts(self) -> int:
        """Return the number of concepts in the selected pages."""
        return sum(record.concepts for record in self.chosen)

    def count_concepts(self, documents: SiteGraph) -> int:
        """Return the number of concepts that are published of the selection, subjects and retired ones included."""
        return sum(record.concepts for file, record in documents.records.items() if self.selection.wants(file))

    def documents(self) -> SiteGraph:
        """Return the documents of the selected pages, and those of the site as a whole."""
        return self._gather(self.chosen)

    def all_documents(self) -> SiteGraph:
        """Return the documents of all pages of the site."""
        return self._gather(self.pages.records.values())

    def _gather(self, records: Iterable[PageSummary]) -> SiteGraph:
        site = self.pages.site
        # Concepts of a page that is empty now are published like those of a deleted page.
        there = (file for file, record in self.pages.records.items() if record.resources)
        retired = retired_document(site.lock, there, self.project.config, site.prior)
        return SiteGraph(records, self.pages.stated, self.project.config, retired, site.prior)

    @property
    def hints(self) -> tuple[Observation, ...]:
        """Return the hints on the config that follow from all pages together."""
        found = [record.hints for record in self.pages.records.values() if not record.absent]
        return tuple(check_hints(found, self.project.config))

    def gaps(self, observations: Collection[Observation]) -> list[Observation]:
        """Return the observations on missing concepts.

        A page without headings is an error if it was selected by name.
        """
        message = "this page has no headings, so it has no concepts"
        seen = [
            Observation("no-concepts", Location(self._path(record), 1), message)
            for record in self.chosen
            if record.is_empty and record.file in self.selection.named
        ]
        if not self.concepts and not any(one.rule == "no-concepts" for one in (*seen, *observations)):
            reason = (
                "no page has a heading, or all pages are drafts" if self.pages.records else "this folder has no pages"
            )
            asked = [self._path(record) for record in self.chosen] if self.selection.chosen is not None else []
            place = Location(min(asked, default=self.project.relative(self.selection.top)))
            seen.append(Observation("no-concepts", place, f"no concept was found: {reason}"))
        return seen

    @property
    def notices(self) -> tuple[str, ...]:
        """Return sentences for people on files that were left out."""
        unnamed = [record for record in self.chosen if record.file not in self.selection.named]
        empty = [
            self._left_out(record, "it has no headings") for record in unnamed if record.is_empty and not record.absent
        ]
        absent = [self._left_out(record, record.absent) for record in self.chosen if record.absent]
        absent += [f"{path}: left out: {reason}" for record in self.chosen for path, reason in record.left_out]
        config = "no config was found, so IRIs begin with {}; run headword init to write a config"
        without = [] if self.project.config_path else [config.format(PLACEHOLDER_BASE)]
        return (*self.selection.notices, *empty, *without, *absent)

    def _left_out(self, record: PageSummary, reason: str) -> str:
        """Return a sentence on a page that is left out, and on the files that are left out with it."""
        selected = self.pages.site.files[record.file]
        extras = [extra_of(edition.source.path) for edition in selected.editions]
        also = [edition.source.path for edition in selected.translations] if record.absent else []
        also += [path for path in extras if os.path.lexists(path)]
        more = f"; {', '.join(map(self.project.relative, also))} with it" if also else ""
        return f"{self._path(record)}: left out: {reason}{more}"

    def _path(self, record: PageSummary) -> str:
        return self.project.relative(self.pages.site.files[record.file].source.path)


def note_placeholder(config: Config) -> list[Observation]:
    """Return an observation if the IRIs of a build still begin with the placeholder."""
    if config.base != PLACEHOLDER_BASE:
        return []
    message = f"the IRIs begin with the placeholder {PLACEHOLDER_BASE}"
    return [Observation("placeholder-base", Location(config.source.path), message)]
