r"""Old addresses as regular expressions, in which each character of the address matches only itself.

A character other than a plain letter or digit is written as ``\xHH``. So there are no quotes, spaces, ``$`` or ``%``
that a server's own syntax could read.
"""

import re
from collections.abc import Iterable

_PLAIN = re.compile(r"[A-Za-z0-9/_-]")


def match_bytes(text: str) -> str:
    """Return the text for PCRE with bytes, as in Apache and nginx."""
    return "".join(char if _PLAIN.match(char) else "".join(f"\\x{byte:02x}" for byte in char.encode()) for char in text)


def match_letters(text: str) -> str:
    """Return the text for RE2, which has letters."""
    return "".join(char if _PLAIN.match(char) or not char.isascii() else f"\\x{ord(char):02x}" for char in text)


def match_rest(endings: Iterable[str]) -> str:
    """Return a group for the end of an address: nothing, an ending of data, a slash, or a page."""
    return rf"(\.(?:{'|'.join(map(re.escape, endings))})|/(?:index[^/]*\.html)?)?"
