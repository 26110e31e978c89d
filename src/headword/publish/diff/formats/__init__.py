"""Ways to show a difference, one module each: a function from it, and what is given, to text."""

from importlib import import_module

from headword.publish.diff.compare import VocabularyDiff
from headword.publish.diff.formats.context import DiffContext

FORMATS = {
    "text": "text:format_text",
    "markdown": "markdown:format_markdown",
    "json": "json:format_json",
    "turtle": "turtle:format_turtle",
}
"""Each format's module and function; a module is loaded when its format is asked for."""


def format_difference(difference: VocabularyDiff, name: str, given: DiffContext) -> str:
    """The difference in the format of `FORMATS` with this name."""
    module, _, function = FORMATS[name].partition(":")
    text: str = getattr(import_module(f"headword.publish.diff.formats.{module}"), function)(difference, given)
    return text
