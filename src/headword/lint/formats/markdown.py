"""The report as a Markdown table, for a comment on a pull request or a job's summary."""

import re

from headword.core.findings import Finding, Report
from headword.core.terminal import flat
from headword.lint.formats.common import summarize
from headword.lint.formats.context import RenderContext

_MOST = 200
"""The maximum number of rows, because services cut off long texts."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$@])")


def format_markdown(report: Report, given: RenderContext) -> str:
    """Return the summary, and one row for each finding."""
    if not report.findings:
        return f"{summarize(report)}\n"
    rows = [_row(finding, given) for finding in report.findings[:_MOST]]
    more = [f"\n{len(report.findings) - _MOST:,} more are not shown."] if len(report.findings) > _MOST else []
    head = ["| level | rule | place | |", "|---|---|---|---|"]
    return "\n".join([f"{summarize(report)}\n", *head, *rows, *more, ""])


def _row(finding: Finding, given: RenderContext) -> str:
    place = finding.location
    where = ":".join(str(part) for part in (given.path(finding), place.line, place.column) if part)
    cells = [finding.severity.word, finding.rule.name, where, finding.message]
    return f"| {' | '.join(map(_escape_cell, cells))} |"


def _escape_cell(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", flat(text.replace("\n", " ").replace("\r", " ")))
