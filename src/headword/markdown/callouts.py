"""Callouts: quotes that begin ``[!kind]``, as GitHub, Obsidian and Hugo have them, and admonitions read as such."""

import re
from typing import NamedTuple

from headword.markdown.text import SourceText, concatenate

_CALLOUT = re.compile(r"\[!(?P<kind>[\w-]+)[^\]]*\](?!\()[+-]?")
_NESTED = re.compile(r"^(?P<quote>(?:>[ \t]?)+)\[![\w-]+[^\]\n]*\](?!\()[+-]?[ \t]*", re.MULTILINE)
"""The mark of a callout in another one."""
_QUOTING = frozenset({"example", "quote", "cite"})


class Quote(NamedTuple):
    """What a quote says, and whether it is somebody's words: most callouts are remarks of the page's own."""

    text: SourceText
    is_quoted: bool


def is_quoting(kind: str) -> bool:
    """Whether a remark of this kind is somebody's words."""
    return kind.lower() in _QUOTING


def read_callout(quote: SourceText) -> Quote:
    """``quote`` without the mark of a callout that it may begin with; what follows that on its line is a title."""
    mark = _CALLOUT.match(quote.text)
    if mark is None:
        return Quote(quote, is_quoted=True)
    end = quote.line_starts[0][0] if quote.line_starts else len(quote.text)
    parts = [part for span in ((mark.end(), end), (end, len(quote.text))) if (part := _unmark(quote.part(*span))).text]
    return Quote(concatenate(parts, "\n\n") if parts else quote.part(end, end), is_quoting(mark["kind"]))


def _unmark(text: SourceText) -> SourceText:
    """``text`` without the marks of the callouts in it."""
    return text.substitute((match.end("quote"), match.end(), "") for match in _NESTED.finditer(text.text))
