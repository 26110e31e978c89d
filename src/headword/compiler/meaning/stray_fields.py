"""Findings on fields at places where they are not read, and on text that looks like a field."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from headword.compiler.meaning.dialect import nearest_key
from headword.compiler.meaning.field_keys import (
    LINKING,
    Field,
    find_bare,
    find_field,
    is_bold,
    is_certain,
    is_language,
    is_misspelt,
    is_unknown,
)
from headword.core.findings import Located, Observation
from headword.markdown.fields import BULLET, ListItem, has_double_colon, locate_lines, read_item, read_unmarked
from headword.markdown.inline import find_links
from headword.markdown.text import HIDDEN, SourceText, stand_at

_INSIDE = re.compile(
    r"(?P<end>[.;,!?\u2026\u3002])\s+(?=[^:\uff1a]{1,60}[:\uff1a])|\s[|\u00b7\u2022]\s+|\s(?=\*\*|__)"
    r"|(?P<bracket>[\[(])(?=[^\[\]():]{1,60}::\s)"
)
"""The positions at which a field can begin inside a line: after a sentence or a separator, or in bold or brackets."""
_TASK = re.compile(r"\[[ xX]\][ \t]+")
SENTENCE_ENDS = (".", "!", "?", "\u2026", "\u3002")
_ORDINARY = frozenset({"synonym", "synonyms", "broader", "narrower"})
"""Keys that a glossary can have as terms: ``Synonym - a word of the same meaning``."""


def find_stray(text: SourceText, problem: str) -> Iterator[Observation]:
    """Yield a finding for each line of prose that would be a field in a separate list."""
    for start, end in locate_lines(text):
        line = text.part(start, end)
        item = read_item(line.part(_find_bullet(line), len(line.text)))
        if is_certain(item):
            yield report(item, problem)
    yield from find_in_prose(text)


def find_in_prose(text: SourceText) -> Iterator[Observation]:
    """Yield a finding for each field inside a sentence of prose, and for each key without a colon."""
    for item in _find_inside(text):
        yield report(item, "is inside a sentence and is read as prose; put it in a list")
    lines = [text.part(start, end) for start, end in locate_lines(text)]
    bare = find_bare(lines[0]) if len(lines) > 1 else None
    unmarked = (read_unmarked(line.part(_find_bullet(line), len(line.text))) for line in lines)
    for item in (*((bare,) if bare is not None else ()), *unmarked):
        if item.key is not None and _is_unmarked(item):
            yield report(item, f"has no colon after its key and is read as prose; write `{item.key.text}:`")
    doubled = [item for item in map(read_item, lines) if has_double_colon(item)] if "::" in text.text else []
    for item in doubled:
        yield report_unknown(item, "; the line is read as prose")
    item = read_item(text)
    if is_misspelt(item) and not doubled:
        yield report_unknown(item)


def find_in_value(field: Field) -> Iterator[Observation]:
    """Yield a finding for each part of a value that is itself written like a field."""
    item, name = field.item, field.key.name
    for part in item.parts[1:] if item.opens else item.parts:
        nested = read_item(part)
        if nested.key is not None and is_language(nested.key.text):
            yield report(nested, f"is read as part of a value; write `{name} ({nested.key.text}): …`")
        elif find_field(nested):
            yield report(nested, f"is read as a value of {name!r}; move it out of the nested list")
    for part in item.parts:
        for nested in _find_inside(part):
            yield report(nested, f"is read as part of {name!r}; put it in a list item of its own")
        for start, end in locate_lines(part)[1:]:
            # A line break that the author marks is part of the text, so it does not begin a field.
            line = read_item(part.part(start, end))
            if part.text[start - 1] == " " and is_unknown(line) and line.key and line.key.text[0].isupper():
                yield report_unknown(line, f"; the line is read as part of {name!r}")


def find_in_keywords(keywords: Sequence[Located]) -> Iterator[Observation]:
    """Yield a finding for each keyword of a heading that is written like a field."""
    for keyword in (one for one in keywords if ":" in one.text or "\uff1a" in one.text):
        item = read_item(stand_at(keyword.text, keyword.location))
        if is_certain(item):
            yield report(item, "is read as a keyword; put it in a list under the heading")


def find_in_label(label: Located, values: Sequence[SourceText]) -> Iterator[Observation]:
    """Yield a finding for a heading that is named like a field and has ``values`` under it."""
    bare = find_bare(stand_at(label.text, label.location)) if values else None
    if bare is not None and is_certain(bare.with_parts(tuple(values))):
        yield report(bare, f"is read as a concept; write `- {label.text}: …` under the heading above")


def report_inside(pieces: Sequence[Field | ListItem | SourceText]) -> Iterator[Observation]:
    """Yield a finding for each field in the middle of prose, with the list item that it should be."""
    for piece, after in zip_longest(pieces, pieces[1:]):
        if isinstance(piece, Field):
            # Without a blank line, the prose after the item would become part of it.
            end = "\n" if isinstance(after, SourceText) else ""
            is_fixable = not (end and piece.item.text.line_starts)
            instead = _spell_item(piece.item) + end if is_fixable else ""
            yield report(piece.item, "is inside a paragraph; put it in a list", instead)


def report_late(item: ListItem) -> Observation:
    """Return a finding on a field that begins a later line of a list item."""
    return report(item, "is inside the list item above; begin the line with `- `", _spell_item(item))


def report(item: ListItem, problem: str, instead: str = "") -> Observation:
    """Return a finding on a field; ``said`` is the predicate of its message."""
    assert item.key is not None
    message = f"the field {item.key.text!r} {problem}"
    return Observation("misplaced-field", item.text.whole(), message, instead=instead)


def report_unknown(item: ListItem, problem: str = "") -> Observation:
    """Return a finding on an item whose key is unknown, with the most similar known key."""
    assert item.key is not None
    suggestion = nearest_key(item.key.text)
    hint = f"; did you mean {suggestion!r}?" if suggestion else ""
    message = f"unknown field {item.key.text!r}{hint or problem}"
    return Observation("unknown-field", item.key.location, message, instead=suggestion)


def _find_inside(text: SourceText) -> Iterator[ListItem]:
    """Yield the fields that begin inside a line of ``text``."""
    lines = {start for start, _ in locate_lines(text)}
    for span in text.prose if ":" in text.text or "\uff1a" in text.text else ():
        for match in _INSIDE.finditer(text.text, *span):
            item = read_item(text.part(match.end(), span[1]))
            # A lower-case letter continues a sentence, and after an open backtick the text is code.
            begins = item.key is not None and (match["end"] == ";" or not item.key.text[:1].islower())
            is_code = text.text.count("`", span[0], match.end()) % 2
            is_field = find_field(item) is not None if match["bracket"] else begins and _is_plain(item)
            if is_field and match.end() not in lines and not is_code:
                yield item


def _find_bullet(line: SourceText) -> int:
    """Return the offset of the text of a line after its bullet and its task box, if it has them."""
    bullet = BULLET.match(line.text)
    start = bullet.end() if bullet else 0
    task = _TASK.match(line.text, start)
    return task.end() if task else start


def _is_unmarked(item: ListItem) -> bool:
    """Return whether ``item``, which has no colon, must be meant as a field."""
    text = item.text.text
    if item.key is None or not _is_plain(item):
        return False
    is_term = item.key.text.lower() in _ORDINARY and not is_bold(item.text)
    return item.language is not None or not (is_term or text.endswith(SENTENCE_ENDS))


def _is_plain(item: ListItem) -> bool:
    """Return whether ``item`` is certain to be a field, and its value fits the key."""
    key = find_field(item)
    if key is None or not is_certain(item):
        return False
    links = find_links(item.value) if item.value is not None and key.value in LINKING else None
    return links is None or next((link.span[0] == 0 for link in links), False)


def _spell_item(item: ListItem) -> str:
    """Return the first line of ``item`` as a list item; empty if its indentation would make it a nested one."""
    text = item.text
    # The space or line break that joins two lines belongs to neither of them.
    first = text.text[slice(*locate_lines(text)[0])].rstrip()
    return f"- {first}" if text.column == 1 and HIDDEN not in first else ""
