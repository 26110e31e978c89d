"""How a page is read: which of its headings are concepts, and whether the page itself is a concept."""

import fnmatch
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from headword.core.errors import ConfigError
from headword.core.patterns import PATTERN_LIMIT, PatternTimeoutError, match_texts

ALL_LEVELS = (1, 6)


@dataclass(frozen=True, slots=True)
class PageForm:
    """How a page is read.

    Attributes:
        name: the name of the file; empty if the page itself is not a concept.
        has_title: whether the title, or else the first heading, is preferred as the name.
        sections: the role of headings in a page that is a concept: ``concepts``, ``notes`` or ``ignore``.
        levels: the first and the last level of headings that are concepts.
        skipped: patterns of headings that are left out with everything below them.
        flattened: patterns of headings that are not concepts, although the headings below them are.
        has_keywords: whether a semicolon in a heading begins its keywords.
        has_lists: whether the items of lists are headings, too.
    """

    name: str = ""
    has_title: bool = False
    sections: str = "concepts"
    levels: tuple[int, int] = ALL_LEVELS
    skipped: tuple[str, ...] = ()
    flattened: tuple[str, ...] = ()
    has_keywords: bool = True
    has_lists: bool = False


def fits_heading(label: str, patterns: Iterable[str]) -> bool:
    """Return whether one of ``patterns`` matches a heading, ignoring case.

    Raises:
        ConfigError: a pattern takes too long.
    """
    return any(_fits(label, pattern) for pattern in patterns)


def _fits(label: str, pattern: str) -> bool:
    try:
        return match_texts(_translate(pattern), [label], re.IGNORECASE)[0]
    except PatternTimeoutError as error:
        message = f"the pattern {pattern!r} took longer than {PATTERN_LIMIT:g} seconds for the heading {label!r}"
        raise ConfigError(message, hint="a repetition inside a repetition can take for ever: simplify it") from error


@cache
def _translate(pattern: str) -> str:
    """Return a pattern as a regular expression: it is one between slashes, otherwise a text with ``*``."""
    if len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/"):
        return pattern[1:-1]
    literal = pattern.replace("[", "[[]").replace("?", "[?]")
    return rf"\A{fnmatch.translate(literal)}"
