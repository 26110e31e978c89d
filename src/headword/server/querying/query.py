"""A query on a vocabulary, and its answer."""

from functools import lru_cache
from gzip import compress
from hashlib import sha256
from typing import NamedTuple

from headword.server.negotiation import make_tag
from headword.site.hosting.policy import with_charset

READ_ONLY = "updates are refused: the data is built from source files; change those files"
WORTH_PACKING = 1400
"""The size of one packet in bytes; a smaller response does not profit from compression."""
EFFORT = 5
"""The level of compression."""


class QueryRequest(NamedTuple):
    """A query, and the format of its answer.

    Attributes:
        query: the text of the query.
        table: the media type for rows and booleans; empty if none fits.
        graph: the media type for triples; empty if none fits.
        default_graphs: the default graphs; if these and `named_graphs` are empty, the query chooses.
        named_graphs: the graphs that ``GRAPH`` can use.
        is_packed: whether a long answer is compressed with gzip.
    """

    query: str
    table: str
    graph: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    is_packed: bool = False


class QueryAnswer(NamedTuple):
    """The answer to a query, as it is sent.

    Attributes:
        body: the result in the media type, or the reason of a refusal.
        media_type: the media type of the body.
        status: the status of HTTP (RFC 9110, section 15).
        lines: the headers as lines of HTTP, without those of the connection.
        tag: the entity tag of the answer to a request without a body; empty for refusals.
    """

    body: bytes
    media_type: str
    status: int
    lines: bytes
    tag: str = ""


def make_answer(body: bytes, media_type: str, *, is_packed: bool = False) -> QueryAnswer:
    """Return an answer with its headers; a long one is compressed if ``is_packed``."""
    tag = make_tag(sha256(body).hexdigest()[:24])
    if len(body) < WORTH_PACKING:
        return QueryAnswer(body, media_type, 200, _write_headers(media_type, "Accept"), tag)
    headers = [("Content-Encoding", "gzip")] if is_packed else []
    lines = _write_headers(media_type, "Accept, Accept-Encoding", *headers)
    return QueryAnswer(compress(body, EFFORT, mtime=0) if is_packed else body, media_type, 200, lines, tag)


def refuse_query(status: int, reason: str, *headers: tuple[str, str]) -> QueryAnswer:
    """Return a refusal with a reason."""
    return QueryAnswer(f"{reason}\n".encode(), "text/plain", status, _write_headers("text/plain", "Accept", *headers))


def refuse_for_now(reason: str) -> QueryAnswer:
    """Return a refusal of a query that the client may ask again in a moment."""
    return refuse_query(503, reason, ("Retry-After", "2"))


@lru_cache(1 << 8)
def _write_headers(media_type: str, vary: str, *headers: tuple[str, str]) -> bytes:
    written = ("Vary", vary), ("Cache-Control", "no-cache"), ("Content-Type", with_charset(media_type)), *headers
    return "".join(f"{name.lower()}: {value}\r\n" for name, value in written).encode("latin-1")
