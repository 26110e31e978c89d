"""Running the rules: what was observed while compiling, and what the shapes find, become one report.

Knows rules, engines and origins; must not know how a report is printed.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from headword.config import Config
from headword.digests import DIGESTS
from headword.engines import ShapeResult
from headword.engines.choice import validate
from headword.entailment import with_inverses
from headword.findings import Basis, Finding, Location, Observation, Report, Rule, Severity
from headword.graph import Facts
from headword.graphrules import GRAPH_RULES
from headword.project import matches_glob
from headword.rules import RuleSet, match_rules
from headword.terms import RDF_TYPE, RDFS, SH, SKOS, Literal, Term, quote

_REPEATS = 20
"""From how many findings on, in one scheme, a rule on completeness is told once if most concepts break it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is checked: facts with their origins, what was observed on the way, and how much there is."""

    facts: Facts
    observations: Sequence[Observation]
    pages: int
    concepts: int


def check(subject: Subject, rule_set: RuleSet, config: Config, engine: str) -> Report:
    """Hold ``subject`` against ``rule_set``; ``engine`` is one of `headword.engines.choice.ENGINES`."""
    closed = with_inverses(subject.facts)
    observations = [*subject.observations]
    notices: tuple[str, ...] = ()
    if subject.facts:
        observations.extend(_observe_graph(subject, rule_set))
        found, notices = _observe_shapes(closed, rule_set, engine)
        observations.extend(found)
    ignores = {
        glob: frozenset(name for word in words for name in match_rules(rule_set, word, config))
        for glob, words in config.per_file_ignores.items()
    }
    findings = {
        Finding(rule, rule.severity, seen.location, seen.message, seen.focus)
        for seen in observations
        if (rule := rule_set.rules.get(seen.rule)) is not None
        and not any(rule.name in names and matches_glob(seen.location.path, glob) for glob, names in ignores.items())
    }
    told = _tell_once(_without_echoes(findings), closed)
    return Report(tuple(sorted(told, key=Finding.sort_key)), subject.pages, subject.concepts, notices)


def soften_conventions(rule_set: RuleSet, config: Config) -> RuleSet:
    """For RDF that others wrote: only what SKOS itself forbids is an error, a convention is a warning.

    A level that the config sets stays as it is set.
    """
    kept = {name for word in config.severity for name in match_rules(rule_set, word, config)}
    softened = {
        name: replace(rule, severity=min(rule.severity, Severity.WARNING))
        if rule.basis is Basis.CONVENTION and rule.ours and name not in kept and name != "no-concepts"
        else rule
        for name, rule in rule_set.rules.items()
    }
    return replace(rule_set, rules=softened)


def _observe_graph(subject: Subject, rule_set: RuleSet) -> Iterator[Observation]:
    """What the rules in Python see, but for what was seen in the same line of the source already."""
    seen = {(old.rule, old.location.path, old.location.line) for old in subject.observations}
    for name, look in GRAPH_RULES.items():
        if name in rule_set.rules:
            for new in look(subject.facts):
                place = new.location
                if not place.line or (new.rule, place.path, place.line) not in seen:
                    yield new


def _observe_shapes(facts: Facts, rule_set: RuleSet, engine: str) -> tuple[list[Observation], tuple[str, ...]]:
    """What the shapes find, and notices of the engine."""
    wanted = {name for name, rule in rule_set.rules.items() if rule.seen_in == "shape"}
    shapes = {triple: place for triple, place in rule_set.shapes.items() if rule_set.rule_of[triple[0]] in wanted}
    validation = validate(facts, shapes, engine)
    by_rule: dict[str, list[ShapeResult]] = defaultdict(list)
    for result in validation.results:
        by_rule[rule_set.rule_of[result.shape]].append(result)
    return list(_observe_results(by_rule, rule_set, facts)), validation.notices


def _observe_results(by_rule: dict[str, list[ShapeResult]], rule_set: RuleSet, facts: Facts) -> Iterator[Observation]:
    if not by_rule:
        return
    locator = _Locator(facts, {result.focus for results in by_rule.values() for result in results})
    typed = {subject for subject, predicate, _ in facts if predicate == RDF_TYPE}
    for name in sorted(by_rule):
        rule = rule_set.rules[name]
        told = {result.focus for other in rule.yields_to for result in by_rule.get(other, ())}
        results = [result for result in by_rule[name] if result.focus not in told]
        digest = DIGESTS.get(rule_set.digests.get(name, ""))
        if digest is not None:
            yield from digest(rule, results, facts, locator.name)
        else:
            for result in _without_mirrored(results, typed):
                yield from _observe(result, rule, locator)


def _without_mirrored(results: Sequence[ShapeResult], typed: Collection[Term]) -> Iterator[ShapeResult]:
    """Of two results that say the same of two resources, each way round, the one about a typed resource."""
    kept: set[tuple[str, frozenset[Term]]] = set()
    for result in sorted(results, key=lambda result: (result.focus not in typed, repr(result))):
        if isinstance(result.value, str) and result.value != result.focus:
            pair = (result.component, frozenset((result.focus, result.value)))
            if pair in kept:
                continue
            kept.add(pair)
        yield result


def _observe(result: ShapeResult, rule: Rule, locator: "_Locator") -> Iterator[Observation]:
    focus = result.focus if isinstance(result.focus, str) else ""
    message = rule.message or result.message or f"breaks the shape {rule.name}"
    for value, place in locator.locate(result, rule):
        detail = ""
        if isinstance(value, Literal):
            detail = f": {quote(value.value)}" + (f"@{value.language}" if value.language else "")
        elif value is not None and value != result.focus:
            detail = f": {locator.name(value)}"
        yield Observation(rule.name, place, message + detail, focus)


class _Locator:
    """Finds the place of the triple that a result is about."""

    def __init__(self, facts: Facts, foci: Iterable[Term]) -> None:
        self._facts = facts
        wanted = set(foci)
        self._about: dict[Term, list[tuple[str, Term, Location]]] = defaultdict(list)
        self._labels: dict[str, str] = {}
        self._led_to: dict[Term, Location] = {}
        for (subject, predicate, value), place in facts.items():
            if value in wanted:
                self._led_to.setdefault(value, place)
            if subject in wanted:
                self._about[subject].append((predicate, value, place))
            if predicate == SKOS + "prefLabel" and isinstance(value, Literal):
                self._labels.setdefault(subject, value.value)

    def name(self, iri: str) -> str:
        """The preferred label of ``iri`` in quotes, else the IRI."""
        return quote(self._labels[iri]) if iri in self._labels else f"<{iri}>"

    def locate(self, result: ShapeResult, rule: Rule) -> Iterator[tuple[Term | None, Location]]:
        """Each value that the result is about, with its place."""
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
            yield from ((value, place) for place, value in sorted(labels)[1:])

    def _place(self, result: ShapeResult, properties: Sequence[str]) -> Location:
        focus, value = result.focus, result.value
        about = self._about[focus]
        if value is not None and isinstance(focus, str):
            for predicate in properties:
                for triple in ((focus, predicate, value), (value, predicate, focus)):
                    if triple in self._facts:
                        return self._facts[triple]
        for predicate in (*properties, RDF_TYPE, SKOS + "prefLabel", RDFS + "label"):
            for other, _, place in about:
                if other == predicate:
                    return place
        if about:
            return about[0][2]
        return self._led_to.get(focus, Location(""))


def _without_echoes(findings: Iterable[Finding]) -> Iterator[Finding]:
    """One finding where a text that serves two resources, a page's title and its heading say, breaks a rule."""
    told: set[tuple[str, Location, str]] = set()
    for finding in sorted(findings, key=Finding.sort_key):
        echo = (finding.rule.name, finding.location, finding.message)
        if not finding.location.column or echo not in told:
            told.add(echo)
            yield finding


