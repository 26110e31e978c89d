"""The XML format of JUnit, according to the schema of Jenkins (junit-10.xsd of its xUnit plugin)."""

from xml.sax.saxutils import escape, quoteattr

from headword.core.findings import Finding, Report, Severity
from headword.lint.formats.context import RenderContext
from headword.rdf.xml_chars import replace_forbidden


def format_junit(report: Report, given: RenderContext) -> str:
    """Return one test suite: a finding is a failed case, a note a skipped one; without any, one case passes."""
    cases = [_case(finding, given) for finding in report.findings]
    notes = report.count(Severity.INFO)
    failures = len(cases) - notes
    cases = cases or ['    <testcase classname="headword" name="no findings"/>\n']
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="{notes}"'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="headword">\n  <testsuite name="headword" {counts}>\n{"".join(cases)}'
        "  </testsuite>\n</testsuites>\n"
    )


def _case(finding: Finding, given: RenderContext) -> str:
    place = finding.location
    where = ":".join(str(part) for part in (given.path(finding), place.line, place.column) if part)
    name = _attribute(f"{finding.rule.name} at {where}" if where else finding.rule.name)
    text = escape(replace_forbidden(f"{where}: {finding.message}\n{finding.rule.fix}"))
    kind, message = _attribute(finding.severity.word), _attribute(finding.message)
    outcome = f"<skipped message={message}>{text}</skipped>"
    if finding.severity is not Severity.INFO:
        outcome = f"<failure type={kind} message={message}>{text}</failure>"
    return (
        f"    <testcase classname={_attribute(given.path(finding) or 'headword')} name={name}>\n"
        f"      {outcome}\n    </testcase>\n"
    )


def _attribute(text: str) -> str:
    return quoteattr(replace_forbidden(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
