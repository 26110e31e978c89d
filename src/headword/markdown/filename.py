"""The name of a page that is a concept, as a heading above all other headings of the page."""

from collections.abc import Sequence
from dataclasses import replace

from headword.core.findings import Located, Location
from headword.core.slugs import is_valid_id, slugify
from headword.markdown.headings import Attributes, HeadingText
from headword.markdown.page import Page
from headword.markdown.page_form import PageForm
from headword.markdown.section import Section


def name_page(form: PageForm, page: Page) -> Section:
    """Return a heading with the title of the page, if ``form`` asks for one, or the name of the file.

    The name of the file is not written on any line, so its location is the beginning of the page.
    """
    title = page.value("title") if form.has_title else None
    label = title if title is not None and title.text.strip() else None
    is_title = label is not None
    label = label or Located(form.name, Location(page.path, 1, 1, 1))
    text = HeadingText(label, label, number=None, bare=False, keywords=(), attributes=Attributes(), observations=())
    return Section(0, text, [], [], [], is_file_name=not is_title, is_title=is_title)


def settle_name(sections: list[Section], form: PageForm, page: Page) -> int:
    """Return the index of the section that is the page: the first, or a heading that already has this role.

    The list is changed: the two sections become one, and the others move below it.
    """
    main = _find_namesake(sections, sections[0].text.label.text)
    own = _find_own(sections) if form.has_title and not main else 0
    if own:
        sections[own] = _rename(sections[own], sections[0])
    is_written = bool(main or own)
    if is_written:
        first, main = sections.pop(0), (main or own) - 1
        sections[main] = _join(sections[main], first)
    if not is_written:
        sections[main] = replace(sections[main], level=min((one.level for one in sections[1:]), default=1) - 1)
    elif form.has_title:
        sections[main:] = _put_below(sections[main:])
    text = _take_number(sections[main].text) if form.has_title else sections[main].text
    sections[main] = replace(sections[main], text=_give_id(text, page))
    return main


def _put_below(sections: Sequence[Section]) -> list[Section]:
    """Return ``sections`` with all but the first below it; a section that moves takes its descendants along."""
    first, *others = sections
    placed, shift = [first], 0
    for section in others:
        if section.level <= first.level:
            shift = first.level + 1 - section.level
        placed.append(replace(section, level=section.level + shift))
    return placed


def _take_number(text: HeadingText) -> HeadingText:
    """Return ``text`` with the number before its label as notation; a page has no position that it could number."""
    number = text.number
    if number is None or text.label.text[len(number.text) : len(number.text) + 1] not in (".", ")"):
        return replace(text, number=None)
    attributes = text.attributes if text.attributes.notation else replace(text.attributes, notation=number)
    return replace(text, label=text.unnumbered, number=None, attributes=attributes)


def _find_namesake(sections: Sequence[Section], name: str) -> int:
    """Return the index of a top section after the first with the label ``name``, or 0 if there is none."""
    lowest = 7
    for index, section in enumerate(sections[1:], 1):
        if section.level <= lowest and slugify(section.text.label.text) == slugify(name):
            return index
        lowest = min(lowest, section.level)
    return 0


def _find_own(sections: Sequence[Section]) -> int:
    """Return 1 if the first heading is the page's own, because it is above all others, otherwise 0."""
    levels = [section.level for section in sections[1:]]
    is_own = levels and (levels[0] == 1 or len(levels) > 1) and all(level > levels[0] for level in levels[1:])
    return 1 if is_own else 0


def _rename(section: Section, name: Section) -> Section:
    """Return ``section`` with the title of the page as its label, and its own label as a keyword."""
    if name.is_file_name:
        return section
    text = section.text
    label = name.text.label
    renamed = replace(text, label=label, unnumbered=label, number=None, keywords=(text.label, *text.keywords))
    return replace(section, text=renamed, is_title=True)


def _join(one: Section, other: Section) -> Section:
    """Return ``one`` with the content of ``other`` after its own."""
    return replace(
        one,
        paragraphs=[*one.paragraphs, *other.paragraphs],
        quotes=[*one.quotes, *other.quotes],
        lists=[*one.lists, *other.lists],
    )


def _give_id(text: HeadingText, page: Page) -> HeadingText:
    """Return ``text`` with the id in the front matter, if that id is valid and ``text`` has none."""
    written = page.value("id")
    if text.attributes.id is not None or written is None or not is_valid_id(written.text):
        return text
    return replace(text, attributes=replace(text.attributes, id=written))
