"""Blocks of Markdown as the text of a note: a paragraph becomes one line, other blocks keep their line breaks."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from markdown_it.token import Token

from headword.markdown.text import HIDDEN, SPACE, Run, SourceText, concatenate, is_broken, join_lines

_QUOTE = re.compile(r" {0,3}>[ \t]?")
_BULLET = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?P<gap>[ \t]*)")
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\]]+\]:[ \t]*")
_CODE = frozenset({"fence", "code_block"})
_MEANINGLESS = frozenset({"html_block", "hr", "footnote_reference_open"})
_TAB = 4

_Strip: TypeAlias = Callable[[int, str], tuple[str, int]]
"""A function that removes the marks of the enclosing block from a line, given its number.

It returns the rest of the line and the 0-based column at which the rest begins.
"""


def read_contents(tokens: Sequence[Token], index: int, lines: Sequence[str], path: str) -> SourceText:
    """Return the content of the quote, list item, footnote or container that opens at ``tokens[index]``."""
    opening = tokens[index]
    assert opening.map is not None
    children = [child for child in find_children(tokens, index) if tokens[child].type not in _MEANINGLESS]
    strip = _find_prefix(opening, lines)
    pieces: list[SourceText] = []
    # A block that contains only code has no meaning, as under a heading.
    has_text = any(tokens[child].type not in _CODE for child in children)
    for before, child in pairwise([index, *children]) if has_text else ():
        text = _read_child(tokens, child, lines, path, strip)
        if pieces and text.text:
            is_next = _span(tokens[before], lines)[1] == _span(tokens[child], lines)[0]
            pieces.append(pieces.pop().end_with("\n" if is_next else "\n\n"))
        if text.text:
            pieces.append(text)
    return concatenate(pieces) if pieces else SourceText("", path, opening.map[0] + 1, 1)


def read_paragraph(tokens: Sequence[Token], index: int, path: str, lines: Sequence[str]) -> SourceText:
    """Return the paragraph that opens at ``tokens[index]``."""
    return _read_child(tokens, index, lines, path, lambda _, line: (line, 0))


def read_parts(tokens: Sequence[Token], index: int, lines: Sequence[str], path: str) -> Iterator[SourceText]:
    """Yield the blocks of the list item that opens at ``tokens[index]``, and those of the items of nested lists.

    A quote loses its marks, because its content is the value of a field.
    """
    for child in find_children(tokens, index):
        if tokens[child].type in ("bullet_list_open", "ordered_list_open"):
            for nested in find_children(tokens, child):
                yield from read_parts(tokens, nested, lines, path)
        elif tokens[child].type not in _MEANINGLESS:
            is_quote = tokens[child].type == "blockquote_open"
            text = (
                read_contents(tokens, child, lines, path)
                if is_quote
                else _read_child(tokens, child, lines, path, _find_prefix(tokens[index], lines))
            )
            if text.text:
                yield text


def read_block(tokens: Sequence[Token], index: int, lines: Sequence[str], path: str) -> SourceText:
    """Return the block that opens at ``tokens[index]``, such as a table, as it is written."""
    return _read_rows(tokens, index, lines, path, lambda _, line: (line, 0))


def find_children(tokens: Sequence[Token], index: int) -> Iterator[int]:
    """Yield the indexes of the tokens that open the direct children of the block at ``index``."""
    level = tokens[index].level
    for child in range(index + 1, len(tokens)):
        if tokens[child].level <= level:
            return
        if tokens[child].level == level + 1 and tokens[child].nesting >= 0 and tokens[child].map is not None:
            yield child


def _span(token: Token, lines: Sequence[str]) -> tuple[int, int]:
    """Return the first line and the end of a block, without empty lines at its end."""
    assert token.map is not None
    first, end = token.map
    while end > first + 1 and not lines[end - 1].strip(f"{SPACE}>"):
        end -= 1
    return first, end


def _find_prefix(opening: Token, lines: Sequence[str]) -> _Strip:
    """Return the function that removes the marks of a block from a line of its content."""
    assert opening.map is not None
    first = opening.map[0]
    if opening.type == "blockquote_open":
        return lambda _, line: (line[match.end() :], match.end()) if (match := _QUOTE.match(line)) else (line, 0)
    if opening.type in ("list_item_open", "footnote_reference_open"):
        pattern = _BULLET if opening.type == "list_item_open" else _FOOTNOTE
        mark = pattern.match(lines[first])
        marked = mark.end() if mark else 0
        width = _TAB if pattern is _FOOTNOTE else _find_width(lines[first], mark)

        def strip(number: int, line: str) -> tuple[str, int]:
            if number != first:
                return _strip_columns(line, width)
            return line[marked:], marked

        return strip
    return lambda _, line: (line, 0)


def _find_width(line: str, mark: re.Match[str] | None) -> int:
    """Return the number of columns by which the content of a list item is indented (CommonMark, section 5.2)."""
    if mark is None:
        return 0
    bullet, whole = (len(line[:end].expandtabs(_TAB)) for end in (mark.start("gap"), mark.end()))
    return whole if bullet < whole <= bullet + _TAB else bullet + 1


def _strip_columns(line: str, width: int) -> tuple[str, int]:
    """Remove white space of up to ``width`` columns from a line."""
    column = at = 0
    while at < len(line) and column < width and line[at] in " \t":
        column += _TAB - column % _TAB if line[at] == "\t" else 1
        at += 1
    # The rest of a tab becomes spaces, which have no column in the source.
    left = max(column - width, 0)
    return " " * left + line[at:], max(at - left, 0)


def _read_child(tokens: Sequence[Token], index: int, lines: Sequence[str], path: str, strip: _Strip) -> SourceText:
    if tokens[index].type != "paragraph_open":
        return _read_rows(tokens, index, lines, path, strip)
    numbered = []
    for number, text in _find_paragraph(tokens[index + 1]):
        column = max(lines[number].rfind(text), 0)
        numbered.append((number + 1, " " * column + lines[number][column:]))
    return join_lines(numbered, path)


def _find_paragraph(inline: Token) -> Iterator[tuple[int, str]]:
    """Yield the number and the text of each line of a paragraph, without the marks before it."""
    assert inline.map is not None
    for number, line in enumerate(inline.content.split("\n"), inline.map[0]):
        yield number, line.strip(SPACE)


def _read_rows(tokens: Sequence[Token], index: int, lines: Sequence[str], path: str, strip: _Strip) -> SourceText:
    """Return a block line by line, with each paragraph in it on one line."""
    first, end = _span(tokens[index], lines)
    breaks, code = _find_breaks(tokens, index, lines), _find_code(tokens, index)
    opening = strip(first, lines[first])[0]
    indent = len(opening) - len(opening.lstrip(" ")) if tokens[index].type != "code_block" else 0
    rows: list[SourceText] = []
    for number in range(first, end):
        text, column = strip(number, lines[number])
        separator, paragraph = breaks.get(number, ("\n", ""))
        spare = min(len(text) - len(text.lstrip(" ")), indent)
        if separator == " ":
            text, column, spare = paragraph, lines[number].rfind(paragraph), 0
        if rows:
            rows.append(rows.pop().end_with(separator))
        text, begin = text[spare:].rstrip(SPACE), column + spare + 1
        run = Run(0, number + 1, begin, begin + len(text), number in code)
        rows.append(SourceText(text, path, number + 1, begin, (run,)))
    return concatenate(rows)


def _find_code(tokens: Sequence[Token], index: int) -> frozenset[int]:
    """Return the line numbers of the code in a block."""
    spans = (token.map for token in _find_inside(tokens, index) if token.type in _CODE)
    return frozenset(number for span in spans if span for number in range(*span))


def _find_inside(tokens: Sequence[Token], index: int) -> Iterator[Token]:
    """Yield the token that opens a block and all tokens inside it."""
    yield tokens[index]
    for at in range(index + 1, len(tokens)):
        if tokens[at].level <= tokens[index].level:
            return
        yield tokens[at]


def _find_breaks(tokens: Sequence[Token], index: int, lines: Sequence[str]) -> dict[int, tuple[str, str]]:
    """Return how each continuation line of a paragraph in a block is joined to the line before it.

    The result maps a line number to the separator and the text of the paragraph in that line.
    """
    breaks: dict[int, tuple[str, str]] = {}
    for token, inline in pairwise(_find_inside(tokens, index)):
        if token.type in ("paragraph_open", "heading_open"):
            for (before, content), (number, text) in pairwise(_find_paragraph(inline)):
                is_spaced = lines[before].rstrip(HIDDEN).endswith("  ")
                separator = "\n" if is_broken(content) else "\\\n" if is_spaced else " "
                breaks[number] = separator, text
    return breaks
