"""Addresses that moved: what may be one, where it leads, and how it is written in a URL."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from headword.core.errors import ConfigError
from headword.site.hosting.context import Hosting

HOME_DATA = "catalog"
"""The data of the whole: a file of this name and an ending."""

_IRI = re.compile(r"https?://[^/?#]", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\\]")
"""Characters that no address can have. The last ones, halves of characters, are not even UTF-8."""
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "/~!*'()+,;=:@&"


@dataclass(frozen=True, slots=True)
class Move:
    """An address that moved.

    Attributes:
        old: the old address, decoded.
        new: the new one, decoded; none if it is elsewhere.  The empty one is that of the home page.
        iri: what took its place, if that is elsewhere; as a URL.
    """

    old: str
    new: str | None
    iri: str = ""

    @property
    def keeps_ending(self) -> bool:
        """Return whether a file at the old address with an ending is at the new one with the same ending."""
        return bool(self.new)

    def target(self, prefix: str) -> str:
        """Return the target: an encoded path under ``prefix`` without a slash at its end, or a URL."""
        return self.iri if self.new is None else f"{prefix}{quote_path(self.new)}"


def quote_path(path: str) -> str:
    """Return a decoded path as in a URL: ASCII, without white space, quotes, ``%`` of its own, or ``$``."""
    return quote(path, safe=_SAFE)


def list_moves(hosting: Hosting) -> Sequence[Move]:
    """Return the addresses that moved, in the order of the old ones.

    Raises:
        ConfigError: an address cannot be one, is given twice, or leads back to itself.
    """
    moves: dict[str, Move] = {}
    for old, new in hosting.redirects:
        move = _read_move(old, new, hosting.base)
        if move.old in moves:
            raise ConfigError(f"there are two redirects from {old!r}", hint="remove one of them")
        moves[move.old] = move
    for move in moves.values():
        _check_end(move, moves)
    return [moves[old] for old in sorted(moves)]


def _read_move(old: str, new: str, base: str) -> Move:
    address = _read_address(old)
    if not address or address.partition("/")[0] == "-":
        raise ConfigError(f"{old!r} is not the address of a concept", hint="write the IRI without the base")
    if new.startswith(base):
        # The last part of a hash IRI is the last part of the address as well.
        return Move(address, _read_address(new.removeprefix(base).replace("#", "/")))
    if not _IRI.match(new):
        return Move(address, _read_address(new))
    if _CONTROL.search(new):
        raise ConfigError(f"{new!r} is not an IRI to redirect to", hint="remove its control characters")
    return Move(address, None, quote(_STRAY_PERCENT.sub("%25", new), safe=f"{_SAFE}%?#[]"))


def _read_address(text: str) -> str:
    try:
        address = unquote(text, errors="strict").strip("/")
    except UnicodeDecodeError:
        raise ConfigError(f"{text!r} is not an address to redirect", hint="percent-encode it as UTF-8") from None
    parts = address.split("/")
    if _CONTROL.search(address) or (address and any(part.strip(".") == "" for part in parts)):
        hint = "leave out control characters, backslashes, empty parts and parts that are only dots"
        raise ConfigError(f"{text!r} is not an address to redirect", hint=hint)
    return address


def _check_end(move: Move, moves: dict[str, Move]) -> None:
    passed = {move.old}
    following: Move | None = move
    while following is not None and following.new is not None:
        if following.new in passed:
            raise ConfigError(
                f"the redirect of {move.old!r} leads back to itself", hint="remove one of the redirects in the cycle"
            )
        passed.add(following.new)
        following = moves.get(following.new)
