"""Literals and language tags come out of every store, service and file as they were written."""

import json
import tempfile
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from headword.api.answers import Rows, read_answer
from headword.compiler.publication import NamedGraph
from headword.core.findings import Location
from headword.rdf.parse import parse_rdf, read_rdf, to_term
from headword.rdf.rdflib_bridge import from_rdflib
from headword.rdf.sparql.exact.literals import Traits
from headword.rdf.sparql.exact.store import load_store
from headword.rdf.sparql.store import QueryStore
from headword.rdf.terms import DCTERMS, PREFIXES, SKOS, XSD, Literal, Term, to_ntriples
from headword.server.querying.engine import Engine
from headword.server.querying.formats import GRAPHS, TABLES
from headword.server.querying.query import QueryRequest
from headword.stores.local import open_local_store
from headword.stores.remote.pull import WITH_GRAPHS, write_graphs
from support.literals import LITERALS, typed
from support.project import Run
from support.queries import TERMS, ask, ask_rdflib, state

few = settings(max_examples=30, suppress_health_check=list(HealthCheck))


# The endpoint and Python


def read_table(data: bytes, media_type: str) -> list[Term]:
    found = ox.parse_query_results(data, format=TABLES[media_type])
    assert isinstance(found, ox.QuerySolutions)
    return [to_term(row["v"]) for row in found]


def answer(engine: Engine, query: str, media_type: str, *, is_table: bool) -> bytes:
    found = engine.answer(QueryRequest(query, media_type if is_table else "", "" if is_table else media_type))
    assert found.status == 200, found.body
    return found.body


LINES = "SELECT ?v { ?s <urn:p> ?v }"
TRICKY = [
    Literal('"@en-gb ^^<urn:x-headword:as-written:x>', "en-GB"),
    Literal('x" xml:lang="en-gb" datatype=\'urn:x-headword:as-written:\''),
    Literal('{"xml:lang":"en-gb","datatype":"urn:x-headword:as-written:","@type":"urn:x-headword:as-written:"}'),
    Literal('"""^^<urn:x-headword:as-written:http://www.w3.org/2001/XMLSchema#int>'),
    Literal("7", "", "urn:x-headword:as-written:urn:x"),
]


@few
@given(st.lists(LITERALS, min_size=1, max_size=4, unique=True))
@example(TRICKY)
def test_every_format_of_the_endpoint(literals: list[Literal]) -> None:
    assume(not any("\0" in literal.value for literal in literals))
    triples = state(literals)
    exact = load_store(triples)
    engine = Engine(exact.store, PREFIXES, "https://e.example/", 1 << 20, exact.traits)
    for media_type in TABLES:
        data = answer(engine, LINES, media_type, is_table=True)
        if media_type == "text/csv":
            assert all(literal.value.replace('"', '""') in data.decode() for literal in literals)
        else:
            assert sorted(read_table(data, media_type), key=repr) == sorted(literals, key=repr)
    for media_type, syntax in GRAPHS.items():
        data = answer(engine, "CONSTRUCT { ?s <urn:p#is> ?v } { ?s <urn:p> ?v }", media_type, is_table=False)
        assert {value for _, _, value in parse_rdf(data, syntax, "", "urn:b")} == {*literals}
        # Tags come back from any reader in the same case: here it is looked at what is written.
        tags = {literal.language for literal in literals if literal.language}
        assert all(tag in data.decode() for tag in tags)


@few
@given(st.lists(LITERALS, min_size=1, max_size=4, unique=True))
def test_rows_and_graphs_in_python(literals: list[Literal]) -> None:
    triples = state(literals)
    store = QueryStore(load_store(triples), {})
    rows = read_answer(store.ask(LINES))
    assert isinstance(rows, Rows)
    assert {from_rdflib(row["v"]) for row in rows} == {*literals}  # type: ignore[arg-type]
    graph = read_answer(store.ask("CONSTRUCT { ?s ?p ?v } { ?s ?p ?v }"))
    assert isinstance(graph, rdflib.Graph)
    assert {from_rdflib(value) for value in graph.objects()} == {*literals}
    for output_format in ("json", "xml", "tsv"):
        data = store.answer(LINES, output_format).encode()
        media_type = {"json": "application/sparql-results+json", "xml": "application/xml"}.get(output_format)
        assert {*read_table(data, media_type or "text/tab-separated-values")} == {*literals}


# The store on disk


def make_part(name: str, literals: list[Literal]) -> NamedGraph:
    facts = dict.fromkeys([(f"urn:{name}{n}", "urn:p", literal) for n, literal in enumerate(literals)], Location(""))
    return NamedGraph(f"urn:g{name}", partial(str, literals), lambda: facts)


