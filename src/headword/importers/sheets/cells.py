"""The values of a cell: several are separated by a bar, with a backslash before a bar that is part of a value."""

import re
from collections.abc import Iterable

SEPARATOR = "|"
_EDGE = re.compile(r"^\s+|\s+$")
_BACKSLASH = re.compile(r"\\(?=[\\|\s]|$)")
_PIECE = re.compile(r"\\[\\|\s]|\|", re.DOTALL)
_KEPT = "\\\0"
"""Takes the place of white space that belongs to a value, which no cell can contain."""


def join_values(values: Iterable[str]) -> str:
    """Return the text of a cell with these values; `split_values` returns the values again."""
    return f" {SEPARATOR} ".join(map(_escape, values))


def _escape(value: str) -> str:
    if "\\" not in value and SEPARATOR not in value and value == value.strip():
        return value
    escaped = _BACKSLASH.sub(r"\\\\", value).replace(SEPARATOR, f"\\{SEPARATOR}")
    return _EDGE.sub(lambda edge: "".join(f"\\{char}" for char in edge.group()), escaped)


def split_values(text: str) -> tuple[str, ...]:
    """Return the values in the text of a cell, without the white space around them; an empty cell has none.

    A backslash before anything but a bar, a backslash or white space is part of the value.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\\" not in text:
        return tuple(value for part in text.split(SEPARATOR) if (value := part.strip()))
    values, kept = [""], list[str]()
    at = 0
    for piece in _PIECE.finditer(text):
        values[-1] += text[at : piece.start()]
        at = piece.end()
        if piece.group() == SEPARATOR:
            values.append("")
        else:
            kept.append(piece.group()[1])
            values[-1] += _KEPT
    values[-1] += text[at:]
    escaped = iter(kept)
    filled = (re.sub(re.escape(_KEPT), lambda _: next(escaped), value.strip()) for value in values)
    return tuple(value for value in filled if value)
