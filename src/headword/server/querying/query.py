"""A query on a vocabulary, and its answer."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query, and the format of its answer.

    Attributes:
        query: the text of the query.
        table: the media type for rows and booleans; empty if none fits.
        graph: the media type for triples; empty if none fits.
        default_graphs: the default graphs; if these and `named_graphs` are empty, the query chooses.
        named_graphs: the graphs that ``GRAPH`` can use.
    """

    query: str
    table: str
    graph: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """The answer to a query.

    Attributes:
        body: the result in the media type, or the reason of a refusal.
        media_type: the media type of the body.
        status: the status of HTTP (RFC 9110, section 15).
        headers: additional headers.
    """

    body: bytes
    media_type: str
    status: int = 200
    headers: tuple[tuple[str, str], ...] = field(default=())


def refuse_query(status: int, reason: str, *headers: tuple[str, str]) -> QueryAnswer:
    """Return a refusal with a reason."""
    return QueryAnswer(f"{reason}\n".encode(), "text/plain", status, headers)