def _tell_once(findings: Iterable[Finding], facts: Facts) -> Iterator[Finding]:
    """Where most concepts of a scheme break a rule on completeness, one finding says so.

    Concepts in no scheme count as one.
    """
    scheme_of = {
        subject: value
        for subject, predicate, value in facts
        if predicate in (SKOS + "inScheme", SKOS + "topConceptOf") and isinstance(value, str)
    }
    sizes = Counter(
        scheme_of.get(subject, "")
        for subject, predicate, value in facts
        if predicate == RDF_TYPE and value == SKOS + "Concept"
    )
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.rule.completeness:
            groups[(finding.rule.name, scheme_of.get(finding.focus, ""))].append(finding)
        else:
            yield finding
    for (_, scheme), group in groups.items():
        hits = len({finding.focus for finding in group})
        if hits < _REPEATS or hits * 2 < sizes[scheme]:
            yield from group
        else:
            yield _one_for_all(min(group, key=Finding.sort_key), hits, sizes[scheme], scheme, facts)


def _one_for_all(first: Finding, hits: int, concepts: int, scheme: str, facts: Facts) -> Finding:
    place = facts.get((scheme, RDF_TYPE, SKOS + "ConceptScheme"), first.location)
    where = "in the scheme" if scheme else "in no scheme"
    message = f"{first.rule.message}: true of {hits:,} of {concepts:,} {where} ({hits / max(concepts, hits):.0%})"
    return Finding(first.rule, first.severity, place, message, scheme)
