"""The running text of a page: without code, formulas, quotations, targets of links, and all that is for programs."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from headword.core.findings import Location
from headword.markdown.callouts import read_callout
from headword.markdown.containers import settle_containers
from headword.markdown.markup import hide_unseen
from headword.markdown.page import Page
from headword.markdown.profiles import SiteProfile, settle_profile
from headword.markdown.syntax import block_parser
from headword.markdown.template_tags import hide_tags
from headword.markdown.text import HIDDEN, SourceText

EMPHASIS = "\ufdd1"
"""A sign of emphasis is replaced by it, and other signs that are not seen by `HIDDEN`."""
OPAQUE = "\ufffc"
"""A character of code, say, is replaced by it, so that words before and after it are apart (Unicode, section 23.8)."""

_SIGN = re.compile(r"[\\`$<\[&{}*_~=#@^\"\u00ab\u00bb\u2018\u201a-\u201f\u2039\u203a\u300c\u300e]")
_SIGN_IN_PLACE = re.compile(r":(?://|[\w+-]+:)|(?<![^\W_])'")
_NO_TEXT = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])"
    r"|(?<!`)(?P<tick>`+)(?!`).{1,5000}?(?<!`)(?P=tick)(?!`)"
    r"|(?<![\w$\\])(?P<money>\$\$?)(?=\S)[^$]{1,500}?(?<=\S)(?P=money)(?![\w$])"
    r"|<!--.{0,50000}?-->|<(?P<code>code|kbd|math|q|samp|tt|var)\b[^<>]{0,2000}>[^<>]{0,2000}</(?P=code)>"
    r"|<(?P<tag>/?[a-z][a-z0-9]*)\b[^<>]{0,2000}>|<[A-Za-z/!?][^<>]{0,2000}>"
    r"|!\[(?:[^\[\]]|\[[^\[\]]{0,200}\]){0,400}\](?:\([^()]{0,2000}\)|\[[^\[\]]{0,200}\])?"
    r"|!?\[\[[^\[\]|]{1,300}(?P<bar>\\?\|)?"
    r"|\[\^[^\[\]\s]{1,200}\]"
    r"|(?:[A-Za-z][A-Za-z0-9+.-]{1,20}://|www\.)[^\s<>()\[\]\"]+|[\w.+-]+@[\w-]+\.[\w.-]+"
    r"|\{\{.{0,500}?\}\}|\{(?:[^{}]|\{[^{}]{0,500}\}){0,500}\}"
    r"|(?<![\w&])[#@][\w/-]+"
    r"|(?<!\S)\^[\w-]+(?=[ \t]*(?:\n|\Z))|(?<![\w:]):[\w+-]+:(?![\w:])"
    r"|&(?P<entity>\#?\w{1,31});",
    re.DOTALL,
)
_SENTENCE_END = re.compile(r"[.!?](?=\s)|[\u3002\uff01\uff1f|]")
_EMPHASIS = re.compile(r"\*+|~~+|==+|(?<![^\W_])_+(?=\S)|(?<=\S)_+(?![^\W_])")
_LINK = re.compile(
    r"\[(?P<words>(?:[^\[\]]|\[[^\[\]]{0,200}\]){0,1000})\]"
    r"(?P<target>\((?:[^()]|\([^()]{0,500}\)){0,2000}\)|\[(?P<label>[^\[\]]{0,500})\])?"
)
_INSIDE_WORD = r"(?<=[^\W_])['\u2019](?=[^\W_])"
_QUOTED = re.compile(
    r"(?<![^\W_])\"(?=\S)[^\"]{1,300}?(?<=\S)\"(?![^\W_])|\u201c[^\u201c\u201d]{1,300}\u201d"
    r"|\u201e[^\u201c-\u201f]{1,300}[\u201c\u201d]|\u00ab[^\u00ab\u00bb]{1,300}\u00bb|\u00bb[^\u00ab\u00bb]{1,300}\u00ab"
    rf"|(?<![^\W_])'(?=\S)(?:[^']|{_INSIDE_WORD}){{1,300}}?(?<=\S)'(?![^\W_])"
    rf"|\u2018(?:[^\u2018\u2019]|{_INSIDE_WORD}){{1,300}}?\u2019(?![^\W_])|\u201a[^\u2018-\u201a]{{1,300}}\u2018"
    r"|\u2039[^\u2039\u203a]{1,300}\u203a|\u203a[^\u2039\u203a]{1,300}\u2039"
    r"|\u300c[^\u300c\u300d]{1,300}\u300d|\u300e[^\u300e\u300f]{1,300}\u300f"
)
"""Words in quotation marks; an apostrophe in a word does not end them."""
_HTML_LINK = re.compile(
    r"<(?P<name>[A-Za-z][\w.]{0,50})\s(?:[^<>]{0,2000}\s)?(?:href|to)\s*=\s*(?:\"(?P<double>[^\"<>]*)\"|'(?P<single>[^'<>]*)'"
    r"|\{?(?P<bare>[^\s<>\"']+))[^<>]{0,2000}>(?P<words>.{0,2000}?)</(?P=name)\s*>",
    re.IGNORECASE | re.DOTALL,
)
"""A link in HTML, or a component of MDX that is one: ``<Link to="x">``."""
_SPACES = frozenset({"nbsp", "ensp", "emsp", "thinsp", "#160", "#xa0"})
_UNSEEN = frozenset({"shy", "zwj", "zwnj", "#173", "#xad"})


@dataclass(frozen=True)
class ProseBlock:
    """A paragraph, a heading or a table.

    Attributes:
        line: the number of its first line in the page.
        text: its lines, joined by line feeds. Characters of code, say, are `OPAQUE`, `EMPHASIS` or `HIDDEN`,
            so that all others keep their columns.
        level: of the heading, 0 for other text.
        links: where the words of links are in the text.
        targets: what the links lead to.
    """

    line: int
    text: str
    level: int = 0
    links: tuple[tuple[int, int], ...] = ()
    targets: tuple[str, ...] = ()

    @cached_property
    def emphasis(self) -> Sequence[tuple[int, int]]:
        """Return where the signs of emphasis are."""
        return [found.span() for found in re.finditer(f"{EMPHASIS}+", self.text)]

    @cached_property
    def sentence_ends(self) -> Sequence[int]:
        """Return where sentences and cells of tables end."""
        return [found.start() for found in _SENTENCE_END.finditer(self.text)]

    @cached_property
    def _starts(self) -> Sequence[int]:
        """Return the offset at which each line begins."""
        return (0, *(found.end() for found in re.finditer("\n", self.text)))

    def place(self, start: int, end: int, path: str) -> Location:
        """Return the location of ``text[start:end]``; if it continues on the next line, its part on the first."""
        line = bisect_right(self._starts, start) - 1
        begin = self._starts[line]
        stop = self.text.find("\n", start, end)
        return Location(path, self.line + line, start - begin + 1, (end if stop < 0 else stop) - begin + 1)

    def is_linked(self, start: int, end: int) -> bool:
        """Return whether a part of ``text[start:end]`` is in the words of a link."""
        return self.find_link(start, end) is not None

    def find_link(self, start: int, end: int) -> tuple[tuple[int, int], str] | None:
        """Return where the words of the link are that has a part of ``text[start:end]`` in them, and its target."""
        # Links have no links in them: only the last one that begins before the end can reach into the part.
        at = bisect_left(self.links, (end,)) - 1
        return (self.links[at], self.targets[at]) if at >= 0 and start < self.links[at][1] else None


def read_prose(page: Page, site: SiteProfile) -> Iterator[ProseBlock]:
    """Return the running text of ``page``, block by block."""
    start = page.body_start
    site = settle_profile(site, page.path)
    lines: Sequence[str] = ("",) * start + page.lines[start:]
    lines = settle_containers(hide_tags(lines, start, site.templates), start, site.container, page.path).lines
    lines = hide_unseen(lines, start, site)
    env: dict[str, dict[str, dict[str, str]]] = {}
    tokens = block_parser(site).parse("\n".join(lines), env)
    definitions = {label: one["href"] for label, one in env.get("references", {}).items()}
    for first, end, level in _find_spans(tokens):
        yield _make_block("\n".join(lines[first:end]), first + 1, level, definitions)


def _find_spans(tokens: Sequence[Token]) -> Iterator[tuple[int, int, int]]:
    """Return the first line of each block of text, the line after it, and the level of a heading: all from 0."""
    reached = 0
    for index, token in enumerate(tokens):
        if token.map is None or token.map[0] < reached:
            continue
        if token.type == "table_open":
            reached = token.map[1]
            yield token.map[0], token.map[1], 0
        elif token.type == "blockquote_open" and _is_quotation(tokens[index + 1 : index + 3]):
            reached = token.map[1]
        elif token.type == "inline":
            tag = tokens[index - 1].tag if tokens[index - 1].type == "heading_open" else ""
            yield token.map[0], token.map[1], int(tag[1:] or 0)


def _is_quotation(inside: Sequence[Token]) -> bool:
    """Return whether a block quote with these tokens is somebody's words: a remark of the page's own is text."""
    text = next((token.content for token in inside if token.type == "inline"), "")
    return read_callout(SourceText(text.partition("\n")[0], "", 1, 1)).is_quoted


def _is_special(text: str) -> bool:
    """Return whether a text may have something other than words in it."""
    # One expression for all of it would take ten times as long.
    is_doubtful = ":" in text or "'" in text
    return bool(_SIGN.search(text) or (is_doubtful and _SIGN_IN_PLACE.search(text)) or "www." in text)


def _make_block(text: str, line: int, level: int, definitions: Mapping[str, str]) -> ProseBlock:
    if not _is_special(text):
        return ProseBlock(line, text, level)
    masked = _NO_TEXT.sub(_mask, text)
    found = [_find_words(match, text, definitions) for match in _LINK.finditer(masked)] if "[" in masked else []
    tags = _HTML_LINK.finditer(text) if "</" in text else ()
    elements = [_read_element(match) for match in tags if not _is_code(match, masked)]
    masked = _EMPHASIS.sub(
        lambda signs: EMPHASIS * len(signs.group()), _LINK.sub(_mask_link, masked) if found else masked
    )
    links = sorted((*elements, *(one for one in found if one.target)))
    return ProseBlock(
        line,
        _QUOTED.sub(_erase, masked),
        level,
        tuple(one.words for one in links),
        tuple(one.target for one in links),
    )


class _FoundLink(NamedTuple):
    """The place of the words of a link, and what it leads to; empty if these are only brackets."""

    words: tuple[int, int]
    target: str


def _find_words(match: re.Match[str], text: str, definitions: Mapping[str, str]) -> _FoundLink:
    if (match["target"] or "").startswith("("):
        written = text[match.start("target") + 1 : match.end("target") - 1].split()
        return _FoundLink(match.span("words"), written[0].strip("<>") if written else "")
    return _FoundLink(match.span("words"), definitions.get(normalizeReference(match["label"] or match["words"]), ""))


def _is_code(element: re.Match[str], masked: str) -> bool:
    """Return whether an element is inside code, which hides its words as well."""
    start, end = element.span("words")
    return masked[start:end].strip(OPAQUE) == ""


def _read_element(match: re.Match[str]) -> _FoundLink:
    return _FoundLink(match.span("words"), match["double"] or match["single"] or match["bare"] or "#")


def _mask_link(match: re.Match[str]) -> str:
    return f"{HIDDEN}{match['words']}{HIDDEN}{_fill(match['target'] or '', HIDDEN)}"


def _make_unseen(match: re.Match[str]) -> str:
    return HIDDEN * len(match.group())


def _mask(match: re.Match[str]) -> str:
    found = match.group()
    entity = (match["entity"] or "").lower()
    if found == "\\" or entity in _UNSEEN or match["tag"]:
        return _make_unseen(match)
    return " " * len(found) if entity in _SPACES else _fill(found, OPAQUE)


def _erase(match: re.Match[str]) -> str:
    return _fill(match.group(), OPAQUE)


def _fill(text: str, char: str) -> str:
    """Return ``text`` with all characters but line feeds replaced."""
    return "\n".join(char * len(part) for part in text.split("\n"))


_UNSEEN_CHARS = re.compile(f"[{HIDDEN}{EMPHASIS}]")


def show_prose(text: str) -> str:
    """Return a part of the text of a block as its readers see it, on one line."""
    return " ".join(_UNSEEN_CHARS.sub("", text).split())


def has_markup(text: str) -> bool:
    """Return whether a part of the text of a block has markup inside, or continues on the next line."""
    return "\n" in text or _UNSEEN_CHARS.search(text) is not None
