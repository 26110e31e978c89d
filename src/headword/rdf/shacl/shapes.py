"""Shapes graphs as records: the shapes, their targets and their constraints (SHACL, sections 2 to 4).

Ill-formed shapes are errors. Shapes with features that the fast engine does not support are listed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from headword.rdf.shacl.paths import Path, PathError, ShapeFacts, read_list, read_path
from headword.rdf.terms import OWL, RDF_TYPE, RDFS, SH, XSD, Literal, Term, Triple


def _named(words: str) -> frozenset[str]:
    return frozenset(SH + word for word in words.split())


SHAPE_LISTS = _named("and or xone")
SHAPE_VALUES = _named("not node property qualifiedValueShape")
TARGETS = _named("targetClass targetNode targetSubjectsOf targetObjectsOf")
_NUMBERS = _named("minCount maxCount minLength maxLength qualifiedMinCount qualifiedMaxCount")
_PROPERTY_ONLY = _named("minCount maxCount uniqueLang lessThan lessThanOrEquals qualifiedValueShape")
_VALUES = _named(
    "class datatype nodeKind minExclusive minInclusive maxExclusive maxInclusive pattern flags languageIn uniqueLang "
    "equals disjoint lessThan lessThanOrEquals qualifiedValueShapesDisjoint closed ignoredProperties hasValue in"
)
_ONCE = _NUMBERS | _named(
    "path datatype nodeKind minExclusive minInclusive maxExclusive maxInclusive languageIn uniqueLang in closed "
    "ignoredProperties deactivated severity flags qualifiedValueShapesDisjoint"
)
CONSTRAINTS = _VALUES | _NUMBERS | SHAPE_LISTS | SHAPE_VALUES | {SH + "sparql"}
ON_VALUES = _named(
    "class datatype nodeKind minExclusive minInclusive maxExclusive maxInclusive minLength maxLength pattern flags "
    "languageIn in not and or xone node"
)
"""The constraints that each value node meets or breaks alone."""
_ANNOTATIONS = _named("path severity message deactivated name description order group defaultValue")


class IllFormedError(Exception):
    """An error for an ill-formed shape, with the shape and the reason."""

    def __init__(self, shape: Term, reason: str) -> None:
        super().__init__(reason)
        self.shape = shape
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape; ``values`` are the values of its constraints by parameter."""

    node: str
    path: Path | None
    values: Mapping[str, tuple[Term, ...]]
    targets: tuple[tuple[str, Term], ...]
    severity: str
    message: str
    deactivated: bool


@dataclass(frozen=True, slots=True)
class ShapesGraph:
    """Every shape by its node, the facts of the graph, and the shapes beyond the fast engine.

    ``links`` are the shapes that each shape refers to. ``beyond`` maps each unsupported shape to the unsupported
    feature; a shape that refers to one of these is also unsupported.
    """

    shapes: Mapping[Term, Shape]
    facts: ShapeFacts
    links: Mapping[Term, Sequence[Term]]
    beyond: Mapping[Term, str]

    def listed(self, head: Term) -> tuple[Term, ...]:
        """Return the items of a list of the shapes graph."""
        return tuple(read_list(head, self.facts))


def read_shapes(triples: Iterable[Triple]) -> ShapesGraph:
    """Return the shapes of a shapes graph.

    Raises:
        IllFormedError: a shape is ill-formed.
    """
    facts: ShapeFacts = defaultdict(dict)
    for subject, predicate, value in triples:
        facts[subject].setdefault(predicate, []).append(value)
    nodes = _shape_nodes(facts)
    shapes: dict[Term, Shape] = {node: _read_shape(node, facts) for node in nodes}
    _check_references(shapes)
    links = {node: _references(shape, facts) for node, shape in shapes.items()}
    return ShapesGraph(shapes, facts, links, _find_beyond(shapes, facts, links))


