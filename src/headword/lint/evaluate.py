"""The evaluation of rules on facts: rules in Python and shapes, with each finding at the location of its triple.

The findings on a resource only depend on the facts that the rules read about it. Many or a few resources can therefore
be checked together.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from headword.core.errors import HeadwordError
from headword.core.findings import Location, Observation, RawFinding, Rule, ValidationResult
from headword.lint.catalogue import RuleSet, shapes_of
from headword.lint.cycles import DIGESTS, Results
from headword.lint.graph_rules import GRAPH_RULES
from headword.lint.graph_rules.view import GraphView
from headword.rdf.entailment import LITERAL_FORM
from headword.rdf.graph import LocatedGraph, find_schemes, make_namer
from headword.rdf.place_order import order_of
from headword.rdf.shacl import ShapeResult, SlowShapeError
from headword.rdf.shacl.choice import validate
from headword.rdf.shacl.describe import Statements, describe_node, index_statements
from headword.rdf.shacl.engine import Wanted, all_wanted
from headword.rdf.terms import RDF_TYPE, RDFS, SH, SKOS, Literal, Term, compact, is_iri, quote, to_ntriples


def run_rules(
    facts: LocatedGraph, rule_set: RuleSet, engine: str, wanted: Wanted = all_wanted
) -> tuple[list[RawFinding], tuple[str, ...]]:
    """Run the rules over ``facts``, inverses included, and return their findings and notices of the engine.

    Findings on resources that are not ``wanted`` may be left out.
    """
    if not facts:
        return [], ()
    seen = _run_graph_rules(facts, rule_set)
    results, notices = _run_shapes(facts, rule_set, engine, wanted)
    seen.extend(_read_results(results, rule_set, facts))
    return list(_with_schemes(seen, facts)), notices


def _run_graph_rules(facts: LocatedGraph, rule_set: RuleSet) -> list[RawFinding]:
    """Return the findings of the rules in Python; their view of the graph is large, and not kept for the shapes."""
    view = GraphView(facts, rule_set.config)
    selected = [(rule_set.rules[name], find) for name, find in GRAPH_RULES.items() if name in rule_set.rules]
    return [RawFinding(found) for rule, find in selected for found in find(view, rule)]


def _with_schemes(seen: Sequence[RawFinding], facts: LocatedGraph) -> Iterator[RawFinding]:
    """Yield the findings, with the scheme of each focus node that is a concept."""
    schemes = find_schemes(facts) if seen else {}
    concepts = {subject for subject, predicate, value in facts if predicate == RDF_TYPE and value == SKOS + "Concept"}
    for raw in seen:
        focus = raw.observation.focus
        yield raw._replace(scheme=schemes.get(focus, "")) if focus in concepts else raw


def _run_shapes(
    facts: LocatedGraph, rule_set: RuleSet, engine: str, wanted: Wanted
) -> tuple[dict[str, list[ShapeResult]], tuple[str, ...]]:
    """Return the results of the shapes by rule, and notices of the engine."""
    try:
        validation = validate(facts, shapes_of(rule_set), engine, wanted)
    except SlowShapeError as error:
        raise _name_rule(error, rule_set) from error
    by_rule: dict[str, list[ShapeResult]] = defaultdict(list)
    for result in validation.results:
        by_rule[rule_set.rule_of[result.shape]].append(result)
    return by_rule, validation.notices


def _name_rule(error: SlowShapeError, rule_set: RuleSet) -> HeadwordError:
    """Return an error that names the rule of a stopped shape, with its file."""
    place = next((place for (subject, _, _), place in rule_set.shapes.items() if subject == error.shape), None)
    name = rule_set.rule_of.get(error.shape, error.shape)
    hint = f"simplify the rule, or leave it out with --ignore {name}"
    return HeadwordError(f"the rule {name!r} was stopped: {error.message}", place, hint)


def _read_results(
    by_rule: Mapping[str, Sequence[ShapeResult]], rule_set: RuleSet, facts: LocatedGraph
) -> Iterator[RawFinding]:
    if not by_rule:
        return
    leading = frozenset(str(value) for _, predicate, value in rule_set.shapes if predicate == SH + "targetObjectsOf")
    locator = _Locator(facts, {result.focus for results in by_rule.values() for result in results}, leading)
    typed = {subject for subject, predicate, _ in facts if predicate == RDF_TYPE}
    writer = _ResultWriter(rule_set)
    for name in sorted(by_rule):
        rule = rule_set.rules[name]
        # A rule yields to the grouped rule for every result, because the group only names some of them.
        gathered = [other for other in rule.yields_to if other in rule_set.digests]
        reported = {result.focus for other in gathered for result in by_rule.get(other, ())}
        digest = DIGESTS.get(rule_set.digests.get(name, ""))
        if digest is not None:
            locate = partial(locator.place_of, properties=rule.at)
            found = Results(rule, by_rule[name], facts, make_namer(facts), locate)
            for seen, foci in digest(found):
                if seen.focus not in reported:
                    places = {focus: locate(focus) for focus in foci} | {seen.focus: seen.location}
                    results = (writer.write(one, places[one.focus]) for one in found.results if one.focus in places)
                    yield RawFinding(seen._replace(results=tuple(results)))
        else:
            for result in by_rule[name]:
                if result.focus not in reported:
                    yield from _to_raw_findings(result, rule, locator, typed, writer)


class _ResultWriter:
    """A writer of results in the terms of a SHACL validation report."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._rule_set = rule_set

    @cached_property
    def _statements(self) -> Statements:
        return index_statements(self._rule_set.shapes)

    def write(self, result: ShapeResult, place: Location) -> ValidationResult:
        """Return a result with its location."""
        return ValidationResult(
            to_ntriples(result.focus),
            self._write_path(result),
            "" if result.value is None else to_ntriples(result.value),
            to_ntriples(result.component),
            to_ntriples(result.shape) if is_iri(result.shape) else describe_node(result.shape, self._statements),
            place,
        )

    def _write_path(self, result: ShapeResult) -> str:
        """Return the path of a result; a path that is not a predicate is written as in its shape."""
        if is_iri(result.path):
            return to_ntriples(result.path)
        paths = [value for predicate, value in self._statements.get(result.shape, ()) if predicate == SH + "path"]
        return describe_node(paths[0], self._statements) if paths and result.path else ""


