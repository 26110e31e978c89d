"""The operations of the Reconciliation Service API: version 0.2 and the draft of 1.0.

The two versions have different manifests at the same path, so each version has its own address.
"""

from collections.abc import Callable, Iterator

from headword.server.operations import COUNT, Operation, Parameter
from headword.server.per_snapshot import PerSnapshot
from headword.server.reconciliation.manifests import ALL, DRAFT, ROOT
from headword.server.reconciliation.services import FORM, Services
from headword.server.snapshot import ServedVocabulary
from headword.server.statements import ResourceStatements

OLD_TOPIC, DRAFT_TOPIC = "Reconciliation 0.2", "Reconciliation 1.0 (draft)"
_SCOPE = Parameter("scope", f"The id of a vocabulary, or {ALL} for all of them", "path", is_required=True, example=ALL)
_CALLBACK = Parameter("callback", "A function to call with the answer (JSONP), for old clients")
_PREFIX = Parameter("prefix", "The first letters of the name", is_required=True, example="qu")
_LIMIT = Parameter("limit", "The maximum number of results", schema=COUNT)
_CURSOR = Parameter("cursor", "The number of results to skip", schema=COUNT)
_OFFSET = Parameter("offset", "The number of results to skip", schema=COUNT)
_ID = Parameter("id", "The IRI of a concept", is_required=True)
_TYPE = Parameter("type", "The id of a type")
_QUERIES = Parameter("queries", "A batch of queries, as JSON", example='{"q0":{"query":"quartz"}}')
_EXTEND = Parameter("extend", "The concepts and the properties to return, as JSON")
_BAD = {400: "The request has an error; the message says where", 404: "The vocabulary or the resource does not exist"}
_SENT = {**_BAD, 413: "The request is too large", 415: "The media type of the request is not supported"}
_BATCH = {
    "type": "object",
    "required": ["queries"],
    "properties": {
        "queries": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["conditions"],
                "properties": {
                    "type": {"type": "string"},
                    "limit": {"type": "integer", "minimum": 1},
                    "lang": {"type": "string"},
                    "conditions": {"type": "array", "minItems": 1, "items": {"type": "object"}},
                },
            },
        }
    },
}
_EXTENSION = {
    "type": "object",
    "required": ["ids", "properties"],
    "properties": {
        "ids": {"type": "array", "items": {"type": "string"}},
        "properties": {"type": "array", "items": {"type": "object", "required": ["id"]}},
    },
}


def list_reconciliation_operations(
    current: Callable[[], ServedVocabulary], said: PerSnapshot[ResourceStatements]
) -> Iterator[Operation]:
    """Yield all operations of both versions."""
    services = Services(current, said)
    yield from _list_old(services)
    yield from _list_draft(services)
    yield from _list_shared(services, f"/{ROOT}/{{scope}}", OLD_TOPIC, "")
    yield from _list_shared(services, f"/{ROOT}/{{scope}}/{DRAFT}", DRAFT_TOPIC, "Draft")


def _list_old(services: Services) -> Iterator[Operation]:
    top = f"/{ROOT}/{{scope}}"
    yield Operation(
        "reconcile", top, OLD_TOPIC,
        "The manifest; or the candidates for each of several queries, or properties of concepts",
        services.answer_old, parameters=(_SCOPE, _QUERIES, _EXTEND, _CALLBACK), statuses=_BAD,
        also=(f"/{ROOT}", f"/{ROOT}/"),
    )  # fmt: skip
    fields = {"type": "object", "properties": {"queries": {"type": "string"}, "extend": {"type": "string"}}}
    yield Operation(
        "reconcileBatch", top, OLD_TOPIC, "The candidates for each of several queries, or properties of concepts",
        services.answer_old, method="POST", parameters=(_SCOPE,), body={FORM: fields}, statuses=_SENT,
        also=(f"/{ROOT}", f"/{ROOT}/"),
    )  # fmt: skip
    for name, answer in (
        ("entity", services.fly_out_entity),
        ("property", services.fly_out_property),
        ("type", services.fly_out_type),
    ):
        id_ = Parameter("id", "The suggested resource", is_required=True)
        yield Operation(
            f"flyout{name.title()}", f"{top}/flyout/{name}", OLD_TOPIC, f"A preview of a {name}: HTML in JSON",
            answer, parameters=(_SCOPE, id_, _CALLBACK), statuses=_BAD,
        )  # fmt: skip
    yield Operation(
        "propose", f"{top}/propose", OLD_TOPIC, "Properties that concepts have",
        services.answer_propose, parameters=(_SCOPE, _TYPE, _LIMIT, _CALLBACK), statuses=_BAD,
    )  # fmt: skip


def _list_draft(services: Services) -> Iterator[Operation]:
    top = f"/{ROOT}/{{scope}}/{DRAFT}"
    yield Operation(
        "draftManifest", top, DRAFT_TOPIC, "The manifest",
        services.answer_manifest, parameters=(_SCOPE,), statuses=_BAD, also=(f"{top}/",),
    )  # fmt: skip
    yield Operation(
        "draftMatch", f"{top}/match", DRAFT_TOPIC, "The candidates for each of several queries",
        services.answer_match, method="POST", parameters=(_SCOPE,),
        body={"application/json": _BATCH}, statuses=_SENT,
    )  # fmt: skip
    yield Operation(
        "draftExtend", f"{top}/extend", DRAFT_TOPIC, "Properties of concepts",
        services.answer_extend, method="POST", parameters=(_SCOPE,),
        body={"application/json": _EXTENSION}, statuses=_SENT,
    )  # fmt: skip
    yield Operation(
        "draftPropose", f"{top}/extend/propose", DRAFT_TOPIC, "Properties that concepts have",
        services.answer_propose, parameters=(_SCOPE, _TYPE, _LIMIT), statuses=_BAD,
    )  # fmt: skip


def _list_shared(services: Services, top: str, topic: str, prefix: str) -> Iterator[Operation]:
    """Yield the operations that both versions share."""
    more = (_LIMIT, _OFFSET) if prefix else (_LIMIT, _CURSOR, _CALLBACK)
    for name, says, answer in (
        ("entity", "Concepts whose names begin with a text", services.suggest_entities),
        ("property", "Properties whose names begin with a text", services.suggest_properties),
        (
            "type",
            "Types whose names begin with a text: one for all concepts, and one for each scheme",
            services.suggest_types,
        ),
    ):
        yield Operation(
            _operation_name(prefix, f"suggest{name.title()}"), f"{top}/suggest/{name}", topic, says,
            answer, parameters=(_SCOPE, _PREFIX, *more), statuses=_BAD,
        )  # fmt: skip
    yield Operation(
        _operation_name(prefix, "preview"), f"{top}/preview", topic, "A preview of a concept, as a small page",
        services.preview, parameters=(_SCOPE, _ID), types=("text/html",), statuses=_BAD,
    )  # fmt: skip
    yield Operation(
        _operation_name(prefix, "view"), f"{top}/view", topic, "A redirect to the page of a concept",
        services.view, parameters=(_SCOPE, _ID), types=(), statuses={303: "The address of the page", **_BAD},
    )  # fmt: skip


def _operation_name(prefix: str, name: str) -> str:
    return f"{prefix.lower()}{name[0].upper()}{name[1:]}" if prefix else name
