"""Tags of template languages, which are hidden: Hugo's shortcodes, Liquid and Jinja."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from headword.core.findings import Location, Observation
from headword.markdown.shortcodes import Shortcode, Spot, Unfenced, find_shortcodes
from headword.markdown.text import HIDDEN, hide

_LINKS = frozenset({"ref", "relref"})
"""Shortcodes that contain the target of a link."""
_WORDS = re.compile(r"""\stext\s*=\s*(?P<quote>["'`])(?P<words>[^"'`]+)(?P=quote)""")
"""The parameter of a shortcode that readers see."""
_IN_ADDRESS = re.compile(r"(?:\]\([^()\s]*|^ {0,3}\[[^\]]*\]:\s*\S*|</?[A-Za-z][^<>]*)$")
"""The beginning of the address of a link, or of a tag of HTML."""
_IN_DEFINITION = re.compile(r" {0,3}\[[^\]]*")
"""The beginning of the label of a reference."""
_COMMENTS = frozenset({"comment"})
_CODE_SPAN = r"(?P<code>`+)[^`\n]*(?P=code)"
_BLOCK = r"|\{%-?\s*(?P<name>\w*)(?:[^%{]|%(?!\}))*%\}"
_OUTPUT = r"""|\{\{-?\s*(?:[A-Za-z_][\w.\[\]"'-]*|"[^"\n]*"|'[^'\n]*')\s*(?:\|[^{}\n]*)?\}\}"""
"""An output of Liquid: a name or a text, with filters; anything else in braces is text."""
_KRAMDOWN = re.compile(
    _CODE_SPAN + r"|\{::comment\}(?:(?!\{:/).){0,100000}\{:/(?:comment)?\}|\{::[a-z][^{}\n]*\}|\{:/[a-z]*\}", re.DOTALL
)
"""Extensions of kramdown: comments, and tags around text."""
_EXPRESSION = (
    r"|(?<![=\w\\$])\{(?P<name>)\s*[A-Za-z_$][\w$]*"
    r"(?:\??\.\w+|\([^(){}\n]*\)|\[[^\[\]{}\n]*\])*\s*\}"
)
"""An expression of MDX: a name with its properties and calls. The value of an attribute is part of its element."""
_LANGUAGES = {
    "liquid": re.compile(_CODE_SPAN + _BLOCK + _OUTPUT),
    "mdbook": re.compile(_CODE_SPAN + r"|(?<!\\)\{\{#(?P<name>)[^{}]*\}\}"),
    "mdx": re.compile(_CODE_SPAN + _EXPRESSION),
    "jinja": re.compile(_CODE_SPAN + _BLOCK + r"|\{\{(?![<%{])[^{}\n]*\}\}|\{#-?\s[^{}]*#\}"),
}
_SIGNS = {"mdx": ("{",)}
"""The signs of lines with tags, if they are not those of Liquid and Jinja."""
_UNSEEN = frozenset({"capture", "comment", "highlight", "macro"})
"""Tags whose content is not text of the page: code, comments, or text that is shown elsewhere."""
_LITERAL = frozenset({"raw", "verbatim"})
"""Tags whose content has no tags."""


class Span(NamedTuple):
    """The span between two positions."""

    start: Spot
    end: Spot


def hide_tags(lines: Sequence[str], start: int, language: str) -> list[str]:
    """Hide tags in ``lines`` and content that is not text; ``language`` is a template language besides Hugo's."""
    hidden = list(lines)
    _hide_spans(hidden, _find_shortcode_spans(lines, start))
    if language and any(sign in line for line in hidden for sign in _SIGNS.get(language, ("{{", "{%", "{#"))):
        _hide_spans(hidden, _find_tag_spans(Unfenced.of(hidden, start), language))
    if language == "liquid" and any("{::" in line for line in hidden):
        text = Unfenced.of(hidden, start)
        found = (match for match in _KRAMDOWN.finditer(text.text) if match["code"] is None)
        _hide_spans(hidden, (Span(text.locate(match.start()), text.locate(match.end())) for match in found))
    return hidden


def find_gaps(
    lines: Sequence[str], hidden: Sequence[str], start: int, language: str, path: str
) -> Iterator[Observation]:
    """Yield an observation for each tag inside a sentence that inserts text, which headword does not have.

    ``hidden`` are the lines as `hide_tags` returns them.

    Such a tag is an output, or a shortcode without content in the place of a word. It is reported once a page.
    """
    if not any(_SIGNS.get(language, ("{{",))[0] in line for line in lines):
        return
    reported: set[str] = set()
    for span, is_output in sorted({*_find_outputs(lines, start, language), *_find_insertions(lines, start)}):
        (first, begin), (last, end) = span
        before, tag, after = hidden[first][:begin], hidden[first][begin:end], hidden[first][end:]
        written = lines[first][begin:end]
        is_new = first == last and written not in reported
        if is_new and not tag.strip(HIDDEN) and _is_gap(before, after, is_output=is_output):
            reported.add(written)
            message = f"the text that {written} inserts is not published"
            yield Observation("unread-text", Location(path, first + 1, begin + 1, end + 1), message)


def _is_gap(before: str, after: str, *, is_output: bool) -> bool:
    """Return whether a tag between two parts of a line is inside a sentence.

    A shortcode that touches a word is a mark at that word, such as the number of a footnote. The address of a link and
    the tags of HTML are not text.
    """
    if _IN_ADDRESS.search(before) or (_IN_DEFINITION.fullmatch(before) and "]:" in after):
        return False
    has_words = [re.search(r"\w", part) is not None for part in (before, after)]
    if is_output:
        return any(has_words)
    return all(has_words) and not (before[-1:].isalnum() or after[:1].isalnum())


def _find_outputs(lines: Sequence[str], start: int, language: str) -> Iterator[tuple[Span, bool]]:
    """Yield the outputs of Liquid and Jinja, and the expressions of MDX."""
    if language in _LANGUAGES:
        text = Unfenced.of(lines, start)
        for match in _LANGUAGES[language].finditer(text.text):
            is_output = match.group().startswith("{{") or (language == "mdx" and match["code"] is None)
            if is_output and not match.group().startswith("{{#"):
                yield Span(text.locate(match.start()), text.locate(match.end())), True


def _find_insertions(lines: Sequence[str], start: int) -> Iterator[tuple[Span, bool]]:
    """Yield the shortcodes that have no content and show no words of their own."""
    tags = list(find_shortcodes(lines, start))
    others = {tag.name for tag in tags if tag.closes} | _LINKS | _COMMENTS
    for tag in tags:
        span = _with_code_marks(tag, lines)
        if tag.name not in others and [*_keep_words(span, lines)] == [span]:
            yield span, False


def _find_shortcode_spans(lines: Sequence[str], start: int) -> Iterator[Span]:
    opened: list[Shortcode] = []
    # Indexes into ``opened`` by the name of the shortcode, so that a closing tag is matched without a search.
    places: dict[str, list[int]] = defaultdict(list)
    for tag in find_shortcodes(lines, start):
        if tag.name in _LINKS:
            continue
        yield from _keep_words(_with_code_marks(tag, lines), lines)
        if not tag.closes and not tag.is_alone:
            places[tag.name].append(len(opened))
            opened.append(tag)
        elif tag.closes and places[tag.name]:
            at = places[tag.name][-1]
            if _hides_inside(opened[at], tag, lines):
                yield Span(opened[at].end, tag.start)
            for one in opened[at:]:
                places[one.name].pop()
            del opened[at:]


def _keep_words(span: Span, lines: Sequence[str]) -> Iterator[Span]:
    """Yield the parts of a tag around the text that it shows: ``{{< tooltip text="cups" id="cup" >}}`` shows `cups`."""
    (first, begin), (last, end) = span
    words = _WORDS.search(lines[first], begin, end) if first == last else None
    if words is None:
        yield span
    else:
        yield Span(span.start, Spot(first, words.start("words")))
        yield Span(Spot(first, words.end("words")), span.end)


def _with_code_marks(tag: Shortcode, lines: Sequence[str]) -> Span:
    """Return the span of a tag, with the backticks around it: Hugo runs a shortcode in a code span, too."""
    (first, begin), (last, end) = tag.start, tag.end
    while begin and lines[first][begin - 1] == "`" == lines[last][end : end + 1]:
        begin, end = begin - 1, end + 1
    return Span(Spot(first, begin), Spot(last, end))


def _hides_inside(opening: Shortcode, closing: Shortcode, lines: Sequence[str]) -> bool:
    """Return whether the content between two tags is not Markdown; within a line, it is text of that line."""
    if opening.name in _COMMENTS:
        return True
    line = lines[opening.start.line]
    is_inside_line = opening.start.line == closing.end.line and (
        line[: opening.start.column].strip() or line[closing.end.column :].strip()
    )
    return opening.mark == "<" and not is_inside_line


def _find_tag_spans(text: Unfenced, language: str) -> Iterator[Span]:
    closing_name, begun = "", 0
    for match in _LANGUAGES[language].finditer(text.text):
        name = match["name"] or ""
        if closing_name and name != closing_name:
            continue
        if closing_name:
            is_literal = closing_name.removeprefix("end") in _LITERAL
            yield Span(text.locate(match.start() if is_literal else begun), text.locate(match.end()))
            closing_name = ""
        elif match["code"] is None:
            yield Span(text.locate(match.start()), text.locate(match.end()))
            if name in _UNSEEN or name in _LITERAL:
                closing_name, begun = f"end{name}", match.end()


def _hide_spans(lines: list[str], spans: Iterable[Span]) -> None:
    """Hide each span in ``lines``; spans may overlap and cross lines."""
    reached = Spot(0, 0)
    for start, end in sorted(spans):
        first, begin = max(start, reached)
        reached = max(end, reached)
        for index in range(first, reached.line + 1):
            line = lines[index]
            lines[index] = hide(line, begin if index == first else 0, reached[1] if index == reached[0] else len(line))
