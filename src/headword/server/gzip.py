"""Answers packed for those that can unpack them."""

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_WORTH_PACKING = 1400
"""Bytes that one packet holds."""
_EFFORT = 5


class GzipMiddleware:
    """Packs answers with gzip.

    Args:
        app: answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._packed = GZipMiddleware(app, minimum_size=_WORTH_PACKING, compresslevel=_EFFORT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have a request answered."""
        is_asked = scope["type"] == "http" and "gzip" in Headers(scope=scope).get("accept-encoding", "")

        async def send_with_word(message: Message) -> None:
            if message["type"] == "http.response.start" and _depends(message, is_asked=is_asked):
                message = {**message, "headers": [*message["headers"], (b"vary", b"Accept-Encoding")]}
            await send(message)

        # Starlette's own way for those that do not ask for it takes longer than many an answer.
        await (self._packed if is_asked else self._plain)(scope, receive, send_with_word)


def _depends(message: Message, *, is_asked: bool) -> bool:
    """Whether who asks otherwise may be answered otherwise; of what is packed Starlette says so."""
    if message["status"] == 304:
        # How long it is that has not changed is not known here: what is said in vain does no harm.
        return True
    lengths = [int(value) for name, value in message["headers"] if name == b"content-length"]
    return not is_asked and message["status"] == 200 and (not lengths or lengths[0] >= _WORTH_PACKING)
