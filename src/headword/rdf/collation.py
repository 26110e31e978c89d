"""The order of labels, the letters of their index, and words, in each language, from ICU and its data (CLDR)."""

import unicodedata
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
        icu = load_icu()
        locale = find_locale(icu, language)
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


def find_word_ends(text: str, language: str) -> frozenset[int]:
    """Return the offsets at which a word ends in ``text``; ICU knows those that nothing separates by its dictionaries.

    Raises:
        HeadwordError: PyICU is not installed.
    """
    icu = load_icu()
    breaks = icu.BreakIterator.createWordInstance(find_locale(icu, language))
    breaks.setText(text)
    ends = list(breaks)
    if not text.isascii() and max(text) > "\uffff":
        # ICU counts in UTF-16.
        starts = {len(text[:at].encode("utf-16-le")) // 2: at for at in range(len(text) + 1)}
        ends = [starts[end] for end in ends]
    return frozenset(ends)


def load_icu() -> Any:
    """Return the module of PyICU.

    Raises:
        HeadwordError: it is not installed.
    """
    try:
        import icu  # type: ignore[import-untyped]
    except ImportError as error:
        hint = "pip install pyicu-wheels"
        raise HeadwordError("labels are sorted by PyICU, which is not installed", hint=hint) from error
    return icu


def find_locale(icu: Any, language: str) -> Any:
    """Return the locale of a tag of BCP 47; that of no language if the tag is empty or wrong."""
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
