"""The repository's own vocabulary: what the first page must give, and that ``vocab/`` is current."""

from collections import Counter
from pathlib import Path

import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, RDF, SKOS

import headword
from headword.compiler.vocabulary import compile_project
from headword.project.project import find_project
from support.project import ROOT, Run

FIRST = ROOT / "taxonomy" / "purposes" / "economic-development" / "microgravity-manufacturing.md"
SCHEME = "https://w3id.org/headword/example/purposes/economic-development/microgravity-manufacturing"
MAPS = sorted(file for file in (ROOT / "taxonomy").rglob("*.md") if "jsvis-map1" in file.read_text("utf-8"))


@pytest.fixture(scope="module")
def published() -> rdflib.Graph:
    file = ROOT / "vocab" / "purposes" / "economic-development" / "microgravity-manufacturing.ttl"
    return rdflib.Graph().parse(file)


def test_the_first_page_as_it_is(published: rdflib.Graph) -> None:
    counts = Counter(predicate for _, predicate, _ in published)
    assert len(set(published.subjects(RDF.type, SKOS.Concept))) == 40
    assert len(set(published.subjects(RDF.type, SKOS.ConceptScheme))) == 1
    assert (counts[SKOS.topConceptOf], counts[SKOS.hasTopConcept]) == (1, 1)
    assert (counts[SKOS.broader], counts[SKOS.narrower]) == (39, 39)
    assert counts[SKOS.altLabel] == 40
    assert {str(value) for value in published.objects(None, SKOS.notation)} == {
        *("1", "2", "3"),
        *(f"{one}.{two}" for one in (1, 2, 3) for two in (1, 2, 3)),
    }
    scheme = rdflib.URIRef(SCHEME)
    created = published.value(scheme, DCTERMS.created)
    assert created == rdflib.Literal("2026-01-16", datatype=rdflib.XSD.date)
    subjects = "https://w3id.org/headword/example/subjects/"
    assert set(published.objects(scheme, DCTERMS.subject)) == {
        rdflib.URIRef(subjects + "purposes"),
        rdflib.URIRef(subjects + "economic-development"),
    }
    top = published.value(scheme, SKOS.hasTopConcept)
    assert published.value(top, SKOS.broadMatch) == rdflib.URIRef(subjects + "economic-development")


def test_the_public_api_gives_the_graph_and_its_origins() -> None:
    compiled = headword.compile(FIRST)
    assert isinstance(compiled.graph, rdflib.Graph)
    crystals = rdflib.URIRef(f"{SCHEME}/protein-crystals")
    keyword = rdflib.Literal("microgravity protein crystallization pharmaceutical research", lang="en")
    place = compiled.origin((crystals, SKOS.altLabel, keyword))
    line = FIRST.read_text("utf-8").splitlines()[place.line - 1]
    assert line[place.column - 1 : place.end_column - 1] == str(keyword)
    assert not any(isinstance(term, rdflib.BNode) for triple in compiled.graph for term in triple)
    with pytest.raises(KeyError):
        compiled.origin((crystals, SKOS.altLabel, rdflib.Literal("no such label")))


def test_subject_concepts() -> None:
    graph = rdflib.Graph().parse(ROOT / "vocab" / "subjects.ttl")
    purposes = rdflib.URIRef("https://w3id.org/headword/example/subjects/purposes")
    assert rdflib.URIRef("https://w3id.org/headword/example/subjects/economic-development") in set(
        graph.objects(purposes, SKOS.narrower)
    )


@pytest.mark.parametrize("file", MAPS, ids=lambda file: file.stem)
def test_every_map_page_has_forty_concepts(file: Path) -> None:
    compiled = compile_project(find_project(file), [file])
    assert compiled.concepts == 40
    assert not compiled.observations


def test_there_are_at_least_five_map_pages() -> None:
    assert len(MAPS) >= 5


def test_vocab_is_current(headword: Run) -> None:
    run = headword("build", "--dry-run", cwd=ROOT)
    assert (run.returncode, run.stderr) == (0, ""), run.stdout


def test_our_own_pages_have_no_findings(headword: Run) -> None:
    run = headword("check", "--fail-on", "info", cwd=ROOT)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("file", sorted((ROOT / "vocab").rglob("*.ttl")), ids=lambda file: file.stem)
def test_jsonld_is_the_same_graph_as_the_turtle(file: Path) -> None:
    turtle = rdflib.Graph().parse(file)
    jsonld = rdflib.Graph().parse(file.with_suffix(".jsonld"))
    assert len(turtle) > 0
    assert isomorphic(turtle, jsonld)
