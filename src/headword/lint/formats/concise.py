"""One finding a line: ``path:line:column: severity[rule] message``."""

from headword.core.findings import Report
from headword.core.terminal import paint, visible
from headword.lint.formats.common import summarize
from headword.lint.formats.context import RenderContext


def format_concise(report: Report, given: RenderContext) -> str:
    """The whole report as text."""
    lines = []
    for finding in report.findings:
        word = finding.severity.word
        tag = paint(f"{word}[{finding.rule.name}]", word, given.colour)
        where = f"{visible(given.show(finding.location))}: " if finding.location.path else ""
        lines.append(f"{where}{tag} {visible(finding.message)}")
    return "\n".join([*lines, summarize(report), ""])
