"""The report: the findings that count, with their severities and without repetitions."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from headword.core.findings import (
    Basis,
    Finding,
    Location,
    Observation,
    RawFinding,
    Report,
    Rule,
    Severity,
)
from headword.lint.catalogue import RuleSet
from headword.lint.select import ALWAYS, match_rules
from headword.lint.suppress import suppress
from headword.markdown.suppressions import Suppression
from headword.project.config import PROFILES, Config
from headword.project.project import PAGE_SUFFIXES, matches_glob

_REPEATS = 20
"""The minimum number of equal findings that become one, if most concepts of a scheme have them."""
_REPEATS_OF_SCHEMES = 5
"""The minimum number of equal findings on schemes that become one finding."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The results of a check, and the number of checked things.

    Attributes:
        observations: the observations of the reader and the compiler.
        raw_findings: the findings of the rules in the facts.
        name: returns the name of a resource for messages.
        sizes: the number of concepts of each scheme; concepts in no scheme are under the empty text.
        places: the location of the declaration of each scheme.
        pages: the number of pages or files.
        concepts: the number of concepts.
        notices: sentences for people on the check itself.
        suppressions: the suppressions of the pages.
        partial: the paths of files that were not read completely.
    """

    observations: Sequence[Observation]
    raw_findings: Iterable[RawFinding]
    name: Callable[[str], str]
    sizes: Mapping[str, int]
    places: Mapping[str, Location]
    pages: int
    concepts: int
    notices: tuple[str, ...] = ()
    suppressions: Sequence[Suppression] = ()
    partial: frozenset[str] = frozenset()


def make_report(seen: CheckResult, rule_set: RuleSet, config: Config) -> Report:
    """Make a report from the results of a check, with the severities in ``rule_set``."""
    raw_findings = list(_without_mirrored(_without_explained(_without_repeats(seen), seen, rule_set)))
    shadowed = _find_shadowed(raw_findings, rule_set)
    observations = [*seen.observations, *(_complete(raw, seen.name) for raw in raw_findings)]
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
    schemes = {one.observation.focus: one.scheme for one in raw_findings if one.scheme is not None}
    kept = suppress(findings, seen.suppressions, rule_set, config)
    grouped = list(_group_repeated(_without_echoes(kept, seen.places), schemes, shadowed, seen))
    shown = sorted((finding for finding, _ in grouped), key=Finding.sort_key)
    every = sorted((one for finding, folded in grouped for one in folded or (finding,)), key=Finding.sort_key)
    return Report(tuple(shown), seen.pages, seen.concepts, seen.notices, tuple(every))


def soften_conventions(rule_set: RuleSet, config: Config) -> RuleSet:
    """Reduce broken conventions to warnings, for RDF from other sources; only conditions of SKOS stay errors.

    Severities in the config and those of profiles are not changed.
    """
    kept = {name for word in config.severity for name in match_rules(rule_set, word, config)}
    softened = {
        name: replace(rule, severity=min(rule.severity, Severity.WARNING))
        if rule.basis is Basis.CONVENTION and rule.ours and name not in kept and not _is_required(rule)
        else rule
        for name, rule in rule_set.rules.items()
    }
    return replace(rule_set, rules=softened)


def _is_required(rule: Rule) -> bool:
    return rule.name == ALWAYS or rule.family in PROFILES


def _without_repeats(seen: CheckResult) -> Iterator[RawFinding]:
    """Yield the findings without those that repeat an observation.

    A rule in Python may find a problem in the same line, or for the whole file: the language of a page is written once,
    but applies to all its texts, in the case that BCP 47 recommends. A value that is not a valid IRI is not checked as
    a link.
    """
    lines = {(old.rule, old.location.path, old.location.line) for old in seen.observations}
    words = {(old.rule, old.location.path, old.message.casefold()) for old in seen.observations}
    mistakes = defaultdict(list)
    for old in seen.observations:
        if old.rule == SYNTAX and old.location.column:
            mistakes[old.location.path, old.location.line].append(old.location.column)
    for raw in seen.raw_findings:
        rule, place, message, *_ = raw.observation
        is_known = (rule, place.path, place.line) in lines or (rule, place.path, message.casefold()) in words
        is_mistaken = any(place.column <= one < place.end_column for one in mistakes.get(place[:2], ()))
        if not is_mistaken and not (place.line and is_known and _is_in_python(rule)):
            yield raw


def _is_in_python(rule: str) -> bool:
    # Imported here, because few reports have such findings.
    from headword.lint.graph_rules import GRAPH_RULES

    return rule in GRAPH_RULES


SYNTAX = "rdf-syntax"
"""The rule for syntax errors: others yield to it in a file that was not read completely."""

_SHARED = "same-iri"


def _without_explained(
    raw_findings: Iterable[RawFinding], seen: CheckResult, rule_set: RuleSet
) -> Iterator[RawFinding]:
    """Yield the findings without those that a more precise finding explains, on the whole file or on the IRI.

    If two things share an IRI, findings on this IRI belong to neither.
    """
    run = [old for old in seen.observations if old.rule in rule_set.rules]
    explained = {(old.rule, old.location.path) for old in run}
    explained = {one for one in explained if one[0] != SYNTAX or one[1] in seen.partial}
    shared = {old.focus for old in run if old.rule == _SHARED and old.focus}
    for raw in raw_findings:
        rule, place, _, focus, *_ = raw.observation
        if focus not in shared and not any(
            (other, place.path) in explained for other in rule_set.rules[rule].yields_to
        ):
            yield raw


_RuleSubject = tuple[str, str]
"""The name of a rule, and a resource."""


def _find_shadowed(raw_findings: Sequence[RawFinding], rule_set: RuleSet) -> frozenset[_RuleSubject]:
    """Return the findings that a more precise finding explains, on the same resource or on its scheme."""
    found = {(one.observation.rule, one.observation.focus) for one in raw_findings if one.observation.focus}
    shadowed = set[_RuleSubject]()
    for raw in raw_findings:
        rule, focus = raw.observation.rule, raw.observation.focus
        better = rule_set.rules[rule].yields_to
        if any((other, one) in found for other in better for one in (focus, raw.scheme)):
            shadowed.add((rule, focus))
    return frozenset(shadowed)


def _without_mirrored(raw_findings: Iterable[RawFinding]) -> Iterator[RawFinding]:
    """Yield one of each two findings on a symmetric pair of resources."""
    pairs: dict[tuple[str, str], list[RawFinding]] = defaultdict(list)
    for raw in raw_findings:
        if raw.mirror:
            pairs[(raw.observation.rule, raw.mirror)].append(raw)
        else:
            yield raw
    for mirrored in pairs.values():
        lowest = min(raw.rank for raw in mirrored)
        first, *same = (raw for raw in mirrored if raw.rank == lowest)
        results = (result for one in mirrored if one.rank != lowest for result in one.observation.results)
        observation = first.observation._replace(results=(*first.observation.results, *results))
        yield first._replace(observation=observation)
        yield from same


def join_same(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings without duplicates; each keeps the results of its duplicates."""
    alike: dict[Finding, list[Finding]] = defaultdict(list)
    for finding in findings:
        alike[finding].append(finding)
    return [first.join(others) for first, *others in alike.values()]


