"""Shapes graphs as records: what is a shape, what it targets, what it asks (SHACL, sections 2 to 4).

What it cannot read is told apart: ill-formed shapes are errors, and shapes that use more than is known here are named
as such.
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
_ANNOTATIONS = _named("path severity message deactivated name description order group defaultValue")


class IllFormedError(Exception):
    """A shape that SHACL calls ill-formed: the shape and what is wrong with it."""

    def __init__(self, shape: Term, reason: str) -> None:
        super().__init__(reason)
        self.shape = shape
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape.  ``values`` are the values of its constraints by parameter."""

    node: str
    path: Path | None
    values: Mapping[str, tuple[Term, ...]]
    targets: tuple[tuple[str, Term], ...]
    severity: str
    message: str
    deactivated: bool


@dataclass(frozen=True, slots=True)
class ShapesGraph:
    """Every shape by its node, the facts they were read from, and those that ask for more than Core.

    ``links`` are the shapes that each refers to.  ``beyond`` maps each shape
    that asks for more to what it asks for; a shape that refers to one of them is
    one itself.
    """

    shapes: Mapping[Term, Shape]
    facts: ShapeFacts
    links: Mapping[Term, Sequence[Term]]
    beyond: Mapping[Term, str]

    def listed(self, head: Term) -> tuple[Term, ...]:
        """The items of a list of the shapes graph."""
        return tuple(read_list(head, self.facts))


def read_shapes(triples: Iterable[Triple]) -> ShapesGraph:
    """The shapes of a shapes graph; `IllFormedError` if one is ill-formed."""
    facts: ShapeFacts = defaultdict(dict)
    for subject, predicate, value in triples:
        facts[subject].setdefault(predicate, []).append(value)
    nodes = _shape_nodes(facts)
    shapes: dict[Term, Shape] = {node: _read_shape(node, facts) for node in nodes}
    _check_references(shapes)
    links = {node: _references(shape, facts) for node, shape in shapes.items()}
    return ShapesGraph(shapes, facts, links, _find_beyond(shapes, facts, links))


def _shape_nodes(facts: ShapeFacts) -> list[str]:
    """SHACL, section 2.1: what is typed as a shape, has targets or constraints, or is used as a shape."""
    nodes: dict[Term, None] = {}
    for subject, said in facts.items():
        types = said.get(RDF_TYPE, ())
        if {SH + "NodeShape", SH + "PropertyShape"} & set(types) or any(p in TARGETS | CONSTRAINTS for p in said):
            nodes[subject] = None
        for predicate in SHAPE_VALUES & said.keys():
            nodes.update(dict.fromkeys(said[predicate]))
        for predicate in SHAPE_LISTS & said.keys():
            for head in said[predicate]:
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
    said = facts.get(node, {})
    for predicate in _ONCE & said.keys():
        if len(said[predicate]) > 1:
            raise IllFormedError(
                node, f"sh:{predicate[len(SH) :]} occurs {len(said[predicate])} times, but may occur only once"
            )
    path = _read_own_path(node, said, facts)
    for predicate in _PROPERTY_ONLY & said.keys():
        if path is None:
            raise IllFormedError(node, f"sh:{predicate[len(SH) :]} needs a property shape, one with sh:path")
    for predicate in _NUMBERS & said.keys():
        value = said[predicate][0]
        if not (isinstance(value, Literal) and value.datatype == XSD + "integer" and value.value.lstrip("+").isdigit()):
            raise IllFormedError(node, f"sh:{predicate[len(SH) :]} wants a number, xsd:integer, from 0 up")
    _check_values(node, said)
    for predicate in (SH + "in", SH + "languageIn", SH + "ignoredProperties"):
        for head in said.get(predicate, ()):
            _items(node, head, facts)
    targets = [(predicate, value) for predicate in sorted(TARGETS & said.keys()) for value in said[predicate]]
    if RDFS + "Class" in said.get(RDF_TYPE, ()) or OWL + "Class" in said.get(RDF_TYPE, ()):
        targets.append((SH + "targetClass", node))
    messages = [value.value for value in said.get(SH + "message", ()) if isinstance(value, Literal)]
    return Shape(
        node=node,
        path=path,
        values={predicate: tuple(said[predicate]) for predicate in CONSTRAINTS & said.keys()},
        targets=tuple(targets),
        severity=str(said.get(SH + "severity", [SH + "Violation"])[0]),
        message=messages[0] if messages else "",
        deactivated=_is_true(said.get(SH + "deactivated", ())),
    )


_IRIS = _named(
    "class datatype nodeKind equals disjoint lessThan lessThanOrEquals targetClass targetSubjectsOf targetObjectsOf"
)
_BOOLEANS = _named("uniqueLang closed deactivated qualifiedValueShapesDisjoint")
_LITERALS = _named("pattern flags minExclusive minInclusive maxExclusive maxInclusive")
_KINDS = _named("IRI BlankNode Literal BlankNodeOrIRI BlankNodeOrLiteral IRIOrLiteral")


def _check_values(node: str, said: Mapping[str, list[Term]]) -> None:
    """What kind of term each parameter wants (SHACL, sections 2 and 4)."""

    def refuse(predicate: str, wanted: str) -> IllFormedError:
        return IllFormedError(node, f"sh:{predicate[len(SH) :]} wants {wanted}")

    for predicate in _IRIS & said.keys():
        if not all(isinstance(value, str) and not value.startswith("_:") for value in said[predicate]):
            raise refuse(predicate, "an IRI")
    for predicate in _BOOLEANS & said.keys():
        if not all(isinstance(value, Literal) and value.datatype == XSD + "boolean" for value in said[predicate]):
            raise refuse(predicate, "true or false, without quotes")
    for predicate in _LITERALS & said.keys():
        if not all(isinstance(value, Literal) for value in said[predicate]):
            raise refuse(predicate, "a literal")
    if not _KINDS.issuperset(said.get(SH + "nodeKind", ())):
        raise refuse(SH + "nodeKind", "one of the six kinds of SHACL, sh:IRI for instance")
    _check_patterns(node, said.get(SH + "pattern", ()))


def _check_patterns(node: str, patterns: Iterable[Term]) -> None:
    for pattern in patterns:
        try:
            re.compile(pattern.value if isinstance(pattern, Literal) else "")
        except re.error as error:
            raise IllFormedError(node, f"sh:pattern wants a regular expression: {error}") from error


def _read_own_path(node: str, said: Mapping[str, list[Term]], facts: ShapeFacts) -> Path | None:
    if SH + "path" not in said:
        if SH + "PropertyShape" in said.get(RDF_TYPE, ()):
            raise IllFormedError(node, "a property shape without sh:path")
        return None
    if SH + "NodeShape" in said.get(RDF_TYPE, ()):
        raise IllFormedError(node, "a node shape with sh:path")
    try:
        return read_path(said[SH + "path"][0], facts)
    except PathError as error:
        raise IllFormedError(node, f"{error} as sh:path") from error


def _is_true(values: Iterable[Term]) -> bool:
    return any(isinstance(value, Literal) and value.value in ("true", "1") for value in values)


def _references(shape: Shape, facts: ShapeFacts) -> list[Term]:
    """The shapes that ``shape`` refers to."""
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
    """What each shape asks for that is not known here, followed through references; recursion among it."""
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
    """Every shape that the shape ``node`` refers to, over any number of steps."""
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
    """Predicates that the shapes graph itself declares to be parameters of constraint components."""
    declared = [value for said in facts.values() for value in said.get(SH + "parameter", ())]
    return frozenset(path for node in declared for path in facts.get(node, {}).get(SH + "path", ()))