@settings(few, max_examples=15)
@given(st.lists(st.lists(LITERALS, max_size=3), min_size=2, max_size=4))
@example([[Literal("a")], [typed("integer", "007"), Literal("A", "en-GB")], [typed("integer", "7")]])
def test_the_store_on_disk_answers_as_one_in_memory(steps: list[list[Literal]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "store"
        for literals in steps:
            parts = [make_part("a", literals), make_part("b", steps[0])]
            triples = [triple for part in parts for triple in part.read()]
            with open_local_store(folder, "x", parts) as exact:
                assert load_store(triples).traits == exact.traits
                for query in TERMS[:8]:
                    assert ask(exact, query) == ask_rdflib(triples, query), query
                named = ask(exact, "SELECT ?v { GRAPH <urn:ga> { ?s ?p ?v } }")
                assert [row[0][1] for row in named] == sorted(literals, key=lambda one: repr([("v", one)]))


def test_a_store_that_an_earlier_version_described_is_brought_up_to_date(tmp_path: Path) -> None:
    parts = [make_part("a", [typed("integer", "007")])]
    known = tmp_path / "s/held/known.json"
    for _ in range(2):
        with open_local_store(tmp_path / "s", "x", parts) as store:
            assert store.traits == Traits.FORMS
        known.write_text(json.dumps({name: key for name, (key, _) in json.loads(known.read_text()).items()}))


# The command line

HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
SHAPES = """
ex:Zero a sh:NodeShape ; sh:targetClass skos:Concept ; sh:sparql [ sh:prefixes ex: ; sh:message "leading zero" ;
  sh:select "SELECT $this ?value WHERE { $this skos:notation ?value . FILTER(STRSTARTS(STR(?value), '0')) }" ] .
ex:Type a sh:NodeShape ; sh:targetClass skos:Concept ; sh:sparql [ sh:prefixes ex: ; sh:message "another datatype" ;
  sh:select "SELECT $this ?value { $this skos:notation ?value FILTER(DATATYPE(?value) != xsd:nonNegativeInteger) }" ] .
ex:Tag a sh:NodeShape ; sh:targetClass skos:Concept ; sh:sparql [ sh:prefixes ex: ; sh:message "tag in capitals" ;
  sh:select "SELECT $this ?value WHERE { $this skos:prefLabel ?value . FILTER(LANG(?value) = 'en-GB') }" ] .
ex: sh:declare [ sh:prefix "skos" ; sh:namespace "http://www.w3.org/2004/02/skos/core#"^^xsd:anyURI ] ,
    [ sh:prefix "xsd" ; sh:namespace "http://www.w3.org/2001/XMLSchema#"^^xsd:anyURI ] .
"""
NUMBERED = """
<http://e.org/a> a skos:Concept ; skos:prefLabel "A"@en-GB ;
    skos:notation "007"^^xsd:nonNegativeInteger , "1.10"^^xsd:decimal ;
    dcterms:modified "2024-01-01T00:00:00.000Z"^^xsd:dateTime .
"""


def test_a_rule_sees_what_was_written_on_either_engine(headword: Run, tmp_path: Path) -> None:
    (tmp_path / "headword.toml").write_text('base = "https://e.org/"\n')
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes/own.ttl").write_text(f"{HEAD}@prefix ex: <http://e.org/shapes/> .{SHAPES}")
    (tmp_path / "data.ttl").write_text(HEAD + NUMBERED.replace(', "1.10"^^xsd:decimal', ""))
    told = {}
    for engine in ("fast", "pyshacl"):
        run = headword("check", "--engine", engine, "--output-format", "json", "data.ttl", cwd=tmp_path)
        told[engine] = json.loads(run.stdout)["findings"]
    assert told["fast"] == told["pyshacl"]
    messages = {finding["message"] for finding in told["fast"] if finding["rule"] == "own"}
    assert messages == {'leading zero: "007"', 'tag in capitals: "A"@en-GB'}


@pytest.mark.parametrize("stored", [(), ("--store", "store")], ids=["in memory", "on disk"])
def test_a_query_answers_what_was_written(stored: tuple[str, ...], headword: Run, tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text(HEAD + NUMBERED)
    query = "SELECT ?o { ?s ?p ?o FILTER(isLiteral(?o)) }"
    run = headword("query", *stored, query, "data.ttl", "--output-format", "tsv", cwd=tmp_path)
    assert sorted(run.stdout.splitlines()[1:]) == [
        f'"007"^^<{XSD}nonNegativeInteger>',
        f'"1.10"^^<{XSD}decimal>',
        f'"2024-01-01T00:00:00.000Z"^^<{XSD}dateTime>',
        '"A"@en-GB',
    ]
    run = headword("query", *stored, "SELECT ?o { ?s ?p ?o FILTER(?o = 1.1) }", "data.ttl", cwd=tmp_path)
    assert run.stdout.split() == ["o", "----", "1.10"]


def test_yes_or_no_in_every_format() -> None:
    engine = Engine(ox.Store(), PREFIXES, "https://e.example/", 1 << 20)
    for media_type in TABLES:
        assert b"true" in answer(engine, "ASK {}", media_type, is_table=True)


# Files


@few
@given(
    st.lists(LITERALS, min_size=1, max_size=4, unique=True), st.sampled_from([".nt", ".nq", ".ttl", ".trig", ".rdf"])
)
@example([Literal("A", "en-GB"), typed("integer", "007")], ".trig")
def test_files_that_are_pulled_from_a_store(literals: list[Literal], ending: str) -> None:
    facts = dict.fromkeys([("urn:s", "urn:p#is", literal) for literal in literals], Location("x"))
    data = write_graphs({"urn:g": facts}, ending).decode()
    assert all(f"@{one.language}" in data or f'lang="{one.language}"' in data for one in literals if one.language)
    if ending not in WITH_GRAPHS:
        syntax = {".nt": ox.RdfFormat.N_TRIPLES, ".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML}[ending]
        assert parse_rdf(data.encode(), syntax, "x", "urn:b").keys() == facts.keys()


@settings(few, max_examples=5)
@given(literals=st.lists(LITERALS, min_size=1, max_size=8, unique=True))
@example(
    literals=[
        typed("nonNegativeInteger", "007"), typed("integer", "7"), typed("decimal", "1.10"), typed("boolean", "1"),
        typed("double", "1E0"), typed("dateTime", "2024-01-01T24:00:00"), typed("date", "2024-02-30"),
        Literal("A", "en-GB"), Literal("a", "de-1996"),
    ]
)  # fmt: skip
def test_a_vocabulary_that_is_imported_and_built(
    literals: list[Literal], tmp_path_factory: pytest.TempPathFactory, headword: Run
) -> None:
    folder = tmp_path_factory.mktemp("vocabulary")
    scheme = "<http://e.org/s> a skos:ConceptScheme ; skos:hasTopConcept <http://e.org/a> ; dcterms:title 'S'@en .\n"
    concept = '<http://e.org/a> a skos:Concept ; skos:topConceptOf <http://e.org/s> ; skos:prefLabel "A"@en .\n'
    values = " , ".join(map(to_ntriples, literals))
    said = f"<http://e.org/a> skos:notation {values} ; skos:note {values} ; <http://e.org/p> {values} .\n"
    (folder / "given.ttl").write_text(HEAD + scheme + concept + said)
    headword("import", "given.ttl", cwd=folder)
    config = folder / "headword.toml"
    config.write_text('formats = ["turtle", "jsonld", "rdfxml", "ntriples", "trig"]\n' + config.read_text())
    assert headword("build", "--no-check", cwd=folder).returncode == 0
    for file in sorted((folder / "vocab").glob("s.*")):
        found = read_rdf(file, "x")
        for predicate in (SKOS + "notation", SKOS + "note", "http://e.org/p"):
            assert {value for _, one, value in found if one == predicate} == {*literals}, file.name
    assert "no difference" in headword("diff", "given.ttl", ".", cwd=folder).stdout


def test_a_catalogue_has_days(headword: Run, tmp_path: Path) -> None:
    (tmp_path / "headword.toml").write_text('base = "http://e.org/"\n')
    (tmp_path / "taxonomy").mkdir()
    (tmp_path / "taxonomy/s.md").write_text("# A\n")
    dates = '"2024-01-01T00:00:00.000Z"^^xsd:dateTime , "long ago" , "2023-02-30"^^xsd:date'
    (tmp_path / "taxonomy/s.extra.ttl").write_text(f"{HEAD}<http://e.org/s> dcterms:created {dates} .\n")
    assert headword("build", "--no-check", cwd=tmp_path).returncode == 0
    catalogue = read_rdf(tmp_path / "vocab/catalog.ttl", "x")
    assert {value for _, predicate, value in catalogue if predicate == DCTERMS + "created"} == {
        typed("date", "2024-01-01")
    }
