"""A heading with its content: a `Section` before its position in the outline is known, and a `Heading` after."""

from dataclasses import dataclass, field

from headword.core.findings import Located
from headword.markdown.fields import ListItem
from headword.markdown.headings import Attributes, HeadingText
from headword.markdown.text import SourceText


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its content, which the reader extends block by block."""

    level: int
    text: HeadingText
    paragraphs: list[SourceText]
    quotes: list[SourceText]
    lists: list[tuple[ListItem, ...]]
    is_file_name: bool = False
    is_title: bool = False
    inner: "list[Section]" = field(default_factory=list)
    """Sections below it that are not concepts, in order."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and its content up to the next heading.

    ``parent`` is the index of the parent heading in `Outline.headings`. ``place`` has the ordinals from the top: the
    third heading under the first is ``(1, 3)``. ``number`` is the number before the label, if it states this place.
    ``name`` is the name in slugs and in the lock: the label, including a bare number (``5 Eyes``) even if it states the
    place. ``unnumbered`` is the name without any ``1.`` or ``1.1``, so that it stays the same when headings move.
    ``lists`` are lists, each a tuple of its items.
    """

    level: int
    parent: int | None
    place: tuple[int, ...]
    label: Located
    keywords: tuple[Located, ...]
    number: Located | None
    name: str
    unnumbered: str
    attributes: Attributes
    paragraphs: tuple[SourceText, ...]
    quotes: tuple[SourceText, ...]
    lists: tuple[tuple[ListItem, ...], ...]
    is_file_name: bool = False
    """Whether the heading is the name of the file, which is above all headings and not written on any line."""
    is_title: bool = False
    """Whether the heading is the title in the front matter of a page that is a concept."""
    anchors: tuple[str, ...] = ()
    """The fragments of links, other than ids, that lead to the heading or to a place in its content."""
    sections: "tuple[Heading, ...]" = ()
    """Headings below it that are not concepts, in order: they and their content describe this heading."""

    @property
    def is_page_name(self) -> bool:
        """Return whether the heading is the name of a page, which is not written as a heading."""
        return self.is_file_name or self.is_title
