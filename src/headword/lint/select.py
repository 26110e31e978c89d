"""Which rules are run, at which levels, and measuring by which numbers."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from headword.core.errors import ConfigError
from headword.core.findings import Rule, Severity
from headword.core.suggest import nearest_hint
from headword.lint.catalogue import RuleSet
from headword.markdown.profiles import SITES
from headword.project.config import PROFILES, Config
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import SH, XSD, Literal, Term

ALWAYS = "no-concepts"
"""The rule that is always run: nothing at all breaks no other, and must never look like success."""


def choose_rules(rule_set: RuleSet, config: Config) -> RuleSet:
    """The rules that the config asks for, at its levels and by its limits.

    A word is a rule's name, its code, the beginning of codes (``HW4``), a
    family (``labels``), a profile, or ``ALL`` (all but the profiles').  A rule
    that is given a level or a limit is run.

    Raises:
        ConfigError: a word fits no rule, or a limit is set for a rule that has none.
    """
    levels = _levels(rule_set, config)
    chosen = {name for name, rule in rule_set.rules.items() if rule.by_default}
    if config.select:
        chosen = _match(rule_set, config.select, config)
    profiles = (name for name in config.profile if name not in SITES)
    chosen |= _match(rule_set, (*config.extend_select, *profiles), config) | levels.keys()
    chosen |= {name for name in _match(rule_set, config.limits, config) if rule_set.catalogue[name].limit}
    chosen -= _match(rule_set, config.ignore, config)
    chosen.add(ALWAYS)
    rules = {
        name: replace(rule, severity=levels.get(name, rule.severity))
        for name, rule in rule_set.rules.items()
        if name in chosen and levels.get(name, rule.severity) is not Severity.OFF
    }
    return _limit(replace(rule_set, rules=rules, shapes=_put_base(rule_set.shapes, config), config=config), config)


def _levels(rule_set: RuleSet, config: Config) -> dict[str, Severity]:
    return {
        name: Severity[level.upper()]
        for word, level in config.severity.items()
        for name in match_rules(rule_set, word, config)
        if name != ALWAYS
    }


def _match(rule_set: RuleSet, words: Iterable[str], config: Config) -> set[str]:
    return {name for word in words for name in match_rules(rule_set, word, config)}


def match_rules(rule_set: RuleSet, word: str, config: Config) -> tuple[str, ...]:
    """Names of the rules that ``word`` means.

    Raises:
        ConfigError: it means none; the nearest name is the hint.
    """
    folded = word.strip().lower()
    names = tuple(name for name, rule in rule_set.catalogue.items() if _means(folded, rule))
    if not names:
        known = {
            *rule_set.catalogue,
            *(rule.code for rule in rule_set.catalogue.values()),
            *(rule.family for rule in rule_set.catalogue.values()),
        }
        raise ConfigError(f"there is no rule {word!r}", config.place_of(word), nearest_hint(word, known))
    return names


def _means(word: str, rule: Rule) -> bool:
    if word == "all":
        return rule.family not in PROFILES
    code = rule.code.lower()
    return word in (rule.name, code, rule.family.lower()) or (word.startswith("hw") and code.startswith(word))


def _put_base(shapes: LocatedGraph, config: Config) -> LocatedGraph:
    """``shapes`` with the base of the site's IRIs where a pattern says ``{base}``."""
    base = re.escape(config.base)

    def fill(_: str, predicate: str, value: Term) -> Term:
        if predicate != _PATTERN or isinstance(value, str):
            return value
        return value._replace(value=value.value.replace("{base}", base))

    return _change_values(shapes, fill)


def _change_values(shapes: LocatedGraph, change: Callable[[str, str, Term], Term]) -> LocatedGraph:
    """``shapes`` with what ``change`` makes of each triple for its value."""
    return {(one, predicate, change(one, predicate, value)): place for (one, predicate, value), place in shapes.items()}


_PATTERN = SH + "pattern"


def _limit(rule_set: RuleSet, config: Config) -> RuleSet:
    """``rule_set`` with the numbers of the config in its rules, and in the shapes that hold them."""
    rules, shapes = dict(rule_set.rules), dict(rule_set.shapes)
    for word, number in config.limits.items():
        limited = [name for name in match_rules(rule_set, word, config) if rule_set.catalogue[name].limit]
        if not limited:
            known = sorted(name for name, rule in rule_set.catalogue.items() if rule.limit)
            message = f"the rule {word!r} has no limit"
            raise ConfigError(message, config.place_of(word), f"those with one: {', '.join(known)}")
        for name in limited:
            if name in rules:
                rules[name] = replace(rules[name], limit=number)
                shapes = _put_limit(shapes, rules[name], rule_set)
    return replace(rule_set, rules=rules, shapes=shapes)


def _put_limit(shapes: LocatedGraph, rule: Rule, rule_set: RuleSet) -> LocatedGraph:
    number = Literal(str(rule.limit), "", XSD + "integer")

    def put(subject: str, predicate: str, value: Term) -> Term:
        return number if predicate == rule.limited_by and rule_set.rule_of[subject] == rule.name else value

    return _change_values(shapes, put)
