"""The connection to a process that answers queries."""

import asyncio
import socket

from headword.server.querying.query import QueryAnswer, QueryRequest
from headword.server.querying.wire import Frames, pack_request, unpack_answer, unpack_greeting

Frame = tuple[bytes, bytes]


class _Line(asyncio.Protocol):
    """The frames from a process, one after the other; None after the process has ended."""

    def __init__(self) -> None:
        self._frames = Frames()
        self._is_over = False
        self._waits: asyncio.Future[Frame | None] | None = None
        self._came: Frame | None = None

    def data_received(self, data: bytes) -> None:
        """Read data from the process."""
        frame = self._frames.take(data)
        if frame is not None:
            self._give(frame)

    def connection_lost(self, exc: Exception | None) -> None:
        """Record that the process has ended."""
        del exc
        self._is_over = True
        self._give(None)

    @property
    def is_over(self) -> bool:
        """Return True if the process is known to have ended."""
        return self._is_over

    def _give(self, frame: Frame | None) -> None:
        if self._waits is not None and not self._waits.done():
            self._waits.set_result(frame)
        else:
            self._came = frame

    def give_up(self) -> None:
        """Stop waiting for a frame."""
        self._give(None)

    async def receive(self, seconds: float) -> Frame | None:
        """Return the next frame, or None if it does not arrive in time or the process has ended."""
        if self._came is not None or self._is_over:
            frame, self._came = self._came, None
            return frame
        loop = asyncio.get_running_loop()
        self._waits = loop.create_future()
        timer = loop.call_later(seconds, self.give_up)
        try:
            return await self._waits
        finally:
            timer.cancel()
            self._waits = None


class QueryProcess:
    """A process that answers queries.

    Args:
        end: our end of the connection to it.

    Attributes:
        process: its process id; 0 until it is ready.
    """

    def __init__(self, end: socket.socket) -> None:
        self.process = 0
        self._end = end
        self._line = _Line()
        self._transport: asyncio.Transport | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def greet(self, seconds: float) -> bool:
        """Wait until the process is ready, and return True if it is."""
        self._loop = asyncio.get_running_loop()
        self._transport, _ = await self._loop.create_unix_connection(lambda: self._line, sock=self._end)
        frame = await self._line.receive(seconds)
        self.process = unpack_greeting(frame[0]) if frame is not None else 0
        return frame is not None

    @property
    def is_over(self) -> bool:
        """Return True if the process has ended; this asks the system, since the event may not be in the loop yet."""
        if self._line.is_over or self._transport is None or self._transport.is_closing():
            return True
        try:
            return not self._end.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    async def ask(self, question: QueryRequest, seconds: float) -> QueryAnswer | None:
        """Return the answer to a query, or None if it does not arrive in time or the process has ended."""
        if self._transport is None or self._transport.is_closing():
            return None
        self._transport.write(pack_request(question))
        frame = await self._line.receive(seconds)
        return unpack_answer(*frame) if frame is not None else None

    def close(self) -> None:
        """Close the connection; the process then ends after its current query."""
        if self._transport is not None and self._loop is not None and not self._loop.is_closed():
            self._transport.abort()
        else:
            # There is no event loop to close the transport.
            self._end.close()
