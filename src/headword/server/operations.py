"""Operations: what can be asked of the server, told once for its routes and for those who read about them."""

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
    """Something that is asked with.

    Attributes:
        name: as it stands in the path or the query.
        says: what it means.
        place: where it stands.
        is_required: whether nothing is answered without it.
        schema: what it may be (JSON Schema).
        example: a value that makes sense.
    """

    name: str
    says: str
    place: Literal["path", "query"] = "query"
    is_required: bool = False
    schema: Mapping[str, object] = field(default_factory=lambda: TEXT)
    example: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """Something that can be asked, as it is told.

    Attributes:
        name: for programs.
        path: from the top of the server, with names of parameters in braces.
        topic: what it belongs to.
        says: what is answered, in a few words.
        method: of HTTP.
        parameters: what it is asked with.
        body: what may be sent, by media type (JSON Schema).
        types: the media types of answers.
        statuses: statuses of HTTP beside 200, and what they mean.
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
    """Something that can be asked, and who answers.

    Attributes:
        answer: answers it.
        refuse: says why not.
        also: further paths that are the same.
        is_quick: whether it is answered at once, however busy the server is.
    """

    answer: Answer
    refuse: Refuse = refuse_in_json
    _: KW_ONLY
    also: tuple[str, ...] = ()
    is_quick: bool = False


def make_routes(operations: Iterable[Operation], workers: Workers) -> Iterator[Route]:
    """A route for each path; any page may ask, and ``workers`` make the answers."""
    by_path: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations:
        for path in (operation.path, *operation.also):
            by_path[path].append(operation)
    for path, those in by_path.items():
        methods = _list_methods(those)
        yield Route(path, _make_endpoint(those, methods, workers), methods=_METHODS)


_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
"""All are taken, so that a method that is not there is refused as all else is."""


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
