"""The aggregates of a rewritten query: they return literals as written, and add numbers of any size."""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal, localcontext
from functools import partial
from typing import TypeAlias, TypeGuard

import pyoxigraph as ox

from headword.rdf.sparql.exact.functions import (
    FUNCTION,
    WHOLE,
    EngineTerm,
    find_datatype,
    find_sort_key,
    name_node,
    read_exact,
)
from headword.rdf.terms import RDF, XSD


class _Extreme:
    """The first or last of some terms in the order of ``ORDER BY`` (``MIN``, ``MAX``)."""

    def __init__(self, direction: str) -> None:
        self._direction = direction
        self._texts: dict[str | None, ox.Literal] = {}
        """The first or last text of each language; texts sort as in Python, so that the others are not needed."""
        self._terms: dict[EngineTerm, None] = {}

    def accumulate(self, term: EngineTerm) -> None:
        """Add a term."""
        if not isinstance(term, ox.Literal) or term.datatype not in _TEXTS:
            self._terms[term] = None
            return
        first = self._texts.setdefault(term.language, term)
        if (term.value < first.value) == (self._direction == "ASC"):
            self._texts[term.language] = term

    def finish(self) -> EngineTerm:
        """Return the term as it is written."""
        # A blank node sorts before all other terms, and cannot be written in a query.
        blank = next((term for term in self._terms if isinstance(term, ox.BlankNode)), None)
        others = [*self._texts.values(), *(term for term in self._terms if not isinstance(term, ox.BlankNode))]
        if not others or (blank is not None and self._direction == "ASC"):
            return blank
        return _find_first(others, self._direction)


_TEXTS = frozenset({ox.NamedNode(XSD + "string"), ox.NamedNode(RDF + "langString")})


def _find_first(terms: Sequence[EngineTerm], direction: str) -> EngineTerm:
    if len(terms) == 1:
        return terms[0]
    rows = " ".join(f"({term} {find_sort_key(term)})" for term in terms)
    query = f"SELECT ?term {{ VALUES (?term ?key) {{ {rows} }} }} ORDER BY {direction}(?key) LIMIT 1"
    found = ox.Store().query(query)
    assert isinstance(found, ox.QuerySolutions)
    return next(found)["term"]


class _Total:
    """The sum or average of numbers of any size (``SUM``, ``AVG``)."""

    def __init__(self, add: "_Add", *, is_distinct: bool) -> None:
        self._add = add
        self._is_distinct = is_distinct
        self._terms: list[EngineTerm] = []

    def accumulate(self, term: EngineTerm) -> None:
        """Add a term."""
        self._terms.append(term)

    def finish(self) -> EngineTerm:
        """Return the number, or None if a term is not a number."""
        terms = list(dict.fromkeys(self._terms)) if self._is_distinct else self._terms
        numbers = [number for term in terms if _is_number(number := read_exact(term))]
        if len(numbers) < len(terms):
            return None
        with localcontext(prec=_PRECISION):
            return self._add(numbers, {find_datatype(term) for term in terms})


_Add: TypeAlias = Callable[[Sequence[Decimal | float], Collection[str]], ox.Literal]
_PRECISION = 60


def _is_number(value: Decimal | float | None) -> TypeGuard[Decimal | float]:
    return value is not None and not isinstance(value, bool)


def _find_sum(numbers: Sequence[Decimal | float], types: Collection[str]) -> ox.Literal:
    """Return the sum of numbers, in the widest of their datatypes (XPath Functions 3.1, section 4)."""
    for inexact in (XSD + "double", XSD + "float"):
        if inexact in types:
            return ox.Literal(repr(sum(map(float, numbers))), datatype=name_node(inexact))
    is_whole = all(datatype in WHOLE for datatype in types)
    return _write_decimal(sum(map(Decimal, numbers), Decimal(0)), "integer" if is_whole else "decimal")


def _find_average(numbers: Sequence[Decimal | float], types: Collection[str]) -> ox.Literal:
    """Return the average of numbers: a decimal for integers, 0 for no numbers."""
    total = _find_sum(numbers, types)
    if not numbers:
        return total
    if total.datatype.value in (XSD + "double", XSD + "float"):
        return ox.Literal(repr(float(total.value) / len(numbers)), datatype=total.datatype)
    return _write_decimal(Decimal(total.value) / len(numbers), "decimal")


def _write_decimal(number: Decimal, datatype: str) -> ox.Literal:
    digits = f"{round(number, _FRACTION):f}"
    return ox.Literal(digits.rstrip("0").rstrip(".") if "." in digits else digits, datatype=name_node(XSD + datatype))


_FRACTION = 18
"""The maximum number of fractional digits, as in pyoxigraph."""

AGGREGATES: Mapping[ox.NamedNode, Callable[[], _Extreme | _Total]] = {
    ox.NamedNode(FUNCTION + "least"): partial(_Extreme, "ASC"),
    ox.NamedNode(FUNCTION + "greatest"): partial(_Extreme, "DESC"),
    ox.NamedNode(FUNCTION + "sum"): partial(_Total, _find_sum, is_distinct=False),
    ox.NamedNode(FUNCTION + "sum-distinct"): partial(_Total, _find_sum, is_distinct=True),
    ox.NamedNode(FUNCTION + "average"): partial(_Total, _find_average, is_distinct=False),
    ox.NamedNode(FUNCTION + "average-distinct"): partial(_Total, _find_average, is_distinct=True),
}
