"""The concise format, one finding per line: ``path:line:column: severity[rule] message``."""

from headword.core.findings import Report
from headword.core.terminal import paint, visible
from headword.lint.formats.common import mark_fixable, summarize, summarize_fixes
from headword.lint.formats.context import RenderContext


def format_concise(report: Report, given: RenderContext) -> str:
    """Return the report as text."""
    lines = []
    for finding in report.findings:
        word = finding.severity.word
        tag = paint(f"{word}[{finding.rule.name}]", word, given.colour)
        where = f"{visible(given.show(finding.location))}: " if finding.location.path else ""
        lines.append(f"{where}{tag} {visible(finding.message)}{mark_fixable(finding, given)}")
    return "\n".join([*lines, summarize(report) + summarize_fixes(report, given), ""])
