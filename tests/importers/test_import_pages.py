"""The pages of an imported vocabulary are split into pages of a useful size."""

from collections import Counter
from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headword.importers.arrangement import Arrangement, Layout, arrange
from headword.importers.vocabulary import read_vocabulary
from headword.rdf.terms import RDF_TYPE, SKOS, Literal, Triple

SCHEME = "https://v.example/s"


def iri(number: int) -> str:
    return f"https://v.example/{number:05}"


def arrange_tree(parents: Mapping[int, int | None], layout: Layout, *, has_scheme: bool = True) -> Arrangement:
    """Return concepts by number, each with its parent."""
    triples: list[Triple] = [(SCHEME, RDF_TYPE, SKOS + "ConceptScheme")] if has_scheme else []
    for number, parent in parents.items():
        triples += [
            (iri(number), RDF_TYPE, SKOS + "Concept"),
            (iri(number), SKOS + "prefLabel", Literal(f"C {number:05}", "en")),
        ]
        if has_scheme:
            triples.append((iri(number), SKOS + "inScheme", SCHEME))
        if parent is not None:
            triples.append((iri(number), SKOS + "broader", iri(parent)))
    return arrange(read_vocabulary(triples), layout, "given")


def branches(*sizes: int) -> dict[int, int | None]:
    """Return a top concept for each size, with the other concepts below it."""
    tree: dict[int, int | None] = {}
    for size in sizes:
        top = len(tree)
        tree.update({top + place: top if place else None for place in range(size)})
    return tree


def sizes(arrangement: Arrangement) -> list[int]:
    return sorted((len(sheet.spots) for sheet in arrangement.sheets), reverse=True)


CUTS = [
    ("all fits", branches(*[10] * 150), [1500]),
    ("the largest goes", branches(300, *[10] * 130), [1301, 299]),
    ("only the larger ones go", branches(900, 800, 60), [861, 899]),
    ("many small branches share pages", branches(*[10] * 151), [760, 750, 0]),
    ("a short rest is shared out", branches(*[10] * 301), [1500, 760, 750, 0]),
    ("one that fits on no page goes by itself", branches(4000), [1500, 1500, 999, 1]),
]


@pytest.mark.parametrize(("why", "tree", "expected"), CUTS)
def test_distribution_over_pages(why: str, tree: dict[int, int | None], expected: list[int]) -> None:
    assert sizes(arrange_tree(tree, Layout(most=1500))) == sorted(expected, reverse=True)


def chain(length: int, *, width: int = 0) -> dict[int, int | None]:
    """Return concepts, each below the one before, with ``width`` more below the third."""
    tree: dict[int, int | None] = {number: number - 1 if number else None for number in range(length)}
    tree.update(dict.fromkeys(range(length, length + width), 2))
    return tree


@pytest.mark.parametrize(
    ("tree", "expected"),
    [(chain(7), [6, 1]), (chain(7, width=9), [13, 3]), (chain(14), [6, 4, 4]), (chain(6), [6])],
)
def test_deep_branch_moves_with_its_neighbours(tree: dict[int, int | None], expected: list[int]) -> None:
    assert sizes(arrange_tree(tree, Layout())) == expected


TREES = st.lists(st.none() | st.integers(0, 400), min_size=1, max_size=400).map(
    lambda parents: {
        number: parent if parent is not None and parent < number else None for number, parent in enumerate(parents)
    }
)


@example({0: None, 1: 0}, 0, True, False)
@given(TREES, st.sampled_from([0, 3, 20, 60]), st.booleans(), st.booleans())
def test_every_concept_is_once_on_a_page_within_limit(
    tree: dict[int, int | None], most: int, tops: bool, has_scheme: bool
) -> None:
    arrangement = arrange_tree(tree, Layout(most=most, tops=tops), has_scheme=has_scheme)
    assert Counter(spot.iri for sheet in arrangement.sheets for spot in sheet.spots) == Counter(map(iri, tree))
    for sheet in arrangement.sheets:
        assert all(1 <= spot.level <= 6 for spot in sheet.spots)
        assert not most or len(sheet.spots) <= most
        # The first page says which scheme the others are in, or that there is none.
        assert sheet.spots or not sheet.under
        for spot in sheet.spots:
            parent = tree[int(spot.iri.rpartition("/")[2])]
            assert spot.above == (iri(parent) if parent is not None else "")
