"""The pages of a site, compiled; one that did not change since an earlier run need not be compiled again.

Knows when a compiled page holds still, and where it is kept; must not know how
it is compiled, nor what is done with it.
"""

from collections.abc import Iterator, Mapping, Sequence

from headword.cache import Entry, batched, decode
from headword.errors import HeadwordError
from headword.findings import Location
from headword.graph import Facts
from headword.means import Means
from headword.pagecompiler import PageCompiler, Site, read_source
from headword.records import Record, read_facts, read_record, write_record
from headword.workers import Made, compile_in_processes, count_workers, make

_PAGE, _FACTS = "page", "facts"
_BATCH = 500
"""How many pages are written to the cache together."""
_IN_MEMORY = 2_000
"""Of how many pages the facts stay in memory; those of more are read from the cache when they are asked for."""


class Pages:
    """The records of a site's pages by file, and the facts that each states."""

    def __init__(self, site: Site, means: Means) -> None:
        self.site = site
        self._means = means
        self._cache = means.cache
        self._compiler = PageCompiler(site)
        self._facts: dict[str, Facts] = {}
        self.records = self._compile_all()

    def facts(self, file: str) -> Facts:
        """The facts that the page states."""
        record = self.records[file]
        if not record.resources:
            return {}
        known = self._facts.get(file)
        if known is None:
            known = decode(self._cache.read(_FACTS, file, record.digest), read_facts)
        if known is None:
            made, known = make(self._compiler, file)
            if made.record.digest != record.digest:
                place = Location(self.site.project.relative(self.site.files[file].source.path))
                raise HeadwordError("this page was changed while it was being read", place, "run headword again")
        self._remember(file, known)
        return known

    def _remember(self, file: str, facts: Facts) -> None:
        if len(self._facts) < _IN_MEMORY:
            self._facts[file] = facts

    def _compile_all(self) -> dict[str, Record]:
        entries = self._cache.read_all(_PAGE)
        known: dict[str, Record] = {}
        for file, key in self._means.track("reading", self._find_keys(), len(self.site.files)):
            entry = entries.pop(file, None)
            record = decode(entry.value, read_record) if entry is not None and entry.key == key else None
            if record is not None:
                known[file] = record
        self._cache.remove(_PAGE, entries)
        self._cache.remove(_FACTS, entries)
        known.update(self._compile([file for file in sorted(self.site.files) if file not in known]))
        known.update(self._compile([file for file, record in known.items() if not self._links_hold(record, known)]))
        return dict(sorted(known.items()))

    def _find_keys(self) -> Iterator[tuple[str, str]]:
        return ((file, self._compiler.key(read_source(self.site, file))) for file in sorted(self.site.files))

    def _links_hold(self, record: Record, records: Mapping[str, Record]) -> bool:
        """Whether what the page's links lead to is as it was when the page was compiled."""
        if not record.listing:
            return True
        return record.listing == self.site.listing_digest and all(
            records[file].anchors == anchors for file, anchors in record.asked
        )

    def _compile(self, files: Sequence[str]) -> dict[str, Record]:
        """Compile the pages with these files, and keep what comes of it for later runs."""
        made = self._means.track("compiling", self._make(files), len(files)) if files else ()
        records: dict[str, Record] = {}
        for batch in batched(made, _BATCH):
            records.update((one.file, one.record) for one in batch)
            self._cache.write(_PAGE, {one.file: Entry(one.key, write_record(one.record)) for one in batch})
            self._cache.write(_FACTS, {one.file: Entry(one.record.digest, one.facts) for one in batch})
        return records

    def _make(self, files: Sequence[str]) -> Iterator[Made]:
        workers = count_workers(len(files), self._means.jobs)
        if workers > 1 and self.site.project.config.scheme != "site":
            yield from compile_in_processes(self.site, files, workers)
            return
        for file in files:
            made, facts = make(self._compiler, file)
            self._remember(file, facts)
            yield made
