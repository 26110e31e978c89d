"""The SPARQL endpoint ``/sparql``."""

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from headword.server.negotiation import choose_type, has_tag
from headword.server.preflight import allow
from headword.server.querying.description import describe_endpoint
from headword.server.querying.formats import GRAPHS
from headword.server.querying.limits import Limits
from headword.server.querying.operations import PATH
from headword.server.querying.pool import Pool
from headword.server.querying.protocol import read_question
from headword.server.querying.query import QueryAnswer, QueryRequest, make_answer, refuse_query
from headword.server.refusals import refusal_response as turn_away
from headword.site.addresses import OWN

PAGE = f"{OWN}/sparql"
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_LOOK = 0.5
"""Seconds between two checks whether the client is still connected."""


class Endpoint:
    """Answers to requests of the SPARQL 1.1 Protocol.

    Args:
        current: returns the current processes that answer.
        limits: the limits of a query.
        admit: returns an answer, or a refusal if it cannot be sent now.
    """

    def __init__(
        self, current: Callable[[], Pool], limits: Limits, admit: Callable[[QueryAnswer], QueryAnswer]
    ) -> None:
        self._current = current
        self._limits = limits
        self._admit = admit

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
        return _respond(request, self._admit(answer))

    def _describe(self, request: Request, pool: Pool) -> Response:
        """Return the description of the endpoint: a page for people, RDF for programs."""
        chosen = choose_type(request.headers.get("accept", ""), [*GRAPHS, "text/html"])
        if chosen is None:
            turn_away(406, "the description is available as\n" + "\n".join((*GRAPHS, "text/html")), Vary="Accept")
        if chosen == "text/html":
            return RedirectResponse(f"/{PAGE}/", 303, headers={"Vary": "Accept"})
        address = str(request.url.replace(path=PATH, query="", fragment=""))
        is_packed = "gzip" in request.headers.get("accept-encoding", "")
        description = describe_endpoint(pool.stock, address, chosen)
        return _respond(request, make_answer(description, chosen, is_packed=is_packed))


def _respond(request: Request, answer: QueryAnswer) -> Response:
    """Return an answer over HTTP, or the status 304 if the client already has it."""
    response = Response(answer.body, answer.status)
    headers = [(name, value) for name, _, value in (line.partition(b": ") for line in answer.lines.splitlines())]
    response.raw_headers += headers
    if answer.tag and request.method in ("GET", "HEAD"):
        response.headers["ETag"] = answer.tag
        if has_tag(request.headers, answer.tag):
            del response.headers["Content-Length"], response.headers["Content-Type"]
            response.body, response.status_code = b"", 304
    return response


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
