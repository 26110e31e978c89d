"""Shared parts of the reports for people: colours, counts and safe text."""

from headword.core.findings import Finding, Report, Severity
from headword.core.terminal import counted
from headword.lint.formats.context import RenderContext


def mark_fixable(finding: Finding, given: RenderContext) -> str:
    """Return the mark of a finding that ``--fix`` fixes, for the end of its message, or an empty text."""
    return " [*]" if given.is_fixable(finding) else ""


def summarize_fixes(report: Report, given: RenderContext) -> str:
    """Return the number of fixable findings for the last line of a report, or an empty text."""
    count = sum(map(given.is_fixable, report.findings))
    return f"; {count:,} fixable with --fix" if count else ""


def summarize(report: Report) -> str:
    """Return the last line of a report: the number of findings of each severity, and of concepts and pages."""
    found = count_found(report, Severity.ERROR, Severity.WARNING, Severity.INFO)
    scope = f"{counted(report.concepts, 'concept')} in {counted(report.pages, 'page')}"
    return f"{found or 'no findings'} in {scope}"


def count_found(report: Report, *severities: Severity) -> str:
    """Return the number of findings of each of these severities; empty if there are none."""
    counts = [
        counted(report.count(severity), severity.word if severity is not Severity.INFO else "note")
        for severity in severities
        if report.count(severity)
    ]
    return ", ".join(counts)
