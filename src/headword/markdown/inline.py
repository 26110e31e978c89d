"""Inline Markdown: its plain text, its separators and its links."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html.entities import html5

from markdown_it.token import Token

from headword.core.findings import Location
from headword.markdown.profiles import PLAIN, SiteProfile
from headword.markdown.syntax import inline_parser
from headword.markdown.text import HIDDEN, SPACE, SourceText, normalize

_MARKUP = re.compile(r"[\\`*_\[\]<>&!{}~=^$]")
_LONGEST = 2_000
"""The length above which a text is not parsed: no label is that long, and parsing is slow."""
_SHORTCODE = re.compile(r"\{\{[<%].{0,500}?[>%]\}\}")
_WRITTEN_SHORTCODE = re.compile(r"\{\{(?P<opens>[<%])/\*\s*(?P<tag>.{0,500}?)\s*\*/(?P<closes>[>%])\}\}")
"""A shortcode that Hugo shows instead of running it: ``{{</* x */>}}``."""
_ANY_SHORTCODE = re.compile(rf"{_WRITTEN_SHORTCODE.pattern}|{_SHORTCODE.pattern}")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_FORMULA = re.compile(r"[\w\\(\[{|+-](?:\S*|.*[\\^_{}=+<>].*)(?<=[\w)\]}|'!])")
"""One symbol, or signs of TeX: ``$US and A$`` is money."""

# Constructs that may contain a separator: an escape, a code span, an entity, the target of a link, a footnote, a
# formula.
_OPAQUE = (
    r"\\.|`+[^`]*`+|&(?P<entity>\#[0-9]{1,7};|\#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)"
    r"|<[^<>\s]*>|\]\([^()]*\)|\{\{[<%].{0,500}?[>%]\}\}|\[\[[^\[\]]{0,300}\]\]"
    r"|\^\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\]){0,2000}\]"
    r"|(?<![\w$\\])\$(?=\S)(?=[^$]{0,200}[\\^_{}])[^$]{1,200}(?<=[\w)\]}|'!])\$(?![\w$])"
)


def plain_text(markdown: str, site: SiteProfile = PLAIN) -> str:
    """Return the text of ``markdown`` without its markup, in NFC: ``a *b* &amp; `c``` is ``a b & c``."""
    if not _MARKUP.search(markdown) or len(markdown) > _LONGEST:
        return normalize(markdown.replace("\n", " "))
    return normalize(_trim(_read_parts(markdown, site)))


def _read_parts(markdown: str, site: SiteProfile) -> list[tuple[str, bool]]:
    """Return the pieces of text in ``markdown``, and whether each is written as an escape or an entity."""
    parts: list[tuple[str, bool]] = []
    tokens = _parse(markdown, site)
    for index, token in enumerate(tokens):
        if token.type == "text" and parts and parts[-1][0].endswith(" ") and _shows_nothing(tokens[index - 1]):
            # An invisible token has spaces on both sides, of which a reader sees one.
            parts.append((token.content.removeprefix(" "), False))
        elif token.type in ("softbreak", "hardbreak") or _BREAK.fullmatch(token.content):
            parts.append((" ", False))
        elif token.type in ("math_inline", "math_inline_double"):
            is_formula = _FORMULA.fullmatch(token.content) and not _touches_word(tokens, index)
            plain = token.content if is_formula else plain_text(token.content, site)
            parts.append((plain if is_formula else f"{token.markup}{plain}{token.markup}", False))
        elif token.type == "image":
            parts.append((plain_text(token.content, site), False))
        elif token.type != "html_inline" and token.content:
            parts.append((token.content, token.type == "text_special"))
    return parts


def show_shortcodes(markdown: str) -> str:
    """Return ``markdown`` with each escaped shortcode as Hugo shows it: ``{{< x >}}``."""
    return _WRITTEN_SHORTCODE.sub(_show_shortcode, markdown) if "{{" in markdown else markdown


def _show_shortcode(match: re.Match[str]) -> str:
    # The space prevents that the sign begins an HTML element.
    return "{{{{{opens} {tag} {closes}}}}}".format_map(match.groupdict()) if match["opens"] else ""


def _shows_nothing(token: Token) -> bool:
    is_empty = token.type == "image" and not token.content
    return is_empty or (token.type == "html_inline" and not _BREAK.fullmatch(token.content))


def _parse(markdown: str, site: SiteProfile) -> Sequence[Token]:
    text = _ANY_SHORTCODE.sub(_show_shortcode, markdown) if "{{" in markdown else markdown
    # The rule for formulas reads the character at index -1 before a formula at the start. The space keeps that from
    # being a digit at the end.
    return inline_parser(site).parseInline(f" {text}")[0].children or ()


def _touches_word(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a letter or digit is directly before or after a token: ``A$B$C`` has no formula."""
    before = tokens[index - 1].content[-1:] if index else ""
    after = tokens[index + 1].content[:1] if index + 1 < len(tokens) else ""
    return before.isalnum() or after.isalnum()


