"""Addresses of resources that are called like parts of the server: who answers there.

A vocabulary was there before the server, and its IRIs stay: a concept called `health` is looked up like any other.
Who wants a page or RDF gets it from the site; who wants what only the server has there, or anything at all, asks the
server, and so does who sends parameters, which an IRI has none of.
"""

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.routing import Match, Route
from starlette.types import Scope

from headword.server.live_site import Deployment, LiveSite
from headword.server.negotiation import choose_type
from headword.server.querying.formats import TABLES
from headword.server.reconciliation.manifests import ALL, ROOT
from headword.server.responses import JSON

_NAMES = {"health": (JSON,), ROOT: (JSON,), "sparql": tuple(TABLES)}
"""The first parts of addresses that the server has, and in which types it answers there."""


class ShadowedRoute(Route):
    """The route of the site for such addresses; it comes before the server's own.

    Args:
        endpoint: answers for the site.
        current: what is served.
    """

    def __init__(self, endpoint: Callable[..., object], current: LiveSite) -> None:
        super().__init__("/{path:path}", endpoint, methods=["GET", "HEAD"])
        self._current = current

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the site answers."""
        path = scope["path"].removeprefix("/") if scope["type"] == "http" else ""
        types = _NAMES.get(path.partition("/")[0].partition(".")[0])
        if types is None or scope["method"] not in ("GET", "HEAD") or scope["query_string"]:
            return Match.NONE, {}
        is_wanted = self._is_wanted(path, types, Headers(scope=scope).get("accept", ""))
        return super().matches(scope) if is_wanted else (Match.NONE, {})

    def _is_wanted(self, path: str, types: tuple[str, ...], accept: str) -> bool:
        if self._current.is_empty:
            return False
        edition = self._current.edition
        address = path.removesuffix("/")
        if edition.files.has(path) or not edition.files.has_page(address):
            return edition.files.has(path)
        if address not in _NAMES and not _is_service(edition, address):
            return True
        return choose_type(accept, [*types, *edition.files.offers(address)]) not in (None, *types)


def _is_service(edition: Deployment, address: str) -> bool:
    """Whether something is asked at an address for reconciliation with a vocabulary."""
    first, _, rest = address.partition("/")
    return first == ROOT and rest.partition("/")[0] in (ALL, *edition.snapshot.desk.schemes)
