"""SHACL validation: each engine takes facts and shapes, and returns results."""

from typing import NamedTuple

from headword.core.errors import HeadwordError
from headword.rdf.terms import Term


class ShapeResult(NamedTuple):
    """A validation result (SHACL, section 3.6.2).

    ``shape`` is the IRI or blank node of the shape. ``path`` is the predicate, or the path in SPARQL syntax, or empty.
    ``value`` is optional. ``message`` is that of the shape, empty if it has none.
    """

    shape: str
    focus: Term
    path: str
    value: Term | None
    component: str
    severity: str
    message: str


class SlowShapeError(HeadwordError):
    """An error for a shape that exceeds its time limit.

    Args:
        message: the part that takes too long.
        shape: the IRI or blank node of the shape.
    """

    def __init__(self, message: str, shape: str) -> None:
        super().__init__(message)
        self.shape = shape

    def __reduce__(self) -> tuple[type["SlowShapeError"], tuple[str, str]]:  # type: ignore[override]
        return type(self), (self.message, self.shape)
