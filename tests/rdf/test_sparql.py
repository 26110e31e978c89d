"""Queries: every kind, every output format, every named query."""

import csv
import io
import json

import pytest
import rdflib

from headword.rdf.sparql.store import named_queries
from support.project import ROOT, Run

FILE = "vocab/glossary/orbits.ttl"
LABELS = "SELECT ?label WHERE { ?c skos:notation 'LEO' ; skos:prefLabel ?label } ORDER BY ?label"


def ask(headword: Run, *arguments: str) -> str:
    run = headword("query", *arguments, cwd=ROOT)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_table(headword: Run) -> None:
    assert ask(headword, LABELS).splitlines() == [
        "label",
        "---------------------------",
        "Low Earth Orbit (en)",
        "Niedrige Erdumlaufbahn (de)",
        "Orbita terrestre bassa (it)",
    ]


def test_pages_and_files_give_the_same_answer(headword: Run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "q.rq").write_text(LABELS)
    answers = {
        ask(headword, LABELS),
        ask(headword, LABELS, FILE),
        ask(headword, LABELS, "vocab/glossary/orbits.jsonld"),
        ask(headword, LABELS, "taxonomy/glossary/orbits.md"),
        ask(headword, "-f", str(tmp_path / "q.rq"), "taxonomy/glossary"),
    }
    assert len(answers) == 1


def test_result_formats(headword: Run) -> None:
    rows = json.loads(ask(headword, LABELS, FILE, "--output-format", "json"))["results"]["bindings"]
    assert len(rows) == 3
    assert list(csv.reader(io.StringIO(ask(headword, LABELS, FILE, "--output-format", "csv"))))[1] == [
        "Low Earth Orbit"
    ]
    assert ask(headword, LABELS, FILE, "--output-format", "tsv").splitlines()[1] == '"Low Earth Orbit"@en'
    assert "<literal" in ask(headword, LABELS, FILE, "--output-format", "xml")


def test_ask_construct_describe(headword: Run) -> None:
    assert ask(headword, "ASK { ?c skos:notation 'LEO' }", FILE) == "yes\n"
    assert json.loads(ask(headword, "ASK { ?c skos:notation '' }", FILE, "--output-format", "json"))["boolean"] is False
    constructed = ask(headword, "CONSTRUCT { ?c skos:note ?n } WHERE { ?c skos:notation ?n }", FILE)
    assert len(rdflib.Graph().parse(data=constructed)) == 2
    described = ask(headword, "DESCRIBE <https://w3id.org/headword/example/glossary/orbits/leo>", FILE)
    assert '"Low Earth Orbit"@en' in described


def test_service_query_is_rejected(headword: Run) -> None:
    run = headword("query", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", FILE, cwd=ROOT)
    assert run.returncode == 2
    run = headword("query", "INSERT DATA { <a:a> <a:b> <a:c> }", FILE, cwd=ROOT)
    assert run.returncode == 2


WITHOUT_ROWS = ("broader", "shared", "cooccurring", "pages", "untagged")
"""Queries that find nothing in the glossary, which has no pages of content."""


@pytest.mark.parametrize("name", sorted(named_queries()))
def test_every_named_query_answers(name: str, headword: Run) -> None:
    values = {"iri": "orbit", "text": "orbit"}
    query = named_queries()[name]
    answer = ask(headword, f"@{name}", *(values[parameter] for parameter in query.parameters), "taxonomy/glossary")
    assert query.summary
    assert answer
    assert len(answer.splitlines()) > 2 or name in WITHOUT_ROWS


def test_every_way_to_name_a_concept(headword: Run) -> None:
    iri = "https://w3id.org/headword/example/glossary/orbits/leo"
    answers = {ask(headword, "@narrower", name, FILE) for name in (iri, f"<{iri}>", "leo", "low earth orbit")}
    assert len(answers) == 1
    assert "Sun-Synchronous Orbit" in answers.pop()


def test_text_parameter_cannot_inject_syntax(headword: Run) -> None:
    assert ask(headword, "@search", '") } #', FILE).splitlines()[2:] == []


def test_list_and_show(headword: Run) -> None:
    listed = ask(headword, "--list")
    assert all(f"@{name}" in listed for name in named_queries())
    assert ask(headword, "@tree", "--show") == named_queries()["tree"].text


@pytest.mark.parametrize(
    ("output_format", "syntax"), [("turtle", "turtle"), ("jsonld", "json-ld"), ("rdfxml", "xml"), ("ntriples", "nt")]
)
def test_a_file_is_converted(headword: Run, tmp_path, output_format: str, syntax: str) -> None:  # type: ignore[no-untyped-def]
    made = tmp_path / "made"
    query = "CONSTRUCT WHERE { ?s ?p ?o }"
    ask(headword, query, FILE, "--output-format", output_format, "-o", str(made))
    wanted = rdflib.Graph().parse(ROOT / FILE)
    assert wanted.isomorphic(rdflib.Graph().parse(made, format=syntax))
    refused = headword("query", LABELS, FILE, "--output-format", output_format, cwd=ROOT)
    assert (refused.returncode, "only CONSTRUCT and DESCRIBE give triples" in refused.stderr) == (2, True)
