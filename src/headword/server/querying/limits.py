"""How much of the machine a query may have."""

from dataclasses import dataclass

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may need, and how many may be asked.

    Attributes:
        seconds: for which a query may run.
        result: bytes that an answer may have.
        query: bytes that the text of a query may have.
        body: bytes that a request may have.
        memory: bytes that a query may need beside the vocabulary.
        workers: how many queries run at once.
        waiting: how many may wait for a worker.
        held: bytes of answers that may be under way to clients at once.
        remembered: bytes of answers that are kept for who asks the same again.
    """

    seconds: float = 10.0
    result: int = 16 * MEGABYTE
    query: int = MEGABYTE // 16
    body: int = MEGABYTE
    memory: int = 1024 * MEGABYTE
    workers: int = 2
    waiting: int = 512
    held: int = 256 * MEGABYTE
    remembered: int = 32 * MEGABYTE
