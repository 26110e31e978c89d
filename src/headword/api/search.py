"""The search for concepts by words, in the order of the search of the site.

``site/static/search-index.js`` has the same rules for an index in files.
"""

import heapq
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product, takewhile
from types import MappingProxyType
from typing import NamedTuple

from headword.api.index import VocabularyIndex
from headword.core.suggest import NearTexts
from headword.rdf.collation import collate
from headword.rdf.folding import find_beginnings, fold_words
from headword.rdf.languages import is_in_range
from headword.rdf.levels import measure_levels
from headword.rdf.nearness import find_near, is_too_common, join_hyphens, list_near_words
from headword.rdf.terms import SEARCHED_NOTES, SKOS

KINDS = ("prefLabel", "notation", "altLabel", "hiddenLabel")
"""The properties that are searched, the best first."""
FITS = ("exact", "beginning", "word", "words", "note", "similar")
"""How well a name fits, the best first: it is the text, begins with it, contains it, its words, or similar words.

A note with the words is before names with similar words.
"""
NOTE = len(KINDS)
"""The kind of a note, after those of names."""


class SearchName(NamedTuple):
    """A name by which a search finds a concept.

    Attributes:
        iri: the IRI of the concept.
        kind: the position of its kind in `KINDS`, or `NOTE`.
        text: the text.
        language: its language tag; empty if it has none.
        is_deprecated: whether the concept is deprecated.
        level: the number of levels below a top concept.
        uses: the number of pages of the content that name it; only its order of magnitude counts.
        thing: 0 for a concept, more for what is after concepts.
    """

    iri: str
    kind: int
    text: str
    language: str
    is_deprecated: bool
    level: int = 0
    uses: int = 0
    thing: int = 0


class NameMatch(NamedTuple):
    """The name by which a search found a concept, and its fit as a position in `FITS`."""

    name: SearchName
    fit: int


_EXACT, _BEGINS, _INSIDE, _SCATTERED, _NOTED, _SIMILAR = range(len(FITS))
_SHORTEST = 3
"""The number of letters of a word that is searched in notes."""
_OTHERS = 11
"""Maximum number of queries with similar words."""
_MANY = 2_000
"""If more names begin with a text, only the best are compared: 100,000 names can begin with one letter."""
_LAST = chr(0x10FFFF)
"""The last character of Unicode: all texts that begin with ``x`` are between ``x`` and ``x`` with this character."""

_Rank = tuple[int, bool, int, bool, int, int, int, int]
"""The rank of a name: fit, whether it is deprecated, kind, whether its language is different, thing, the negative order
of magnitude of its uses, length, level.
"""
_FixedRank = tuple[bool, int, int, int, int]
"""The part of the rank that is the same for every query: whether it is deprecated, kind, thing, use, length."""


_Ranked = tuple[_Rank, int]
"""The rank of a name and its position: a plain tuple, since a search creates thousands."""


