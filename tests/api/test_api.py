"""The vocabulary from Python: what is loaded, asked, shown, and what it costs to import."""

import copy
import html.parser
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib import SKOS, URIRef

import headword
from headword import HeadwordError, Text, Vocabulary
from headword.api.answers import Rows
from headword.api.search import FITS, KINDS, NOTE, ConceptFinder, SearchName
from headword.rdf.folding import fold_words
from headword.rdf.sparql.bindings import bind
from headword.rdf.terms import Literal
from headword.site.search.index import SearchEntry, SearchTerm, write_index
from support.project import ROOT
from support.search_reader import Reader

Site = Callable[..., Path]
EXAMPLE = "https://w3id.org/headword/example/"
LEO = f"{EXAMPLE}glossary/orbits/leo"

PAGE = """\
---
title: Minerals
---

# Minerals; natural solids

## Quartz; rock crystal {notation="Q1"}

The commonest mineral.

> Sand is mostly quartz.

- Label (de): Quarz
- Alt (de): Bergkristall
- Hidden: quarz
- Related: [Feldspar](#feldspar)
- Exact match: <http://www.wikidata.org/entity/Q43010>
- Scope note (de): Auch als Sand.

### Amethyst

## Feldspar

## Rock crystal {.deprecated}
- Replaced by: [Quartz](#quartz)

## Hard ones {.ordered}
- Member: [Feldspar](#feldspar)
- Member: [Quartz](#quartz)
"""
BASE = "https://w3id.org/test/m/"


@pytest.fixture(scope="module")
def example() -> Vocabulary:
    return headword.load(ROOT)


@pytest.fixture
def minerals(site: Site) -> Vocabulary:
    return headword.load(site({"taxonomy/m.md": PAGE}))


def names(concepts: object) -> list[str]:
    return [str(one.label()) for one in concepts]  # type: ignore[attr-defined]


# What is loaded


def test_every_kind_of_input_says_the_same(example: Vocabulary, tmp_path: Path) -> None:
    graph = set(example.graph)
    assert set(headword.load(ROOT / "taxonomy").graph) == graph
    assert set(headword.load(ROOT / "vocab").graph) == graph
    page = headword.load(ROOT / "taxonomy/glossary/orbits.md")
    file = headword.load(ROOT / "vocab/glossary/orbits.ttl")
    assert {one.iri for one in page if "/subjects/" not in one.iri} == {one.iri for one in file}
    assert page.concept(LEO).labels == file.concept(LEO).labels == example.concept(LEO).labels
    assert example.title == headword.load(ROOT / "taxonomy").title == "Space activities"
    assert file.title == "Orbits"


@pytest.mark.parametrize("name", ["nowhere", "empty", "picture.png", "wrong.ttl"])
def test_what_cannot_be_loaded(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "wrong.ttl").write_text("no turtle")
    with pytest.raises(HeadwordError):
        headword.load(tmp_path / name)


@pytest.mark.parametrize("name", ["headword.toml", "pyproject.toml"])
def test_the_config_file_stands_for_its_project(name: str, site: Site) -> None:
    text = 'base = "https://w3id.org/test/"\n'
    folder = site({"taxonomy/m.md": PAGE, name: text if name == "headword.toml" else f"[tool.headword]\n{text}"})
    assert headword.load(folder / name).concepts == headword.load(folder).concepts


def test_a_page_needs_no_project(tmp_path: Path) -> None:
    (tmp_path / "rocks.md").write_text(PAGE, encoding="utf-8")
    assert len(headword.load(tmp_path / "rocks.md").concepts) == 5


