"""Engines: each takes facts and shapes, and gives SHACL results."""

from typing import NamedTuple

from headword.rdf.terms import Term


class ShapeResult(NamedTuple):
    """One result of validation (SHACL, section 3.6.2), in our terms.

    ``shape`` is the IRI or blank node of the shape that says so; ``path`` is
    the predicate, or the path as SPARQL writes it, or empty if there is none;
    ``value`` is None where the result has none; ``message`` is that of the
    shape, empty if it has none of its own.
    """

    shape: str
    focus: Term
    path: str
    value: Term | None
    component: str
    severity: str
    message: str
