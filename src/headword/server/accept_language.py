"""The choice of a language for a client (RFC 9110, section 12.5.4)."""

import re
from collections.abc import Sequence

_RANGE = re.compile(
    r"(?P<tag>\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)(?:\s*;\s*q\s*=\s*(?P<quality>[01](?:\.\d{0,3})?))?"
)
_MANY = 20
"""Maximum number of languages that are read from a header."""


def choose_language(accepted: str, offered: Sequence[str]) -> str:
    """Return the best language in ``offered`` by lookup (RFC 4647, section 3.4), or the first if none fits.

    An offered ``de-AT`` also fits a client that accepts ``de``.
    """
    for wanted in _read(accepted):
        if wanted == "*":
            break
        found = _look_up(wanted, offered)
        if found is not None:
            return found
    return offered[0]


def _read(accepted: str) -> list[str]:
    matches = [match for part in accepted.split(",", _MANY)[:_MANY] if (match := _RANGE.fullmatch(part.strip()))]
    rated = [(-float(match["quality"] or 1), match["tag"].lower()) for match in matches]
    return [tag for quality, tag in sorted(rated, key=lambda one: one[0]) if quality < 0]


def _look_up(wanted: str, offered: Sequence[str]) -> str | None:
    while wanted:
        fitting = [tag for tag in offered if tag.lower() == wanted or tag.lower().startswith(f"{wanted}-")]
        if fitting:
            return min(fitting, key=len)
        wanted = wanted.rpartition("-")[0]
    return None
