"""What comes with a request: no more of it than is taken, and no longer than anybody waits."""

import asyncio
from typing import NoReturn

from starlette.requests import ClientDisconnect, Request

from headword.server.refusals import refusal_response

SECONDS = 20.0
"""For which what comes with a request is waited for."""


async def receive(request: Request, most: int) -> bytes:
    """The body, which may say how long it is, and may have said it wrongly.

    Raises:
        HTTPException: it has more than ``most`` bytes, or is not there in time.
    """
    told = request.headers.get("content-length", "0")
    # Who sends a little too much is heard out: it has sent all before an answer comes, and would see none.
    if told.isdecimal() and int(told) > 2 * most:
        _refuse_long(most)
    try:
        async with asyncio.timeout(SECONDS):
            return await _collect(request, most)
    except TimeoutError:
        refusal_response(408, f"the request was not complete after {SECONDS:g} seconds", Connection="close")
    except ClientDisconnect:
        refusal_response(400, "the connection closed before the request was complete", Connection="close")


async def _collect(request: Request, most: int) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            _refuse_long(most)
    return bytes(body)


def _refuse_long(most: int) -> NoReturn:
    refusal_response(413, f"the request has more than {most:,} bytes")
