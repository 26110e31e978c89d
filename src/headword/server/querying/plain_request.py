"""Plain requests with a query: those that are complete in one piece and need nothing special of HTTP.

Most requests are plain. Every other request, and every request with an error, is for the application.
"""

import re
from collections.abc import Collection
from typing import NamedTuple

from starlette.exceptions import HTTPException

from headword.server.querying.limits import Limits
from headword.server.querying.protocol import choose_query, read_address, read_body, read_media_type
from headword.server.querying.query import QueryRequest

_HEAD = re.compile(
    rb"(?P<method>GET|POST) (?P<path>/sparql/?)(?:\?(?P<query>[!-~]*))? HTTP/1\.1\r\n"
    rb"(?P<fields>(?:[!#$%&'*+.^_`|~0-9A-Za-z-]++:[\t -~]*+\r\n)++)\r\n"
)
_SPECIAL = frozenset({"expect", "if-none-match", "te", "trailer", "transfer-encoding", "upgrade"})
"""The headers that are not for this module."""


class PlainRequest(NamedTuple):
    """A plain request.

    Attributes:
        question: the query.
        method: the method, GET or POST.
        path: the path of the address.
        is_last: whether the client closes the connection after the answer.
    """

    question: QueryRequest
    method: str
    path: str
    is_last: bool


def is_begun(data: bytes, limits: Limits) -> bool:
    """Return True if ``data`` is the beginning of a request that may be plain."""
    head, end, body = data.partition(b"\r\n\r\n")
    if not head.startswith(_BEGINNINGS) or len(head) >= _LONGEST_HEAD or _EXPECTS.search(head):
        return False
    # Many clients send the body in a second piece.
    length = _LENGTH.search(head)
    return not end or (length is not None and len(body) < int(length[1]) <= limits.body)


_BEGINNINGS = (b"GET /sparql?", b"GET /sparql/?", b"POST /sparql")
_LONGEST_HEAD = 1 << 16
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,12})[ \t]*(?:\r\n|\Z)", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\n(?:expect|transfer-encoding):", re.IGNORECASE)
"""A header of a request whose body may only come after an answer, or in parts with their own lengths."""


def read_plain_request(data: bytes, hosts: Collection[str], limits: Limits) -> PlainRequest | None:
    """Return the request in ``data``, or None if it is not a plain and complete one to a host in ``hosts``."""
    head = _HEAD.match(data)
    if head is None:
        return None
    fields = head["fields"].decode("ascii").split("\r\n")[:-1]
    headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
    connection = headers.get("connection", "keep-alive").lower()
    body = data[head.end() :]
    is_plain = (
        len(headers) == len(fields)
        and headers.keys().isdisjoint(_SPECIAL)
        and connection in ("keep-alive", "close")
        and headers.get("content-length", "0") == str(len(body))
        and len(body) <= limits.body
        and ("*" in hosts or headers.get("host", "").partition(":")[0] in hosts)
    )
    if not is_plain:
        return None
    try:
        parameters = read_address(head["query"] or b"", limits)
        if head["method"] == b"POST":
            parameters += read_body(read_media_type(headers.get("content-type", "")), body)
        question = choose_query(parameters, headers, limits)
    except HTTPException:
        return None
    if question is None:
        return None
    return PlainRequest(question, head["method"].decode(), head["path"].decode(), connection == "close")