class ConceptFinder:
    """A search over names, which are folded once."""

    def __init__(self, names: Iterable[SearchName], notes: Callable[[], Iterable[SearchName]] = tuple) -> None:
        """Fold ``names``; ``notes`` returns the notes, and is called when a search first needs them."""
        self._list_notes = notes
        # A name with hyphens is included in both of its forms.
        forms = ((_list_forms(name.text), name) for name in names)
        self._names = sorted(
            ((form, name, len(all_[0])) for all_, name in forms for form in all_), key=lambda one: one[0]
        )
        self._places = self._place_words()
        self._words = sorted(self._places)
        self._by_rank = self._sort_by_rank()

    def find(self, text: str, language: str, limit: int | None = None) -> list[NameMatch]:
        """Return the concepts that ``text`` finds, each by its best name, the best first.

        Names in ``language`` are before others. ``limit`` is the maximum number of concepts.
        """
        forms = [_Query(form, form.split(" "), 0) for form in _list_forms(text)]
        best: Mapping[str, _Ranked] = {}
        for query in forms:
            beginning = self._find_beginning(query.folded)
            is_large = limit is not None and len(beginning) > _MANY
            places = self._list_best(beginning, language, limit or 0) if is_large else beginning
            best = self._rank(places, query, language, best)
        # A name that begins with the text is better than all others, so the others need not be read.
        for query in forms if limit is None or len(best) < limit else ():
            best = self._rank(self._find_inside(query), query, language, best)
        if forms and (limit is None or len(best) < limit):
            best = {**self._find_in_notes(forms[0].parts, language), **best}
        # A name with the same words is better than all names with similar words.
        for query in self._list_similar(forms[:1]) if limit is None or len(best) < limit else ():
            best = self._rank(self._find_inside(query), query, language, best)
        chosen = self._choose(best.values(), language, limit)
        return [NameMatch(self._name(at), min(rank[0], _SIMILAR)) for rank, at in chosen]

    def _name(self, at: int) -> SearchName:
        """Return the name or note at a position: those of notes are negative."""
        return self._names[at][1] if at >= 0 else self._notes.notes[~at]

    def _find_in_notes(self, parts: Iterable[str], language: str) -> dict[str, _Ranked]:
        """Return the concepts that have all words in their notes, each with its note in the best language."""
        best: dict[str, _Ranked] = {}
        for at in self._notes.find(parts):
            note = self._notes.notes[at]
            is_foreign = bool(note.language) and not is_in_range(note.language, language)
            rank = (_NOTED, note.is_deprecated, NOTE, is_foreign, note.thing, -note.uses.bit_length(), 0, note.level)
            if note.iri not in best or rank < best[note.iri][0]:
                best[note.iri] = rank, ~at
        return best

    @cached_property
    def _notes(self) -> "_NoteIndex":
        return _NoteIndex.of(self._list_notes())

    def _list_similar(self, queries: Iterable["_Query"]) -> Iterator["_Query"]:
        """Yield queries with other forms and spellings of words."""
        for query in queries:
            choices = [[word, *find_near(word, self._near_words)] for word in query.parts]
            for words in islice(product(*choices), 1, 1 + _OTHERS):
                yield _Query(" ".join(words), words, _SIMILAR)

    @cached_property
    def _near_words(self) -> Sequence[str]:
        return sorted({word for folded, *_ in self._names for word in list_near_words(folded)})

    def find_near(self, text: str, limit: int) -> list[str]:
        """Return the IRIs of concepts in use with a name that is spelled like ``text``, the nearest first."""
        for group in self._near_names.find_closest(fold_words(text), 5 * limit):
            names = (self._names[position][1] for position, _ in group)
            found = list(dict.fromkeys(name.iri for name in names if not name.is_deprecated))[:limit]
            if found:
                return found
        return []

    @cached_property
    def _near_names(self) -> NearTexts:
        return NearTexts(folded for folded, *_ in self._names)

    def _rank(
        self, places: Iterable[int], query: "_Query", language: str, known: Mapping[str, _Ranked] = MappingProxyType({})
    ) -> dict[str, _Ranked]:
        """Return the best name of each concept, from these places and the known names."""
        best = dict(known)
        foreign: dict[str, bool] = {"": False}
        for at in places:
            folded, name, length = self._names[at]
            fit = query.fit(folded)
            if fit is None:
                continue
            tag = name.language
            if tag not in foreign:
                foreign[tag] = not is_in_range(tag, language)
            is_foreign = foreign[tag]
            one = (
                (
                    fit,
                    name.is_deprecated,
                    name.kind,
                    is_foreign,
                    name.thing,
                    -name.uses.bit_length(),
                    length,
                    name.level,
                ),
                at,
            )
            other = best.get(name.iri)
            if other is None or one[0] < other[0] or self._is_before(one, other, language):
                best[name.iri] = one
        return best

    def _is_before(self, one: _Ranked, other: _Ranked, language: str) -> bool:
        return one[0] == other[0] and self._weigh(one, language) < self._weigh(other, language)

    def _choose(self, found: Collection[_Ranked], language: str, limit: int | None) -> Sequence[_Ranked]:
        """Return the best results in order; only those that need it get a key of collation."""
        if limit is not None and limit < len(found):
            last = heapq.nsmallest(limit, (rank for rank, _ in found))[-1:]
            found = [one for one in found if [one[0]] <= last]
        return sorted(found, key=lambda one: self._weigh(one, language))[:limit]

    def _weigh(self, ranked: _Ranked, language: str) -> tuple[_Rank, bytes, str, str, str]:
        rank, at = ranked
        name = self._name(at)
        return rank, collate(language).key(name.text), name.text, name.iri, name.language

    def _find_beginning(self, folded: str) -> range:
        """Return the positions of the names that begin with a text."""
        start = bisect_left(self._names, folded, key=lambda one: one[0])
        return range(start, bisect_left(self._names, folded + _LAST, start, key=lambda one: one[0]))

    def _list_best(self, beginning: range, language: str, limit: int) -> Iterator[int]:
        """Yield positions of names that begin with a text: the equal ones, and enough of the best others."""
        text = self._names[beginning.start][0]
        yield from takewhile(lambda at: self._names[at][0] == text, beginning)
        concepts: set[str] = set()
        last: _FixedRank | None = None
        for key, at in self._by_rank:
            if last is not None and key > last:
                return
            if at in beginning:
                yield at
                name = self._names[at][1]
                # Names in a different language are after all others of their kind, so they do not count.
                if not name.language or is_in_range(name.language, language):
                    concepts.add(name.iri)
                    last = key if last is None and len(concepts) >= limit else last

    def _sort_by_rank(self) -> Sequence[tuple[_FixedRank, int]]:
        """Return the positions of all names, sorted by the part of the rank that is the same for every query."""
        keyed = (
            (one.is_deprecated, one.kind, one.thing, -one.uses.bit_length(), length) for _, one, length in self._names
        )
        return sorted((key, at) for at, key in enumerate(keyed))

    def _find_inside(self, query: "_Query") -> Iterable[int]:
        """Return the positions of the names that contain the rarest part of a query."""
        return min(map(self._list_places, query.parts), key=len)

    def _list_places(self, part: str) -> Collection[int]:
        begun = self._words[bisect_left(self._words, part) : bisect_left(self._words, part + _LAST)]
        return {at for word in begun for at in self._places[word]}

    def _place_words(self) -> Mapping[str, Sequence[int]]:
        """Return the positions of names by word; a word begins at each place where a match may begin."""
        places: dict[str, list[int]] = defaultdict(list)
        for at, (folded, *_) in enumerate(self._names):
            for start in find_beginnings(folded):
                places[folded[start:].partition(" ")[0]].append(at)
        return places