def test_a_graph_is_taken_as_it_is() -> None:
    graph = rdflib.Graph().parse(ROOT / "vocab/glossary/orbits.ttl")
    graph.bind("orbits", f"{EXAMPLE}glossary/orbits/")
    vocabulary = headword.load(graph)
    assert vocabulary.graph is graph
    assert vocabulary.concept("orbits:leo").label("de") == "Niedrige Erdumlaufbahn"
    assert vocabulary.search("low earth")[0].iri == LEO
    assert len(vocabulary.select("SELECT ?c { ?c a skos:Concept }")) == len(vocabulary) == 7
    assert vocabulary.language == "en"
    assert {finding.rule.name for finding in vocabulary.check().findings} == {
        finding.rule.name for finding in headword.load(ROOT / "vocab/glossary/orbits.ttl").check().findings
    }
    # What becomes of the graph afterwards is its owner's business.
    graph.remove((None, None, None))
    assert len(vocabulary) == 7


@pytest.mark.parametrize("source", [None, 3, b"x", []])
def test_what_is_neither_path_nor_graph(source: object) -> None:
    with pytest.raises(TypeError, match=f"not from a {type(source).__name__}"):
        headword.load(source)  # type: ignore[arg-type]


def test_a_vocabulary_can_go_to_another_process(minerals: Vocabulary) -> None:
    assert minerals.query("ASK { ?s ?p ?o }")
    assert len(minerals.graph)
    again = pickle.loads(pickle.dumps(minerals))
    assert again.concepts == minerals.concepts
    assert again.select("@search", text="quartz")._rows == minerals.select("@search", text="quartz")._rows
    assert again.check() == minerals.check()


