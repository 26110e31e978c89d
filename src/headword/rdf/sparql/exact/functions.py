"""The functions of a rewritten query: they read private datatypes, and compare numbers exactly."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from math import isinf, isnan
from typing import Any, Final, TypeAlias

import pyoxigraph as ox

from headword.rdf.languages import format_tag
from headword.rdf.lexical_forms import INTEGERS, is_well_formed
from headword.rdf.sparql.exact.literals import KEPT, NUMERIC, is_beyond, is_stable, read_number
from headword.rdf.terms import XSD, Literal

FUNCTION: Final = "urn:x-headword:function:"
"""Prefix of the IRIs of the functions."""
EngineTerm: TypeAlias = Any
"""A term of pyoxigraph, which has no common type for terms."""

Function: TypeAlias = Callable[..., EngineTerm]

name_node = cache(ox.NamedNode)
_TRUE, _FALSE = (ox.Literal(word, datatype=ox.NamedNode(XSD + "boolean")) for word in ("true", "false"))
_STRING = ox.NamedNode(XSD + "string")


def restore(term: EngineTerm) -> EngineTerm:
    """Return a term as it is written: a private datatype is replaced by the original one."""
    if isinstance(term, ox.Literal) and (datatype := term.datatype.value).startswith(KEPT):
        return ox.Literal(term.value, datatype=name_node(datatype.removeprefix(KEPT)))
    return term


def keep(literal: ox.Literal) -> ox.Literal:
    """Return a literal as it is stored."""
    datatype = literal.datatype.value
    if literal.language or is_stable(literal.value, datatype):
        return literal
    return ox.Literal(literal.value, datatype=name_node(KEPT + datatype))


def _value(term: EngineTerm) -> EngineTerm:
    """Return a term as an operand of a comparison or of arithmetic.

    Ill-formed numbers keep their private datatypes, because pyoxigraph reads the byte 300 and the double ``inf`` as
    numbers.
    """
    if not isinstance(term, ox.Literal) or not (kept := term.datatype.value).startswith(KEPT):
        return term
    datatype = kept.removeprefix(KEPT)
    if datatype in NUMERIC and not is_well_formed(Literal(term.value, "", datatype)):
        return term
    return ox.Literal(term.value, datatype=name_node(datatype))


WHOLE = frozenset(XSD + name for name in INTEGERS)
"""xsd:integer and the datatypes derived from it."""
_NUMBERS_AND_BOOLEAN = NUMERIC | {XSD + "boolean"}


def _boolean_value(term: EngineTerm) -> EngineTerm:
    """Return a term for its effective boolean value (SPARQL 1.1, section 17.2.2): an ill-formed number is false."""
    restored = restore(term)
    if isinstance(restored, ox.Literal) and (datatype := restored.datatype.value) in _NUMBERS_AND_BOOLEAN:
        if not is_well_formed(Literal(restored.value, "", datatype)):
            return _FALSE
        if is_beyond(restored.value, datatype):
            return _TRUE if read_number(restored.value, datatype) else _FALSE
    return restored


def find_sort_key(term: EngineTerm) -> EngineTerm:
    """Return the sort key of a term; that of a number is a text, because pyoxigraph cannot represent all numbers."""
    number = read_exact(term)
    return _value(term) if number is None or isinstance(number, bool) else ox.Literal(_write_key(number))


_DIGITS = str.maketrans("0123456789", "9876543210")


def _write_key(number: Decimal | float) -> str:
    """Return a text for a number, so that texts sort like numbers."""
    if isnan(number):
        return "\0"
    if isinf(number):
        return "\0z" if number > 0 else "\0-"
    exact = Decimal(number)
    if not exact:
        return "\0m"
    digits = "".join(map(str, exact.as_tuple().digits)).lstrip("0").rstrip("0")
    size = f"{exact.adjusted() + _LARGEST:012d}{digits}"
    # Of two negative numbers, the one with the larger digits is smaller; "~" sorts after every digit.
    return f"\0p{size}" if exact > 0 else f"\0a{size.translate(_DIGITS)}~"


_LARGEST = 10**11
"""An exponent larger than that of any number that fits in memory, so that all exponents have the same width."""


def _language(term: EngineTerm) -> EngineTerm:
    """Return the language tag of a literal in BCP 47 case (``LANG``)."""
    return _tag(term.language or "") if isinstance(term, ox.Literal) else None


@cache
def _tag(tag: str) -> ox.Literal:
    return ox.Literal(format_tag(tag) if tag else "")


def _datatype(term: EngineTerm) -> EngineTerm:
    """Return the datatype of a literal as it is written (``DATATYPE``)."""
    return name_node(find_datatype(term)) if isinstance(term, ox.Literal) else None


def _make_typed(text: EngineTerm, datatype: EngineTerm) -> EngineTerm:
    """Return a literal with a datatype (``STRDT``), or None unless given a plain literal and an IRI."""
    is_text = isinstance(text, ox.Literal) and not text.language and text.datatype == _STRING
    if not is_text or not isinstance(datatype, ox.NamedNode):
        return None
    return keep(ox.Literal(text.value, datatype=datatype))


def _is_exact(one: EngineTerm, other: EngineTerm) -> EngineTerm:
    """Return whether two terms are booleans, or numbers that pyoxigraph cannot compare."""
    first, second = read_exact(one), read_exact(other)
    if first is None or second is None or isinstance(first, bool) != isinstance(second, bool):
        return _FALSE
    is_beyond_engine = any(is_beyond(term.value, find_datatype(term)) for term in (one, other))
    return _TRUE if isinstance(first, bool) or is_beyond_engine else _FALSE


def find_datatype(literal: ox.Literal) -> str:
    """Return the datatype of a literal as it is written."""
    return literal.datatype.value.removeprefix(KEPT)


def read_exact(term: EngineTerm) -> Decimal | float | bool | None:
    """Return the exact value of a number or boolean, or None for other terms."""
    if not isinstance(term, ox.Literal):
        return None
    datatype = find_datatype(term)
    if datatype not in _NUMBERS_AND_BOOLEAN or not is_well_formed(Literal(term.value, "", datatype)):
        return None
    if datatype == XSD + "boolean":
        return term.value in ("true", "1")
    if datatype in (XSD + "double", XSD + "float"):
        return float(term.value)
    return read_number(term.value, datatype)


_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
    "<=": lambda one, other: one <= other,
    ">=": lambda one, other: one >= other,
}
COMPARISONS: Mapping[str, str] = {
    operator: f"<{FUNCTION}{name}>"
    for operator, name in zip(_COMPARISONS, ("is", "is-not", "below", "above", "up-to", "from"), strict=True)
}
"""The functions that compare numbers and booleans exactly, by operator."""


def _make_comparison(holds: Callable[[Any, Any], bool]) -> Callable[[EngineTerm, EngineTerm], EngineTerm]:
    def compare(one: EngineTerm, other: EngineTerm) -> EngineTerm:
        first, second = read_exact(one), read_exact(other)
        if first is None or second is None:
            return None
        if isnan(first) or isnan(second):
            return _TRUE if holds is _COMPARISONS["!="] else _FALSE
        return _TRUE if holds(first, second) else _FALSE

    return compare


def _is_numeric(term: EngineTerm) -> EngineTerm:
    """Return whether a term is a number, of any size (``isNumeric``)."""
    value = read_exact(term)
    return _FALSE if value is None or isinstance(value, bool) else _TRUE


COLLATE: Final = f"{FUNCTION}collate"
"""The function by which named queries sort labels; it takes a text and a language tag."""


def _collate(text: EngineTerm, language: EngineTerm) -> EngineTerm:
    """Return a text whose code points sort like ``text`` in a language."""
    # Imported here, because few queries sort labels.
    from headword.rdf.collation import collate

    return ox.Literal(collate(language.value).key(text.value).hex()) if isinstance(text, ox.Literal) else None


_BY_NAME: Mapping[str, Function] = {
    "value": _value,
    "boolean": _boolean_value,
    "order": find_sort_key,
    "language": _language,
    "datatype": _datatype,
    "typed": _make_typed,
    "is-exact": _is_exact,
    "is-numeric": _is_numeric,
    "collate": _collate,
}
FUNCTIONS: Mapping[ox.NamedNode, Function] = {
    **{ox.NamedNode(FUNCTION + name): function for name, function in _BY_NAME.items()},
    **{ox.NamedNode(COMPARISONS[sign][1:-1]): _make_comparison(holds) for sign, holds in _COMPARISONS.items()},
}
