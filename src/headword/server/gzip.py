"""Responses that are compressed for the clients that accept it."""

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from headword.server.querying.query import EFFORT, WORTH_PACKING


class GzipMiddleware:
    """Middleware that compresses responses with gzip.

    Args:
        app: the application that answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._packed = GZipMiddleware(app, minimum_size=WORTH_PACKING, compresslevel=EFFORT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request to the application, compressed if the client accepts gzip."""
        is_asked = scope["type"] == "http" and "gzip" in Headers(scope=scope).get("accept-encoding", "")

        async def send_with_word(message: Message) -> None:
            if message["type"] == "http.response.start" and _depends(message, is_asked=is_asked):
                message = {**message, "headers": [*message["headers"], (b"vary", b"Accept-Encoding")]}
            await send(message)

        # Starlette's middleware for clients without gzip takes longer than many responses.
        await (self._packed if is_asked else self._plain)(scope, receive, send_with_word)


def _depends(message: Message, *, is_asked: bool) -> bool:
    """Return True if the response depends on Accept-Encoding and does not say so.

    Starlette adds the header to compressed responses.
    """
    if any(name == b"vary" and b"Accept-Encoding" in value for name, value in message["headers"]):
        return False
    if message["status"] == 304:
        # The size of the unchanged body is not known here; an unnecessary Vary is harmless.
        return True
    lengths = [int(value) for name, value in message["headers"] if name == b"content-length"]
    return not is_asked and message["status"] == 200 and (not lengths or lengths[0] >= WORTH_PACKING)
