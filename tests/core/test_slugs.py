"""Slugs: never empty, never out of place, and independent of the order of headings."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headword.core.slugs import MAX_SLUG, SlugRequest, find_namesakes, is_same_label, is_valid_id, mint_slugs, slugify

LABELS = st.text(min_size=1, max_size=30)
LONG = "x" * 100
FEW = st.sampled_from(["Costs", "costs", "Costs!", "C", "C++", "C#", "Launch", "Launch Costs", "…", "成本"])


@pytest.mark.parametrize(
    ("label", "slug"),
    [
        ("Protein Crystals", "protein-crystals"),
        ("../../etc/passwd", "etc-passwd"),
        ("  A  &  B  ", "a-b"),
        ("naïve Café", "naive-cafe"),
        ("Ångström Øre Łódź", "angstrom-ore-lodz"),
        ("Ελλάδα", "ελλάδα"),
        ("日本", "日本"),
        ("...", "full-stop-full-stop-full-stop"),
        ("snake_case", "snake-case"),
        ("ＦＵＬＬ", "full"),
        ("\ue000\U000f0001", "u-e000-u-f0001"),
        ("\u0301", "combining-acute-accent"),
        ("2.4 GHz", "2-4-ghz"),
        ("802.11 ax", "802-11-ax"),
        ("24.12. Heiligabend", "24-12-heiligabend"),
    ],
)
def test_slug(label: str, slug: str) -> None:
    assert slugify(label) == slug


# Labels that differ in signs, each group in a row.
SIGNS = [
    {"C": "c", "C++": "c-plus-plus", "C#": "c-sharp", "C--": "c-minus-minus", "C♯": "c-music-sharp"},
    {"H": "h", "H+": "h-plus", "H-": "h-minus", "H⁺": "h-plus", "H−": "h-minus", "(H-)": "h-minus"},
    {"A": "a", "A+": "a-plus", "A-": "a-minus", "A*": "a-star", "A'": "a"},
    {"Net": "net", ".NET": "dot-net", "A .NET": "a-dot-net", "A. Net": "a-net", "...net": "net"},
    {"50 €": "50-euro", "50 %": "50-percent", "50 $": "50-dollar", "50": "50", "50‰": "50-per-mille", "½": "1-2"},
    {
        "R&D": "r-and-d",
        "R & D": "r-d",
        "R/D": "r-d",
        "R|D": "r-d",
        "R@D": "r-at-d",
        "R→D": "r-rightwards-arrow-d",
        "R → D": "r-d",
    },
    {"m²": "m-superscript-2", "m2": "m2", "10³": "10-superscript-3", "103": "103", "1½": "1-1-2", "11/2": "11-2"},
    # Digits that are usually written on the line as well.
    {"H₂O": "h2o", "H2O": "h2o", "Ca²⁺": "ca2-plus", "Ca2+": "ca2-plus", "¹⁴C": "14c", "14C": "14c"},
    {"x*": "x-star", "*x*": "x", "**x**": "x", "x*y": "x-star-y"},
    {"5 °C": "5-degree-c", "-5 °C": "minus-5-degree-c", "−5 °C": "minus-5-degree-c", "Below -5": "below-minus-5"},
    {"< 5": "less-than-5", "> 5": "greater-than-5", "±5": "plus-minus-5", "~5": "tilde-5", "5′": "5-prime"},
    {"#1": "number-1", "#tag": "hash-tag", "F#": "f-sharp", "# F": "f"},
    {"(+)-Menthol": "plus-menthol", "(-)-Menthol": "minus-menthol", "Menthol": "menthol"},
    {"SO4 2-": "so4-2-minus", "Rh-": "rh-minus", "e-": "e-minus", "BBB-": "bbb-minus"},
    # Hyphens that are no signs, and marks that say nothing of what is meant.
    {"Vor- und Nachteile": "vor-und-nachteile", "Bio-": "bio", "Smith, 1950-": "smith-1950", "2010 -2020": "2010-2020"},
    {
        "COVID-19": "covid-19",
        "X-ray": "x-ray",
        "Fizz®": "fizz",
        "Women´s": "women-s",
        "A | B": "a-b",
        "🚀 Launch": "launch",
    },
    {"$": "dollar-sign", "+": "plus-sign", "%": "percent-sign"},
]


@pytest.mark.parametrize("slugs", SIGNS, ids=" ".join)
def test_signs_are_spelled(slugs: dict[str, str]) -> None:
    assert {label: slugify(label) for label in slugs} == slugs


@pytest.mark.parametrize(
    ("label", "other", "is_same"),
    [
        ("R & D", "R / D", False),
        ("Q&A", "Q/A", False),
        ("1.5", "1-5", False),
        ("1:5", "1/5", False),
        ("6' pipe", '6" pipe', False),
        ("Plug ♂", "Plug ♀", False),
        ("m²", "m2", False),
        ("R & D", "R D", True),
        ("1,5", "1.5", True),
        ("2010-2020", "2010–2020", True),
        ("H₂O", "H2O", True),
        ("Costs!", "costs", True),
        ("🚀 Launch", "🎉 Launch", True),
    ],
)
def test_what_differs_in_spelling_only(label: str, other: str, is_same: bool) -> None:
    assert is_same_label(label, other) is is_same


@given(LABELS)
def test_a_slug_can_always_end_an_iri(label: str) -> None:
    slug = slugify(label)
    assert is_valid_id(slug)
    assert len(slug) <= MAX_SLUG + 1
    assert slug == slug.casefold() or not slug.isascii()


@pytest.mark.parametrize("text", ["", ".", "..", "a/b", "a b", "a#b", "a%2Fb", 'a"b', "a\nb", "<a>", "a\\b"])
def test_not_an_id(text: str) -> None:
    assert not is_valid_id(text)


@st.composite
def outlines(draw: st.DrawFn) -> list[tuple[str, int | None]]:
    """Labels with the index of what stands above each; siblings differ."""
    size = draw(st.integers(1, 14))
    items: list[tuple[str, int | None]] = []
    for index in range(size):
        parent = draw(st.one_of(st.none(), st.integers(0, index - 1))) if index else None
        label = draw(FEW)
        if (label, parent) not in items:
            items.append((label, parent))
        else:
            items.append((f"{label} {index}", parent))
    return items


def _named(items: list[tuple[str, int | None]]) -> list[SlugRequest]:
    return [SlugRequest(label, parent, "", ("page",)) for label, parent in items]


@given(outlines(), st.randoms())
def test_ids_do_not_depend_on_the_order_of_headings(items: list[tuple[str, int | None]], source: random.Random) -> None:
    order = list(range(len(items)))
    source.shuffle(order)
    where = {old: new for new, old in enumerate(order)}
    shuffled = [(items[old][0], None if items[old][1] is None else where[items[old][1]]) for old in order]
    before, after = mint_slugs(_named(items)), mint_slugs(_named(shuffled))
    assert [before[old] for old in order] == after


@given(outlines(), st.sets(FEW.map(slugify)))
def test_ids_differ_but_for_those_of_namesakes(items: list[tuple[str, int | None]], taken: set[str]) -> None:
    named = _named(items)
    slugs = mint_slugs(named, taken)
    groups = find_namesakes(named, slugs, taken)
    told = {index for group in groups for index in group}
    rest = [slug for index, slug in enumerate(slugs) if index not in told]
    assert len(set(rest)) == len(rest)
    assert taken.isdisjoint(rest)
    assert all(len({slugs[index] for index in group}) == 1 for group in groups)


def _chain(items: list[tuple[str, int | None]], index: int | None) -> list[str]:
    return [] if index is None else [slugify(items[index][0]), *_chain(items, items[index][1])]


@given(outlines())
def test_only_what_has_no_other_name_is_a_namesake(items: list[tuple[str, int | None]]) -> None:
    named = _named(items)
    for group in find_namesakes(named, mint_slugs(named)):
        # All that they say, from the top down, is the same: no name made of it can differ.
        assert len({"-".join(reversed(_chain(items, index))) for index in group}) == 1


@pytest.mark.parametrize(
    ("outline", "slugs"),
    [
        # Name, what it stands under, and an id.
        ([("Space", None), ("Costs", 0), ("Ops", None), ("Costs", 2)], "space space-costs ops ops-costs"),
        ([("Costs", None), ("Space", None), ("Costs", 1)], "page-costs space space-costs"),
        # On three levels.
        (
            [("A", None), ("B", 0), ("X", 1), ("C", None), ("B", 3), ("X", 4)],
            "a a-b a-b-x c c-b c-b-x",
        ),
        # A name made with a parent's makes way for a label's own.
        (
            [("Space", None), ("Launch", 0), ("Costs", 1), ("Launch Costs", 0), ("Costs", 0)],
            "space launch space-launch-costs launch-costs space-costs",
        ),
        ([("Launch", None), ("Costs", 0), ("Launch Costs", None), ("Costs", 2)],
         "launch page-launch-costs launch-costs launch-costs-costs"),
        # Case and accents are folded, and what only order tells apart shares a slug.
        ([("Things", None), ("Résumé", 0), ("resume", 0)], "things resume resume"),
        ([("Things", None), ("Frame", 0), ("Frame", 0), ("More", None), ("Frame", 3)],
         "things things-frame things-frame more more-frame"),
        ([("Frame", None), ("Frame", None)], "frame frame"),
        # What a slug is too short for distinguishes them all the same.
        ([(f"{LONG} one", None), (f"{LONG} two", None), (f"{LONG}er", None), (f"y{LONG}", None)],
         f"{LONG}-one {LONG}-two {LONG}er y{LONG[:79]}"),
        ([("Frame", None), ("Tube", 0), ("Frame", None), ("Tube", 2)], "frame tube frame tube"),
    ],
)  # fmt: skip
def test_how_headings_are_told_apart(outline: list[tuple[str, int | None]], slugs: str) -> None:
    assert mint_slugs(_named(outline)) == slugs.split()


def test_an_explicit_id_is_kept_and_others_make_way() -> None:
    named = [SlugRequest("Space", None, "", ("page",)), SlugRequest("Mass", None, "space-costs", ("page",))]
    named += [
        SlugRequest("Costs", 0, "", ("page",)),
        SlugRequest("Costs", 1, "", ("page",)),
        SlugRequest("Gold", None, "mass", ("page",)),
    ]
    assert mint_slugs(named) == ["space", "space-costs", "page-space-costs", "space-costs-costs", "mass"]


def test_what_is_taken_is_not_given() -> None:
    named = _named([("Space", None), ("Costs", 0), ("Costs", 0)])
    assert mint_slugs(named, {"space", "costs"}) == ["page-space", "space-costs", "space-costs"]
    named = [SlugRequest("Space", None, "")]
    assert find_namesakes(named, mint_slugs(named, {"space"}), {"space"}) == [[0]]
