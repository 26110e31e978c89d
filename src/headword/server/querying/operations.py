"""The endpoint as it is told of beside the other APIs."""

from collections.abc import Iterator

from headword.server.operations import TEXT, Description, Parameter
from headword.server.querying.formats import GRAPHS, NAMES, TABLES
from headword.server.querying.protocol import FORM, QUERY

PATH = "/sparql"
_TOPIC = "SPARQL 1.1"
_SAYS = "Answers to a query; without one, a description of the endpoint"
_IRIS = {"type": "array", "items": {"type": "string", "format": "iri"}}
_GRAPHS = (
    Parameter("default-graph-uri", "The graphs that are asked, each by its IRI; all without it", schema=_IRIS),
    Parameter("named-graph-uri", "The graphs that GRAPH leads to", schema=_IRIS),
    Parameter(
        "format",
        "The format; without it the header Accept decides",
        schema={"type": "string", "enum": list(NAMES)},
    ),
)
_BAD = {
    400: "The query does not parse, or the request is none of the protocol",
    403: "An update, or SERVICE: nothing is changed, and nobody else is asked",
    406: "There is no such format",
    413: "The query or its answer is too long",
    503: "It took too long or needed too much, or too many wait",
}


def list_query_operations() -> Iterator[Description]:
    """What can be asked."""
    query = Parameter("query", "A query", example="SELECT * { ?s ?p ?o } LIMIT 10")
    types = (*TABLES, *GRAPHS)
    statuses = {**_BAD, 303: "Without a query, and for a browser: where the page of queries is"}
    yield Description(
        "sparql", PATH, _TOPIC, _SAYS,
        parameters=(query, *_GRAPHS), types=types, statuses={**statuses, 414: "The address is too long"},
    )  # fmt: skip
    fields = {one.name: dict(one.schema) for one in (query, *_GRAPHS)}
    form = {"type": "object", "required": ["query"], "properties": fields}
    yield Description(
        "sparqlQuery", PATH, _TOPIC, "Answers to a query",
        method="POST", parameters=_GRAPHS, body={FORM: form, QUERY: TEXT}, types=types,
        statuses={**_BAD, 415: "What was sent is of another media type"},
    )  # fmt: skip
