"""The index for search as you type: files so small that a key press can load what it needs.

Each label counts once for each of its words: under the rest of the label from that word on. In the order of these
beginnings the labels are cut into *leaves*, files of limited size. If too many labels for a leaf begin
alike, there is also a file of the *best* of them, which a first key press loads. ``index.json`` lists the beginnings of
leaves and bests, so that a browser knows the one file that answers a text. Each file repeats the data that a result
shows of a concept, so that no other file is loaded for it. The words of all labels have files of their own: from these
the browser takes words that are close to one that was not found.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, groupby, takewhile
from typing import Any, Literal, NamedTuple

import msgspec

from headword.rdf.folding import find_beginnings, fold_words
from headword.rdf.nearness import join_hyphens, list_near_words

Kind = Literal["prefLabel", "notation", "altLabel", "hiddenLabel"]

Thing = Literal["concept", "scheme", "collection"]
_THINGS: Mapping[Thing, int] = {"concept": 0, "scheme": 2, "collection": 4}
_LEVEL_BITS, _USE_BITS = 3, 8
_DEEPEST = 31

FOLDER = "-/search/"
INDEX = FOLDER + "index.json"

_KINDS: Mapping[Kind, int] = {"prefLabel": 0, "notation": 1, "altLabel": 2, "hiddenLabel": 3}

_LEAF = 56_000
"""About how many bytes a leaf may have."""
_BEST = 64_000
"""About how many bytes the best of a beginning may have: with ``index.json`` it has to stay within 200 KB."""
_BEST_OF_A_LANGUAGE = (32, 16, 8, 4)
"""How many labels of each language are among the best: as many as there is room for."""
_TEXT = 200
"""How much of a label is searched and shown, in characters."""
_KEY = 30
"""The number of characters of a beginning that distinguish files: file names contain them, and must fit on any disk."""
_LANGUAGES = 4
"""The number of languages in which a file names a concept, in addition to the language of the match."""


class SearchTerm(NamedTuple):
    """Something that a concept is found by.

    Attributes:
        text: as it is written.
        language: its tag, empty if it has none.
        kind: what of the concept it is.
        number: the place of the concept among all.
    """

    text: str
    language: str
    kind: Kind
    number: int


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """A concept, as a search shows it.

    Attributes:
        url: of the folder of its page, relative to the site's top folder, percent-encoded, with a slash at its end.
        labels: language and preferred label, the site's default language first; the first four are for showing in pages
            of these languages, further ones next to another label of their language.
        way: language and the way up to it, from the scheme on, in the same order.
        deprecated: whether it is out of use.
        thing: what it is.
        level: how far below a top concept it is.
        facets: the numbers of the schemes and collections that it is in, among all of these.
        uses: the number of pages of the content that name it.
    """

    url: str
    labels: tuple[tuple[str, str], ...]
    way: tuple[tuple[str, str], ...] = ()
    deprecated: bool = False
    thing: Thing = "concept"
    level: int = 0
    facets: tuple[int, ...] = ()
    uses: int = 0

    @property
    def use(self) -> int:
        """Return the order of magnitude of its uses: it ranks, so that one more page rarely changes the order."""
        return self.uses.bit_length()

    @property
    def flags(self) -> int:
        """Return it as a number: bits for deprecated, scheme and collection, then the level, then the uses."""
        level = min(self.level, _DEEPEST) << _LEVEL_BITS
        return self.deprecated | _THINGS[self.thing] | level | (self.uses << _USE_BITS)


def write_index(
    words: Iterable[SearchTerm], concepts: Sequence[SearchEntry], *, has_notes: bool = False
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the index, with paths relative to the top folder of the site; `INDEX` is the last one.

    ``has_notes`` says whether there is an index of notes next to it.
    """
    labels = _Labels.gather(words, concepts)
    cuts = _Cuts([], [])
    digest = hashlib.sha256()
    parts = _cut_words(labels)
    for path, content in chain(_list_beginnings(labels, cuts), _list_word_files(parts)):
        digest.update(path.encode() + b"\0" + content)
        yield path, content
    # The version keeps what a browser has of an earlier index apart from this one.
    index = {
        "version": digest.hexdigest()[:12],
        "key": _KEY,
        "leaves": cuts.leaves,
        "bests": cuts.bests,
        "words": [part[0] for part in parts],
        "notes": has_notes,
    }
    yield INDEX, encode_json(index)


def _cut_words(labels: "_Labels") -> list[list[str]]:
    """Return the words of all labels in order, cut into files."""
    words = sorted({word for forms in labels.forms for form in forms for word in list_near_words(form)})
    parts: list[list[str]] = []
    size = _LEAF
    for word in words:
        size += _size(word) - 7
        if size > _LEAF:
            parts.append([])
            size = 0
        parts[-1].append(word)
    return parts


