"""A line of an outline: its level and its text."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple


class OutlineField(NamedTuple):
    """A value of a field, by a key of the dialect, ``Alt`` or ``Scope note``; ``language`` is a tag, or empty."""

    key: str
    text: str
    language: str = ""


class Line(NamedTuple):
    """A line ``depth`` levels below the top; ``name`` is its id or IRI if it has one, ``number`` its line in the file.

    ``language`` is the tag of the language of the label, if it differs from that of the whole.
    """

    depth: int
    label: str
    said: tuple[OutlineField, ...] = ()
    name: str = ""
    number: int = 0
    language: str = ""


class ImportedOutline(NamedTuple):
    """The lines of a file, the language in the file, if any, and the columns without a meaning."""

    lines: Sequence[Line]
    language: str | None = None
    unread: tuple[str, ...] = ()


class Importer(NamedTuple):
    """The reader for one kind of files, as a plugin.

    Attributes:
        suffixes: the endings of such files, in lower case.
        read: returns the outline of a file, from its bytes and its path.
        read_table: returns the lines of a table; it also gets the meanings of columns, the chosen language, if any, and
            the language of the site.
    """

    suffixes: tuple[str, ...]
    read: Callable[[bytes, str], Iterator[Line]] | None = None
    read_table: Callable[[bytes, str, Mapping[str, str], str | None, str], ImportedOutline] | None = None