def _shape_nodes(facts: ShapeFacts) -> list[str]:
    """Return the shapes (SHACL, section 2.1): nodes with a shape class, targets or constraints, or used as a shape."""
    nodes: dict[Term, None] = {}
    for subject, properties in facts.items():
        types = properties.get(RDF_TYPE, ())
        if {SH + "NodeShape", SH + "PropertyShape"} & set(types) or any(p in TARGETS | CONSTRAINTS for p in properties):
            nodes[subject] = None
        for predicate in SHAPE_VALUES & properties.keys():
            nodes.update(dict.fromkeys(properties[predicate]))
        for predicate in SHAPE_LISTS & properties.keys():
            for head in properties[predicate]:
                nodes.update(dict.fromkeys(_items(subject, head, facts)))
    for node in nodes:
        if not isinstance(node, str):
            raise IllFormedError(node, f"expected a shape, found a literal: {node.value!r}")
    return [str(node) for node in nodes]


def _items(shape: Term, head: Term, facts: ShapeFacts) -> list[Term]:
    try:
        return read_list(head, facts)
    except PathError as error:
        raise IllFormedError(shape, str(error)) from error


def _read_shape(node: str, facts: ShapeFacts) -> Shape:
    properties = facts.get(node, {})
    for predicate in _ONCE & properties.keys():
        if len(properties[predicate]) > 1:
            raise IllFormedError(
                node, f"sh:{predicate[len(SH) :]} occurs {len(properties[predicate])} times, but may occur only once"
            )
    path = _read_own_path(node, properties, facts)
    for predicate in _PROPERTY_ONLY & properties.keys():
        if path is None:
            raise IllFormedError(node, f"sh:{predicate[len(SH) :]} needs a property shape, one with sh:path")
    for predicate in _NUMBERS & properties.keys():
        value = properties[predicate][0]
        if not (isinstance(value, Literal) and value.datatype == XSD + "integer" and value.value.lstrip("+").isdigit()):
            raise IllFormedError(node, f"sh:{predicate[len(SH) :]} must be a number, xsd:integer, from 0 up")
    _check_values(node, properties)
    for predicate in (SH + "in", SH + "languageIn", SH + "ignoredProperties"):
        for head in properties.get(predicate, ()):
            _items(node, head, facts)
    targets = [
        (predicate, value) for predicate in sorted(TARGETS & properties.keys()) for value in properties[predicate]
    ]
    if RDFS + "Class" in properties.get(RDF_TYPE, ()) or OWL + "Class" in properties.get(RDF_TYPE, ()):
        targets.append((SH + "targetClass", node))
    messages = [value.value for value in properties.get(SH + "message", ()) if isinstance(value, Literal)]
    return Shape(
        node=node,
        path=path,
        values={predicate: tuple(properties[predicate]) for predicate in CONSTRAINTS & properties.keys()},
        targets=tuple(targets),
        severity=str(properties.get(SH + "severity", [SH + "Violation"])[0]),
        message=messages[0] if messages else "",
        deactivated=_is_true(properties.get(SH + "deactivated", ())),
    )


_IRIS = _named(
    "class datatype nodeKind equals disjoint lessThan lessThanOrEquals targetClass targetSubjectsOf targetObjectsOf"
)
_BOOLEANS = _named("uniqueLang closed deactivated qualifiedValueShapesDisjoint")
_LITERALS = _named("pattern flags minExclusive minInclusive maxExclusive maxInclusive")
_KINDS = _named("IRI BlankNode Literal BlankNodeOrIRI BlankNodeOrLiteral IRIOrLiteral")


