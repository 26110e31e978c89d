"""The Markdown parsers of each kind of site, for blocks and for inline text."""

from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from headword.markdown.containers import is_opener
from headword.markdown.delimiters import pairs_plugin, wikilinks_plugin
from headword.markdown.profiles import SiteProfile


@cache
def block_parser(site: SiteProfile) -> MarkdownIt:
    """Return a parser for the blocks of a page; inline text and the targets of references are left as written."""
    parser = MarkdownIt("commonmark").enable("table")
    parser.normalizeLink = _keep  # type: ignore[assignment, method-assign]
    extend(parser, site)
    for sign in site.container:
        container_plugin(parser, f"remark{sign}", sign, validate=is_opener)
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _keep(target: str) -> str:
    return target


@cache
def inline_parser(site: SiteProfile) -> MarkdownIt:
    """Return a parser for inline text, in which an entity or escape has a token of its own."""
    parser = MarkdownIt("commonmark").disable("text_join")
    extend(parser, site)
    if site.wikilinks:
        wikilinks_plugin(parser)
    return parser


def extend(parser: MarkdownIt, site: SiteProfile) -> None:
    """Add the extensions that all sites have, and the pairs of signs of this site."""
    footnote_plugin(parser)
    deflist_plugin(parser)
    dollarmath_plugin(parser, allow_space=False, allow_digits=False, allow_blank_lines=False, double_inline=True)
    pairs_plugin(parser, dict(site.pairs))
