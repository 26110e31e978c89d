"""Values of literals: which are well-formed, and which is less than which (SPARQL 1.1, section 17.3)."""

import datetime as dt
import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from headword.rdf.terms import RDF, XSD, Literal

_INTEGERS = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}
_ZONE = r"(Z|[+-](0\d|1[0-4]):[0-5]\d)?"
_DATE = r"-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?"
_LEXICAL = {
    "boolean": re.compile(r"true|false|0|1"),
    "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
    "double": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN"),
    "float": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN"),
    "date": re.compile(_DATE + _ZONE),
    "dateTime": re.compile(f"{_DATE}T{_TIME}{_ZONE}"),
    "dateTimeStamp": re.compile(rf"{_DATE}T{_TIME}(Z|[+-](0\d|1[0-4]):[0-5]\d)"),
    "time": re.compile(_TIME + _ZONE),
    "gYear": re.compile(r"-?\d{4,}" + _ZONE),
    "gYearMonth": re.compile(r"-?\d{4,}-(0[1-9]|1[0-2])" + _ZONE),
    "duration": re.compile(r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"),
}
_INTEGER = re.compile(r"[+-]?\d+")


def has_datatype(literal: Literal, datatype: str) -> bool:
    """Whether ``literal`` has ``datatype`` and a lexical form that it allows."""
    own = RDF + "langString" if literal.language else literal.datatype or XSD + "string"
    return own == datatype and is_well_formed(literal)


def is_well_formed(literal: Literal) -> bool:
    """Whether the lexical form is one of the datatype's; true of datatypes that are not known here."""
    if not literal.datatype.startswith(XSD):
        return True
    name = literal.datatype[len(XSD) :]
    if name in _INTEGERS:
        if not _INTEGER.fullmatch(literal.value):
            return False
        low, high = _INTEGERS[name]
        number = int(literal.value)
        return (low is None or number >= low) and (high is None or number <= high)
    pattern = _LEXICAL.get(name)
    if pattern is not None and not pattern.fullmatch(literal.value):
        return False
    return name not in ("date", "dateTime", "dateTimeStamp") or _moment(literal.value) is not None


def compare(one: object, other: object) -> int | None:
    """-1, 0 or 1 as ``one`` is less than, equal to or greater than ``other``; None if they do not compare."""
    if not isinstance(one, Literal) or not isinstance(other, Literal):
        return None
    first, second = _key(one), _key(other)
    if first is None or second is None or first[0] != second[0]:
        return None
    try:
        if first[1] == second[1]:
            return 0
        return -1 if first[1] < second[1] else 1
    except TypeError:
        # A moment with a time zone and one without do not compare.
        return None


def _key(literal: Literal) -> tuple[str, Any] | None:
    """What to compare ``literal`` by, after the kind of thing it is compared with."""
    if not is_well_formed(literal) or literal.language:
        return None
    name = literal.datatype.removeprefix(XSD)
    if name in _INTEGERS or name == "decimal":
        return "number", Decimal(literal.value)
    read = _READERS.get(name)
    return read(literal.value) if read is not None else None


def _read_float(text: str) -> tuple[str, Any] | None:
    number = float(text.replace("INF", "inf"))
    if math.isnan(number):
        return None
    return "number", number if math.isinf(number) else Decimal(text)


_READERS: dict[str, Callable[[str], tuple[str, Any] | None]] = {
    "": lambda text: ("string", text),
    "string": lambda text: ("string", text),
    "boolean": lambda text: ("boolean", text in ("true", "1")),
    "float": _read_float,
    "double": _read_float,
    "date": lambda text: ("date", _moment(text)),
    "dateTime": lambda text: ("dateTime", _moment(text)),
    "dateTimeStamp": lambda text: ("dateTime", _moment(text)),
}


def _moment(text: str) -> dt.datetime | None:
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)(T[\d:.]+)?(Z|[+-]\d\d:\d\d)?", text)
    if match is None:
        return None
    day, time, zone = match.groups()
    clock, _, fraction = (time or "T00:00:00").partition(".")
    try:
        return dt.datetime.fromisoformat(
            f"{day}{clock}.{(fraction + '000000')[:6]}{(zone or '').replace('Z', '+00:00')}"
        )
    except ValueError:
        return None
