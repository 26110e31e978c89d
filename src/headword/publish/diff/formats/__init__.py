"""The formats of a difference, one module each: a function from a difference and its context to text."""

from importlib import import_module

from headword.publish.diff.compare import VocabularyDiff
from headword.publish.diff.formats.context import DiffContext

FORMATS = {
    "text": "text:format_text",
    "markdown": "markdown:format_markdown",
    "json": "json:format_json",
    "turtle": "turtle:format_turtle",
}
"""The module and function of each format; a module is only loaded for its format."""


def format_difference(difference: VocabularyDiff, name: str, given: DiffContext) -> str:
    """Return the difference in the format ``name`` of `FORMATS`."""
    module, _, function = FORMATS[name].partition(":")
    text: str = getattr(import_module(f"headword.publish.diff.formats.{module}"), function)(difference, given)
    return text
