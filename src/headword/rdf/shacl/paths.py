"""Property paths (SHACL, section 2.3.1): their types, their syntax, and their evaluation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from headword.rdf.shacl.closure import reach_all
from headword.rdf.shacl.index import GraphIndex
from headword.rdf.terms import RDF, SH, Term

Values: TypeAlias = dict[Term, Sequence[Term]]
"""Value nodes by focus node, each once; a focus node without values may be missing."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """One predicate, forward or, if ``inverse``, backward."""

    iri: str
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class Sequential:
    """One path after another."""

    steps: "tuple[Path, ...]"


@dataclass(frozen=True, slots=True)
class Alternative:
    """Any of several paths."""

    choices: "tuple[Path, ...]"


@dataclass(frozen=True, slots=True)
class Repeated:
    """A repeated path: from ``least`` (0 or 1) times up, or at most once."""

    path: "Path"
    least: int
    once: bool = False


Path: TypeAlias = Predicate | Sequential | Alternative | Repeated


class PathError(Exception):
    """An error for a path that SHACL does not allow."""


ShapeFacts: TypeAlias = dict[Term, dict[str, list[Term]]]
"""The facts of a shapes graph: values by subject and predicate."""


def read_path(node: Term, facts: ShapeFacts) -> Path:
    """Return the path at ``node`` of a shapes graph.

    Raises:
        PathError: the path is ill-formed.
    """
    return _read_nested(node, facts, False, 0)


def _read_nested(node: Term, facts: ShapeFacts, inverse: bool, depth: int) -> Path:
    if depth > 50:
        raise PathError("a path that contains itself")
    if not isinstance(node, str):
        raise PathError("a path that is a literal")
    properties = facts.get(node, {})
    if not node.startswith("_:") and RDF + "first" not in properties:
        return Predicate(node, inverse)
    if RDF + "first" in properties:
        steps = [_read_nested(item, facts, inverse, depth + 1) for item in read_list(node, facts)]
        if len(steps) < 2:
            raise PathError("a sequence path with fewer than two steps")
        return Sequential(tuple(reversed(steps) if inverse else steps))
    return _read_operator(properties, facts, inverse, depth)


def _read_operator(properties: dict[str, list[Term]], facts: ShapeFacts, inverse: bool, depth: int) -> Path:
    operators = [(predicate, values) for predicate, values in properties.items() if predicate.startswith(SH)]
    if len(operators) != 1 or len(operators[0][1]) != 1:
        raise PathError("a path that is neither a predicate, a list nor one path operator")
    name, value = operators[0][0][len(SH) :], operators[0][1][0]
    if name == "inversePath":
        return _read_nested(value, facts, not inverse, depth + 1)
    if name == "alternativePath":
        choices = tuple(_read_nested(item, facts, inverse, depth + 1) for item in read_list(value, facts))
        if len(choices) < 2:
            raise PathError("an alternative path with fewer than two choices")
        return Alternative(choices)
    if name in ("zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"):
        inner = _read_nested(value, facts, inverse, depth + 1)
        return Repeated(inner, 1 if name == "oneOrMorePath" else 0, name == "zeroOrOnePath")
    raise PathError(f"no path operator: sh:{name}")


def read_list(head: Term, facts: ShapeFacts) -> list[Term]:
    """Return the items of an RDF list.

    Raises:
        PathError: the list is ill-formed.
    """
    items: list[Term] = []
    seen: set[Term] = set()
    while head != RDF + "nil":
        properties = facts.get(head, {})
        first, rest = properties.get(RDF + "first", []), properties.get(RDF + "rest", [])
        if len(first) != 1 or len(rest) != 1 or head in seen:
            raise PathError("a list that is not well-formed")
        seen.add(head)
        items.append(first[0])
        head = rest[0]
    return items


def write_path(path: Path) -> str:
    """Return ``path`` as a SPARQL 1.1 property path, with brackets around every compound part."""
    match path:
        case Predicate(iri, inverse):
            return f"^<{iri}>" if inverse else f"<{iri}>"
        case Sequential(steps):
            return "(" + "/".join(map(write_path, steps)) + ")"
        case Alternative(choices):
            return "(" + "|".join(map(write_path, choices)) + ")"
        case Repeated(inner, least, once):
            return f"{write_path(inner)}{'?' if once else '+' if least else '*'}"


def plain_predicate(path: Path | None) -> str:
    """Return the predicate of a path that is one predicate, forward; otherwise an empty text."""
    return path.iri if isinstance(path, Predicate) and not path.inverse else ""


def list_predicates(path: Path | None) -> Sequence[str]:
    """Return the predicates of a path that is one predicate or several alternatives, forward; otherwise none."""
    choices = path.choices if isinstance(path, Alternative) else (path,)
    predicates = [plain_predicate(choice) for choice in choices]
    return predicates if all(predicates) else ()


class PathEvaluator:
    """An evaluator of paths for many focus nodes together, with shared results."""

    def __init__(self, index: GraphIndex) -> None:
        self._index = index
        self._known: dict[Path, dict[Term, Sequence[Term]]] = {}

    def values(self, path: Path, foci: Iterable[Term]) -> Values:
        """Return the value nodes of each focus node that has any."""
        if isinstance(path, Predicate):
            links = self._index.backward(path.iri) if path.inverse else self._index.forward(path.iri)
            return {focus: links[focus] for focus in foci if focus in links}
        known = self._known.setdefault(path, {})
        wanted = list(foci)
        new = [focus for focus in wanted if focus not in known]
        if new:
            known.update(dict.fromkeys(new, ()))
            known.update(self._evaluate(path, new))
        return {focus: values for focus in wanted if (values := known[focus])}

    def forget(self, paths: Iterable[Path | None]) -> None:
        """Delete the cached results of ``paths``; parts shared with other paths are computed again."""
        for path in paths:
            if path is not None:
                self._known.pop(path, None)

    def _evaluate(self, path: Path, foci: Sequence[Term]) -> Values:
        match path:
            case Sequential(steps):
                return self._follow(steps, foci)
            case Alternative(choices):
                return self._union(choices, foci)
            case Repeated(inner, least, once):
                return self._closure(inner, least, once, foci)
        return self.values(path, foci)

    def _follow(self, steps: Sequence[Path], foci: Sequence[Term]) -> Values:
        reached = self.values(steps[0], foci)
        for step in steps[1:]:
            between = dict.fromkeys(value for values in reached.values() for value in values)
            further = self.values(step, between)
            reached = {
                focus: list(dict.fromkeys(end for value in values for end in further.get(value, ())))
                for focus, values in reached.items()
            }
        return reached

    def _union(self, choices: Sequence[Path], foci: Sequence[Term]) -> Values:
        parts = [found for choice in choices if (found := self.values(choice, foci))]
        if len(parts) == 1:
            return parts[0]
        joined = dict(parts[0]) if parts else {}
        for part in parts[1:]:
            for focus, values in part.items():
                before = joined.get(focus)
                joined[focus] = values if before is None else list(dict.fromkeys((*before, *values)))
        return joined

    def _closure(self, inner: Path, least: int, once: bool, foci: Sequence[Term]) -> Values:
        """Return the closure breadth first, one step for all focus nodes at a time, with one look-up per step."""
        if once:
            further = self.values(inner, foci)
            return {focus: list(dict.fromkeys((focus, *further.get(focus, ())))) for focus in foci}
        reached = reach_all(self._all_steps(inner, foci), foci)
        if least:
            return reached
        return {focus: list(dict.fromkeys((focus, *reached.get(focus, ())))) for focus in foci}

    def _all_steps(self, inner: Path, foci: Sequence[Term]) -> Values:
        """Return the values of one step of ``inner`` for every reachable node."""
        steps: Values = {}
        seen = set(foci)
        frontier: Sequence[Term] = list(seen)
        while frontier:
            found = self.values(inner, frontier)
            steps.update(found)
            following = {value for values in found.values() for value in values} - seen
            seen |= following
            frontier = list(following)
        return steps
