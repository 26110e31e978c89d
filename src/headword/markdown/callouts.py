"""Callouts: quotes that begin ``[!kind]``, as Obsidian and Hugo have them, and admonitions read as such.

Knows their kinds; must not know what a note is.
"""

import re
from typing import NamedTuple

from headword.markdown.text import SourceText

_CALLOUT = re.compile(r"\[!(?P<kind>[\w-]+)[^\]]*\][+-]?")
_QUOTING = frozenset({"example", "quote", "cite"})


class Quote(NamedTuple):
    """What a quote says, and whether it is somebody's words: most callouts are remarks of the page's own."""

    text: SourceText
    is_quoted: bool


def read_callout(quote: SourceText) -> Quote:
    """``quote`` without the mark of a callout that it may begin with."""
    mark = _CALLOUT.match(quote.text)
    if mark is None:
        return Quote(quote, is_quoted=True)
    return Quote(quote.part(mark.end(), len(quote.text)), mark["kind"].lower() in _QUOTING)
