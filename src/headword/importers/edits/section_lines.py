"""The lines of the section of a concept: where its heading, its text and its fields end, and what is part of it."""

import re
from collections.abc import Sequence

from headword.compiler.meaning.field_keys import Field
from headword.core.findings import Location
from headword.importers.edits.editions import ConceptSection
from headword.importers.edits.line_edits import LineChange, insert_after
from headword.markdown.outline import Outline
from headword.markdown.section import Heading
from headword.project.project import PAGE_SUFFIXES

_MATCHED = re.compile(r" {0,3}#{1,6}[ \t]")
_LAST_NUMBER = re.compile(r"\d+(?=\D*$)")


def is_matched(section: ConceptSection) -> bool:
    """Return whether the heading is a line that begins with number signs."""
    heading = section.heading
    return not heading.is_page_name and bool(_MATCHED.match(section.lines[heading.label.location.line - 1]))


def is_own(place: Location, sections: Sequence[ConceptSection]) -> bool:
    """Return whether a place is in the section of the concept in any language."""
    for one in sections:
        if one.outline.page.path != place.path:
            continue
        start = one.heading.label.location.line
        starts = (other.label.location.line for other in one.outline.headings)
        end = min((line for line in starts if line > start), default=len(one.lines) + 1)
        return start <= place.line < end or one.heading.is_page_name or place.line <= one.outline.page.body_start
    return not place.path.lower().endswith(PAGE_SUFFIXES)


def last_heading_line(section: ConceptSection, *, underline: bool = False) -> int:
    """Return the line of a heading that its attributes are on, or that of its underline."""
    if section.heading.is_page_name:
        return section.outline.page.body_start - 1
    first = section.heading.label.location.line - 1
    if _MATCHED.match(section.lines[first]):
        return first
    following = range(first + 1, min(first + 20, len(section.lines)))
    end = next(
        (number for number in following if re.fullmatch(r" {0,3}(?:=+|-+)\s*", section.lines[number])), first + 1
    )
    return end if underline else end - 1


def is_in_body(one: Field, section: ConceptSection) -> bool:
    """Return whether a field is not in the front matter."""
    return one.item.text.line > section.outline.page.body_start


def is_plain_line(one: Field, section: ConceptSection) -> bool:
    """Return whether a field ends with its line, and is not in a table."""
    last = section.lines[one.item.text.last_line - 1]
    first = section.lines[one.item.text.line - 1]
    return not first.lstrip().startswith("|") and not last.rstrip().endswith("\\") and "<!--" not in last


def last_text_line(section: ConceptSection) -> int:
    """Return the last line of the text below a heading, otherwise that of the heading."""
    heading = section.heading
    texts = [*heading.paragraphs, *heading.quotes, *(item.text for items in heading.lists for item in items)]
    last = max((text.last_line - 1 for text in texts), default=-1)
    return max(last, last_heading_line(section, underline=True))


def insert_below(section: ConceptSection, lines: Sequence[str], at: int) -> LineChange:
    """Return the edit that adds lines after a line, apart from the text around them as the page does it."""
    after = section.lines[at + 1] if at + 1 < len(section.lines) else ""
    is_heading = at == last_heading_line(section, underline=True) and not section.heading.is_page_name
    before = [] if is_heading and not is_airy(section.outline, section.lines) else [""]
    return insert_after(at, [*before, *lines, *([""] if after.strip() else [])])


def next_number(siblings: Sequence[Heading], lines: Sequence[str]) -> str:
    """Return the number of a heading after its siblings, as they write theirs; empty unless all have one."""
    last = siblings[-1] if siblings and all(one.number for one in siblings) else None
    if last is None or last.number is None:
        return ""
    line = lines[last.label.location.line - 1]
    written = line[last.number.location.column - 1 : last.label.location.column - 1]
    return _LAST_NUMBER.sub(lambda found: str(int(found.group()) + 1), written)


def is_airy(outline: Outline, lines: Sequence[str]) -> bool:
    """Return whether empty lines follow headings: where one does, or no heading has a text on the next line."""
    texts = [one for one in outline.headings if one.paragraphs and not one.is_page_name]
    after = [lines[one.label.location.line] for one in texts if one.label.location.line < len(lines)]
    return not after or not all(map(str.strip, after))
