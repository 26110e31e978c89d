"""Text that reads ``Key: value``: items of lists, and lines of paragraphs."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from markdown_it.token import Token

from headword.core.findings import Located
from headword.markdown.blocks import find_children, read_contents, read_parts
from headword.markdown.inline import split_text
from headword.markdown.profiles import SiteProfile
from headword.markdown.text import SourceText, join_lines

BULLET = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_GAP = r"[ \t\u00a0\u202f]*"
"""White space around a key; French sets a no-break space before the colon."""
_OPEN = r"(?:(?P<mark>\*{1,3}|_{1,3}|`)|<(?P<tag>b|strong)>)?"
_CLOSE = r"(?(mark)(?P=mark)|(?(tag)</(?P=tag)>))"
_LATE = r"(?(mark)(?:[ \t]*(?P<late>(?P=mark)))?|(?(tag)(?P<ended></(?P=tag)>)?))"
_KEY = r"(?P<key>[^\W\d_](?:\w|[ ./-]){0,40}?)"
_LONGEST_KEY = 80
_CLOSINGS = ("early", "middle", "late", "ended")
_LANGUAGE = r"(?:[(\uff08](?P<language>[^()\uff08\uff09]*)[)\uff09])?"


def _make_pattern(colon: str, end: str) -> re.Pattern[str]:
    """Return a pattern for a key whose emphasis may close before or after its language, or after ``colon``."""
    closed = rf"(?P<{{}}>{_CLOSE})?"
    parts = (_OPEN, _KEY, closed.format("early"), _LANGUAGE, closed.format("middle"), colon)
    return re.compile(_GAP.join(parts) + _LATE + end)


_FIELD = _make_pattern("(?::{1,2}(?!:)|\uff1a)", "(?P<gap>[ \\t\u00a0\u202f]+|$)?")
_INLINE_FIELD = _make_pattern("::", "(?P<gap>[ \\t]+|$)")
_UNMARKED_FIELD = _make_pattern("(?:(?P<sign>[-=\u2013\u2014](?=[ \\t]))|(?<=[*_`>)]))", "(?P<gap>[ \\t]+|$)")


@dataclass(frozen=True, slots=True)
class ListItem:
    """A list item or line; without the form ``Key: value`` it has no ``key``.

    ``value`` is all text after the key. ``parts`` are its blocks: the text after the key on its line, further
    paragraphs, and the items of nested lists. Without a key, they are the blocks of the item. ``opens`` is false if no
    text follows the key on its line, so that each part is a value. ``is_tight`` is true if no white space follows the
    colon, as in ``https://``. An ``inline`` item reads ``key:: value`` (Dataview); unknown keys of such items are
    ignored, because other programs use them.
    """

    text: SourceText
    key: Located | None = None
    language: Located | None = None
    value: SourceText | None = None
    inline: bool = False
    parts: tuple[SourceText, ...] = ()
    opens: bool = True
    is_tight: bool = False

    def values(self) -> Iterator[SourceText]:
        """Yield the parts split at each ``;`` that is not escaped, without empty ones."""
        for part in self.parts:
            for span in split_text(part, ";"):
                piece = part.part(*span)
                if piece.text:
                    yield piece

    def texts(self) -> tuple[SourceText, ...]:
        """Return the value as prose: one text if it begins on the line of the key, otherwise each part."""
        if self.opens:
            return (self.value,) if self.value is not None and self.value.text else ()
        return self.parts

    def with_parts(self, parts: tuple[SourceText, ...]) -> "ListItem":
        """Return the item with ``parts``, each of which is a value."""
        return replace(self, parts=parts, opens=False)


def read_items(
    tokens: Sequence[Token], index: int, lines: Sequence[str], path: str, site: SiteProfile
) -> Iterator[ListItem]:
    """Yield the items of the list that opens at ``tokens[index]``."""
    for opened in find_children(tokens, index):
        text, *properties = _part_properties(read_contents(tokens, opened, lines, path), site)
        first, *others = [*read_parts(tokens, opened, lines, path)] or [text]
        yield _with_parts(read_item(text, site), (next(_part_properties(first, site)), *others))
        yield from (read_item(line, site) for line in properties)


def _part_properties(text: SourceText, site: SiteProfile) -> Iterator[SourceText]:
    """Yield the text of an item without its inline fields, then each line that is an inline field."""
    spans = locate_lines(text)[1:] if site.inline_fields and "::" in text.text else ()
    found = [span for span in spans if read_item(text.part(*span), site).inline]
    if not found:
        yield text
        return
    yield text.substitute((start - 1, end - (end < len(text.text)), "") for start, end in found)
    yield from (text.part(*span) for span in found)


def take_inline(
    numbered: Sequence[tuple[int, str]], path: str, site: SiteProfile
) -> tuple[tuple[ListItem, ...], list[tuple[int, str]]]:
    """Return the lines that are inline fields, as items, and the other lines; without inline fields, all lines."""
    if not site.inline_fields or not any("::" in line for _, line in numbered):
        return (), list(numbered)
    items = [read_item(join_lines([one], path), site) for one in numbered]
    taken = tuple(item for item in items if item.inline)
    return taken, [one for one, item in zip(numbered, items, strict=True) if not item.inline]


def _with_parts(item: ListItem, parts: tuple[SourceText, ...]) -> ListItem:
    """Return ``item`` with its blocks ``parts``, the first of which begins with the key."""
    if item.key is None or item.value is None or len(parts) < 2:
        return replace(item, parts=parts) if item.key is None else item
    first = parts[0].part(len(item.text.text) - len(item.value.text), len(parts[0].text))
    return replace(item, parts=(first, *parts[1:]) if first.text else parts[1:], opens=bool(first.text))


def read_item(text: SourceText, site: SiteProfile | None = None) -> ListItem:
    """Read ``text``, a list item or a line, as an item; ``key:: value`` is inline if ``site`` has inline fields."""
    inline = _INLINE_FIELD.match(text.text) if site is not None and site.inline_fields else None
    match = inline or _FIELD.match(text.text)
    return ListItem(text) if match is None or not _is_closed(match) else _make_item(text, match, inline is not None)


def has_double_colon(item: ListItem) -> bool:
    """Return whether ``item`` reads ``key:: value``, as Dataview and Logseq write properties and prose never does."""
    if item.value is None or item.is_tight:
        return False
    return "::" in item.text.text[: len(item.text.text) - len(item.value.text)]


def read_unmarked(text: SourceText) -> ListItem:
    """Read a key without a colon, in bold or before a dash: ``**Alt** mug``, ``Alt - mug``."""
    match = _UNMARKED_FIELD.match(text.text)
    if match is None or not (match["sign"] or match["early"] or match["middle"]) or not _is_closed(match):
        return ListItem(text)
    return _make_item(text, match, is_inline=False)


def read_key(text: SourceText) -> ListItem:
    """Read ``text`` as a key without a value, with or without a colon after it."""
    # Most paragraphs are prose: too long for a key with its language and emphasis, or a sentence. They skip the
    # patterns.
    if len(text.text) > _LONGEST_KEY or text.text.endswith("."):
        return ListItem(text)
    for spelled in (text, replace(text, text=f"{text.text}:")):
        item = read_item(spelled)
        if item.key is not None and item.value is not None and not item.value.text:
            return replace(item, text=text)
    return ListItem(text)


def _make_item(text: SourceText, match: re.Match[str], is_inline: bool) -> ListItem:
    language = None
    if match["language"] is not None:
        place = text.place(match.start("language"), match.end("language"))
        language = Located(match["language"].strip(), place)
    key = Located(match["key"].strip(), text.place(match.start("key"), match.end("key")))
    value = text.part(match.end(), _find_end(text.text, match))
    is_tight = match["gap"] is None and "\uff1a" not in match.group()
    parts = (value,) if value.text else ()
    return ListItem(text, key, language, value, is_inline, parts, is_tight=is_tight)


def _is_closed(match: re.Match[str]) -> bool:
    """Return whether the emphasis of a key is closed once, or only at the end of the text."""
    opened = match["mark"] is not None or match["tag"] is not None
    closed = sum(bool(match[name]) for name in _CLOSINGS)
    return closed == opened or (not closed and match["mark"] is not None and _is_left_open(match))


def _is_left_open(match: re.Match[str]) -> bool:
    """Return whether the mark before a key is closed at the end of the text, as in ``**Key: value**``, or nowhere."""
    rest = match.string[match.end() :].rstrip()
    return "`" not in match["mark"] and (rest.endswith(match["mark"]) or match["mark"] not in rest)


def _find_end(text: str, match: re.Match[str]) -> int:
    """Return the end of the value, before a closing mark at the end of the text."""
    mark, bare = match["mark"], text.rstrip()
    is_closed = not mark or any(match[name] for name in _CLOSINGS)
    return len(text) if is_closed or not bare.endswith(mark) else len(bare) - len(mark)


def locate_lines(text: SourceText) -> tuple[tuple[int, int], ...]:
    """Return the spans of the lines of ``text``; text inserted from another place belongs to the line with its mark."""
    starts, reached = [0], text.line
    lines = text.line_starts
    if not lines:
        return ((0, len(text.text)),)
    # Inserted text, such as a footnote, may come from lines above or below its mark. A new line starts only at a line
    # number that no later run falls below.
    lowest = list(accumulate((line for _, line, _ in reversed(lines)), min))[::-1]
    for (offset, line, _), least in zip(lines, lowest, strict=True):
        if reached < line == least:
            starts.append(offset)
            reached = line
    return tuple(zip(starts, (*starts[1:], len(text.text)), strict=True))


def split_before(text: SourceText, begins: Callable[[SourceText], bool]) -> tuple[SourceText, ...]:
    """Return ``text`` split before each of its lines for which ``begins`` is true."""
    starts = [0, *(start for start, end in locate_lines(text)[1:] if begins(text.part(start, end)))]
    return tuple(text.part(*span) for span in zip(starts, (*starts[1:], len(text.text)), strict=True))
