"""Events that notify browsers of each build while sources are watched (HTML, section 9.2, Server-sent events)."""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from headword.server.live_site import LiveSite
from headword.server.refusals import refusal_response
from headword.site.addresses import OWN

PATH = f"/{OWN}/events"
_SCRIPT = f'<script type="module" src="/{OWN}/assets/reload.js" data-events="{PATH}?since={{}}"></script>\n'
_TYPE = "text/event-stream"
_MOST = 100
"""Maximum number of listeners. Each one has a connection, and each connection is an open file."""
_POLL = 0.2
"""Seconds between two checks for a change."""


def script(number: int) -> bytes:
    """Return the script at the end of a page that belongs to the build with this number."""
    return _SCRIPT.format(number).encode()


class Events:
    """The stream of events to the browsers that listen.

    Args:
        current: the site that is served.
    """

    def __init__(self, current: LiveSite) -> None:
        self._current = current
        self._is_over = False
        self._listening = 0

    async def serve(self, request: Request) -> Response:
        """Send events to a client until it disconnects."""
        headers = {"Cache-Control": "no-store"}
        if request.method == "HEAD":
            return Response(media_type=_TYPE, headers=headers)
        if self._listening >= _MOST:
            refusal_response(503, f"{_MOST} pages listen already", Retry_After="30")
        return StreamingResponse(self._tell(request), media_type=_TYPE, headers=headers)

    async def _tell(self, request: Request) -> AsyncIterator[str]:
        self._listening += 1
        try:
            async for word in self._follow(request):
                yield word
        finally:
            self._listening -= 1

    async def _follow(self, request: Request) -> AsyncIterator[str]:
        # A page gets an event for a current failure, and for each build after its own.
        known = "" if self._current.trouble else request.query_params.get("since", "")
        yield "retry: 500\n\n"
        while not self._is_over and not await request.is_disconnected():
            if str(self._current.number) != known:
                known = str(self._current.number)
                yield f"data: {json.dumps({'trouble': self._current.trouble})}\n\n"
            await asyncio.sleep(_POLL)

    def end(self) -> None:
        """End all streams, because the server stops."""
        self._is_over = True
