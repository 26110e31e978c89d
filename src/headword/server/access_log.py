"""The log of requests: method, path, status, duration, size, and the reason of a refusal.

It contains no queries and no addresses of clients.
"""

import json
import logging
import time
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from headword.server.log import REQUESTS

_LONGEST_REASON = 200


@dataclass(slots=True)
class _LoggedResponse:
    """The response to a logged request: its status, size in bytes, and the reason of an error."""

    status: int = 0
    size: int = 0
    reason: str = ""
    media_type: str = ""

    def see(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = Headers(raw=list(message.get("headers", ())))
            is_read = self.status >= 400 and "content-encoding" not in headers
            self.media_type = headers.get("content-type", "").partition(";")[0] if is_read else ""
            return
        body = message.get("body", b"")
        if not self.size and body:
            self.reason = _read_reason(body, self.media_type)
        self.size += len(body)


class AccessLog:
    """Middleware that logs each request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request to the application, and log it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer, begun = _LoggedResponse(), time.perf_counter()

        async def see(message: Message) -> None:
            answer.see(message)
            await send(message)

        try:
            await self._app(scope, receive, see)
        finally:
            _log(scope, answer, round((time.perf_counter() - begun) * 1000, 1))


def _log(scope: Scope, answer: _LoggedResponse, ms: float) -> None:
    method, path = scope["method"], scope["raw_path"].decode("latin-1").encode("unicode_escape").decode()
    failed = answer.status >= 500 or not answer.status
    level = logging.ERROR if failed else logging.WARNING if answer.status >= 400 else logging.INFO
    reason = {"reason": answer.reason} if answer.reason else {}
    text = f"{method} {path} {answer.status} {ms:g} ms {answer.size:,} bytes{f': {answer.reason}' if reason else ''}"
    details = {"method": method, "path": path, "status": answer.status, "ms": ms, "bytes": answer.size, **reason}
    REQUESTS.log(level, text, extra={"event": "request", "details": details})


def _read_reason(body: bytes, media_type: str) -> str:
    """Return the reason of an error: the first line of plain text, or the ``message`` of JSON."""
    text = body.decode(errors="replace")
    if media_type == "application/json":
        try:
            said = json.loads(text)
        except ValueError:
            return ""
        text = str(said.get("message", "")) if isinstance(said, dict) else ""
    elif media_type != "text/plain":
        return ""
    return text.partition("\n")[0][:_LONGEST_REASON]
