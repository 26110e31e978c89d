"""The values of literals: datatypes and comparison (SPARQL 1.1, section 17.3)."""

import datetime as dt
import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from headword.rdf.lexical_forms import INTEGERS, is_well_formed
from headword.rdf.terms import RDF, XSD, Literal


def has_datatype(literal: Literal, datatype: str) -> bool:
    """Return whether ``literal`` has ``datatype`` and a lexical form that this datatype allows."""
    own = RDF + "langString" if literal.language else literal.datatype or XSD + "string"
    return own == datatype and is_well_formed(literal)


def compare(one: object, other: object) -> int | None:
    """Return -1, 0 or 1 if ``one`` is less than, equal to or greater than ``other``; None if not comparable."""
    if not isinstance(one, Literal) or not isinstance(other, Literal):
        return None
    first, second = _key(one), _key(other)
    if first is None or second is None or first[0] != second[0]:
        return None
    if first[1] == second[1]:
        return 0
    return -1 if first[1] < second[1] else 1


def _key(literal: Literal) -> tuple[str, Any] | None:
    """Return the kind of a literal, and its value for comparison within this kind; None if not comparable."""
    if not is_well_formed(literal) or literal.language:
        return None
    name = literal.datatype.removeprefix(XSD)
    if name in INTEGERS or name == "decimal":
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
    "date": lambda text: _read_moment("date", text),
    "dateTime": lambda text: _read_moment("dateTime", text),
    "dateTimeStamp": lambda text: _read_moment("dateTime", text),
}


_MOMENT = re.compile(
    r"(?P<year>-?[0-9]+)-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9.]+))?"
    r"(?P<zone>Z|(?P<sign>[+-])(?P<hours>[0-9]{2}):(?P<minutes>[0-9]{2}))?"
)
_ERA = 400
"""The number of years after which the Gregorian calendar repeats."""
_DAYS_OF_ERA = 146_097


def _read_moment(kind: str, text: str) -> tuple[str, Any] | None:
    """Return the minutes since year 0 and the seconds; moments with and without a time zone are not comparable."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    year, hour, minute, hours, minutes = (
        int(match[name] or 0) for name in ("year", "hour", "minute", "hours", "minutes")
    )
    eras, rest = divmod(year, _ERA)
    days = eras * _DAYS_OF_ERA + dt.date(_ERA + rest, int(match["month"]), int(match["day"])).toordinal()
    offset = (hours * 60 + minutes) * (-1 if match["sign"] == "-" else 1)
    return f"{kind} {bool(match['zone'])}", (days * 1440 + hour * 60 + minute - offset, Decimal(match["second"] or 0))
