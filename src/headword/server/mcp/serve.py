"""The transports: standard input and output, and HTTP inside ``headword serve``."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from headword.core.errors import HeadwordError
from headword.server.mcp.application import make_mcp_server
from headword.server.mcp.desk import McpDesk, OwnPool
from headword.server.mcp.loaded import LoadedVocabulary, VocabularyFeed
from headword.server.querying.limits import Limits
from headword.server.querying.pool import Pool
from headword.server.querying.query import QueryAnswer, QueryRequest
from headword.site.addresses import OWN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PATH = f"/{OWN}/mcp"
"""The path of the endpoint in ``headword serve``."""
_BODY = 1024 * 1024
"""Bytes of a request."""


async def serve_on_stdio(feed: VocabularyFeed, limits: Limits, *, allow_write: bool) -> None:
    """Answer on standard input and output until the input ends."""
    pool = OwnPool(limits)
    desk = McpDesk(feed, pool.ask)
    desk.prepare()
    try:
        await make_mcp_server(desk, allow_write=allow_write).run_stdio_async()
    finally:
        pool.close()
        desk.close()


@dataclass(frozen=True, slots=True)
class McpEndpoint:
    """The endpoint of ``headword serve``.

    Attributes:
        route: its route.
        run: runs it as long as the server runs.
    """

    route: Route
    run: Callable[[], AbstractAsyncContextManager[None]]


def make_endpoint(feed: VocabularyFeed, pool: Callable[[], Pool], host: str) -> McpEndpoint:
    """Return an endpoint that answers on loopback, without a session; it never writes.

    Args:
        feed: the source of the vocabulary.
        pool: returns the processes that answer queries.
        host: the address that the server listens on.

    Raises:
        HeadwordError: the address is not one of this machine alone.
    """
    _require_loopback(host)

    async def ask(loaded: LoadedVocabulary, request: QueryRequest) -> QueryAnswer:
        del loaded
        return await pool().ask(request)

    desk = McpDesk(feed, ask)
    server = make_mcp_server(desk)
    # For a loopback address, the SDK checks Host and the name in Origin itself.
    application = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=_BODY,
        host="localhost",
    )

    @asynccontextmanager
    async def run() -> "AsyncIterator[None]":
        try:
            async with server.session_manager.run():
                desk.prepare()
                yield
        finally:
            desk.close()

    (route,) = application.routes
    assert isinstance(route, Route)
    return McpEndpoint(Route(PATH, _GuardedApp(route.app)), run)


class _GuardedApp:
    """Answers POST, unless a page of a different server sent it.

    The route has all methods, because the site would answer the others: with a page, or the errors of a build.

    Args:
        app: answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        answer = self._app
        if scope["method"] != "POST":
            # Without sessions, a stream that a client opens with GET would carry nothing, and never end.
            answer = PlainTextResponse("use POST\n", 405, {"Allow": "POST"})
        elif origin and origin.partition("://")[2] != headers.get("host", ""):
            answer = PlainTextResponse("a page of a different server cannot use this endpoint\n", 403)
        await answer(scope, receive, send)


def _require_loopback(host: str) -> None:
    try:
        is_here = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        is_here = False
    if not is_here:
        hint = "use --host 127.0.0.1, and a proxy with a login if others need it"
        raise HeadwordError(f"--mcp needs a loopback address, and {host!r} is not one", hint=hint)
