"""Requests of the SPARQL 1.1 Protocol."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.requests import Request

from headword.rdf.sparql.tokens import list_words
from headword.server.negotiation import choose_type
from headword.server.querying.formats import GRAPHS, NAMES, TABLES
from headword.server.querying.limits import Limits
from headword.server.querying.query import QueryRequest
from headword.server.refusals import refusal_response
from headword.server.request_body import receive

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_READ_ONLY = "updates are refused: the data is built from source files; change those files"
_UPDATES = frozenset({"insert", "delete", "load", "clear", "create", "drop", "copy", "move", "add", "with"})
_FORMS = frozenset({"select", "ask", "construct", "describe"})
_MOST_PARAMETERS = 1000


async def read_question(request: Request, limits: Limits) -> QueryRequest | None:
    """Return the query of a request, or None if it asks for the description of the endpoint.

    Raises:
        HTTPException: the request breaks the protocol, or is not supported.
    """
    parameters = _read_parameters(request.scope["query_string"], limits)
    if request.method == "POST":
        parameters += await _read_query_body(request, limits)
    if any(name == "update" for name, _ in parameters):
        refusal_response(403, _READ_ONLY)
    queries = [value for name, value in parameters if name == "query"]
    if not queries:
        if request.method == "POST":
            refusal_response(400, "there is no query")
        return None
    if len(queries) > 1:
        refusal_response(400, "there is more than one query")
    if len(queries[0].encode()) > limits.query:
        refusal_response(413, f"the query has more than {limits.query:,} bytes")
    if not queries[0].strip():
        refusal_response(400, "the query is empty")
    _check(queries[0])
    graphs = {
        name: tuple(value for key, value in parameters if key == name)
        for name in ("default-graph-uri", "named-graph-uri")
    }
    table, graph = _wanted_types(request.headers, parameters)
    return QueryRequest(queries[0], table, graph, graphs["default-graph-uri"], graphs["named-graph-uri"])


def _read_parameters(encoded: bytes, limits: Limits) -> list[tuple[str, str]]:
    if len(encoded) > limits.query:
        refusal_response(414, f"the address has more than {limits.query:,} bytes: use POST")
    return _decode(encoded)


def _decode(encoded: bytes) -> list[tuple[str, str]]:
    try:
        text = encoded.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError:
        refusal_response(400, "the parameters are not percent-encoded UTF-8")
    except ValueError:
        refusal_response(400, f"there are more than {_MOST_PARAMETERS:,} parameters")


async def _read_query_body(request: Request, limits: Limits) -> list[tuple[str, str]]:
    type_, _, rest = request.headers.get("content-type", "").partition(";")
    media_type = type_.strip().lower()
    charset = re.search(r"charset\s*=\s*\"?([\w-]+)", rest, re.IGNORECASE)
    if media_type == UPDATE:
        refusal_response(403, _READ_ONLY)
    if media_type not in (FORM, QUERY):
        refusal_response(415, f"the media type of a query must be {FORM} or {QUERY}", Accept_Post=f"{FORM}, {QUERY}")
    if charset is not None and charset[1].lower() not in ("utf-8", "utf8"):
        refusal_response(415, "a query must be UTF-8", Accept_Post=f"{FORM}, {QUERY}")
    body = await receive(request, limits.body)
    if media_type == FORM:
        return _decode(body)
    try:
        return [("query", body.decode())]
    except UnicodeDecodeError:
        refusal_response(400, "the query is not UTF-8")


def _check(query: str) -> None:
    """Refuse an update.

    An update never parses as a query; this only gives a better message.

    Raises:
        HTTPException: the query is an update.
    """
    first = next((word for word in list_words(query) if word in _UPDATES | _FORMS), "")
    if first in _UPDATES:
        refusal_response(403, _READ_ONLY)


def _wanted_types(headers: Headers, parameters: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Return the accepted media types for rows and for triples; each is empty if none fits."""
    named = next((value for name, value in parameters if name == "format"), "")
    accept = headers.get("accept", "")
    if named in NAMES:
        wanted = NAMES[named]
        return _prefer(wanted, accept, TABLES), _prefer(wanted, accept, GRAPHS)
    # Some clients send a format name of their own in addition to the header.
    if named and not accept:
        refusal_response(400, f"there is no format {named[:40]!r}; known: {', '.join(NAMES)}")
    return choose_type(accept, list(TABLES)) or "", choose_type(accept, list(GRAPHS)) or ""


def _prefer(wanted: str, accept: str, offered: Mapping[str, object]) -> str:
    if wanted in offered:
        return wanted
    return choose_type(accept, list(offered)) or next(iter(offered))
