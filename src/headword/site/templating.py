"""Templates: Jinja2, ours and those that the user puts in their place, a block at a time or whole.

A user's `concept.html` that begins with `{% extends "headword/concept.html" %}` replaces the blocks that it names.
"""

import re
import traceback
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Protocol

import jinja2
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.rdf import locale_formats
from headword.rdf.languages import find_direction
from headword.site.addresses import HOME, OWN, to_url
from headword.site.words import Messages, tongue

OURS = "headword"


@dataclass(frozen=True)
class PageUrl:
    """A page as its links see it: its address, and the language that it is in.

    Attributes:
        address: of the page.
        language: the tag of BCP 47 that it is in.
        default: the language whose pages have no tag in their names.
        top: the top folder of the site, ending in ``/``, for a page that is shown at any address; else empty.
    """

    address: str
    language: str
    default: str
    top: str = ""

    @cached_property
    def root(self) -> str:
        """Return the relative path from the page to the top folder of the site, ending in ``/``."""
        if self.top:
            return self.top
        depth = len(self.address.split("/")) if self.address else 0
        return "../" * depth or "./"

    @cached_property
    def page_name(self) -> str:
        """Return the last part of a link to a page: nothing in the default language, since hosts have an index."""
        return page_name(self.language, self.default)

    def page(self, address: str, language: str = "") -> str:
        """Return a link to the page at ``address``, in the language of this page or in ``language``."""
        folder = f"{to_url(address)}/" if address else ""
        return self.root + folder + (page_name(language, self.default) if language else self.page_name)

    def file(self, path: str) -> str:
        """Return a link to a file."""
        return self.root + to_url(path)


def page_name(language: str, default: str) -> str:
    """Return the last part of a link to a page: nothing in the default language, since hosts have an index."""
    return "" if language == default else f"index.{language}.html"


def page_file(address: str, language: str, default: str) -> str:
    """Return the path of the file of the page at ``address``."""
    folder = f"{address}/" if address != HOME else ""
    return folder + (page_name(language, default) or "index.html")


class LinkLike(Protocol):
    """A link as a page shows it."""

    href: str
    text: str
    language: str
    notation: str
    host: str
    is_deprecated: bool


def refer(link: LinkLike, page: str) -> Markup:
    """Return a link, or its words if it has no target, in a page in the language ``page``."""
    words = break_iris(link.text)
    if not link.href:
        return Markup(f"<bdi{tongue(link.language, page)}>{words}</bdi>")  # noqa: S704 - each part is escaped
    notation = f'<span class="notation">{escape(link.notation)}</span> ' if link.notation else ""
    marks = f"{tongue(link.language, page)}{_DEPRECATED if link.is_deprecated else ''}{_OUT if link.host else ''}"
    # An IRI that is shown has its host in it.
    host = f' <span class="host">{escape(link.host)}</span>' if link.host and link.host not in link.text else ""
    return Markup(f'<a href="{escape(link.href)}"{marks}>{notation}<bdi>{words}</bdi></a>{host}')  # noqa: S704


def break_iris(text: str) -> Markup:
    """Return a text with places where a line can break after the separators of its IRIs, and not within their words."""
    if ":" not in text:
        return escape(text)
    parts = enumerate(_IRI.split(text))
    return Markup().join(Markup("<wbr>").join(_BREAKS.split(part)) if at % 2 else part for at, part in parts)


_IRI = re.compile(r"((?:(?<=://)|(?<=\burn:))\S+)")
"""An IRI after its scheme."""
_BREAKS = re.compile(r"(?<=[/#?&=_.:;-])(?=\w)")
_DEPRECATED, _OUT = ' class="deprecated"', ' rel="external"'


class _Context(jinja2.runtime.Context):
    """The values of a template, whose functions take no context: to look for it took a tenth of the time."""

    def call(
        self,
        function: Callable[..., Any],
        /,
        *values: Any,
        _loop_vars: Any = None,
        _block_vars: Any = None,
        **named: Any,
    ) -> Any:
        """Return the result of a function of a template."""
        return function(*values, **named)


_escape_text = lru_cache(1 << 12)(escape)


def show(value: object) -> str:
    """Return a value as HTML; texts such as labels and links occur on many pages, and are escaped once."""
    return _escape_text(value) if type(value) is str else escape(value)


