"""Inline Markdown: its plain text, where it may be split, and the links in it."""

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
"""Characters from which on a text is taken as it stands: no label is that long, and parsing takes its time."""
_SHORTCODE = re.compile(r"\{\{[<%].{0,500}?[>%]\}\}")
_WRITTEN_SHORTCODE = re.compile(r"\{\{(?P<opens>[<%])/\*\s*(?P<tag>.{0,500}?)\s*\*/(?P<closes>[>%])\}\}")
"""One that Hugo shows instead of doing what it says: ``{{</* x */>}}``."""
_ANY_SHORTCODE = re.compile(rf"{_WRITTEN_SHORTCODE.pattern}|{_SHORTCODE.pattern}")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_FORMULA = re.compile(r"[\w\\(\[{|+-](?:\S*|.*[\\^_{}=+<>].*)(?<=[\w)\]}|'!])")
"""One symbol, or signs of TeX: ``$US and A$`` is money."""

# What a separator may hide in: an escape, a code span, an entity, a link's target, a footnote, a formula.
_OPAQUE = (
    r"\\.|`+[^`]*`+|&(?P<entity>\#[0-9]{1,7};|\#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)"
    r"|<[^<>\s]*>|\]\([^()]*\)|\{\{[<%].{0,500}?[>%]\}\}|\[\[[^\[\]]{0,300}\]\]"
    r"|\^\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\]){0,2000}\]"
    r"|(?<![\w$\\])\$(?=\S)(?=[^$]{0,200}[\\^_{}])[^$]{1,200}(?<=[\w)\]}|'!])\$(?![\w$])"
)


def plain_text(markdown: str, site: SiteProfile = PLAIN) -> str:
    """The text of ``markdown`` without its markup, in NFC: ``a *b* &amp; `c``` is ``a b & c``."""
    if not _MARKUP.search(markdown) or len(markdown) > _LONGEST:
        return normalize(markdown.replace("\n", " "))
    return normalize(_trim(_read_parts(markdown, site)))


def _read_parts(markdown: str, site: SiteProfile) -> list[tuple[str, bool]]:
    """The pieces of text in ``markdown``, and whether each is spelled as an escape or entity."""
    parts: list[tuple[str, bool]] = []
    tokens = _parse(markdown, site)
    for index, token in enumerate(tokens):
        if token.type == "text" and parts and parts[-1][0].endswith(" ") and _shows_nothing(tokens[index - 1]):
            # What shows nothing has spaces on both sides, of which a reader sees one.
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
    """Return ``markdown`` with each shortcode that is written to be shown as Hugo shows it: ``{{< x >}}``."""
    return _WRITTEN_SHORTCODE.sub(_show_shortcode, markdown) if "{{" in markdown else markdown


def _show_shortcode(match: re.Match[str]) -> str:
    # With a space after it, the sign does not begin an element of HTML.
    return "{{{{{opens} {tag} {closes}}}}}".format_map(match.groupdict()) if match["opens"] else ""


def _shows_nothing(token: Token) -> bool:
    is_empty = token.type == "image" and not token.content
    return is_empty or (token.type == "html_inline" and not _BREAK.fullmatch(token.content))


def _parse(markdown: str, site: SiteProfile) -> Sequence[Token]:
    text = _ANY_SHORTCODE.sub(_show_shortcode, markdown) if "{{" in markdown else markdown
    # A formula at the very start is seen only if no digit is at the end, which the rule takes for what is before it.
    return inline_parser(site).parseInline(f" {text}")[0].children or ()


def _touches_word(tokens: Sequence[Token], index: int) -> bool:
    """Whether a letter or digit stands right before or after a token: ``A$B$C`` has no formula."""
    before = tokens[index - 1].content[-1:] if index else ""
    after = tokens[index + 1].content[:1] if index + 1 < len(tokens) else ""
    return before.isalnum() or after.isalnum()


def has_words(markdown: str, site: SiteProfile) -> bool:
    """Whether there is anything to read in ``markdown``: pictures and elements of HTML alone are not."""
    if len(markdown) > _LONGEST or not any(sign in markdown for sign in ("![", "<", "&")):
        return bool(markdown.strip(SPACE))
    shown = (token for token in _parse(markdown, site) if token.type not in ("image", "html_inline"))
    return any(token.content.strip() for token in shown)


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
    """The spans of ``text`` from ``start`` on between ``separators`` that are not escaped.

    Inside brackets and quotation marks they separate nothing.  A comma separates only before white space:
    ``1,2-dichloroethane`` is one.
    """
    begin = start
    for end in _find_separators(text.text, separators, start):
        yield begin, end
        begin = end + 1
    yield begin, len(text.text)


