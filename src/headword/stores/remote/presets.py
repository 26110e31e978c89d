"""The kinds of stores: their endpoints for queries and graphs, and their kinds of credentials.

Facts are from each store's own documentation; docs/stores.md names it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from headword.core.errors import HeadwordError
from headword.core.plugins import STORES, load_plugins


class Endpoints(NamedTuple):
    """The endpoints of a store.

    Attributes:
        query: the endpoint of queries.
        update: the endpoint of SPARQL Update.
        graphs: the endpoint of the Graph Store Protocol; empty if the store has none that follows the standard.
    """

    query: str
    update: str
    graphs: str = ""


@dataclass(frozen=True, slots=True)
class Preset:
    """A kind of store.

    Attributes:
        name: its name on the command line.
        find: returns its endpoints, given the address from the user and whether there are credentials.
        fits: returns whether an address looks like this kind.
        signs: the beginning of its header `Server`, or the name of a header that only this kind sends; empty if it
            sends neither.
        login: ``basic``, ``challenge`` for digest if the store requires it, or ``aws``.
        priority: the highest one counts if an address looks like several kinds.
    """

    name: str
    find: Callable[[str, bool], Endpoints]
    fits: Callable[[SplitResult], bool]
    signs: str = ""
    login: str = "basic"
    priority: int = 0


def _without(url: str, *endings: str) -> str:
    """Return ``url`` without one of these endings, and without a slash at its end."""
    bare = url.rstrip("/")
    return next((bare.removesuffix(ending) for ending in endings if bare.endswith(ending)), bare)


def _fuseki(url: str, known: bool) -> Endpoints:  # noqa: ARG001 the same for all
    top = _without(url, "/query", "/sparql", "/update", "/data", "/get")
    return Endpoints(f"{top}/query", f"{top}/update", f"{top}/data")


def _oxigraph(url: str, known: bool) -> Endpoints:  # noqa: ARG001 the same for all
    top = _without(url, "/query", "/update", "/store")
    return Endpoints(f"{top}/query", f"{top}/update", f"{top}/store")


def _virtuoso(url: str, known: bool) -> Endpoints:
    top = _without(url, "/sparql-graph-crud-auth", "/sparql-graph-crud", "/sparql-auth", "/sparql")
    end = "-auth" if known else ""
    return Endpoints(f"{top}/sparql{end}", f"{top}/sparql{end}", f"{top}/sparql-graph-crud{end}")


def _graphdb(url: str, known: bool) -> Endpoints:  # noqa: ARG001 the same for all
    top = _without(url, "/statements", "/rdf-graphs/service")
    return Endpoints(top, f"{top}/statements", f"{top}/rdf-graphs/service")


def _blazegraph(url: str, known: bool) -> Endpoints:  # noqa: ARG001 the same for all
    top = f"{_without(url, '/sparql')}/sparql"
    return Endpoints(top, top)


def _neptune(url: str, known: bool) -> Endpoints:  # noqa: ARG001 the same for all
    top = _without(url, "/sparql/gsp", "/sparql")
    return Endpoints(f"{top}/sparql", f"{top}/sparql", f"{top}/sparql/gsp/")


def _qlever(url: str, known: bool) -> Endpoints:  # noqa: ARG001 the same for all
    return Endpoints(url, url, url)


def _sparql(url: str, known: bool) -> Endpoints:  # noqa: ARG001 the same for all
    return Endpoints(url, url)


def _never(url: SplitResult) -> bool:
    del url
    return False


def _at_port(port: int) -> Callable[[SplitResult], bool]:
    return lambda url: url.port == port


NEPTUNE = Preset(
    "neptune",
    _neptune,
    lambda url: bool(re.search(r"\.neptune\.amazonaws\.com(\.cn)?$", url.hostname or "")),
    "",
    "aws",
)
GRAPHDB = Preset(
    "graphdb",
    _graphdb,
    lambda url: bool(re.search(r"/repositories/[^/]+(/|$)", url.path)) or url.port == 7200,
    "GraphDB",
)
BLAZEGRAPH = Preset(
    "blazegraph", _blazegraph, lambda url: bool(re.search(r"/(blazegraph|bigdata)(/|$)", url.path)), priority=1
)
VIRTUOSO = Preset(
    "virtuoso",
    _virtuoso,
    lambda url: bool(re.search(r"/sparql(-graph-crud)?-auth/?$|/sparql-graph-crud/?$", url.path)) or url.port == 8890,
    "Virtuoso",
    "challenge",
    priority=1,
)
FUSEKI = Preset("fuseki", _fuseki, _at_port(3030), "Fuseki-Request-Id", "challenge")
OXIGRAPH = Preset("oxigraph", _oxigraph, _at_port(7878), "Oxigraph")
QLEVER = Preset("qlever", _qlever, _never)
SPARQL = Preset("sparql", _sparql, _never)
"""Any store with one address for queries and updates."""


def list_presets() -> Mapping[str, Preset]:
    """Return every kind of store that a package offers, by name."""
    return load_plugins(STORES)


def check_url(url: str) -> None:
    """Check that ``url`` is an address of the web without a secret.

    Raises:
        HeadwordError: it is a different text, or it contains a user or a password, which the error does not show.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise HeadwordError("the address of the store cannot be read", hint=_EXAMPLE) from error
    if "@" in parts.netloc:
        hint = "remove them, and set HEADWORD_USER and HEADWORD_PASSWORD in the environment"
        raise HeadwordError("the address of the store contains a user or a password", hint=hint)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise HeadwordError("the address of the store does not begin with http:// or https://", hint=_EXAMPLE)
    if parts.query or parts.fragment:
        hint = "remove them; headword reads secrets from the environment"
        raise HeadwordError("the address of the store has a query or a fragment", hint=hint)


_EXAMPLE = "for example http://localhost:7878 or https://triples.example/repositories/rocks"


def guess_preset(url: str) -> Preset | None:
    """Return the kind of store that an address looks like."""
    parts = urlsplit(url)
    fitting = [preset for preset in list_presets().values() if preset.fits(parts)]
    return max(fitting, key=lambda preset: preset.priority, default=None)


def recognise_preset(headers: Mapping[str, str]) -> Preset | None:
    """Return the kind of store with such response headers, whose names are in lower case."""
    server = headers.get("server", "")
    for preset in list_presets().values():
        if preset.signs and (server.startswith(preset.signs) or preset.signs.lower() in headers):
            return preset
    # Jena's own server has its name in the middle of the header.
    return FUSEKI if "Fuseki" in server else None
