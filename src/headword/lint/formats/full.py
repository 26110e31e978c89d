"""The full format for a terminal: each finding with its line, a marker under the span, and the fix."""

from collections.abc import Iterator

from headword.core.findings import Finding, Location, Report
from headword.core.terminal import flat, paint, text_width, visible
from headword.lint.formats.common import mark_fixable, summarize, summarize_fixes
from headword.lint.formats.context import RenderContext

_MAX_WIDTH = 160


def format_full(report: Report, given: RenderContext) -> str:
    """Return the report as text."""
    blocks = [_format_finding(finding, given) for finding in report.findings]
    return "\n".join([*blocks, summarize(report) + summarize_fixes(report, given), ""])


def _format_finding(finding: Finding, given: RenderContext) -> str:
    colour = given.colour
    word = finding.severity.word
    head = paint(f"{word}[{finding.rule.name}]", word, colour)
    parts = [f"{head}: {paint(visible(finding.message), 'bold', colour)}{mark_fixable(finding, given)}"]
    parts.extend(_format_source(finding.location, given, word))
    if finding.focus:
        parts.append(f"  {paint('about:', 'dim', colour)} <{visible(finding.focus)}>")
    if finding.rule.fix:
        parts.append(f"  {paint('help:', 'dim', colour)}  {finding.rule.fix}")
    return "\n".join([*parts, ""])


def _format_source(place: Location, given: RenderContext, word: str) -> Iterator[str]:
    if not place.path:
        return
    found, colour = given.lines(place.path) if place.line else (), given.colour
    margin = len(str(place.line)) if place.line else 1
    yield f"{' ' * margin}{paint('-->', 'dim', colour)} {visible(given.show(place))}"
    if not 0 < place.line <= len(found):
        return
    source, start, width = _window(found[place.line - 1], place)
    bar = paint("|", "dim", colour)
    yield f"{' ' * margin} {bar}"
    yield f"{place.line} {bar} {source}"
    if place.column:
        yield f"{' ' * margin} {bar} {' ' * start}{paint('^' * width, word, colour)}"


def _window(line: str, place: Location) -> tuple[str, int, int]:
    """Return the part of a long line around the span, the start of the span in it, and the width of the span."""
    begin = max(place.column - 1, 0)
    end = max(place.end_column - 1, begin + 1)
    first = 0 if end <= _MAX_WIDTH else max(begin - 40, 0)
    shown = line[first : first + _MAX_WIDTH]
    before, span = shown[: begin - first], shown[begin - first : end - first]
    lead, tail = ("…" if first else ""), ("…" if first + _MAX_WIDTH < len(line) else "")
    width = max(text_width(span), 1)
    return f"{lead}{flat(shown)}{tail}", len(lead) + text_width(before), width
