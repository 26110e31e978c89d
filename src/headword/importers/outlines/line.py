"""A line of an outline: how deep it stands, and what it says.

Knows nothing of files or Markdown.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple


class OutlineField(NamedTuple):
    """A value of a field, by a key of the dialect, ``Alt`` or ``Scope note``; ``language`` is a tag, or empty."""

    key: str
    text: str
    language: str = ""


class Line(NamedTuple):
    """What stands ``depth`` levels below the top; ``name`` is its id or IRI if it has one, ``number`` its line."""

    depth: int
    label: str
    said: tuple[OutlineField, ...] = ()
    name: str = ""
    number: int = 0


class Importer(NamedTuple):
    """How files of one kind are read, as a plugin.

    Attributes:
        suffixes: the endings of such files, in lower case.
        read: gives the lines of a file, from its bytes and its path; of a table also from what its columns mean.
        list_unread: the names of columns of a table that mean nothing; None for what is no table.
    """

    suffixes: tuple[str, ...]
    read: Callable[[bytes, str, Mapping[str, str]], Iterator[Line]]
    list_unread: Callable[[bytes, str, Mapping[str, str]], tuple[str, ...]] | None = None
