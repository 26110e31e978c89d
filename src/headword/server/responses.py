"""Answers of the APIs over HTTP: for pages of any origin, with a tag that tells whether they are new, and refusals."""

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
"""What every answer says: any page may read it, and it is what it says it is."""
JSON = "application/json"
BODY_LIMIT = 1 << 20
"""How many bytes a request may have."""
_LATER = "2"
"""Seconds after which it makes sense to ask again."""


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault of ours
    """A request that is not answered.

    Args:
        status: of HTTP.
        reason: for the people who asked.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


Answer: TypeAlias = Callable[[Request, bytes], Response]
"""Answers a request and its body.

Raises:
    Refusal: it is not answered.
"""
Refuse: TypeAlias = Callable[[Refusal], Response]


def write_json(value: object) -> bytes:
    """``value`` as JSON that is harmless if a browser takes it for HTML."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").encode() + b"\n"


def respond(
    request: Request, body: bytes, media_type: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """``body`` for who asked, or word that it is still what they have."""
    tag = make_tag(hashlib.sha256(media_type.encode() + body).hexdigest()[:24])
    told = {**OPEN, "Cache-Control": "no-cache", "ETag": tag, **(headers or {})}
    if status == 200 and request.method in ("GET", "HEAD") and has_tag(request.headers, tag):
        return Response(status_code=304, headers=told)
    return Response(body, status, told, media_type)


def respond_json(
    request: Request, value: object, headers: Mapping[str, str] | None = None, media_type: str = JSON
) -> Response:
    """``value`` as JSON for who asked; as a call of a function with it where that is asked for (JSONP).

    Raises:
        Refusal: what is to be called is no name.
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
"""What may be called: names with dots between them, and nothing else."""
_LONGEST_CALLBACK = 100


def refuse_in_json(refusal: Refusal) -> Response:
    """A refusal as JSON."""
    body = write_json({"status": "error", "message": refusal.reason})
    return Response(body, refusal.status, {**OPEN, "Cache-Control": "no-store"}, JSON)


async def serve_operation(request: Request, answer: Answer, refuse: Refuse, workers: Workers | None) -> Response:
    """The answer to ``request``, made by one of ``workers`` beside others; at once if there are none."""
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
    """What was sent; no more of it is read than is taken."""
    try:
        return await receive(request, BODY_LIMIT)
    except HTTPException as error:
        raise Refusal(error.status_code, error.detail.strip()) from error
