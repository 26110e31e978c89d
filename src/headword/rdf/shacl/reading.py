"""The parts of the graph that a shape may read, computed from the shape alone.

A focus node of one document can often be checked without other documents. To find these cases, this module computes for
each predicate which predicates the shapes may read next about its values.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from headword.rdf.shacl.paths import Alternative, Path, Predicate, Repeated, Sequential
from headword.rdf.shacl.shapes import Shape, ShapesGraph, below
from headword.rdf.terms import RDF_TYPE, SH, Term

EVERYTHING = "*"
"""A marker for every predicate, because `sh:closed` reads them all."""

_OF_FOCUS = tuple(SH + name for name in ("equals", "disjoint", "lessThan", "lessThanOrEquals"))
_OF_VALUES = tuple(SH + name for name in ("node", "property", "not", "qualifiedValueShape"))
_LISTS = tuple(SH + name for name in ("and", "or", "xone"))


class _Ends(NamedTuple):
    """The predicates at the beginning and at the end of a path, and whether the path may be empty."""

    first: frozenset[str]
    last: frozenset[str]
    empty: bool


Follows: TypeAlias = Mapping[str, frozenset[str]]
"""For each predicate, the predicates that may be read about its values."""


def find_follows(shapes: Iterable[Shape], graph: ShapesGraph) -> Follows:
    """Return the predicates that ``shapes`` read about other nodes than their focus node; all must be `is_near`."""
    reader = _FollowReader(graph)
    for shape in shapes:
        reader.read(shape)
    return {predicate: frozenset(after) for predicate, after in reader.follows.items()}


def is_near(shape: Shape, graph: ShapesGraph) -> bool:
    """Return whether ``shape`` only reads facts that its focus node leads to.

    This is false for a query, an inverse path, and a path that continues from a class. It is also false for a node that
    is always a target or is one as a class.
    """
    every = [shape, *(graph.shapes[node] for node in below(shape.node, graph))]
    parameters = {parameter for one in every for parameter in one.values}
    # Disjoint qualified shapes check the value nodes of one shape against the shapes of another.
    if parameters & {SH + "sparql", SH + "qualifiedValueShapesDisjoint"} or any(_goes_back(one.path) for one in every):
        return False
    if RDF_TYPE in find_follows([shape], graph):
        return False
    return not any(
        kind == SH + "targetNode" or (kind == SH + "targetObjectsOf" and value == RDF_TYPE)
        for kind, value in shape.targets
    )


def _goes_back(path: Path | None) -> bool:
    match path:
        case Predicate(_, inverse):
            return inverse
        case Sequential(parts) | Alternative(parts):
            return any(map(_goes_back, parts))
        case Repeated(inner):
            return _goes_back(inner)
    return False


class _FollowReader:
    """A collector of the predicates that may be read after each predicate (follow sets of Glushkov's construction)."""

    def __init__(self, graph: ShapesGraph) -> None:
        self._graph = graph
        self.follows: dict[str, set[str]] = defaultdict(set)

    def read(self, shape: Shape) -> frozenset[str]:
        """Return the predicates that ``shape`` reads about its focus node."""
        values = self._read_values(shape)
        compared = frozenset(str(value) for name in _OF_FOCUS for value in shape.values.get(name, ()))
        if shape.path is None:
            return values | compared
        ends = self._ends(shape.path)
        self._follow(ends.last, values)
        return ends.first | compared | (values if ends.empty else frozenset())

    def _read_values(self, shape: Shape) -> frozenset[str]:
        """Return the predicates that ``shape`` reads about its value nodes."""
        found: set[str] = set()
        if SH + "class" in shape.values:
            found.add(RDF_TYPE)
        if SH + "closed" in shape.values:
            found.add(EVERYTHING)
        nested: list[Term] = [node for name in _OF_VALUES for node in shape.values.get(name, ())]
        for name in _LISTS:
            for head in shape.values.get(name, ()):
                nested.extend(self._graph.listed(head))
        for node in nested:
            found |= self.read(self._graph.shapes[node])
        return frozenset(found)

    def _ends(self, path: Path) -> _Ends:
        match path:
            case Predicate(iri):
                return _Ends(frozenset({iri}), frozenset({iri}), empty=False)
            case Alternative(choices):
                parts = [self._ends(choice) for choice in choices]
                first = frozenset().union(*(part.first for part in parts))
                last = frozenset().union(*(part.last for part in parts))
                return _Ends(first, last, any(part.empty for part in parts))
            case Sequential(steps):
                joined = _Ends(frozenset(), frozenset(), empty=True)
                for step in steps:
                    joined = self._join(joined, self._ends(step))
                return joined
            case Repeated(inner, least, once):
                ends = self._ends(inner)
                if not once:
                    self._follow(ends.last, ends.first)
                return ends._replace(empty=ends.empty or not least)

    def _join(self, one: _Ends, other: _Ends) -> _Ends:
        self._follow(one.last, other.first)
        return _Ends(
            one.first | other.first if one.empty else one.first,
            one.last | other.last if other.empty else other.last,
            one.empty and other.empty,
        )

    def _follow(self, last: frozenset[str], following: frozenset[str]) -> None:
        if following:
            for predicate in last:
                self.follows[predicate] |= following
