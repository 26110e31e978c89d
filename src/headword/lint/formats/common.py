"""What every report for people shares: colours, counts and safe text."""

from headword.core.findings import Report, Severity
from headword.core.terminal import counted


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
