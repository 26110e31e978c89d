"""Checking the vocabulary before a command writes or sends it."""

from typing import TYPE_CHECKING

from headword.cli.output import print_notices
from headword.cli.report_targets import ReportTarget, write_report
from headword.core.findings import Severity

if TYPE_CHECKING:
    from headword.compiler.documents import SiteGraph
    from headword.compiler.run import SiteRun


def is_fit(
    run: "SiteRun",
    documents: "SiteGraph",
    *,
    locked: bool,
    no_check: bool,
    words: tuple[str, str] = ("written", "writes"),
) -> bool:
    """Whether the vocabulary may be written, or what ``words`` say; what there is to say about it is printed."""
    if no_check and run.concepts:
        return True
    from headword.lint.check import check_before_build

    report = check_before_build(run, documents, locked=locked)
    print_notices(report.notices)
    if report.fails(Severity.ERROR):
        write_report(report, [ReportTarget("full", None)], run.project)
        if run.concepts:
            print_notices([f"nothing was {words[0]}, since there are errors; --no-check {words[1]} all the same"])
        return False
    if report.findings:
        write_report(report, [ReportTarget("concise", None)], run.project)
    return True
