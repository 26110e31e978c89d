"""Words that are close to a searched one: other endings of it, and spellings of it with a letter wrong.

``static/near.js`` does the same in the browser: both have to find the same words.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from headword.rdf.folding import UNSPACED

SHORTEST = 3
"""How many letters a word has at least that close ones are looked for."""
MOST = 4
"""How many close words are taken."""
ENDINGS = frozenset({
    "", *"aeinouxyls", "ae", "ai", "al", "as", "aux", "ca", "che", "chi", "co", "en", "er", "ern", "es", "he", "hi",
    "ia", "ie", "ies", "ii", "in", "is", "ium", "m", "oes", "on", "os", "se", "um", "us", "ux", "ya",
})  # fmt: skip
"""Endings of folded words that a language of Latin script has for number and gender."""
SPELLINGS = (
    ("our", "or"),
    ("isa", "iza"),
    ("ise", "ize"),
    ("yse", "yze"),
    ("ogue", "og"),
    ("aeo", "eo"),
    ("tre", "ter"),
)
"""Letters that some write for others: those of British English, and of American English."""
_VOWELS = frozenset("aeiou")
_COMMON = 0.05, 500
_LONG = 8
"""How many letters a word has at least in which two letters may be wrong."""


def is_too_common(count: int, total: int) -> bool:
    """Return whether a word that ``count`` of ``total`` concepts have in their notes is too common for a search.

    It is, if more than this share of the concepts have it, and more than this number.
    """
    share, least = _COMMON
    return count > max(share * total, least)


def join_hyphens(text: str) -> str:
    """Return ``text`` without the hyphens within words: ``e-mail`` is also written ``email``."""
    return "".join(sign for at, sign in enumerate(text) if sign not in HYPHENS or not _is_between_letters(text, at))


HYPHENS = frozenset("-\u2010\u2011\u00ad'\u2019")
"""Signs that some write within a word, and others leave out."""


def _is_between_letters(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isalpha() and text[at + 1].isalpha()


def find_near(word: str, words: Sequence[str]) -> list[str]:
    """Return the words that are close to a folded word, the closest first.

    Forms with another ending are always close. If no word begins with ``word``, those are too in which a letter or, if
    it is long, two letters are wrong; their first letter is the same.

    Args:
        word: that is searched.
        words: those of the vocabulary, folded, in order.
    """
    if not list_near_words(word):
        return []
    at = bisect_left(words, word)
    is_known = at < len(words) and words[at].startswith(word)
    found = []
    for other in _with_beginning(words, word[0] if not is_known else word[: SHORTEST - 1]):
        if other.startswith(word):
            continue
        distance = 0 if is_inflected(word, other) else _HIDDEN if is_known else measure_distance(word, other)
        if distance <= _allow(word):
            found.append((distance, abs(len(other) - len(word)), other))
    return [other for _, _, other in sorted(found)[:MOST]]


_HIDDEN = 9


def _allow(word: str) -> int:
    return 2 if len(word) >= _LONG else 1


def _with_beginning(words: Sequence[str], beginning: str) -> Iterator[str]:
    for at in range(bisect_left(words, beginning), len(words)):
        if not words[at].startswith(beginning):
            return
        yield words[at]


def is_inflected(one: str, other: str) -> bool:
    """Return whether two words differ by an ending (``policy``, ``policies``) or by a vowel (``woman``, ``women``).

    ``colour`` and ``color`` count as the same.
    """
    one, other = _respell(one), _respell(other)
    shared = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rests = (one[shared:], other[shared:])
    if shared >= SHORTEST and rests[0] in ENDINGS and rests[1] in ENDINGS:
        return True
    is_other_script = shared > SHORTEST and not one.isascii() and max(map(len, rests)) < SHORTEST
    is_vowel = shared >= SHORTEST and len(one) == len(other) and rests[0][1:] == rests[1][1:]
    return is_other_script or (is_vowel and one[shared] in _VOWELS and other[shared] in _VOWELS)


def _respell(word: str) -> str:
    for spelling, same in SPELLINGS:
        word = word.replace(spelling, same)
    return word


def list_near_words(folded: str) -> list[str]:
    """Return the words of a folded text that others can be close to: those of letters, in scripts with spaces."""
    return [
        word for word in folded.split(" ") if len(word) >= SHORTEST and word.isalpha() and UNSPACED.search(word) is None
    ]


def measure_distance(one: str, other: str) -> int:
    """Return the number of letters that are missing, added, wrong or swapped, at most 3."""
    from rapidfuzz.distance import OSA  # only a word that is not found needs it

    return min(OSA.distance(one, other, score_cutoff=2), 3)
