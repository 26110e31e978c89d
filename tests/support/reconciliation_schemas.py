"""What JSON has to look like by the Reconciliation Service API, 0.2 and the draft of 1.0, for tests.

The rules of the community's JSON schemas, put down anew and more strictly: a field that the specification does not name
is an error. No registry carries the schemas themselves. Where ``RECONCILIATION_SPECS`` names a clone of the
community's repository `specs`, its own files are used beside these, with all that is in its folders of examples.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from referencing import Registry

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NAME: Schema = {"type": "string", "minLength": 1}
NUMBER: Schema = {"type": "number"}
TRUTH: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
URL: Schema = {"type": "string", "pattern": "^https?://"}
TONGUE: dict[str, Schema] = {"lang": NAME, "dir": {"enum": ["ltr", "rtl", "auto"]}}


def thing(needed: dict[str, Schema], **optional: Schema) -> Schema:
    properties = {**needed, **optional}
    return {"type": "object", "required": list(needed), "properties": properties, "additionalProperties": False}


def several(one: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": one, **more}


def one_of(*schemas: Schema) -> Schema:
    return {"oneOf": list(schemas)}


def type_of(tongue: dict[str, Schema]) -> Schema:
    plain = thing({"id": NAME, "name": NAME}, description=TEXT, **tongue)
    return thing({"id": NAME, "name": NAME}, description=TEXT, broader=several(plain), **tongue)


def suggested(tongue: dict[str, Schema], **more: Schema) -> Schema:
    return thing({"result": several(thing({"id": NAME, "name": NAME}, description=NAME, **more, **tongue))})


def setting(id_: str, name: str, help_: str) -> Schema:
    kinds = (("number", NUMBER), ("text", TEXT), ("checkbox", TRUTH))
    return one_of(
        *(thing({id_: NAME, name: NAME, "type": {"const": k}, "default": d}, **{help_: TEXT}) for k, d in kinds)
    )


def candidate(tongue: dict[str, Schema]) -> Schema:
    feature = thing({"id": NAME, "name": NAME, "value": {"type": ["number", "boolean"]}}, **tongue)
    types = several(type_of(tongue), minItems=1)
    score = {"type": "number", "minimum": 0, "maximum": 100}
    needed = {"id": NAME, "name": NAME, "score": score, "match": TRUTH, "type": types}
    return thing(needed, description=NAME, features=several(feature), **tongue)


DATE = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$"


def value(tongue: dict[str, Schema]) -> Schema:
    return one_of(
        thing({"id": NAME, "name": NAME}, description=TEXT, **tongue),
        thing({"str": TEXT}, **tongue),
        thing({"date": {"type": "string", "pattern": DATE}}),
    )


TEMPLATE = {"type": "string", "pattern": r"^https?://[^{}]*\{\{id\}\}[^{}]*$"}
DRAFT_TEMPLATE = {"type": "string", "pattern": r"^https?://[^{}]*\{\+?id\}[^{}]*$"}
FLYOUT = {"type": "string", "pattern": r"^/[^{}]*\$\{id\}[^{}]*$"}
PLACE = {"service_url": URL, "service_path": {"type": "string", "pattern": "^/"}}
SERVICE = thing({**PLACE, "flyout_service_url": URL, "flyout_service_path": FLYOUT})
KINDS = ("entity", "property", "type")
ABOUT = {
    "name": NAME,
    "documentation": URL,
    "serviceVersion": NAME,
    "batchSize": {"type": "integer", "minimum": 1},
}
META = several(thing({"id": NAME, "name": NAME}, type=type_of(TONGUE), service=URL))

OLD: dict[str, Schema] = {
    "manifest": thing({
        **ABOUT,
        "versions": {"type": "array", "contains": {"const": "0.2"}},
        "identifierSpace": URL,
        "schemaSpace": URL,
        "defaultTypes": several(type_of({}), uniqueItems=True),
        "view": thing({"url": TEMPLATE}),
        "preview": thing({"url": TEMPLATE, "width": COUNT, "height": COUNT}),
        "suggest": thing(dict.fromkeys(KINDS, SERVICE)),
        "extend": thing({
            "propose_properties": thing(PLACE),
            "property_settings": several(setting("name", "label", "help_text")),
        }),
    }),
    "reconciliation-result-batch": {
        "type": "object",
        "additionalProperties": thing({"result": several(candidate({}))}),
    },
    "suggest-entities-response": suggested({}, notable=several(type_of({}))),
    "suggest-properties-response": suggested({}),
    "suggest-types-response": suggested({}, broader=several(type_of({}))),
    "data-extension-property-proposal": thing(
        {"properties": several(thing({"id": NAME, "name": NAME}, description=TEXT))}, type=TEXT, limit=NUMBER
    ),
    "data-extension-response": thing({
        "meta": META,
        "rows": {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": several(value({}))},
        },
    }),
}  # fmt: skip
DRAFT: dict[str, Schema] = {
    "manifest": thing({
        **ABOUT,
        **TONGUE,
        "versions": {"type": "array", "contains": {"const": "1.0-draft"}},
        "defaultTypes": several(type_of(TONGUE), uniqueItems=True),
        "view": thing({"url": DRAFT_TEMPLATE}),
        "preview": thing({"width": COUNT, "height": COUNT}),
        "suggest": thing(dict.fromkeys(KINDS, TRUTH)),
        "extend": thing({
            "proposeProperties": TRUTH,
            "propertySettings": several(setting("id", "name", "helpText")),
        }),
        "standardizedScore": TRUTH,
    }),
    "reconciliation-result-batch": thing({"results": several(thing({"candidates": several(candidate(TONGUE))}))}),
    "suggest-entities-response": suggested(TONGUE, notable=several(type_of(TONGUE))),
    "suggest-properties-response": suggested(TONGUE),
    "suggest-types-response": suggested(TONGUE, broader=several(type_of(TONGUE))),
    "data-extension-property-proposal": OLD["data-extension-property-proposal"],
    "data-extension-response": thing({
        "meta": META,
        "rows": several(thing({
            "id": TEXT,
            "properties": several(thing({"id": NAME, "values": several(value(TONGUE))})),
        })),
    }),
}  # fmt: skip
RULES = {"0.2": OLD, "1.0-draft": DRAFT}


def check(version: str, name: str, told: object) -> None:
    """See that an answer is right by the rules here, and by the community's own if they are at hand."""
    Draft7Validator(RULES[version][name]).validate(told)
    clone = os.environ.get("RECONCILIATION_SPECS")
    if clone:
        folder = Path(clone) / version / "schemas"
        schema = json.loads((folder / f"{name}.json").read_text("utf-8"))
        Draft7Validator(schema, registry=_read_registry(folder)).validate(told)


def _read_registry(folder: Path) -> "Registry[Any]":
    from referencing.jsonschema import DRAFT7

    found = [json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.json"))]
    named = [(file["$id"], DRAFT7.create_resource(file)) for file in found if "$id" in file]
    return Registry().with_resources(named)  # type: ignore[no-any-return]


def list_examples(version: str, name: str) -> Iterator[tuple[str, bool, Any]]:
    """The community's examples, if they are at hand: the file, whether it is right, and what it holds."""
    clone = os.environ.get("RECONCILIATION_SPECS")
    for kind in ("valid", "invalid") if clone else ():
        for file in sorted((Path(str(clone)) / version / "examples" / name / kind).glob("*.json")):
            yield file.name, kind == "valid", json.loads(file.read_text("utf-8"))
