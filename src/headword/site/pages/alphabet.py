"""A to Z: every preferred and alternative label of a language under its first letter, as its alphabet has them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headword.rdf.collation import DIGITS, SIGNS, collate
from headword.rdf.languages import format_tag
from headword.site.addresses import OWN
from headword.site.locales import Locale
from headword.site.resource_index import ResourceIndex
from headword.site.summaries import ResourceLabel, ResourceSummary

FOLDER = f"{OWN}/a-z"
NO_LANGUAGE = "und"
"""The tag for labels without a language (BCP 47, section 4.1)."""
_PER_PAGE = 400


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the list: the labels of one language under one letter, or some of them.

    Attributes:
        language: the tag of BCP 47 of the labels.
        letter: what they begin with.
        name: of the letter in addresses.
        number: of the page among those of the letter, from 1.
        pages: how many those are.
        labels: each with the resource that it is of.
    """

    language: str
    letter: str
    name: str
    number: int
    pages: int
    labels: Sequence[tuple[ResourceLabel, ResourceSummary]]

    @property
    def address(self) -> str:
        """Return the address of the page."""
        return leaf_address(self.language, self.name, self.number)


def leaf_address(language: str, name: str, number: int) -> str:
    """Return the address of the page with a number of a letter."""
    further = f"/{number}" if number > 1 else ""
    return f"{FOLDER}/{language}/{name}{further}"


def name_letter(letter: str) -> str:
    """Return ``letter`` for an address: itself if it is Latin, otherwise its code points."""
    special = {DIGITS: DIGITS, SIGNS: "signs"}
    if letter in special:
        return special[letter]
    return letter.lower() if letter.isascii() else "-".join(f"u{ord(one):04x}" for one in letter)


class Alphabet:
    """The labels of all resources, by language and letter.

    Attributes:
        letters: by language, its letters in order, each with its name and the number of its labels.
    """

    def __init__(self, atlas: ResourceIndex) -> None:
        self._found: dict[str, dict[str, list[tuple[bytes, ResourceLabel, ResourceSummary]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for card in atlas.cards.values():
            for label in card.labels:
                if label.kind != "hiddenLabel" and label.text.strip():
                    text = label.text.strip()
                    tag = format_tag(label.language) if label.language else NO_LANGUAGE
                    order = collate(tag)
                    self._found[tag][order.letter(text)].append((order.key(text), label, card))
        self.letters: Mapping[str, list[tuple[str, str, int]]] = {
            language: [
                (letter, name_letter(letter), len(letters[letter]))
                for letter in sorted(letters, key=collate(language).letter_key)
            ]
            for language, letters in self._found.items()
        }

    def leaves(self) -> Iterator[Leaf]:
        """Yield every page of the list."""
        for language in sorted(self._found):
            yield from self.leaves_in(language)

    def leaves_in(self, language: str) -> Iterator[Leaf]:
        """Yield the pages of one language."""
        for letter, name, _ in self.letters[language]:
            items = sorted(self._found[language][letter], key=lambda item: (item[0], item[1].text, item[2].iri))
            labels = [(label, card) for _, label, card in items]
            pages = [labels[start : start + _PER_PAGE] for start in range(0, len(labels), _PER_PAGE)]
            for number, page in enumerate(pages, 1):
                yield Leaf(language, letter, name, number, len(pages), page)


def alphabet_values(alphabet: Alphabet, reader: Locale) -> dict[str, Any]:
    """Return the values of the template of the index: languages and their letters."""
    return {"tongues": [(tag, _letters(alphabet, tag, reader)) for tag in reader.by_language(alphabet.letters)]}


def _letters(alphabet: Alphabet, language: str, reader: Locale) -> list[tuple[str, str, int]]:
    here = reader.here(FOLDER)
    listed = alphabet.letters[language]
    return [(letter, here.page(leaf_address(language, name, 1)), count) for letter, name, count in listed]


def leaf_values(leaf: Leaf, alphabet: Alphabet, reader: Locale) -> dict[str, Any]:
    """Return the values of the template of one page of labels."""
    here = reader.here(leaf.address)
    rows = []
    for label, card in leaf.labels:
        link = reader.refer(here, card.iri)
        preferred = None if label.kind == "prefLabel" else link
        rows.append((link._replace(text=label.text, language=label.language, notation=""), preferred))
    letters = alphabet.letters[leaf.language]
    return {
        "leaf": leaf,
        "rows": rows,
        "letters": [(letter, here.page(leaf_address(leaf.language, name, 1))) for letter, name, _ in letters],
        "index": here.page(FOLDER),
        "further": [
            (number, here.page(leaf_address(leaf.language, leaf.name, number)))
            for number in range(1, leaf.pages + 1 if leaf.pages > 1 else 1)
        ],
    }
