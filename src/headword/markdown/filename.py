"""The name of a file as the heading that stands above all others in it."""

from dataclasses import replace

from headword.core.findings import Located, Location
from headword.core.slugs import is_valid_id, slugify
from headword.markdown.headings import Attributes, HeadingText
from headword.markdown.page import Page
from headword.markdown.section import Section


def name_page(name: str, page: Page) -> Section:
    """A heading that says just ``name``: it is written nowhere, so that it stands before the first line."""
    label = Located(name, Location(page.path, 1, 1, 1))
    text = HeadingText(label, label, number=None, bare=False, keywords=(), attributes=Attributes(), observations=())
    return Section(0, text, [], [], [], is_file_name=True)


def settle_name(sections: list[Section], name: str, page: Page) -> int:
    """Which section has the ``name``: the first, above all others, unless one of these says it already."""
    main = _find_namesake(sections, name)
    if main:
        first, main = sections.pop(0), main - 1
        sections[main] = _join(sections[main], first)
    else:
        top = min((one.level for one in sections[1:]), default=1)
        sections[0] = replace(sections[0], level=top - 1)
    sections[main] = replace(sections[main], text=_give_id(sections[main].text, page))
    return main


def _find_namesake(sections: list[Section], name: str) -> int:
    """The index of a section after the first that has no other above it and says ``name``; 0 if none does."""
    lowest = 7
    for index, section in enumerate(sections[1:], 1):
        if section.level <= lowest and slugify(section.text.label.text) == slugify(name):
            return index
        lowest = min(lowest, section.level)
    return 0


def _join(one: Section, other: Section) -> Section:
    """``one`` with what is said under ``other`` after what is said under it."""
    return replace(
        one,
        paragraphs=[*one.paragraphs, *other.paragraphs],
        quotes=[*one.quotes, *other.quotes],
        lists=[*one.lists, *other.lists],
    )


def _give_id(text: HeadingText, page: Page) -> HeadingText:
    """``text`` with the id that the front matter gives to the page, if that can be one and ``text`` has none."""
    written = page.value("id")
    if text.attributes.id is not None or written is None or not is_valid_id(written.text):
        return text
    return replace(text, attributes=replace(text.attributes, id=written))
