"""Problems of a sheet, each with its cell."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from headword.core.errors import HeadwordError
from headword.core.findings import Location


class CellProblem(NamedTuple):
    """A problem: the cell, what is wrong, how to fix it, and the place in the pages if there is one."""

    cell: Location
    message: str
    hint: str = ""
    line: Location | None = None
    is_conflict: bool = False

    def to_error(self) -> HeadwordError:
        """Return the problem as an error."""
        where = f" ({self.line})" if self.line else ""
        return HeadwordError(f"{self.message}{where}", self.cell, self.hint)


class EditError(Exception):
    """A change cannot be written into a page; ``line`` is the place in it."""

    def __init__(self, message: str, hint: str = "", line: Location | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.line = line

    def at(self, cell: Location) -> CellProblem:
        """Return the problem of a cell that asks for the change."""
        return CellProblem(cell, self.message, self.hint, self.line)


@dataclass(slots=True)
class ProblemError(Exception):
    """Problems because of which nothing can be applied."""

    problems: list[CellProblem] = field(default_factory=list)


def raise_problems(problems: Iterable[CellProblem]) -> None:
    """Raise `ProblemError` if there are problems."""
    found = sorted(set(problems), key=lambda one: (one.cell, one.message))
    if found:
        raise ProblemError(found)
