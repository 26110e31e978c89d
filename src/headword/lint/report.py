"""From what was seen to the report: which of it counts, how much, and told once."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from headword.core.findings import Basis, Finding, Location, Observation, RawFinding, Report, Rule, Severity
from headword.lint.catalogue import RuleSet
from headword.lint.graph_rules import GRAPH_RULES
from headword.lint.select import ALWAYS, match_rules
from headword.lint.suppress import suppress
from headword.markdown.suppressions import Suppression
from headword.project.config import PROFILES, Config
from headword.project.project import PAGE_SUFFIXES, matches_glob

_REPEATS = 20
"""From how many findings on, in one scheme, a rule is told once if it says the same of most concepts."""
_REPEATS_OF_SCHEMES = 5
"""The same, where it is schemes that break it."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """All that was seen of what is checked, and how much there is of it.

    Attributes:
        observations: what was seen while reading and compiling.
        sightings: what the rules saw in the facts.
        name: how a message calls a resource.
        sizes: how many concepts each scheme has; those in none stand under the empty text.
        places: where each scheme is declared.
        pages: how many pages or files there are.
        concepts: how many concepts there are.
        notices: sentences for people on how the checking was done.
        suppressions: what the pages do not want to be told.
        partial: the paths of files of which not all could be read.
    """

    observations: Sequence[Observation]
    sightings: Iterable[RawFinding]
    name: Callable[[str], str]
    sizes: Mapping[str, int]
    places: Mapping[str, Location]
    pages: int
    concepts: int
    notices: tuple[str, ...] = ()
    suppressions: Sequence[Suppression] = ()
    partial: frozenset[str] = frozenset()


def make_report(seen: CheckResult, rule_set: RuleSet, config: Config) -> Report:
    """Hold what was seen against the levels of ``rule_set``."""
    sightings = list(_without_mirrored(_without_told(_without_repeats(seen), seen, rule_set)))
    shadowed = _find_shadowed(sightings, rule_set)
    observations = [*seen.observations, *(_complete(sighting, seen.name) for sighting in sightings)]
    ignores = {
        glob: frozenset(name for word in words for name in match_rules(rule_set, word, config))
        for glob, words in config.per_file_ignores.items()
    }
    findings = join_same(
        Finding(rule, rule.severity, one.location, one.message, one.focus, one.instead, one.results)
        for one in observations
        if (rule := rule_set.rules.get(one.rule)) is not None
        and not any(rule.name in names and matches_glob(one.location.path, glob) for glob, names in ignores.items())
    )
    schemes = {one.observation.focus: one.scheme for one in sightings if one.scheme is not None}
    kept = suppress(findings, seen.suppressions, rule_set, config)
    told = list(_tell_once(_without_echoes(kept, seen.places), schemes, shadowed, seen))
    shown = sorted((finding for finding, _ in told), key=Finding.sort_key)
    every = sorted((one for finding, folded in told for one in folded or (finding,)), key=Finding.sort_key)
    return Report(tuple(shown), seen.pages, seen.concepts, seen.notices, tuple(every))


def soften_conventions(rule_set: RuleSet, config: Config) -> RuleSet:
    """For RDF that others wrote: only what SKOS itself forbids is an error, a convention is a warning.

    A level that the config sets stays as it is set, and so does what a profile asks for.
    """
    kept = {name for word in config.severity for name in match_rules(rule_set, word, config)}
    softened = {
        name: replace(rule, severity=min(rule.severity, Severity.WARNING))
        if rule.basis is Basis.CONVENTION and rule.ours and name not in kept and not _is_asked_for(rule)
        else rule
        for name, rule in rule_set.rules.items()
    }
    return replace(rule_set, rules=softened)


def _is_asked_for(rule: Rule) -> bool:
    return rule.name == ALWAYS or rule.family in PROFILES


def _without_repeats(seen: CheckResult) -> Iterator[RawFinding]:
    """All but what is seen where the same was seen while reading.

    A rule in Python may see it in that line, or as said of the whole file: the language of a page is written once, and
    is that of each of its texts, in the case that BCP 47 recommends.  What is no IRI leads nowhere, either.
    """
    lines = {(old.rule, old.location.path, old.location.line) for old in seen.observations}
    words = {(old.rule, old.location.path, old.message.casefold()) for old in seen.observations}
    mistakes = defaultdict(list)
    for old in seen.observations:
        if old.rule == SYNTAX and old.location.column:
            mistakes[old.location.path, old.location.line].append(old.location.column)
    for sighting in seen.sightings:
        rule, place, message, *_ = sighting.observation
        is_known = (rule, place.path, place.line) in lines or (rule, place.path, message.casefold()) in words
        is_mistaken = any(place.column <= one < place.end_column for one in mistakes.get(place[:2], ()))
        if not is_mistaken and (rule not in GRAPH_RULES or not place.line or not is_known):
            yield sighting


SYNTAX = "rdf-syntax"
"""The rule on what cannot be read: others yield to it in a file of which something is left out."""

_SHARED = "same-iri"


def _without_told(sightings: Iterable[RawFinding], seen: CheckResult, rule_set: RuleSet) -> Iterator[RawFinding]:
    """All but what a rule that is run has said, in a better way, of the file as a whole, or of the IRI.

    Findings on an IRI that two things have are about neither.
    """
    run = [old for old in seen.observations if old.rule in rule_set.rules]
    said = {(old.rule, old.location.path) for old in run}
    said = {one for one in said if one[0] != SYNTAX or one[1] in seen.partial}
    shared = {old.focus for old in run if old.rule == _SHARED and old.focus}
    for sighting in sightings:
        rule, place, _, focus, *_ = sighting.observation
        if focus not in shared and not any((other, place.path) in said for other in rule_set.rules[rule].yields_to):
            yield sighting


_Of = tuple[str, str]
"""The name of a rule, and a resource."""


def _find_shadowed(sightings: Sequence[RawFinding], rule_set: RuleSet) -> frozenset[_Of]:
    """What a rule that is run says in a better way of the same resource, or of its scheme as a whole."""
    told = {(one.observation.rule, one.observation.focus) for one in sightings if one.observation.focus}
    shadowed = set[_Of]()
    for sighting in sightings:
        rule, focus = sighting.observation.rule, sighting.observation.focus
        better = rule_set.rules[rule].yields_to
        if any((other, one) in told for other in better for one in (focus, sighting.scheme)):
            shadowed.add((rule, focus))
    return frozenset(shadowed)


def _without_mirrored(sightings: Iterable[RawFinding]) -> Iterator[RawFinding]:
    """Of two sightings that say the same of two resources, each way round, one."""
    pairs: dict[tuple[str, str], list[RawFinding]] = defaultdict(list)
    for sighting in sightings:
        if sighting.mirror:
            pairs[(sighting.observation.rule, sighting.mirror)].append(sighting)
        else:
            yield sighting
    for alike in pairs.values():
        lowest = min(sighting.rank for sighting in alike)
        told, *same = (sighting for sighting in alike if sighting.rank == lowest)
        results = (result for one in alike if one.rank != lowest for result in one.observation.results)
        observation = told.observation._replace(results=(*told.observation.results, *results))
        yield told._replace(observation=observation)
        yield from same


def join_same(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings without duplicates; each stands for the results of all its duplicates."""
    alike: dict[Finding, list[Finding]] = defaultdict(list)
    for finding in findings:
        alike[finding].append(finding)
    return [first.join(others) for first, *others in alike.values()]