def test_a_load_is_a_snapshot(minerals: Vocabulary, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site({"taxonomy/m.md": "# Other\n"})
    assert minerals.concept("m/quartz").label() == minerals.search("quartz")[0].label() == "Quartz"
    assert minerals.query("ASK { ?c skos:prefLabel 'Quartz'@en }") is True
    assert len(minerals.graph) == len(headword.load(site({"taxonomy/m.md": PAGE})).graph)


def test_graph_and_origin(minerals: Vocabulary, site: Site) -> None:
    assert minerals.graph is minerals.graph
    assert isinstance(minerals.graph, rdflib.Graph)
    compiled = headword.compile(site({}))
    assert set(minerals.graph) == set(compiled.graph)
    triple = (URIRef(f"{BASE}quartz"), SKOS.altLabel, rdflib.Literal("Bergkristall", lang="de"))
    assert str(minerals.origin(triple)) == str(compiled.origin(triple)) == "taxonomy/m.md:14:13"
    with pytest.raises(KeyError):
        minerals.origin((triple[0], SKOS.altLabel, rdflib.Literal("none")))
    loaded = headword.load(ROOT / "vocab/glossary/orbits.ttl")
    assert str(loaded.concept(LEO).location).startswith("vocab/glossary/orbits.ttl:")
    assert loaded.concept(LEO).location.line > 1


# Concepts


def test_a_concept(minerals: Vocabulary) -> None:
    quartz = minerals.concept("m/quartz")
    assert quartz == minerals.concept(f"{BASE}quartz")
    assert (quartz.label(), quartz.label("de"), quartz.label("fr")) == ("Quartz", "Quarz", "Quartz")
    assert (quartz.label("de").language, quartz.label("fr").language) == ("de", "en")
    assert quartz.labels == {"en": "Quartz", "de": "Quarz"}
    assert quartz.alt_labels() == ("rock crystal", "Bergkristall")
    assert quartz.alt_labels("de") == ("Bergkristall",)
    assert quartz.hidden_labels() == ("quarz",)
    assert quartz.notations == ("Q1",)
    assert (quartz.definition(), quartz.definition("de")) == ("The commonest mineral.",) * 2
    assert minerals.concept("m/amethyst").definition() == ""
    assert {kind: list(map(str, texts)) for kind, texts in quartz.notes.items()} == {
        "definition": ["The commonest mineral."],
        "example": ["Sand is mostly quartz."],
        "scopeNote": ["Auch als Sand."],
    }
    assert names(quartz.broader) == ["Minerals"]
    assert names(quartz.narrower) == ["Amethyst"]
    assert names(quartz.related) == ["Feldspar"]
    assert names(minerals.concept("m/feldspar").related) == ["Quartz"]
    assert quartz.mappings == {"exactMatch": ("http://www.wikidata.org/entity/Q43010",)}
    assert names(minerals.concept("m/amethyst").ancestors) == ["Quartz", "Minerals"]
    assert names(minerals.concept("m/minerals").descendants) == ["Quartz", "Feldspar", "Rock crystal", "Amethyst"]
    assert quartz.scheme is not None
    assert (quartz.scheme, quartz.schemes) == (minerals.schemes[0], (minerals.schemes[0],))
    assert names(quartz.collections) == ["Hard ones"]
    assert not quartz.deprecated
    old = minerals.concept("m/rock-crystal")
    assert (old.deprecated, old.replaced_by) == (True, (quartz,))
    assert str(quartz.location) == "taxonomy/m.md:7:4"


def test_schemes_and_collections(minerals: Vocabulary) -> None:
    (scheme,) = minerals.schemes
    assert (scheme.label(), names(scheme.top_concepts)) == ("Minerals", ["Minerals"])
    assert len(scheme.concepts) == len(minerals) == len(minerals.concepts) == 5
    (group,) = minerals.collections
    assert (group.ordered, names(group.members)) == (True, ["Feldspar", "Quartz"])
    assert group.collections == ()


def test_concepts_are_values(minerals: Vocabulary, site: Site) -> None:
    again = headword.load(site({}))
    assert minerals.concept("m/quartz") == again.concept("m/quartz")
    assert len({*minerals, *again}) == 5
    assert [one.iri for one in sorted(minerals)] == sorted(one.iri for one in minerals)
    assert minerals.concept("m/quartz") != minerals.schemes[0]
    assert repr(minerals.concept("m/quartz")) == f"<Concept 'Quartz' {BASE}quartz>"
    assert repr(minerals) == "<Vocabulary 'Test': 5 concepts>"
    for name in ("m/quartz", f"{BASE}quartz", again.concept("m/quartz")):
        assert name in minerals
    for name in ("m/x", "https://w3id.org/test/m", 5, minerals.schemes[0], None):
        assert name not in minerals


def test_names_of_concepts(site: Site) -> None:
    config = 'base = "https://w3id.org/test/"\n[prefixes]\nm = "https://w3id.org/test/m/"\n'
    vocabulary = headword.load(site({"taxonomy/m.md": PAGE}, config))
    assert vocabulary.concept("m:quartz").iri == f"{BASE}quartz"
    assert "m:quartz" in vocabulary
    for error in (KeyError, HeadwordError):
        with pytest.raises(error, match="did you mean 'm/quartz'"):
            vocabulary.concept("m:quarz")


CIRCLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
<urn:a> a skos:Concept ; skos:broader <urn:b> ; skos:prefLabel "Á"@es, "A"@es-MX, "bare" .
<urn:b> a skos:Concept ; skos:broader <urn:c>, <urn:b> ; xl:prefLabel <urn:l> .
<urn:l> a xl:Label ; xl:literalForm "from a label"@en .
<urn:c> a skos:Concept ; skos:broader <urn:a>, <urn:elsewhere> .
<urn:s> skos:hasTopConcept <urn:c> .
"""


def test_rdf_as_others_write_it(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(CIRCLE)
    vocabulary = headword.load(tmp_path / "x.ttl")
    a, b, c = vocabulary.concepts
    assert [one.iri for one in a.ancestors] == ["urn:b", "urn:c", "urn:elsewhere"]
    assert [one.iri for one in b.ancestors] == ["urn:c", "urn:a", "urn:elsewhere"]
    assert [one.iri for one in a.narrower] == ["urn:c"]
    elsewhere = c.broader[1]
    assert (elsewhere.iri, elsewhere in vocabulary, elsewhere.label(), elsewhere.labels) == (
        "urn:elsewhere",
        False,
        "urn:elsewhere",
        {},
    )
    assert (elsewhere.narrower, str(elsewhere.location)) == ((c,), "x.ttl:7:48")
    assert b.label() == "from a label"
    assert [scheme.iri for scheme in c.schemes] == ["urn:s"]
    assert a.labels == {"es": "Á", "es-MX": "A", "": "bare"}
    assert (a.label("es-mx"), a.label("es-AR"), a.label("de")) == ("A", "Á", "bare")
    assert (vocabulary.language, vocabulary.base, vocabulary.languages) == ("en", "", ("en", "es", "es-MX"))
    # With the label that follows from that of SKOS-XL (S55).
    assert len(vocabulary.graph) == 16
    report = vocabulary.check()
    assert {"broader-cycle"} <= {finding.rule.name for finding in report.findings}


def test_a_text_is_a_str_with_a_language() -> None:
    text = Text("Quarz", "de")
    assert (text, text.language, text.text) == ("Quarz", "de", "Quarz")
    assert {text: 1}["Quarz"] == 1
    for other in (copy.deepcopy(text), pickle.loads(pickle.dumps(text))):
        assert (other, other.language) == (text, "de")


def test_check_is_the_report_of_the_command(minerals: Vocabulary, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    report = minerals.check()
    assert report.concepts == 5
    folder = site({"taxonomy/m.md": PAGE.replace("; rock crystal", "; Quartz")})
    monkeypatch.chdir(folder)
    page = headword.load("taxonomy/m.md")
    monkeypatch.chdir("/")
    found = [finding for finding in page.check().findings if finding.rule.name == "label-clash"]
    assert [str(finding.location) for finding in found] == ["taxonomy/m.md:7:12"]


# Search


def test_search(minerals: Vocabulary, example: Vocabulary) -> None:
    assert names(minerals.search("QUÁRTZ")) == ["Quartz"]
    # One that is out of use comes after one that has the words as another label.
    assert names(minerals.search("rock crystal")) == ["Quartz", "Rock crystal"]
    assert names(minerals.search("q1")) == ["Quartz"]
    assert names(minerals.search("crystal")) == ["Quartz", "Rock crystal"]
    assert names(minerals.search("")) == names(minerals.search("nothing")) == []
    assert example.search("niedrige erdum")[0].iri == LEO


def find_iris(finder: ConceptFinder, text: str, language: str, limit: int | None = None) -> list[str]:
    return [match.name.iri for match in finder.find(text, language, limit)]


def test_the_order_of_what_is_found() -> None:
    """As the site has it: how well it fits, in use, kind, the language that is read, length."""
    found = [
        (0, "ore", "fr", False, "altLabel"),
        (1, "ore", "en", True, "prefLabel"),
        (2, "oregano", "en", False, "prefLabel"),
        (3, "ores", "fr", False, "prefLabel"),
        (4, "oreo", "en", False, "notation"),
        (5, "iron ore", "en", False, "prefLabel"),
        (6, "core", "en", False, "prefLabel"),
    ]
    finder = ConceptFinder(
        SearchName(f"c{n}", KINDS.index(kind), text, tag, gone) for n, text, tag, gone, kind in found
    )
    assert find_iris(finder, "ore", "en") == ["c0", "c1", "c2", "c3", "c4", "c5"]
    assert find_iris(finder, "ore", "fr") == ["c0", "c1", "c3", "c2", "c4", "c5"]
    # A concept that more pages use is before a shorter label; a scheme is after concepts.
    used = [("long", 5, 0), ("short", 0, 0), ("most", 60, 1), ("some", 4, 0)]
    ranked = [SearchName(iri, 0, f"ore {iri}", "en", False, 0, uses, thing) for iri, uses, thing in used]
    assert find_iris(ConceptFinder(ranked), "ore", "en") == ["long", "some", "short", "most"]
    with patch("headword.api.search._MANY", 0):
        assert find_iris(ConceptFinder(ranked), "ore", "en", 2) == ["long", "some"]
    words = ConceptFinder(
        [SearchName("c", 0, "iron ore of Kiruna", "en", False), SearchName("d", 0, "Kiruna iron", "en", False)]
    )
    assert find_iris(words, "iron kir", "en") == ["d", "c"]
    assert find_iris(words, "kiruna", "en") == ["d", "c"]
    # Then notes that have the words, and last labels with similar words.
    notes = [SearchName("n", NOTE, "Ore from Kiruna", "en", False), SearchName("m", NOTE, "Erz: Kiruna", "de", False)]
    names = [SearchName("c", 0, "Kirunas", "en", False), *(SearchName(one, 0, one, "", False) for one in "nm")]
    noted = ConceptFinder(names, lambda: [*notes, SearchName("m", NOTE, "ore", "en", True)])
    assert find_iris(noted, "ore kir", "en") == ["n", "m"]
    assert [(one.name.iri, FITS[one.fit]) for one in noted.find("kirun", "en")] == [
        ("c", "beginning"),
        ("n", "note"),
        ("m", "note"),
    ]
    assert find_iris(noted, "kirun", "en", 2) == ["c", "n"]
    assert [FITS[one.fit] for one in noted.find("kirunan", "en")] == ["similar"]


WORDS = st.text("abá ßIı日本-", max_size=6)
LABELS = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(KINDS), WORDS, st.sampled_from(["", "en", "de", "en-GB"])), max_size=12
)


@given(LABELS, st.sets(st.integers(0, 5)), WORDS, st.integers(1, 4))
def test_a_search_finds_what_the_site_does(
    labels: list[tuple[int, str, str, str]], deprecated: set[int], text: str, limit: int
) -> None:
    """With a limit, it finds the first ones of all."""
    finder = ConceptFinder(
        SearchName(f"c{number}/", KINDS.index(kind), word, tag, number in deprecated)
        for number, kind, word, tag in labels
    )
    words = [SearchTerm(word, tag, kind, number) for number, kind, word, tag in labels]  # type: ignore[arg-type]
    concepts = [SearchEntry(f"c{number}/", (), (), number in deprecated) for number in range(6)]
    reader = Reader(dict(write_index(words, concepts)))
    found = find_iris(finder, text, "en")
    assert set(found) == (set(reader.find(text)) if fold_words(text) else set())
    assert find_iris(finder, text, "en", limit) == found[:limit]
    with patch("headword.api.search._MANY", 0):
        assert find_iris(finder, text, "en", limit) == found[:limit]


# Queries


def test_answers(minerals: Vocabulary) -> None:
    rows = minerals.query(
        "SELECT ?c ?label ?note { ?c skos:prefLabel ?label OPTIONAL { ?c skos:note ?note } } ORDER BY ?label"
    )
    assert isinstance(rows, Rows)
    assert (rows.variables, len(rows)) == (("c", "label", "note"), 8)
    first = rows[0]
    assert (dict(first), first["note"], list(first)) == (
        {"c": URIRef(f"{BASE}amethyst"), "label": rdflib.Literal("Amethyst", lang="en"), "note": None},
        None,
        [URIRef(f"{BASE}amethyst"), rdflib.Literal("Amethyst", lang="en"), None],
    )
    assert [str(row["label"]) for row in rows[:2]] == ["Amethyst", "Feldspar"]
    assert repr(rows) == "<Rows: 8 of c, label, note>"
    assert minerals.query("ASK { ?c skos:notation 'Q1' }") is True
    graph = minerals.query("CONSTRUCT { ?c skos:note ?n } WHERE { ?c skos:notation ?n }")
    assert isinstance(graph, rdflib.Graph)
    assert set(graph) == {(URIRef(f"{BASE}quartz"), SKOS.note, rdflib.Literal("Q1"))}
    with pytest.raises(KeyError):
        first["nothing"]


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (Text("Quartz", "en"), 1),
        (rdflib.Literal("Quartz", lang="en"), 1),
        ("Quartz", 0),
        (5, 0),
        (True, 0),
        ('") } #', 0),
    ],
)
def test_bindings(value: object, count: int, minerals: Vocabulary) -> None:
    rows = minerals.query("SELECT ?c { ?c skos:prefLabel ?value }", value=value)  # type: ignore[arg-type]
    assert len(rows) == count  # type: ignore[arg-type]


def test_concepts_as_bindings_and_named_queries(minerals: Vocabulary) -> None:
    quartz = minerals.concept("m/quartz")
    for value in (quartz, URIRef(quartz.iri)):
        rows = minerals.query("SELECT ?c ?l { ?c skos:prefLabel ?l } ORDER BY ?l", c=value)
        assert [(str(row["c"]), str(row["l"])) for row in rows] == [(quartz.iri, "Quartz"), (quartz.iri, "Quarz")]  # type: ignore[union-attr]
    for name in (quartz, "quartz", "Quartz", quartz.iri):
        rows = minerals.query("@broader", iri=name)
        assert [str(row["label"]) for row in rows] == ["Minerals"]  # type: ignore[union-attr]
    assert len(minerals.query("@search", text="QUAR")) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "values", "message"),
    [
        ("SELECT", {}, "does not parse"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", {}, "SERVICE is refused"),
        ("SELECT * { ?s ?p ?o }", {"x": "y"}, "no variable ?x"),
        ("@nrrower", {}, "did you mean"),
        ("@narrower", {}, "needs a value for iri"),
        ("@narrower", {"iri": "none"}, "no concept is called"),
        ("SELECT * { ?s ?p ?o }", {"s": rdflib.BNode("x")}, "blank node"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", {}, "does not parse"),
    ],
)
def test_queries_that_cannot_be_answered(
    query: str, values: dict[str, str], message: str, minerals: Vocabulary
) -> None:
    with pytest.raises(HeadwordError, match=re.escape(message)):
        minerals.query(query, **values)


@pytest.mark.parametrize("value", [["a"], None, b"a", object()])
def test_what_is_no_term_is_no_value(value: object, minerals: Vocabulary) -> None:
    with pytest.raises(TypeError, match=f"cannot be a {type(value).__name__}"):
        minerals.query("ASK { ?s ?p ?o }", s=value)  # type: ignore[arg-type]


def test_the_end_of_an_iri_is_hinted_at(example: Vocabulary) -> None:
    with pytest.raises(KeyError) as raised:
        example.concept("leo")
    assert raised.value.hint == "did you mean glossary/orbits/leo?"  # type: ignore[attr-defined]


def test_rows_are_of_a_query_that_gives_rows(minerals: Vocabulary) -> None:
    with pytest.raises(HeadwordError, match="gives no rows"):
        minerals.select("ASK { ?s ?p ?o }")


@pytest.mark.parametrize(
    ("query", "bound"),
    [
        ("SELECT ?x WHERE { ?x ?p ?xy }", 'SELECT ("v" AS ?x) WHERE { "v" ?p ?xy }'),
        ("SELECT DISTINCT (COUNT(?x) AS ?n) { $x ?p '?x' }", 'SELECT DISTINCT (COUNT("v") AS ?n) { "v" ?p \'?x\' }'),
        ('ASK { ?x <urn:?x> """?x " ?x""" } # ?x', 'ASK { "v" <urn:?x> """?x " ?x""" } # ?x'),
        ("ASK { { SELECT ?x ?y { ?x ?p ?y } } }", 'ASK { { SELECT ("v" AS ?x) ?y { "v" ?p ?y } } }'),
        ("ASK { ?select ex:select ?x }", 'ASK { ?select ex:select "v" }'),
    ],
)
def test_a_value_in_place_of_a_variable(query: str, bound: str) -> None:
    assert bind(query, {"x": Literal("v")}) == bound
    with pytest.raises(HeadwordError):
        bind(query, {"z": Literal("v")})


