"""Checking the vocabulary before a command writes or sends it."""

from typing import TYPE_CHECKING

from headword.cli.output import print_notices
from headword.cli.report_targets import ReportTarget, write_report
from headword.core.findings import Severity

if TYPE_CHECKING:
    from headword.compiler.documents import SiteGraph
    from headword.compiler.run import SiteRun
    from headword.core.findings import Report


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
    report = check_fit(run, documents, locked=locked)
    print_notices(report.notices)
    if report.fails(Severity.ERROR):
        write_report(report, [ReportTarget("full", None)], run.project)
        if run.concepts:
            print_notices([f"nothing was {words[0]}, since there are errors; --no-check {words[1]} all the same"])
        return False
    if report.findings:
        write_report(report, [ReportTarget("concise", None)], run.project)
    return True


def check_fit(run: "SiteRun", documents: "SiteGraph", *, locked: bool) -> "Report":
    """What there is to say of the vocabulary before it is written."""
    from headword.compiler.run import note_placeholder
    from headword.lint.check import check_run, project_rules
    from headword.lint.lock_checks import check_unlocked

    project = run.project
    seen = [*note_placeholder(project.config), *check_unlocked(run.pages.site, locked=locked)]
    return check_run(run, documents, project_rules(project), observations=seen)
