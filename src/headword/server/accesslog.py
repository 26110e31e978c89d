"""A line for each request: who asked for what, what became of it, how long it took.

Knows ASGI; must not know what is served.  Queries are not in it, nor addresses of clients.
"""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Entry:
    """A request that was answered.

    Attributes:
        time: when, as ISO 8601 has it, in UTC.
        method: of HTTP.
        path: what was asked for, percent-encoded, without the query.
        status: of the answer; 0 if there was none.
        ms: milliseconds that it took until all was sent.
        bytes: of the body.
    """

    time: str
    method: str
    path: str
    status: int
    ms: float
    bytes: int


def to_text(entry: Entry) -> str:
    """A line for people."""
    return f"{entry.time} {entry.method} {entry.path} {entry.status} {entry.ms:g} ms {entry.bytes:,} bytes"


def to_json(entry: Entry) -> str:
    """A line for programs: an object of JSON."""
    return json.dumps(asdict(entry))


Log = Callable[[Entry], None]


class AccessLog:
    """Tells of each request.

    Args:
        app: answers.
        log: is told.
    """

    def __init__(self, app: ASGIApp, log: Log) -> None:
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have a request answered, and tell of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = size = 0

        async def count(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            size += len(message.get("body", b""))
            await send(message)

        at, begun = datetime.now(UTC), time.perf_counter()
        try:
            await self._app(scope, receive, count)
        finally:
            ms = round((time.perf_counter() - begun) * 1000, 1)
            path = scope["raw_path"].decode("latin-1").encode("unicode_escape").decode()
            self._log(Entry(at.isoformat(timespec="milliseconds"), scope["method"], path, status, ms, size))
