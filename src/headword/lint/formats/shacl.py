"""The validation report of SHACL (section 3.6), as Turtle, each result with the place in the source.

Places are said in the namespace of headword: the file as a relative IRI,
line and column as numbers.
"""

from headword.core.findings import Finding, Report, Severity
from headword.lint.formats.context import RenderContext
from headword.rdf.terms import is_iri, quote, quote_path

_PREFIXES = """\
@prefix hw: <https://w3id.org/headword/ns#> .
@prefix rule: <https://w3id.org/headword/rules/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
_LEVELS = {Severity.ERROR: "sh:Violation", Severity.WARNING: "sh:Warning", Severity.INFO: "sh:Info"}


def format_shacl(report: Report, given: RenderContext) -> str:
    """The whole report; it conforms if there are no findings."""
    results = ",\n".join(_shacl_result(finding, given) for finding in report.findings)
    listed = f" ;\n    sh:result\n{results}" if results else ""
    return f"{_PREFIXES}\n[] a sh:ValidationReport ;\n    sh:conforms {'false' if results else 'true'}{listed} .\n"


def _shacl_result(finding: Finding, given: RenderContext) -> str:
    path = quote_path(given.path(finding) or ".").replace(":", "%3A")
    place = finding.location
    focus = finding.focus if is_iri(finding.focus) else path
    said = {
        "sh:focusNode": f"<{focus}>",
        "sh:resultSeverity": _LEVELS[finding.severity],
        "sh:resultMessage": quote(finding.message),
        "sh:sourceConstraintComponent": "hw:RuleConstraintComponent",
        "sh:sourceShape": f"<https://w3id.org/headword/rules/{quote_path(finding.rule.name)}>",
        "hw:path": f"<{path}>",
        "hw:line": str(place.line or ""),
        "hw:column": str(place.column or ""),
    }
    lines = " ;\n".join(f"            {key} {value}" for key, value in said.items() if value)
    return f"        [ a sh:ValidationResult ;\n{lines} ]"
