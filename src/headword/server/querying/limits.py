"""The limits of the server."""

from dataclasses import dataclass

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a query, of the number of queries, and of their clients.

    Attributes:
        seconds: the maximum time of a query.
        result: the maximum number of bytes in an answer.
        query: the maximum number of bytes in the text of a query.
        body: the maximum number of bytes in a request.
        memory: the maximum number of bytes of memory, in addition to the vocabulary.
        workers: the number of queries that run at the same time.
        waiting: the maximum number of queries that wait for a worker.
        held: the maximum number of bytes of answers that are being sent at the same time.
        connections: the maximum number of connections of clients.
        remembered: the maximum number of bytes in the cache of answers.
    """

    seconds: float = 10.0
    result: int = 16 * MEGABYTE
    query: int = MEGABYTE // 16
    body: int = MEGABYTE
    memory: int = 1024 * MEGABYTE
    workers: int = 2
    waiting: int = 512
    held: int = 256 * MEGABYTE
    connections: int = 1000
    remembered: int = 32 * MEGABYTE
