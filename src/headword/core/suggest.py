"""The known words that are nearest to an unknown one, as a hint for people."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice, takewhile
from typing import NamedTuple

_MANY = 40
"""If no known word is near, the hint lists all of them, unless there are more than this."""
_SHARE = 0.34
"""How much of a word may be different at most."""
_HALVED = 6
"""The length from which texts are looked for by their halves: few texts have a given half of that length."""


class NearText(NamedTuple):
    """The position of a text among the known ones, and the number of edits that lead to it."""

    position: int
    distance: int


class NearTexts:
    """Very many texts, to find the nearest to another one."""

    def __init__(self, known: Iterable[str]) -> None:
        self._texts = list(known)

    def find_closest(self, text: str, limit: int) -> Iterator[list[NearText]]:
        """Yield the nearest texts, the nearest first: those within one edit, then those with more edits as well.

        Insertions, deletions, changes and swaps of characters are counted. The second list takes much longer.
        """
        most = min(max(1, int(len(text) * _SHARE)), len(text) - 1)
        if most < 1:
            return
        if len(text) >= _HALVED:
            yield _order(_measure(text, self._find_half(text), limit, 1), limit)
        groups = (self._by_length.get(length, {}) for length in range(len(text) - most, len(text) + most + 1))
        yield _order((near for group in groups for near in _measure(text, group, limit, most)), limit)

    def _find_half(self, text: str) -> Mapping[int, str]:
        """Return the texts that begin or end like ``text``: one edit leaves one half unchanged."""
        # A swap in the middle changes a character of both halves.
        half = len(text) // 2
        positions = chain(self._by_beginning.find(text[: half - 1]), self._by_ending.find(text[half:][::-1]))
        return {at: self._texts[at] for at in positions}

    @cached_property
    def _by_beginning(self) -> "_SortedTexts":
        return _SortedTexts(self._texts)

    @cached_property
    def _by_ending(self) -> "_SortedTexts":
        return _SortedTexts([text[::-1] for text in self._texts])

    @cached_property
    def _by_length(self) -> Mapping[int, Mapping[int, str]]:
        groups = defaultdict[int, dict[int, str]](dict)
        for position, text in enumerate(self._texts):
            groups[len(text)][position] = text
        return groups


class _SortedTexts:
    """Texts in their order, to find those with a beginning."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._order = sorted(range(len(texts)), key=texts.__getitem__)

    def find(self, beginning: str) -> Iterable[int]:
        """Return the positions of the texts with this beginning."""
        following = islice(self._order, bisect_left(self._order, beginning, key=self._texts.__getitem__), None)
        return takewhile(lambda at: self._texts[at].startswith(beginning), following)


def _measure(text: str, known: Mapping[int, str], limit: int, most: int) -> Iterator[NearText]:
    from rapidfuzz import process  # only an unknown word needs it, and every run would pay for it
    from rapidfuzz.distance import OSA

    near = process.extract(text, known, scorer=OSA.distance, processor=None, limit=limit, score_cutoff=most)
    return (NearText(position, int(distance)) for _, distance, position in near)


def _order(found: Iterable[NearText], limit: int) -> list[NearText]:
    return sorted(found, key=lambda one: (one.distance, one.position))[:limit]


def nearest_hint(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known word nearest to ``word``, or all known words if none is near."""
    import difflib  # only an error needs it, and every run would pay for it

    choices = sorted(set(known))
    near = difflib.get_close_matches(word.lower(), choices, n=1, cutoff=0.6)
    if near or len(choices) > _MANY:
        return f"did you mean {near[0]!r}?" if near else ""
    return f"known: {', '.join(choices)}"
