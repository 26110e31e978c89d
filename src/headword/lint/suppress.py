"""Suppressions: findings that a page suppresses are left out, and unused suppressions are findings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from headword.core.errors import HeadwordError
from headword.core.findings import Finding, Location
from headword.lint.catalogue import RuleSet
from headword.lint.select import ALWAYS, match_rules
from headword.markdown.suppressions import Suppression
from headword.project.config import Config

UNUSED = "unused-suppression"


def suppress(
    findings: Iterable[Finding], suppressions: Sequence[Suppression], rule_set: RuleSet, config: Config
) -> Iterator[Finding]:
    """Yield ``findings`` without suppressed ones, and a finding for each unused suppression of a selected rule.

    Raises:
        HeadwordError: a suppression names no rule; with its location.
    """
    by_path: dict[str, list[tuple[Suppression, frozenset[str]]]] = defaultdict(list)
    for one in suppressions:
        by_path[one.name.location.path].append((one, _rules_of(one, rule_set, config)))
    used: set[Suppression] = set()
    for finding in findings:
        covering = [
            one
            for one, names in by_path.get(finding.location.path, ())
            if finding.rule.name in names and one.covers(finding.location)
        ]
        used.update(covering)
        if not covering:
            yield finding
    rule = rule_set.rules.get(UNUSED)
    if rule is not None:
        for known in by_path.values():
            for one, names in known:
                if one not in used and names <= rule_set.rules.keys():
                    message = f"{rule.message}: {one.name.text}" if one.name.text else rule.message
                    yield Finding(rule, rule.severity, one.name.location, message)


def _rules_of(one: Suppression, rule_set: RuleSet, config: Config) -> frozenset[str]:
    """Return the rules of a suppression; the rule for missing concepts cannot be suppressed."""
    text, place = one.name
    if not text:
        return frozenset(rule_set.rules) - {ALWAYS}
    try:
        names = match_rules(rule_set, text, config)
    except HeadwordError as error:
        raise HeadwordError(f"{error.message}, but it is suppressed here", Location(*place), error.hint) from error
    run = frozenset(names) & rule_set.rules.keys()
    # A family counts as its selected rules. A rule that is not selected is not reported as unused either.
    return (run or frozenset(names)) - {ALWAYS}
