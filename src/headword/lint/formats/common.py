"""What every report for people shares: colours, counts and safe text."""

from headword.core.findings import Finding, Report, Severity
from headword.core.terminal import counted
from headword.lint.formats.context import RenderContext


def mark_fixable(finding: Finding, given: RenderContext) -> str:
    """Return the mark of a finding that ``--fix`` fixes, for the end of its message; else nothing."""
    return " [*]" if given.is_fixable(finding) else ""


def summarize_fixes(report: Report, given: RenderContext) -> str:
    """Return how many findings are marked as fixable, as a part of the last line of a report; else nothing."""
    count = sum(map(given.is_fixable, report.findings))
    return f"; {count:,} fixable with --fix" if count else ""


def summarize(report: Report) -> str:
    """The last line of a report: how many findings of each severity, in how much."""
    found = count_found(report, Severity.ERROR, Severity.WARNING, Severity.INFO)
    looked = f"{counted(report.concepts, 'concept')} in {counted(report.pages, 'page')}"
    return f"{found or 'no findings'} in {looked}"


def count_found(report: Report, *severities: Severity) -> str:
    """How many findings there are of each of these severities; empty if there are none."""
    counts = [
        counted(report.count(severity), severity.word if severity is not Severity.INFO else "note")
        for severity in severities
        if report.count(severity)
    ]
    return ", ".join(counts)
