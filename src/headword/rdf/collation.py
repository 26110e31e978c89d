"""The order of labels, the letters of their index, and words, in each language, from ICU and its data (CLDR)."""

import re
import unicodedata
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from headword.core.errors import HeadwordError
from headword.rdf.folding import fold

DIGITS, SIGNS = "0-9", "#"
"""The index headings for labels that do not begin with a letter."""
_MANY = frozenset({"CJK", "HANGUL", "YI", "TANGUT", "EGYPTIAN", "CUNEIFORM"})
"""Scripts with so many letters that they have one heading, unless the index of the language has its own."""
_ALPHABETS = frozenset({"LATIN", "CYRILLIC", "GREEK"})
"""Scripts with several alphabets: a letter outside the language's alphabet is separate from its neighbour."""
_KEPT = 1 << 16

OrderKey = tuple[bool, bytes, bytes, str, str]
"""The sort key of labelled things."""


class Collation:
    """The order and the alphabet of one language.

    Args:
        language: a BCP 47 tag; if it is empty or unknown to ICU, the root order of CLDR is used.

    Raises:
        HeadwordError: PyICU is not installed.
    """

    def __init__(self, language: str) -> None:
        icu = _load_icu()
        locale = _find_locale(icu, language)
        collator = icu.Collator.createInstance(locale)
        # Readers of lists expect 2 before 10.
        collator.setAttribute(icu.UCollAttribute.NUMERIC_COLLATION, icu.UCollAttributeValue.ON)
        self._collator = collator
        self.key = lru_cache(_KEPT)(self._make_key)
        self.letter = lru_cache(_KEPT)(self._find_letter)
        self._primary = icu.Collator.createInstance(locale)
        self._primary.setStrength(icu.Collator.PRIMARY)
        self._index = icu.AlphabeticIndex(locale)
        self._labels = tuple(_list_labels(self._index))

    def _make_key(self, text: str) -> bytes:
        """Return the sort key of a text, without spaces at its ends."""
        made: bytes = self._collator.getSortKey(text.strip())
        return made

    def _find_letter(self, text: str) -> str:
        """Return the heading of a text in the index of the language.

        It is `DIGITS` or `SIGNS` if the text does not begin with a letter. A letter of another alphabet is its own
        heading, and a script with very many letters has one heading.
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
        """Return whether the text really begins with the letter that precedes it in the alphabet."""
        scripts = {_name_script(text[:1]), _name_script(label[:1])}
        if len(scripts) > 1 or not scripts <= _ALPHABETS or fold(text[:1])[:1] == fold(label)[:1]:
            return True
        return any(self._primary.compare(text[:end], label) == 0 for end in range(1, len(label) + 2))

    def letter_key(self, letter: str) -> tuple[bool, bool, bool, bytes, str]:
        """Return the sort key of a heading: first the alphabet, then scripts, digits and signs."""
        return letter == SIGNS, letter == DIGITS, letter in _MANY, self.key(letter), letter

    def order_key(self, name: str, notation: str, iri: str) -> OrderKey:
        """Return the sort key of a concept: the notation, with numbers compared as numbers, then the name."""
        return not notation, collate("").key(notation), self.key(name), name, iri


@cache
def collate(language: str) -> Collation:
    """Return the order of a language.

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


def find_word_ends(text: str, language: str) -> frozenset[int]:
    """Return the offsets at which a word ends in ``text``; ICU knows those that nothing separates by its dictionaries.

    Raises:
        HeadwordError: PyICU is not installed.
    """
    icu = _load_icu()
    breaks = icu.BreakIterator.createWordInstance(_find_locale(icu, language))
    breaks.setText(text)
    ends = list(breaks)
    if not text.isascii() and max(text) > "\uffff":
        # ICU counts in UTF-16.
        starts = {len(text[:at].encode("utf-16-le")) // 2: at for at in range(len(text) + 1)}
        ends = [starts[end] for end in ends]
    return frozenset(ends)


_DAY = re.compile(r"(?:1[6-9]|[2-9]\d)\d\d-\d\d-\d\d")
"""A day of the Gregorian calendar: ICU writes earlier ones by the Julian one."""


@cache
def _list_named(icu: Any) -> frozenset[str]:
    """Return the languages with names in CLDR."""
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
    """Return the letters of an index, with an empty text for its other headings."""
    labels: list[str] = []
    index.resetBucketIterator()
    while index.nextBucket():
        # Type 0 is a letter; other types are headings before, between and after the letters.
        labels.append(index.bucketLabel if index.bucketLabelType == 0 else "")
    return labels


@lru_cache(1 << 12)
def _name_script(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0]
