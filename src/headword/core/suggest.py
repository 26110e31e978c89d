"""The known words that are nearest to an unknown one, as a hint for people."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple

_MANY = 40
"""If no known word is near, the hint lists all of them, unless there are more than this."""
_SHARE = 0.34
"""How much of a word may be different at most."""


class NearText(NamedTuple):
    """The position of a text among the known ones, and the number of edits that lead to it."""

    position: int
    distance: int


class NearTexts:
    """Very many texts, of which those nearest to another text are found.

    Args:
        texts: the texts; results have their positions.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def find(self, text: str, limit: int) -> list[NearText]:
        """Return the nearest texts, the nearest first: if some are one edit away, only these.

        Insertions, deletions, changes and swaps of characters are counted.
        """
        most = min(max(1, int(len(text) * _SHARE)), len(text) - 1)
        if most < 1:
            return []
        near = self._extract(text, self._find_like(text), limit, 1)
        return near if near or most == 1 else self._extract(text, range(len(self._texts)), limit, most)

    def _extract(self, text: str, positions: Sequence[int], limit: int, most: int) -> list[NearText]:
        from rapidfuzz import process  # only an unknown word needs it, and every run would pay for it
        from rapidfuzz.distance import OSA

        texts = [self._texts[at] for at in positions]
        found = process.extract(text, texts, scorer=OSA.distance, processor=None, limit=limit, score_cutoff=most)
        return [NearText(positions[at], int(distance)) for _, distance, at in found]

    def _find_like(self, text: str) -> list[int]:
        """Return the positions of the texts that begin or end like ``text``: one edit leaves one half as it is."""
        # A swap in the middle changes a character of both halves.
        half = len(text) // 2
        start, end = text[: max(half - 1, 0)], text[half:][::-1]
        return sorted({*_find_beginning(start, self._by_beginning), *_find_beginning(end, self._by_ending)})

    @cached_property
    def _by_beginning(self) -> Sequence[tuple[str, int]]:
        return sorted((text, at) for at, text in enumerate(self._texts))

    @cached_property
    def _by_ending(self) -> Sequence[tuple[str, int]]:
        return sorted((text[::-1], at) for at, text in enumerate(self._texts))


def _find_beginning(beginning: str, texts: Sequence[tuple[str, int]]) -> list[int]:
    """Return the positions of the texts with this beginning; ``texts`` are in their order."""
    following = map(texts.__getitem__, range(bisect_left(texts, (beginning,)), len(texts)))
    return [position for _, position in takewhile(lambda one: one[0].startswith(beginning), following)]


def nearest_hint(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known word nearest to ``word``, or all known words if none is near."""
    import difflib  # only an error needs it, and every run would pay for it

    choices = sorted(set(known))
    near = difflib.get_close_matches(word.lower(), choices, n=1, cutoff=0.6)
    if near or len(choices) > _MANY:
        return f"did you mean {near[0]!r}?" if near else ""
    return f"known: {', '.join(choices)}"
