"""The format of GitHub Actions: workflow commands for annotations, and the table for the job's summary.

GitHub shows ten annotations of each level for a step
(https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
"""

from collections import Counter
from collections.abc import Iterator

from headword.core.findings import Finding, Report, Severity
from headword.core.terminal import visible
from headword.lint.formats.common import summarize
from headword.lint.formats.context import RenderContext
from headword.lint.formats.markdown import format_markdown

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_SHOWN = 10


def format_github(report: Report, given: RenderContext) -> str:
    """Return annotations, errors first and ten of each level, and a line with the totals."""
    counts = Counter(finding.severity for finding in report.findings)
    left = sum(max(0, count - _SHOWN) for count in counts.values())
    more = f"; {left:,} more than GitHub shows are in the job's summary" if left else ""
    return "\n".join([*_annotations(report, given), f"headword: {summarize(report)}{more}", ""])


def format_summary(report: Report, given: RenderContext) -> str:
    """Return the text for the job's summary, as Markdown."""
    return f"### headword\n\n{format_markdown(report, given)}"


def _annotations(report: Report, given: RenderContext) -> Iterator[str]:
    counts: Counter[Severity] = Counter()
    for finding in sorted(report.findings, key=lambda finding: -finding.severity):
        counts[finding.severity] += 1
        if counts[finding.severity] <= _SHOWN:
            yield _annotate(finding, given)


def _annotate(finding: Finding, given: RenderContext) -> str:
    place = finding.location
    properties = {
        "file": given.path(finding) if place.path else "",
        "line": str(place.line or ""),
        "col": str(place.column or ""),
        "endColumn": str(place.end_column or ""),
        "title": f"{finding.rule.name} ({finding.rule.code})",
    }
    options = ",".join(f"{key}={_escape_property(value)}" for key, value in properties.items() if value)
    return f"::{_LEVELS[finding.severity]} {options}::{_escape_data(finding.message)}"


def _escape_data(text: str) -> str:
    return visible(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
