"""Engines: each takes facts and shapes, and gives SHACL results."""

from typing import NamedTuple

from headword.core.errors import HeadwordError
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


class SlowShapeError(HeadwordError):
    """A shape takes longer than its time limit.

    Args:
        message: what takes too long.
        shape: the IRI or blank node of the shape.
    """

    def __init__(self, message: str, shape: str) -> None:
        super().__init__(message)
        self.shape = shape

    def __reduce__(self) -> tuple[type["SlowShapeError"], tuple[str, str]]:  # type: ignore[override]
        return type(self), (self.message, self.shape)
