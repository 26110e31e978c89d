"""Slugs: never empty, never out of place, and independent of the order of headings."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headword.core.slugs import MAX_SLUG, SlugRequest, is_valid_id, mint_slugs, slugify

LABELS = st.text(min_size=1, max_size=30)
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
    ],
)
def test_slug(label: str, slug: str) -> None:
    assert slugify(label) == slug


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
    return [SlugRequest(label, parent, "", label) for label, parent in items]


@given(outlines(), st.randoms())
def test_ids_do_not_depend_on_the_order_of_headings(items: list[tuple[str, int | None]], source: random.Random) -> None:
    order = list(range(len(items)))
    source.shuffle(order)
    where = {old: new for new, old in enumerate(order)}
    shuffled = [(items[old][0], None if items[old][1] is None else where[items[old][1]]) for old in order]
    before, after = mint_slugs(_named(items)), mint_slugs(_named(shuffled))
    assert [before[old] for old in order] == after


@given(outlines())
def test_ids_differ(items: list[tuple[str, int | None]]) -> None:
    slugs = mint_slugs(_named(items))
    assert len(set(slugs)) == len(slugs)


def test_an_explicit_id_is_kept_and_others_make_way() -> None:
    named = [
        SlugRequest("Space", None, "", ""),
        SlugRequest("Mass", None, "space-costs", ""),
        SlugRequest("Costs", 0, "", ""),
    ]
    named += [SlugRequest("Costs", 1, "", "")]
    assert mint_slugs(named)[1] == "space-costs"
    assert len(set(mint_slugs(named))) == 4


def test_twins_in_every_respect_are_numbered() -> None:
    named = [
        SlugRequest("Space", None, "", ""),
        SlugRequest("Costs", 0, "", "same"),
        SlugRequest("Costs", 0, "", "same"),
    ]
    first, one, two = mint_slugs(named)
    assert first == "space"
    assert one != two
