"""The results of queries as values of rdflib: rows, a graph, or a bool."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Self, SupportsIndex, overload

import pyoxigraph as ox

from headword.api.texts import Text
from headword.rdf.rdflib_bridge import to_node, to_rdflib
from headword.rdf.sparql.exact.results import QueryResult, ResultTriples
from headword.rdf.terms import Term

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


class Row(tuple["Node | None", ...]):
    """One solution of a SELECT query: a term of rdflib for each variable, None where it has no value.

    It is a tuple of the values, in the order in which the variables were selected, and reads like the
    ``ResultRow`` of rdflib: the value of ``?label`` is ``row.label`` and ``row["label"]``. If a variable has the name
    of a method, such as ``?count``, use brackets.
    """

    _names: Mapping[str, int]

    def __new__(cls, values: Iterable["Node | None"], names: Mapping[str, int]) -> Self:
        """Return a row of ``values``; ``names`` are the positions of the variables."""
        row = super().__new__(cls, values)
        row._names = names
        return row

    def __getnewargs__(self) -> tuple[tuple["Node | None", ...], Mapping[str, int]]:
        return tuple(self), self._names

    @overload
    def __getitem__(self, name: str | SupportsIndex) -> "Node | None": ...
    @overload
    def __getitem__(self, name: slice) -> tuple["Node | None", ...]: ...
    def __getitem__(self, name: str | SupportsIndex | slice) -> "Node | tuple[Node | None, ...] | None":
        # A `Variable` of rdflib is a str, but does not equal one.
        return super().__getitem__(self._names[str(name)] if isinstance(name, str) else name)

    def __getattr__(self, name: str) -> "Node | None":
        # A row that is being unpickled has no names yet.
        names: Mapping[str, int] = self.__dict__.get("_names", {})
        if name not in names:
            raise AttributeError(f"the query selects no variable ?{name}", name=name, obj=self)
        return super().__getitem__(names[name])

    @property
    def _fields(self) -> tuple[str, ...]:
        """Return the names of the variables; libraries such as pandas read the fields of a named tuple here."""
        return tuple(self._names)

    def keys(self) -> tuple[str, ...]:
        """Return the names of the variables, so that ``dict(row)`` has the values by name."""
        return tuple(self._names)

    def get(self, name: str, default: "Node | None" = None) -> "Node | None":
        """Return the value of a variable, or ``default`` if it was not selected."""
        return self[name] if name in self._names else default

    def asdict(self) -> dict[str, "Node"]:
        """Return the values by name, without variables that have none."""
        return {name: value for name in self._names if (value := self[name]) is not None}

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={self[name]!r}' for name in self._names)})"


class Rows(Sequence[Row]):
    """The solutions of a SELECT query.

    It is a sequence of named tuples, which ``pandas.DataFrame`` accepts.

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


def read_answer(found: QueryResult) -> "Rows | Graph | bool":
    """Return the answer of the engine as values of rdflib."""
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ResultTriples):
        return to_rdflib(found)
    names = found.variables
    positions = {name: number for number, name in enumerate(names)}
    return Rows(names, (Row((_read_value(row.get(name)) for name in names), positions) for row in found))


def _read_value(value: Term | None) -> "Node | None":
    return None if value is None else to_node(value)
