"""Checks of shapes that users write.

Shapes that are ill-formed, use a term that SHACL does not define or lack metadata are errors when they are read. This
module finds shapes without any effect.
"""

from collections.abc import Collection, Iterator

import pyoxigraph as ox

from headword.core.findings import Location
from headword.lint.catalogue import RuleSet, shapes_of
from headword.lint.graph_rules.integrity import DEFINED
from headword.rdf.graph import LocatedGraph
from headword.rdf.shacl import engine as fast
from headword.rdf.shacl.shapes import Shape, ShapesGraph, below
from headword.rdf.terms import SH, SKOS, Literal, compact

_ASKS = frozenset(
    SH + name
    for name in """
        and class closed datatype disjoint equals hasValue in languageIn lessThan lessThanOrEquals maxCount maxExclusive
        maxInclusive maxLength minCount minExclusive minInclusive minLength node nodeKind not or pattern property
        qualifiedValueShape sparql uniqueLang xone
    """.split()  # noqa: SIM905 - read as text
)


def check_shapes(rule_set: RuleSet) -> Iterator[tuple[str, Location, str]]:
    """Yield the rule, the file and a message for each problem in the user's own shapes."""
    own = {name for name, rule in rule_set.rules.items() if not rule.ours}
    plan = fast.plan(shapes_of(rule_set))
    places = {rule_set.rule_of[subject]: place for (subject, _, _), place in rule_set.shapes.items()}
    for name in sorted(own - places.keys()):
        yield name, Location(name), "this file has no shape"
    for name in sorted(own & places.keys()):
        roots = [shape for shape in plan.graph.shapes.values() if rule_set.rule_of[str(shape.node)] == name]
        for message in _check_rule(roots, plan.graph):
            yield name, places[name], message
    for name, place, message in _check_queries(rule_set, own):
        yield name, place, message
    for triple, place in rule_set.shapes.items():
        for term in triple[1:]:
            if rule_set.rule_of[triple[0]] in own and isinstance(term, str) and _is_misspelt(term):
                yield rule_set.rule_of[triple[0]], place, f"SKOS does not define {compact(term)}, so this never matches"


def _check_queries(rule_set: RuleSet, own: Collection[str]) -> Iterator[tuple[str, Location, str]]:
    """Yield the queries that are not valid SPARQL with their declared prefixes."""
    prefixes = _read_prefixes(rule_set.shapes)
    for (subject, predicate, value), place in rule_set.shapes.items():
        name = rule_set.rule_of[subject]
        if predicate in (SH + "select", SH + "ask") and name in own and isinstance(value, Literal):
            try:
                ox.Store().query(value.value.replace("$PATH", "?path"), prefixes=prefixes)
            except SyntaxError as error:
                yield name, place, f"a query is not valid SPARQL: {error}"


def _read_prefixes(shapes: LocatedGraph) -> dict[str, str]:
    """Return the prefixes that shapes declare for queries (SHACL, section 5.2.1)."""
    named = {
        subject: value.value for (subject, p, value) in shapes if p == SH + "prefix" and isinstance(value, Literal)
    }
    spaces = {
        subject: value.value if isinstance(value, Literal) else value
        for (subject, p, value) in shapes
        if p == SH + "namespace"
    }
    return {prefix: spaces[subject] for subject, prefix in named.items() if subject in spaces}


def _check_rule(shapes: list[Shape], graph: ShapesGraph) -> Iterator[str]:
    targeting = [shape for shape in shapes if shape.targets]
    if not targeting:
        yield "no shape in this file has a target, so it never fires"
    for shape in targeting:
        parts = [shape, *(graph.shapes[node] for node in below(shape.node, graph))]
        if all(part.deactivated or not _ASKS & part.values.keys() for part in parts):
            yield f"{_name(shape)} has no constraint, so it never fires"
        elif shape.deactivated:
            yield f"{_name(shape)} is deactivated, so it never fires"


def _name(shape: Shape) -> str:
    node = str(shape.node)
    return "a shape without a name" if node.startswith("_:") else f"the shape <{node}>"


def _is_misspelt(term: str) -> bool:
    return term.startswith(SKOS) and term not in DEFINED and term != SKOS
