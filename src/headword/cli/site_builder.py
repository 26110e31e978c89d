"""The builds of the site that `headword serve` shows."""

import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from headword.cli.output import print_status
from headword.cli.public_errors import describe_publicly, hide_paths
from headword.cli.run_context import open_run_context
from headword.cli.serve_log import log_error, log_finding, log_note
from headword.cli.settings import open_project
from headword.core.errors import HeadwordError
from headword.core.findings import Severity
from headword.core.terminal import counted
from headword.lint.check import check_before_build
from headword.lint.formats.common import count_found
from headword.project.project import Project
from headword.server.live_site import BuildFailure, Deployment, LiveSite, open_deployment
from headword.server.log import say
from headword.server.querying.limits import Limits
from headword.server.querying.pool import Pool
from headword.server.snapshot import ServedVocabulary, pack_graphs
from headword.site.build_cache import copy_build
from headword.site.publishing import open_site, write_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from headword.compiler.publication import NamedGraph
    from headword.core.files.publish import BuiltFiles
    from headword.core.findings import Report
    from headword.project.config import Config
    from headword.server.querying.fork_server import QueryDataset
    from headword.site.context import SiteContext

    MakeStock = Callable[[Iterable[NamedGraph], Config], QueryDataset]


class _UnwantedError(Exception):
    """The server stops during a build."""


@dataclass(frozen=True)
class SiteBuilder:
    """The builder of the served site.

    Attributes:
        root: the folder of the project.
        current: the served site.
        stock: creates the data of queries.
        limits: the limits of a query.
        drafts: whether drafts are shown.
        no_cache: whether the cache is not used.
    """

    root: Path
    current: LiveSite
    stock: "MakeStock"
    limits: Limits
    drafts: bool
    no_cache: bool

    def build(self) -> Deployment | BuildFailure:
        """Build the site, log the result, and return the site or the reason why it was not built."""
        begun = time.perf_counter()
        try:
            made = self._build(open_project())
        except _UnwantedError:
            return BuildFailure("the server is stopping", is_found=False)
        except HeadwordError as error:
            log_error(error)
            made = BuildFailure(describe_publicly(error, self.root), is_found=False)
        build, ms = self.current.number + 1, round((time.perf_counter() - begun) * 1000)
        if isinstance(made, BuildFailure):
            say("build failed", level=logging.ERROR, build=build, ms=ms, message=made.text)
        else:
            say("built", build=build, ms=ms)
        return made

    def _build(self, project: Project) -> Deployment | BuildFailure:
        from headword.compiler.run import open_run

        with (
            open_run_context(project.root, no_cache=self.no_cache, jobs=0) as context,
            open_run(project, drafts=self.drafts, context=context) as run,
        ):
            documents = run.documents()
            report = check_before_build(run, documents, locked=False)
            lines = self._log_report(report)
            if lines:
                return BuildFailure(hide_paths("\n".join(lines), self.root), is_found=True)
            folder = self.current.next_folder()
            if not self.current.is_empty:
                copy_build(context.cache, self.current.snapshot().folder, folder)
            book, history = open_site(run, documents, folder)
            difference = write_site(book, history, lambda files: context.count("writing", self._while_wanted(files)))
            changed = len(difference.added) + len(difference.changed) + len(difference.removed)
            concepts = counted(run.count_concepts(documents), "concept")
            print_status(f"{concepts} in {counted(difference.total, 'file')} ({changed:,} changed)")
            return self._open(book)

    def _while_wanted(self, files: "BuiltFiles") -> "BuiltFiles":
        """Yield the files as long as the server runs."""
        for file in files:
            if self.current.ended.is_set():
                raise _UnwantedError
            yield file

    def _open(self, book: "SiteContext") -> Deployment:
        """Return the built site in the form that is served."""
        graphs = pack_graphs(facts for _, facts in book.publication.each())
        number = self.current.number + 1
        snapshot = ServedVocabulary(number, book.output, book.config, book.atlas, book.readers, graphs, book.uses)
        parts = [*book.publication.parts(), book.vocabulary.part, *book.content.parts()]
        return open_deployment(snapshot, Pool(self.stock(parts, book.config), self.limits))

    def _log_report(self, report: "Report") -> list[str]:
        """Log the errors of a report and the number of other findings, and return the lines of the errors."""
        errors = [finding for finding in report.findings if finding.severity >= Severity.ERROR]
        for finding in errors:
            log_finding(finding)
        others = count_found(report, Severity.WARNING, Severity.INFO)
        if others:
            log_note(f"{others}; headword check shows which")
        return [f"{finding.location}: {finding.rule.name}: {finding.message}" for finding in errors]
