"""An index of the names of concepts, folded and by word.

A word that no label has is compared with the words that differ by a typing
error, with RapidFuzz: 0.2 ms among the 15,000 words of 12,800 concepts.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from headword.rdf.folding import UNSPACED, fold_words
from headword.site.summaries import ResourceSummary

NOTATION = "notation"
LONGEST = 300
"""Number of characters of a name that are compared."""
_WORDS = 16
"""Number of words of a name that are compared."""
_MANY = 4_000
"""Maximum number of names that the words of a query add; further words only rate the names found so far."""
_NEAR = 24
"""Maximum number of similar words for one word."""
_SHORT = 4
"""Shorter words are not searched for typing errors: too many other words are similar."""
_LONG = 8
"""Words with at least this many letters may have two typing errors."""
_KEPT = 1 << 14


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name of a concept.

    Attributes:
        number: the number of the concept.
        kind: prefLabel, altLabel, hiddenLabel or notation.
        text: the text.
        language: its language tag; empty if it has none.
        folded: the folded text for comparisons.
        size: the number of letters in the folded text.
    """

    number: int
    kind: str
    text: str
    language: str
    folded: str
    size: int


class ConceptNames:
    """The names of concepts, with an index.

    Args:
        concepts: the concepts.

    Attributes:
        concepts: the concepts by number.
        numbers: the numbers by IRI.
        forms: the labels and notations of all concepts.
    """

    def __init__(self, concepts: Sequence[ResourceSummary]) -> None:
        self.concepts = concepts
        self.numbers = {card.iri: number for number, card in enumerate(concepts)}
        self.forms = list(_list_forms(concepts))
        self._same: dict[str, list[int]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for place, form in enumerate(self.forms):
            self._same[form.folded].append(place)
            for word in dict.fromkeys(split_words(form.folded)):
                self._by_word[word].append(place)
        for places in self._by_word.values():
            places.sort(key=lambda place: self.forms[place].size)
        self._words = sorted(self._by_word)
        self._of_length: dict[int, list[str]] = defaultdict(list)
        for word in self._words:
            self._of_length[len(word)].append(word)
        self._places = lru_cache(_KEPT)(lambda word: frozenset(self._by_word[word]))
        self._near = lru_cache(_KEPT)(lambda word: tuple(self._list_near(word)))

    def find_same(self, folded: str) -> list[NameForm]:
        """Return the names whose folded text is the same."""
        return [self.forms[place] for place in self._same.get(folded, ())]

    def find_alike(self, folded: str) -> Mapping[int, float]:
        """Return the places of names with words like those in ``folded``, each with the share of common letters."""
        words = split_words(folded)[:_WORDS]
        found = [(word, dict(self._near(word))) for word in dict.fromkeys(words)]
        counts = {word: sum(len(self._by_word[other]) for other in near) for word, near in found}
        weights: dict[int, float] = {}
        for word, near in sorted(found, key=lambda one: counts[one[0]]):
            is_few = not weights or len(weights) + counts[word] <= _MANY
            worth = self._weigh(word, near) if is_few else self._weigh_among(weights.keys(), word, near)
            for place, weight in worth.items():
                weights[place] = weights.get(place, 0.0) + weight
        size = sum(map(len, words)) or 1
        return {place: min(weight / (size + self.forms[place].size), 1.0) for place, weight in weights.items()}

    def _weigh(self, word: str, near: Mapping[str, float]) -> dict[int, float]:
        """Return the names with ``word`` or a similar word, shortest first, with the number of common letters."""
        worth: dict[int, float] = {}
        for other, likeness in near.items():
            weight = likeness * (len(word) + len(other))
            for place in self._by_word[other][: _MANY - len(worth)]:
                if weight > worth.get(place, 0.0):
                    worth[place] = weight
        return worth

    def _weigh_among(self, places: AbstractSet[int], word: str, near: Mapping[str, float]) -> dict[int, float]:
        """Return the same as `_weigh` for some names only."""
        worth: dict[int, float] = {}
        for other, likeness in near.items():
            weight = likeness * (len(word) + len(other))
            for place in places & self._places(other):
                if weight > worth.get(place, 0.0):
                    worth[place] = weight
        return worth

    def _list_near(self, word: str) -> Iterator[tuple[str, float]]:
        """Yield the same word, longer words, and words with another ending or a typing error, with the similarity."""
        if word in self._by_word:
            yield word, 1.0
        if len(word) < _SHORT:
            return
        for other in self.list_longer(word, _NEAR):
            yield other, len(word) / len(other)
        for end in (1, 2):
            if len(word) - end >= _SHORT and word[:-end] in self._by_word:
                yield word[:-end], 1 - end / len(word)
        if word not in self._by_word:
            yield from self._list_slips(word)

    def _list_slips(self, word: str) -> Iterator[tuple[str, float]]:
        slips = 2 if len(word) >= _LONG else 1
        for length in range(len(word) - slips, len(word) + slips + 1):
            choices = self._of_length.get(length, ())
            for other, distance, _ in process.extract(
                word, choices, scorer=OSA.distance, score_cutoff=slips, limit=_NEAR
            ):
                yield other, 1 - distance / max(length, len(word))

    def list_longer(self, word: str, limit: int) -> list[str]:
        """Return at most ``limit`` longer words that begin with ``word``."""
        start = bisect_left(self._words, word)
        found = self._words[start : start + limit + 1]
        return [other for other in found if other.startswith(word) and other != word][:limit]

    def list_beginning(self, folded: str) -> Iterator[NameForm]:
        """Yield the names that contain ``folded`` at the beginning of a word."""
        words = split_words(folded)
        if not words:
            yield from self.forms
            return
        if UNSPACED.match(folded):
            yield from (
                self.forms[place] for place in self._by_word.get(folded[0], ()) if folded in self._folded(place)
            )
            return
        places = self._by_word.get(words[0], ()) if len(words) > 1 else self._places_beginning(words[0])
        yield from (self.forms[place] for place in places if f" {folded}" in f" {self._folded(place)}")

    def _folded(self, place: int) -> str:
        return self.forms[place].folded

    def _places_beginning(self, word: str) -> list[int]:
        start = bisect_left(self._words, word)
        end = bisect_left(self._words, word + "\U0010ffff")
        return sorted({place for other in self._words[start:end] for place in self._by_word[other]})


_WORD = re.compile(rf"{UNSPACED.pattern}|(?:(?!{UNSPACED.pattern})\S)+")


def split_words(folded: str) -> list[str]:
    """Return the words of a folded text, or its characters if the script has no spaces."""
    return folded.split() if folded.isascii() else _WORD.findall(folded)


def _list_forms(concepts: Sequence[ResourceSummary]) -> Iterator[NameForm]:
    for number, card in enumerate(concepts):
        for label in card.labels:
            yield _make_form(number, label.kind, label.text, label.language)
        for notation in card.notations:
            yield _make_form(number, NOTATION, notation, "")


def _make_form(number: int, kind: str, text: str, language: str) -> NameForm:
    folded = fold_words(text[:LONGEST])
    return NameForm(number, kind, text, language, folded, sum(map(len, split_words(folded))))
