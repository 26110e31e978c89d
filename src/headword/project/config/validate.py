"""The types of values in the config, each with its check."""

import datetime as dt
import re
import string
from typing import Any

from headword.core.errors import ConfigError
from headword.core.findings import Severity
from headword.markdown.profiles import SITES
from headword.project.config.values import COUNT, TEXT, ValueType, choice, table, text, texts
from headword.project.version_policy import DEMAND_PATTERN, KINDS, read_demand
from headword.rdf.languages import format_tag, is_known
from headword.rdf.terms import PREFIXES, is_iri

FORMATS = ("turtle", "jsonld", "rdfxml", "ntriples", "trig")
PROFILES = ("mind-map", "skohub", "vocpub")
"""Families of rules for the conventions of a program or community, which must be selected by name."""


def is_day(written: str) -> bool:
    """Return whether ``written`` is a day in the form of ISO 8601: 2026-11-24."""
    try:
        return dt.date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


def _check_day(name: str, written: str) -> str:
    if not is_day(written):
        raise ConfigError(f"{name} must be a date like 2026-01-16, not {written!r}")
    return written


def _check_iri(name: str, written: str) -> str:
    if not is_iri(written):
        raise ConfigError(f"{name} is not an absolute IRI: {written!r}")
    return written


def _check_base(_name: str, base: str) -> str:
    _check_iri("base", base)
    if "#" in base or "?" in base:
        hint = 'end it with /; iri-style = "hash" puts a # before the names of concepts'
        raise ConfigError(f"base cannot hold # or ?: {base!r}", hint=hint)
    return base if base.endswith("/") else f"{base}/"


def _check_folder_url(name: str, url: str) -> str:
    if not is_iri(url) or not url.startswith(("http://", "https://")) or "#" in url or "?" in url:
        raise ConfigError(f"{name} is not the address of a folder on the web: {url!r}")
    return url if url.endswith("/") else f"{url}/"


def _check_language(_name: str, tag: str) -> str:
    if not is_known(tag):
        raise ConfigError(f"{tag!r} is not a language tag of BCP 47")
    return tag


def _check_regex(_name: str, pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ConfigError(f"{pattern!r} is not a regular expression: {error}") from error
    return pattern


def _check_demand(name: str, demand: str) -> str:
    if read_demand(demand) is None:
        hint = 'major, minor or patch, or from a share of all concepts on: "major over 10%"'
        raise ConfigError(f"{name} cannot be {demand!r}", hint=hint)
    return demand


def check_front_matter_key(name: str, _meaning: Any) -> None:
    """Raise `HeadwordError` if a key of front matter cannot have this name."""
    if not name.strip():
        raise ConfigError("a key of the front matter needs a name")


def _check_prefix(name: str, namespace: Any) -> None:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", name):
        raise ConfigError(f"{name!r} cannot be a prefix: letters, digits, - and _")
    if PREFIXES.get(name, namespace) != namespace:
        raise ConfigError(f"the prefix {name!r} already means {PREFIXES[name]}", hint="choose another")


def _read_range(name: str, value: Any) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,9})-(\d{1,9})", value) if isinstance(value, str) else None
    if match is None or int(match[1]) > int(match[2]):
        raise ConfigError(f'{name} is two numbers like "1000-1999", not {value!r}')
    return int(match[1]), int(match[2])


def _read_levels(name: str, value: Any) -> tuple[int, int]:
    match = re.fullmatch(r"([1-6])(?:-([1-6]))?", value) if isinstance(value, str) else None
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (2, 1)
    if first > last:
        raise ConfigError(f'{name} must be one or two levels from 1 to 6 like "2-4", not {value!r}')
    return first, last


def _write_levels(value: tuple[int, int]) -> str:
    return f"{value[0]}-{value[1]}" if value[0] != value[1] else str(value[0])


def _check_heading(name: str, written: str) -> str:
    """Check the regular expression between slashes, if the text has this form."""
    is_regex = len(written) > 2 and written.startswith("/") and written.endswith("/")
    return _check_regex(name, written[1:-1]) and written if is_regex else written


def _write_range(value: tuple[int, int]) -> str:
    return f"{value[0]}-{value[1]}"


