"""The known words that are nearest to an unknown one, as a hint for people."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

_MANY = 40
"""If no known word is near, the hint lists all of them, unless there are more than this."""
_SHARE = 0.34
"""How much of a word may be different at most."""


class NearText(NamedTuple):
    """The position of a text among the known ones, and the number of edits that lead to it."""

    position: int
    distance: int


class TextsByLength:
    """Very many texts, to find the nearest to another one: few have a length that is near enough."""

    def __init__(self, known: Iterable[str]) -> None:
        self._groups: defaultdict[int, tuple[list[str], list[int]]] = defaultdict(lambda: ([], []))
        for position, text in enumerate(known):
            texts, positions = self._groups[len(text)]
            texts.append(text)
            positions.append(position)

    def find_closest(self, text: str, limit: int) -> list[NearText]:
        """Return the nearest texts, the nearest first.

        Insertions, deletions, changes and swaps of characters are counted.
        """
        from rapidfuzz import process  # only an unknown word needs it, and every run would pay for it
        from rapidfuzz.distance import OSA

        most = min(max(1, int(len(text) * _SHARE)), len(text) - 1)
        found: list[NearText] = []
        if most < 1:
            return found
        for length in range(len(text) - most, len(text) + most + 1):
            texts, positions = self._groups.get(length, ((), ()))
            near = process.extract(text, texts, scorer=OSA.distance, processor=None, limit=limit, score_cutoff=most)
            found += [NearText(positions[at], int(distance)) for _, distance, at in near]
        return sorted(found, key=lambda one: (one.distance, one.position))[:limit]


def nearest_hint(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known word nearest to ``word``, or all known words if none is near."""
    import difflib  # only an error needs it, and every run would pay for it

    choices = sorted(set(known))
    near = difflib.get_close_matches(word.lower(), choices, n=1, cutoff=0.6)
    if near or len(choices) > _MANY:
        return f"did you mean {near[0]!r}?" if near else ""
    return f"known: {', '.join(choices)}"
