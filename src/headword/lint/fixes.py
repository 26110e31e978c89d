"""The fixes of findings: for each fixable rule, a function from a finding to an edit of the page.

Only the span of the finding changes. A fix that may change the meaning of a page is unsafe, and needs an option.
"""

import html
import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

from headword.core.findings import Finding
from headword.markdown.marking import mark_id
from headword.markdown.plain_yaml import is_plain
from headword.markdown.suppressions import COMMENT, find_names
from headword.project.project import EXTRA_SUFFIX, PAGE_SUFFIXES

_FIELD = re.compile(r"\s*(?:(?:[-*+]|\d+[.)])\s+)?(?P<key>[^:#>|]+?)\s*:[*_]*\s*")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_UNDERLINED = re.compile(r" {0,3}(?:-+|=+)[ \t]*")
_UNDERLINE = re.compile(r" {0,3}-+[ \t]*")
_SEPARATORS = ",;"


class LineEdit(NamedTuple):
    """An edit of one line: columns ``start`` to ``end``, from 0, become ``text``; None removes the line.

    A line feed in ``text`` begins a new line, with the line ending of the page.
    """

    line: int
    start: int
    end: int
    text: str | None


Fix = Callable[[Finding, Sequence[str]], LineEdit | None]
"""A function that returns the edit for a finding, if it is fixable; the lines are those of the page, from 0."""


class _Span(NamedTuple):
    """The span of a finding in one line, all from 0, with the line and the suggestion of the finding."""

    line: int
    start: int
    end: int
    text: str
    instead: str

    @property
    def written(self) -> str:
        """Return the text of the span."""
        return self.text[self.start : self.end]


def _at_span(change: Callable[[_Span], LineEdit | None]) -> Fix:
    """Return a fix that only needs the span of a finding."""

    def fix(finding: Finding, lines: Sequence[str]) -> LineEdit | None:
        place = finding.location
        if not place.column or place.end_column <= place.column or not 0 < place.line <= len(lines):
            return None
        number = place.line - 1
        return change(_Span(number, place.column - 1, place.end_column - 1, lines[number], finding.instead))

    return fix


def _rewrite(change: Callable[[str], str]) -> Fix:
    """Return a fix that replaces the text of the span by ``change`` of it."""

    def rewrite(span: _Span) -> LineEdit | None:
        changed = change(span.written)
        return LineEdit(span.line, span.start, span.end, changed) if changed not in ("", span.written) else None

    return _at_span(rewrite)


def _drop_value(span: _Span) -> LineEdit | None:
    """Remove the span with a separator, or the whole list item if nothing else is left."""
    line, start, end, text, _ = span
    field = _FIELD.match(text)
    if field is None and not (_HEADING.match(text) and ";" in text[:start]):
        return None
    before, after = text[:start].rstrip(), text[end:].lstrip()
    # The separator after the span is preferred: the one before may separate keywords from the label.
    if after.startswith(tuple(_SEPARATORS)):
        return LineEdit(line, start, len(text) - len(after[1:].lstrip()), "")
    if before.endswith(tuple(_SEPARATORS)):
        return LineEdit(line, len(before) - 1, end, "")
    return LineEdit(line, 0, len(text), None) if field and not after and len(before) <= field.end() else None


def drop_value(line: int, start: int, end: int, text: str) -> LineEdit | None:
    """Return the edit that removes a value from a line with its separator; None if it is not one of several.

    ``line`` and the columns count from 0, and ``text`` is that of the line.
    """
    return _drop_value(_Span(line, start, end, text, ""))


def _drop_field_value(span: _Span) -> LineEdit | None:
    """Remove the span if it is a value of a field; if the outline is the problem, there is no fix."""
    return _drop_value(span) if _FIELD.match(span.text) else None


def _separate_underline(finding: Finding, lines: Sequence[str]) -> LineEdit | None:
    """Add a blank line before the `---` that turns a paragraph into a heading."""
    for number in range(finding.location.line, min(finding.location.line + 100, len(lines))):
        if _UNDERLINE.fullmatch(lines[number]):
            return LineEdit(number, 0, 0, "\n")
        if not lines[number].strip():
            return None
    return None


def _make_alternative(span: _Span) -> LineEdit | None:
    """Turn a second preferred label into an alternative label."""
    field = _FIELD.match(span.text)
    if field is None:
        return None
    name = re.search(r"[^\W_][\w ]*", field["key"])
    if name is None or name.group().strip().casefold() not in ("label", "preflabel"):
        return None
    start = field.start("key") + name.start()
    return LineEdit(span.line, start, start + len(name.group().rstrip()), "Alt")


