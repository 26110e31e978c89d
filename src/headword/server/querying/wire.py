"""The format of queries and answers between processes: a number, a head and a body, after their lengths."""

import json
import socket
import struct
from collections.abc import Iterator

from headword.server.querying.query import QueryAnswer, QueryRequest

_START = struct.Struct("!III")
"""The number of a frame, and the lengths of its head and its body."""
_PART = 1 << 17
"""Number of bytes that are received at a time."""
Frame = tuple[int, bytes, bytes]


class Frames:
    """A socket from which whole frames are read."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._space = bytearray(_PART)
        self._parts: list[bytes] = []
        self._missing = 0

    def receive(self) -> Iterator[Frame]:
        """Receive data, and yield the frames that are complete.

        Raises:
            EOFError: the other side has closed the socket.
            OSError: the socket has no data, or is broken.
        """
        # A buffer of this size for each call would make the allocator tidy up each time.
        size = self._end.recv_into(self._space)
        if not size:
            raise EOFError
        data = bytes(memoryview(self._space)[:size])
        if size < self._missing:
            self._parts.append(data)
            self._missing -= size
            return
        data = b"".join((*self._parts, data))
        self._parts, self._missing = [], 0
        at = 0
        while len(data) - at >= _START.size:
            number, head, body = _START.unpack_from(data, at)
            middle, end = at + _START.size + head, at + _START.size + head + body
            if end > len(data):
                self._missing = end - len(data)
                break
            yield number, data[at + _START.size : middle], data[middle:end]
            at = end
        if at < len(data):
            self._parts = [data[at:]]


def _pack(number: int, head: bytes, body: bytes = b"") -> bytes:
    return b"".join((_START.pack(number, len(head), len(body)), head, body))


def pack_request(question: QueryRequest) -> bytes:
    """Return the frame of a query."""
    query, table, graph, default_graphs, named_graphs, is_packed = question
    graphs = json.dumps([default_graphs, named_graphs]) if default_graphs or named_graphs else ""
    return _pack(int(is_packed), f"{table}\n{graph}\n{graphs}".encode(), query.encode())


def unpack_request(frame: Frame) -> QueryRequest:
    """Return the query in a frame."""
    is_packed, head, body = frame
    table, graph, graphs = head.decode().split("\n", 2)
    default_graphs, named_graphs = map(tuple, json.loads(graphs)) if graphs else ((), ())
    return QueryRequest(body.decode(), table, graph, default_graphs, named_graphs, bool(is_packed))


def pack_answer(answer: QueryAnswer) -> bytes:
    """Return the frame of an answer."""
    return _pack(
        answer.status, b"%b\n%b\n%b" % (answer.media_type.encode(), answer.tag.encode(), answer.lines), answer.body
    )


def unpack_answer(frame: Frame) -> QueryAnswer:
    """Return the answer in a frame."""
    status, head, body = frame
    media_type, tag, lines = head.split(b"\n", 2)
    return QueryAnswer(body, media_type.decode(), status, lines, tag.decode())


def pack_greeting(process: int) -> bytes:
    """Return the frame that a process sends when it is ready, with its process id."""
    return _pack(process, b"")


def unpack_greeting(frame: Frame) -> int:
    """Return the process id in a frame."""
    return frame[0]
