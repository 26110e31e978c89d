"""The SPARQL endpoint ``/sparql``."""

import asyncio
from collections.abc import Callable
from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from headword.server.negotiation import choose_type, has_tag, make_tag
from headword.server.preflight import allow
from headword.server.querying.description import describe_endpoint
from headword.server.querying.formats import GRAPHS
from headword.server.querying.limits import Limits
from headword.server.querying.operations import PATH
from headword.server.querying.pool import Pool
from headword.server.querying.protocol import read_question
from headword.server.querying.query import QueryAnswer, QueryRequest, refuse_query
from headword.server.refusals import refusal_response as turn_away
from headword.site.addresses import OWN
from headword.site.hosting.policy import with_charset

PAGE = f"{OWN}/sparql"
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_PART = 1 << 17
"""Number of bytes in one part of a long answer."""
_LOOK = 0.5
"""Seconds between two checks whether the client is still connected."""


class Endpoint:
    """Answers to requests of the SPARQL 1.1 Protocol.

    Args:
        current: returns the current processes that answer.
        limits: the limits of a query.
    """

    def __init__(self, current: Callable[[], Pool], limits: Limits) -> None:
        self._current = current
        self._limits = limits
        self._held = 0

    def list_routes(self) -> list[Route]:
        """Return the routes of the endpoint."""
        return [Route(path, self.serve, methods=list(_METHODS)) for path in (PATH, f"{PATH}/")]

    async def serve(self, request: Request) -> Response:
        """Answer a request."""
        if request.method == "OPTIONS":
            return allow(_METHODS)
        question = await read_question(request, self._limits)
        pool = self._current()
        if question is None:
            return self._describe(request, pool)
        answer = await _while_there(request, pool, question)
        return self._send(request, answer)

    def _describe(self, request: Request, pool: Pool) -> Response:
        """Return the description of the endpoint: a page for people, RDF for programs."""
        chosen = choose_type(request.headers.get("accept", ""), [*GRAPHS, "text/html"])
        if chosen is None:
            turn_away(406, "the description is available as\n" + "\n".join((*GRAPHS, "text/html")), Vary="Accept")
        if chosen == "text/html":
            return RedirectResponse(f"/{PAGE}/", 303, headers={"Vary": "Accept"})
        address = str(request.url.replace(path=PATH, query="", fragment=""))
        return respond_to_query(request, QueryAnswer(describe_endpoint(pool.stock, address, chosen), chosen))

    def _send(self, request: Request, answer: QueryAnswer) -> Response:
        size = len(answer.body)
        if self._held + size > self._limits.held:
            return respond_to_query(request, refuse_query(503, "too many answers are being sent", ("Retry-After", "2")))
        response = respond_to_query(request, answer)
        return response if size < _PART else _ChunkedResponse(response, self._hold)

    def _hold(self, size: int) -> None:
        """Add a number of bytes to the answers that are being sent; subtract it with a negative number."""
        self._held += size


def respond_to_query(request: Request, answer: QueryAnswer) -> Response:
    """Return an answer over HTTP, or the status 304 if the client already has it."""
    headers = {"Vary": "Accept", "Cache-Control": "no-cache", **dict(answer.headers)}
    if answer.status == 200 and request.method in ("GET", "HEAD"):
        tag = make_tag(blake2b(answer.body, digest_size=16).hexdigest())
        headers["ETag"] = tag
        if has_tag(request.headers, tag):
            return Response(status_code=304, headers=headers)
    return Response(answer.body, answer.status, headers={**headers, "Content-Type": with_charset(answer.media_type)})


async def _while_there(request: Request, pool: Pool, question: QueryRequest) -> QueryAnswer:
    """Return the answer; stop the query if the client disconnects."""
    vigil = _DisconnectWatcher(request)
    try:
        return await pool.ask(question)
    except asyncio.CancelledError:
        if not vigil.is_over:
            raise
        return refuse_query(503, "the client has disconnected")
    finally:
        vigil.end()


class _DisconnectWatcher:
    """A regular check whether the client is still connected; if not, it cancels the current task."""

    def __init__(self, request: Request) -> None:
        self.is_over = False
        self._request = request
        self._asking = asyncio.current_task()
        self._looking: asyncio.Task[None] | None = None
        # Most queries are answered before the first check, and then need no task.
        self._timer = asyncio.get_running_loop().call_later(_LOOK, self._begin)

    def _begin(self) -> None:
        self._looking = asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        while not await self._request.is_disconnected():
            await asyncio.sleep(_LOOK)
        self.is_over = True
        if self._asking is not None:
            self._asking.cancel()

    def end(self) -> None:
        """Stop the checks."""
        self._timer.cancel()
        if self._looking is not None:
            self._looking.cancel()


class _ChunkedResponse(Response):
    """A long answer in parts; each part waits until the one before is sent."""

    def __init__(self, whole: Response, hold: Callable[[int], None]) -> None:
        super().__init__(status_code=whole.status_code)
        self.raw_headers = whole.raw_headers
        self._parts = memoryview(bytes(whole.body))
        self._hold = hold

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        del scope, receive
        size = len(self._parts)
        self._hold(size)
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            for start in range(0, size, _PART):
                part = bytes(self._parts[start : start + _PART])
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._hold(-size)
