"""Unquoted YAML values that were meant as text but are read as another type."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from headword.core.findings import Location
from headword.markdown.block import FrontMatterDefect, FrontMatterEntry

_WORDS = {"no": "false", "off": "false", "n": "false", "yes": "true", "on": "true", "y": "true"}
_TEXT_KEYS = frozenset(
    {"title", "description", "lang", "language", "languages", "category", "categories", "tag", "tags", "country"}
)
_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile(r"0[0-7]*[1-7][0-7]*"), lambda text: f"the number {int(text, 8)}"),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda text: f"the number {int(text, 16)}"),
    (re.compile(r"[-+]?\d+\.\d*0|[-+]?\d+(\.\d*)?[eE][-+]?\d+"), lambda text: f"the number {float(text):g}"),
    (re.compile(r"[-+]?[1-9]\d*(:[0-5]?\d)+"), lambda _: "a number in base 60"),
)
"""Patterns of numbers in YAML 1.1, each with a description of the number."""


def find_surprises(entries: Iterable[FrontMatterEntry], plain: Collection[Location]) -> Iterator[FrontMatterDefect]:
    """Yield a defect for each unquoted value, at one of the locations ``plain``, that YAML reads as another type."""
    for entry in entries:
        for value in entry.values:
            read = _read(value.text, is_text=entry.key.text in _TEXT_KEYS) if value.location in plain else ""
            if read:
                message = f"YAML reads {value.text} as {read}"
                yield FrontMatterDefect("front-matter-surprise", value.location, message)


def _read(text: str, *, is_text: bool) -> str:
    """Return a description of the value that YAML reads, or an empty text if it is the same."""
    if is_text and text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if not text[:1].isdigit() and text[:1] not in ("+", "-"):
        return ""
    return next((show(text) for pattern, show in _NUMBERS if pattern.fullmatch(text)), "")
