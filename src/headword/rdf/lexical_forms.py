"""The lexical forms that the datatypes of XML Schema allow (XML Schema 1.1, part 2)."""

import datetime as dt
import re
from decimal import Decimal

from headword.rdf.terms import XSD, Literal

INTEGERS: dict[str, tuple[int | None, int | None]] = {
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
"""The minimum and maximum of xsd:integer and the datatypes derived from it, by local name."""
_ZONE = r"(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))?"
_YEAR = r"-?([1-9]\d{4,17}|\d{4})"
"""XML Schema 1.1 allows years of any length, and lets processors set a limit."""
_DATE = rf"{_YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"(([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?|24:00:00(\.0+)?)"
_REAL = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN"
_DAYS = r"(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"
_BASE64 = r"(?:(?:[A-Za-z0-9+/] ?){4})*(?:(?:[A-Za-z0-9+/] ?){2}(?:[A-Za-z0-9+/] ?=|= ?=))?"
_LEXICAL = {
    name: re.compile(pattern, re.ASCII)
    for name, pattern in {
        "boolean": r"true|false|0|1",
        "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
        "double": _REAL,
        "float": _REAL,
        "date": _DATE + _ZONE,
        "dateTime": f"{_DATE}T{_TIME}{_ZONE}",
        "dateTimeStamp": f"{_DATE}T{_TIME}{_ZONE[:-1]}",
        "time": _TIME + _ZONE,
        "gYear": _YEAR + _ZONE,
        "gYearMonth": rf"{_YEAR}-(0[1-9]|1[0-2])" + _ZONE,
        "gMonth": r"--(0[1-9]|1[0-2])" + _ZONE,
        "gMonthDay": r"--(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])" + _ZONE,
        "gDay": r"---(0[1-9]|[12]\d|3[01])" + _ZONE,
        "duration": rf"-?P(?=.)(\d+Y)?(\d+M)?{_DAYS}",
        "dayTimeDuration": rf"-?P(?=.){_DAYS}",
        "yearMonthDuration": r"-?P(?=.)(\d+Y)?(\d+M)?",
        "hexBinary": r"([0-9A-Fa-f]{2})*",
        "base64Binary": _BASE64,
    }.items()
}
_INTEGER = re.compile(r"[+-]?[0-9]+")


def is_well_formed(literal: Literal) -> bool:
    """Return whether the datatype allows the lexical form; true for datatypes that are not `KNOWN`."""
    if not literal.datatype.startswith(XSD):
        return True
    name = literal.datatype[len(XSD) :]
    if name in INTEGERS:
        if not _INTEGER.fullmatch(literal.value):
            return False
        low, high = INTEGERS[name]
        # `int` rejects numbers with thousands of digits.
        number = Decimal(literal.value)
        return (low is None or number >= low) and (high is None or number <= high)
    pattern = _LEXICAL.get(name)
    if pattern is not None and not pattern.fullmatch(literal.value):
        return False
    return name not in _WITH_DAY or _is_day(literal.value)


_WITH_DAY = frozenset({"date", "dateTime", "dateTimeStamp", "gMonthDay"})
KNOWN = frozenset(XSD + name for name in (*INTEGERS, *_LEXICAL))
"""The datatypes whose lexical forms are checked."""


def _is_day(text: str) -> bool:
    """Return whether the month of a date has this day, in any year: leap years repeat after 400 years."""
    match = re.match(r"(-?)([0-9]*)-([0-9]{2})-([0-9]{2})", text)
    if match is None:
        return False
    sign, year, month, day = match.groups()
    number = int(f"{sign}{year[-8:] or 0}")
    try:
        dt.date(2000 + number % 400, int(month), int(day))
    except ValueError:
        return False
    return True
