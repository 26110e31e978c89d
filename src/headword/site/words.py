"""The words of the pages themselves, from message files; and which of several texts a reader gets.

A message file is TOML: tables of texts, `{name}` where a value goes, and a table with `one` and `other` where a
number decides.
"""

import string
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from markupsafe import Markup

from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.rdf import locale_formats
from headword.rdf.languages import find_direction, primary_subtag

FALLBACK = "en"
"""The language that the pages' own words are in where there are none in another."""


@lru_cache(1 << 10)
def tongue(language: str, page: str) -> Markup:
    """Return the attributes of an element whose text is in a ``language`` that may not be that of the page."""
    if not language or language == page:
        return Markup()
    way = find_direction(language)
    return Markup(' lang="{}"').format(language) + (
        Markup(' dir="{}"').format(way) if way != find_direction(page) else ""
    )


@dataclass(frozen=True, eq=False)
class Messages:
    """The pages' own words in one language; what a file lacks is there in English.

    Attributes:
        language: the tag of BCP 47 that was asked for.
        texts: by dotted key.
        missing: the keys of texts that are in English, since there are none in the language.
    """

    language: str
    texts: Mapping[str, str]
    missing: frozenset[str] = frozenset()

    def __call__(self, key: str, **values: Any) -> str:
        """Return the text of ``key`` with ``values``; a number ``count`` chooses between one and many."""
        if "count" in values:
            form = "one" if values["count"] == 1 else "other"
            return self.texts[f"{key}.{form}"].format(**{**values, "count": self.number(values["count"])})
        text = self.texts[key]
        return text.format(**values) if values else text

    def mark(self, key: str) -> Markup:
        """Return the attributes of an element with the text of ``key``: its language, if that is not the page's."""
        is_missing = key in self.missing or f"{key}.one" in self.missing
        return tongue(FALLBACK, self.language) if is_missing else Markup()

    def write(self, key: str, **values: Any) -> str:
        """Return the text of ``key`` for the content of an element; English in a page in another language is marked."""
        text = self(key, **values)
        # Most sites are in languages that have all words, and have many pages.
        marks = self.mark(key) if self.missing else ""
        return Markup("<span{}>{}</span>").format(marks, text) if marks else text

    def day(self, day: str) -> str:
        """Return a day or a moment of ISO 8601 as the language writes days; part of a day stays as it is."""
        return locale_formats.write_day(day[:10], self.language)

    def name(self, tag: str) -> str:
        """Return the name of a language, in the language of the page, on its own."""
        return _capitalize(tag, self.name_inside(tag))

    def name_inside(self, tag: str) -> str:
        """Return the name of a language as it is within a list: many languages write it with a small letter."""
        return locale_formats.name_language(tag, self.language)

    def number(self, count: int) -> str:
        """Return ``count`` as the language writes numbers."""
        return locale_formats.write_number(count, self.language)

    def share(self, share: float) -> str:
        """Return a share, from 0 to 1, as the language writes percentages."""
        return locale_formats.write_share(share, self.language)

    def kilobytes(self, size: int) -> str:
        """Return a number of kilobytes as the language writes it."""
        return locale_formats.write_kilobytes(size, self.language)

    @property
    def separator(self) -> str:
        """Return the text between two items of a list in the language."""
        return locale_formats.find_separator(self.language)


def read_messages(language: str, folder: Path) -> Messages:
    """Return the words for pages in ``language``, those of the user's ``folder`` before ours.

    Raises:
        HeadwordError: a file is not TOML, or a text has a place for what there is not.
    """
    texts: dict[str, str] = {}
    for tag in dict.fromkeys([language.partition("-")[0], language]):
        # Two variants of a language need two names, and the file of the language has one.
        texts["language.name"] = _capitalize(tag, locale_formats.name_language(tag))
        texts.update(_own(tag))
        texts.update(_of_user(folder / "messages" / f"{tag}.toml"))
    fallback = _own(FALLBACK)
    is_english = primary_subtag(language) == FALLBACK
    missing = frozenset() if is_english else frozenset(fallback.keys() - texts.keys())
    return Messages(language, {**fallback, **texts}, missing)


def _capitalize(tag: str, name: str) -> str:
    """Return the name of a language with a capital letter; a language without a name has its tag."""
    return name if name == tag else name[:1].upper() + name[1:]


def list_spoken(folder: Path) -> set[str]:
    """Return the languages with message files."""
    ours = {entry.name for entry in files("headword.site").joinpath("messages").iterdir()}
    theirs = {file.name for file in folder.glob("messages/*.toml")}
    return {name.removesuffix(".toml") for name in ours | theirs if name.endswith(".toml")}


@cache
def _own(tag: str) -> Mapping[str, str]:
    file = files("headword.site").joinpath("messages", f"{tag}.toml")
    return dict(_flatten(tomllib.loads(file.read_text(encoding="utf-8")))) if file.is_file() else {}


def _of_user(file: Path) -> Mapping[str, str]:
    if not file.is_file():
        return {}
    try:
        texts = dict(_flatten(tomllib.loads(file.read_text(encoding="utf-8-sig"))))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise HeadwordError(f"the messages are not TOML: {error}", Location(str(file))) from error
    for key, text in texts.items():
        known = _find_gaps(_own(FALLBACK).get(key, ""))
        gaps = _find_gaps(text)
        # A text that takes no values is shown as it is.
        if known and (gaps is None or not gaps <= known):
            wanted = " and ".join(f"{{{name}}}" for name in sorted(known))
            raise HeadwordError(f"{key!r} may have {wanted} in it, and no other braces: {text!r}", Location(str(file)))
    return texts


def _find_gaps(text: str) -> set[str] | None:
    """Return the names in the braces of a text; None if its braces are wrong."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return None
    return {f"{name}{conversion or ''}{form}" for _, name, form, conversion in parts if name is not None}


def _flatten(table: Mapping[str, Any], above: str = "") -> Iterable[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", str(value)
