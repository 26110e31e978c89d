"""Whether two graphs say the same, though a store writes terms its own way.

Knows which ways of writing have one value: tags of languages in any case
(RDF 1.1 Concepts, section 3.3), and numbers and truth values (XML Schema).
"""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from itertools import chain

import pyoxigraph as ox

from headword.graph import Facts
from headword.rdffile import to_term
from headword.terms import XSD, Literal, Term, Triple

_INTEGERS = frozenset(
    XSD + name
    for name in (
        "integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
        "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte",
    )
)  # fmt: skip
_TRUTHS = {"1": "true", "0": "false"}


def normalise(triples: Iterable[Triple]) -> set[Triple]:
    """The same triples, with one way to write each value."""
    return {_normal_triple(triple) for triple in triples}


def align(served: Facts, ours: Facts) -> tuple[Facts, Facts]:
    """Both, with one way to write each value: ours, and the first of ours where there are several."""
    spellings: dict[Triple, Triple] = {}
    for triple in chain(ours, served):
        spellings.setdefault(_normal_triple(triple), triple)

    def spell(facts: Facts) -> Facts:
        return {spellings[_normal_triple(triple)]: place for triple, place in facts.items()}

    return spell(served), spell(ours)


def _normal_triple(triple: Triple) -> Triple:
    subject, predicate, value = triple
    return subject, predicate, _normal(value)


def read_lines(data: bytes) -> set[Triple]:
    """The triples of N-Triples that we wrote."""
    quads = ox.parse(data, format=ox.RdfFormat.N_TRIPLES)
    return {(str(quad.subject.value), quad.predicate.value, to_term(quad.object)) for quad in quads}


def _normal(term: Term) -> Term:
    if isinstance(term, str):
        return term
    if term.language:
        return Literal(term.value, term.language.lower())
    if term.datatype in _INTEGERS:
        return _number(term, whole=True)
    if term.datatype in (XSD + "decimal", XSD + "double", XSD + "float"):
        return _number(term, whole=False)
    if term.datatype == XSD + "boolean":
        return Literal(_TRUTHS.get(term.value, term.value), "", term.datatype)
    return term


def _number(term: Literal, *, whole: bool) -> Literal:
    try:
        number = Decimal(term.value.strip())
    except InvalidOperation:
        return term
    if not number.is_finite() or abs(number.adjusted()) > 400 or (whole and number != number.to_integral_value()):
        return term
    return Literal(f"{number.normalize():f}" if number else "0", "", term.datatype)
