"""The table `content`: the pages that use the vocabulary, and the keys of their front matter with concepts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headword.core.errors import ConfigError
from headword.project.config.validate import check_front_matter_key
from headword.project.config.values import COUNT, TEXT, ValueType, choice, key, record, table, text, texts
from headword.rdf.terms import is_iri

ANY_SCHEME = "*"
"""The name for any scheme."""
_NOT_IN_TARGET = re.compile(r"[\s()<>\[\]\"'\\`]")
_SHORTCODE = re.compile(r"\{\{[<%].*?[%>]\}\}")
_PLACE = re.compile(r"\{(path|slug|year|month|day)\}")
"""The parts of the URL of pages that are replaced by those of a page."""


# fmt: off
@dataclass(frozen=True, slots=True)
class TermKey:
    """A key of front matter whose values are concepts, and the possible concepts."""

    scheme: str = key(TEXT, ANY_SCHEME, "topics",
        "The scheme of the concepts: its IRI, or its IRI without `base`. `*` is any scheme.")
    narrower_of: str = key(TEXT, "", "roles/reader",
        "A concept, by its IRI with or without `base`: only it and those below it can be values.")
    min: int = key(COUNT, 0, 1, "The least number of values that a page must have.")
    max: int = key(COUNT, 0, 5, "The greatest number of values that a page can have.")
# fmt: on


_TABLE = record(TermKey)


def _read_term_key(name: str, value: Any) -> TermKey:
    if isinstance(value, str):
        return TermKey(scheme=value)
    if not isinstance(value, dict):
        raise ConfigError(f"{name} must be a scheme, or a table with a scheme")
    found: TermKey = _TABLE.read(name, value)
    if found.max and found.min > found.max:
        raise ConfigError(f"{name} must have at least {found.min} and at most {found.max} values")
    return found


def _write_term_key(value: TermKey) -> Any:
    return value.scheme if value == TermKey(scheme=value.scheme) else _TABLE.write(value)


_TERM_KEY = ValueType(_read_term_key, {"anyOf": [TEXT.schema, _TABLE.schema]}, _write_term_key, parts=_TABLE.parts)


def _check_url(folder: str, value: Any) -> None:
    places = _PLACE.findall(value) if isinstance(value, str) else []
    if (
        not isinstance(value, str)
        or not is_iri(_PLACE.sub("x", value))
        or places.count("path") + places.count("slug") != 1
    ):
        hint = "write for example https://example.org/{path}/"
        raise ConfigError(f"the URL of the pages in {folder!r} must have {{path}} or {{slug}} once", hint=hint)


def _check_target(name: str, target: str) -> str:
    try:
        shown = target.format(iri="", path="", id="")
    except (IndexError, KeyError, ValueError) as error:
        raise ConfigError(f"{name} can have {{iri}}, {{path}} and {{id}}, not {target!r}") from error
    if not target or _NOT_IN_TARGET.search(_SHORTCODE.sub("", shown)):
        hint = "write %20 for a space, for example"
        raise ConfigError(
            f"{name} must be a link target without spaces, brackets and quotes, not {target!r}", hint=hint
        )
    return target


# fmt: off
@dataclass(frozen=True, slots=True)
class ProseRules:
    """The table `content.prose`: the labels that are looked for in the text of pages."""

    schemes: tuple[str, ...] = key(texts(), (), ["topics"],
        "The schemes of the concepts: each by its IRI, or its IRI without `base`. Without this key, all schemes.")
    languages: tuple[str, ...] = key(texts(), (), ["en"],
        "The languages of the pages whose text is read. Without this key, all languages.")
    min_length: int = key(COUNT, 3, 4,
        "The least number of letters and digits of a label. One less is enough if it has capitals only.")
    ignore: tuple[str, ...] = key(texts(), (), ["pod"], "Labels that are not looked for.")
    include: tuple[str, ...] = key(texts(), (), ["node"],
        "Labels that are looked for although they are short, or common words of the language.")
    link: str = key(text(_check_target), "{iri}", "/topics/#{id}",
        "The target of a link that `headword lint --link` writes. `{iri}` is the IRI of the concept, `{path}` the IRI "
        "without `base`, `{id}` its last part.")


@dataclass(frozen=True, slots=True)
class ContentRules:
    """The table `content`: the pages that `headword lint` checks, and how they name concepts."""

    paths: tuple[str, ...] = key(texts(), (), ["content"],
        "The pages to check: files, folders or glob patterns, relative to the folder of the config.")
    exclude: tuple[str, ...] = key(texts(), (), ["content/archive"],
        "The pages not to check. Files that git ignores are not checked either.")
    keys: Mapping[str, TermKey] = key(
        table(_TERM_KEY, "the front matter key {!r}", check=check_front_matter_key), {},
        {"tags": "topics", "audience": {"scheme": "roles", "max": 2}},
        "For each front matter key that holds concepts, their scheme, or a table. "
        "The key `#` is for the `#tags` in the text of a page.")
    urls: Mapping[str, str] = key(
        table(TEXT, "the URL of the pages in {!r}", check=_check_url), {},
        {"content": "https://example.org/{path}/"},
        "For each of `paths`, or a folder in one, the URL of its pages. `{path}` is the path of the page without its "
        "ending. `{slug}` is its last part, and `{year}`, `{month}` and `{day}` are the parts of its day.")
    write_as: str = key(choice(("any", "label", "id")), "any", "label",
        "The form of the values. `label`: the preferred label in the language of the page. "
        "`id`: the last part of the IRI. `any`: both, without regard to case.")
    vocabularies: tuple[str, ...] = key(texts(), (), ["vendor/topics.ttl"],
        "RDF files with concepts, in addition to those of the pages of the vocabulary.")
    prose: ProseRules | None = key(record(ProseRules), None, {"schemes": ["topics"], "ignore": ["pod"]},
        "The labels that `headword lint` looks for in the text of the pages. Without this table, it reads no text.",
        "content.md#terms-in-text")
# fmt: on
