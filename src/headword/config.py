"""The config: its keys, their defaults, and what a config file may say.

Knows TOML and the keys; must not know where any file is.
"""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from headword.changekinds import KINDS, read_demand
from headword.errors import HeadwordError
from headword.findings import Location, Severity
from headword.languages import is_known
from headword.model import Agent
from headword.siteprofile import PLAIN, SITES, SiteProfile
from headword.terms import PREFIXES, is_iri

PLACEHOLDER_BASE = "https://example.org/"

_SCHEMES = ("page", "site")
_IRI_STYLES = ("slash", "hash")
_IDS = ("slug", "opaque", "number")
_DATES = ("explicit", "git")
_KEYWORDS = ("altLabel", "hiddenLabel", "keyword", "ignore")
FORMATS = ("turtle", "jsonld", "rdfxml", "ntriples", "trig")
PROFILES = ("mind-map", "skohub", "vocpub")
"""Families of rules that ask for what one house wants: run when asked for by name."""
_SEVERITIES = tuple(severity.word for severity in Severity)


@dataclass(frozen=True, slots=True)
class Config:
    """The config, typed, with its defaults (one attribute a key; ``-`` becomes ``_``)."""

    base: str = PLACEHOLDER_BASE
    title: str = ""
    description: str = ""
    lang: str = "en"
    creator: tuple[Agent, ...] = ()
    publisher: tuple[Agent, ...] = ()
    license: str = ""
    version: str = ""
    released: str = ""
    prior_version: str = ""
    changelog: str = "CHANGELOG.md"
    version_policy: Mapping[str, str] = field(default_factory=dict)
    created: str = ""
    modified: str = ""
    history: str = ""
    sources: str = "taxonomy"
    shapes: str = "shapes"
    output: str = "vocab"
    formats: tuple[str, ...] = ("turtle", "jsonld")
    scheme: str = "page"
    iri_style: str = "slash"
    iri_policy: str = ""
    ids: str = "slug"
    id_ranges: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    dates: str = "explicit"
    keywords: str = "altLabel"
    subjects: tuple[str, ...] = ("category", "tag")
    outline_shortcodes: tuple[str, ...] = ("jsvis-*",)
    languages: tuple[str, ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    profile: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    severity: Mapping[str, str] = field(default_factory=dict)
    path: str = ""
    """Name of the file that the config was read from, empty where there is none."""
    words: Mapping[str, Location] = field(default_factory=dict, repr=False, compare=False)
    """Where the file says each of its texts and keys first: what cannot be right is found there."""
    assumed: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """By key, why it is what it is where the file does not say it."""

    @property
    def names_site(self) -> bool:
        """Whether the shape of the site is among the profiles."""
        return any(name in SITES for name in self.profile)

    @property
    def site(self) -> SiteProfile:
        """The shape of the site."""
        return next((SITES[name] for name in self.profile if name in SITES), PLAIN)

    def place_of(self, word: str) -> Location | None:
        """Where the config says ``word``: the file as a whole if it does not, nowhere if there is no file."""
        return self.words.get(word, Location(self.path)) if self.path else None


KEYS = {made.name.replace("_", "-"): made for made in fields(Config) if made.name not in ("path", "words", "assumed")}
"""The attributes of `Config` by the keys of a config file."""
CHOICES: dict[str, tuple[str, ...]] = {
    "scheme": _SCHEMES,
    "iri-style": _IRI_STYLES,
    "ids": _IDS,
    "dates": _DATES,
    "keywords": _KEYWORDS,
    "formats": FORMATS,
    "profile": (*PROFILES, *SITES),
}
_AGENTS = frozenset({"creator", "publisher"})
_LISTS = frozenset(key for key, made in KEYS.items() if isinstance(made.default, tuple)) - _AGENTS
AGENT_KEYS = {"iri": "iri", "name": "name", "type": "kind", "email": "email", "url": "url"}
"""The attributes of `Agent` by the keys of its table."""
_TABLES = frozenset({"id-ranges", "limits", "prefixes", "per-file-ignores", "severity", "version-policy"})


def load_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; `HeadwordError` with the place if it is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (0, 0)
        reason = re.sub(r" \(at .*\)$", "", str(error))
        raise HeadwordError(f"the config is not TOML: {reason}", Location(path.name, line, column)) from error
    except UnicodeDecodeError as error:
        raise HeadwordError("the config is not UTF-8", Location(path.name)) from error
    except OSError as error:
        raise HeadwordError(f"the config cannot be read: {error.strerror}", Location(path.name)) from error


def read_config(path: Path, table: Mapping[str, Any]) -> Config:
    """The config that ``table``, read from ``path``, holds; `HeadwordError` for a key or value that is not one."""
    values: dict[str, Any] = {}
    for key, value in table.items():
        where = locate_key(path, key)
        if key not in KEYS:
            raise HeadwordError(f"unknown key {key!r} in the config", where, nearest_hint(key, KEYS))
        values[KEYS[key].name] = _read_value(key, value, where)
    if values.get("released") and not values.get("version"):
        hint = "headword release writes both"
        raise HeadwordError("'released' says when, and no 'version' says what", locate_key(path, "released"), hint)
    return Config(**values, path=path.name, words=_locate_words(path))


_WORD = re.compile(r"""(?P<mark>["'])(?P<text>.*?)(?P=mark)|(?:^|(?<=[{,]))\s*(?P<key>[\w-]+)(?=\s*=)""")


def _locate_words(path: Path) -> dict[str, Location]:
    words: dict[str, Location] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        for match in _WORD.finditer(line.partition("#")[0]):
            group = "text" if match["mark"] else "key"
            place = Location(path.name, number, match.start(group) + 1, match.end(group) + 1)
            words.setdefault(match[group], place)
    return words


def locate_key(path: Path, key: str) -> Location:
    """Where the config at ``path`` says ``key``, the file as a whole if it does not."""
    pattern = re.compile(rf"""\s*\[{{0,2}}(tool\.headword\.)?["']?{re.escape(key)}["']?\s*[=\]]""")
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    for number, line in enumerate(lines, 1):
        if pattern.match(line):
            column = line.index(key) + 1
            return Location(path.name, number, column, column + len(key))
    return Location(path.name)


_MANY = 40
"""How many words are listed where none is near."""


def nearest_hint(word: str, known: Iterable[str]) -> str:
    """A sentence that names the known word nearest to ``word``, or all of them if none is near."""
    choices = sorted(set(known))
    near = difflib.get_close_matches(word.lower(), choices, n=1, cutoff=0.6)
    if near or len(choices) > _MANY:
        return f"did you mean {near[0]!r}?" if near else ""
    return f"known: {', '.join(choices)}"


def _read_value(key: str, value: Any, where: Location) -> Any:
    if key in _TABLES:
        return _read_table(key, value, where)
    if key in _AGENTS:
        return _read_agents(key, value, where)
    if key in _LISTS:
        read: Any = _texts(key, value, where)
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
    if key in ("created", "modified", "released") and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", read):
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


def _check_pattern(pattern: str, where: Location) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        hint = 'for example iri-policy = "[a-z][a-z0-9-]*"'
        raise HeadwordError(f"{pattern!r} is not a regular expression: {error}", where, hint) from error


def _texts(key: str, value: Any, where: Location) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(item, str) for item in texts):
        raise HeadwordError(f"{key!r} wants a list of texts", where)
    return tuple(texts)


def make_agent(text: str) -> Agent:
    """An agent known by its IRI or, where ``text`` is none, by its name."""
    return Agent(iri=text) if is_iri(text) else Agent(name=text)


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
        return {glob: tuple(_texts(key, names, where)) for glob, names in value.items()}
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
