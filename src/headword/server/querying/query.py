"""What is asked of a vocabulary, and what is answered."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query, and how its answer is to be written.

    Attributes:
        query: the text.
        table: the media type for rows, and for yes or no; empty if none suits.
        graph: the media type for triples; empty if none suits.
        default_graphs: the graphs that are asked together; the query's own choice if neither these nor `named_graphs`.
        named_graphs: the graphs that ``GRAPH`` can name.
    """

    query: str
    table: str
    graph: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """What a query came to.

    Attributes:
        body: the text, in the media type; or why there is none, for people.
        media_type: of the text.
        status: of HTTP (RFC 9110, section 15).
        headers: further ones.
    """

    body: bytes
    media_type: str
    status: int = 200
    headers: tuple[tuple[str, str], ...] = field(default=())


def refuse_query(status: int, reason: str, *headers: tuple[str, str]) -> QueryAnswer:
    """The answer that there is none, and why."""
    return QueryAnswer(f"{reason}\n".encode(), "text/plain", status, headers)
