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
            self.reason = read_reason(body, self.media_type)
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
            log_request(scope["method"], scope["raw_path"], answer.status, begun, answer.size, answer.reason)


def log_request(method: str, raw_path: bytes, status: int, begun: float, size: int, reason: str) -> None:
    """Log a request.

    Args:
        method: the method.
        raw_path: the path of the address, as it was sent.
        status: the status; 0 if there was no response.
        begun: the time of `time.perf_counter` when the request was complete.
        size: the number of bytes in the body of the response.
        reason: the reason of a refusal; empty if there is none.
    """
    ms = round((time.perf_counter() - begun) * 1000, 1)
    path = raw_path.decode("latin-1").encode("unicode_escape").decode()
    failed = status >= 500 or not status
    level = logging.ERROR if failed else logging.WARNING if status >= 400 else logging.INFO
    text = f"{method} {path} {status} {ms:g} ms {size:,} bytes{f': {reason}' if reason else ''}"
    details = {"method": method, "path": path, "status": status, "ms": ms, "bytes": size}
    if reason:
        details["reason"] = reason
    REQUESTS.log(level, text, extra={"event": "request", "details": details})


def read_reason(body: bytes, media_type: str) -> str:
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
