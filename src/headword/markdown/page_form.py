"""What becomes of a page: which of its headings are concepts, and whether the page as a whole is one."""

import fnmatch
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

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
    """Whether a heading is one of those that ``patterns`` name, whatever the case of its letters."""
    return any(_compile_pattern(pattern).search(label) for pattern in patterns)


@cache
def _compile_pattern(pattern: str) -> re.Pattern[str]:
    """A regular expression between slashes, or a text in which ``*`` stands for any characters."""
    if len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/"):
        return re.compile(pattern[1:-1], re.IGNORECASE)
    literal = pattern.replace("[", "[[]").replace("?", "[?]")
    return re.compile(rf"\A{fnmatch.translate(literal)}", re.IGNORECASE)
