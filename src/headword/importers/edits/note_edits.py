"""Changes of notes: only the words that differ, or the whole text."""

import re
from collections.abc import Iterator, Sequence

from headword.compiler.meaning.passages import read_passages
from headword.core.findings import Location
from headword.importers.edits.editions import ConceptSection
from headword.importers.edits.line_edits import (
    LineChange,
    delete_lines,
    find_edit,
    find_in_source,
    replace_span,
    write_links,
)
from headword.importers.edits.problems import EditError
from headword.importers.spelling import is_paragraph, spell_note
from headword.markdown.section import Heading
from headword.markdown.text import SourceText

_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_RESTORE = "edit the page, and restore the cell"


def replace_note(section: ConceptSection, place: Location, old: str, wanted: str) -> LineChange:
    """Return the edit of the note at a place.

    Raises:
        EditError: headword cannot write the note, or it is written in several parts.
    """
    text = _require_text(section, place)
    start, end = _span_of(text)
    written = _cut_source(section.lines, start, end)
    before, middle, instead, after = write_links(find_edit(old, wanted), written)
    key = "Definition: " if _loses_paragraph(section, text, old, wanted) else ""
    span = find_in_source(written, before, middle, after) if "\n" not in middle + instead and not key else None
    if span is not None:
        return replace_span(_advance(written, start, span[0]), _advance(written, start, span[1]), instead)
    if "<!--" in written:
        raise EditError("the note has a comment inside, which would be lost", "edit the page", place)
    spelled = spell_note(wanted)
    if spelled is None:
        raise EditError("headword cannot write this text as one note", "use one paragraph without Markdown blocks")
    prefix = re.match(r"[\s>]*", section.lines[start[0]][: start[1]])
    is_item = bool(_ITEM.match(section.lines[start[0]][: start[1]]))
    indent = "  " if is_item else prefix.group() if prefix else ""
    return replace_span(start, end, key + spelled.replace("\n", f"\n{indent}"))


def _loses_paragraph(section: ConceptSection, text: SourceText, old: str, wanted: str) -> bool:
    """Return whether a paragraph would be a heading, an item or another field, unless a key precedes its text."""
    paragraphs = read_passages(section.heading).paragraphs
    is_lost = text in paragraphs and is_paragraph(old) and not is_paragraph(wanted)
    if is_lost and text != paragraphs[0]:
        begin = wanted.split(maxsplit=1)[0][:20]
        message = f"a paragraph that begins with {begin!r} would not be a note"
        raise EditError(message, "begin with a word", text.whole())
    return is_lost


def _require_text(section: ConceptSection, place: Location) -> SourceText:
    """Return the text of a heading, or of a section below it, that is at a place."""
    texts = (text for one in (section.heading, *section.heading.sections) for text in _list_texts(one))
    found = next((text for text in texts if text.whole() == place), None)
    if found is None:
        raise EditError("the note is written in several parts, which a cell cannot change", _RESTORE, place)
    return found


def delete_note(section: ConceptSection, place: Location) -> LineChange:
    """Return the edit that deletes the note at a place, with an empty line around it.

    Raises:
        EditError: it is written in several parts.
    """
    start, end = _span_of(_require_text(section, place))
    return delete_lines(start[0], _with_blank(section.lines, start[0], end[0]))


def _list_texts(heading: Heading) -> Iterator[SourceText]:
    passages = read_passages(heading)
    yield from (*passages.paragraphs, *passages.quotes, *passages.notes)
    for one in passages.fields:
        yield from one.item.texts()


def _span_of(text: SourceText) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the first place of a text and the place after it, as lines and columns from 0."""
    start = (text.line - 1, text.column - 1)
    if not text.runs:
        return start, (text.line - 1, text.column - 1 + len(text.text))
    last = text.runs[-1]
    return start, (last.line - 1, last.end - 1)


def _cut_source(lines: Sequence[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    if start[0] == end[0]:
        return lines[start[0]][start[1] : end[1]]
    return "\n".join([lines[start[0]][start[1] :], *lines[start[0] + 1 : end[0]], lines[end[0]][: end[1]]])


def _advance(written: str, start: tuple[int, int], offset: int) -> tuple[int, int]:
    """Return the place of an offset in a text that begins at ``start``."""
    lines = written.count("\n", 0, offset)
    column = offset - (written.rfind("\n", 0, offset) + 1)
    return (start[0] + lines, column + (start[1] if not lines else 0))


def _with_blank(lines: Sequence[str], first: int, last: int) -> int:
    """Return the last line to delete; the empty line after it counts if there is one before it too."""
    before = first == 0 or not lines[first - 1].strip()
    after = last + 1 < len(lines) and not lines[last + 1].strip()
    return last + 1 if before and after else last