def _find_separators(text: str, separators: str, start: int) -> list[int]:
    found: list[int] = []
    opened: list[tuple[str, int]] = []
    # Without the counts, each sign that closes nothing would be compared with all that are open.
    awaited: Counter[str] = Counter()
    for match in _separator_pattern(separators).finditer(text, start):
        # The end of a link's words comes with its target.
        entity, mark = match["entity"], match["mark"] or ("]" if match.group().startswith("](") else "")
        if match["separator"] or (entity and ";" in separators and not entity.startswith("#") and entity not in html5):
            found.append(match.end() - 1)
        elif awaited[mark] and (mark not in _QUOTES or _ends_quote(match)):
            # What opened later than this one, and was not closed, is no bracket.
            closers, count = opened.pop()
            awaited.subtract(closers)
            while mark not in closers:
                closers, count = opened.pop()
                awaited.subtract(closers)
            del found[count:]
        elif mark in _CLOSING or (mark in _QUOTES and _begins_quote(match)):
            opened.append((_CLOSING.get(mark) or _QUOTES[mark], len(found)))
            awaited.update(opened[-1][0])
    return found


_CLOSING = {"(": ")", "[": "]", "{": "}", "\uff08": "\uff09"}
"""Brackets, each with the one that closes it."""
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
"""Quotation marks, each with those that can close it; an apostrophe is none."""


def _begins_quote(match: re.Match[str]) -> bool:
    """Whether a quotation can begin here: inches, ``5"``, follow a digit, and only French sets a space inside."""
    before, after = _find_around(match)
    return not before.isalnum() and (match["mark"] != '"' or after.strip() != "")


def _ends_quote(match: re.Match[str]) -> bool:
    before, after = _find_around(match)
    return not after.isalnum() and (before.strip() != "" or after.strip(" ,;.)") == "")


def _find_around(match: re.Match[str]) -> tuple[str, str]:
    start, end = match.span()
    return match.string[max(start - 1, 0) : start], match.string[end : end + 1]


@cache
def _separator_pattern(separators: str) -> re.Pattern[str]:
    marks = re.escape("".join((*_CLOSING, *_CLOSING.values(), *_QUOTES, *_QUOTES.values())))
    plain = re.escape(separators.replace(",", ""))
    comma = rf"|,(?=[\s{HIDDEN}]|$)" if "," in separators else ""
    return re.compile(rf"{_OPAQUE}|(?P<separator>[{plain}]{comma})|(?P<mark>[{marks}])")


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
    span: tuple[int, int] = (0, 0)
    """Where it stands in the text that it was found in."""
    words: str = ""
    """What it shows, in Markdown; empty if it shows its target."""
    title: str = ""
    """Its title with the quotes around it."""
    is_embed: bool = False
    """Whether it stands for what it leads to: ``![[Page]]``."""

    @property
    def written(self) -> str:
        """The target with its fragment."""
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
    """Every link in ``text``, in order; what stands in code is none."""
    matches = (match for span in text.prose for match in _LINK.finditer(text.text, *span))
    for match in matches:
        group = next((name for name in ("wiki", "inline", "auto", "short") if match[name] is not None), "")
        if group:
            link = _read_link(group, match[group], text.place(match.start(), match.end()))
            words, is_embed = match["words"] or match["shown"] or "", bool(match["embed"])
            yield replace(link, span=match.span(), words=words, title=match["title"] or "", is_embed=is_embed)


def read_target(text: SourceText) -> Link:
    """The link that a value is: the first in it, or else the bare text as a name."""
    return read_targets(text)[0]


def read_targets(text: SourceText) -> list[Link]:
    """The links in a field's value, or else the bare text as a name."""
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
        # In a table the bar before what is shown is escaped; a block has no name of its own.
        target, fragment = target.rstrip("\\"), _BLOCK.sub("", fragment.rstrip("\\"))
    return Link(style, target.strip(), fragment.strip(), place)
