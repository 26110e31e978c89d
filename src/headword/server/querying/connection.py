"""The connection to a process that answers queries."""

import asyncio
import socket
from collections.abc import Callable

from headword.server.querying.query import QueryAnswer, QueryRequest
from headword.server.querying.wire import Frames, pack_request, unpack_answer, unpack_greeting


class QueryProcess:
    """A process that answers queries one after the other.

    A query needs no task and no timer of the event loop: these took longer than most queries.

    Args:
        end: our end of the connection to it.

    Attributes:
        process: its process id; 0 until it is ready.
    """

    def __init__(self, end: socket.socket) -> None:
        self.process = 0
        self._end = end
        self._frames = Frames(end)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._unsent = bytearray()

    def open(self, receive: "Callable[[QueryProcess, QueryAnswer | None], None]", lose: "Lose") -> None:
        """Start to read.

        Args:
            receive: is called with each answer, and with None when the process is ready.
            lose: is called when the process has ended.
        """
        self._receive, self._lose = receive, lose
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._end, self._read)

    def ask(self, question: QueryRequest) -> bool:
        """Send a query, and return False if the process has ended before it."""
        frame = pack_request(question)
        if self._unsent:
            self._unsent += frame
            return True
        try:
            sent = self._end.send(frame)
        except BlockingIOError:
            sent = 0
        except OSError:
            return False
        if sent < len(frame) and self._loop is not None:
            self._unsent += frame[sent:]
            self._loop.add_writer(self._end, self._send_rest)
        return True

    def _send_rest(self) -> None:
        assert self._loop is not None
        try:
            del self._unsent[: self._end.send(self._unsent)]
        except BlockingIOError:
            return
        except OSError:
            self._lose(self)
            return
        if not self._unsent:
            self._loop.remove_writer(self._end)

    def _read(self) -> None:
        try:
            for frame in self._frames.receive():
                if self.process:
                    self._receive(self, unpack_answer(frame))
                else:
                    self.process = unpack_greeting(frame)
                    self._receive(self, None)
        except BlockingIOError:
            return
        except (EOFError, OSError):
            self._lose(self)

    def close(self) -> None:
        """Close the connection; the process then ends after its current query."""
        if self._loop is not None and not self._loop.is_closed() and self._end.fileno() >= 0:
            self._loop.remove_reader(self._end)
            self._loop.remove_writer(self._end)
        self._end.close()


Lose = Callable[[QueryProcess], None]
