"""The characters that XML 1.0 allows in texts (section 2.2) and in names (section 2.3)."""

import re

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_AT_END = re.compile(f"[{_START}][-.0-9\u00b7\u0300-\u036f\u203f-\u2040{_START}]*$")


def find_forbidden(text: str) -> str:
    """Return the first character of ``text`` that XML does not allow, even escaped; empty if there is none."""
    found = _FORBIDDEN.search(text)
    return found[0] if found else ""


def is_allowed(text: str) -> bool:
    """Return whether XML allows all characters of ``text``."""
    return not find_forbidden(text)


def ends_in_name(iri: str) -> bool:
    """Return whether ``iri`` can be the name of an element: a namespace and a name without a colon."""
    return bool(_NAME_AT_END.search(iri))


def replace_forbidden(text: str) -> str:
    """Return ``text`` with a replacement character for each character that XML does not allow."""
    return _FORBIDDEN.sub("\ufffd", text)
