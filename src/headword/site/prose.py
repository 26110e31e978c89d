"""Notes as HTML: their Markdown is rendered, their links lead to pages, and nothing in them can run.

HTML in Markdown is shown as text, and the result is compared with a list of what is allowed. A mistake in one of the
two is then no hole.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from headword.markdown.inline import find_links, plain_text
from headword.markdown.profiles import PLAIN, SiteProfile
from headword.markdown.syntax import extend
from headword.markdown.text import SourceText

_TAGS = frozenset(
    [
        "p",
        "em",
        "strong",
        "code",
        "pre",
        "ul",
        "ol",
        "li",
        "blockquote",
        "a",
        "div",
        "br",
        "hr",
        "s",
        "del",
        "mark",
        "ins",
        "sub",
        "sup",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "dl",
        "dt",
        "dd",
        "h3",
        "h4",
        "h5",
        "h6",
    ]
)
_PLAIN = re.compile(r"[^\\`*_\[\]<>&!{}#|~\n:/+\-=^$]*")
_AMP = re.compile(r"[&<>\"]")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TASK = re.compile(r"\[(?P<done>[ xX])\][ \n]")
_LONGEST = 20_000
"""Number of characters from which a text is shown as it is, because parsing would take too long."""
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


@cache
def _parser(site: SiteProfile) -> MarkdownIt:
    # Lines of a paragraph are joined where it is read: a line break in it is one that was written.
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    extend(parser, site)
    parser.core.ruler.push("lower_headings", _lower_headings)
    parser.core.ruler.before("inline", "tasks", _show_tasks)
    parser.inline.ruler.before("autolink", "break", _read_break)
    for kind, render in (
        ("image", _render_image),
        ("table_open", _render_table_open),
        ("table_close", _render_table_close),
        ("math_inline", _render_formula),
        ("math_inline_double", _render_formula),
        ("math_block", _render_formulas),
        ("math_block_label", _render_formulas),
        ("footnote_ref", _render_footnote_mark),
        ("footnote_block_open", _render_footnotes_open),
        ("footnote_block_close", _render_footnotes_close),
        ("footnote_open", _render_footnote_open),
        ("footnote_anchor", _render_nothing),
    ):
        parser.add_render_rule(kind, render)
    return parser


def _lower_headings(state: StateCore) -> None:
    """Put the headings of a note below those of the page, which has two levels of its own."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + 2, 6)}"


def _show_tasks(state: StateCore) -> None:
    """Show whether each item of a list of tasks is done."""
    for item, paragraph, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        task = _TASK.match(inline.content) if inline.type == "inline" else None
        if task and item.type == "list_item_open" and paragraph.type == "paragraph_open":
            inline.content = f"{'☐' if task['done'] == ' ' else '☑'} {inline.content[task.end() :]}"


def _read_break(state: StateInline, silent: bool) -> bool:
    """Read the one element of HTML that the cells of tables cannot do without."""
    match = _BREAK.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = match.end()
    return True


def _render_image(html: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    return escape_html(html.renderInlineAsText(tokens[at].children, options, env))


def _render_table_open(*_: object) -> str:
    """Render the start of a table that scrolls by itself where it is wider than the page, by keyboard too."""
    return '<div class="scroll" tabindex="0">\n<table>\n'


def _render_table_close(*_: object) -> str:
    return "</table>\n</div>\n"


def _render_formula(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, ___: EnvType) -> str:
    return f"<code>{escape_html(tokens[at].content.strip())}</code>"


def _render_formulas(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, ___: EnvType) -> str:
    return f"<pre><code>{escape_html(tokens[at].content.strip())}</code></pre>\n"


def _render_footnote_mark(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, ___: EnvType) -> str:
    return f"<sup>{tokens[at].meta['id'] + 1}</sup>"


def _render_footnotes_open(*_: object) -> str:
    return "<ol>\n"


def _render_footnotes_close(*_: object) -> str:
    return "</ol>\n"


def _render_footnote_open(*_: object) -> str:
    return "<li>"


def _render_nothing(*_: object) -> str:
    return ""


def escape_html(text: str) -> str:
    """Return ``text`` as HTML that shows the same characters."""
    return _AMP.sub(lambda match: _ENTITIES[match.group()], text)


def render_prose(text: str, find_page: Callable[[str], str] = str, site: SiteProfile = PLAIN) -> str:
    """Return ``text``, which is Markdown, as HTML that is safe in any page.

    Args:
        text: a note.
        find_page: the address to lead to instead of an IRI; empty where there is none, and only the words are shown.
        site: the shape of site that the note was written in.
    """
    if len(text) > _LONGEST or _PLAIN.fullmatch(text):
        return f"<p>{escape_html(text)}</p>"
    html = _parser(site).render(_lead_links(text, find_page))
    return nh3.clean(
        html, tags=set(_TAGS), attributes={"a": {"href", "title"}, "ol": {"start"}, "div": {"class", "tabindex"}},
        url_schemes={"http", "https", "mailto"}, link_rel="noopener noreferrer",
    )  # fmt: skip


def _lead_links(text: str, find_page: Callable[[str], str]) -> str:
    """Return ``text`` with each link to the page of its IRI; a link without a target becomes its words."""
    if "[" not in text and "{{" not in text and "<" not in text:
        return text
    parts, end = [], 0
    for link in find_links(SourceText(text, "", 1, 1)):
        start, stop = link.span
        address = find_page(link.target) if link.style == "iri" else ""
        if link.style == "iri" and address == link.target:
            continue
        words = link.words or link.written
        parts += [text[end:start], f"[{words}](<{address}>)" if address else words]
        end = stop
    return "".join([*parts, text[end:]])


def list_linked(texts: Iterable[str]) -> Iterator[str]:
    """Yield the IRIs of links in notes."""
    for text in texts:
        if "](" in text or "<" in text:
            yield from (link.target for link in find_links(SourceText(text, "", 1, 1)) if link.style == "iri")


def to_plain_text(text: str, site: SiteProfile = PLAIN) -> str:
    """Return ``text``, which is Markdown, as one line of plain text: block by block, footnotes last."""
    if len(text) > _LONGEST or "\n" not in text:
        return plain_text(text, site)
    shown = (token for token in _parser(site).parse(text) if token.type in _SAYING)
    return " ".join(" ".join(_show_container(token, site).split()) for token in shown).strip()


_SAYING = frozenset({"inline", "fence", "code_block", "math_block", "math_block_label"})


def _show_container(token: Token, site: SiteProfile) -> str:
    return plain_text(token.content, site) if token.type == "inline" else token.content
