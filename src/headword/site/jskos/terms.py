"""How JSKOS writes texts, languages and days (https://gbv.github.io/jskos/, 0.7).

A language tag is in small letters there, and a text has one always: `und` where none is known. Strings are in NFC,
and none is empty.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias
from unicodedata import normalize

import msgspec

from headword.rdf.languages import LanguageTagged

JsonObject: TypeAlias = dict[str, object]

CONTEXT = "https://gbv.github.io/jskos/context.json"
UNKNOWN = "und"
"""The language of a text that has none (ISO 639-2, undetermined)."""
_DAY = re.compile(r"-?\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?")


def encode(data: JsonObject) -> bytes:
    """Return ``data`` as one line of JSON."""
    return msgspec.json.encode(data) + b"\n"


def drop_empty(data: JsonObject) -> JsonObject:
    """Return ``data`` without None, empty texts and empty maps; an empty list says that there is nothing."""
    return {key: value for key, value in data.items() if value not in (None, "", {})}


def write_tag(language: str) -> str:
    """Return a tag of BCP 47 as JSKOS has it."""
    return language.lower() or UNKNOWN


def map_one(texts: Iterable[LanguageTagged]) -> dict[str, str]:
    """Return the first text of each language."""
    found: dict[str, str] = {}
    for text in texts:
        if text.text:
            found.setdefault(write_tag(text.language), normalize("NFC", text.text))
    return found


def map_all(texts: Iterable[LanguageTagged]) -> dict[str, list[str]]:
    """Return all texts by their language."""
    found: dict[str, list[str]] = {}
    for text in texts:
        if text.text:
            found.setdefault(write_tag(text.language), []).append(normalize("NFC", text.text))
    return found


def join_maps(maps: Iterable[Mapping[str, list[str]]]) -> dict[str, list[str]]:
    """Return several maps of texts as one, without repetition."""
    joined: dict[str, list[str]] = {}
    for one in maps:
        for tag, texts in one.items():
            known = joined.setdefault(tag, [])
            known.extend(text for text in texts if text not in known)
    return joined


def write_day(text: str) -> str | None:
    """Return a day, or a moment with its time zone; None for anything else."""
    return text if _DAY.fullmatch(text) else None
