"""The fast engine: SHACL for all focus nodes of a shape together, with plain indexes.

A shape that it does not support is passed to the reference engine, without the others.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.rdf.graph import LocatedGraph
from headword.rdf.shacl import ShapeResult
from headword.rdf.shacl import logic as _logic
from headword.rdf.shacl import pattern as _pattern
from headword.rdf.shacl.components import COMPONENTS, Itself, Pairs, Violation
from headword.rdf.shacl.index import GraphIndex
from headword.rdf.shacl.paths import PathEvaluator, list_predicates, plain_predicate, write_path
from headword.rdf.shacl.shapes import ON_VALUES, IllFormedError, Shape, ShapesGraph, below, read_shapes
from headword.rdf.shacl.sparql_constraint import SparqlStore, is_simple, violations
from headword.rdf.terms import SH, Literal, Term, Triple

# Imported for their side effect: they register their components.
assert _logic.__name__
assert _pattern.__name__


_PLANS = 4
"""The number of cached plans: a check needs those of all rules, and of two parts of them."""


Wanted: TypeAlias = Callable[[Term], bool]
"""A function that returns whether results for a focus node are wanted."""


def all_wanted(_: Term) -> bool:
    """Return True for every focus node."""
    return True


class EnginePlan(NamedTuple):
    """The shapes with targets for this engine, and those for the reference engine, each with the reason."""

    graph: ShapesGraph
    here: tuple[Shape, ...]
    elsewhere: Mapping[str, str]


def plan(shapes: LocatedGraph) -> EnginePlan:
    """Read the shapes and assign them to the engines.

    Raises:
        HeadwordError: a shape is ill-formed; with its file and line.
    """
    try:
        return _plan(tuple(shapes))
    except IllFormedError as error:
        raise _located(error, shapes) from error


@lru_cache(_PLANS)
def _plan(shapes: tuple[Triple, ...]) -> EnginePlan:
    graph = read_shapes(shapes)
    roots = [shape for shape in graph.shapes.values() if shape.targets]
    elsewhere = {
        **{str(node): reason for node, reason in graph.beyond.items() if graph.shapes[node].targets},
        **{shape.node: "a SPARQL query that binds $this inside" for shape in roots if not _simple(shape, graph)},
        **{str(node): reason for node, reason in graph.beyond.items() if SH + "target" in graph.facts.get(node, ())},
    }
    here = tuple(shape for shape in roots if shape.node not in elsewhere)
    return EnginePlan(graph, here, elsewhere)


def _simple(shape: Shape, graph: ShapesGraph) -> bool:
    """Return whether every query of ``shape``, or of a shape below it, can be run once for all focus nodes."""
    selects = [
        select
        for node in (shape.node, *below(shape.node, graph))
        for constraint in graph.shapes[node].values.get(SH + "sparql", ())
        for select in graph.facts.get(constraint, {}).get(SH + "select", ())
    ]
    return all(is_simple(select.value if isinstance(select, Literal) else "") for select in selects)


def _located(error: IllFormedError, shapes: LocatedGraph) -> HeadwordError:
    """Return the error with the file of the shape, and the line if the name of the shape can be found."""
    place = next((place for (subject, _, _), place in shapes.items() if subject == error.shape), Location(""))
    name = str(error.shape).rsplit("/", 1)[-1].rsplit("#", 1)[-1] if isinstance(error.shape, str) else ""
    shown = "a shape without a name" if name.startswith("_:") else f"the shape {name}"
    line = 0
    if name and Path(place.path).is_file():
        lines = Path(place.path).read_text(encoding="utf-8").splitlines()
        name_pattern = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        found = (n for n, text in enumerate(lines, 1) if not text.startswith("@") and name_pattern.search(text))
        line = next(found, 0)
    return HeadwordError(f"{shown} is ill-formed: {error.reason}", place._replace(line=line))


def run(facts: LocatedGraph, planned: EnginePlan, wanted: Wanted = all_wanted) -> Iterator[ShapeResult]:
    """Yield the results of the shapes of this engine, for the focus nodes that are wanted."""
    evaluation = Evaluation(facts, planned.graph)
    for shape, done in zip(planned.here, _done_after(planned), strict=True):
        yield from evaluation.results(shape, list(filter(wanted, evaluation.targets(shape))))
        evaluation.forget(done)


def _done_after(planned: EnginePlan) -> list[set[str]]:
    """Return, for each shape of this engine, the shapes that no later shape needs."""
    last: dict[str, int] = {}
    for number, shape in enumerate(planned.here):
        for node in (shape.node, *(str(node) for node in below(shape.node, planned.graph))):
            last[node] = number
    done: list[set[str]] = [set() for _ in planned.here]
    for node, number in last.items():
        done[number].add(node)
    return done


class Evaluation:
    """An evaluation of a shapes graph on facts."""

    def __init__(self, facts: LocatedGraph, graph: ShapesGraph) -> None:
        self.index = GraphIndex(facts)
        self.paths = PathEvaluator(self.index)
        self.shapes = graph
        self._store = SparqlStore(facts)
        self._failing: dict[Term, tuple[set[Term], set[Term]]] = {}
        self._over: set[str] = set()

    def targets(self, shape: Shape) -> dict[Term, None]:
        """Return the focus nodes of ``shape`` (SHACL, section 2.1.3), each once."""
        find: dict[str, Callable[[Term], Iterable[Term]]] = {
            SH + "targetNode": lambda value: (value,),
            SH + "targetClass": self.index.instances,
            SH + "targetSubjectsOf": lambda value: self.index.forward(str(value)),
            SH + "targetObjectsOf": lambda value: self.index.backward(str(value)),
        }
        return dict.fromkeys(node for kind, value in shape.targets for node in find[kind](value))

    def results(self, shape: Shape, foci: Collection[Term]) -> Iterator[ShapeResult]:
        """Yield every result of ``shape`` for ``foci``."""
        if shape.deactivated or not foci:
            return
        pairs = self._pairs(shape, self._find_suspects(shape, foci))
        yield from self._own_results(shape, pairs)
        for node in shape.values.get(SH + "property", ()):
            yield from self._nested_results(self.shapes.shapes[node], shape, pairs)

    def _find_suspects(self, shape: Shape, foci: Collection[Term]) -> Collection[Term]:
        """Return those of ``foci`` that may have a result: all, or those with a failing value.

        If all constraints are on single values, each value of the path is checked once. Most shapes have no result, and
        then no pairs of focus nodes and values are needed.
        """
        links = [self.index.forward(predicate) for predicate in list_predicates(shape.path)]
        # A few focus nodes of a large graph have fewer values than their predicates.
        if not links or len(foci) * 2 < max(map(len, links)) or not self._is_on_values(shape):
            return foci
        distinct = {value: None for link in links for values in link.values() for value in values}
        on_value = replace(shape, path=None)
        failing = {found.value for _, found in self._find_violations(on_value, self._pairs(on_value, distinct))}
        if not failing:
            return ()
        return [focus for focus in foci if any(not failing.isdisjoint(link.get(focus, ())) for link in links)]

    def _is_on_values(self, shape: Shape) -> bool:
        """Return whether each result of ``shape`` depends on one value node alone."""
        inner = [self.shapes.shapes[node] for node in below(shape.node, self.shapes)]
        return all(ON_VALUES.issuperset(one.values) for one in (shape, *inner)) and not any(one.path for one in inner)

    def forget(self, done: Collection[str]) -> None:
        """Delete the cached results of shapes that are not needed any more, which are large for a large graph."""
        for node in done:
            self._failing.pop(node, None)
        ended = {self.shapes.shapes[node].path for node in done}
        waiting = {shape.path for node, shape in self.shapes.shapes.items() if node not in self._over | set(done)}
        self._over |= set(done)
        self.paths.forget(ended - waiting)

    def failing(self, shape: Term, nodes: Collection[Term]) -> set[Term]:
        """Return those of ``nodes`` that do not conform to ``shape``; earlier results are cached."""
        checked, failed = self._failing.setdefault(shape, (set(), set()))
        new = [node for node in nodes if node not in checked] if checked else nodes
        checked.update(new)
        failed.update(self._find_failing(self.shapes.shapes[shape], new))
        return failed.intersection(nodes) if failed else set()

    def _find_failing(self, shape: Shape, foci: Collection[Term]) -> Iterator[Term]:
        if shape.deactivated or not foci:
            return
        pairs = self._pairs(shape, foci)
        yield from (found.focus for _, found in self._find_violations(shape, pairs))
        yield from (result.focus for result in self._sparql_results(shape, pairs.foci, ""))
        for node in shape.values.get(SH + "property", ()):
            # The results of a property shape are about value nodes; here, the focus nodes with these values count.
            inner = self.failing(node, pairs.distinct())
            if inner:
                yield from (focus for focus, value in pairs.each() if value in inner)

    def _pairs(self, shape: Shape, foci: Collection[Term]) -> Pairs:
        if shape.path is None:
            return Pairs(foci, Itself(foci), themselves=True)
        return Pairs(foci, self.paths.values(shape.path, foci))

    def _own_results(self, shape: Shape, pairs: Pairs) -> Iterator[ShapeResult]:
        """Yield the results of the constraints of ``shape`` itself, without its property shapes."""
        own_path = "" if shape.path is None else plain_predicate(shape.path) or write_path(shape.path)
        for name, (focus, value, path) in self._find_violations(shape, pairs):
            yield ShapeResult(shape.node, focus, path or own_path, value, name, shape.severity, shape.message)
        yield from self._sparql_results(shape, pairs.foci, own_path)

    def _find_violations(self, shape: Shape, pairs: Pairs) -> Iterator[tuple[str, Violation]]:
        """Yield the violations of the constraint components of ``shape`` itself, each with its component."""
        for parameter in shape.values:
            if parameter in COMPONENTS:
                name, find = COMPONENTS[parameter]
                for found in find(self, shape, pairs):
                    yield name, found

    def _nested_results(self, inner: Shape, outer: Shape, pairs: Pairs) -> Iterator[ShapeResult]:
        """Yield the results of a property shape for each value node, once for each focus node with this value."""
        if outer.path is None:
            yield from self.results(inner, pairs.foci)
            return
        times = Counter(value for _, value in pairs.each())
        for result in self.results(inner, times):
            yield from (result for _ in range(times[result.focus]))

    def _sparql_results(self, shape: Shape, foci: Collection[Term], own_path: str) -> Iterator[ShapeResult]:
        if SH + "sparql" not in shape.values:
            return
        name = SH + "SPARQLConstraintComponent"
        for found in violations(shape, self.shapes, foci, self._store, shape.node):
            message = found.message or shape.message
            yield ShapeResult(
                shape.node, found.focus, found.path or own_path, found.value, name, shape.severity, message
            )
