"""The results of compiling are independent of the order of files and headings."""

import random
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from headword.compiler.documents import SiteGraph
from headword.compiler.incremental import compile_pages
from headword.compiler.naming.lock import Lock
from headword.compiler.publication import Publication
from headword.compiler.site import Site
from headword.compiler.summary import Fact
from headword.core.cache import open_cache
from headword.core.context import RunContext
from headword.core.slugs import slugify
from headword.markdown.headings import strip_number
from headword.project.config import Config
from headword.project.project import Project, SourceFile
from headword.project.variants import SourcePage
from headword.rdf.graph import DocumentSubjects

WORDS = st.sampled_from(
    ["Costs", "Launch", "Return", "Orbit", "costs", "C++", "C#", "Café", "東京", "1. Mass", "2 Stroke"]
)
CONFIGS = st.sampled_from([Config(), Config(scheme="site"), Config(iri_style="hash"), Config(subjects=("tag", "area"))])


@st.composite
def pages(draw: st.DrawFn) -> dict[str, str]:
    """Draw a few pages with a few headings, whose labels recur."""
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


def published(site: dict[str, str], config: Config) -> list[tuple[DocumentSubjects, list[Fact]]]:
    """Return every document with its facts in order; the files are found in the order of ``site``."""
    with tempfile.TemporaryDirectory() as folder, open_cache(None) as cache:
        project = Project(Path(folder), config)
        files = {}
        for name, text in site.items():
            file = project.sources / f"{name}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            files[f"{name}.md"] = SourcePage(SourceFile(file, name), f"{name}.md", "")
        pages = compile_pages(Site(project, files, drafts=False, lock=Lock()), RunContext(cache))
        documents = SiteGraph(pages.records.values(), pages.stated, config)
        return [
            (document, [Fact(*item) for item in facts.items()])
            for document, facts in Publication(documents, config).each()
        ]


@settings(max_examples=60, deadline=None)
@given(pages(), CONFIGS, st.randoms())
def test_order_of_files_does_not_matter(site: dict[str, str], config: Config, source: random.Random) -> None:
    names = list(site)
    source.shuffle(names)
    assert published(site, config) == published({name: site[name] for name in names}, config)


@st.composite
def sections(draw: st.DrawFn) -> list[tuple[str, list[str]]]:
    """Draw headings with others below them; siblings have different labels.

    A number that states the position is not part of the label, so it would change with the order.
    """
    words = WORDS.filter(lambda word: strip_number(word) == word)
    tops = draw(st.lists(words, min_size=2, max_size=4, unique_by=slugify))
    return [(top, draw(st.lists(words, max_size=3, unique_by=slugify))) for top in tops]


@settings(max_examples=100, deadline=None)
@given(sections(), st.randoms())
def test_moving_headings_keeps_their_iris(made: list[tuple[str, list[str]]], source: random.Random) -> None:
    def iris(order: list[tuple[str, list[str]]]) -> dict[tuple[str, ...], str]:
        lines, keys = ["# Top"], [("Top",)]
        for top, below in order:
            lines += [f"## {top}", *(f"### {label}" for label in below)]
            keys += [("Top", top), *(("Top", top, label) for label in below)]
        ((document, _),) = published({"p": "\n".join(lines)}, Config())
        return dict(zip(keys, document.subjects[1:], strict=True))

    moved = [(top, source.sample(below, len(below))) for top, below in source.sample(made, len(made))]
    assert iris(made) == iris(moved)
