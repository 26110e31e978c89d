"""What queries come to, as values of rdflib: rows, a graph, or yes or no.

Knows the engine's answers and rdflib's terms; must not know where the data are from.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, overload

import pyoxigraph as ox

from headword.api.texts import Text
from headword.rdf.parse import to_term
from headword.rdf.rdflib_bridge import to_node, to_rdflib

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


class Row(Mapping[str, "Node | None"]):
    """One solution of a SELECT query: a term of rdflib for each variable, None where it has no value.

    ``row["label"]`` is the value of ``?label``; variables come in the order in which they were selected.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, "Node | None"]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> "Node | None":
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Row({dict(self._values)!r})"


class Rows(Sequence[Row]):
    """The solutions of a SELECT query.

    A list of mappings, as ``pandas.DataFrame`` takes it.

    Attributes:
        variables: the names that were selected, without question marks.
    """

    def __init__(self, variables: Sequence[str], rows: Iterable[Row]) -> None:
        self.variables = tuple(variables)
        self._rows = tuple(rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> "Rows": ...
    def __getitem__(self, index: int | slice) -> "Row | Rows":
        return Rows(self.variables, self._rows[index]) if isinstance(index, slice) else self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"<Rows: {len(self):,} of {', '.join(self.variables)}>"

    def _repr_html_(self) -> str:
        from rdflib import Literal, URIRef

        from headword.api.html import SHOWN_ROWS, show_iri, show_rest, show_table, show_text

        def show(value: object) -> str:
            if isinstance(value, Literal):
                return show_text(Text(str(value), value.language or ""))
            return (
                show_iri(str(value)) if isinstance(value, URIRef) else escape(str(value)) if value is not None else ""
            )

        shown = [[show(row[name]) for name in self.variables] for row in self[:SHOWN_ROWS]]
        return f"{show_table(self.variables, shown)}{show_rest(len(self) - SHOWN_ROWS, 'row')}"


def read_answer(found: "ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean") -> "Rows | Graph | bool":
    """The answer of the engine, as values of rdflib."""
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QueryTriples):
        return to_rdflib((str(to_term(t.subject)), str(to_term(t.predicate)), to_term(t.object)) for t in found)
    names = [variable.value for variable in found.variables]
    return Rows(names, (Row({name: _read_value(row[name]) for name in names}) for row in found))


def _read_value(value: Any) -> "Node | None":
    return None if value is None else to_node(to_term(value))
