"""Answers packed for those that can unpack them.

Knows ASGI; must not know what is served.
"""

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_WORTH_PACKING = 1400
"""Bytes that one packet holds."""
_EFFORT = 5


class Packing:
    """Packs answers with gzip.

    Args:
        app: answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._packed = GZipMiddleware(app, minimum_size=_WORTH_PACKING, compresslevel=_EFFORT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have a request answered."""
        # Starlette's own way for those that do not ask for it takes longer than many an answer.
        if scope["type"] != "http" or "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            await self._packed(scope, receive, send)
            return

        async def send_with_word(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_worth_it(message):
                message = {**message, "headers": [*message["headers"], (b"vary", b"Accept-Encoding")]}
            await send(message)

        await self._plain(scope, receive, send_with_word)


def _is_worth_it(message: Message) -> bool:
    """Whether another client may be sent the same answer packed."""
    lengths = [int(value) for name, value in message["headers"] if name == b"content-length"]
    return message["status"] == 200 and (not lengths or lengths[0] >= _WORTH_PACKING)
