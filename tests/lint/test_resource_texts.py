"""Labels and notes that are resources, in checks, queries, pages, searches, APIs and the editor."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import headword as api
from headword.core.cache import open_cache
from headword.core.context import RunContext
from headword.lint.check import check_pages
from headword.lsp.hover import show_resource
from headword.lsp.project_state import check_project
from headword.project.project import find_project
from headword.server.statements import ResourceStatements
from support.api_server import taking
from support.project import Run

VOCABULARY = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix skosxl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix ex: <https://w3id.org/test/> .
ex:s a skos:ConceptScheme ; skos:prefLabel "Things"@en ; skos:hasTopConcept ex:a , ex:b .
ex:a a skos:Concept ; skos:topConceptOf ex:s ; skosxl:prefLabel ex:l1 ; skosxl:altLabel ex:l2 ;
    skosxl:hiddenLabel [ skosxl:literalForm "Ketel"@en ] ; skos:related ex:b ;
    skos:definition [ rdf:value "What it is."@en , "Was es ist."@de ] ; skos:note <https://docs.example/kettles> .
ex:b a skos:Concept ; skos:topConceptOf ex:s ; skos:prefLabel "Bowl"@en .
ex:l1 a skosxl:Label ; skosxl:literalForm "Kettle"@en .
ex:l2 a skosxl:Label ; skosxl:literalForm "Samovar"@en .
"""
A = "https://w3id.org/test/a"
ALT = f"SELECT ?l {{ <{A}> skos:altLabel|skos:hiddenLabel ?l }}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("things")
    (folder / "x.ttl").write_text(VOCABULARY)
    (folder / "headword.toml").write_text('base = "https://w3id.org/test/"\ntitle = "Test"\n')
    for words in (["import", "x.ttl"], ["site"]):
        subprocess.run([sys.executable, "-m", "headword", *words], cwd=folder, check=True, capture_output=True)
    return folder


def test_xl_labels_are_in_turtle_file_of_page(folder: Path) -> None:
    text = (folder / "taxonomy" / "s.extra.ttl").read_text()
    assert 'literalForm "Samovar"@en' in text
    assert "Samovar" not in (folder / "taxonomy" / "s.md").read_text()


def test_checks(folder: Path, headword: Run) -> None:
    for words in ([], ["x.ttl"]):
        found = json.loads(headword("check", *words, "--output-format", "json", cwd=folder).stdout)["findings"]
        rules = {one["rule"] for one in found}
        assert not rules & {"missing-label", "missing-definition", "xl-label-differs"}


@pytest.mark.parametrize("what", [["x.ttl"], []], ids=["RDF", "pages"])
def test_queries(what: list[str], folder: Path, headword: Run, tmp_path: Path) -> None:
    assert "Samovar" in headword("query", "@search", "samovar", *what, cwd=folder).stdout
    for store in ([], ["--store", str(tmp_path / "store")]):
        asked = headword("query", *store, "--output-format", "csv", ALT, *what, cwd=folder)
        assert sorted(asked.stdout.split()) == ["Ketel", "Samovar", "l"]


@pytest.mark.parametrize("source", ["x.ttl", "."])
def test_python(source: str, folder: Path) -> None:
    vocabulary = api.load(folder / source)
    concept = vocabulary.concept(A)
    assert (concept.label(), concept.alt_labels(), concept.hidden_labels()) == ("Kettle", ("Samovar",), ("Ketel",))
    assert (concept.definition("de"), concept.notes["note"]) == ("Was es ist.", ("https://docs.example/kettles",))
    assert [found.iri for found in vocabulary.search("samov")] == [A]
    assert len(vocabulary.select("SELECT ?l { ?c skos:altLabel ?l }")) == 1


def test_pages(folder: Path) -> None:
    html = (folder / "site" / "a" / "index.html").read_text("utf-8")
    text = " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)).split())
    assert "Definition What it is. Was es ist." in text
    assert "English Kettle Samovar" in text
    assert 'href="https://docs.example/kettles"' in html
    assert "skos-xl" not in text
    assert "extra-1" not in text


def test_files_for_programs(folder: Path) -> None:
    said = json.loads((folder / "site" / "a.json").read_text("utf-8"))
    assert said["altLabel"] == {"en": ["Samovar"]}
    assert said["definition"] == {"en": ["What it is."], "de": ["Was es ist."]}
    assert said["note"] == {"und": ["https://docs.example/kettles"]}
    index = "".join(file.read_text("utf-8") for file in (folder / "site" / "-" / "search").rglob("*.json"))
    assert "Samovar" in index


def test_published_files_have_plain_labels(folder: Path) -> None:
    turtle = (folder / "site" / "a.ttl").read_text("utf-8")
    assert 'skos:altLabel "Samovar"@en' in turtle
    assert "skos-xl#altLabel" in turtle


def test_services_and_the_editor(folder: Path) -> None:
    with taking(folder) as snapshot:
        values = [
            value
            for each in ResourceStatements(snapshot).of(A).values()
            for value in each
            if not isinstance(value, str)
        ]
    assert {"Samovar", "What it is.", "https://docs.example/kettles"} <= {value.value for value in values}
    with open_cache(None) as none:
        card = show_resource(check_project(find_project(folder), RunContext(none), {}, drafts=False), A)
    assert "Samovar" in card
    assert "What it is." in card


def test_stated_plain_label_keeps_its_location(site) -> None:  # type: ignore[no-untyped-def]
    extra = "@prefix skosxl: <http://www.w3.org/2008/05/skos-xl#> .\n"
    extra += '<https://w3id.org/test/a/b> skosxl:prefLabel [ skosxl:literalForm "B,"@en ] .\n'
    folder = site({"taxonomy/a.md": "# A\n## B, {#b}\n", "taxonomy/a.extra.ttl": extra})
    found = check_pages(find_project(folder), [], drafts=False)[0].findings
    assert [str(one.location) for one in found if one.rule.name == "label-punctuation"] == ["taxonomy/a.md:2:4"]


def test_label_in_turtle_file_of_another_page(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    """The parts of a label in one file and of its concept in another are joined, and updated after changes."""
    prefix = "@prefix skosxl: <http://www.w3.org/2008/05/skos-xl#> .\n@prefix : <https://w3id.org/test/> .\n"
    pages = {
        "taxonomy/a.md": "# A\n## B\n",
        "taxonomy/c.md": "# C\n## D\n",
        "taxonomy/a.extra.ttl": f"{prefix}<https://w3id.org/test/a/b> skosxl:altLabel :l .\n",
        "taxonomy/c.extra.ttl": f'{prefix}:l skosxl:literalForm "Bee "@en .\n',
    }
    folder = site(pages)
    project = find_project(folder)

    def find() -> list[tuple[str, str]]:
        found = check_pages(project, [], drafts=False)[0].findings
        return [(one.location.path, one.focus) for one in found if one.rule.name == "label-whitespace"]

    assert find() == [("taxonomy/c.extra.ttl", "https://w3id.org/test/a/b")]
    headword("check", cwd=folder)
    (folder / "taxonomy/c.extra.ttl").write_text(f'{prefix}:l skosxl:literalForm "Bee"@en .\n')
    assert not find()
    assert "label-whitespace" not in headword("check", cwd=folder).stdout
    assert headword("build", cwd=folder).returncode == 0
    assert 'skos:altLabel "Bee"@en' in (folder / "vocab" / "a.ttl").read_text()
