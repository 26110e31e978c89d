"""Callouts: quotes that begin with ``[!kind]`` (GitHub, Obsidian, Hugo), and admonitions that are read like them."""

import re
from typing import NamedTuple

from headword.markdown.text import SourceText, concatenate

_CALLOUT = re.compile(r"\[!(?P<kind>[\w-]+)[^\]]*\](?!\()[+-]?")
_NESTED = re.compile(r"^(?P<quote>(?:>[ \t]?)+)\[![\w-]+[^\]\n]*\](?!\()[+-]?[ \t]*", re.MULTILINE)
"""The mark of a callout inside another callout."""
_QUOTING = frozenset({"example", "quote", "cite"})


class Quote(NamedTuple):
    """The text of a quote, and whether it quotes somebody: most callouts are remarks of the page itself."""

    text: SourceText
    is_quoted: bool


def is_quoting(kind: str) -> bool:
    """Return whether a callout of this kind contains a quotation."""
    return kind.lower() in _QUOTING


def read_callout(quote: SourceText) -> Quote:
    """Return ``quote`` without the mark of a callout at its beginning; the text after the mark is a title."""
    mark = _CALLOUT.match(quote.text)
    if mark is None:
        return Quote(quote, is_quoted=True)
    end = quote.line_starts[0][0] if quote.line_starts else len(quote.text)
    parts = [part for span in ((mark.end(), end), (end, len(quote.text))) if (part := _unmark(quote.part(*span))).text]
    return Quote(concatenate(parts, "\n\n") if parts else quote.part(end, end), is_quoting(mark["kind"]))


def _unmark(text: SourceText) -> SourceText:
    """Return ``text`` without the marks of the callouts in it."""
    return text.substitute((match.end("quote"), match.end(), "") for match in _NESTED.finditer(text.text))