def _to_raw_findings(
    result: ShapeResult, rule: Rule, locator: "_Locator", typed: Collection[Term], writer: _ResultWriter
) -> Iterator[RawFinding]:
    focus = result.focus if isinstance(result.focus, str) else ""
    message = rule.message or result.message or _describe_constraint(result, rule)
    mirror = rank = ""
    if isinstance(result.value, str) and result.value != result.focus:
        # Of a symmetric pair, the end that is a described resource is reported.
        mirror = " ".join([result.component, *sorted((repr(result.value), repr(result.focus)))])
        rank = f"{result.focus not in typed:d}{result!r}"
    for value, place in locator.locate(result, rule):
        names = value if isinstance(value, str) and value != result.focus else ""
        detail = ""
        if isinstance(value, Literal):
            detail = f": {quote(value.value)}" + (f"@{value.language}" if value.language else "")
        observation = Observation(rule.name, place, message + detail, focus, "", (writer.write(result, place),))
        yield RawFinding(observation, names, mirror, rank)


def _describe_constraint(result: ShapeResult, rule: Rule) -> str:
    """Return a message for a shape without one: the constraint and the path, which distinguish its results."""
    name = result.component.removeprefix(SH).removesuffix("ConstraintComponent")
    parameter = "sparql" if name == "SPARQL" else name[:1].lower() + name[1:]
    path = re.sub(r"<([^<>]*)>", lambda iri: compact(iri[1]), compact(result.path))
    where = f" on {path}" if path else ""
    return f"breaks the shape {rule.name}: sh:{parameter}{where}"


class _Locator:
    """A locator for the triple of a result."""

    def __init__(self, facts: LocatedGraph, foci: Iterable[Term], leading: Collection[str]) -> None:
        self._facts = facts
        wanted = set(foci)
        self._about: dict[Term, list[tuple[str, Term, Location]]] = defaultdict(list)
        self._mentioned_at: dict[Term, Location] = {}
        """The first mention of each focus node, preferably by a predicate whose values are focus nodes."""
        mentioned: dict[Term, Location] = {}
        for (subject, predicate, value), place in facts.items():
            if value in wanted:
                (self._mentioned_at if predicate in leading else mentioned).setdefault(value, place)
            if subject in wanted:
                self._about[subject].append((predicate, value, place))
        self._mentioned_at = {**mentioned, **self._mentioned_at}
        self._forms = {place for (_, predicate, _), place in facts.items() if predicate == LITERAL_FORM and place.line}

    def locate(self, result: ShapeResult, rule: Rule) -> Iterator[tuple[Term | None, Location]]:
        """Yield each value of a result, with its location."""
        properties = rule.at or ((result.path,) if result.path else ())
        if result.component == SH + "UniqueLangConstraintComponent":
            yield from self._repeated_languages(result.focus, properties)
            return
        yield result.value, self._place(result, properties)

    def _repeated_languages(self, focus: Term, properties: Sequence[str]) -> Iterator[tuple[Term | None, Location]]:
        by_language: dict[str, list[tuple[Location, Literal]]] = defaultdict(list)
        for predicate, value, place in self._about[focus]:
            if predicate in properties and isinstance(value, Literal) and value.language:
                by_language[value.language.lower()].append((place, value))
        for labels in by_language.values():
            ordered = sorted(labels, key=lambda one: (order_of(one[0]), one[1]))
            yield from ((value, place) for place, value in ordered[1:])

    def _place(self, result: ShapeResult, properties: Sequence[str]) -> Location:
        focus, value = result.focus, result.value
        if value is not None and isinstance(focus, str):
            for predicate in properties:
                for triple in ((focus, predicate, value), (value, predicate, focus)):
                    if triple in self._facts:
                        return self._facts[triple]
        return self.place_of(focus, properties)

    def place_of(self, focus: Term, properties: Sequence[str]) -> Location:
        """Return the location of a resource, preferably by one of these properties."""
        # A label derived from SKOS-XL has the location of the SKOS-XL label, so other facts are preferred.
        about = [one for one in self._about[focus] if one[2] not in self._forms] or self._about[focus]
        for predicate in (*properties, RDF_TYPE, SKOS + "prefLabel", RDFS + "label"):
            places = [place for other, _, place in about if other == predicate]
            if places:
                return _choose_first(places)
        if about:
            return _choose_first([place for _, _, place in about])
        return self._mentioned_at.get(focus, Location(""))


def _choose_first(places: Sequence[Location]) -> Location:
    """Return the first location in order; of locations in RDF files, the first in the file."""
    return min(places) if all(order_of(place) != place for place in places) else places[0]
