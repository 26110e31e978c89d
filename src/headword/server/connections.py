"""The connections of clients: their number, their time, the bytes that wait for them, and plain queries on them."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection
from functools import partial
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException

from headword.server.access_log import log_request, read_reason
from headword.server.log import REQUESTS
from headword.server.querying.limits import Limits
from headword.server.querying.plain_request import PlainRequest, is_begun, read_plain_request
from headword.server.querying.pool import OpenQuery, Pool
from headword.server.querying.query import QueryAnswer, refuse_for_now, refuse_query
from headword.server.request_body import INCOMPLETE, SECONDS
from headword.site.hosting.policy import HEADERS

try:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as _Protocol
except ImportError:
    from uvicorn.protocols.http.h11_impl import H11Protocol as _Protocol  # type: ignore[assignment]

_IDLE = 5.0
"""Time for the next request after an answer."""
_STALL = 30.0
"""Time for a client to take more of an answer."""
_ROUND = 1.0
"""Seconds between two checks of all connections."""
_MARGIN = 100
"""Number of connections, in addition to those that are served, that get a refusal; all others get nothing."""
_FULL = refuse_for_now("there are too many connections")
_SENDING = refuse_for_now("too many answers are being sent")


class OpenConnections:
    """The open connections, and the bytes that wait for their clients.

    One timer looks at all connections: timers for each request took a tenth of its time.

    Args:
        limits: the limits of the server.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._open: set[ServedConnection] = set()
        self._held = 0
        self._is_watched = False

    @property
    def is_full(self) -> bool:
        """Return True if there are more connections than are served."""
        return len(self._open) > self._limits.connections

    @property
    def is_overfull(self) -> bool:
        """Return True if there are too many connections to refuse them all."""
        return len(self._open) > self._limits.connections + _MARGIN

    def admit(self, answer: QueryAnswer) -> QueryAnswer:
        """Return an answer, or a refusal if too much already waits for clients."""
        return answer if self._held + len(answer.body) <= self._limits.held else _SENDING

    def hold(self, size: int) -> None:
        """Add a number of bytes to those that wait for clients; subtract it with a negative number."""
        self._held += size

    def add(self, connection: "ServedConnection") -> None:
        """Look at a connection from now on."""
        self._open.add(connection)
        if not self._is_watched:
            self._is_watched = True
            connection.loop.call_later(_ROUND, self._watch, connection.loop)

    def remove(self, connection: "ServedConnection") -> None:
        """Forget a connection."""
        self._open.discard(connection)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for connection in tuple(self._open):
            connection.close_if_late(now)
        self._is_watched = bool(self._open)
        if self._is_watched:
            loop.call_later(_ROUND, self._watch, loop)