def _list_word_files(parts: Iterable[Sequence[str]]) -> Iterator[tuple[str, bytes]]:
    return ((f"{FOLDER}word/{number}.json", encode_json(part)) for number, part in enumerate(parts))


class _Labels(NamedTuple):
    """All labels, the best first, and where they begin.

    Attributes:
        words: the labels in the order in which they are shown if nothing else distinguishes them.
        folded: how each is compared.
        forms: the same, with another form of a label that has hyphens.
        bytes: about how many each takes, with what is shown of its concept.
        concepts: what they are labels of.
        beginnings: each label from each of its words on, in order, and its number. If that word is not the first, the
            number is counted from the end on, since the label is shown later.
        before: the bytes of all beginnings before each.
    """

    words: Sequence[SearchTerm]
    folded: Sequence[str]
    forms: Sequence[Sequence[str]]
    bytes: Sequence[int]
    concepts: Sequence[SearchEntry]
    beginnings: Sequence[tuple[str, int]]
    before: Sequence[int]

    @classmethod
    def gather(cls, given: Iterable[SearchTerm], concepts: Sequence[SearchEntry]) -> "_Labels":
        sizes = [_measure(concept) for concept in concepts]
        texts = {word: fold_words(word.text) for word in map(_shorten, given)}
        words = sorted(
            (word for word, folded in texts.items() if folded),
            key=lambda word: _rank(word, texts[word], concepts[word.number]),
        )
        folded = [texts[word] for word in words]
        forms = [list_forms(word.text) for word in words]
        beginnings = sorted(
            {
                (f"{text[position : position + _KEY]} "[:_KEY], number + (len(words) if position else 0))
                for number, each in enumerate(forms)
                for text in each
                for position in find_beginnings(text)
            }
        )
        each = [sizes[word.number] + _size(word.text) for word in words]
        before = accumulate((each[number % len(words)] for _, number in beginnings), initial=0)
        return cls(words, folded, forms, each, concepts, beginnings, list(before))

    def size(self, start: int, end: int) -> int:
        """Return the approximate number of bytes of these beginnings."""
        return self.before[end] - self.before[start]

    def numbers(self, start: int, end: int) -> list[int]:
        """Return the labels with these beginnings, each once, the best first."""
        found = sorted({number for _, number in self.beginnings[start:end]})
        return list(dict.fromkeys(number % len(self.words) for number in found))


class _Cuts(NamedTuple):
    """The beginnings of files, in order; for a leaf of several pages, also their number."""

    leaves: list[str | tuple[str, int]]
    bests: list[str]


def list_forms(text: str) -> tuple[str, ...]:
    """Return the forms in which a text is compared: its words, also without hyphens."""
    return tuple(dict.fromkeys([fold_words(text), fold_words(join_hyphens(text))]))


def _shorten(word: SearchTerm) -> SearchTerm:
    return word if len(word.text) <= _TEXT else word._replace(text=_cut_text(word.text))


def _cut_text(text: str) -> str:
    return text if len(text) <= _TEXT else text[:_TEXT] + "…"


def _size(text: str) -> int:
    return (len(text) if text.isascii() else len(text.encode())) + 10


def _measure(concept: SearchEntry) -> int:
    # Ways are shared by siblings.
    ways = sum(_size(text) for _, text in concept.way[:_LANGUAGES]) // 4
    return (
        _size(concept.url)
        + ways
        + 3 * len(concept.facets)
        + sum(_size(_cut_text(text)) for _, text in concept.labels[:_LANGUAGES])
    )


def _rank(word: SearchTerm, folded: str, concept: SearchEntry) -> tuple[object, ...]:
    kind = _KINDS[word.kind]
    return concept.deprecated, kind, -concept.use, len(folded), folded, word.text, word.language, concept.url


def _list_beginnings(labels: _Labels, cuts: _Cuts) -> Iterator[tuple[str, bytes]]:
    """Yield the files of all beginnings; what they begin with is added to ``cuts``."""
    end = len(labels.beginnings)
    if labels.size(0, end) <= _LEAF:
        cuts.leaves.append("")
        yield _path("leaf", ""), _file(labels, labels.numbers(0, end))
    else:
        yield from _divide(labels, 0, end, cuts)


def _divide(labels: _Labels, start: int, end: int, cuts: _Cuts) -> Iterator[tuple[str, bytes]]:
    """Yield the files of beginnings that are too many for one leaf."""
    shared = _share(labels.beginnings[start][0], labels.beginnings[end - 1][0])
    # A label that is just this beginning is the first of its labels: the best of both is the same file.
    if shared and shared not in cuts.bests[-1:]:
        cuts.bests.append(shared)
        yield _path("best", shared), _file(labels, _choose_best(labels, start, end, shared))
    if shared == labels.beginnings[end - 1][0]:
        yield from _turn_pages(labels, start, end, cuts)
        return
    # Neighbours that are small share a leaf, which goes by what the first of them begins with.
    leaf = start
    for first, last in _step(labels, start, end, len(shared)):
        large = labels.size(first, last) > _LEAF
        if leaf < first and (large or labels.size(leaf, last) > _LEAF):
            yield _leaf(labels, leaf, first, len(shared), cuts)
            leaf = first
        if large:
            yield from _divide(labels, first, last, cuts)
            leaf = last
    if leaf < end:
        yield _leaf(labels, leaf, end, len(shared), cuts)


