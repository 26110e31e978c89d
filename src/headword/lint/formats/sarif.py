"""SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html) for code scanning services."""

import json
from typing import Any
from urllib.parse import quote

from headword.core.findings import Finding, Report, Rule, Severity
from headword.core.version import ADDRESS, __version__
from headword.lint.formats.context import RenderContext, fingerprint

_MOST = 5_000
"""The maximum number of results: GitHub shows the first 5,000 of a run."""
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def format_sarif(report: Report, given: RenderContext) -> str:
    """Return one run: its rules with help, and up to 5,000 results; the least severe ones are left out."""
    kept = set(sorted(report.findings, key=lambda finding: (-finding.severity, finding.sort_key()))[:_MOST])
    findings = [(finding, name) for finding, name in fingerprint(report.findings, given) if finding in kept]
    rules = {finding.rule.name: finding.rule for finding in report.findings}
    indexes = {name: index for index, name in enumerate(sorted(rules))}
    run = {
        "tool": {
            "driver": {
                "name": "headword",
                "semanticVersion": __version__,
                "informationUri": ADDRESS,
                "rules": [_describe(rules[name]) for name in sorted(rules)],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The folder of the repository."}}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notify(report, len(findings))}],
        "results": [_sarif_result(finding, name, indexes, given) for finding, name in findings],
    }
    schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _notify(report: Report, kept: int) -> list[dict[str, Any]]:
    left_out = len(report.findings) - kept
    if not left_out:
        return []
    text = f"{left_out:,} of {len(report.findings):,} findings are left out, the least severe ones"
    return [{"level": "warning", "message": {"text": text}}]


def _describe(rule: Rule) -> dict[str, Any]:
    help_text = f"{rule.why}\n\nHow to fix: {rule.fix}" if rule.why else rule.title
    return {
        "id": rule.name,
        "name": rule.code,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why or rule.title},
        "help": {"text": help_text, "markdown": _help_markdown(rule)},
        **({"helpUri": rule.url} if rule.url else {}),
        "defaultConfiguration": {"level": _LEVELS.get(rule.severity, "none")},
        "properties": {"tags": [rule.family], "precision": "very-high", "problem.severity": _problem(rule.severity)},
    }


def _problem(severity: Severity) -> str:
    return {Severity.ERROR: "error", Severity.WARNING: "warning"}.get(severity, "recommendation")


def _help_markdown(rule: Rule) -> str:
    parts = [rule.why or rule.title, f"**How to fix:** {rule.fix}" if rule.fix else "", "; ".join(rule.sources)]
    return "\n\n".join(part for part in parts if part)


def _sarif_result(finding: Finding, name: str, indexes: dict[str, int], given: RenderContext) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule.name,
        "ruleIndex": indexes[finding.rule.name],
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": _region(finding, given)}],
        "partialFingerprints": {"headword/v1": name},
    }
    if finding.focus:
        result["properties"] = {"focusNode": finding.focus}
    return result


def _region(finding: Finding, given: RenderContext) -> dict[str, Any]:
    place = finding.location
    path = given.path(finding) or "."
    artifact = {"uri": quote(path)} if path.startswith("/") else {"uri": quote(path), "uriBaseId": "%SRCROOT%"}
    located: dict[str, Any] = {"artifactLocation": artifact}
    if place.line:
        region = {"startLine": place.line, "startColumn": place.column, "endColumn": place.end_column}
        located["region"] = {key: number for key, number in region.items() if number}
    return located
