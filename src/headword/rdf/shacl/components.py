"""The constraint components of SHACL Core (SHACL, section 4), each for all focus nodes at once.

A component is a function of the run, the shape and the *pairs*: the focus nodes with their value nodes. It yields
violations: the focus node, the violating value or None, and the predicate if it is not the path of the shape.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from headword.rdf.shacl.index import GraphIndex
from headword.rdf.shacl.literals import compare, has_datatype
from headword.rdf.shacl.paths import PathEvaluator, plain_predicate
from headword.rdf.shacl.shapes import Shape, ShapesGraph
from headword.rdf.terms import SH, Literal, Term


class Violation(NamedTuple):
    """A result without the severity and message of the shape."""

    focus: Term
    value: Term | None
    path: str = ""


class Itself(Mapping[Term, Sequence[Term]]):
    """The value nodes of the focus nodes of a node shape: each is its own value node."""

    def __init__(self, foci: Collection[Term]) -> None:
        self._foci = foci

    def __getitem__(self, focus: Term) -> Sequence[Term]:
        return (focus,)

    def __iter__(self) -> Iterator[Term]:
        return iter(self._foci)

    def __len__(self) -> int:
        return len(self._foci)


class Pairs(NamedTuple):
    """Focus nodes in order, and the value nodes of those that have any.

    ``themselves`` is true for node shapes: each focus node is its only value node.
    """

    foci: Collection[Term]
    values: Mapping[Term, Sequence[Term]]
    themselves: bool = False

    def each(self) -> Iterator[tuple[Term, Term]]:
        """Yield every focus node with each of its value nodes."""
        for focus, values in self.values.items():
            for value in values:
                yield focus, value

    def distinct(self) -> Collection[Term]:
        """Return every value node, once."""
        if self.themselves:
            return self.foci
        return dict.fromkeys(value for values in self.values.values() for value in values)


class EvaluationContext(Protocol):
    """The data of an evaluation that components may use."""

    index: GraphIndex
    paths: PathEvaluator
    shapes: ShapesGraph

    def failing(self, shape: Term, nodes: Collection[Term]) -> set[Term]:
        """Return those of ``nodes`` that do not conform to ``shape``."""


Component = Callable[[EvaluationContext, Shape, Pairs], Iterator[Violation]]
TRUE = Literal("true", "", "http://www.w3.org/2001/XMLSchema#boolean")
COMPONENTS: dict[str, tuple[str, Component]] = {}
"""The name and function of each component, by its parameter."""


def component(parameter: str, name: str = "") -> Callable[[Component], Component]:
    """Register a component under its parameter, a local name of SHACL."""

    def register(function: Component) -> Component:
        title = name or parameter[0].upper() + parameter[1:]
        COMPONENTS[SH + parameter] = (f"{SH}{title}ConstraintComponent", function)
        return function

    return register


def failing_values(pairs: Pairs, passes: Callable[[Term], bool]) -> Iterator[Violation]:
    """Yield each value that does not pass; a shared value is checked once."""
    failing = {value for value in pairs.distinct() if not passes(value)}
    if failing:
        yield from (Violation(focus, value) for focus, value in pairs.each() if value in failing)


def number_of(shape: Shape, parameter: str) -> int:
    """Return the only number of ``parameter``."""
    value = shape.values[SH + parameter][0]
    assert isinstance(value, Literal)
    return int(value.value)


@component("minCount")
def min_count(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield focus nodes with too few value nodes."""
    least = number_of(shape, "minCount")
    return (Violation(focus, None) for focus in pairs.foci if len(pairs.values.get(focus, ())) < least)


