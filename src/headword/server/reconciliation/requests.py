"""Readers of requests: batches of queries in both versions, and data extensions.

A refusal names the place of the error in the request.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

from headword.server.responses import Refusal

BATCH = 100
"""Maximum number of queries in one batch."""
HITS, MOST_HITS = 10, 100
"""Default and maximum number of candidates."""
_ROWS, _COLUMNS, _CELLS = 1000, 100, 10_000
"""Maximum numbers of concepts, of properties and of cells in one data extension."""
_VALUES = 20
"""Maximum number of values in a condition, and of conditions in a query."""
TOGETHER = 1000
"""Maximum number of names and values in all queries of a batch."""
_OLD_FIELDS = ("query", "type", "type_strict", "limit", "properties")
_FIELDS = ("conditions", "type", "limit", "lang", "dir")
_QUANTIFIERS = ("any", "all", "none")


@dataclass(frozen=True, slots=True)
class PropertyCondition:
    """A condition on the properties of a concept.

    Attributes:
        property: the id of the property; empty for names.
        values: IRIs or texts.
        quantifier: whether the concept must have any, all or none of the values.
        is_required: whether only concepts that meet the condition are candidates.
    """

    property: str
    values: tuple[str, ...]
    quantifier: Literal["any", "all", "none"] = "any"
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class ReconciliationQuery:
    """A query for concepts.

    Attributes:
        names: names of the concept, or its IRI.
        conditions: conditions on its properties.
        types: the accepted types; empty for any.
        limit: the maximum number of candidates.
        language: the language of the names, if it is known.
    """

    names: tuple[str, ...] = ()
    conditions: tuple[PropertyCondition, ...] = ()
    types: tuple[str, ...] = ()
    limit: int = HITS
    language: str = ""


@dataclass(frozen=True, slots=True)
class ExtendColumn:
    """A requested property: its id as in the request, the maximum number of values, and their language."""

    id: str
    limit: int = 0
    language: str = ""


@dataclass(frozen=True, slots=True)
class ExtendRequest:
    """A request for properties of concepts."""

    ids: tuple[str, ...] = ()
    columns: tuple[ExtendColumn, ...] = ()


def read_json(text: str | bytes) -> Any:
    """Return the value of a text in JSON.

    Raises:
        Refusal: the text is not JSON, or contains a lone surrogate.
    """
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
        # A lone surrogate is not a character, and could not be encoded in an answer.
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Refusal(400, f"this is not JSON: {error}") from error
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def read_old_batch(text: str) -> dict[str, ReconciliationQuery]:
    """Return the queries of a batch of version 0.2 by their keys.

    Raises:
        Refusal: the request cannot be read, or is too large.
    """
    batch = _object(read_json(text), "queries")
    _refuse_many(len(batch), BATCH, "queries")
    queries = {key: _read_old_query(query, key) for key, query in batch.items()}
    _refuse_much(queries.values())
    return queries


def _read_old_query(given: Any, place: str) -> ReconciliationQuery:
    query = _object(given, place, _OLD_FIELDS)
    name = query.get("query")
    # Clients send empty cells, although the specification forbids it.
    names = (_text(name, f"{place}.query"),) if name not in (None, "") else ()
    properties = _list(query.get("properties", []), f"{place}.properties", _VALUES)
    conditions = tuple(
        _read_old_property(one, f"{place}.properties[{number}]") for number, one in enumerate(properties)
    )
    if not names and not conditions and name is None:
        raise Refusal(400, f"{place} has neither query nor properties")
    types = query.get("type") or []
    return ReconciliationQuery(
        names,
        conditions,
        tuple(_read_type(one, f"{place}.type") for one in (types if isinstance(types, list) else [types])),
        _limit(query.get("limit"), f"{place}.limit"),
    )


def _read_old_property(given: Any, place: str) -> PropertyCondition:
    one = _object(given, place)
    return PropertyCondition(_text(one.get("pid"), f"{place}.pid"), _values(one.get("v"), f"{place}.v"))


def _read_type(given: Any, place: str) -> str:
    return _text(given.get("id") if isinstance(given, dict) else given, place)


def read_batch(body: bytes) -> list[ReconciliationQuery]:
    """Return the queries of a batch of the draft, in order.

    Raises:
        Refusal: the request cannot be read, or is too large.
    """
    given = _object(read_json(body), "the body")
    queries = _list(given.get("queries"), "queries", BATCH)
    read = [_read_query(query, f"queries[{number}]") for number, query in enumerate(queries)]
    _refuse_much(read)
    return read


def _read_query(given: Any, place: str) -> ReconciliationQuery:
    query = _object(given, place, _FIELDS)
    conditions = _list(query.get("conditions"), f"{place}.conditions", _VALUES)
    if not conditions:
        raise Refusal(400, f"{place}.conditions is empty")
    kinds = [_read_condition(one, f"{place}.conditions[{number}]") for number, one in enumerate(conditions)]
    wanted = [condition for kind, condition in kinds if kind == "name" and condition.quantifier != "none"]
    return ReconciliationQuery(
        names=tuple(value for condition in wanted for value in condition.values),
        conditions=tuple(condition for _, condition in kinds if condition not in wanted),
        types=(_text(query["type"], f"{place}.type"),) if query.get("type") else (),
        limit=_limit(query.get("limit"), f"{place}.limit"),
        language=_text(query["lang"], f"{place}.lang") if query.get("lang") else "",
    )


NAME, ID = "", "@id"
"""The ids for conditions on names or on the IRI."""


def _read_condition(given: Any, place: str) -> tuple[str, PropertyCondition]:
    one = _object(given, place)
    kind = one.get("matchType")
    if kind not in ("name", "id", "property"):
        raise Refusal(400, f"{place}.matchType must be name, id or property")
    quantifier = one.get("matchQuantifier", "any")
    if quantifier not in _QUANTIFIERS:
        raise Refusal(400, f"{place}.matchQuantifier must be one of {', '.join(_QUANTIFIERS)}")
    property_ = _text(one.get("propertyId"), f"{place}.propertyId") if kind == "property" else ""
    is_required = one.get("required", False)
    if not isinstance(is_required, bool):
        raise Refusal(400, f"{place}.required must be true or false")
    values = _values(one.get("propertyValue"), f"{place}.propertyValue")
    return kind, PropertyCondition({"name": NAME, "id": ID}.get(kind, property_), values, quantifier, is_required)


def read_extension(given: Any) -> ExtendRequest:
    """Return the request of a data extension, which both versions share.

    Raises:
        Refusal: the request cannot be read, or is too large.
    """
    asked = _object(given, "the query")
    ids = _list(asked.get("ids"), "ids", _ROWS)
    columns = _list(asked.get("properties"), "properties", _COLUMNS)
    _refuse_many(len(ids) * len(columns), _CELLS, "ids times properties")
    return ExtendRequest(
        tuple(_text(id_, f"ids[{number}]") for number, id_ in enumerate(ids)),
        tuple(_read_column(one, f"properties[{number}]") for number, one in enumerate(columns)),
    )


def _read_column(given: Any, place: str) -> ExtendColumn:
    one = _object(given, place)
    settings = _object(one.get("settings") or {}, f"{place}.settings")
    limit = str(settings.get("limit") or 0).partition(".")[0]
    return ExtendColumn(
        _text(one.get("id"), f"{place}.id"),
        int(limit) if limit.isascii() and limit.isdecimal() and len(limit) < 10 else 0,
        _text(settings.get("lang") or "", f"{place}.settings.lang"),
    )


def _values(given: Any, place: str) -> tuple[str, ...]:
    """Return the values of a condition: one or several texts, numbers, booleans, or objects with an id."""
    values = _list(given if isinstance(given, list) else [given], place, _VALUES)
    return tuple(_text(one.get("id") if isinstance(one, dict) else one, place) for one in values)


def _text(given: Any, place: str) -> str:
    if isinstance(given, str):
        return given
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, int | float):
        return str(given).removesuffix(".0")
    raise Refusal(400, f"{place} must be a string")


def _limit(given: Any, place: str) -> int:
    if given is None:
        return HITS
    if isinstance(given, bool) or not isinstance(given, int | float) or given < 1:
        raise Refusal(400, f"{place} must be a number of at least 1")
    return int(min(given, MOST_HITS))


def _object(given: Any, place: str, known: Collection[str] = ()) -> Mapping[str, Any]:
    """Return an object, and refuse unknown fields if ``known`` is given: a misspelt field would be ignored."""
    if not isinstance(given, dict):
        raise Refusal(400, f"{place} must be an object")
    unknown = [name for name in given if known and name not in known]
    if unknown:
        raise Refusal(400, f"{place} has an unknown field {unknown[0]!r}; known: {', '.join(known)}")
    return given


def _list(given: Any, place: str, most: int) -> list[Any]:
    if not isinstance(given, list):
        raise Refusal(400, f"{place} must be an array")
    _refuse_many(len(given), most, place)
    return given


def _refuse_much(queries: Iterable[ReconciliationQuery]) -> None:
    """Refuse a batch with too many names and values, because each one takes time."""
    each = (len(query.names) + sum(len(condition.values) for condition in query.conditions) for query in queries)
    _refuse_many(sum(each), TOGETHER, "queries: names and values of all conditions together")


def _refuse_many(given: int, most: int, place: str) -> None:
    if given > most:
        raise Refusal(413, f"{place}: {given:,} are too many; the maximum is {most:,}")
