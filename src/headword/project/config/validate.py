"""The values of the config: which are right, and how each is held.

Knows the keys; must not know files.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from headword.core.errors import HeadwordError
from headword.core.findings import Location, Severity
from headword.core.suggest import nearest_hint
from headword.markdown.profiles import SITES
from headword.project.config.schema import AGENT_KEYS, CHOICES, FORMATS, KEYS, Agent, make_agent
from headword.project.config.website import read_texts, read_website
from headword.project.version_policy import KINDS, read_demand
from headword.rdf.languages import is_known
from headword.rdf.terms import PREFIXES, is_iri

_AGENTS = frozenset({"creator", "publisher"})
_LISTS = frozenset(key for key, made in KEYS.items() if isinstance(made.default, tuple)) - _AGENTS
_TABLES = frozenset({"id-ranges", "limits", "prefixes", "per-file-ignores", "severity", "version-policy"})
_SEVERITIES = tuple(severity.word for severity in Severity)


def read_value(key: str, value: Any, where: Location) -> Any:
    """The value of a key as the config holds it; `HeadwordError` if it cannot be that."""
    if key in _TABLES:
        return _read_table(key, value, where)
    if key == "site":
        return read_website(value, where)
    if key in _AGENTS:
        return _read_agents(key, value, where)
    if key in _LISTS:
        read: Any = read_texts(key, value, where)
    elif hasattr(value, "isoformat"):
        read = value.isoformat()
    elif isinstance(value, str):
        read = value
    else:
        raise HeadwordError(f"{key!r} wants a text in quotes", where)
    for word in read if key in _LISTS else (read,):
        if key in CHOICES and word not in CHOICES[key]:
            raise HeadwordError(f"{key!r} cannot be {word!r}", where, nearest_hint(word, CHOICES[key]))
    _check_value(key, read, where)
    return _read_base(read, where) if key == "base" else read


def _check_value(key: str, read: Any, where: Location) -> None:
    if key in ("created", "modified", "released") and not is_day(read):
        raise HeadwordError(f"{key!r} wants a date like 2026-01-16, not {read!r}", where)
    if key == "formats" and not read:
        raise HeadwordError("'formats' names no format", where, f"known: {', '.join(FORMATS)}")
    if key == "iri-policy":
        _check_pattern(read, where)
    if key == "profile":
        _check_profile(read, where)
    if key == "lang" and not is_known(read):
        raise HeadwordError(f"{read!r} is not a language tag of BCP 47", where, 'for example lang = "en"')


def _check_profile(names: tuple[str, ...], where: Location) -> None:
    sites = [name for name in names if name in SITES]
    if len(sites) > 1:
        message = f"{' and '.join(map(repr, sites))} are shapes of site, and a site has one"
        raise HeadwordError(message, where, "name the one; profiles of rules can stand beside it")


def is_day(text: str) -> bool:
    """Whether ``text`` is a day as ISO 8601 has it: 2026-11-24."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _check_pattern(pattern: str, where: Location) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        hint = 'for example iri-policy = "[a-z][a-z0-9-]*"'
        raise HeadwordError(f"{pattern!r} is not a regular expression: {error}", where, hint) from error


def _read_agents(key: str, value: Any, where: Location) -> tuple[Agent, ...]:
    """A text, a table of `iri`, `name`, `type`, `email` and `url`, or a list of these."""
    agents = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            agents.append(make_agent(item))
            continue
        if not isinstance(item, dict) or not all(isinstance(text, str) for text in item.values()):
            raise HeadwordError(f"{key!r} wants a text, or a table of texts", where)
        for part in item:
            if part not in AGENT_KEYS:
                raise HeadwordError(f"unknown key {part!r} in {key!r}", where, nearest_hint(part, AGENT_KEYS))
        if item.get("type", "Person") not in ("Person", "Organization"):
            raise HeadwordError(f"the type of {key!r} is Person or Organization, not {item['type']!r}", where)
        if not is_iri(item.get("iri", "")):
            raise HeadwordError(f"{key!r} wants an absolute IRI as its `iri`", where)
        agents.append(Agent(**{AGENT_KEYS[part]: text for part, text in item.items()}))
    return tuple(agents)


def _read_table(key: str, value: Any, where: Location) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise HeadwordError(f"{key!r} wants a table", where)
    if key == "per-file-ignores":
        return {glob: tuple(read_texts(key, names, where)) for glob, names in value.items()}
    if key == "id-ranges":
        return {name: _read_range(name, word, where) for name, word in value.items()}
    for name, word in value.items():
        if key == "severity" and word not in _SEVERITIES:
            raise HeadwordError(f"severity of {name!r} cannot be {word!r}", where, f"known: {', '.join(_SEVERITIES)}")
        if key == "limits" and (not isinstance(word, int) or isinstance(word, bool) or word < 1):
            raise HeadwordError(f"the limit of {name!r} is a number from 1 on, not {word!r}", where)
        if key == "prefixes":
            _check_prefix(name, word, where)
        if key == "version-policy":
            _check_demand(name, word, where)
    return dict(value)


def _read_range(name: str, word: Any, where: Location) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,9})-(\d{1,9})", word) if isinstance(word, str) else None
    if match is None or int(match[1]) > int(match[2]):
        raise HeadwordError(f'the range of {name!r} is two numbers like "1000-1999", not {word!r}', where)
    return int(match[1]), int(match[2])


def _check_demand(kind: str, word: Any, where: Location) -> None:
    if kind not in KINDS:
        raise HeadwordError(f"there is no change of the kind {kind!r}", where, nearest_hint(kind, KINDS))
    if not isinstance(word, str) or read_demand(word) is None:
        hint = 'major, minor or patch, or from a share of all concepts on: "major over 10%"'
        raise HeadwordError(f"{kind!r} of the version policy cannot be {word!r}", where, hint)


def _check_prefix(name: str, namespace: Any, where: Location) -> None:
    if not isinstance(namespace, str) or not is_iri(namespace):
        raise HeadwordError(f"prefix {name!r} is not an absolute IRI: {namespace!r}", where)
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", name):
        raise HeadwordError(f"{name!r} cannot be a prefix: letters, digits, - and _", where)
    if PREFIXES.get(name, namespace) != namespace:
        raise HeadwordError(f"the prefix {name!r} stands for {PREFIXES[name]} already", where, "choose another")


def _read_base(base: str, where: Location) -> str:
    if not is_iri(base):
        raise HeadwordError(
            f"base is not an absolute IRI: {base!r}", where, 'for example base = "https://w3id.org/example/"'
        )
    if "#" in base or "?" in base:
        hint = 'end it with /; iri-style = "hash" puts a # before the names of concepts'
        raise HeadwordError(f"base cannot hold # or ?: {base!r}", where, hint)
    return base if base.endswith("/") else f"{base}/"
