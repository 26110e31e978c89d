"""Inline Markdown: its plain text, where it may be split, and the links in it.

Knows CommonMark's inline markup, Hugo's shortcodes and wikilinks; must not
know what a link leads to.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.entities import html5

from markdown_it import MarkdownIt

from headword.core.findings import Location
from headword.markdown.text import SourceText, normalize

_MARKUP = re.compile(r"[\\`*_\[\]<>&!{}]")
_LONGEST = 2_000
"""Characters from which on a text is taken as it stands: no label is that long, and parsing takes its time."""
_SHORTCODE = re.compile(r"\{\{[<%].*?[>%]\}\}")

# What a separator may hide in: an escape, a code span, an entity, a link's target.
_OPAQUE = (
    r"\\.|`+[^`]*`+|&(?P<entity>\#[0-9]{1,7};|\#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)"
    r"|<[^<>\s]*>|\]\([^()]*\)|\{\{[<%].{0,500}?[>%]\}\}|\[\[[^\[\]]{0,300}\]\]"
)


@cache
def _inline_parser() -> MarkdownIt:
    # What an entity or escape stands for is told apart from plain text by its token.
    return MarkdownIt("commonmark").disable("text_join")


def plain_text(markdown: str) -> str:
    """The text of ``markdown`` without its markup, in NFC: ``a *b* &amp; `c``` is ``a b & c``."""
    if not _MARKUP.search(markdown) or len(markdown) > _LONGEST:
        return normalize(markdown.replace("\n", " "))
    parts: list[tuple[str, bool]] = []
    for token in _inline_parser().parseInline(_SHORTCODE.sub("", markdown))[0].children or ():
        if token.type in ("softbreak", "hardbreak"):
            parts.append((" ", False))
        elif token.type != "html_inline" and token.content:
            parts.append((token.content, token.type == "text_special"))
    return normalize(_trim(parts))


def _trim(parts: list[tuple[str, bool]]) -> str:
    """Parts joined, without the white space at both ends but for what is spelled as an entity, and so is meant."""
    texts = [text for text, _ in parts]
    meant = [is_special for _, is_special in parts]
    for order in (range(len(texts)), range(len(texts) - 1, -1, -1)):
        for index in order:
            if not meant[index]:
                texts[index] = texts[index].lstrip() if order.step > 0 else texts[index].rstrip()
            if texts[index]:
                break
    return "".join(texts)


def split_text(text: SourceText, separators: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """The spans of ``text`` from ``start`` on between unescaped ``separators``."""
    pattern = _separator_pattern(separators)
    begin = start
    for match in pattern.finditer(text.text, start):
        entity = match["entity"]
        unknown = entity is not None and not entity.startswith("#") and entity not in html5
        if match["separator"] or (unknown and ";" in separators):
            yield begin, match.end() - 1
            begin = match.end()
    yield begin, len(text.text)


@cache
def _separator_pattern(separators: str) -> re.Pattern[str]:
    return re.compile(rf"{_OPAQUE}|(?P<separator>[{re.escape(separators)}])")


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it is written.

    ``style`` is ``iri`` (an absolute IRI), ``path`` (relative to the page),
    ``ref`` (Hugo's shortcode), ``wiki`` (a page's name) or ``name`` (what
    stands there is none of these: a CURIE, or plain text).  ``target`` is the
    part before ``#``, ``fragment`` the part after it.
    """

    style: str
    target: str
    fragment: str
    location: Location

    @property
    def written(self) -> str:
        """The target with its fragment."""
        return f"{self.target}#{self.fragment}" if self.fragment else self.target


_LINK = re.compile(
    r"\\."
    r"|(?P<code>`+)[^`]*(?P=code)"
    r"|\[\[(?P<wiki>[^\[\]|]{1,300})(?:\|[^\[\]]{0,300})?\]\](?!\()"
    r"|!?\[(?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){0,400}\]\(\s*(?P<inline>\{\{.{0,500}?\}\}|<[^<>]{0,2000}>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
    r"|<(?P<auto>[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*)>"
    r"|(?P<short>\{\{[<%]\s*(?:rel)?ref\s.{0,500}?[>%]\}\})"
)
_REF = re.compile(r"""\{\{[<%]\s*(?:rel)?ref\s+(?:\.\s+)?(?:path\s*=\s*)?["'`]?(?P<target>[^"'`\s>%]+)""")
_BLOCK = re.compile(r"(?:^|#)\^[^#]*$")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def find_links(text: SourceText) -> Iterator[Link]:
    """Every link in ``text``, in order; what stands in code is none."""
    for match in _LINK.finditer(text.text):
        group = match.lastgroup
        if group is None or group == "code":
            continue
        place = text.place(match.start(), match.end())
        yield _read_link(group, match[group], place)


def read_target(text: SourceText) -> Link:
    """The link that a value is: the first in it, or else the bare text as a name."""
    return read_targets(text)[0]


def read_targets(text: SourceText) -> list[Link]:
    """The links in a field's value, or else the bare text as a name."""
    links = list(find_links(text))
    return links or [_read_bare(text)]


def _read_bare(text: SourceText) -> Link:
    bare = text.text.strip()
    if re.match(r"https?://", bare):
        return Link("iri", bare, "", text.whole())
    if bare.startswith("#") or re.search(r"\.(md|markdown)(#|$)", bare):
        return _read_link("inline", bare, text.whole())
    return Link("name", bare, "", text.whole())


def _read_link(group: str, written: str, place: Location) -> Link:
    if group == "short" or written.startswith("{{"):
        ref = _REF.match(written)
        style, written = "ref", ref["target"] if ref else written
    elif group == "wiki":
        style = "wiki"
    else:
        written = written.strip("<>")
        if _ABSOLUTE.match(written):
            return Link("iri", written, "", place)
        style = "path"
    target, _, fragment = written.partition("#")
    if style == "wiki":
        # In a table the bar before what is shown is escaped; a block has no name of its own.
        target, fragment = target.rstrip("\\"), _BLOCK.sub("", fragment.rstrip("\\"))
    return Link(style, target.strip(), fragment.strip(), place)
