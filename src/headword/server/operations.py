"""The operations of the server, described once for its routes and its documentation."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from types import MappingProxyType
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from headword.server.preflight import allow
from headword.server.responses import JSON, Answer, Refusal, Refuse, refuse_in_json, serve_operation
from headword.server.thread_pool import Workers

TEXT: Mapping[str, object] = MappingProxyType({"type": "string"})
COUNT: Mapping[str, object] = MappingProxyType({"type": "integer", "minimum": 0})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation.

    Attributes:
        name: the name in the path or the query.
        says: its meaning in a few words.
        place: whether it is part of the path or the query.
        is_required: whether the operation needs it.
        schema: the schema of its value (JSON Schema).
        example: a typical value.
    """

    name: str
    says: str
    place: Literal["path", "query"] = "query"
    is_required: bool = False
    schema: Mapping[str, object] = field(default_factory=lambda: TEXT)
    example: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """The description of an operation.

    Attributes:
        name: the ``operationId`` for programs.
        path: the path from the root of the server, with names of parameters in braces.
        topic: the group that it belongs to.
        says: the answer in a few words.
        method: the method of HTTP.
        parameters: the parameters of the path and the query.
        body: the schema of the request body, by media type (JSON Schema).
        types: the media types of the answers.
        statuses: other statuses of HTTP than 200, and their meaning.
    """

    name: str
    path: str
    topic: str
    says: str
    _: KW_ONLY
    method: Literal["GET", "POST"] = "GET"
    parameters: tuple[Parameter, ...] = ()
    body: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    types: tuple[str, ...] = (JSON,)
    statuses: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation(Description):
    """An operation with the function that answers it.

    Attributes:
        answer: returns the response.
        refuse: returns the response for a refusal.
        also: further paths of the same operation.
        is_quick: whether it is answered without a worker thread, even when the server is busy.
    """

    answer: Answer
    refuse: Refuse = refuse_in_json
    _: KW_ONLY
    also: tuple[str, ...] = ()
    is_quick: bool = False


def make_routes(operations: Iterable[Operation], workers: Workers) -> Iterator[Route]:
    """Yield a route for each path; pages of any origin may use it, and ``workers`` run the operations."""
    by_path: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations:
        for path in (operation.path, *operation.also):
            by_path[path].append(operation)
    for path, those in by_path.items():
        methods = _list_methods(those)
        yield Route(path, _make_endpoint(those, methods, workers), methods=_METHODS)


_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
"""Every route accepts all methods, so that a wrong method gets the same form of refusal as other errors."""


def _list_methods(operations: Iterable[Operation]) -> tuple[str, ...]:
    methods = [operation.method for operation in operations]
    return (*(["GET", "HEAD"] if "GET" in methods else []), *(["POST"] if "POST" in methods else []), "OPTIONS")


def _make_endpoint(
    operations: list[Operation], methods: tuple[str, ...], workers: Workers
) -> Callable[[Request], Awaitable[Response]]:
    by_method = {operation.method: operation for operation in operations}

    async def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return allow(methods)
        operation = by_method.get("GET" if request.method == "HEAD" else request.method)  # type: ignore[call-overload]
        if operation is None:
            refused = operations[0].refuse(Refusal(405, f"this can be asked by {', '.join(methods)}"))
            refused.headers["Allow"] = ", ".join(methods)
            return refused
        return await serve_operation(
            request, operation.answer, operation.refuse, None if operation.is_quick else workers
        )

    return endpoint
