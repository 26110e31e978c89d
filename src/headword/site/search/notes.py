"""The index of the words of notes, which a search reads if labels leave room for more results.

Concepts have numbers, the best first. Each word has the numbers of the concepts with it in their notes, each as the
difference from the one before. A word of too many concepts has none: it would not distinguish them. The concepts
themselves are in files of their own, a few in each.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from headword.core.cache import digest
from headword.markdown.profiles import SiteProfile
from headword.rdf.folding import fold_words
from headword.rdf.languages import choose_text
from headword.rdf.nearness import is_too_common
from headword.site.prose import to_plain_text
from headword.site.resource_index import ResourceIndex
from headword.site.search.index import FOLDER, encode_json, pack_concepts
from headword.site.search.words import EntryMaker
from headword.site.summaries import CONCEPT, ResourceLabel

NOTES = f"{FOLDER}note/"
_FILE = 40_000
"""About how many bytes a file of words has."""
_TOGETHER = 40
"""The number of concepts in a file."""
_EXCERPT = 160

NoteTexts = Mapping[str, Sequence[ResourceLabel]]
"""The notes of concepts, by IRI."""


def render_notes(
    atlas: ResourceIndex, maker: EntryMaker, notes: NoteTexts, shape: SiteProfile
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the index; the list of the files of words is the last one."""
    cards = [card for card in atlas.of_kind(CONCEPT) if card.iri in notes]
    cards.sort(key=lambda card: (card.is_deprecated, -maker.make(card).use, atlas.levels.get(card.iri, 0), card.iri))
    places: dict[str, list[int]] = defaultdict(list)
    excerpts: list[tuple[str, str]] = []
    for number, card in enumerate(cards):
        texts = [replace(one, text=to_plain_text(one.text, shape)) for one in notes[card.iri]]
        for word in sorted({word for one in texts for word in fold_words(one.text).split(" ") if len(word) > 1}):
            places[word].append(number)
        shown = choose_text(texts, maker.languages) or texts[0]
        excerpts.append((shown.language, _cut(shown.text)))
    parts = list(_cut_numbers(places, len(cards)))
    files = [encode_json(dict(part)) for part in parts]
    for number, data in enumerate(files):
        yield f"{NOTES}{number}.json", data
    for start in range(0, len(cards), _TOGETHER):
        concepts = [(maker.make(card), ()) for card in cards[start : start + _TOGETHER]]
        content = {**pack_concepts(concepts), "notes": excerpts[start : start + _TOGETHER]}
        data = encode_json(content)
        files.append(data)
        yield f"{NOTES}of/{start // _TOGETHER}.json", data
    index = {"version": digest(*files)[:12], "words": [part[0][0] for part in parts], "together": _TOGETHER}
    yield f"{NOTES}index.json", encode_json(index)


def _cut_numbers(places: Mapping[str, Sequence[int]], count: int) -> Iterator[list[tuple[str, list[int]]]]:
    """Yield the words of each file in order, each with the differences of the numbers of its concepts."""
    part: list[tuple[str, list[int]]] = []
    size = 0
    for word in sorted(places):
        numbers = () if is_too_common(len(places[word]), count) else places[word]
        steps = [after - before for before, after in pairwise([0, *numbers])]
        size += len(word.encode()) + 5 + 3 * len(steps)
        if part and size > _FILE:
            yield part
            part, size = [], 0
        part.append((word, steps))
    if part:
        yield part


def _cut(text: str) -> str:
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rsplit(' ', 1)[0]} …"
