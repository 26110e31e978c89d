"""The validation report of SHACL (section 3.6) as Turtle, with the source location of each result.

The result of a shape has the same properties as in pySHACL. Its location is in headword's namespace: the file as a
relative IRI, line and column as numbers.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from headword.core.findings import Finding, Report, Severity, ValidationResult
from headword.lint.formats.context import RenderContext
from headword.rdf.terms import is_blank, is_iri, quote, quote_path

_PREFIXES = """\
@prefix hw: <https://w3id.org/headword/ns#> .
@prefix rule: <https://w3id.org/headword/rules/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
_SHACL_IRI = re.compile(r"<http://www\.w3\.org/ns/shacl#(\w+)>")
_LEVELS = {Severity.ERROR: "sh:Violation", Severity.WARNING: "sh:Warning", Severity.INFO: "sh:Info"}


def format_shacl(report: Report, given: RenderContext) -> str:
    """Return the report, which conforms if there are no findings.

    A finding with several results of shapes is written as several results.
    """
    pairs = [(finding, result) for finding in report.findings for result in finding.results or (None,)]
    blanks = dict.fromkeys(
        term for _, result in pairs if result for term in (result.focus, result.value) if is_blank(term)
    )
    # A parser gives other names to blank nodes each time that it reads a file.
    names = {blank: f"_:node{number}" for number, blank in enumerate(blanks, 1)}
    listed = ",\n".join(_write_result(finding, result, names, given) for finding, result in pairs)
    results = f" ;\n    sh:result\n{listed}" if listed else ""
    return f"{_PREFIXES}\n[] a sh:ValidationReport ;\n    sh:conforms {'false' if listed else 'true'}{results} .\n"


def _write_result(
    finding: Finding, result: ValidationResult | None, names: Mapping[str, str], given: RenderContext
) -> str:
    place = finding.location if result is None else result.location
    path = quote_path(given.path(replace(finding, location=place)) or ".").replace(":", "%3A")
    properties = {
        **(_describe_finding(finding, path) if result is None else _describe_result(result, names)),
        "sh:resultSeverity": _LEVELS[finding.severity],
        "sh:resultMessage": quote(finding.message),
        "hw:path": f"<{path}>",
        "hw:line": str(place.line or ""),
        "hw:column": str(place.column or ""),
    }
    lines = " ;\n".join(f"            {key} {value}" for key, value in properties.items() if value)
    return f"        [ a sh:ValidationResult ;\n{lines} ]"


def _describe_result(result: ValidationResult, names: Mapping[str, str]) -> dict[str, str]:
    """Return the properties of the result of a shape."""
    return {
        "sh:focusNode": names.get(result.focus, result.focus),
        "sh:resultPath": result.path,
        "sh:value": names.get(result.value, result.value),
        "sh:sourceConstraintComponent": _SHACL_IRI.sub(r"sh:\1", result.component),
        "sh:sourceShape": result.shape,
    }


def _describe_finding(finding: Finding, path: str) -> dict[str, str]:
    """Return the properties of a finding of a rule in Python, which has no SHACL constraint."""
    return {
        "sh:focusNode": f"<{finding.focus if is_iri(finding.focus) else path}>",
        "sh:sourceConstraintComponent": "hw:RuleConstraintComponent",
        "sh:sourceShape": f"<https://w3id.org/headword/rules/{quote_path(finding.rule.name)}>",
    }
