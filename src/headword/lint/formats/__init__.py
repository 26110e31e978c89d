"""Ways to print a report, one module each: a function from a report, and what may be looked up, to text."""

from importlib import import_module

from headword.core.findings import Report
from headword.lint.formats.context import RenderContext

FORMATS = {
    "full": "full:format_full",
    "concise": "concise:format_concise",
    "grouped": "grouped:format_grouped",
    "json": "json:format_json",
    "json-lines": "json:format_json_lines",
    "github": "github:format_github",
    "gitlab": "gitlab:format_gitlab",
    "junit": "junit:format_junit",
    "sarif": "sarif:format_sarif",
    "rdjson": "rdjson:format_rdjson",
    "markdown": "markdown:format_markdown",
    "shacl": "shacl:format_shacl",
}
"""Each format's module and function; a module is loaded when its format is asked for."""


def format_report(report: Report, name: str, given: RenderContext) -> str:
    """The report in the format of `FORMATS` with this name."""
    module, _, function = FORMATS[name].partition(":")
    text: str = getattr(import_module(f"headword.lint.formats.{module}"), function)(report, given)
    return text
