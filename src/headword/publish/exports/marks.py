"""The mark of a file that an export wrote, by which the next export knows that it may replace the file."""

import json
from collections.abc import Mapping

MARK = "Written by headword export. Do not edit: the next export replaces it."
"""The first line, in a comment, or the value of a key of JSON."""
MARKED = "generator"
"""The key of the mark, if the format has no such key of its own."""


def is_replaceable(before: bytes, after: bytes) -> bool:
    """Return whether an export wrote the content ``before``, in the format of ``after``.

    JSON is replaceable only if the whole file is an object with the same keys: a text after the front matter of a page
    is not.
    """
    mark = _read_mark(after)
    return bool(mark) and mark == _read_mark(before)


def _read_mark(data: bytes) -> tuple[str, ...]:
    """Return the first line, or the keys of JSON, if they have the mark."""
    text = data.decode("utf-8", "replace")
    if text.startswith("{"):
        return _read_keys(text)
    first = text.partition("\n")[0].rstrip("\r")
    return (first,) if MARK in first else ()


def _read_keys(text: str) -> tuple[str, ...]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    return tuple(said) if isinstance(said, Mapping) and MARK in map(str, said.values()) else ()