def address(*names: str) -> ValueType:
    """Return the type of web addresses with some or all of ``names`` in braces, and nothing else in braces."""
    wanted = " and ".join(f"{{{name}}}" for name in names)

    def check(name: str, pattern: str) -> str:
        found = _find_fields(pattern)
        if not pattern:
            return pattern
        if not found or not found <= set(names):
            raise ConfigError(f"{name} must be an address with {wanted} in it, not {pattern!r}")
        if not pattern.startswith(("http://", "https://")):
            raise ConfigError(f"{name} must be an address that begins with https://, not {pattern!r}")
        return pattern

    return text(check)


_THEME_COLOURS = ("paper", "sheet", "ink", "muted", "line", "accent", "warn", "warn-soft", "focus")
_THEME_KEYS = (
    *_THEME_COLOURS,
    *(f"{name}-dark" for name in _THEME_COLOURS),
    *("font", "font-ui", "font-code", "measure", "page"),
)


def _check_style(name: str, value: str) -> str:
    """Return a value of CSS that cannot end its declaration."""
    if not value.strip() or any(sign in value for sign in "{};<>\\\n\r") or "/*" in value:
        raise ConfigError(f"{name} must be a value of CSS without braces and semicolons, not {value!r}")
    return value


THEME = table(text(_check_style), "'site.theme.{}'", _THEME_KEYS)


def _check_asset(name: str, path: str) -> str:
    """Return the name of a file in a folder."""
    if "/" in path or "\\" in path or path in (".", ".."):
        raise ConfigError(f"{name} must be the name of a file in the folder static of site.templates, not {path!r}")
    return path


ASSET = text(_check_asset)


def _find_fields(pattern: str) -> set[str]:
    """Return the contents of all braces, including conversion and form: ``{path:d}`` differs from ``{path}``."""
    try:
        parsed = list(string.Formatter().parse(pattern))
    except ValueError:
        return set()
    return {f"{name}{conversion or ''}{form}" for _, name, form, conversion in parsed if name is not None}


def _check_formats(names: tuple[str, ...]) -> tuple[str, ...]:
    if not names:
        raise ConfigError("'formats' names no format", hint=f"known: {', '.join(FORMATS)}")
    return names


def _check_profile(names: tuple[str, ...]) -> tuple[str, ...]:
    sites = [name for name in names if name in SITES]
    if len(sites) > 1:
        message = f"{' and '.join(map(repr, sites))} are shapes of site, and a site has one"
        raise ConfigError(message, hint="keep one of them; profiles of rules can be added to it")
    return names


def _tidy_languages(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(format_tag, tags)))


def _read_redirects(name: str, value: Any) -> dict[str, str]:
    read = table(TEXT, "the redirect of {!r}").read(name, value)
    return {old.strip("/"): new if is_iri(new) else new.strip("/") for old, new in read.items()}


BASE = text(_check_base, format="iri", pattern="^[^#?]*$")
DAY = text(_check_day, pattern=r"^\d{4}-\d{2}-\d{2}$")
FOLDER_URL = text(_check_folder_url, format="uri")
FORMAT_NAMES = texts(choice(FORMATS), _check_formats, minItems=1)
SITE_FORMAT_NAMES = texts(choice(("html", *FORMATS, "jskos")))
HEADINGS = texts(text(_check_heading))
"""Headings by their text, with ``*`` for any characters, or by a regular expression between slashes."""
IRI = text(_check_iri, format="iri")
KIND_DEMANDS = table(
    text(_check_demand, pattern=f"^{DEMAND_PATTERN}$"), "{!r} of the version policy", known=tuple(KINDS)
)
LANGUAGE = text(_check_language)
LEVELS = ValueType(_read_levels, {"type": "string", "pattern": "^[1-6](-[1-6])?$"}, _write_levels)
LANGUAGES = texts(LANGUAGE, _tidy_languages)
LIMITS = table(COUNT, "the limit of {!r}")
NAMESPACES = table(IRI, "prefix {!r}", check=_check_prefix)
PROFILE_NAMES = texts(
    choice((*PROFILES, *SITES)), _check_profile, contains={"enum": list(SITES)}, minContains=0, maxContains=1
)
RANGES = table(
    ValueType(_read_range, {"type": "string", "pattern": r"^\d{1,9}-\d{1,9}$"}, _write_range), "the range of {!r}"
)
REDIRECTS = ValueType(_read_redirects, table(TEXT, "").schema)
REGEX = text(_check_regex, format="regex")
RULES_BY_FILE = table(texts(), "'per-file-ignores'")
SEVERITIES = table(choice([severity.word for severity in Severity]), "severity of {!r}")
