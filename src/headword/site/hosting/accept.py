r"""Patterns that read the quality of a media type from the header ``Accept``.

PCRE (Apache, nginx) and RE2 (Caddy) understand the patterns in the same way; they have no white space, quotes or
back references. They are tried in their order, and the first that matches decides: the type itself, then all of its
kind (``text/*``), then everything (``*/*``).

A pattern finds a quality without zeros at its end (``1``, ``0.85``, ``0``), so that qualities can be compared as
text. A quality that cannot be read counts as 1. A comma in a parameter in quotes counts as the end of a type, because
none of the types here has such a parameter.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

HTML_TYPES = ("text/html", "application/xhtml+xml")
"""The media types of a page."""


class Test(NamedTuple):
    """A pattern to hold against the header, and whether its only group is the quality; if not, that is 1."""

    pattern: str
    captures: bool


_QUALITY = r"q=(1|0(?:\.[0-9]?[0-9]?[1-9])?)"


def list_wanted(endings: Mapping[str, str]) -> Iterator[tuple[str, tuple[Test, ...]]]:
    """Yield the page as ``html``, and each data format by its ending, with the tests of its quality.

    If none matches, it is not wanted.  Without the header nothing is wanted more than the page, so that needs no test.
    """
    yield "html", tuple(list_tests(HTML_TYPES))
    for ending, media_type in endings.items():
        yield ending, tuple(list_tests((media_type,)))


def list_tests(media_types: Sequence[str]) -> Iterator[Test]:
    """Yield the tests of the quality of the first of these types, which the other ones ask for, too."""
    for ranges in (media_types, (f"{media_types[0].partition('/')[0]}/*",), ("*/*",)):
        named = rf"(?i)(?:^|,)\s*(?:{'|'.join(map(re.escape, ranges))})\s*"
        yield Test(rf"{named}(?:;[^,]*)?;\s*{_QUALITY}", captures=True)
        yield Test(rf"{named}(?:[;,]|$)", captures=False)
