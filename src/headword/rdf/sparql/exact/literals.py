"""The literals that pyoxigraph's store would rewrite, and the private datatypes that keep their spelling.

The store keeps numbers, booleans, dates and durations as values: ``"007"^^xsd:int`` comes back as ``"7"^^xsd:integer``.
Such a literal is stored with a private datatype, which is `KEPT` and the original datatype. The store does not
interpret it. The store also changes language tags to lower case; results get the BCP 47 case.
"""

import enum
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from headword.rdf.lexical_forms import INTEGERS
from headword.rdf.terms import XSD, Literal, Term, Triple, quote, to_ntriples

KEPT = "urn:x-headword:as-written:"
"""The prefix of private datatypes; the datatype of the literal follows."""


class Traits(enum.Flag):
    """Traits of the literals in a store, for which queries must be rewritten."""

    NONE = 0
    TAGS = 1
    """A language tag has upper-case letters."""
    FORMS = 2
    """A literal has a private datatype, or is an ill-formed number or boolean."""
    NUMBERS = 4
    """A number has more digits than the store can compare."""
    BOOLEANS = 8
    """The store has booleans, which it does not order (false is less than true)."""


_ZONE = r"(?:Z|[+-](?!00:00)\d\d:\d\d)?"
_DAY = r"\d{4}-\d\d-\d\d"
_CLOCK = r"(?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{0,8}[1-9])?"
_REAL = r"0|-?(?:[1-9]\d{0,3}(?:\.\d?[1-9])?|0\.\d?[1-9])"
_STABLE: dict[str, re.Pattern[str]] = {
    XSD + name: re.compile(pattern, re.ASCII)
    for name, pattern in {
        "boolean": "true|false",
        "integer": r"0|-?[1-9]\d{0,17}",
        "decimal": r"0|-?(?:[1-9]\d{0,17}(?:\.\d{0,16}[1-9])?|0\.\d{0,16}[1-9])",
        "double": _REAL,
        "float": _REAL,
        "date": _DAY + _ZONE,
        "dateTime": f"{_DAY}T{_CLOCK}{_ZONE}",
        "time": _CLOCK + _ZONE,
        "gYear": r"\d{4}" + _ZONE,
        "gYearMonth": r"\d{4}-\d\d" + _ZONE,
        "gMonth": r"--\d\d" + _ZONE,
        "gMonthDay": r"--\d\d-\d\d" + _ZONE,
        "gDay": r"---\d\d" + _ZONE,
    }.items()
}
"""The usual lexical forms that the store does not change, by datatype; there are others, too."""
_INTEGERS = frozenset(XSD + name for name in INTEGERS)
_REWRITTEN = (
    _STABLE.keys()
    | _INTEGERS
    | {XSD + name for name in ("dateTimeStamp", "duration", "dayTimeDuration", "yearMonthDuration")}
)
NUMERIC = _INTEGERS | {XSD + name for name in ("decimal", "double", "float")}
"""The datatypes of numbers."""
_EXACT = re.compile(r"[+-]?0*\d{0,18}(?:\.\d{0,18}0*)?", re.ASCII)
"""Integers and decimals that the store can compare."""
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)


def is_stable(value: str, datatype: str) -> bool:
    """Return whether the store keeps the lexical form ``value`` of ``datatype``."""
    if datatype not in _REWRITTEN:
        return not datatype.startswith(KEPT)
    pattern = _STABLE.get(datatype)
    return pattern is not None and pattern.fullmatch(value) is not None


def is_beyond(value: str, datatype: str) -> bool:
    """Return whether a literal is a number with more digits than the store can compare."""
    if datatype not in _INTEGERS and datatype != XSD + "decimal":
        return False
    return not _EXACT.fullmatch(value) and _DECIMAL.fullmatch(value) is not None


def read_number(value: str, datatype: str) -> Decimal | None:
    """Return the exact value of an integer or decimal, or None for other literals."""
    if (datatype not in _INTEGERS and datatype != XSD + "decimal") or not _DECIMAL.fullmatch(value):
        return None
    return Decimal(value)


def write_stored_term(term: Term) -> str:
    """Return ``term`` in N-Triples, with a private datatype if the store would rewrite it."""
    if isinstance(term, Literal) and term.datatype and not is_stable(term.value, term.datatype):
        return f"{quote(term.value)}^^<{KEPT}{term.datatype}>"
    return to_ntriples(term)


def write_stored_triple(triple: Triple) -> str:
    """Return a line of N-Triples, with a private datatype if the store would rewrite the literal."""
    subject, predicate, value = triple
    return f"{to_ntriples(subject)} <{predicate}> {write_stored_term(value)} .\n"


def find_traits(triples: Iterable[Triple]) -> Traits:
    """Return the traits of the literals in ``triples``."""
    traits = Traits.NONE
    for tag, datatype, text in {
        (value.language, value.datatype, value.value if value.datatype else "")
        for _, _, value in triples
        if type(value) is Literal
    }:
        traits |= find_form_traits(text, datatype) if datatype else _find_tag_traits(tag)
    return traits


@cache
def _find_tag_traits(tag: str) -> Traits:
    return Traits.NONE if tag == tag.lower() else Traits.TAGS


def find_form_traits(value: str, datatype: str) -> Traits:
    """Return the traits of a literal with a datatype."""
    traits = Traits.BOOLEANS if datatype == XSD + "boolean" else Traits.NONE
    if not is_stable(value, datatype):
        traits |= Traits.FORMS
    return traits | Traits.NUMBERS if is_beyond(value, datatype) else traits
