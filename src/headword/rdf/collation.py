"""The order of labels, and the letters that they stand under, as their language has them: by ICU and its data, CLDR."""

import re
import unicodedata
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from headword.core.errors import HeadwordError
from headword.rdf.folding import fold

DIGITS, SIGNS = "0-9", "#"
"""What labels stand under that begin with no letter."""
_MANY = frozenset({"CJK", "HANGUL", "YI", "TANGUT", "EGYPTIAN", "CUNEIFORM"})
"""Scripts of so many letters that one heading holds them all, where the language has no index of its own for them."""
_ALPHABETS = frozenset({"LATIN", "CYRILLIC", "GREEK"})
"""Scripts of several alphabets: a letter that is none of the language's is not part of its neighbour."""
_KEPT = 1 << 16

OrderKey = tuple[bool, bytes, bytes, str, str]
"""What things with labels are sorted by."""


class Collation:
    """The order and the alphabet of one language.

    Args:
        language: a tag of BCP 47; the root order of CLDR where it is empty, or none that ICU knows.

    Raises:
        HeadwordError: PyICU is not installed.
    """

    def __init__(self, language: str) -> None:
        icu = _load_icu()
        locale = _find_locale(icu, language)
        collator = icu.Collator.createInstance(locale)
        # 2 comes before 10, as readers of lists expect.
        collator.setAttribute(icu.UCollAttribute.NUMERIC_COLLATION, icu.UCollAttributeValue.ON)
        self._collator = collator
        self.key = lru_cache(_KEPT)(self._make_key)
        self.letter = lru_cache(_KEPT)(self._find_letter)
        self._primary = icu.Collator.createInstance(locale)
        self._primary.setStrength(icu.Collator.PRIMARY)
        self._index = icu.AlphabeticIndex(locale)
        self._labels = tuple(_list_labels(self._index))

    def _make_key(self, text: str) -> bytes:
        """What a text is sorted by, without spaces at its ends."""
        made: bytes = self._collator.getSortKey(text.strip())
        return made

    def _find_letter(self, text: str) -> str:
        """The letter of the language's alphabet that a text stands under.

        `DIGITS` or `SIGNS` if it begins with no letter; a letter of another alphabet stands for itself, and one of a
        script of very many letters for its script.
        """
        text = unicodedata.normalize("NFC", text.strip())
        base = fold(text[:1])[:1].upper() or text[:1]
        if base.isdigit():
            return DIGITS
        if not base.isalpha():
            return SIGNS
        label: str = self._labels[self._index.getBucketIndex(text)]
        if label and self._is_under(text, label):
            return label if len(label) == 1 or not label.isalpha() else label.capitalize()
        script = _name_script(base)
        return script if script in _MANY else base

    def _is_under(self, text: str, label: str) -> bool:
        """Whether the letter that comes before a text in the alphabet is that which it begins with."""
        scripts = {_name_script(text[:1]), _name_script(label[:1])}
        if len(scripts) > 1 or not scripts <= _ALPHABETS or fold(text[:1])[:1] == fold(label)[:1]:
            return True
        return any(self._primary.compare(text[:end], label) == 0 for end in range(1, len(label) + 2))

    def letter_key(self, letter: str) -> tuple[bool, bool, bool, bytes, str]:
        """What letters are sorted by: first the alphabet, then scripts, digits and signs."""
        return letter == SIGNS, letter == DIGITS, letter in _MANY, self.key(letter), letter

    def order_key(self, name: str, notation: str, iri: str) -> OrderKey:
        """What narrower concepts and the like are sorted by: the notation, numbers in it as numbers, then the name."""
        return not notation, collate("").key(notation), self.key(name), name, iri


@cache
def collate(language: str) -> Collation:
    """The order of a language.

    Raises:
        HeadwordError: PyICU is not installed.
    """
    return Collation(language)


@lru_cache(1 << 12)
def name_language(tag: str, reader: str = "") -> str:
    """Return the name of a language, from CLDR; the tag if CLDR has no name for it.

    Args:
        tag: of the language.
        reader: the language that the name is in. If it is empty, the language itself: ``العربية`` for ``ar``.

    Raises:
        HeadwordError: PyICU is not installed.
    """
    icu = _load_icu()
    locale, shown = _find_locale(icu, tag), _find_locale(icu, reader or tag)
    if shown.getLanguage() not in _list_named(icu):
        # Without names of its own, ICU answers in the language of the machine.
        return tag
    name: str = locale.getDisplayName(shown)
    return name[:1].upper() + name[1:]


@lru_cache(1 << 12)
def write_day(day: str, language: str) -> str:
    """Return a day, ``2024-01-31``, as a language writes it, from CLDR: ``31 January 2024``; other texts unchanged.

    Raises:
        HeadwordError: PyICU is not installed.
    """
    icu = _load_icu()
    locale = _find_locale(icu, language)
    if not _DAY.fullmatch(day) or locale.getLanguage() not in _list_named(icu):
        return day
    try:
        moment = datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()
    except ValueError:
        return day
    written = icu.DateFormat.createDateInstance(icu.DateFormat.LONG, locale)
    written.setTimeZone(icu.TimeZone.createTimeZone("UTC"))
    text: str = written.format(moment)
    return text


_DAY = re.compile(r"(?:1[6-9]|[2-9]\d)\d\d-\d\d-\d\d")
"""A day of the Gregorian calendar: ICU writes earlier ones by the Julian one."""


@cache
def _list_named(icu: Any) -> frozenset[str]:
    """Return the languages that CLDR has names in."""
    return frozenset(locale.getLanguage() for locale in icu.Locale.getAvailableLocales().values())


def _load_icu() -> Any:
    try:
        import icu  # type: ignore[import-untyped]
    except ImportError as error:
        hint = "pip install pyicu-wheels"
        raise HeadwordError("labels are sorted by PyICU, which is not installed", hint=hint) from error
    return icu


def _find_locale(icu: Any, language: str) -> Any:
    try:
        return icu.Locale.forLanguageTag(language or "und")
    except icu.ICUError:
        return icu.Locale.forLanguageTag("und")


def _list_labels(index: Any) -> list[str]:
    """The letters of an index; empty where it has only what comes before or after them."""
    labels: list[str] = []
    index.resetBucketIterator()
    while index.nextBucket():
        # 0 is a letter of the alphabet; the rest is what comes before, between and after them.
        labels.append(index.bucketLabel if index.bucketLabelType == 0 else "")
    return labels


@lru_cache(1 << 12)
def _name_script(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0]