class ServedConnection(_Protocol):
    """A connection with limits of its time and of what waits for its client.

    It answers plain queries itself, without the application. The first request that is not plain, and all after it,
    are for the application: so the parser of the server always sees whole requests.

    Args:
        current: returns the current processes that answer queries.
        hosts: the host names of the server; ``*`` for any.
        limits: the limits of a query.
        connections: all connections.
    """

    def __init__(
        self, *arguments: Any, current: Callable[[], Pool], hosts: Collection[str], limits: Limits,
        connections: OpenConnections, **named: Any,
    ) -> None:  # fmt: skip
        super().__init__(*arguments, **named)
        self._current = current
        self._hosts = hosts
        self._limits = limits
        self._all = connections
        self._deadline = float("inf")
        self._is_plain = True
        self._is_refused = False
        self._is_ending = False
        self._ahead = b""
        self._asked: OpenQuery | None = None
        self._held = 0
        self._held_since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait for a request."""
        super().connection_made(transport)
        self._all.add(self)
        self._is_refused = self._all.is_full
        self._deadline = self.loop.time() + SECONDS
        if self._all.is_overfull:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Answer a plain query, and pass on everything else."""
        if self._is_refused:
            self._write("GET", _FULL, is_last=True)
        elif not self._is_plain:
            self._pass_on(data)
        elif self._asked is not None or self._held:
            # The next request waits until the client has this answer.
            self._ahead += data
            self.transport.pause_reading()
        else:
            self._read_request(self._ahead + data if self._ahead else data)

    def _read_request(self, data: bytes) -> None:
        request = read_plain_request(data, self._hosts, self._limits)
        if request is None and is_begun(data, self._limits):
            if not self._ahead:
                self._deadline = self.loop.time() + SECONDS
            self._ahead = data
            return
        self._ahead = b""
        try:
            pool = self._current() if request is not None else None
        except HTTPException:
            # Nothing has been built yet.
            pool = None
        if request is None or pool is None:
            self._is_plain = False
            self._deadline = self.loop.time() + SECONDS
            self._pass_on(data)
            return
        self._deadline = float("inf")
        self._ask(request, pool)

    def _pass_on(self, data: bytes) -> None:
        super().data_received(data)
        if self._is_answering:
            self._deadline = float("inf")
        elif self._deadline == float("inf"):
            self._deadline = self.loop.time() + SECONDS

    def _ask(self, request: PlainRequest, pool: Pool) -> None:
        send = partial(self._answer, request, time.perf_counter())
        known = pool.find(request.question)
        if known is None:
            self._asked = pool.begin(request.question, send)
        else:
            send(known)

    def _answer(self, request: PlainRequest, begun: float, answer: QueryAnswer) -> None:
        self._asked = None
        if self.transport.is_closing():
            return
        answer = self._all.admit(answer)
        self._write(request.method, answer, is_last=request.is_last or self._is_ending)
        if REQUESTS.isEnabledFor(logging.INFO):
            reason = read_reason(answer.body, answer.media_type) if answer.status >= 400 else ""
            log_request(request.method, request.path.encode(), answer.status, begun, len(answer.body), reason)
        self._deadline = self.loop.time() + _IDLE
        self._go_on()

    def _write(self, method: str, answer: QueryAnswer, *, is_last: bool) -> None:
        body = answer.body
        head = b"".join(
            (
                _STATUS_LINES[answer.status],
                *(b"%b: %b\r\n" % header for header in self.server_state.default_headers),
                answer.lines,
                b"etag: %b\r\n" % answer.tag.encode() if answer.tag and method == "GET" else b"",
                _POLICY,
                b"connection: close\r\n" if is_last else b"",
                b"content-length: %d\r\n\r\n" % len(body),
            )
        )
        if len(body) < _SMALL:
            self.transport.write(head + body)
        else:
            self.transport.write(head)
            self.transport.write(body)
        if is_last:
            self.transport.close()

    def _go_on(self) -> None:
        """Read the next request, if it has arrived already."""
        if self._ahead and not self._held and not self.transport.is_closing():
            data, self._ahead = self._ahead, b""
            self.transport.resume_reading()
            self.loop.call_soon(self.data_received, data)

    def pause_writing(self) -> None:
        """Count what waits for the client."""
        super().pause_writing()
        self._hold(self.transport.get_write_buffer_size())
        self._held_since = self.loop.time()

    def resume_writing(self) -> None:
        """Continue after the client has taken the answer."""
        self._hold(0)
        super().resume_writing()
        self._go_on()

    def _hold(self, size: int) -> None:
        self._all.hold(size - self._held)
        self._held = size

    def close_if_late(self, now: float) -> None:
        """Close the connection if its client sends no complete request, or does not take its answer."""
        if now > self._deadline and not self._is_answering:
            self._end_late()
        if not self._held:
            return
        size = self.transport.get_write_buffer_size()
        if size < self._held:
            self._hold(size)
            self._held_since = now
        elif now - self._held_since > _STALL:
            self.transport.abort()

    def _end_late(self) -> None:
        if b"\r\n\r\n" in self._ahead:
            # Only the body is not there.
            self._write("POST", refuse_query(408, INCOMPLETE), is_last=True)
        self.transport.close()

    def shutdown(self) -> None:
        """Close the connection after the open request, because the server stops."""
        if self._asked is None:
            super().shutdown()
        self._is_ending = True

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the query, because the client has left."""
        self._all.remove(self)
        self._hold(0)
        if self._asked is not None:
            self._asked.is_over = True
        super().connection_lost(exc)

    @property
    def _is_answering(self) -> bool:
        """Return True if the application answers a request."""
        return self.cycle is not None and not self.cycle.response_complete


_STATUS_LINES = {one.value: f"HTTP/1.1 {one.value} {one.phrase}\r\n".encode() for one in HTTPStatus}
_POLICY = "".join(f"{name.lower()}: {value}\r\n" for name, value in HEADERS.items()).encode()
_SMALL = 1 << 16
"""Number of bytes up to which a copy takes less than a second system call."""