def _complete(raw: RawFinding, name: Callable[[str], str]) -> Observation:
    observation = raw.observation
    if not raw.names:
        return observation
    return observation._replace(message=f"{observation.message}: {name(raw.names)}")


def _without_echoes(findings: Iterable[Finding], schemes: Container[str]) -> Iterator[Finding]:
    """Yield one finding for a text of both a scheme and a concept, such as the title of a page and its heading."""
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


def _group_repeated(
    findings: Iterable[Finding], schemes: Mapping[str, str], shadowed: Container[_RuleSubject], seen: CheckResult
) -> Iterator[tuple[Finding, Sequence[Finding]]]:
    """Yield one finding in place of equal findings on most concepts of a scheme, with the findings that it replaces.

    Concepts in no scheme count as one scheme. All findings of a completeness rule are equal. Findings in ``shadowed``
    are counted, but not yielded.
    """
    groups: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        message = "" if finding.rule.completeness else finding.message
        scheme = _SCHEMES if finding.focus in seen.places else schemes.get(finding.focus)
        if scheme is not None:
            groups[finding.rule.name, scheme, message].append(finding)
        elif (finding.rule.name, finding.focus) not in shadowed:
            yield finding, ()
    for (_, scheme, message), group in groups.items():
        left = [one for one in group if (one.rule.name, one.focus) not in shadowed]
        hits = len({finding.focus for finding in group})
        size = len(seen.places) if scheme == _SCHEMES else seen.sizes.get(scheme, 0)
        if hits == size and group[0].rule.comparing and all(map(_is_on_page, group)):
            # A glossary in pages is often a plain list; in RDF from other sources, the relations may be missing.
            continue
        if hits < (_REPEATS_OF_SCHEMES if scheme == _SCHEMES else _REPEATS) or hits * 2 < size:
            yield from ((finding, ()) for finding in left)
        elif left:
            yield _one_for_all(min(group, key=Finding.sort_key), message, hits, size, scheme, seen).join(left), left


def _is_on_page(finding: Finding) -> bool:
    return finding.location.path.endswith(PAGE_SUFFIXES)


_SCHEMES = "schemes"
"""A key for all schemes, if the findings are on schemes."""


def _one_for_all(first: Finding, message_of_all: str, hits: int, size: int, scheme: str, seen: CheckResult) -> Finding:
    place = seen.places.get(scheme, first.location)
    where = "schemes" if scheme == _SCHEMES else "in the scheme" if scheme else "in no scheme"
    share = "all" if hits >= size else f"{min(hits / size, 0.99):.0%}"
    message = f"{message_of_all or first.rule.message}: {hits:,} of {size:,} {where} ({share})"
    return Finding(first.rule, first.severity, place, message, "" if scheme == _SCHEMES else scheme)


def join_reports(reports: Sequence[Report]) -> Report:
    """Join several reports into one."""
    findings = join_same(finding for report in reports for finding in report.findings)
    every = join_same(finding for report in reports for finding in report.every)
    return Report(
        tuple(sorted(findings, key=Finding.sort_key)),
        sum(report.pages for report in reports),
        sum(report.concepts for report in reports),
        tuple(notice for report in reports for notice in report.notices),
        tuple(sorted(every, key=Finding.sort_key)),
    )
