"""The check of the vocabulary before a command writes or sends it."""

from typing import TYPE_CHECKING

from headword.cli.output import print_notices
from headword.cli.report_targets import ReportTarget, write_report
from headword.core.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from headword.compiler.documents import SiteGraph
    from headword.compiler.publication import Publication
    from headword.compiler.run import SiteRun
    from headword.core.findings import Report


class WouldVanishError(Exception):
    """A published IRI would vanish. The error was reported."""


def is_fit(
    run: "SiteRun",
    documents: "SiteGraph",
    *,
    locked: bool,
    no_check: bool,
    words: tuple[str, str] = ("written", "writes"),
) -> bool:
    """Print the findings, and return whether the vocabulary may be written.

    ``words`` are two verbs of the message: the action that was refused, and the action of --no-check if there is one.
    """
    if no_check and run.concepts:
        return True
    from headword.lint.check import check_before_build

    report = check_before_build(run, documents, locked=locked)
    print_notices(report.notices)
    return _may_write(report, run, *words)


def keep_published(
    files: "Iterable[tuple[str, bytes]]",
    run: "SiteRun",
    publication: "Publication",
    target: "Path",
    *,
    no_check: bool = False,
    dry_run: bool = False,
    words: tuple[str, str] = ("written", "writes"),
) -> "Iterator[tuple[str, bytes]]":
    """Yield the files of a build, and report at the end which IRIs in ``target`` would vanish.

    Raises:
        WouldVanishError: there is one, and nothing may be written.
    """
    from headword.lint.check import report_on
    from headword.project.git import is_ignored
    from headword.publish.previous_output import follow_changes
    from headword.publish.vanished import find_vanished, read_replacement

    def settle(changed: "Sequence[str]") -> None:
        replacement = read_replacement(run, publication, target, changed)
        print_notices(replacement.unread)
        report = report_on(run, list(find_vanished(run.pages.site, replacement)))
        if not report.findings:
            return
        if no_check or is_ignored(target):
            print_notices(f"{finding.location}: {finding.message}" for finding in report.findings)
        elif not _may_write(report, run, *words) and not dry_run:
            raise WouldVanishError

    return follow_changes(files, target, settle)


def _may_write(report: "Report", run: "SiteRun", done: str, does: str) -> bool:
    """Print the findings, and return whether none of them is an error."""
    if report.fails(Severity.ERROR):
        write_report(report, [ReportTarget("full", None)], run.project)
        if run.concepts:
            way = f"; --no-check {does} all the same" if does else ""
            print_notices([f"nothing was {done}, since there are errors{way}"])
        return False
    if report.findings:
        write_report(report, [ReportTarget("concise", None)], run.project)
    return True
