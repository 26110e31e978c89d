"""Nothing that is read makes headword call anybody: every document here holds an address, where a listener waits."""

import contextlib
import http.client

import pyshacl
import pytest
import rdflib

import headword as hw
from support.project import Run
from support.served import listening

PAGE = "# Rock\n## Quartz\nHard; see [there](URL) and ![this](URL).\n\n- Exact match: <URL>\n"
CONCEPT = '<http://example.org/q> a skos:Concept ; skos:prefLabel "Quartz"@en .\n'
SKOS = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
SHAPE = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://example.org/shapes> a owl:Ontology ; owl:imports <URL> .
<http://example.org/shapes#one> a sh:NodeShape ; sh:targetClass skos:Concept ; sh:severity sh:Warning ;
  sh:message "it is so" ; sh:sparql [ sh:message "it is so" ; sh:select "SELECT" ] .
"""
XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&a;</rdf:RDF>'
DOCUMENTS = {
    "context.jsonld": '{"@context": "URL", "@id": "http://example.org/q", "@type": "Concept"}',
    "contexts.jsonld": '{"@context": [{"a": "http://example.org/a"}, "URL"], "@id": "http://example.org/q", "a": "b"}',
    "import.jsonld": '{"@context": {"@version": 1.1, "@import": "URL"}, "@id": "http://example.org/q"}',
    "scoped.jsonld": '{"@context": {"a": {"@id": "http://example.org/a", "@context": "URL"}}, "a": {"b": "c"}}',
    "inner.jsonld": '{"@id": "http://example.org/q", "http://example.org/a": {"@context": "URL", "b": "c"}}',
    "entity.rdf": f'<!DOCTYPE a [<!ENTITY a SYSTEM "URL">]>{XML}',
    "parameter.rdf": f'<!DOCTYPE a [<!ENTITY % b SYSTEM "URL"> %b;]>{XML}',
    "doctype.rdf": f'<!DOCTYPE a SYSTEM "URL">{XML}',
    "doctype.opml": '<!DOCTYPE a SYSTEM "URL"><opml><body><outline text="Quartz"/></body></opml>',
    "entity.mm": '<!DOCTYPE a [<!ENTITY a SYSTEM "URL">]><map><node TEXT="Quartz">&a;</node></map>',
    "base.rdf": XML.replace("<rdf:RDF", '<rdf:RDF xml:base="URL"').replace("&a;", '<rdf:Description rdf:about="q"/>'),
    "imports.ttl": f"{SKOS}<URL> a <http://www.w3.org/2002/07/owl#Ontology> ; "
    f"<http://www.w3.org/2002/07/owl#imports> <URL> .\n{CONCEPT}",
    "imports.trig": f"{SKOS}GRAPH <URL> {{ {CONCEPT} <URL> <http://www.w3.org/2002/07/owl#imports> <URL> }}",
    "page.md": PAGE,
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents(name: str, site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    with listening() as (port, heard):
        folder = site({f"in/{name}": DOCUMENTS[name].replace("URL", f"http://127.0.0.1:{port}/x")})
        for words in (["check"], ["query", "ASK { ?s ?p ?o }"], ["import", "--dry-run"], ["diff", f"in/{name}"]):
            run = headword(*words, f"in/{name}", cwd=folder)
            assert "Traceback" not in run.stderr, words
        with contextlib.suppress(hw.HeadwordError):
            hw.load(folder / "in" / name).query("ASK { ?s ?p ?o }")
    assert heard == []


SELECTS = [
    "SELECT $this WHERE { $this a ?class SERVICE <URL> { ?s ?p ?o } }",
    "SELECT $this FROM <URL> WHERE { $this a ?class }",
    "SELECT $this FROM NAMED <URL> WHERE { GRAPH ?g { $this a ?class } }",
]


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
@pytest.mark.parametrize("select", SELECTS)
def test_shapes(select: str, engine: str, site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    with listening() as (port, heard):
        shape = SHAPE.replace('"SELECT"', f'"{select}"').replace("URL", f"http://127.0.0.1:{port}/x")
        folder = site({"taxonomy/page.md": PAGE, "shapes/one.ttl": shape})
        run = headword("check", "--engine", engine, cwd=folder)
    assert "Traceback" not in run.stderr
    assert heard == []


def test_what_stands_beside_a_page(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    with listening() as (port, heard):
        address = f"http://127.0.0.1:{port}/x"
        files = {"taxonomy/page.md": PAGE, "taxonomy/page.extra.ttl": DOCUMENTS["imports.ttl"]}
        folder = site({name: text.replace("URL", address) for name, text in files.items()})
        for command in ("build", "site"):
            run = headword(command, cwd=folder)
            assert "Traceback" not in run.stderr
    assert heard == []


def test_a_graph_of_rdflib() -> None:
    with listening() as (port, heard):
        vocabulary = hw.load(rdflib.Graph().parse(data=SKOS + CONCEPT))
        for query in ("SELECT * FROM <URL> { ?s ?p ?o }", "SELECT * { SERVICE <URL> { ?s ?p ?o } }"):
            with contextlib.suppress(hw.HeadwordError):
                vocabulary.query(query.replace("URL", f"http://127.0.0.1:{port}/x"))
    assert heard == []


@pytest.mark.parametrize("name", ["context.jsonld", "contexts.jsonld", "scoped.jsonld", "inner.jsonld"])
def test_a_reader_that_calls_is_heard(name: str) -> None:
    with listening() as (port, heard), contextlib.suppress(OSError, http.client.HTTPException):
        rdflib.Graph().parse(data=DOCUMENTS[name].replace("URL", f"http://127.0.0.1:{port}/x"), format="json-ld")
    assert heard


def test_an_engine_that_calls_is_heard() -> None:
    with listening() as (port, heard), contextlib.suppress(OSError, http.client.HTTPException):
        shape = SHAPE.replace('"SELECT"', f'"{SELECTS[1]}"').replace("URL", f"http://127.0.0.1:{port}/x")
        graph, shapes = (rdflib.Graph().parse(data=text) for text in (SKOS + CONCEPT, shape))
        pyshacl.validate(graph, shacl_graph=shapes, do_owl_imports=True)
    assert heard
