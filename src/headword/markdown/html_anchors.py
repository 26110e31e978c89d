"""HTML in the text of a page: elements that are invisible or contain Markdown, and anchors that a link can target."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from headword.core.findings import Observation
from headword.markdown.blocks import read_block
from headword.markdown.shortcodes import outside_fences
from headword.markdown.text import HIDDEN, hide

_NAMED = re.compile(
    r"<(?P<tag>[A-Za-z][\w-]*)(?=\s)[^<>]*?\s(?P<key>id|name)\s*="
    r"""\s*(?:"(?P<double>[^"<>]+)"|'(?P<single>[^'<>]+)'|(?P<bare>[^\s"'<>=`]+))[^<>]*>""",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"<(?P<tag>a|span)\s[^<>]*\b(?:id|name)\s*=[^<>]*(?:/>|>\s*</(?P=tag)\s*>)|<!--(?:(?!-->).)*-->", re.IGNORECASE
)
_TAG_LINE = re.compile(r"\s*<(?P<close>/?)(?P<tag>[A-Za-z][\w-]*)(?P<attributes>[^<>]*)>\s*")
_HOLDS_MARKDOWN = re.compile(r"""\smarkdown(?:\s*=\s*["']?(?:1|block|span)["']?)?(?=\s|$)""")
_ATTRIBUTE_LINE = re.compile(r"\s*\{:?[^{}]*?#(?P<name>[\w.:-]+)[^{}]*\}\s*")
_TARGET_LINE = re.compile(r"\((?P<name>[\w./:+-]+)\)=\s*")
_ATTRIBUTES = re.compile(r"\{:?\s*#(?P<name>[^\s{}]+)[^{}]*\}")
_CODE = re.compile(r"(`+)[^`]*\1")
_WORDS = re.compile(r"\w(?:.*\S)?")
# An unclosed comment or element ends with the block, so that the block is scanned once.
_WORDLESS = re.compile(
    r"<!--(?:.*?-->|.*)"
    r"|<(?P<tag>script|style|svg|math|template|summary|button|select|iframe|object|video|audio|pre)\b"
    r"(?:.*?</(?P=tag)\s*>|.*)"
    r"""|</?[A-Za-z](?:"[^"]*"|'[^']*'|[^'"<>])*>|<[!?][^<>]*>|\{[^{}]*\}|&#?\w+;""",
    re.DOTALL | re.IGNORECASE,
)
"""HTML without words for a reader: tags, comments, programs, drawings, controls; and expressions of MDX."""


def _without_code(line: str) -> str:
    return _CODE.sub(lambda code: "`" * len(code.group()), line) if "`" in line else line


def hide_empty(lines: Sequence[str], start: int) -> list[str]:
    """Hide invisible HTML in ``lines``: elements that only have a name, and comments next to text."""
    hidden = list(lines)
    for index, line in outside_fences(lines, start):
        for match in _EMPTY.finditer(_without_code(line)) if "<" in line else ():
            # A comment alone on its line, or before HTML, is a block of its own. Before text, the HTML block would
            # include the text.
            if match["tag"] or line[: match.start()].strip() or line[match.end() :].lstrip()[:1] not in ("", "<"):
                hidden[index] = hide(hidden[index], *match.span())
    return hidden


def hide_markdown_elements(lines: Sequence[str], start: int) -> Sequence[str]:
    """Return ``lines`` without the tags of elements whose content is Markdown: ``<div markdown="1">`` to ``</div>``."""
    if not any(" markdown" in line and "<" in line for line in lines):
        return lines
    shown = list(lines)
    opened: list[tuple[str, bool]] = []
    for index, line in outside_fences(lines, start):
        tag = _TAG_LINE.fullmatch(line) if "<" in line else None
        if tag and not tag["close"]:
            opened.append((tag["tag"], _HOLDS_MARKDOWN.search(tag["attributes"]) is not None))
            shown[index] = "" if opened[-1][1] else line
        elif (
            tag and (at := max((at for at, one in enumerate(opened) if one[0] == tag["tag"]), default=None)) is not None
        ):
            shown[index] = "" if opened[at][1] else line
            del opened[at:]
    return shown


def find_unread(
    tokens: Sequence[Token], lines: Sequence[str], path: str, gaps: Iterable[Observation]
) -> Iterator[Observation]:
    """Yield an observation for each block of HTML with words, which become no text of a concept.

    ``gaps`` are the observations about tags of templates. Those outside the blocks are yielded too.
    """
    html = {at + 1 for token in tokens if token.type == "html_block" and token.map for at in range(*token.map)}
    yield from (gap for gap in gaps if gap.location.line not in html)
    for index, token in enumerate(tokens):
        if token.type != "html_block" or token.map is None:
            continue
        block = read_block(tokens, index, lines, path)
        words = _WORDS.search(_WORDLESS.sub(_blank_out, block.text).replace(HIDDEN, " "))
        if words:
            yield Observation("unread-text", block.place(*words.span()), "the text in this HTML block is not published")


def _blank_out(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


class Anchor(NamedTuple):
    """A fragment that a link can have, and its 0-based line; ``leads`` if it may name the next heading."""

    line: int
    name: str
    leads: bool


def find_anchors(lines: Sequence[str], start: int) -> Iterator[Anchor]:
    """Yield the anchors in ``lines`` from ``start`` on."""
    for index, line in outside_fences(lines, start):
        if "<" in line and "=" in line:
            for match in _NAMED.finditer(_without_code(line)):
                if match["key"].lower() == "id" or match["tag"].lower() == "a":
                    yield Anchor(index, match["double"] or match["single"] or match["bare"], leads=True)
        elif "#" in line or line.startswith("("):
            target = _TARGET_LINE.fullmatch(line)
            named = target or _ATTRIBUTE_LINE.fullmatch(line)
            if named:
                yield Anchor(index, named["name"], leads=target is not None)
            elif "{" in line and not line.lstrip().startswith("#"):
                for match in _ATTRIBUTES.finditer(_without_code(line)):
                    yield Anchor(index, match["name"], leads=False)
