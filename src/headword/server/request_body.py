"""The body of a request, read with a limit of size and time."""

import asyncio
from typing import NoReturn

from starlette.requests import ClientDisconnect, Request

from headword.server.refusals import refusal_response

SECONDS = 20.0
"""Time for the head of a request to arrive, and then for its body."""
INCOMPLETE = f"the request was not complete after {SECONDS:g} seconds"


async def receive(request: Request, most: int) -> bytes:
    """Return the body. The client may state its length, which may be wrong.

    Raises:
        HTTPException: the body has more than ``most`` bytes, or is not complete in time.
    """
    stated = request.headers.get("content-length", "0")
    # If the body is only a little too long, it is read to the limit: the client sees no answer before it has sent all.
    if stated.isdecimal() and int(stated) > 2 * most:
        _refuse_long(most)
    try:
        async with asyncio.timeout(SECONDS):
            return await _collect(request, most)
    except TimeoutError:
        refusal_response(408, INCOMPLETE, Connection="close")
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
