"""Requests for edits of pages: changed values, new concepts, and new places in the outline."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from headword.core.findings import Location
from headword.importers.edits.columns import PREF_LABEL, SheetColumn
from headword.importers.edits.rows import Values

NEW_KEY = "new:"
"""The beginning of the key of a new concept without an IRI."""
Siblings = tuple[str, str]
"""A scheme and the concept above, which is empty at the top."""


class CellChange(NamedTuple):
    """A change of the values of a concept in one column, and the cell that asks for it.

    Values of references are IRIs, or keys of new concepts.
    """

    iri: str
    column: SheetColumn
    old: Values
    new: Values
    cell: Location


class NewConcept(NamedTuple):
    """A new concept: its values by column, its place in the outline, and the cell of its label.

    ``key`` is its IRI, or a name that no IRI has. ``name`` is its id, which may be empty.
    """

    key: str
    name: str
    scheme: str
    parent: str
    values: Mapping[SheetColumn, Values]
    cell: Location

    @property
    def label(self) -> str:
        """Return its first preferred label."""
        return next((said[0] for column, said in self.values.items() if column.predicate == PREF_LABEL and said), "")


@dataclass(frozen=True, slots=True)
class EditRequest:
    """Changes that are made together.

    Attributes:
        changes: the changed values, without the first broader concept.
        added: the new concepts.
        parents: the key of the concept above each concept that moves to another one.
        children: the new order of siblings, where it changes.
        moved: the keys that get a new place, new ones included.
        cells: the cell of each concept.
        broader_cells: the cell of the broader concept of each concept.
    """

    changes: tuple[CellChange, ...] = ()
    added: tuple[NewConcept, ...] = ()
    parents: Mapping[str, str] = field(default_factory=dict)
    children: Mapping[Siblings, tuple[str, ...]] = field(default_factory=dict)
    moved: frozenset[str] = frozenset()
    cells: Mapping[str, Location] = field(default_factory=dict)
    broader_cells: Mapping[str, Location] = field(default_factory=dict)
