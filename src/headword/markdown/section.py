"""A heading with its content, before its position in the outline is known."""

from dataclasses import dataclass, field

from headword.markdown.fields import ListItem
from headword.markdown.headings import HeadingText
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