def _drop_suppression(span: _Span) -> LineEdit | None:
    """Remove a name from a suppression comment, or the comment if it has only this name."""
    line, start, end, text, _ = span
    comment = next((one for one in COMMENT.finditer(text) if one.start() <= start < one.end()), None)
    if comment is None:
        return None
    if len(find_names(comment)) > 1:
        follows = re.match(r"\s*,\s*|\s+(?!--)", text[end:])
        if follows:
            return LineEdit(line, start, end + follows.end(), "")
        return LineEdit(line, len(text[:start].rstrip(" ,")), end, "")
    if text.strip() == comment.group():
        return LineEdit(line, 0, len(text), None)
    return LineEdit(line, comment.start(), comment.end(), "")


def _put_suggestion(span: _Span) -> LineEdit | None:
    """Replace the span by the suggestion of the finding."""
    return LineEdit(span.line, span.start, span.end, span.instead) if span.instead else None


_ID = re.compile(r"(?P<separator>; )?\{#(?P<id>.+)\}")


def _add_id(finding: Finding, lines: Sequence[str]) -> LineEdit | None:
    """Add the suggested id to the end of the heading, as a third field if the suggestion requires it."""
    suggested = _ID.fullmatch(finding.instead)
    number = _find_last_line(lines, finding.location.line - 1)
    if suggested is None or number is None:
        return None
    line = lines[number]
    marked = mark_id(line, suggested["id"], suggested["separator"] is not None)
    start = _count_common(line, marked)
    kept = _count_common(line[start:][::-1], marked[start:][::-1])
    return LineEdit(number, start, len(line) - kept, marked[start : len(marked) - kept])


def _find_last_line(lines: Sequence[str], first: int) -> int | None:
    """Return the last line of the text of a heading, which may have an underline."""
    if _HEADING.match(lines[first]):
        return first
    return next((number - 1 for number in range(first + 1, len(lines)) if _UNDERLINED.fullmatch(lines[number])), None)


def _count_common(one: str, other: str) -> int:
    """Return the length of the common prefix of two texts."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (char, its) in pairs if char != its), min(len(one), len(other)))


def _begin_item(span: _Span) -> LineEdit | None:
    """Turn the line into a list item, with a blank line after it if the suggestion ends with one."""
    end = "\n" if span.instead.endswith("\n") else ""
    text = f"- {span.text[span.start :]}{end}"
    return LineEdit(span.line, span.start, len(span.text), text) if span.instead else None


def squeeze(text: str) -> str:
    """Return a text with single plain spaces, and none at its ends."""
    return " ".join(text.split())


def strip_controls(text: str) -> str:
    """Return a text without invisible characters."""
    return _INVISIBLE.sub("", "".join(char for char in text if unicodedata.category(char) != "Cc" or char == "\t"))


def _unfold(change: Callable[[str], str]) -> Callable[[str], str]:
    """Return ``change`` for a text in which invisible characters may be written as entities."""

    def unfold(text: str) -> str:
        plain = _ENTITY.sub(_read_entity, text)
        changed = change(plain)
        return changed if changed != plain else text

    return unfold


_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|nbsp|[a-zA-Z]{2,3}sp|zwn?j|[lr]rm);")


def _read_entity(match: re.Match[str]) -> str:
    char = html.unescape(match.group())
    is_seen = char.isprintable() and not char.isspace() and not _INVISIBLE.match(char)
    return match.group() if is_seen else char


_INVISIBLE = re.compile("[\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\u2028\u2029\ufeff]")
"""Zero-width characters, and those that change the direction of text, as in the rule `control-character`."""


def _quote(text: str) -> str:
    """Return a text in double quotation marks, with the same meaning in YAML, TOML and JSON."""
    return json.dumps(text, ensure_ascii=False)


def capitalize(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def turn(text: str) -> str:
    """Return an inverted label in the order of speech."""
    head, comma, tail = text.partition(", ")
    if not comma:
        return text
    turned = f"{tail} {head[:1].lower() + head[1:] if head[1:2].islower() else head}"
    return capitalize(turned) if head[:1].isupper() else turned


def strip_separators(text: str) -> str:
    """Return a text without separators at its ends."""
    return text.strip(" \t,;:").removesuffix(" -").removesuffix(" \u2013").removesuffix(" /")


def _strip_escaped(text: str) -> str:
    """Return a text without separators at its ends, which may be escaped."""
    start, end = _ESCAPED_START.match(text), _ESCAPED_END.search(text)
    return strip_separators(text[start.end() if start else 0 : end.start() if end else len(text)])


_ESCAPED_START = re.compile(r"(?:[ \t]|\\?[,;:])+")
_ESCAPED_END = re.compile(r"(?:[ \t]|\\?[,;:])+$")


def write_value(finding: Finding, lines: Sequence[str]) -> LineEdit | None:
    """Replace a value by the suggested name, if the span is the value as it is written."""
    place = finding.location
    if not finding.instead or place.end_column <= place.column or not 0 < place.line <= len(lines):
        return None
    line = lines[place.line - 1]
    start, end = place.column - 1, place.end_column - 1
    written = spell_value(line[start:end], line, (start, end), finding.instead, lines[0] if lines else "")
    return None if written is None else LineEdit(place.line - 1, start, end, written)


def spell_value(written: str, line: str, span: tuple[int, int], name: str, first: str) -> str | None:
    """Return the spelling of ``name`` in place of ``written``, or None if that is not one value on one line."""
    mark = written[:1]
    is_quoted = len(written) > 1 and mark in ("'", '"') and written.endswith(mark)
    is_yaml = not first.startswith(("+++", "{"))
    # TOML has no escapes in single quotation marks.
    if is_quoted and mark == "'" and (is_yaml or "'" not in name):
        return "'" + name.replace("'", "''") + "'"
    # TOML and JSON require quotation marks, and a hashtag is plain text.
    if is_quoted or (not is_yaml and not line[: span[0]].endswith("#")):
        return _quote(name)
    if mark in ("", "'", '"', "|", ">", "*", "[", "{"):
        return None
    if _is_in_text(line, span):
        return name if is_plain(name) and not (line[: span[0]].endswith("#") and " " in name) else None
    return name if is_plain(name) else _quote(name)


def _is_in_text(line: str, span: tuple[int, int]) -> bool:
    """Return whether a span is a part of a value: one of several between commas, or a ``#tag``."""
    before, after = line[: span[0]].rstrip(), line[span[1] :].lstrip()
    return before.endswith("#") or ("[" not in before and (before.endswith(",") or after.startswith(",")))


