"""The normal spelling of terms, for a comparison with a store that writes them in another form.

Spellings are the same value if they are equal: two times of day in different zones can be one moment (section 2.2.2).
"""

import math
import re
import struct
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from fractions import Fraction

from headword.rdf.terms import XSD, Literal, Term

_INTEGERS = (
    "integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
    "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte",
)  # fmt: skip
_TRUTHS = {"1": "true", "0": "false"}
_LIMITS = {"INF": "inf", "+INF": "inf", "-INF": "-inf", "NaN": "nan"}
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_DOUBLE = re.compile(rf"{_DECIMAL.pattern}([eE][+-]?[0-9]+)?")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]+))?(?:(Z)|([+-])([0-9]{2}):([0-9]{2}))?"
)
_DURATION = re.compile(
    r"(-?)P(?=[0-9T])(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?"
    r"(?:T(?=[0-9])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]+)?)S)?)?"
)


def normal_term(term: Term) -> Term:
    """Return a term in its normal spelling; a literal that is not valid for its datatype stays unchanged."""
    if isinstance(term, str):
        return term
    if term.language:
        return Literal(term.value, term.language.lower())
    write = _WRITERS.get(term.datatype)
    if write is None:
        return term
    text = write(term.value.strip())
    return term if text is None else Literal(text, "", term.datatype)


def _write_truth(text: str) -> str | None:
    return _TRUTHS.get(text, text)


def _write_integer(text: str) -> str | None:
    return _write_decimal(text) if _INTEGER.fullmatch(text) else None


def _write_decimal(text: str) -> str | None:
    """Return a decimal digit by digit, because it may have more digits than any number type."""
    if not _DECIMAL.fullmatch(text):
        return None
    whole, _, part = text.lstrip("+-").partition(".")
    whole, part = whole.lstrip("0") or "0", part.rstrip("0")
    digits = f"{whole}.{part}" if part else whole
    return f"-{digits}" if text.startswith("-") and digits != "0" else digits


def _read_double(text: str) -> float | None:
    """Return the double of a text; one that is too large is infinite."""
    if text in _LIMITS:
        return float(_LIMITS[text])
    # The addition removes the sign of zero.
    return float(text) + 0.0 if _DOUBLE.fullmatch(text) else None


def _write_double(text: str) -> str | None:
    number = _read_double(text)
    return None if number is None else repr(number)


def _write_float(text: str) -> str | None:
    number = _read_double(text)
    if number is None:
        return None
    try:
        (number,) = struct.unpack("f", struct.pack("f", number))
    except OverflowError:
        number = math.copysign(math.inf, number)
    return repr(number)


def _write_moment(text: str) -> str | None:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    clock, part, utc, sign, hours, minutes = found.groups()
    fraction = f".{part}".rstrip("0").rstrip(".") if part else ""
    if not utc and not sign:
        return f"{clock}{fraction}"
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        moment = datetime.fromisoformat(clock) - (-offset if sign == "-" else offset)
    except (ValueError, OverflowError):
        return None
    return f"{moment.isoformat()}{fraction}Z"


def _write_duration(text: str) -> str | None:
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    sign = -1 if found[1] else 1
    years, months, days, hours, minutes, seconds = (Fraction(part or 0) for part in found.groups()[1:])
    return (
        f"{sign * (12 * years + months)} months {sign * (86400 * days + 3600 * hours + 60 * minutes + seconds)} seconds"
    )


_WRITERS: Mapping[str, Callable[[str], str | None]] = {
    **{XSD + name: _write_integer for name in _INTEGERS},
    XSD + "decimal": _write_decimal,
    XSD + "double": _write_double,
    XSD + "float": _write_float,
    XSD + "boolean": _write_truth,
    **{XSD + name: _write_moment for name in ("dateTime", "dateTimeStamp")},
    **{XSD + name: _write_duration for name in ("duration", "dayTimeDuration", "yearMonthDuration")},
}
