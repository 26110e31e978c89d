"""The connection to a process that answers."""

import asyncio
import socket

from headword.server.querying.query import QueryAnswer, QueryRequest
from headword.server.querying.wire import Frames, pack_request, unpack_answer, unpack_greeting

Frame = tuple[bytes, bytes]


class _Line(asyncio.Protocol):
    """One frame after the other, each for who waits for it; None once the process has ended."""

    def __init__(self) -> None:
        self._frames = Frames()
        self._is_over = False
        self._waits: asyncio.Future[Frame | None] | None = None
        self._came: Frame | None = None

    def data_received(self, data: bytes) -> None:
        """Take in what the process sent."""
        frame = self._frames.take(data)
        if frame is not None:
            self._give(frame)

    def connection_lost(self, exc: Exception | None) -> None:
        """Take note that the process has ended."""
        del exc
        self._is_over = True
        self._give(None)

    @property
    def is_over(self) -> bool:
        """Whether the process is known to have ended."""
        return self._is_over

    def _give(self, frame: Frame | None) -> None:
        if self._waits is not None and not self._waits.done():
            self._waits.set_result(frame)
        else:
            self._came = frame

    def give_up(self) -> None:
        """Wait no more."""
        self._give(None)

    async def receive(self, seconds: float) -> Frame | None:
        """The next frame; None if it does not come in that time, or never will."""
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
    """A process that answers.

    Args:
        end: of the connection to it.

    Attributes:
        process: its number, once it has told it.
    """

    def __init__(self, end: socket.socket) -> None:
        self.process = 0
        self._end = end
        self._line = _Line()
        self._transport: asyncio.Transport | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def greet(self, seconds: float) -> bool:
        """Wait until it is ready; whether it is."""
        self._loop = asyncio.get_running_loop()
        self._transport, _ = await self._loop.create_unix_connection(lambda: self._line, sock=self._end)
        frame = await self._line.receive(seconds)
        self.process = unpack_greeting(frame[0]) if frame is not None else 0
        return frame is not None

    @property
    def is_over(self) -> bool:
        """Whether its process has ended, as the system has it: the news of it may still be on its way to the loop."""
        if self._line.is_over or self._transport is None or self._transport.is_closing():
            return True
        try:
            return not self._end.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    async def ask(self, question: QueryRequest, seconds: float) -> QueryAnswer | None:
        """The answer to a question; None if there is none in that time, or the process has ended."""
        if self._transport is None or self._transport.is_closing():
            return None
        self._transport.write(pack_request(question))
        frame = await self._line.receive(seconds)
        return unpack_answer(*frame) if frame is not None else None

    def close(self) -> None:
        """Let it go: it ends when it has nothing more to do."""
        if self._transport is not None and self._loop is not None and not self._loop.is_closed():
            self._transport.abort()
        else:
            # Nobody is left to do it, or nobody ever was.
            self._end.close()
