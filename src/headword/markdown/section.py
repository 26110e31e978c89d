"""A heading as it is found, with what stands under it, before its place among the others is known."""

from dataclasses import dataclass, field

from headword.markdown.fields import ListItem
from headword.markdown.headings import HeadingText
from headword.markdown.text import SourceText


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, to which what is read next is added."""

    level: int
    text: HeadingText
    paragraphs: list[SourceText]
    quotes: list[SourceText]
    lists: list[tuple[ListItem, ...]]
    is_file_name: bool = False
    is_title: bool = False
    inner: "list[Section]" = field(default_factory=list)
    """Sections below it that are no concepts, in their order."""
