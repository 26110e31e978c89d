"""Requests of the SPARQL 1.1 Protocol."""

import re
from binascii import a2b_qp
from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import parse_qsl

from starlette.requests import Request

from headword.server.negotiation import choose_type
from headword.server.querying.formats import GRAPHS, NAMES, TABLES
from headword.server.querying.limits import Limits
from headword.server.querying.query import READ_ONLY, QueryRequest
from headword.server.refusals import refusal_response
from headword.server.request_body import receive

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_MOST_PARAMETERS = 1000
_LONGEST = 4096
"""Maximum number of characters that are read from a header and from the name of a format."""


async def read_question(request: Request, limits: Limits) -> QueryRequest | None:
    """Return the query of a request, or None if it asks for the description of the endpoint.

    Raises:
        HTTPException: the request breaks the protocol, or is not supported.
    """
    headers = request.headers
    in_address = read_address(request.scope["query_string"], limits)
    if request.method != "POST":
        return choose_query(in_address, headers, limits)
    media_type = read_media_type(headers.get("content-type", ""))
    asked = choose_query(in_address + read_body(media_type, await receive(request, limits.body)), headers, limits)
    if asked is None:
        refusal_response(400, "there is no query")
    return asked


def choose_query(
    parameters: Sequence[tuple[str, str]], headers: Mapping[str, str], limits: Limits
) -> QueryRequest | None:
    """Return the query in the parameters of a request, or None if there is none.

    Raises:
        HTTPException: the request breaks the protocol, or is not supported.
    """
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    if "update" in values:
        refusal_response(403, READ_ONLY)
    queries = values.get("query", ())
    if not queries:
        return None
    if len(queries) > 1:
        refusal_response(400, "there is more than one query")
    if len(queries[0].encode()) > limits.query:
        refusal_response(413, f"the query has more than {limits.query:,} bytes")
    if not queries[0].strip():
        refusal_response(400, "the query is empty")
    table, graph = _choose_types(headers.get("accept", "")[:_LONGEST], values.get("format", ("",))[0][:_LONGEST])
    default, named = (tuple(values.get(name, ())) for name in ("default-graph-uri", "named-graph-uri"))
    return QueryRequest(queries[0], table, graph, default, named, "gzip" in headers.get("accept-encoding", ""))


def read_address(encoded: bytes, limits: Limits) -> list[tuple[str, str]]:
    """Return the parameters in an address.

    Raises:
        HTTPException: they are too long or too many, or not in UTF-8.
    """
    if len(encoded) > limits.query:
        refusal_response(414, f"the address has more than {limits.query:,} bytes: use POST")
    return _decode(encoded)


def _decode(encoded: bytes) -> list[tuple[str, str]]:
    try:
        if _IS_USUAL.fullmatch(encoded) and encoded.count(b"&") < _MOST_PARAMETERS:
            pairs = (pair.partition(b"=") for pair in encoded.split(b"&") if pair)
            return [(_unquote(name), _unquote(value)) for name, _, value in pairs]
        text = encoded.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError:
        refusal_response(400, "the parameters are not percent-encoded UTF-8")
    except ValueError:
        refusal_response(400, f"there are more than {_MOST_PARAMETERS:,} parameters")


_IS_USUAL = re.compile(rb"(?:[!-$&-~]++|%[0-9A-Fa-f]{2})*+")
"""Parameters without spaces, and with percent signs only before two digits."""


def _unquote(encoded: bytes) -> str:
    """Return a percent-encoded text.

    Percent-encoding is quoted-printable with another sign. Its decoder is in C, and takes a fifth of the time.
    """
    return a2b_qp(encoded.replace(b"=", b"=3D").replace(b"%", b"=").replace(b"+", b"=20")).decode()


def read_media_type(content_type: str) -> str:
    """Return the media type of a body with a query.

    Raises:
        HTTPException: it is that of an update, or not supported.
    """
    type_, _, rest = content_type.partition(";")
    media_type = type_.strip().lower()
    charset = re.search(r"charset\s*=\s*\"?([\w-]+)", rest, re.IGNORECASE)
    if media_type == UPDATE:
        refusal_response(403, READ_ONLY)
    if media_type not in (FORM, QUERY):
        refusal_response(415, f"the media type of a query must be {FORM} or {QUERY}", Accept_Post=f"{FORM}, {QUERY}")
    if charset is not None and charset[1].lower() not in ("utf-8", "utf8"):
        refusal_response(415, "a query must be UTF-8", Accept_Post=f"{FORM}, {QUERY}")
    return media_type


def read_body(media_type: str, body: bytes) -> list[tuple[str, str]]:
    """Return the parameters in a body.

    Raises:
        HTTPException: they are too many, or not in UTF-8.
    """
    if media_type == FORM:
        return _decode(body)
    try:
        return [("query", body.decode())]
    except UnicodeDecodeError:
        refusal_response(400, "the query is not UTF-8")


@lru_cache(1 << 8)
def _choose_types(accept: str, named: str) -> tuple[str, str]:
    """Return the accepted media types for rows and for triples; each is empty if none fits."""
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
