"""The compiled pages of a site; a page that did not change since an earlier run is read from the cache."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from headword.compiler.naming.lock import Lock
from headword.compiler.reader import SiteReader
from headword.compiler.site import Site
from headword.compiler.summary import PageSummary, decode_summary
from headword.core.cache import CacheEntry, batched, decode, encode
from headword.core.context import RunContext
from headword.core.errors import SourceError
from headword.core.findings import Location
from headword.project.read import BufferOverlay
from headword.rdf.graph import DocumentGraph
from headword.rdf.graph_json import decode_graph

if TYPE_CHECKING:
    from headword.compiler.page import CompiledPage, PageCompiler

_PAGE, _FACTS = "page", "facts"
_BATCH = 500
"""The number of pages that are written to the cache together."""
_IN_MEMORY = 2_000
"""The number of pages whose facts stay in memory; the facts of other pages are read from the cache on demand."""


class _Store:
    """A compiler of pages that keeps the results in the cache, and the facts of some pages in memory."""

    def __init__(
        self,
        reader: SiteReader,
        context: RunContext,
        stated: dict[str, DocumentGraph],
        make_compiler: "Callable[[], PageCompiler]",
    ) -> None:
        self.reader = reader
        self.context = context
        self.in_memory = stated
        self._make_compiler = make_compiler

    @cached_property
    def compiler(self) -> "PageCompiler":
        """Return the compiler; if no page has changed, it is never made, and its modules are not imported."""
        return self._make_compiler()

    def stated(self, record: PageSummary) -> DocumentGraph:
        """Return the facts of the page with this record.

        Raises:
            SourceError: the page was changed since its record was made.
        """
        file = record.file
        known = self.in_memory.get(file)
        if known is not None:
            return known
        facts = decode(self.context.cache.read(_FACTS, file), record.digest, decode_graph)
        if facts is None:
            made, facts = self.compiler.make(file)
            if made.record.digest != record.digest:
                site = self.reader.site
                place = Location(site.project.relative(site.files[file].source.path))
                raise SourceError("this page was changed while it was being read", place, "run headword again")
        return self._remember(file, DocumentGraph(facts))

    def _remember(self, file: str, stated: DocumentGraph) -> DocumentGraph:
        if len(self.in_memory) < _IN_MEMORY:
            self.in_memory[file] = stated
        return stated

    def read_known(self) -> dict[str, PageSummary]:
        """Return the records of pages that did not change since an earlier run."""
        cache, files = self.context.cache, sorted(self.reader.site.files)
        entries = cache.read_all(_PAGE)
        known: dict[str, PageSummary] = {}
        keys = ((file, self.reader.key(self.reader.read(file))) for file in files)
        for file, key in self.context.track("reading", keys, len(files)):
            record = decode(entries.pop(file, None), key, decode_summary)
            if record is not None:
                known[file] = record
        cache.remove(_PAGE, entries)
        cache.remove(_FACTS, entries)
        return known

    def compile(self, files: Sequence[str]) -> dict[str, PageSummary]:
        """Compile the pages with these files, and write the results to the cache."""
        made = self.context.track("compiling", self._make(files), len(files)) if files else ()
        records: dict[str, PageSummary] = {}
        for batch in batched(made, _BATCH):
            records.update((one.file, one.record) for one in batch)
            self.context.cache.write(_PAGE, {one.file: CacheEntry(one.key, encode(one.record)) for one in batch})
            self.context.cache.write(_FACTS, {one.file: CacheEntry(one.record.digest, one.facts) for one in batch})
        return records

    def _make(self, files: Sequence[str]) -> "Iterator[CompiledPage]":
        # Imported here, because a run without changed pages needs no compiler.
        from headword.compiler.parallel import compile_in_processes, count_workers

        workers = count_workers(len(files), self.context.jobs)
        if workers > 1 and all(folder is None for folder in self.reader.site.folders.values()):
            yield from compile_in_processes(self.compiler, files, workers)
            return
        for file in files:
            made, facts = self.compiler.make(file)
            self._remember(file, DocumentGraph(facts))
            yield made


@dataclass(frozen=True)
class Pages:
    """The records of a site's pages by file, and their facts."""

    records: Mapping[str, PageSummary]
    _store: _Store

    @property
    def site(self) -> Site:
        """Return the site of the pages."""
        return self._store.reader.site

    @property
    def compiler(self) -> "PageCompiler":
        """Return the compiler of the pages."""
        return self._store.compiler

    def stated(self, file: str) -> DocumentGraph:
        """Return the facts of the page.

        Raises:
            SourceError: the page was changed since its record was made.
        """
        record = self.records[file]
        return self._store.stated(record) if record.resources else DocumentGraph({})

    def renew(self, texts: BufferOverlay, changed: Collection[str], lock: Lock | None = None) -> "Pages":
        """Return the pages of the site, with those that ``changed`` compiled again, and with a new ``lock`` if any."""
        return self.follow(self._store.compiler.renew(texts, changed, lock), changed)

    def follow(self, compiler: "PageCompiler", changed: Collection[str]) -> "Pages":
        """Return the pages of a renewed ``compiler``, with those that ``changed`` compiled again."""
        changed = compiler.find_together(changed)
        store = self._store
        stated = {file: one for file, one in store.in_memory.items() if file not in changed}
        renewed = _Store(compiler.reader, store.context, stated, lambda: compiler)
        kept = {file: record for file, record in self.records.items() if file not in changed}
        return _compile_rest(renewed, kept)


def compile_pages(site: Site, context: RunContext, texts: BufferOverlay | None = None) -> Pages:
    """Compile the pages of ``site``; unchanged pages are read from the cache."""
    held = texts or {}

    def make_compiler() -> "PageCompiler":
        from headword.compiler.page import PageCompiler

        return PageCompiler(site, held)

    store = _Store(SiteReader(site, held), context, {}, make_compiler)
    return _compile_rest(store, store.read_known())


def _compile_rest(store: _Store, known: Mapping[str, PageSummary]) -> Pages:
    """Return all pages; the pages ``known`` are compiled again only if a link of theirs has another target now."""
    site = store.reader.site
    files = site.files
    records = {**known, **store.compile([file for file in sorted(files) if file not in known])}
    stale = [file for file in sorted(files) if not _links_hold(records[file], records, site)]
    for file in stale:
        store.in_memory.pop(file, None)
    records.update(store.compile(stale))
    return Pages(dict(sorted(records.items())), store)


def _links_hold(record: PageSummary, records: Mapping[str, PageSummary], site: Site) -> bool:
    """Return whether the targets of the page's links are the same as when the page was compiled."""
    # The listing decides which file a link names, and the anchors decide the target in it. Together they are everything
    # that a page reads from other pages.
    if not record.listing:
        return True
    return record.listing == site.listing_digest and all(
        records[file].anchors == anchors for file, anchors in record.linked
    )
