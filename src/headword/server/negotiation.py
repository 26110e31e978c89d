"""Content negotiation: which of several media types a client would rather have, and what it has already."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

_RANGE = re.compile(r"\s*(?P<type>[\w!#$%&'*+.^`|~-]+/[\w!#$%&'*+.^`|~-]+)\s*(?P<parameters>(?:;[^,]*)?)")
_QUALITY = re.compile(r";\s*q\s*=\s*(?P<quality>[01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE)


_LONGEST = 4096
"""Characters of a header that are read."""


def choose_type(accept: str, offered: Sequence[str]) -> str | None:
    """The one of ``offered`` that suits best: of equals the first; None if none does."""
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
    """What the most specific range that fits says of a type."""
    for wanted in (offered, f"{offered.partition('/')[0]}/*", "*/*"):
        found = [quality for name, quality in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0


def make_tag(name: str) -> str:
    """The tag of a version called ``name``, which may be sent compressed or not: a weak one."""
    return f'W/"{name}"'


def has_tag(headers: Mapping[str, str], tag: str) -> bool:
    """Whether who asks with these headers has the version of a tag already."""
    given = headers.get("if-none-match", "")
    return given.strip() == "*" or tag.removeprefix("W/") in re.findall(r'"[^"]*"', given)
