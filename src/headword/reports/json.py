"""The report for programs: one JSON object, its shape numbered by ``version``."""

import json
from typing import Any

from headword.findings import Finding, Report, Severity

VERSION = 1


def format_json(report: Report) -> str:
    """The whole report: ``version``, ``findings`` sorted by place, and ``summary``.

    Lines and columns count from 1, columns in characters; ``end_column`` is
    the column after the span; what does not apply is null.
    """
    summary = {severity.word: report.count(severity) for severity in Severity if severity}
    document = {
        "version": VERSION,
        "findings": [_finding(finding) for finding in report.findings],
        "summary": {**summary, "pages": report.pages, "concepts": report.concepts},
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
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
        "mend": finding.rule.mend or None,
    }