@component("maxCount")
def max_count(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield focus nodes with too many value nodes."""
    most = number_of(shape, "maxCount")
    return (Violation(focus, None) for focus, values in pairs.values.items() if len(values) > most)


@component("class")
def has_class(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield value nodes that are not SHACL instances of a class."""
    for name in shape.values[SH + "class"]:
        instances = run.index.instances(name)
        yield from failing_values(pairs, instances.__contains__)


@component("datatype")
def datatype(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield value nodes that are not well-formed literals of a datatype."""
    wanted = str(shape.values[SH + "datatype"][0])
    return failing_values(pairs, lambda value: isinstance(value, Literal) and has_datatype(value, wanted))


_KINDS = {
    "IRI": lambda value: isinstance(value, str) and not value.startswith("_:"),
    "BlankNode": lambda value: isinstance(value, str) and value.startswith("_:"),
    "Literal": lambda value: isinstance(value, Literal),
    "BlankNodeOrIRI": lambda value: isinstance(value, str),
    "BlankNodeOrLiteral": lambda value: isinstance(value, Literal) or value.startswith("_:"),
    "IRIOrLiteral": lambda value: isinstance(value, Literal) or not value.startswith("_:"),
}


@component("nodeKind")
def node_kind(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield value nodes of another kind than the required one: IRI, blank node or literal."""
    kind = str(shape.values[SH + "nodeKind"][0]).removeprefix(SH)
    return failing_values(pairs, _KINDS.get(kind, lambda _: False))


def _range_component(parameter: str, allowed: tuple[int, ...]) -> None:
    @component(parameter)
    def out_of_range(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
        bound = shape.values[SH + parameter][0]
        return failing_values(pairs, lambda value: compare(value, bound) in allowed)

    out_of_range.__doc__ = f"Value nodes outside of {parameter}."


_range_component("minExclusive", (1,))
_range_component("minInclusive", (0, 1))
_range_component("maxExclusive", (-1,))
_range_component("maxInclusive", (-1, 0))


def read_text(value: Term) -> str | None:
    """Return the text of a literal or IRI, or None for a blank node."""
    if isinstance(value, Literal):
        return value.value
    return None if value.startswith("_:") else value


@component("minLength")
def min_length(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield value nodes with too few characters, and blank nodes."""
    least = number_of(shape, "minLength")
    return failing_values(pairs, lambda value: (text := read_text(value)) is not None and len(text) >= least)


@component("maxLength")
def max_length(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield value nodes with too many characters, and blank nodes."""
    most = number_of(shape, "maxLength")
    return failing_values(pairs, lambda value: (text := read_text(value)) is not None and len(text) <= most)


@component("languageIn")
def language_in(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield value nodes whose language is in none of the basic language ranges."""
    listed = run.shapes.listed(shape.values[SH + "languageIn"][0])
    ranges = [item.value.lower() for item in listed if isinstance(item, Literal)]

    def matches(value: Term) -> bool:
        if not isinstance(value, Literal) or not value.language:
            return False
        tag = value.language.lower()
        return any(tag == one or tag.startswith(f"{one}-") or one == "*" for one in ranges)

    return failing_values(pairs, matches)


@component("uniqueLang")
def unique_lang(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield focus nodes with two value nodes in one language, once for each language."""
    # Only this literal: in the test suite, "1"^^xsd:boolean has no effect.
    if shape.values[SH + "uniqueLang"][0] != TRUE:
        return
    for focus, values in pairs.values.items():
        if len(values) > 1:
            tags = Counter(value.language.lower() for value in values if isinstance(value, Literal) and value.language)
            yield from (Violation(focus, None) for count in tags.values() if count > 1)


_FEW = 16
"""The number of values up to which a search in a sequence is faster than a set."""


@component("equals")
def equals(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield values of the path that the other property lacks, and values of the property that the path lacks."""
    for predicate in shape.values[SH + "equals"]:
        others = run.index.forward(str(predicate))
        for focus in pairs.foci:
            have, want = pairs.values.get(focus, ()), others.get(focus, ())
            known: Collection[Term] = have
            wanted: Collection[Term] = want
            if len(have) + len(want) > _FEW:
                known, wanted = frozenset(have), frozenset(want)
            yield from (Violation(focus, value) for value in have if value not in wanted)
            yield from (Violation(focus, value) for value in want if value not in known)


@component("disjoint")
def disjoint(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield values that the path and the other property share."""
    for predicate in shape.values[SH + "disjoint"]:
        others = run.index.forward(str(predicate))
        for focus, values in pairs.values.items():
            other = others.get(focus)
            if other and len(values) == len(other) == 1:
                if values[0] == other[0]:
                    yield Violation(focus, values[0])
            elif other:
                # Both may be long: a set makes the comparison linear.
                shared = set(values).intersection(other)
                yield from (Violation(focus, value) for value in values if value in shared)


def _order_component(parameter: str, allowed: tuple[int, ...]) -> None:
    @component(parameter)
    def out_of_order(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
        for predicate in shape.values[SH + parameter]:
            others = run.index.forward(str(predicate))
            for focus, value in pairs.each():
                for other in others.get(focus, ()):
                    if compare(value, other) not in allowed:
                        yield Violation(focus, value)

    out_of_order.__doc__ = f"Values that are not in the order that {parameter} asks for."


_order_component("lessThan", (-1,))
_order_component("lessThanOrEquals", (-1, 0))


@component("in")
def is_in(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield value nodes that are not in a list."""
    allowed = frozenset(run.shapes.listed(shape.values[SH + "in"][0]))
    return failing_values(pairs, allowed.__contains__)


@component("hasValue")
def has_value(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield focus nodes without a required value."""
    for wanted in shape.values[SH + "hasValue"]:
        yield from (Violation(focus, None) for focus in pairs.foci if wanted not in pairs.values.get(focus, ()))


@component("closed")
def closed(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield values of properties that the shape does not list."""
    if shape.values[SH + "closed"][0] not in (TRUE, TRUE._replace(value="1")):
        return
    allowed = {plain_predicate(run.shapes.shapes[node].path) for node in shape.values.get(SH + "property", ())}
    for head in shape.values.get(SH + "ignoredProperties", ()):
        allowed.update(str(item) for item in run.shapes.listed(head))
    for focus, value in pairs.each():
        for predicate, other in run.index.about(value):
            if predicate not in allowed:
                yield Violation(focus, other, predicate)