def has_words(markdown: str, site: SiteProfile) -> bool:
    """Return whether ``markdown`` contains text; images and HTML elements alone are not text."""
    if len(markdown) > _LONGEST or not any(sign in markdown for sign in ("![", "<", "&")):
        return bool(markdown.strip(SPACE))
    shown = (token for token in _parse(markdown, site) if token.type not in ("image", "html_inline"))
    return any(token.content.strip() for token in shown)


def _trim(parts: list[tuple[str, bool]]) -> str:
    """Join the parts and strip white space at both ends, except white space that is written as an entity."""
    texts = [text for text, _ in parts]
    is_kept = [is_special for _, is_special in parts]
    for order in (range(len(texts)), range(len(texts) - 1, -1, -1)):
        for index in order:
            if not is_kept[index]:
                texts[index] = texts[index].lstrip() if order.step > 0 else texts[index].rstrip()
            if texts[index]:
                break
    return "".join(texts)


def split_text(text: SourceText, separators: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """Yield the spans of ``text`` from ``start`` on between ``separators`` that are not escaped.

    A separator inside brackets or quotation marks does not count. A comma counts only before white space, because
    ``1,2-dichloroethane`` is one name.
    """
    begin = start
    for end in _find_separators(text.text, separators, start):
        yield begin, end
        begin = end + 1
    yield begin, len(text.text)


def _find_separators(text: str, separators: str, start: int) -> list[int]:
    if not _MARKED.search(text, start):
        # Most texts have neither markup nor brackets, so that every separator counts.
        return [match.start() for match in _plain_pattern(separators).finditer(text, start)]
    found: list[int] = []
    opened: list[tuple[str, int]] = []
    # The counts show at once whether a sign closes an open bracket. Without them, each closing sign would be compared
    # with all open ones, which takes quadratic time.
    pending: Counter[str] = Counter()
    for match in _separator_pattern(separators).finditer(text, start):
        # The end of a link's text is part of the match that contains its target.
        entity, mark = match["entity"], match["mark"] or ("]" if match.group().startswith("](") else "")
        if match["separator"] or (entity and ";" in separators and not entity.startswith("#") and entity not in html5):
            found.append(match.end() - 1)
        elif pending[mark] and (mark not in _QUOTES or _ends_quote(match)):
            # Signs that opened later and are still open are not brackets. Separators found since this one opened do not
            # count.
            closers, count = opened.pop()
            pending.subtract(closers)
            while mark not in closers:
                closers, count = opened.pop()
                pending.subtract(closers)
            del found[count:]
        elif mark in _CLOSING or (mark in _QUOTES and _begins_quote(match)):
            opened.append((_CLOSING.get(mark) or _QUOTES[mark], len(found)))
            pending.update(opened[-1][0])
    return found


_CLOSING = {"(": ")", "[": "]", "{": "}", "\uff08": "\uff09"}
"""Brackets, each with its closing bracket."""
_QUOTES = {
    '"': '"',
    "\u201c": "\u201d",
    "\u201d": "\u201d",
    "\u201e": "\u201c\u201d",
    "\u00ab": "\u00bb",
    "\u00bb": "\u00ab\u00bb",
    "\u300c": "\u300d",
    "\u300e": "\u300f",
}
"""Quotation marks, each with the marks that can close it; the apostrophe is not a quotation mark here."""


def _begins_quote(match: re.Match[str]) -> bool:
    """Return whether a quotation can begin here: inches (``5"``) follow a digit, and only French has a space inside."""
    before, after = _find_around(match)
    return not before.isalnum() and (match["mark"] != '"' or after.strip() != "")


def _ends_quote(match: re.Match[str]) -> bool:
    before, after = _find_around(match)
    return not after.isalnum() and (before.strip() != "" or after.strip(" ,;.)") == "")


def _find_around(match: re.Match[str]) -> tuple[str, str]:
    start, end = match.span()
    return match.string[max(start - 1, 0) : start], match.string[end : end + 1]


_MARKS = re.escape("".join((*_CLOSING, *_CLOSING.values(), *_QUOTES, *_QUOTES.values())))
_MARKED = re.compile(rf"[\\`&<$^{_MARKS}]")
"""The signs with which a construct of `_OPAQUE`, a bracket or a quotation begins."""


@cache
def _separator_pattern(separators: str) -> re.Pattern[str]:
    return re.compile(rf"{_OPAQUE}|(?P<separator>{_plain_pattern(separators).pattern})|(?P<mark>[{_MARKS}])")


@cache
def _plain_pattern(separators: str) -> re.Pattern[str]:
    comma = rf"|,(?=[\s{HIDDEN}]|$)" if "," in separators else ""
    return re.compile(rf"[{re.escape(separators.replace(',', ''))}]{comma}")


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it is written.

    Attributes:
        style: ``iri``, an absolute IRI; ``path``, relative to the page; ``ref``, a shortcode of Hugo; ``wiki``, the
            name of a page; ``name``, a CURIE or plain text.
        target: the part before ``#``.
        fragment: the part after it.
    """

    style: str
    target: str
    fragment: str
    location: Location
    span: tuple[int, int] = (0, 0)
    """The span of the link in the text that contains it."""
    words: str = ""
    """The text of the link, in Markdown; empty if the link shows its target."""
    title: str = ""
    """The title of the link, with its quotes."""
    is_embed: bool = False
    """Whether the link embeds its target: ``![[Page]]``."""

    @property
    def written(self) -> str:
        """Return the target with its fragment."""
        return f"{self.target}#{self.fragment}" if self.fragment else self.target


_LINK = re.compile(
    r"\\."
    r"|(?P<code>`+)[^`]*(?P=code)"
    r"|(?P<embed>!?)(?:\[\[(?P<wiki>[^\[\]|]{1,300})(?:\|(?P<shown>[^\[\]]{0,300}))?\]\](?!\()"
    r"|\[(?P<words>(?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){0,400})\]"
    r"\(\s*(?P<inline>\{\{.{0,500}?\}\}|<[^<>]{0,2000}>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)"
    r"(?:\s+(?P<title>\"[^\"]*\"|'[^']*'))?\s*\))"
    r"|<(?P<auto>[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*)>"
    r"|(?P<short>\{\{[<%]\s*(?:rel)?ref\s.{0,500}?[>%]\}\})"
)
_REF = re.compile(r"""\{\{[<%]\s*(?:rel)?ref\s+(?:\.\s+)?(?:path\s*=\s*)?["'`]?(?P<target>[^"'`\s>%]+)""")
_LINK_LIKE = re.compile(r"<.*>|(?:www\.|\.{0,2}/)\S+|[A-Za-z][A-Za-z0-9+.-]*:[^\s:]\S*|.*\][(\[].*", re.DOTALL)
_BLOCK = re.compile(r"(?:^|#)\^[^#]*$")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def find_links(text: SourceText) -> Iterator[Link]:
    """Yield every link in ``text``, in order; code contains no links."""
    matches = (match for span in text.prose for match in _LINK.finditer(text.text, *span))
    for match in matches:
        group = next((name for name in ("wiki", "inline", "auto", "short") if match[name] is not None), "")
        if group:
            link = _read_link(group, match[group], text.place(match.start(), match.end()))
            words, is_embed = match["words"] or match["shown"] or "", bool(match["embed"])
            yield replace(link, span=match.span(), words=words, title=match["title"] or "", is_embed=is_embed)


def read_target(text: SourceText) -> Link:
    """Return the first link in a value, or its bare text as a name."""
    return read_targets(text)[0]


def read_targets(text: SourceText) -> list[Link]:
    """Return the links in the value of a field, or its bare text as a name."""
    links = list(find_links(text))
    return links or [_read_bare(text)]


def is_link_like(text: str) -> bool:
    """Return whether ``text``, in which no link was found, is written like one: ``<a b>``, ``www.x.org``, ``x:y``."""
    return _LINK_LIKE.fullmatch(text) is not None


def _read_bare(text: SourceText) -> Link:
    bare = text.text.strip()
    if re.match(r"https?://", bare):
        return Link("iri", bare, "", text.whole())
    if bare.startswith("#") or re.search(r"\.(mdx?|markdown)(#|$)", bare):
        return _read_link("inline", bare, text.whole())
    return Link("name", bare, "", text.whole())


def _read_link(group: str, written: str, place: Location) -> Link:
    if group == "short" or written.startswith("{{"):
        ref = _REF.match(written)
        style, written = ("ref", ref["target"]) if ref else ("path", written)
    elif group == "wiki":
        style = "wiki"
    else:
        written = written.strip("<>")
        if _ABSOLUTE.match(written):
            return Link("iri", written, "", place)
        style = "path"
    target, _, fragment = written.partition("#")
    if style == "wiki":
        # In a table, the bar before the shown text is escaped. A reference to a block has no heading.
        target, fragment = target.rstrip("\\"), _BLOCK.sub("", fragment.rstrip("\\"))
    return Link(style, target.strip(), fragment.strip(), place)
