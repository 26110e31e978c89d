"""Content negotiation: the media type that a client prefers, and the version that it already has."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

_RANGE = re.compile(r"\s*(?P<type>[\w!#$%&'*+.^`|~-]+/[\w!#$%&'*+.^`|~-]+)\s*(?P<parameters>(?:;[^,]*)?)")
_QUALITY = re.compile(r";\s*q\s*=\s*(?P<quality>[01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE)


_LONGEST = 4096
"""Maximum number of characters that are read from a header."""


def choose_type(accept: str, offered: Sequence[str]) -> str | None:
    """Return the best media type in ``offered``: the first of equals, or None if no type is acceptable."""
    return _best_match(accept[:_LONGEST], tuple(offered))


@lru_cache(1 << 10)
def _best_match(accept: str, offered: tuple[str, ...]) -> str | None:
    ranges = list(_read_ranges(accept))
    if not ranges:
        return offered[0]
    best = max(offered, key=lambda one: _quality(one, ranges))
    return best if _quality(best, ranges) > 0 else None


def _read_ranges(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(","):
        match = _RANGE.match(part)
        if match:
            quality = _QUALITY.search(match["parameters"])
            yield match["type"].lower(), min(float(quality["quality"]), 1.0) if quality else 1.0


def _quality(offered: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return the quality of a type, from the most specific range that matches (RFC 9110, section 12.5.1)."""
    for wanted in (offered, f"{offered.partition('/')[0]}/*", "*/*"):
        found = [quality for name, quality in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0


def make_tag(name: str) -> str:
    """Return a weak entity tag for a version; weak, because the response may be compressed or not."""
    return f'W/"{name}"'


def has_tag(headers: Mapping[str, str], tag: str) -> bool:
    """Return True if the client already has the version with this tag."""
    given = headers.get("if-none-match", "")
    return given.strip() == "*" or tag.removeprefix("W/") in re.findall(r'"[^"]*"', given)
