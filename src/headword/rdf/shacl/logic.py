"""The constraint components that refer to other shapes (SHACL, sections 4.6 and 4.7)."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from headword.rdf.shacl.components import (
    TRUE,
    EvaluationContext,
    Pairs,
    Violation,
    component,
    failing_values,
    number_of,
)
from headword.rdf.shacl.shapes import Shape
from headword.rdf.terms import SH, Term


@component("not")
def negation(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield value nodes that conform to a shape to which they must not conform."""
    nodes = pairs.distinct()
    for other in shape.values[SH + "not"]:
        failing = run.failing(other, nodes)
        yield from failing_values(pairs, failing.__contains__)


@component("and")
def conjunction(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield value nodes that fail any shape of a list."""
    for head in shape.values[SH + "and"]:
        counts = _count_failures(run, run.shapes.listed(head), pairs)
        yield from failing_values(pairs, lambda value: not counts[value])  # noqa: B023 - called at once


@component("or")
def disjunction(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield value nodes that fail every shape of a list; each shape only checks those that failed all before it."""
    for head in shape.values[SH + "or"]:
        failing: Collection[Term] = pairs.distinct()
        for other in run.shapes.listed(head):
            failing = run.failing(other, failing)
        remaining = frozenset(failing)
        yield from failing_values(pairs, lambda value: value not in remaining)  # noqa: B023


@component("xone")
def exactly_one(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield value nodes that do not conform to exactly one shape of a list."""
    for head in shape.values[SH + "xone"]:
        listed = run.shapes.listed(head)
        counts = _count_failures(run, listed, pairs)
        wanted = len(listed) - 1
        yield from failing_values(pairs, lambda value: counts[value] == wanted)  # noqa: B023


def _count_failures(run: EvaluationContext, shapes: Sequence[Term], pairs: Pairs) -> Counter[Term]:
    nodes = pairs.distinct()
    return Counter(node for other in shapes for node in run.failing(other, nodes))


@component("node")
def node(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield value nodes that do not conform to a shape."""
    nodes = pairs.distinct()
    for other in shape.values[SH + "node"]:
        failing = run.failing(other, nodes)
        yield from failing_values(pairs, lambda value: value not in failing)  # noqa: B023


def _count_qualified(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[tuple[Term, int]]:
    """Yield each focus node with the number of its value nodes that conform to the qualified shape."""
    nodes = pairs.distinct()
    for other in shape.values.get(SH + "qualifiedValueShape", ()):
        failing = set(run.failing(other, nodes))
        for sibling in _siblings(run, shape, other):
            failing |= set(nodes) - run.failing(sibling, nodes)
        for focus in pairs.foci:
            yield focus, sum(value not in failing for value in pairs.values.get(focus, ()))


def _siblings(run: EvaluationContext, shape: Shape, own: Term) -> set[Term]:
    """Return the qualified shapes of the other property shapes of the same parents (SHACL, section 4.7.3)."""
    if TRUE not in shape.values.get(SH + "qualifiedValueShapesDisjoint", ()):
        return set()
    parents = [one for one in run.shapes.shapes.values() if shape.node in one.values.get(SH + "property", ())]
    others = {other for parent in parents for other in parent.values[SH + "property"]}
    found = {value for other in others for value in run.shapes.shapes[other].values.get(SH + "qualifiedValueShape", ())}
    return found - {own}


@component("qualifiedMinCount", "QualifiedMinCount")
def qualified_min_count(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield focus nodes with too few value nodes that conform to the qualified shape."""
    least = number_of(shape, "qualifiedMinCount")
    return (Violation(focus, None) for focus, count in _count_qualified(run, shape, pairs) if count < least)


@component("qualifiedMaxCount", "QualifiedMaxCount")
def qualified_max_count(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield focus nodes with too many value nodes that conform to the qualified shape."""
    most = number_of(shape, "qualifiedMaxCount")
    return (Violation(focus, None) for focus, count in _count_qualified(run, shape, pairs) if count > most)