def _check_values(node: str, properties: Mapping[str, list[Term]]) -> None:
    """Check the kind of term that each parameter requires (SHACL, sections 2 and 4)."""

    def refuse(predicate: str, wanted: str) -> IllFormedError:
        return IllFormedError(node, f"sh:{predicate[len(SH) :]} must be {wanted}")

    for predicate in _IRIS & properties.keys():
        if not all(isinstance(value, str) and not value.startswith("_:") for value in properties[predicate]):
            raise refuse(predicate, "an IRI")
    for predicate in _BOOLEANS & properties.keys():
        if not all(isinstance(value, Literal) and value.datatype == XSD + "boolean" for value in properties[predicate]):
            raise refuse(predicate, "true or false, without quotes")
    for predicate in _LITERALS & properties.keys():
        if not all(isinstance(value, Literal) for value in properties[predicate]):
            raise refuse(predicate, "a literal")
    if not _KINDS.issuperset(properties.get(SH + "nodeKind", ())):
        raise refuse(SH + "nodeKind", "one of the six kinds of SHACL, sh:IRI for instance")
    _check_patterns(node, properties.get(SH + "pattern", ()))


def _check_patterns(node: str, patterns: Iterable[Term]) -> None:
    for pattern in patterns:
        try:
            re.compile(pattern.value if isinstance(pattern, Literal) else "")
        except re.error as error:
            raise IllFormedError(node, f"sh:pattern must be a regular expression: {error}") from error


def _read_own_path(node: str, properties: Mapping[str, list[Term]], facts: ShapeFacts) -> Path | None:
    if SH + "path" not in properties:
        if SH + "PropertyShape" in properties.get(RDF_TYPE, ()):
            raise IllFormedError(node, "a property shape without sh:path")
        return None
    if SH + "NodeShape" in properties.get(RDF_TYPE, ()):
        raise IllFormedError(node, "a node shape with sh:path")
    try:
        return read_path(properties[SH + "path"][0], facts)
    except PathError as error:
        raise IllFormedError(node, f"{error} as sh:path") from error


def _is_true(values: Iterable[Term]) -> bool:
    return any(isinstance(value, Literal) and value.value in ("true", "1") for value in values)


def _references(shape: Shape, facts: ShapeFacts) -> list[Term]:
    """Return the shapes that ``shape`` refers to."""
    found = [value for predicate in SHAPE_VALUES for value in shape.values.get(predicate, ())]
    for predicate in SHAPE_LISTS:
        for head in shape.values.get(predicate, ()):
            found.extend(read_list(head, facts))
    return found


def _check_references(shapes: Mapping[Term, Shape]) -> None:
    for shape in shapes.values():
        for value in shape.values.get(SH + "property", ()):
            if shapes[value].path is None:
                raise IllFormedError(shape.node, f"sh:property leads to a shape without sh:path: {value}")


def _find_beyond(
    shapes: Mapping[Term, Shape], facts: ShapeFacts, links: Mapping[Term, Sequence[Term]]
) -> dict[Term, str]:
    """Return the unsupported feature of each shape, also through references; recursion is one, too."""
    parameters = _custom_parameters(facts)
    known = CONSTRAINTS | TARGETS | _ANNOTATIONS
    beyond: dict[Term, str] = {}
    for node in shapes:
        for predicate in facts.get(node, ()):
            if (predicate.startswith(SH) and predicate not in known) or predicate in parameters:
                beyond[node] = predicate
    for node in shapes:
        under = _below(node, links)
        if node in under:
            beyond.setdefault(node, "a shape that refers to itself")
        for other in under & beyond.keys():
            beyond.setdefault(node, beyond[other])
    return beyond


def below(node: Term, graph: ShapesGraph) -> set[Term]:
    """Return every shape that the shape ``node`` refers to, over any number of steps."""
    return _below(node, graph.links)


def _below(node: Term, links: Mapping[Term, Sequence[Term]]) -> set[Term]:
    found: set[Term] = set()
    waiting = [*links[node]]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(links.get(one, ()))
    return found


def _custom_parameters(facts: ShapeFacts) -> frozenset[Term]:
    """Return the predicates that the shapes graph declares as parameters of constraint components."""
    declared = [value for properties in facts.values() for value in properties.get(SH + "parameter", ())]
    return frozenset(path for node in declared for path in facts.get(node, {}).get(SH + "path", ()))
