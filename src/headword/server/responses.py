"""Responses of the APIs for pages of any origin, with an entity tag, and refusals."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from headword.server.negotiation import has_tag, make_tag
from headword.server.request_body import receive
from headword.server.thread_pool import Workers, WorkRefused
from headword.site.hosting import policy

OPEN = {**policy.OPEN, "X-Content-Type-Options": "nosniff"}
"""Headers of every response: pages of any origin may read it, and browsers must not guess its type."""
JSON = "application/json"
BODY_LIMIT = 1 << 20
"""Maximum number of bytes in a request."""
_LATER = "2"
"""Seconds after which the client should try again."""


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault of ours
    """A request that is refused.

    Args:
        status: the status of HTTP.
        reason: the message for the client.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


Answer: TypeAlias = Callable[[Request, bytes], Response]
"""A function that answers a request with a body.

Raises:
    Refusal: the request is refused.
"""
Refuse: TypeAlias = Callable[[Refusal], Response]


def write_json(value: object) -> bytes:
    """Return ``value`` as JSON that is harmless even if a browser reads it as HTML."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").encode() + b"\n"


def respond(
    request: Request, body: bytes, media_type: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a response with ``body``, or the status 304 if the client already has it."""
    tag = make_tag(hashlib.sha256(media_type.encode() + body).hexdigest()[:24])
    sent = {**OPEN, "Cache-Control": "no-cache", "ETag": tag, **(headers or {})}
    if status == 200 and request.method in ("GET", "HEAD") and has_tag(request.headers, tag):
        return Response(status_code=304, headers=sent)
    return Response(body, status, sent, media_type)


def respond_json(
    request: Request, value: object, headers: Mapping[str, str] | None = None, media_type: str = JSON
) -> Response:
    """Return a response with ``value`` as JSON, or as a call of the client's function (JSONP).

    Raises:
        Refusal: the name of the function is not a name of JavaScript.
    """
    body = write_json(value)
    callback = request.query_params.get("callback", "") if request.method != "POST" else ""
    if not callback:
        return respond(request, body, media_type, headers=headers)
    if len(callback) > _LONGEST_CALLBACK or not _CALLBACK.fullmatch(callback):
        raise Refusal(400, "callback must be the name of a function")
    # The comment keeps the name from being the first bytes of a file of another type.
    called = b"/**/" + callback.encode() + b"(" + body.rstrip() + b");\n"
    return respond(request, called, "text/javascript; charset=utf-8", headers=headers)


_CALLBACK = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*){0,5}", re.ASCII)
"""A function that JSONP may call: names joined by dots."""
_LONGEST_CALLBACK = 100


def refuse_in_json(refusal: Refusal) -> Response:
    """Return a refusal as JSON."""
    body = write_json({"status": "error", "message": refusal.reason})
    return Response(body, refusal.status, {**OPEN, "Cache-Control": "no-store"}, JSON)


async def serve_operation(request: Request, answer: Answer, refuse: Refuse, workers: Workers | None) -> Response:
    """Return the answer to ``request``, computed by ``workers``, or directly if there are none."""
    try:
        body = await _read_request_body(request)
        return answer(request, body) if workers is None else await workers.do(lambda: answer(request, body))
    except Refusal as refusal:
        return refuse(refusal)
    except WorkRefused as undone:
        refused = refuse(Refusal(503, str(undone)))
        refused.headers["Retry-After"] = _LATER
        return refused


async def _read_request_body(request: Request) -> bytes:
    """Return the body of the request, up to the limit."""
    try:
        return await receive(request, BODY_LIMIT)
    except HTTPException as error:
        raise Refusal(error.status_code, error.detail.strip()) from error
