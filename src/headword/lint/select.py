"""The selection of rules, with their severities and limits."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from headword.core.cache import Cache
from headword.core.errors import ConfigError
from headword.core.findings import Rule, Severity
from headword.core.suggest import nearest_hint
from headword.lint.catalogue import CONTENT, RuleSet, load_rules
from headword.lint.web_links import RULE as DEAD_LINK
from headword.markdown.profiles import SITES
from headword.project.config import PROFILES, Config
from headword.project.project import Project
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import SH, XSD, Literal, Term

ALWAYS = "no-concepts"
"""A rule that is always selected: a vocabulary without concepts breaks no other rule, and must not pass."""


def choose_rules(rule_set: RuleSet, config: Config) -> RuleSet:
    """Select the rules of the config, with its severities and limits.

    A word is the name or code of a rule, the beginning of codes (``HW4``), a family (``labels``), or a profile. ``ALL``
    means all rules except those of profiles. A rule with a severity or a limit in the config is selected, too.

    Raises:
        ConfigError: a word matches no rule, or a limit is given for a rule without one.
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
    """Return the names of the rules that match ``word``.

    Raises:
        ConfigError: there are none; the hint has the most similar name.
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
    """Return ``shapes`` with the base IRI in place of ``{base}`` in patterns."""
    base = re.escape(config.base)

    def fill(_: str, predicate: str, value: Term) -> Term:
        if predicate != _PATTERN or isinstance(value, str):
            return value
        return value._replace(value=value.value.replace("{base}", base))

    return _change_values(shapes, fill)


def _change_values(shapes: LocatedGraph, change: Callable[[str, str, Term], Term]) -> LocatedGraph:
    """Return ``shapes`` with each value replaced by the result of ``change`` for its triple."""
    return {(one, predicate, change(one, predicate, value)): place for (one, predicate, value), place in shapes.items()}


_PATTERN = SH + "pattern"


def _limit(rule_set: RuleSet, config: Config) -> RuleSet:
    """Return ``rule_set`` with the limits of the config, in rules and in shapes."""
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


def project_rules(project: Project, store: Cache | None = None) -> RuleSet:
    """Return the rules on the vocabulary for ``project``, with their configured severities.

    With a ``store``, the rules of headword are read from there.
    """
    chosen = choose_rules(load_rules(project.shapes, store), project.config)
    return replace(chosen, rules={name: rule for name, rule in chosen.rules.items() if rule.seen_in != CONTENT})


def list_run(project: Project, *, online: bool = False) -> frozenset[str]:
    """Return the names of the rules that run; the one that uses the network only runs if ``online`` is true."""
    return frozenset(project_rules(project).rules) - (frozenset() if online else {DEAD_LINK})
