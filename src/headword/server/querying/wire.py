"""How queries and answers go from one process to another: a head in JSON, and bytes, each after its length."""

import json
import struct

from headword.server.querying.query import QueryAnswer, QueryRequest

_LENGTHS = struct.Struct("!II")


class Frames:
    """Collects what comes in, and gives it frame by frame."""

    def __init__(self) -> None:
        self._got = bytearray()

    def take(self, data: bytes) -> tuple[bytes, bytes] | None:
        """A whole frame, its head and its bytes; None as long as there is none."""
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
    """The frame of a question."""
    graphs = [question.default_graphs, question.named_graphs]
    return _pack([question.table, question.graph, *graphs], question.query.encode())


def unpack_request(head: bytes, body: bytes) -> QueryRequest:
    """The question that was packed."""
    table, graph, default_graphs, named_graphs = json.loads(head)
    return QueryRequest(body.decode(), table, graph, tuple(default_graphs), tuple(named_graphs))


def pack_answer(answer: QueryAnswer) -> bytes:
    """The frame of an answer."""
    return _pack([answer.media_type, answer.status, answer.headers], answer.body)


def unpack_answer(head: bytes, body: bytes) -> QueryAnswer:
    """The answer that was packed."""
    media_type, status, headers = json.loads(head)
    return QueryAnswer(body, media_type, status, tuple((name, value) for name, value in headers))


def pack_greeting(process: int) -> bytes:
    """The frame with which a process says that it is ready, and its number."""
    return _pack([process])


def unpack_greeting(head: bytes) -> int:
    """The number that was packed."""
    return int(json.loads(head)[0])
