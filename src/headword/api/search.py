"""Finding concepts by words, in the order in which the search of the site shows them.

The same is written in ``site/static/search-index.js``, which reads an index of files.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from headword.rdf.collation import collate
from headword.rdf.folding import UNSPACED, find_beginnings, fold_words
from headword.rdf.languages import is_in_range

KINDS = ("prefLabel", "notation", "altLabel", "hiddenLabel")
"""The properties that are searched, the best first."""


class SearchName(NamedTuple):
    """Something that a concept is found by.

    Attributes:
        iri: of the concept.
        kind: the place of it among `KINDS`.
        text: as it is written.
        language: the tag of it, empty if it has none.
        is_deprecated: whether the concept is out of use.
    """

    iri: str
    kind: int
    text: str
    language: str
    is_deprecated: bool


Weight = tuple[int, bool, int, bool, int, bytes, str, str]
_EXACT, _BEGINS, _INSIDE, _SCATTERED = range(4)


class ConceptFinder:
    """Names, folded once, to be searched again and again."""

    def __init__(self, names: Iterable[SearchName]) -> None:
        self._names = [(name, fold_words(name.text)) for name in names]

    def find(self, text: str, language: str) -> list[str]:
        """The IRIs of the concepts that ``text`` finds, the best first; labels in ``language`` come before others."""
        query = _Query.read(text)
        best: dict[str, Weight] = {}
        for name, folded in self._names if query.folded else ():
            fit = query.fit(folded)
            if fit is not None:
                weight = _weigh(name, folded, fit, language)
                best[name.iri] = min(weight, best.get(name.iri, weight))
        return sorted(best, key=best.__getitem__)


def _weigh(name: SearchName, folded: str, fit: int, language: str) -> Weight:
    is_foreign = name.language != "" and not is_in_range(name.language, language)
    place = collate(language).key(name.text)
    return fit, name.is_deprecated, name.kind, is_foreign, len(folded), place, name.text, name.iri


@dataclass(frozen=True, slots=True)
class _Query:
    """The searched words: the last one can be incomplete, and the others are whole words."""

    folded: str
    parts: Sequence[str]

    @classmethod
    def read(cls, text: str) -> "_Query":
        folded = fold_words(text)
        *whole, last = folded.split(" ")
        # In a language without spaces, the end of a word is not known.
        return cls(folded, [*(word if UNSPACED.match(word[-1:]) else f"{word} " for word in whole), last])

    def fit(self, folded: str) -> int | None:
        """How well a label fits, 0 best; None if it does not."""
        if folded == self.folded:
            return _EXACT
        if folded.startswith(self.folded):
            return _BEGINS
        if not all(part in f"{folded} " for part in self.parts):
            return None
        beginnings = [folded[at:] for at in find_beginnings(folded)]
        if any(one.startswith(self.folded) for one in beginnings):
            return _INSIDE
        is_here = (any(f"{one} ".startswith(part) for one in beginnings) for part in self.parts)
        return _SCATTERED if len(self.parts) > 1 and all(is_here) else None
