"""Edits of the lines of a page: each is placed on the lines as they are, and they are made from the end."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from headword.markdown.inline import find_links
from headword.markdown.text import SourceText

Lines = list[list[str]]
"""For each line of the page the lines that it becomes: none if it is deleted."""


class LineChange(NamedTuple):
    """An edit that begins at a line and column, both from 0.

    ``change`` returns the lines that the lines from ``line`` to ``last`` become, given what they are by then.
    """

    line: int
    last: int
    column: int
    change: Callable[[Sequence[str]], Sequence[str]]


_AFTER = 1_000_000
"""The column of what comes after the line."""


def replace_span(start: tuple[int, int], end: tuple[int, int], text: str) -> LineChange:
    """Return the edit that replaces the text between two places, each a line and a column from 0."""

    def change(lines: Sequence[str]) -> Sequence[str]:
        joined = lines[0][: start[1]] + text + lines[-1][end[1] :]
        return joined.split("\n")

    return LineChange(start[0], end[0], start[1], change)


def change_line(line: int, column: int, change: Callable[[str], str | None]) -> LineChange:
    """Return the edit of one line by a function of its text; None deletes the line."""

    def apply(lines: Sequence[str]) -> Sequence[str]:
        changed = change(lines[0])
        return [] if changed is None else [changed]

    return LineChange(line, line, column, apply)


def insert_after(line: int, texts: Sequence[str]) -> LineChange:
    """Return the edit that adds lines after a line."""
    return LineChange(line, line, _AFTER, lambda lines: [*lines, *texts])


def delete_lines(line: int, last: int) -> LineChange:
    """Return the edit that deletes lines."""
    return LineChange(line, last, 0, lambda _: [])


def apply_changes(lines: Sequence[str], changes: Iterable[LineChange]) -> Lines:
    """Return the lines after the edits, of which none overlap."""
    result: Lines = [[line] for line in lines]
    numbered = sorted(enumerate(changes), key=lambda one: (one[1].line, one[1].column, one[0]), reverse=True)
    for _, one in numbered:
        if one.column == _AFTER:
            own = result[one.line]
            # Earlier edits at the same place come first; these are made later.
            result[one.line] = [*own[:1], *one.change([])[0:], *own[1:]]
            continue
        heads = [each[0] if each else "" for each in result[one.line : one.last + 1]]
        rest = [line for each in result[one.line : one.last + 1] for line in each[1:]]
        changed = list(one.change(heads))
        result[one.line : one.last + 1] = [[] for _ in range(one.line, one.last + 1)]
        result[one.line] = [*changed, *rest] if changed or not rest else ["", *rest]
    return result


class TextDifference(NamedTuple):
    """The beginning that two texts share, the parts that differ, and the end that they share."""

    before: str
    middle: str
    instead: str
    after: str


def find_edit(old: str, new: str) -> TextDifference:
    """Return the difference of two texts.

    The parts begin and end at spaces, so that words are replaced as a whole.
    """
    start = _count_common(old, new)
    while start and not (old[:start].endswith(" ") and new[:start].endswith(" ")):
        start -= 1
    end = min(_count_common(old[start:][::-1], new[start:][::-1]), len(old) - start, len(new) - start)
    while end and not (old[len(old) - end :].startswith(" ") and new[len(new) - end :].startswith(" ")):
        end -= 1
    return TextDifference(old[:start], old[start : len(old) - end], new[start : len(new) - end], old[len(old) - end :])


def write_links(edit: TextDifference, written: str) -> TextDifference:
    """Return an edit with its links as the source of the text has them, so that they stay as they are.

    The compiled text has the IRI or the words of a link in place of its path.
    """
    old = edit.before + edit.middle + edit.after
    links = [link.span for link in find_links(SourceText(written, "", 1, 1))]
    edges = [0, *(edge for span in links for edge in span), len(written)]
    between = [_loosen_source(written[start:end]) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    found = re.fullmatch("(.+?)".join(between), old, re.DOTALL) if links else None
    if found is None:
        return edit
    marks = [0, len(edit.before), len(edit.before) + len(edit.middle), len(old)]
    parts, instead = [], edit.instead
    spans = [(found.span(number), written[start:end]) for number, (start, end) in enumerate(links, 1)]
    for first, last in pairwise(marks):
        inside = [one for one in spans if first <= one[0][0] and one[0][1] <= last]
        text = old[first:last]
        for (start, end), source in reversed(inside):
            text = text[: start - first] + source + text[end - first :]
        parts.append(text)
    for (start, end), source in spans:
        instead = instead.replace(old[start:end], source) if "](" in old[start:end] else instead
    return TextDifference(parts[0], parts[1], instead, parts[2])


def _count_common(one: str, other: str) -> int:
    count = 0
    for char, its in zip(one, other, strict=False):
        if char != its:
            break
        count += 1
    return count


def find_in_source(written: str, before: str, middle: str, after: str) -> tuple[int, int] | None:
    """Return the span of ``middle`` in the source of a text; None if it is not found just once.

    The source has line breaks, and what a list or a quote has before its lines, where the text has spaces.
    """
    for size in (0, 12, 40, 160):
        around = before[-size:] if size else "", after[:size]
        pattern = f"{_loosen(around[0])}(?P<middle>{_loosen(middle)}){_loosen(around[1])}"
        found = list(re.finditer(pattern, written)) if middle or size else []
        if len(found) == 1:
            return found[0].span("middle")
    return None


def _loosen_source(text: str) -> str:
    """A pattern for the compiled text of a source, in which line breaks and what is before lines are spaces."""
    parts = re.split(r"(\s+(?:>\s*)*)", text)
    return "".join(r"\s+" if number % 2 else re.escape(part) for number, part in enumerate(parts))


def _loosen(text: str) -> str:
    return "".join(
        r"(?:\s|(?<=\n)[> ]+)+" if part.isspace() else re.escape(part) for part in re.split(r"(\s+)", text) if part
    )
