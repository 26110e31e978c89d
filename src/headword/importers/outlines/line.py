"""A line of an outline: how deep it stands, and what it says.

Knows nothing of files or Markdown.
"""

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