# Notebooks


class Tags(html.parser.HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[str] = []
        self.hrefs: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.open.append(tag)
        self.hrefs += [value or "" for name, value in attrs if name == "href"]
        assert {name for name, _ in attrs} <= {"href", "lang", "dir", "scope"}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


EVIL = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<javascript:alert(1)> a skos:Concept ; skos:prefLabel "<script>alert('1')</script>"@en, "\\"' onload='x"@de ;
    skos:altLabel "<b>&amp;" ; skos:notation "<i>" ; skos:definition "</td><img src=x>"@en ;
    skos:exactMatch <javascript:x> , <https://x.example/?a&b='> .
<https://x.example/s'onclick=> a skos:ConceptScheme ; skos:prefLabel "<u>"@en .
<javascript:alert(1)> skos:topConceptOf <https://x.example/s'onclick=> .
<urn:g> a skos:Collection ; skos:member <javascript:alert(1)> .
"""


def test_shown_in_notebooks(tmp_path: Path, minerals: Vocabulary, example: Vocabulary) -> None:
    (tmp_path / "x.ttl").write_text(EVIL)
    evil = headword.load(tmp_path / "x.ttl")
    rows = evil.query("SELECT * { ?s ?p ?o }")
    shown = [evil, *evil.concepts, *evil.schemes, *evil.collections, rows, minerals, *minerals, example]
    for one in shown:
        tags = Tags(one._repr_html_())  # type: ignore[union-attr]
        assert {*tags.seen} <= {"h3", "p", "table", "caption", "thead", "tbody", "tr", "th", "td", "span", "a"}
        assert all(href.startswith(("https://", "http://")) for href in tags.hrefs)
    links = Tags(minerals.select("SELECT ?c { ?c skos:prefLabel 'Quartz'@en }")._repr_html_()).hrefs
    assert links == [f"{BASE}quartz"]
    assert "<script>alert('1')</script>" in Tags(evil._repr_html_()).text
    text = Tags(example._repr_html_()).text
    assert f"{len(example)} concepts" in text
    assert f"and {len(example) - 10} more concepts" in text
    card = Tags(minerals.concept("m/quartz")._repr_html_()).text
    for said in ("Quarz", "Bergkristall", "Q1", "The commonest mineral.", "Amethyst", "Hard ones", "taxonomy/m.md:7"):
        assert said in card


# What it costs

COSTS = """
import sys
before = set(sys.modules)
import headword
assert {name for name in set(sys.modules) - before if "headword" in name} == {"headword"}
assert not {"rdflib", "pyoxigraph", "markdown_it", "dataclasses", "pathlib", "click"} & set(sys.modules)
vocabulary = headword.load(sys.argv[1])
assert vocabulary.concepts[0].label()
assert vocabulary.search("orbit")
assert not {"rdflib", "pyshacl", "jinja2", "nh3", "starlette"} & set(sys.modules)
vocabulary.query("ASK { ?s ?p ?o }")
assert not {"pyshacl", "jinja2", "nh3", "starlette"} & set(sys.modules)
assert "rdflib" in sys.modules
assert set(headword.__all__) <= set(dir(headword))
for name in headword.__all__:
    assert getattr(headword, name)
"""


def test_importing_costs_nothing_and_a_search_needs_neither_rdflib_nor_templates() -> None:
    command = [sys.executable, "-c", COSTS, str(ROOT / "taxonomy")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_types_of_programs_that_use_it(tmp_path: Path) -> None:
    """What the package says of its types holds for a user's mypy."""
    program = tmp_path / "program.py"
    readme = "\n".join(re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL))
    program.write_text(
        "import headword\n\n"
        'vocabulary = headword.load("taxonomy")\n'
        'concept: headword.Concept = vocabulary.concept("x").broader[0]\n'
        "label: str = concept.label()\n"
        "labels: list[str] = [str(one.location) for one in vocabulary]\n"
        'rows = vocabulary.select("SELECT ?x {}", concept=concept)\n'
        'reveal_type(rows[0]["x"])\n'
        f"{readme}\n"
        "vocabulary.concept(5)  # type: ignore[arg-type]\n"
    )
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", str(program)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"MYPYPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"},
    )
    assert run.returncode == 0, run.stdout
    assert 'Revealed type is "rdflib.term.Node | None"' in run.stdout
