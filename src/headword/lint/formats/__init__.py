"""The report formats: each is a plugin, a function from a report and its `RenderContext` to text."""

from headword.core.findings import Report
from headword.core.plugins import REPORTS, load_plugin
from headword.lint.formats.context import RenderContext


def format_report(report: Report, name: str, context: RenderContext) -> str:
    """Return ``report`` in the format ``name``.

    Raises:
        HeadwordError: no package offers this format.
    """
    text: str = load_plugin(REPORTS, name)(report, context)
    return text
