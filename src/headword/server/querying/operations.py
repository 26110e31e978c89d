"""The description of the endpoint in the documentation of the APIs."""

from collections.abc import Iterator

from headword.server.operations import TEXT, Description, Parameter
from headword.server.querying.formats import GRAPHS, NAMES, TABLES
from headword.server.querying.protocol import FORM, QUERY

PATH = "/sparql"
_TOPIC = "SPARQL 1.1"
_SAYS = "The result of a query; without a query, a description of the endpoint"
_IRIS = {"type": "array", "items": {"type": "string", "format": "iri"}}
_GRAPHS = (
    Parameter("default-graph-uri", "The IRIs of the default graphs [default: all graphs]", schema=_IRIS),
    Parameter("named-graph-uri", "The IRIs of the graphs that GRAPH can use [default: all graphs]", schema=_IRIS),
    Parameter(
        "format",
        "The format [default: by the Accept header]",
        schema={"type": "string", "enum": list(NAMES)},
    ),
)
_BAD = {
    400: "The query or the request has a syntax error",
    403: "Updates and SERVICE are refused",
    406: "The format is not available",
    413: "The query or its result is too large",
    503: "The query reached a limit of time or memory, or too many queries wait",
}


def list_query_operations() -> Iterator[Description]:
    """Yield the operations of the endpoint."""
    query = Parameter("query", "A query", example="SELECT * { ?s ?p ?o } LIMIT 10")
    types = (*TABLES, *GRAPHS)
    statuses = {**_BAD, 303: "Without a query, browsers are redirected to the query page"}
    yield Description(
        "sparql", PATH, _TOPIC, _SAYS,
        parameters=(query, *_GRAPHS), types=types, statuses={**statuses, 414: "The address is too long"},
    )  # fmt: skip
    fields = {one.name: dict(one.schema) for one in (query, *_GRAPHS)}
    form = {"type": "object", "required": ["query"], "properties": fields}
    yield Description(
        "sparqlQuery", PATH, _TOPIC, "The result of a query",
        method="POST", parameters=_GRAPHS, body={FORM: form, QUERY: TEXT}, types=types,
        statuses={**_BAD, 415: "The media type of the request is not supported"},
    )  # fmt: skip
