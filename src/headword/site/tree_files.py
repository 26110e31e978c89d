"""The trees that pages load: what is below each place, in files of limited size.

Every list of rows has a key, which is the address of the resource that it is below. ``index.json`` says how many files
there are; a list is in the file with the number of the CRC-32 of its key, modulo the number of files. So a page needs
only the key of a list to find it, and keeps being right when other parts of the tree change.
"""

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from headword.core.cache import digest
from headword.site.addresses import COLLECTIONS, HIERARCHY, OWN, to_url
from headword.site.locales import Locale
from headword.site.pages.alphabet import FOLDER as A_Z
from headword.site.pages.alphabet import Alphabet, leaf_address
from headword.site.summaries import COLLECTION, CONCEPT, SCHEME, ResourceSummary

FOLDER = f"{OWN}/tree"
ROOTS = (HIERARCHY, COLLECTIONS, A_Z)
"""The keys of the lists that trees begin with: the addresses of the pages that show the same without JavaScript."""
_FILE = 40_000
"""About how many bytes a file has; a list of many rows is never cut."""
_DEPRECATED, _OPENS, _COLLECTION = 1, 2, 4

Row = Sequence[str | int]
"""A row of the tree: address, label, and its language if it is not the page's; notation, flags, the preferred label if
that is another, and the number of pages of the content that use the concept."""


def render_trees(reader: Locale, alphabet: Alphabet, uses: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the trees in the language of ``reader``."""
    yield from write_trees(f"{FOLDER}/{reader.language}/", dict(_list_rows(reader, alphabet, uses)))


def write_trees(folder: str, rows: Mapping[str, Sequence[Row]]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of lists of rows, under ``folder``, by key."""
    lists = {key: _encode(found) for key, found in rows.items()}
    count = -(-sum(map(len, lists.values())) // _FILE) or 1
    files: dict[int, list[str]] = defaultdict(list)
    for key, text in lists.items():
        files[zlib.crc32(key.encode()) % count].append(f"{_encode(key)}:{text}")
    written = {number: f"{{{','.join(parts)}}}" for number, parts in sorted(files.items())}
    for number in range(count):
        yield f"{folder}{number}.json", written.get(number, "{}").encode()
    index = {"version": digest(*written.values())[:12], "files": count, "roots": [key for key in ROOTS if key in rows]}
    yield f"{folder}index.json", _encode(index).encode()


def _encode(content: object) -> str:
    return msgspec.json.encode(content).decode()


def _list_rows(reader: Locale, alphabet: Alphabet, uses: Mapping[str, int]) -> Iterator[tuple[str, list[Row]]]:
    """Yield each list: below each resource with something below it, and at the beginnings."""
    atlas = reader.atlas
    schemes = atlas.of_kind(SCHEME)
    below = {card.iri: reader.sort_siblings(atlas.tops(card.iri)) for card in schemes}
    for card in atlas.cards.values():
        if card.kind == CONCEPT:
            below[card.iri] = reader.sort_siblings(atlas.known(card.find("narrower")))
        elif card.kind == COLLECTION:
            # Members are in the order of their collection.
            below[card.iri] = atlas.known(card.find("member"))
    opening = dict.fromkeys(iri for iri, cards in below.items() if cards)
    for iri in opening:
        yield to_url(atlas.addresses[iri]), list(_make_rows(below[iri], reader, opening, uses))
    tops = schemes if len(schemes) != 1 else below[schemes[0].iri]
    yield HIERARCHY, list(_make_rows(tops or atlas.of_kind(CONCEPT), reader, opening, uses))
    collections = [card for card in atlas.of_kind(COLLECTION) if not atlas.collections_of(card.iri)]
    if collections:
        yield COLLECTIONS, list(_make_rows(reader.sort_siblings(collections), reader, opening, uses))
    yield from _list_letters(reader, alphabet)


def _make_rows(
    cards: Iterable[ResourceSummary], reader: Locale, opening: Collection[str], uses: Mapping[str, int]
) -> Iterator[Row]:
    for card in cards:
        name = reader.name(card)
        flags = (
            _DEPRECATED * card.is_deprecated + _OPENS * (card.iri in opening) + _COLLECTION * (card.kind == COLLECTION)
        )
        yield _drop_empty_end(
            to_url(reader.atlas.addresses[card.iri]),
            name.text,
            name.language if name.language != reader.language else "",
            next(iter(card.notations), ""),
            flags,
            "",
            uses.get(card.iri, 0),
        )


def _drop_empty_end(*row: str | int) -> Row:
    """Return a row without the empty fields at its end."""
    last = max((place for place, field in enumerate(row) if field), default=0)
    return row[: last + 1]


def _list_letters(reader: Locale, alphabet: Alphabet) -> Iterator[tuple[str, list[Row]]]:
    """Yield the letters of the language of the page or of the default one, and the labels below each."""
    language = next((tag for tag in reader.wanted if tag in alphabet.letters), "")
    if not language:
        return
    letters = alphabet.letters[language]
    yield A_Z, [(to_url(leaf_address(language, name, 1)), letter, "", "", _OPENS) for letter, name, _ in letters]
    rows: dict[str, list[Row]] = defaultdict(list)
    for leaf in alphabet.leaves_in(language):
        for label, card in leaf.labels:
            name = "" if label.kind == "prefLabel" else reader.name(card).text
            address = to_url(reader.atlas.addresses[card.iri])
            tag = "" if label.language == reader.language else label.language
            row = _drop_empty_end(address, label.text, tag, "", _DEPRECATED * card.is_deprecated, name)
            rows[to_url(leaf_address(language, leaf.name, 1))].append(row)
    yield from rows.items()