def _complete(sighting: RawFinding, name: Callable[[str], str]) -> Observation:
    observation = sighting.observation
    if not sighting.names:
        return observation
    return observation._replace(message=f"{observation.message}: {name(sighting.names)}")


def _without_echoes(findings: Iterable[Finding], schemes: Container[str]) -> Iterator[Finding]:
    """One finding where a text that serves a scheme and a concept, a page's title and its heading, breaks a rule."""
    echoes: dict[tuple[str, Location, str], list[Finding]] = defaultdict(list)
    for finding in sorted(findings, key=Finding.sort_key):
        if finding.location.column:
            echoes[finding.rule.name, finding.location, finding.message].append(finding)
        else:
            yield finding
    for first, *others in echoes.values():
        is_scheme = first.focus in schemes
        yield first.join(one for one in others if (one.focus in schemes) != is_scheme)
        yield from (one for one in others if (one.focus in schemes) == is_scheme)


def _tell_once(
    findings: Iterable[Finding], schemes: Mapping[str, str], shadowed: Container[_Of], seen: CheckResult
) -> Iterator[tuple[Finding, Sequence[Finding]]]:
    """Where a rule says the same of most concepts of a scheme, one finding says so, given with those it speaks for.

    Concepts in no scheme count as one.  A rule on completeness says the same whatever it says of each.  What is
    ``shadowed`` counts, and is not told by itself.
    """
    groups: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        said = "" if finding.rule.completeness else finding.message
        scheme = _SCHEMES if finding.focus in seen.places else schemes.get(finding.focus)
        if scheme is not None:
            groups[finding.rule.name, scheme, said].append(finding)
        elif (finding.rule.name, finding.focus) not in shadowed:
            yield finding, ()
    for (_, scheme, said), group in groups.items():
        left = [one for one in group if (one.rule.name, one.focus) not in shadowed]
        hits = len({finding.focus for finding in group})
        size = len(seen.places) if scheme == _SCHEMES else seen.sizes.get(scheme, 0)
        if hits == size and group[0].rule.comparing and all(map(_is_on_page, group)):
            # A glossary in pages is often a plain list; in RDF that others wrote, relations may be missing.
            continue
        if hits < (_REPEATS_OF_SCHEMES if scheme == _SCHEMES else _REPEATS) or hits * 2 < size:
            yield from ((finding, ()) for finding in left)
        elif left:
            yield _one_for_all(min(group, key=Finding.sort_key), said, hits, size, scheme, seen).join(left), left


def _is_on_page(finding: Finding) -> bool:
    return finding.location.path.endswith(PAGE_SUFFIXES)


_SCHEMES = "schemes"
"""Stands for all schemes, where it is they that break a rule."""


def _one_for_all(first: Finding, said: str, hits: int, size: int, scheme: str, seen: CheckResult) -> Finding:
    place = seen.places.get(scheme, first.location)
    where = "schemes" if scheme == _SCHEMES else "in the scheme" if scheme else "in no scheme"
    share = "all" if hits >= size else f"{min(hits / size, 0.99):.0%}"
    message = f"{said or first.rule.message}: {hits:,} of {size:,} {where} ({share})"
    return Finding(first.rule, first.severity, place, message, "" if scheme == _SCHEMES else scheme)
