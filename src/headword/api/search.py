"""Finding concepts by words, in the order in which the search of the site shows them.

The same is written in ``site/static/search-index.js``, which reads an index of files.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product
from typing import NamedTuple

from headword.rdf.collation import collate
from headword.rdf.folding import find_beginnings, fold_words
from headword.rdf.languages import is_in_range
from headword.rdf.nearness import find_near, join_hyphens, list_near_words

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
        level: how far below a top concept the concept is.
    """

    iri: str
    kind: int
    text: str
    language: str
    is_deprecated: bool
    level: int = 0


Weight = tuple[int, bool, int, bool, int, int, bytes, str, str]
_EXACT, _BEGINS, _INSIDE, _SCATTERED, _NEAR = range(5)
_FoldedName = tuple[SearchName, Sequence[str]]
"""A name, and the forms in which it is compared."""
_START = 3
"""How many letters names are found by before they are compared."""
_OTHERS = 11
"""How many queries with close words are asked."""


class ConceptFinder:
    """Names, folded once, to be searched again and again."""

    def __init__(self, names: Iterable[SearchName]) -> None:
        self._names: list[_FoldedName] = [(name, _list_forms(name.text)) for name in names]
        self._words = sorted({word for _, forms in self._names for form in forms for word in list_near_words(form)})

    def find(self, text: str, language: str) -> list[str]:
        """The IRIs of the concepts that ``text`` finds, the best first; labels in ``language`` come before others."""
        best: dict[str, Weight] = {}
        for query in self._list_queries(text):
            for name, forms in self._choose_names(query):
                fit = query.fit(forms)
                if fit is not None:
                    weight = _weigh(name, forms[0], fit, language)
                    best[name.iri] = min(weight, best.get(name.iri, weight))
        return sorted(best, key=best.__getitem__)

    def _choose_names(self, query: "_Query") -> Iterable[_FoldedName]:
        """The names that a query can fit: each of its words is at a beginning."""
        longest = max(query.parts, key=len)
        return self._by_start.get(longest[:_START], ()) if len(longest) >= _START else self._names

    @cached_property
    def _by_start(self) -> dict[str, list[_FoldedName]]:
        """The names by the first letters of what they begin with, or go on with."""
        found: dict[str, list[_FoldedName]] = defaultdict(list)
        for entry in self._names:
            starts = (form[at : at + _START] for form in entry[1] for at in find_beginnings(form))
            for start in dict.fromkeys(starts):
                found[start].append(entry)
        return found

    def _list_queries(self, text: str) -> Iterator["_Query"]:
        """The searched words as they are, then with other forms and spellings of them."""
        forms = _list_forms(text)
        for form in forms:
            yield _Query(form, form.split(" "), 0)
        if forms:
            choices = [[word, *find_near(word, self._words)] for word in forms[0].split(" ")]
            for words in islice(product(*choices), 1, 1 + _OTHERS):
                yield _Query(" ".join(words), words, _NEAR)


def _list_forms(text: str) -> list[str]:
    """The forms in which a text is compared: its words, and without hyphens within them."""
    forms = dict.fromkeys([fold_words(text), fold_words(join_hyphens(text))])
    return [form for form in forms if form]


def _weigh(name: SearchName, folded: str, fit: int, language: str) -> Weight:
    is_foreign = name.language != "" and not is_in_range(name.language, language)
    place = collate(language).key(name.text)
    return fit, name.is_deprecated, name.kind, is_foreign, len(folded), name.level, place, name.text, name.iri


@dataclass(frozen=True, slots=True)
class _Query:
    """The searched words, folded: each can be incomplete.

    Attributes:
        folded: the words with one space between them.
        parts: the words.
        penalty: 0 for the words themselves, more for close ones.
    """

    folded: str
    parts: Sequence[str]
    penalty: int

    def fit(self, forms: Sequence[str]) -> int | None:
        """How well the best of the forms of a label fits, 0 best; None if none does."""
        fits = [fit for form in forms if (fit := self._fit_form(form)) is not None]
        return min(fits) + self.penalty if fits else None

    def _fit_form(self, folded: str) -> int | None:
        if folded == self.folded:
            return _EXACT
        if folded.startswith(self.folded):
            return _BEGINS
        if not all(part in folded for part in self.parts):
            return None
        beginnings = [folded[at:] for at in find_beginnings(folded)]
        if any(one.startswith(self.folded) for one in beginnings):
            return _INSIDE
        is_here = (any(one.startswith(part) for one in beginnings) for part in self.parts)
        return _SCATTERED if len(self.parts) > 1 and all(is_here) else None
