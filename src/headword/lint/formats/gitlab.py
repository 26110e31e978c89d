"""The format of GitLab's code quality widget (https://docs.gitlab.com/ci/testing/code_quality)."""

import json

from headword.core.findings import Report, Severity
from headword.lint.formats.context import RenderContext, fingerprint

_LEVELS = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def format_gitlab(report: Report, given: RenderContext) -> str:
    """Return a JSON list with one entry for each finding, and a unique fingerprint in each."""
    entries = [
        {
            "type": "issue",
            "check_name": finding.rule.name,
            "description": finding.message,
            "categories": ["Style"],
            "fingerprint": name,
            "severity": _LEVELS[finding.severity],
            "location": {"path": given.path(finding) or ".", "lines": {"begin": finding.location.line or 1}},
        }
        for finding, name in fingerprint(report.findings, given)
    ]
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
