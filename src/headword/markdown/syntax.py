"""The Markdown of each shape of site: parsers of blocks and of inline text with the extensions that it has."""

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
    """Return a parser of the blocks of a page; inline text is left as it is, and so are targets of references."""
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
    """Return a parser of inline text that tells what an entity or escape stands for from plain text by its token."""
    parser = MarkdownIt("commonmark").disable("text_join")
    extend(parser, site)
    if site.wikilinks:
        wikilinks_plugin(parser)
    return parser


def extend(parser: MarkdownIt, site: SiteProfile) -> None:
    """Add what any site has beyond CommonMark, and the pairs of signs of this one."""
    footnote_plugin(parser)
    deflist_plugin(parser)
    dollarmath_plugin(parser, allow_space=False, allow_digits=False, allow_blank_lines=False, double_inline=True)
    pairs_plugin(parser, dict(site.pairs))
