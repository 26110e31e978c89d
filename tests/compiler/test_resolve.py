"""The targets of links: by path, by name, by CURIE and on other pages, or the reason why there is none."""

from dataclasses import replace

import pytest

from headword.compiler.linking.resolve import LinkTargets, PageLookup, ParentScheme, Resolver, Unresolved
from headword.markdown.inline import Link, read_target
from headword.markdown.profiles import SITES
from headword.markdown.text import SourceText
from headword.project.config import Config

BASE = "https://e.example/"


def link(text: str) -> Link:
    return read_target(SourceText(text, "x.md", 1, 1))


def page(path: str, *names: str, under: str = "", **others: str) -> LinkTargets:
    """Return the targets of a page with a concept for each of ``names``, of which the first is on top."""
    ids = {name.lower(): f"{BASE}{path}/{name.lower()}" for name in names}
    labels = {name: (iri,) for name, iri in ids.items()}
    targets = LinkTargets(f"{path}.md", path, ids, labels, tuple(ids.values())[:1], scheme=BASE + path)
    return replace(targets, under=link(under) if under else None, **others)  # type: ignore[arg-type]


PAGES = {
    one.file: one
    for one in (
        page("rocks", "Rocks", "Granite", "Basalt"),
        page("deep/lava", "Lava", "Basalt"),
        page("deep/ash", "Ash", under="lava.md#lava"),
        page("deep/dust", "Dust", under="ash.md"),
        page("loop/one", "One", under="two.md"),
        page("loop/two", "Two", under="one.md"),
        page("draft", "Draft", absent="it is a draft"),
        replace(page("two-tops", "A", "B"), tops=(f"{BASE}two-tops/a", f"{BASE}two-tops/b")),
        page("lost", "Lost", under="nowhere.md"),
    )
}


def resolver(site: str = "") -> Resolver:
    paths = {file: one.page_path for file, one in PAGES.items()}
    config = Config(base=BASE, prefixes={"wd": "http://www.wikidata.org/entity/"}, profile=(site,))
    return Resolver(paths, PAGES.__getitem__, config, {"old-rocks.md": "rocks.md"}.get)


FOUND = {
    # Link, page it is on: the end of the IRI, the files that were looked up.
    ("[g](#granite)", "rocks.md"): ("rocks/granite", []),
    ("[g](#Granite)", "rocks.md"): ("rocks/granite", []),
    ("[g](rocks.md#granite)", "draft.md"): ("rocks/granite", ["rocks.md"]),
    ("[g](../rocks.md#granite)", "deep/lava.md"): ("rocks/granite", ["rocks.md"]),
    ("[g](../rocks/#granite)", "deep/lava.md"): ("rocks/granite", ["rocks.md"]),
    ("[g](old-rocks.md#granite)", "draft.md"): ("rocks/granite", ["rocks.md"]),
    ("[r](rocks.md)", "draft.md"): ("rocks/rocks", ["rocks.md"]),
    ('{{< ref "rocks.md#basalt" >}}', "deep/lava.md"): ("rocks/basalt", ["rocks.md"]),
    ('{{< relref "lava#basalt" >}}', "rocks.md"): ("deep/lava/basalt", ["deep/lava.md"]),
    ("[[lava#Basalt]]", "rocks.md"): ("deep/lava/basalt", ["deep/lava.md"]),
    ("[b](lava.md#basalt)", "deep/lava.md"): ("deep/lava/basalt", ["deep/lava.md"]),
}


@pytest.mark.parametrize(("text", "file"), FOUND)
def test_a_link_leads_to_a_concept(text: str, file: str) -> None:
    end, files = FOUND[text, file]
    target, lookups = resolver().resolve(link(text), PAGES[file])
    assert target == BASE + end
    assert lookups == tuple(map(PageLookup, files))


def test_iris_and_curies_resolve_without_lookup() -> None:
    for text in ("<http://www.wikidata.org/entity/Q42>", "wd:Q42", "[d](http://www.wikidata.org/entity/Q42)"):
        assert resolver().resolve(link(text), PAGES["rocks.md"]) == ("http://www.wikidata.org/entity/Q42", ())


NOWHERE = {
    ("[g](#granit)", "rocks.md"): "the nearest is #granite",
    ("[g](nowhere.md)", "rocks.md"): "there is no page 'nowhere.md'",
    ("[d](draft.md#draft)", "rocks.md"): "left out: it is a draft",
    ("[t](two-tops.md)", "rocks.md"): "has 2 top concepts",
    ("granite", "rocks.md"): "write [granite](#granite)",
    ("xx:Q42", "rocks.md"): "the prefix 'xx' is not configured",
    ("<no iri>", "rocks.md"): "not an IRI",
}


@pytest.mark.parametrize(("text", "file"), NOWHERE)
def test_unresolved_link_has_a_reason(text: str, file: str) -> None:
    target, _ = resolver().resolve(link(text), PAGES[file])
    assert isinstance(target, Unresolved)
    assert NOWHERE[text, file] in target.reason


def test_failed_lookup_depends_on_list_of_pages() -> None:
    assert resolver().resolve(link("[g](nowhere.md)"), PAGES["rocks.md"]).lookups == (PageLookup(""),)


HOMES = {
    "rocks.md": ("rocks", "", [""]),
    "deep/ash.md": ("deep/lava", "deep/lava/lava", ["deep/lava.md"]),
    "deep/dust.md": ("deep/lava", "", ["deep/ash.md", "deep/lava.md"]),
}


@pytest.mark.parametrize("file", HOMES)
def test_a_page_continues_another(file: str) -> None:
    scheme, concept, files = HOMES[file]
    home, lookups = resolver().find_home(PAGES[file])
    assert isinstance(home, ParentScheme)
    assert (home.scheme, home.concept) == (BASE + scheme, concept and BASE + concept)
    assert [one.file for one in lookups] == [name for name in files if name]
    assert {iri for name in (file, *filter(None, files)) for iri in PAGES[name].ids.values()} == home.iris


@pytest.mark.parametrize(("file", "reason"), [("loop/one.md", "already continues this one"), ("lost.md", "no page")])
def test_page_that_cannot_continue_another_has_a_reason(file: str, reason: str) -> None:
    home, _ = resolver().find_home(PAGES[file])
    assert isinstance(home, Unresolved)
    assert reason in home.reason


def test_scheme_depends_on_every_page_above() -> None:
    target, lookups = resolver().resolve_scheme(link("[d](deep/dust.md)"), PAGES["rocks.md"])
    assert target == BASE + "deep/lava"
    assert [one.file for one in lookups] == ["deep/dust.md", "deep/ash.md", "deep/lava.md"]


def test_link_in_vault_finds_nearest_note() -> None:
    assert "obsidian" in SITES
    target, _ = resolver("obsidian").resolve(link("[[Lava#Basalt]]"), PAGES["rocks.md"])
    assert target == f"{BASE}deep/lava/basalt"
    missing, _ = resolver("obsidian").resolve(link("[[Magma]]"), PAGES["rocks.md"])
    assert isinstance(missing, Unresolved)
    assert missing.rule == "unwritten-note"