def _share(one: str, other: str) -> str:
    """Return the common beginning of two texts."""
    length = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:length]


def _step(labels: _Labels, start: int, end: int, depth: int) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of the beginnings with each next character."""
    at = start
    for _, group in groupby(labels.beginnings[start:end], key=lambda beginning: beginning[0][depth : depth + 1]):
        start, at = at, at + sum(1 for _ in group)
        yield start, at


def _leaf(labels: _Labels, start: int, end: int, depth: int, cuts: _Cuts) -> tuple[str, bytes]:
    key = labels.beginnings[start][0][: depth + 1]
    cuts.leaves.append(key)
    return _path("leaf", key), _file(labels, labels.numbers(start, end))


def _turn_pages(labels: _Labels, start: int, end: int, cuts: _Cuts) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of a leaf that is too large and has one beginning only."""
    numbers = labels.numbers(start, end)
    each = accumulate(labels.bytes[number] for number in numbers)
    pages: dict[int, list[int]] = defaultdict(list)
    for number, size in zip(numbers, each, strict=True):
        pages[size // _LEAF].append(number)
    key = labels.beginnings[start][0]
    cuts.leaves.append((key, len(pages)))
    for page, content in enumerate(pages.values()):
        yield _path("leaf", key, page), _file(labels, content)


def _choose_best(labels: _Labels, start: int, end: int, shared: str) -> list[int]:
    """Return the best labels of each language."""
    numbers = labels.numbers(start, end)
    whole = takewhile(lambda beginning: beginning[0].rstrip() == shared.rstrip(), labels.beginnings[start:end])
    exact = [number for _, number in whole if number < len(labels.words)]
    ordered = dict.fromkeys((*exact, *numbers))
    best: list[int] = []
    for most in _BEST_OF_A_LANGUAGE:
        counts: Counter[str] = Counter()
        best = []
        for number in ordered:
            language = labels.words[number].language
            if counts[language] < most:
                counts[language] += 1
                best.append(number)
        if sum(labels.bytes[number] for number in best) <= _BEST:
            break
    return best


def _file(labels: _Labels, numbers: Iterable[int]) -> bytes:
    """Return the concepts of these labels, each with its labels among them and those to show."""
    by_concept: dict[int, list[SearchTerm]] = defaultdict(list)
    for number in numbers:
        word = labels.words[number]
        by_concept[word.number].append(word)
    ordered = sorted(by_concept.items(), key=lambda item: labels.concepts[item[0]].url)
    return encode_json(pack_concepts([(labels.concepts[number], words) for number, words in ordered]))


def pack_concepts(found: Iterable[tuple[SearchEntry, Sequence[SearchTerm]]]) -> dict[str, list[list[Any]]]:
    """Return the content of a file of concepts, each with the labels by which it is found in this file."""
    ways: dict[tuple[tuple[str, str], ...], int] = {}
    rows: list[list[Any]] = []
    for concept, words in found:
        way = ways.setdefault(concept.way[:_LANGUAGES], len(ways))
        rows.append([concept.url, way, concept.flags, concept.facets or 0, *_list_labels(concept, words)])
    return {"ways": [[part for pair in way for part in pair] for way in ways], "concepts": rows}


def _list_labels(concept: SearchEntry, words: Sequence[SearchTerm]) -> Iterator[str | int]:
    """Yield language, kind and text of each label: those to show, then those that are found."""
    shown = concept.labels
    if len(shown) > _LANGUAGES:
        languages = {word.language for word in words}
        shown = (*shown[:_LANGUAGES], *(label for label in shown[_LANGUAGES:] if label[0] in languages))
    labels = [(language, 0, _cut_text(text)) for language, text in shown]
    labels += [(word.language, _KINDS[word.kind], word.text) for word in words]
    return chain.from_iterable(dict.fromkeys(labels))


def _path(kind: str, key: str, page: int = 0) -> str:
    """Return the name of a file: the bytes of its beginning in hexadecimal, since hosts differ in allowed letters."""
    name = key.encode().hex() or "all"
    return f"{FOLDER}{kind}/{name}.json" if not page else f"{FOLDER}{kind}/{name}-{page}.json"


def encode_json(content: object) -> bytes:
    """Return ``content`` as JSON without spaces."""
    return msgspec.json.encode(content)
