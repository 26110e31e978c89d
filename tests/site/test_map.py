"""The map: what grows, what is folded, where it stands, and how it is drawn."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headword.site.map.drawing import draw
from headword.site.map.layout import LabelBox, arrange, estimate, shorten_label
from headword.site.map.tree import MapBranch, MapContext, MapRoot, embed_map, fold_branches, grow_map
from support.map_site import branch, trunk

SVG = "{http://www.w3.org/2000/svg}"


def leaf(iri: str) -> MapBranch:
    return MapBranch(iri, iri.upper(), (), f"{iri}/", iri)


def outline(branches: tuple[MapBranch, ...], more: int = 0) -> str:
    """``a(b +2) c``: what hangs on what, and how many are missing."""
    said = [f"{each.iri}({inner})" if (inner := outline(each.branches, each.more)) else each.iri for each in branches]
    return " ".join([*said, *([f"+{more}"] if more else [])])


@pytest.mark.parametrize(
    ("narrower", "tops", "limit", "expected"),
    [
        ({}, "", 9, ""),
        ({"a": "bc", "b": "d"}, "a", 9, "a(b(d) c)"),
        ({"a": "c", "b": "c", "c": "d"}, "ab", 9, "a(c(d)) b(c(d))"),  # several broader ones
        ({"a": "a"}, "a", 9, "a"),
        ({"a": "b", "b": "ac"}, "a", 9, "a(b(c))"),  # a cycle
        ({"a": "b", "b": "a"}, "ab", 9, "a(b) b(a)"),
        ({"a": "bbb"}, "a", 9, "a(b)"),
        ({"a": "bc", "b": "def"}, "a", 3, "a(b(+3) c)"),
        ({"a": "bc", "b": "def"}, "a", 4, "a(b(d +2) c)"),  # breadth first
        ({"a": "bc"}, "axyz", 2, "a(+2) x +2"),
        ({}, "abc", 0, "+3"),
    ],
)
def test_grows_breadth_first_up_to_its_limit(narrower: dict[str, str], tops: str, limit: int, expected: str) -> None:
    assert outline(*grow_map(list(tops), lambda iri: list(narrower.get(iri, "")), leaf, limit, limit)) == expected


def test_a_wide_level_is_cut_off() -> None:
    branches, more = grow_map(list("abcd"), lambda iri: list("vwxyz") if iri == "a" else [], leaf, 100, 3)
    assert ([branch.iri for branch in branches], more) == (["a", "b", "c"], 1)
    assert ([branch.iri for branch in branches[0].branches], branches[0].more) == (["v", "w", "x"], 2)


@given(st.dictionaries(st.sampled_from("abcdef"), st.text("abcdef", max_size=6), max_size=6), st.integers(0, 200))
def test_growing_ends_whatever_is_narrower_than_what(narrower: dict[str, str], limit: int) -> None:
    branches, more = grow_map(list("abc"), lambda iri: list(narrower.get(iri, "")), leaf, limit, limit)

    def walk(branch: MapBranch, line: tuple[str, ...]) -> int:
        assert branch.iri not in line
        return 1 + sum(walk(each, (*line, branch.iri)) for each in branch.branches)

    assert sum(walk(each, ()) for each in branches) <= limit
    assert len(branches) + more == 3


def test_what_is_very_deep_is_left_to_be_loaded() -> None:
    branches, _ = grow_map(["0"], lambda iri: [str(int(iri) + 1)], leaf, 100_000, 100_000)
    depth, here = 1, branches[0]
    while here.branches:
        depth, here = depth + 1, here.branches[0]
    assert (depth, here.more) == (60, 1)
    draw(trunk(*branches), "")
    embed_map(trunk(*branches), MapContext())


def test_folds_whole_levels() -> None:
    tree = trunk(branch("a", branch("b", branch("c"), branch("d")), branch("e")), branch("f", more=2))
    assert [
        outline(fold_branches(tree, limit).branches, fold_branches(tree, limit).more).replace(
            "https://example.org/", ""
        )
        for limit in (1, 2, 3, 4, 5, 6)
    ] == [
        "a(+2) +1",
        "a(+2) f(+2)",
        "a(+2) f(+2)",
        "a(b(+2) e) f(+2)",
        "a(b(+2) e) f(+2)",
        "a(b(c d) e) f(+2)",
    ]


LABELS = st.text(min_size=1, max_size=80)
BRANCHES = st.recursive(
    st.builds(
        MapBranch, st.just("https://example.org/a"), LABELS, st.tuples(LABELS), LABELS, LABELS, more=st.integers(0, 99)
    ),
    lambda inner: st.builds(
        MapBranch,
        st.just("https://example.org/a"),
        LABELS,
        st.just(()),
        LABELS,
        LABELS,
        st.lists(inner, max_size=5).map(tuple),
        st.integers(0, 3),
    ),
    max_leaves=25,
)
TRUNKS = st.builds(
    MapRoot,
    LABELS,
    LABELS,
    LABELS,
    st.just("en"),
    st.sampled_from(["ltr", "rtl"]),
    st.lists(BRANCHES, max_size=6).map(tuple),
    st.integers(0, 3),
)


def overlap(one: LabelBox, other: LabelBox) -> bool:
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height / 2, other.y + other.height / 2) - max(
        one.y - one.height / 2, other.y - other.height / 2
    )
    return across > 1e-6 and down > 1e-6


@given(TRUNKS)
@settings(deadline=None)
def test_no_two_labels_overlap(tree: MapRoot) -> None:
    boxes = arrange(tree)
    for at, box in enumerate(boxes):
        assert not any(overlap(box, other) for other in boxes[at + 1 :])


@given(TRUNKS)
@settings(deadline=None)
def test_is_well_formed_whatever_labels_say(tree: MapRoot) -> None:
    root = ET.fromstring(draw(tree, tree.title))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg",
        "title",
        "desc",
        "g",
        "path",
        "a",
        "rect",
        "text",
    }
    assert all(not name.startswith("on") and name != "style" for element in root.iter() for name in element.attrib)
    assert len(root.findall(f"{SVG}a")) == len(arrange(fold_branches(tree, 300)))


@given(TRUNKS)
@settings(deadline=None)
def test_embedded_data_cannot_end_its_script_element(tree: MapRoot) -> None:
    text = embed_map(tree, MapContext("https://search.example/?q={}"))
    assert not re.search("[<>&]", text)
    assert json.loads(text)["title"] == tree.title


def test_both_sides_are_about_as_high() -> None:
    boxes = arrange(trunk(branch("a", *[branch(f"a{n}") for n in range(6)]), *[branch(f"b{n}") for n in range(6)]))
    assert [(box.branch.iri[-1], box.side) for box in boxes if box.level == 1 and box.branch] == [
        ("a", 1),
        *[(f"{n}", -1) for n in range(6)],
    ]


def test_begins_on_the_left_where_reading_begins_on_the_right() -> None:
    assert [box.side for box in arrange(trunk(branch("a"), branch("b"), language="ar"))] == [0, -1, 1]


def test_siblings_stand_in_order() -> None:
    boxes = arrange(trunk(branch("a", branch("b"), branch("c", branch("d"), branch("e")), branch("f"))))
    assert all(one.y < other.y for one, other in pairwise([box for box in boxes if box.level == 2]))


def test_links_lead_to_pages_and_tell_keywords() -> None:
    long = branch("a-label-that-is-so-long-that-nobody-would-want-to-read-it-on-a-map")
    mica = replace(branch("mica", more=7), uses=3)
    tree = trunk(branch("quartz", long, keywords=("rock crystal", "SiO2")), mica)
    text = draw(tree, "Said", name_uses="Used in {} pages".format)
    root = ET.fromstring(text)
    links = {link.get("href"): link for link in root.findall(f"{SVG}a")}
    assert set(links) == {"minerals/", "quartz/", "mica/", long.href}
    assert links["quartz/"].findtext(f"{SVG}title") == "Quartz\nrock crystal, SiO2"
    assert links["mica/"].findtext(f"{SVG}title") == "Used in 3 pages"
    assert links[long.href].findtext(f"{SVG}title") == long.label
    assert links[long.href].findtext(f"{SVG}text") == "A Label That Is So Long That Nobody Wou…"
    assert root.findtext(f"{SVG}desc") == "Said"
    assert [text.text for text in root.findall(f"{SVG}text")] == ["+7"]


def test_draws_no_more_than_its_limit() -> None:
    tree = trunk(*[branch(f"a{n}", branch(f"b{n}"), branch(f"c{n}")) for n in range(150)])
    assert draw(tree, "").count("<a ") == 151
    assert draw(tree, "", limit=450).count("<a ") == 451
    assert draw(tree, "", limit=100).count("<a ") == 102  # the scheme, a hundred, and the number of the others


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Quartz", "Quartz"),
        ("  two\n words ", "two words"),
        ("x" * 40, "x" * 40),
        ("x" * 41, "x" * 39 + "…"),
        ("x" * 38 + "e\u0301\u0301zz", "x" * 38 + "…"),  # not within a letter
        ("x" * 37 + "👩\u200d🔬👩\u200d🔬", "x" * 37 + "…"),
    ],
)
def test_shortens(label: str, expected: str) -> None:
    assert shorten_label(label) == expected


def test_wide_letters_are_wider() -> None:
    assert estimate("石英") > estimate("qu") > estimate("il") > estimate("\u0301\u200d") == 0


def test_same_input_same_bytes_under_any_hash_seed() -> None:
    program = (
        "from support.map_site import *; print(draw(trunk(branch('a', branch('b'), more=3), branch('c')), 'x'), "
        "embed_map(trunk(branch('a', keywords=('x', 'y'))), MapContext()))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
