"""The comparison of texts in a search: without accents, without case, word by word.

``static/fold.js`` must do the same in the browser, because the index is made here and searched there.
"""

import re
import unicodedata
from functools import cache

LETTERS = {
    "ς": "σ",  # noqa: RUF001
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ħ": "h",
    "ŧ": "t",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ی": "ي",
    "ى": "ي",
    "ک": "ك",
    "ة": "ه",  # noqa: RUF001
    "ـ": "",
}
"""Letters that people treat as equal, although Unicode does not decompose them."""

_VOWELS = re.compile(
    "[\u0900-\u109f\u1700-\u17ff\u1a00-\u1aaf\u1b00-\u1bff\u3099\u309a\ua800-\uabff\U00011000-\U00011fff]"
)
"""Marks that are letters for their readers: vowels of Indic and Southeast Asian scripts, the voicing of kana."""

UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005\u3007\u3040-\u312f\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Scripts without spaces between words: Thai, Lao, Burmese, Khmer, kana, Chinese characters."""


def fold(text: str) -> str:
    """Return ``text`` for comparison: ``Łódź`` and ``LODZ`` become ``lodz``, ``Straße`` becomes ``strasse``."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFKD", text).translate(_bare)
    # Upper case turns ß into SS and the dotless i into I, independent of the language; lower case follows.
    return unicodedata.normalize("NFKD", bare.lower().upper().lower()).translate(_bare).translate(_letters)


def is_vowel_mark(character: str) -> bool:
    """Return whether a mark is a letter for its readers, and not an accent."""
    return _VOWELS.match(character) is not None


def fold_words(text: str) -> str:
    """Return the folded words of ``text``, separated by spaces, or its signs if it has no words."""
    folded = fold(text)
    return " ".join(folded.translate(_spaced).split()) or " ".join(folded.split())


def find_beginnings(words: str) -> list[int]:
    """Return the positions in a result of `fold_words` at which a search can match.

    They are the beginnings of words, and every character in scripts without spaces.
    """
    if words.isascii():
        return [0, *(match.end() for match in _SPACE.finditer(words))] if words else []
    return [position for position in range(len(words)) if _is_beginning(words, position)]


_SPACE = re.compile(" ")


def _is_beginning(words: str, position: int) -> bool:
    if words[position] == " ":
        return False
    if not position or words[position - 1] == " ":
        return True
    if _is_mark(words[position]):
        return False
    return _is_unspaced(words[position]) or _is_unspaced(words[position - 1])


@cache
def _is_unspaced(character: str) -> bool:
    return UNSPACED.match(character) is not None


@cache
def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


class _Bare(dict[int, str]):
    """A translation table that removes accents and invisible characters."""

    def __missing__(self, code: int) -> str:
        category = unicodedata.category(chr(code))
        dropped = category in ("Mn", "Me", "Cf") and not _VOWELS.match(chr(code))
        return self.setdefault(code, "" if dropped else chr(code))


class _Spaced(dict[int, str]):
    """A translation table that replaces everything except letters, numbers and marks by a space."""

    def __missing__(self, code: int) -> str:
        return self.setdefault(code, chr(code) if unicodedata.category(chr(code))[0] in "LNM" else " ")


_bare = _Bare()
_spaced = _Spaced()
_letters = str.maketrans(LETTERS)
