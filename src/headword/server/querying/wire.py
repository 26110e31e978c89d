"""The format of queries and answers between processes: a head in JSON and a body, each after its length."""

import json
import struct

from headword.server.querying.query import QueryAnswer, QueryRequest

_LENGTHS = struct.Struct("!II")


class Frames:
    """A buffer that splits received data into frames."""

    def __init__(self) -> None:
        self._got = bytearray()

    def take(self, data: bytes) -> tuple[bytes, bytes] | None:
        """Return a complete frame, its head and its body, or None if it is not complete yet."""
        self._got += data
        if len(self._got) < _LENGTHS.size:
            return None
        head, body = _LENGTHS.unpack_from(self._got)
        middle, end = _LENGTHS.size + head, _LENGTHS.size + head + body
        if len(self._got) < end:
            return None
        frame = bytes(self._got[_LENGTHS.size : middle]), bytes(self._got[middle:end])
        del self._got[:end]
        return frame


def _pack(head: list[object], body: bytes = b"") -> bytes:
    encoded = json.dumps(head, separators=(",", ":")).encode()
    return _LENGTHS.pack(len(encoded), len(body)) + encoded + body


def pack_request(question: QueryRequest) -> bytes:
    """Return the frame of a query."""
    graphs = [question.default_graphs, question.named_graphs]
    return _pack([question.table, question.graph, *graphs], question.query.encode())


def unpack_request(head: bytes, body: bytes) -> QueryRequest:
    """Return the query in a frame."""
    table, graph, default_graphs, named_graphs = json.loads(head)
    return QueryRequest(body.decode(), table, graph, tuple(default_graphs), tuple(named_graphs))


def pack_answer(answer: QueryAnswer) -> bytes:
    """Return the frame of an answer."""
    return _pack([answer.media_type, answer.status, answer.headers], answer.body)


def unpack_answer(head: bytes, body: bytes) -> QueryAnswer:
    """Return the answer in a frame."""
    media_type, status, headers = json.loads(head)
    return QueryAnswer(body, media_type, status, tuple((name, value) for name, value in headers))


def pack_greeting(process: int) -> bytes:
    """Return the frame that a process sends when it is ready, with its process id."""
    return _pack([process])


def unpack_greeting(head: bytes) -> int:
    """Return the process id in a frame."""
    return int(json.loads(head)[0])
