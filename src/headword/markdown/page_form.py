"""What becomes of a page: which of its headings are concepts, and whether the page as a whole is one."""

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
    """What becomes of a page.

    Attributes:
        name: the name of the file; empty where the page as a whole is no concept.
        has_title: whether the title, or else the first heading, is a better name of it.
        sections: what the headings of a page that is a concept are: ``concepts``, ``notes`` or ``ignore``.
        levels: the first and the last level of headings that are concepts.
        skipped: texts of headings that are left out with everything below them.
        flattened: texts of headings that are no concepts, while those below them are.
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
    """Return the regular expression of a pattern: that between slashes, or a text with ``*`` for any characters."""
    if len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/"):
        return pattern[1:-1]
    literal = pattern.replace("[", "[[]").replace("?", "[?]")
    return rf"\A{fnmatch.translate(literal)}"
