"""The words of a text: where they are, how they are compared, and which of them are forms of one word."""

import re
import threading
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import takewhile
from typing import TYPE_CHECKING

from headword.core.extras import require_packages
from headword.markdown.prose import EMPHASIS
from headword.markdown.text import HIDDEN

if TYPE_CHECKING:
    from snowballstemmer.basestemmer import BaseStemmer  # type: ignore[import-untyped]

_SOLE = "\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Hiragana and ideographs: each is a word, since nothing separates words."""
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f"
_SYLLABLES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Burmese and Khmer: each letter is a word, with the marks on it."""
UNSEPARATED = re.compile(f"[{_SOLE}{_KATAKANA}{_SYLLABLES}]")
"""A letter of a script that writes words without spaces."""
_ASCII_WORD = re.compile(r"\w+", re.ASCII)
_IGNORED = "\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff"
"""Soft hyphens, joiners, marks of direction and selectors of variants."""
_NOT_COMPARED = re.compile(f"[{_IGNORED}{HIDDEN}{EMPHASIS}]")
_HYPHEN = re.compile(r"\s+|[-\u2010-\u2013\u2212_]")
"""Gaps between two words of a label that are the same."""
_APOSTROPHES = str.maketrans("\u2019\u02bc", "''")


@cache
def _word_pattern() -> re.Pattern[str]:
    # `\w` has no combining marks; the scripts that need them are in the first plane.
    marks = "".join(char for char in map(chr, range(0x300, 0xFE30)) if unicodedata.category(char).startswith("M"))
    return re.compile(
        rf"[{_SOLE}]|[{_KATAKANA}]+|[{_SYLLABLES}][{marks}]*"
        rf"|(?:[^\W{_SOLE}{_KATAKANA}{_SYLLABLES}]|[{marks}{_IGNORED}])+"
    )


def word_pattern(text: str) -> re.Pattern[str]:
    """Return the regular expression that finds the words of ``text``."""
    return _ASCII_WORD if text.isascii() else _word_pattern()


def fold_word(word: str) -> str:
    """Return a word as it is compared: in NFC, without regard to case and without characters that are not seen."""
    return word.lower() if word.isascii() else unicodedata.normalize("NFC", _NOT_COMPARED.sub("", word.casefold()))


def fold_gap(text: str) -> str:
    """Return the text between two words as it is compared: white space and one hyphen are the same."""
    if text == " ":
        return text
    seen = _NOT_COMPARED.sub("", text).translate(_APOSTROPHES)
    return " " if _HYPHEN.fullmatch(seen) else " ".join(seen.split())


def is_acronym(text: str) -> bool:
    """Return whether a label has capitals only, two or more."""
    return text.isupper() and sum(map(str.isalpha, text)) > 1


@cache
def common_words(language: str) -> frozenset[str]:
    """Return the words of a language that any text has, folded."""
    file = files("headword.content.prose").joinpath("common", f"{language}.txt")
    return frozenset(file.read_text(encoding="utf-8").split()) if language and file.is_file() else frozenset()


_NORWEGIAN = "-s -e -en -er -et -ne -n -r -t -erne -ene -rne"
_ENDINGS = {
    "da": "-s -e -en -er -et -ne -n -r -t -erne -ene -rne",
    "de": "-s -e -n -en -es -r -m -nen",
    "en": "-s s-ses x-xes z-zes ch-ches sh-shes o-oes y-ies",
    "es": "-s -es",
    "fr": "-s -x l-ux",
    "it": "o-i a-e e-i o-hi a-he",
    "nl": "-s -n -en -e",
    "nb": _NORWEGIAN,
    "nn": _NORWEGIAN,
    "no": _NORWEGIAN,
    "pt": "-s -es l-is m-ns ão-ões",
    "sv": "-s -n -t -en -et -er -ar -or -r -na -erna -arna",
}
"""The endings in which forms of one noun or adjective differ, in pairs.

Snowball gives `operator`, `operate` and `operation` one stem: in these languages, it is not enough to have the same.
"""
_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_STEM = 4
"""The least number of letters that forms have in common where the endings of a language are not listed."""
_LONGEST_ENDING = 3
_SHORTEST = 3
"""A word of fewer letters has no other forms."""


class WordForms:
    """The words of labels in one language, and which of them have a given form; without a stemmer, only their own.

    Args:
        language: the tag of the language.
        words: the words of the labels, folded.
    """

    def __init__(self, language: str, words: Iterable[str]) -> None:
        self._stemmer: BaseStemmer | None = None
        self._lock = threading.Lock()
        self._words = frozenset(words)
        pairs = [tuple(pair.split("-")) for pair in _ENDINGS.get(language, "").split()]
        self._endings = (*pairs, *(pair[::-1] for pair in pairs))
        name = _SNOWBALL.get(language)
        if name is not None:
            require_packages("the search for terms in texts", "prose", "snowballstemmer")
            import snowballstemmer  # type: ignore[import-untyped]  # only a text needs it

            self._stemmer = snowballstemmer.stemmer(name)
        self._by_beginning: dict[str, list[str]] = defaultdict(list)
        for word in self._words if self._stemmer is not None and not self._endings else ():
            self._by_beginning[word[:_STEM]].append(word)

    def find(self, word: str) -> tuple[str, ...]:
        """Return the words of labels that a folded word is or is a form of, the same word first."""
        same = (word,) if word in self._words else ()
        if self._stemmer is None or len(word) < _SHORTEST:
            return same
        like = sorted({one for one in self._list_like(word) if one != word and len(one) >= _SHORTEST})
        return (*same, *(one for one in like if self._stem(one) == self._stem(word))) if like else same

    def _list_like(self, word: str) -> Iterator[str]:
        """Yield the words of labels that differ from ``word`` only in their endings."""
        for one, other in self._endings:
            if word.endswith(one) and (like := f"{word[: len(word) - len(one)]}{other}") in self._words:
                yield like
        for like in self._by_beginning.get(word[:_STEM], ()):
            same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, like, strict=False)))
            if same >= _STEM and max(len(word), len(like)) - same <= _LONGEST_ENDING:
                yield like

    def _stem(self, word: str) -> str:
        # A stemmer has one word at a time in it.
        with self._lock:
            return str(self._stemmer.stemWord(word)) if self._stemmer is not None else word
