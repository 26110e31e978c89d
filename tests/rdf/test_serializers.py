"""Writers: the output reads back as the same graph, and has the same bytes every time."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.rdf.graph import DocumentSubjects, LocatedGraph
from headword.rdf.languages import format_tag
from headword.rdf.rdflib_bridge import to_rdflib
from headword.rdf.sparql.exact.results import ResultTriples, Solutions, write_table
from headword.rdf.sparql.exact.store import load_store
from headword.rdf.terms import DCTERMS, RDF_TYPE, SKOS, XSD, Literal
from headword.rdf.write.verified import FORMATS, SerializationContext, serialize
from support.project import ROOT, Run

BASE = "https://w3id.org/test/page"
PLACE = Location("page.md", 1, 1, 2)
# Everything but surrogates and what no XML can hold, which has a test of its own.
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=20)
ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
LANGUAGE = st.sampled_from(["en", "de-AT", "zh-Hans", "ja-Hira"])
IRI = st.sampled_from([f"{BASE}/{name}" for name in ("a", "b.c", "ü-x", "1", "-x", "x.", "東", "a:b", "a(b)")])
LITERAL = st.one_of(
    st.tuples(TEXT, LANGUAGE).map(lambda made: Literal(*made)),
    TEXT.map(Literal),
    st.builds(Literal, st.sampled_from(["05", "5", "x"]), st.just(""), st.just(XSD + "integer")),
    st.builds(Literal, st.sampled_from(["true", "1"]), st.just(""), st.just(XSD + "boolean")),
    st.builds(Literal, st.just("2026-01-16"), st.just(""), st.just(XSD + "date")),
    st.builds(Literal, TEXT, st.just(""), st.just("https://example.com/datatype")),
)
PREDICATE = st.sampled_from(
    [
        *(SKOS + n for n in ("prefLabel", "altLabel", "note", "broader", "narrower", "notation", "exactMatch")),
        DCTERMS + "created",
        DCTERMS + "source",
        "https://example.com/foreign",
        "https://example.com/ns#other",
    ]
)
TRIPLES = st.lists(st.tuples(IRI, PREDICATE, st.one_of(IRI, LITERAL)), min_size=1, max_size=25)


def as_facts(triples: list[tuple[str, str, str | Literal]]) -> tuple[LocatedGraph, DocumentSubjects]:
    facts: LocatedGraph = {(BASE, RDF_TYPE, SKOS + "ConceptScheme"): PLACE}
    facts.update((triple, PLACE) for triple in triples)
    return facts, DocumentSubjects("a/page", tuple(dict.fromkeys(subject for subject, _, _ in facts)))


def written(facts: LocatedGraph, document: DocumentSubjects, *formats: str) -> dict[str, bytes]:
    predicates = {predicate for _, predicate, _ in facts}
    classes = {str(value) for _, predicate, value in facts if predicate == RDF_TYPE}
    rank = {subject: number for number, subject in enumerate(document.subjects)}
    return dict(serialize([(document, facts)], SerializationContext(predicates, classes, rank), formats, {}))


def parse_as_written(file: Path, graph: rdflib.Graph) -> rdflib.Graph:
    """Parse without rdflib's normalization, which turns "05" into 5."""
    rdflib.NORMALIZE_LITERALS = False
    try:
        return graph.parse(file)
    finally:
        rdflib.NORMALIZE_LITERALS = True


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(triples=TRIPLES)
@pytest.mark.parametrize("name", FORMATS)
def test_round_trip_by_another_parser(name: str, triples, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """`serialize` itself proves each file with pyoxigraph; rdflib must read the same."""
    facts, document = as_facts(triples)
    files = written(facts, document, name)
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    file = tmp_path / f"a/page.{FORMATS[name].ending}"
    read = parse_as_written(file, rdflib.Dataset() if name in ("trig", "jsonld") else rdflib.Graph())
    triples_read = {quad[:3] for quad in read.quads()} if isinstance(read, rdflib.Dataset) else set(read)
    assert triples_read == set(to_rdflib(facts))


@settings(max_examples=60, deadline=None)
@given(text=ANY_TEXT, language=LANGUAGE)
def test_any_text_can_be_written_as_turtle_and_jsonld(text: str, language: str) -> None:
    facts, document = as_facts([(f"{BASE}/a", SKOS + "prefLabel", Literal(text, language))])
    files = written(facts, document, "turtle", "jsonld", "ntriples")
    assert json.loads(files["a/page.jsonld"])["@graph"][1]["prefLabel"] == {language: text}


def test_character_not_allowed_in_xml_is_an_error() -> None:
    facts, document = as_facts([(f"{BASE}/a", SKOS + "note", Literal("a\x01b", "en"))])
    placed = dict.fromkeys(facts, Location("a.md", 3, 8))
    with pytest.raises(HeadwordError, match=f"^a.md:3:8: .* character U.0001 in .*, skos:note of <{BASE}/a>\n"):
        written(placed, document, "rdfxml")
    files = written(facts, document, "turtle", "trig", "ntriples", "jsonld")
    assert all(b"u0001" in text for name, text in files.items() if name != "context.jsonld")


def test_a_property_without_an_xml_name_is_an_error() -> None:
    facts, document = as_facts([(f"{BASE}/a", f"{BASE}/1", Literal("b"))])
    with pytest.raises(HeadwordError, match=r"page\.md.*no way to write the property <https://w3id.org/test/page/1>"):
        written(facts, document, "rdfxml")


@pytest.mark.parametrize("text", ["a\x01b", "a\ufffeb"])
def test_query_result_not_allowed_in_xml_is_an_error(text: str) -> None:
    facts, _ = as_facts([(f"{BASE}/a", SKOS + "note", Literal(text, "en"))])
    store = load_store(facts)
    rows = store.query("SELECT ?o { ?s ?p ?o }", {})
    assert isinstance(rows, Solutions)
    with pytest.raises(HeadwordError, match="which XML cannot hold"):
        write_table(rows, io.BytesIO(), ox.QueryResultsFormat.XML)
    triples = store.query("CONSTRUCT WHERE { ?s ?p ?o }", {})
    assert isinstance(triples, ResultTriples)
    with pytest.raises(HeadwordError, match="which XML cannot hold"):
        triples.write(io.BytesIO(), ox.RdfFormat.RDF_XML, None)


def test_lossy_writer_is_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    facts, document = as_facts([(f"{BASE}/a", SKOS + "prefLabel", Literal("a", "en"))])
    turtle = FORMATS["turtle"]
    broken = replace(turtle, write=lambda *given: turtle.write(*given).replace('"a"', '"b"'))
    monkeypatch.setitem(FORMATS, "turtle", broken)
    with pytest.raises(HeadwordError, match="does not say what it was written from"):
        written(facts, document, "turtle")


def test_every_key_of_the_jsonld_is_in_the_context() -> None:
    context = json.loads((ROOT / "vocab" / "context.jsonld").read_text("utf-8"))["@context"]
    keys = set()
    for file in (ROOT / "vocab").rglob("*.jsonld"):
        if file.name != "context.jsonld":
            for node in json.loads(file.read_text("utf-8"))["@graph"]:
                keys |= node.keys()
                classes = node.get("type", [])
                keys |= set([classes] if isinstance(classes, str) else classes)
    assert keys
    assert keys <= context.keys()


@pytest.mark.parametrize("seed", ["0", "1", "42"])
def test_the_bytes_do_not_depend_on_the_hash_seed_or_locale(seed: str, tmp_path: Path, headword: Run) -> None:
    environment = {"PYTHONHASHSEED": seed, "LC_ALL": "C" if seed == "1" else "C.UTF-8"}
    run = headword("build", "--output", str(tmp_path / "vocab"), cwd=ROOT, **environment)
    assert run.returncode == 0, run.stderr
    for file in sorted((ROOT / "vocab").rglob("*")):
        if file.is_file():
            assert (tmp_path / "vocab" / file.relative_to(ROOT / "vocab")).read_bytes() == file.read_bytes()


def test_narrower_concepts_are_in_outline_order(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# M\n## Zinc\n## Alum\n## Mica\n"})
    assert headword("build", cwd=folder).returncode == 0
    text = (folder / "vocab" / "a.ttl").read_text("utf-8")
    assert "skos:narrower :zinc ,\n        :alum ,\n        :mica" in text
    assert [line.split()[0] for line in text.splitlines() if " a skos:Concept ;" in line] == [
        ":m",
        ":zinc",
        ":alum",
        ":mica",
    ]


@pytest.mark.parametrize(
    ("written", "formatted"),
    [("EN-gb", "en-GB"), ("zh-hans-cn", "zh-Hans-CN"), ("de-x-AT", "de-x-at"), ("SL-rozaj-BISKE", "sl-rozaj-biske")],
)
def test_language_tags_are_written_in_bcp_47_case(written: str, formatted: str) -> None:
    assert format_tag(written) == formatted


def test_importing_headword_imports_no_rdf_library() -> None:
    code = "import headword, sys; print(sorted({'rdflib', 'pyshacl', 'pyoxigraph'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert run.stdout == "[]\n"
