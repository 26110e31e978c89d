"""The OpenAPI document (3.1), generated from the operations of the routes."""

from collections.abc import Iterable, Mapping
from typing import Any

from headword.server.operations import Description, Parameter

_CALL = "text/javascript"
"""The media type of a JSONP response."""
_OTHER_STATUSES = {304: "The client's copy is current", 405: "The method is not allowed here"}


def describe_api(operations: Iterable[Description], title: str, version: str, summary: str) -> dict[str, Any]:
    """Return the document.

    Args:
        operations: all operations of the server.
        title: the title of the server.
        version: the version of headword.
        summary: one line about the server.
    """
    paths: dict[str, dict[str, Any]] = {}
    topics: dict[str, None] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _describe_operation(operation)
        topics.setdefault(operation.topic)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "summary": summary},
        # Relative to the document, which is in a folder at the root.
        "servers": [{"url": "../"}],
        "tags": [{"name": topic} for topic in topics],
        "paths": paths,
    }


def _describe_operation(operation: Description) -> dict[str, Any]:
    is_callable = any(parameter.name == "callback" for parameter in operation.parameters)
    content: dict[str, Any] = {type_: {} for type_ in (*operation.types, *([_CALL] if is_callable else []))}
    answers = {"200": {"description": operation.says, "content": content}} if operation.types else {}
    others = {**operation.statuses, **_OTHER_STATUSES}
    if operation.method == "POST":
        others.pop(304)
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.says,
        "tags": [operation.topic],
        "parameters": [_describe_parameter(parameter) for parameter in operation.parameters],
        "responses": {
            **answers,
            **{str(status): {"description": says} for status, says in sorted(others.items())},
        },
    }
    if operation.body:
        body = {type_: {"schema": _plain(schema)} for type_, schema in operation.body.items()}
        described["requestBody"] = {"required": True, "content": body}
    return described


def _describe_parameter(parameter: Parameter) -> dict[str, Any]:
    described = {
        "name": parameter.name,
        "in": parameter.place,
        "description": parameter.says,
        "required": parameter.is_required,
        "schema": _plain(parameter.schema),
    }
    return {**described, "example": parameter.example} if parameter.example else described


def _plain(schema: Mapping[str, object]) -> dict[str, object]:
    return dict(schema)
