"""What compiling must never depend on: the order of files, and the order of headings."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from headword.compiler import compile_outlines
from headword.config import Config
from headword.graph import list_subjects, state_document
from headword.plan import SourceOutline
from headword.source.outline import read_outline
from headword.source.page import parse_page

WORDS = st.sampled_from(
    ["Costs", "Launch", "Return", "Orbit", "costs", "C++", "C#", "Café", "東京", "1. Mass", "2 Stroke"]
)
CONFIGS = st.sampled_from([Config(), Config(scheme="site"), Config(iri_style="hash"), Config(subjects=("tag", "area"))])


@st.composite
def pages(draw: st.DrawFn) -> dict[str, str]:
    """A few pages of a few headings, labels of which recur."""
    site = {}
    for name in draw(
        st.lists(st.sampled_from(["a", "b", "a/b", "a/costs", "c/a"]), min_size=1, max_size=4, unique=True)
    ):
        lines = [f"---\ntag: {draw(WORDS)}\n---"]
        for one in draw(st.lists(WORDS, min_size=1, max_size=3)):
            lines.append(f"# {one}; {draw(WORDS)} keyword")
            lines.extend(f"## {two}" for two in draw(st.lists(WORDS, max_size=3)))
        site[name] = "\n".join(lines)
    return site


def read(site: dict[str, str]) -> list[SourceOutline]:
    return [
        SourceOutline(read_outline(parse_page(text, f"taxonomy/{name}.md", name), ("jsvis-*",)), f"{name}.md", "")
        for name, text in site.items()
    ]


@settings(max_examples=60, deadline=None)
@given(pages(), CONFIGS, st.randoms())
def test_the_order_of_files_does_not_matter(site: dict[str, str], config: Config, source: random.Random) -> None:
    before = compile_outlines(read(site), config).vocabulary
    names = list(site)
    source.shuffle(names)
    after = compile_outlines(read({name: site[name] for name in names}), config).vocabulary
    assert [list(state_document(document).items()) for document in before.documents] == [
        list(state_document(document).items()) for document in after.documents
    ]
    assert [list_subjects(document) for document in before.documents] == [
        list_subjects(document) for document in after.documents
    ]


@st.composite
def sections(draw: st.DrawFn) -> list[tuple[str, list[str]]]:
    """Headings with others under them; those beside each other have labels of their own."""
    tops = draw(st.lists(WORDS, min_size=2, max_size=4, unique=True))
    return [(top, draw(st.lists(WORDS, max_size=3, unique=True))) for top in tops]


@settings(max_examples=100, deadline=None)
@given(sections(), st.randoms())
def test_moving_headings_keeps_their_iris(made: list[tuple[str, list[str]]], source: random.Random) -> None:
    def iris(order: list[tuple[str, list[str]]]) -> dict[tuple[str, ...], str]:
        lines, keys = ["# Top"], [("Top",)]
        for top, below in order:
            lines += [f"## {top}", *(f"### {label}" for label in below)]
            keys += [("Top", top), *(("Top", top, label) for label in below)]
        vocabulary = compile_outlines(read({"p": "\n".join(lines)}), Config()).vocabulary
        return dict(zip(keys, [resource.iri for resource in vocabulary.documents[0].resources], strict=True))

    moved = [(top, source.sample(below, len(below))) for top, below in source.sample(made, len(made))]
    assert iris(made) == iris(moved)
