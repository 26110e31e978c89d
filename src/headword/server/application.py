"""The application of the server: its routes and its middleware."""

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from headword.server import apis
from headword.server.access_log import AccessLog
from headword.server.events import PATH, Events
from headword.server.gzip import GzipMiddleware
from headword.server.live_site import LiveSite
from headword.server.log import REQUESTS
from headword.server.querying.endpoint import Endpoint
from headword.server.querying.limits import Limits
from headword.server.querying.query import QueryAnswer
from headword.server.shadowed_routes import ShadowedRoute
from headword.server.site import METHODS, SiteResponder
from headword.server.thread_pool import Workers
from headword.site.hosting.policy import HEADERS

if TYPE_CHECKING:
    from headword.server.mcp.serve import McpEndpoint

_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


def make_application(
    current: LiveSite,
    limits: Limits,
    workers: Workers,
    hosts: Sequence[str],
    admit: Callable[[QueryAnswer], QueryAnswer],
    events: Events | None = None,
    mcp: "McpEndpoint | None" = None,
) -> Starlette:
    """Return the application that serves ``current`` under the names in ``hosts``.

    Requests for other hosts are refused. Otherwise, DNS rebinding would let a foreign page read a local server.

    Args:
        current: the site that is served.
        limits: the limits of a query.
        workers: the threads that answer requests to the APIs.
        hosts: the host names of the server; ``*`` for any.
        admit: returns the answer to a query, or a refusal if it cannot be sent now.
        events: notifies browsers of each build; if None, pages do not reload.
        mcp: the endpoint for assistants, if the server has one.
    """
    site = SiteResponder(current, is_live=events is not None)
    routes: list[BaseRoute] = [Route(PATH, events.serve)] if events is not None else []
    if mcp is not None:
        routes.append(mcp.route)
    routes.append(ShadowedRoute(site.serve, current))
    routes += Endpoint(current.pool, limits, admit).list_routes()
    routes += apis.list_routes(current.snapshot, current.is_stale, workers)
    routes.append(Route("/{path:path}", site.serve, methods=list(METHODS)))
    passed = [Middleware(AccessLog)] if REQUESTS.isEnabledFor(logging.INFO) else []
    return Starlette(
        routes=routes,
        lifespan=None if mcp is None else lambda _: mcp.run(),
        middleware=[
            *passed,
            Middleware(PolicyHeaders),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
            Middleware(GzipMiddleware),
        ],
    )


class PolicyHeaders:
    """Middleware that adds the headers of the security policy to every response.

    Args:
        app: the application that answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request to the application, and add the headers to the response."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message.get("headers", ())}
                more = [header for header in _HEADERS if header[0] not in given]
                message = {**message, "headers": [*message.get("headers", ()), *more]}
            await send(message)

        await self._app(scope, receive, send_with_headers)