SAFE: dict[str, Fix] = {
    "accidental-setext": _separate_underline,
    "control-character": _rewrite(_unfold(strip_controls)),
    "deprecated-term": write_value,
    "deprecated-term-in-text": _at_span(_put_suggestion),
    "empty-text": _at_span(_drop_value),
    "front-matter-surprise": _rewrite(_quote),
    "label-clash": _at_span(_drop_value),
    "label-whitespace": _rewrite(_unfold(squeeze)),
    "misplaced-field": _at_span(_begin_item),
    "non-preferred-term": write_value,
    "non-preferred-term-in-text": _at_span(_put_suggestion),
    "related-to-self": _at_span(_drop_field_value),
    "unused-suppression": _at_span(_drop_suppression),
    # Only in the Turtle file of a page.
    "xl-label-differs": _at_span(_put_suggestion),
}
"""Fixes after which a page has its intended meaning."""

UNSAFE: dict[str, Fix] = {
    "case-variant": _at_span(_drop_value),
    "inverted-label": _rewrite(turn),
    "label-case-style": _rewrite(capitalize),
    "label-punctuation": _rewrite(_strip_escaped),
    "numbering-gap": _at_span(_put_suggestion),
    "redundant-broader": _at_span(_drop_field_value),
    "related-to-ancestor": _at_span(_drop_field_value),
    "same-iri": _add_id,
    "two-preferred-labels": _at_span(_make_alternative),
    "unknown-field": _at_span(_put_suggestion),
    "unknown-term": write_value,
    "xl-label-left-over": _at_span(_put_suggestion),
}
"""Fixes that a person should review."""

LINKS: dict[str, Fix] = {"unlinked-term": _at_span(_put_suggestion)}
"""Fixes that add links."""


def is_fixable(finding: Finding, lines: Callable[[str], Sequence[str]]) -> bool:
    """Return whether there is a safe fix; ``lines`` returns the lines of a file by its path."""
    fix, path = SAFE.get(finding.rule.name), finding.location.path
    if fix is None or not path.lower().endswith((*PAGE_SUFFIXES, EXTRA_SUFFIX)):
        return False
    return fix(finding, lines(path)) is not None
