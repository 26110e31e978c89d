"""The pairing of the headings of two outlines: by id, otherwise by position, without guesses."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headword.compiler.meaning.pairing import Node, pair_headings


def outline(text: str) -> list[Node]:
    """Return an outline, one heading for each word: a dot for each level, an optional number, then `#` and an id."""
    nodes: list[Node] = []
    above: list[int] = []
    for word in text.split():
        level = len(word) - len(word.lstrip("."))
        number, _, id_ = word[level:].strip("-").partition("#")
        above = above[: level - 1]
        nodes.append(Node(id_, above[-1] if above else None, number))
        above.append(len(nodes) - 1)
    return nodes


CASES = {
    "the same shape": (". .. ... .. ...", ". .. ... .. ...", "00 11 22 33 44", []),
    "nothing": ("", "", "", []),
    "one less below a heading": (". .. ... ... .. ... ...", ". .. ... .. ... ...", "00 11 43 54 65", [(3, None)]),
    "one more": (". .. ..", ". .. .. ..", "00", [(None, 3)]),
    "by the number that is not there": (".- ..1 ..2 ..3", ".- ..1 ..3", "00", [(2, None)]),
    "by what stands below": (". .. ... .. ..", ". .. .. .. ... ..", "00", [(None, 1)]),
    "all by id, in another order": (".#r ..#a ..#b ...#c", ". ..#b ...#c ..#a", "00 13 21 32", []),
    "an id parts the places": (".#r ..#a ..#b ..#c", ". .. ..#b .. ..", "00 11 22", [(None, 4)]),
    "some by id, in another order": (".#r ..#a ..#b ..#c", ". ..#c .. ..", "00 31", [(1, 2)]),
    "one that is left, in another order": (".#r ..#a ..#b ..#c", ". ..#c ..#a ..", "00 12 23 31", []),
    "all that is left by id is missing": (".#r ..#a ..#b", ". ..#b", "00 21", [(1, None)]),
    "an id from under another heading": (".#r ..#a ...#b ..#c", ". .. .. ...#b", "00 11 23 32", []),
    "two that may be shifted": (". .. .. ... ..", ". .. .. .. ...", "00", [(2, 2)]),
    "two that differ, and are not shifted": (
        ". .. ... ... .. ... .. ... ...",
        ". .. ... .. ... .. ...",
        "00 11 43 54 65",
        [(3, None), (8, None)],
    ),
    "numbers that say another order": (". ..1 ..2 ..3", ". ..1 ..3 ..2", "00", [(2, 2)]),
    "numbers of another kind": (". ..2.1 ..2.2", ". ..1 ..2", "00 11 22", []),
    "an unknown id keeps its place": (".#r ..#a ..#b", ". ..#x ..", "00 22", []),
    "nothing to pair with": (". ..", "", "", [(0, None)]),
}


@pytest.mark.parametrize(("original", "translated", "pairs", "gaps"), CASES.values(), ids=list(CASES))
def test_pairs(original: str, translated: str, pairs: str, gaps: list[tuple[int | None, int | None]]) -> None:
    found = pair_headings(outline(original), outline(translated))
    assert found.pairs == {int(one[0]): int(one[1]) for one in pairs.split()}
    assert sorted((gap.original, gap.translated) for gap in found.gaps) == sorted(gaps)


def test_insert_point_of_missing_partner() -> None:
    (gap,) = pair_headings(outline(". ..1 ..2 ..3"), outline(". ..1 ..3")).gaps
    assert (gap.spot, gap.beside) == ((2, 1, 0), 2)
    (gap,) = pair_headings(outline(". ..#a ..#b ..#c"), outline(". ..#a ..#c")).gaps
    assert (gap.spot, gap.beside) == ((2, 1, 0), 0)
    (gap,) = pair_headings(outline(". .."), outline(".")).gaps
    assert (gap.spot, gap.beside) == ((None, None, 0), 0)


def test_repeated_id_pairs_once() -> None:
    assert pair_headings(outline("#a #b"), outline("#a #a")).strangers == (1,)


@st.composite
def trees(draw: st.DrawFn) -> list[Node]:
    """Draw outlines in which the id of every heading is its index."""
    parents: list[int | None] = []
    path: list[int] = []
    for index in range(draw(st.integers(1, 14))):
        path = path[: draw(st.integers(0, len(path)))]
        parents.append(path[-1] if path else None)
        path.append(index)
    return [Node(str(index), parent) for index, parent in enumerate(parents)]


def walk(nodes: list[Node], above: int | None, source: random.Random | None = None) -> list[int]:
    """Yield the headings below one, in order or in a drawn order."""
    below = [index for index, node in enumerate(nodes) if node.parent == above]
    if source is not None:
        source.shuffle(below)
    return [one for child in below for one in (child, *walk(nodes, child, source))]


def rearranged(nodes: list[Node], order: list[int], known: set[int]) -> list[Node]:
    """Return the headings in this order; those in ``known`` have an id."""
    position = {old: new for new, old in enumerate(order)}
    parents = {old: nodes[old].parent for old in order}
    return [
        Node(nodes[old].id if old in known else "", None if (up := parents[old]) is None else position[up])
        for old in order
    ]


@given(trees(), st.randoms())
def test_ids_pair_in_any_order(nodes: list[Node], source: random.Random) -> None:
    order = walk(nodes, None, source)
    found = pair_headings(nodes, rearranged(nodes, order, set(order)))
    assert found.pairs == {old: new for new, old in enumerate(order)}
    assert not found.gaps


@given(trees(), st.sets(st.integers(0, 13)))
def test_positions_pair_equal_shapes(nodes: list[Node], known: set[int]) -> None:
    found = pair_headings(nodes, rearranged(nodes, list(range(len(nodes))), known))
    assert found.pairs == {index: index for index in range(len(nodes))}


@given(trees(), st.sets(st.integers(0, 13)), st.integers(0, 13))
def test_missing_heading_causes_no_wrong_pair(nodes: list[Node], known: set[int], index: int) -> None:
    gone = index % len(nodes)
    left = [one for one in range(len(nodes)) if one != gone and one not in walk(nodes, gone)]
    shorter = rearranged(nodes, left, known)
    for found, is_missing in (
        (pair_headings(nodes, shorter), True),
        (pair_headings(shorter, nodes_without_ids(nodes, known)), False),
    ):
        true = {old: new for new, old in enumerate(left)} if is_missing else dict(enumerate(left))
        assert found.pairs.items() <= true.items()
        assert found.gaps or found.strangers


def nodes_without_ids(nodes: list[Node], known: set[int]) -> list[Node]:
    return [node if index in known else node._replace(id="") for index, node in enumerate(nodes)]


@given(trees(), trees())
def test_each_heading_has_at_most_one_partner(one: list[Node], other: list[Node]) -> None:
    bare = [node._replace(id="") for node in other]
    found = pair_headings(one, bare)
    assert len(set(found.pairs.values())) == len(found.pairs)
    for ours, theirs in found.pairs.items():
        above, their_above = one[ours].parent, bare[theirs].parent
        assert (above is None) == (their_above is None)
        assert above is None or found.pairs[above] == their_above
    same = [node.parent for node in one] == [node.parent for node in bare]
    assert bool(found.gaps) != same
