"""The OpenAPI document (3.1), written from the operations that are routed."""

from collections.abc import Iterable, Mapping
from typing import Any

from headword.server.operations import Description, Parameter

_CALL = "text/javascript"
"""What an answer is that calls a function."""
_OTHER_STATUSES = {304: "The client's copy is current", 405: "The method is not allowed here"}


def describe_api(operations: Iterable[Description], title: str, version: str, summary: str) -> dict[str, Any]:
    """The document.

    Args:
        operations: all that can be asked.
        title: of the server.
        version: of what is served.
        summary: what the server is.
    """
    paths: dict[str, dict[str, Any]] = {}
    topics: dict[str, None] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _describe_operation(operation)
        topics.setdefault(operation.topic)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "summary": summary},
        # Relative to the document, which is in a folder at the top.
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
    told: dict[str, Any] = {
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
        told["requestBody"] = {"required": True, "content": body}
    return told


def _describe_parameter(parameter: Parameter) -> dict[str, Any]:
    told = {
        "name": parameter.name,
        "in": parameter.place,
        "description": parameter.says,
        "required": parameter.is_required,
        "schema": _plain(parameter.schema),
    }
    return {**told, "example": parameter.example} if parameter.example else told


def _plain(schema: Mapping[str, object]) -> dict[str, object]:
    return dict(schema)
