"""The Reviewdog Diagnostic Format (https://github.com/reviewdog/reviewdog/tree/master/proto/rdf)."""

import json
from typing import Any

from headword.core.findings import Finding, Report
from headword.core.version import ADDRESS
from headword.lint.formats.context import RenderContext


def format_rdjson(report: Report, given: RenderContext) -> str:
    """Return one JSON object; columns count bytes of UTF-8, from 1."""
    document = {
        "source": {"name": "headword", "url": ADDRESS},
        "diagnostics": [_diagnose(finding, given) for finding in report.findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _diagnose(finding: Finding, given: RenderContext) -> dict[str, Any]:
    location: dict[str, Any] = {"path": given.path(finding) or "."}
    place = finding.location
    if place.line:
        text = given.line(finding)
        start = {"line": place.line}
        location["range"] = {"start": start}
        if place.column:
            start["column"] = _to_bytes(text, place.column)
            location["range"]["end"] = {"line": place.line, "column": _to_bytes(text, place.end_column or place.column)}
    return {
        "message": finding.message,
        "location": location,
        "severity": finding.severity.word.upper(),
        "code": {"value": finding.rule.name, **({"url": finding.rule.url} if finding.rule.url else {})},
    }


def _to_bytes(text: str, column: int) -> int:
    return len(text[: column - 1].encode("utf-8", "replace")) + 1
