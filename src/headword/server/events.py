"""Word to browsers of each build (Server-sent events, HTML, section 9.2), while sources are watched."""

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
"""How many may listen at once: each has a connection, and each connection is a file that is open."""
_POLL = 0.2
"""Seconds between two looks at whether something has changed."""


def script(number: int) -> bytes:
    """What a page has at its end that is of the build of this number."""
    return _SCRIPT.format(number).encode()


class Events:
    """Tells browsers that wait of each build.

    Args:
        current: the edition that is served.
    """

    def __init__(self, current: LiveSite) -> None:
        self._current = current
        self._is_over = False
        self._listening = 0

    async def serve(self, request: Request) -> Response:
        """Answer a request, for as long as who asks is there."""
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
        # A page is told of what is wrong now, and of each build after its own.
        known = "" if self._current.trouble else request.query_params.get("since", "")
        yield "retry: 500\n\n"
        while not self._is_over and not await request.is_disconnected():
            if str(self._current.number) != known:
                known = str(self._current.number)
                yield f"data: {json.dumps({'trouble': self._current.trouble})}\n\n"
            await asyncio.sleep(_POLL)

    def end(self) -> None:
        """Let those that wait go: the server ends."""
        self._is_over = True