class _CodeGenerator(CodeGenerator):
    """The code of templates, which calls `show` for the values of a page: to escape each took a fifth of the time."""

    def visit_Template(self, node: jinja2.nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        """Write the code of a template."""
        self.writeline(f"from {__name__} import {show.__name__}")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: jinja2.nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write(f"{show.__name__}(")
        else:
            super()._output_child_pre(node, frame, finalize)


class _Environment(jinja2.Environment):
    """The environment of templates with `_Context` and `_CodeGenerator`."""

    context_class = _Context
    code_generator_class = _CodeGenerator

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template; none has its own, and a chain of two mappings is slow to copy."""
        return super().make_globals(d) if d else self.globals


class Templates:
    """The templates of a site.

    Args:
        folder: the user's, which need not exist.
    """

    def __init__(self, folder: Path) -> None:
        ours = jinja2.PackageLoader("headword.site", "templates")
        theirs = jinja2.FileSystemLoader(folder)
        self._parts: dict[tuple[str, ...], Markup] = {}
        self._environment = _Environment(
            loader=jinja2.ChoiceLoader([theirs, ours, jinja2.PrefixLoader({OURS: ours})]),
            autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
            undefined=jinja2.StrictUndefined, auto_reload=False,
        )  # fmt: skip
        self._environment.globals.update(
            break_iris=break_iris,
            dir=find_direction,
            tongue=tongue,
            refer=refer,
            separator=locale_formats.find_separator,
        )
        self._environment.filters["part"] = self._render_part

    @jinja2.pass_context
    def _render_part(self, context: jinja2.runtime.Context, name: str) -> Markup:
        """Return a template that only depends on the depth and the language of a page, rendered once for each."""
        here: PageUrl = context["here"]
        own = here.address if here.address.startswith(f"{OWN}/") else ""
        key = (name, here.root, here.language, own)
        if key not in self._parts:
            self._parts[key] = Markup(self._environment.get_template(name).render(context.get_all()))  # noqa: S704
        return self._parts[key]

    def render(self, name: str, values: Mapping[str, Any]) -> bytes:
        """Return the page that the template ``name`` makes of ``values``.

        Raises:
            HeadwordError: the user's template is wrong.
        """
        try:
            page = self._environment.get_template(name).render(values)
            # The one character that HTML has no place for, nor any way to write (HTML, section 13.1.4).
            return page.replace("\0", "\N{REPLACEMENT CHARACTER}").encode()
        except RecursionError as error:
            hint = f'to replace part of a template of headword, begin yours with {{% extends "{OURS}/{name}" %}}'
            raise HeadwordError("the template extends itself", _find_place(error, name), hint) from error
        except jinja2.TemplateSyntaxError as error:
            where = Location(error.filename or error.name or name, error.lineno)
            raise HeadwordError(f"the template has an error: {error.message}", where) from error
        except jinja2.TemplateNotFound as error:
            raise HeadwordError(f"there is no template {error.message!r}", _find_place(error, name)) from error
        except (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise HeadwordError(f"the template has an error: {error}", _find_place(error, name)) from error


def _find_place(error: Exception, name: str) -> Location:
    """Return the location of an error in a template if it is known, else the template ``name``."""
    lines = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    path, line = next(((path, line) for path, line in reversed(lines) if path.endswith(".html")), (name, 0))
    return Location(path, line)


def frame(
    here: PageUrl, languages: Sequence[str], messages: Messages, url: str, title: str, ways: tuple[str, ...]
) -> dict[str, Any]:
    """Return the values that every template knows.

    Args:
        here: the page.
        languages: those that there are pages in.
        messages: the pages' own words.
        url: where the site is served.
        title: the title of the whole, in the language of the page.
        ways: the pages of the navigation, as `list_ways` returns them.
    """
    return {
        "here": here,
        "t": messages,
        "w": messages.write,
        "lang": here.language,
        "languages": languages,
        "site_title": title,
        "site_url": url,
        "own": OWN,
        "assets": f"{here.root}{OWN}/assets/",
        "ways_in": _link_ways(here.root, here.page_name, messages, ways),
        "canonical": absolute(url, here.address, here.language, here.default),
        "alternates": [(tag, absolute(url, here.address, tag, here.default)) for tag in languages],
    }


_WAYS_IN = {
    "hierarchy": "nav.hierarchy",
    "a-z": "nav.a-z",
    "collections": "nav.collections",
    "map": "nav.map",
    "changes": "nav.changes",
    "statistics": "nav.statistics",
    "data": "nav.data",
    "sparql": "query.title",
}
"""The pages of the navigation, each a folder of the site's own, with the key of its name."""


def list_ways(*, has_collections: bool, has_changes: bool, schemes: Sequence[str]) -> tuple[str, ...]:
    """Return the pages of the navigation of a site: those that have something to show.

    ``schemes`` are the addresses of all schemes; the map of a single one is the page of maps.
    """
    empty = {"collections": not has_collections, "changes": not has_changes}
    ways = (way for way in _WAYS_IN if not empty.get(way))
    return tuple(f"map/{schemes[0]}" if way == "map" and len(schemes) == 1 else way for way in ways)


@lru_cache(64)
def _link_ways(root: str, page: str, messages: Messages, ways: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Return the pages of the navigation: the address of each, a link to it, and its name."""
    names = [messages.write(_WAYS_IN[way.partition("/")[0]]) for way in ways]
    return [(f"{OWN}/{way}", f"{root}{OWN}/{to_url(way)}/{page}", text) for way, text in zip(ways, names, strict=True)]


def absolute(url: str, address: str, language: str, default: str) -> str:
    """Return the address on the web of a page."""
    folder = f"{to_url(address)}/" if address else ""
    return f"{url}{folder}{page_name(language, default)}"
