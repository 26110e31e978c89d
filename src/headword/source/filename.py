"""The name of a file as the heading that stands above all others in it.

Knows pages and the labels of headings; must not know which sites name concepts so.
"""

from collections.abc import Iterable
from dataclasses import replace

from headword.findings import Located, Location
from headword.identity import is_valid_id, slugify
from headword.source.headings import Attributes, HeadingText
from headword.source.page import Page


def name_heading(name: str, page: Page) -> HeadingText:
    """A heading that says just ``name``: it is written nowhere, so that it stands before the first line."""
    label = Located(name, Location(page.path, 1, 1, 1))
    return HeadingText(label, label, number=None, bare=False, keywords=(), attributes=Attributes(), observations=())


def find_namesake(name: str, headings: Iterable[tuple[int, str]]) -> int | None:
    """Which of the ``headings``, levels and labels, has no other above it and says ``name`` already."""
    lowest = 7
    for index, (level, label) in enumerate(headings):
        if level <= lowest and slugify(label) == slugify(name):
            return index
        lowest = min(lowest, level)
    return None


def give_id(text: HeadingText, page: Page) -> HeadingText:
    """``text`` with the id that the front matter gives to the page, if that can be one and ``text`` has none."""
    written = page.value("id")
    if text.attributes.id is not None or written is None or not is_valid_id(written.text):
        return text
    return replace(text, attributes=replace(text.attributes, id=written))
