"""Python values as RDF terms, for variables of queries."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from headword.api.resources import Resource
from headword.api.texts import Text
from headword.rdf.terms import Literal

if TYPE_CHECKING:
    from rdflib.term import Node

    from headword.rdf.terms import Term

    Value = str | bool | int | float | Decimal | date | Resource | Node


def to_term(value: Any) -> "Term":
    """Return a value as an RDF term.

    Raises:
        TypeError: a value of this type cannot be a term.
    """
    from rdflib import Literal as RdflibLiteral
    from rdflib.term import Node

    from headword.rdf.rdflib_bridge import from_rdflib

    if isinstance(value, Resource):
        return value.iri
    if isinstance(value, Text):
        return Literal(str(value), value.language)
    if isinstance(value, Node):
        return from_rdflib(value)
    if not isinstance(value, str | bool | int | float | Decimal | date):
        raise TypeError(f"a value for a variable cannot be a {type(value).__name__}")
    return from_rdflib(RdflibLiteral(value))
