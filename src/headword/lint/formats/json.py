"""The formats for programs: one JSON object, whose structure has a ``version``, or one object per line."""

import json
import re
from typing import Any

from headword.core.findings import Finding, Report, Severity
from headword.lint.formats.context import RenderContext

VERSION = 1
_BREAKS = re.compile("[\x85\u2028\u2029]")
"""Characters that are allowed in JSON texts, but are line ends for some readers."""


def format_json(report: Report, given: RenderContext) -> str:
    """Return the report: ``version``, ``findings`` sorted by location, and ``summary``.

    Lines and columns are 1-based; columns count characters. ``end_column`` is the column after the span. Values that do
    not apply are null.
    """
    del given
    summary = {severity.word: report.count(severity) for severity in Severity if severity}
    document = {
        "version": VERSION,
        "findings": [report_to_dict(finding) for finding in report.findings],
        "summary": {**summary, "pages": report.pages, "concepts": report.concepts},
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def format_json_lines(report: Report, given: RenderContext) -> str:
    """Return each finding as a JSON object on a separate line (https://jsonlines.org)."""
    del given
    lines = (json.dumps(report_to_dict(finding), ensure_ascii=False) for finding in report.findings)
    return "".join(_BREAKS.sub(lambda match: f"\\u{ord(match.group()):04x}", line) + "\n" for line in lines)


def report_to_dict(finding: Finding) -> dict[str, Any]:
    """Return ``finding`` as JSON."""
    place = finding.location
    return {
        "rule": finding.rule.name,
        "code": finding.rule.code,
        "severity": finding.severity.word,
        "message": finding.message,
        "path": place.path or None,
        "line": place.line or None,
        "column": place.column or None,
        "end_column": place.end_column or None,
        "focus": finding.focus or None,
        "fix": finding.rule.fix or None,
    }
