"""What a shape may read of the graph, found in the shape alone.

A focus node of one document is often checked without any other document. To know which, it is enough to know, for
each predicate that leads somewhere, which predicates the shapes may read next there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from headword.rdf.shacl.paths import Alternative, Path, Predicate, Repeated, Sequential
from headword.rdf.shacl.shapes import Shape, ShapesGraph, below
from headword.rdf.terms import RDF_TYPE, SH, Term

EVERYTHING = "*"
"""Stands for every predicate, since `sh:closed` reads them all."""

_OF_FOCUS = tuple(SH + name for name in ("equals", "disjoint", "lessThan", "lessThanOrEquals"))
_OF_VALUES = tuple(SH + name for name in ("node", "property", "not", "qualifiedValueShape"))
_LISTS = tuple(SH + name for name in ("and", "or", "xone"))


class _Ends(NamedTuple):
    """Which predicates a path may begin and end with, and whether it may lead nowhere, to where it starts."""

    first: frozenset[str]
    last: frozenset[str]
    empty: bool


Follows: TypeAlias = Mapping[str, frozenset[str]]
"""For each predicate, those that may be read of what it leads to."""


def find_follows(shapes: Iterable[Shape], graph: ShapesGraph) -> Follows:
    """What ``shapes``, each of which `is_near`, read of what is not their focus node."""
    reader = _FollowReader(graph)
    for shape in shapes:
        reader.read(shape)
    return {predicate: frozenset(after) for predicate, after in reader.follows.items()}


def is_near(shape: Shape, graph: ShapesGraph) -> bool:
    """Whether ``shape`` asks only about what its focus node leads to.

    Not so for a query, a path against the direction of the triples or one that
    leads on from a class, and a node that is a target whatever the graph says,
    or for being a class.
    """
    every = [shape, *(graph.shapes[node] for node in below(shape.node, graph))]
    asks = {parameter for one in every for parameter in one.values}
    # Disjoint qualified shapes hold one's value nodes against the shapes of another's.
    if asks & {SH + "sparql", SH + "qualifiedValueShapesDisjoint"} or any(_goes_back(one.path) for one in every):
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
    """Collects, for each predicate, what may be read after it (the follow sets of Glushkov's construction)."""

    def __init__(self, graph: ShapesGraph) -> None:
        self._graph = graph
        self.follows: dict[str, set[str]] = defaultdict(set)

    def read(self, shape: Shape) -> frozenset[str]:
        """The predicates that ``shape`` reads of its focus node."""
        values = self._read_values(shape)
        beside = frozenset(str(value) for name in _OF_FOCUS for value in shape.values.get(name, ()))
        if shape.path is None:
            return values | beside
        ends = self._ends(shape.path)
        self._follow(ends.last, values)
        return ends.first | beside | (values if ends.empty else frozenset())

    def _read_values(self, shape: Shape) -> frozenset[str]:
        """The predicates that ``shape`` reads of its value nodes."""
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
