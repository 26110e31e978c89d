"""Addresses that a resource of the vocabulary and a route of the server share.

IRIs of a vocabulary do not change, so a concept called `health` is found like any other. A request for a page or
RDF gets the site. A request for a media type that only the server has there, for any type, or with parameters gets
the server: IRIs have no parameters.
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

_NAMES = {"health": (JSON,), ROOT: (JSON,), "search": (JSON,), "sparql": tuple(TABLES)}
"""The first parts of the server's own addresses, with the media types of its answers."""


class ShadowedRoute(Route):
    """The route of the site for shared addresses, which precedes the server's own routes.

    Args:
        endpoint: the function that answers for the site.
        current: the site that is served.
    """

    def __init__(self, endpoint: Callable[..., object], current: LiveSite) -> None:
        super().__init__("/{path:path}", endpoint, methods=["GET", "HEAD"])
        self._current = current

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return a match if the site answers the request."""
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
    """Return True if the address is that of a reconciliation service."""
    first, _, rest = address.partition("/")
    return first == ROOT and rest.partition("/")[0] in (ALL, *edition.snapshot.desk.schemes)
