"""The grouped format: one finding per line, below the path of its file."""

from itertools import groupby

from headword.core.findings import Location, Report
from headword.core.terminal import paint, visible
from headword.lint.formats.common import mark_fixable, summarize, summarize_fixes
from headword.lint.formats.context import RenderContext


def format_grouped(report: Report, given: RenderContext) -> str:
    """Return the report as text."""
    lines = []
    for path, findings in groupby(report.findings, key=lambda finding: finding.location.path):
        shown = visible(given.show(Location(path)))
        lines.append(paint(shown or "the whole", "bold", given.colour))
        for finding in findings:
            place, word = finding.location, finding.severity.word
            where = ":".join(str(number) for number in (place.line, place.column) if number) or "-"
            tag = paint(f"{word}[{finding.rule.name}]", word, given.colour)
            lines.append(f"  {where:<8} {tag} {visible(finding.message)}{mark_fixable(finding, given)}")
        lines.append("")
    return "\n".join([*lines, summarize(report) + summarize_fixes(report, given), ""])
