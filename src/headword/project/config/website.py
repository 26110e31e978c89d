"""The table `site` of the config, and lists of texts: which values are right.

Knows the keys; must not know files.
"""

import string
from typing import Any

from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.core.suggest import nearest_hint
from headword.project.config.schema import SITE_KEYS, Website
from headword.rdf.languages import format_tag, is_known
from headword.rdf.terms import is_iri


def read_texts(key: str, value: Any, where: Location) -> tuple[str, ...]:
    """One text or a list of them; `HeadwordError` for anything else."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(item, str) for item in texts):
        raise HeadwordError(f"{key!r} wants a list of texts", where)
    return tuple(texts)


def read_website(value: Any, where: Location) -> Website:
    """The table `site` as the config holds it; `HeadwordError` for a key or value that is not one."""
    if not isinstance(value, dict):
        raise HeadwordError("'site' wants a table", where)
    read: dict[str, Any] = {}
    for key, item in value.items():
        if key not in SITE_KEYS:
            raise HeadwordError(f"unknown key {key!r} in 'site'", where, nearest_hint(key, SITE_KEYS))
        read[SITE_KEYS[key].name] = _READERS.get(key, _read_text)(f"site.{key}", item, where)
    return Website(**read)


def _read_text(key: str, value: Any, where: Location) -> str:
    if not isinstance(value, str):
        raise HeadwordError(f"{key!r} wants a text in quotes", where)
    return value


def _read_url(key: str, value: Any, where: Location) -> str:
    url = _read_text(key, value, where)
    if not is_iri(url) or not url.startswith(("http://", "https://")) or "#" in url or "?" in url:
        hint = 'for example url = "https://vocabularies.example.org/rocks/"'
        raise HeadwordError(f"{key!r} is not the address of a folder on the web: {url!r}", where, hint)
    return url if url.endswith("/") else f"{url}/"


def _read_languages(key: str, value: Any, where: Location) -> tuple[str, ...]:
    tags = read_texts(key, value, where)
    for tag in tags:
        if not is_known(tag):
            raise HeadwordError(f"{tag!r} is not a language tag of BCP 47", where, 'for example languages = ["en"]')
    return tuple(dict.fromkeys(map(format_tag, tags)))


def _read_pattern(key: str, value: Any, where: Location, names: frozenset[str]) -> str:
    pattern = _read_text(key, value, where)
    if not pattern:
        return pattern
    wanted = " and ".join(f"{{{name}}}" for name in sorted(names))
    try:
        found = {
            f"{name}{conversion or ''}{form}"
            for _, name, form, conversion in string.Formatter().parse(pattern)
            if name is not None
        }
    except ValueError:
        found = set()
    if not found or not found <= names:
        raise HeadwordError(f"{key!r} wants an address with {wanted} in it, not {pattern!r}", where)
    if not pattern.startswith(("http://", "https://")):
        raise HeadwordError(f"{key!r} wants an address that begins with https://, not {pattern!r}", where)
    return pattern


def _read_source_url(key: str, value: Any, where: Location) -> str:
    return _read_pattern(key, value, where, frozenset({"path", "line"}))


def _read_web_search(key: str, value: Any, where: Location) -> str:
    return _read_pattern(key, value, where, frozenset({""}))


def _read_redirects(key: str, value: Any, where: Location) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise HeadwordError(f"{key!r} wants a table of texts: the old address, and the new one", where)
    return {old.strip("/"): new if is_iri(new) else new.strip("/") for old, new in value.items()}


_READERS = {
    "url": _read_url,
    "languages": _read_languages,
    "source-url": _read_source_url,
    "web-search": _read_web_search,
    "redirects": _read_redirects,
}