def find_in_index(index: VocabularyIndex, uses: Mapping[str, int] = MappingProxyType({})) -> ConceptFinder:
    """Return a search over the labels, notations and notes of the concepts of ``index``.

    ``uses`` are the numbers of pages of the content that name each concept.
    """
    concepts = index.list_kind("concept")
    broader, narrower = (SKOS + name for name in ("broader", "narrower"))
    tops = [iri for iri in concepts if not index.linked(iri, broader)]
    levels = measure_levels(tops, lambda iri: index.linked(iri, narrower))

    def list_texts(kinds: Mapping[str, int]) -> Iterator[SearchName]:
        """Yield the texts of all concepts with these properties, each with the kind of its property."""
        for iri in concepts:
            is_deprecated, level, used = index.is_deprecated(iri), levels.get(iri, 0), uses.get(iri, 0)
            for key, kind in kinds.items():
                for text in index.texts(iri, key):
                    yield SearchName(iri, kind, str(text), text.language, is_deprecated, level, used)

    names = list_texts({SKOS + kind: rank for rank, kind in enumerate(KINDS)})
    return ConceptFinder(names, lambda: list_texts(dict.fromkeys(SEARCHED_NOTES, NOTE)))


@dataclass(frozen=True)
class _NoteIndex:
    """The words of notes.

    Attributes:
        notes: the notes.
        places: the positions of the notes of each concept.
        words: all words, in order.
        concepts: the concepts with each word in their notes.
    """

    notes: Sequence[SearchName]
    places: Mapping[str, Sequence[int]]
    words: Sequence[str]
    concepts: Mapping[str, Collection[str]]

    @classmethod
    def of(cls, notes: Iterable[SearchName]) -> "_NoteIndex":
        """Return the index of notes."""
        listed = list(notes)
        places: dict[str, list[int]] = defaultdict(list)
        concepts: dict[str, set[str]] = defaultdict(set)
        for at, note in enumerate(listed):
            places[note.iri].append(at)
            for word in fold_words(note.text).split(" "):
                concepts[word].add(note.iri)
        return cls(listed, places, sorted(concepts), concepts)

    def find(self, parts: Iterable[str]) -> list[int]:
        """Return the positions of the notes of concepts that have a word for each part, which it begins with."""
        found: set[str] | None = None
        for part in parts:
            words = self.words[bisect_left(self.words, part) : bisect_left(self.words, part + _LAST)]
            if len(part) < _SHORTEST or any(
                is_too_common(len(self.concepts[word]), len(self.places)) for word in words
            ):
                continue
            begun = {iri for word in words for iri in self.concepts[word]}
            found = begun if found is None else found & begun
        return [at for iri in sorted(found or ()) for at in self.places[iri]]


def _list_forms(text: str) -> list[str]:
    """Return the forms in which a text is compared: its words, and without hyphens within them."""
    forms = dict.fromkeys([fold_words(text), fold_words(join_hyphens(text))])
    return [form for form in forms if form]


@dataclass(frozen=True)
class _Query:
    """The searched words, folded: each can be incomplete.

    Attributes:
        folded: the words with one space between them.
        parts: the words.
        penalty: 0 for the words themselves, more for similar ones.
    """

    folded: str
    parts: Sequence[str]
    penalty: int

    @cached_property
    def begun(self) -> Sequence[str]:
        """Return the parts, each after the space that precedes a word."""
        return [f" {part}" for part in self.parts]

    def fit(self, folded: str) -> int | None:
        """Return how well a label fits, 0 best; None if it does not."""
        if folded.startswith(self.folded):
            return self.penalty + (_EXACT if folded == self.folded else _BEGINS)
        fit = self._fit_words(folded) if folded.isascii() else self._fit_anywhere(folded)
        return None if fit is None else self.penalty + fit

    def _fit_words(self, folded: str) -> int | None:
        """Return the fit of a label whose words begin after spaces: most of the time of a search is spent here."""
        spaced = f" {folded}"
        for part in self.begun:
            if part not in spaced:
                return None
        if len(self.begun) == 1 or f" {self.folded}" in spaced:
            return _INSIDE
        return _SCATTERED

    def _fit_anywhere(self, folded: str) -> int | None:
        if not all(part in folded for part in self.parts):
            return None
        beginnings = [folded[at:] for at in find_beginnings(folded)]
        if any(one.startswith(self.folded) for one in beginnings):
            return _INSIDE
        is_here = (any(one.startswith(part) for one in beginnings) for part in self.parts)
        return _SCATTERED if len(self.parts) > 1 and all(is_here) else None
