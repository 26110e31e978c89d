"""Small sites with the profile of each generator: the cases in ``tests/cases/sites``."""

import shutil
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest

from headword.compiler.page_list import list_pages
from headword.compiler.publication import Publication
from headword.compiler.run import open_run
from headword.compiler.vocabulary import compile_project
from headword.lint.check import check_pages
from headword.project.project import find_project
from headword.rdf.graph import LocatedGraph
from headword.rdf.parse import parse_rdf
from headword.rdf.terms import RDF_TYPE, SKOS, Term
from support.project import ROOT

FOLDER = ROOT / "tests" / "cases" / "sites"
CASES = sorted(one for one in FOLDER.iterdir() if one.is_dir())
RESOURCES = frozenset(SKOS + name for name in ("Concept", "Collection", "OrderedCollection", "ConceptScheme"))


@pytest.fixture
def site(case: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(case / "site", tmp_path / "site"))


def _find_values(facts: LocatedGraph) -> dict[tuple[str, str], set[Term]]:
    found = defaultdict(set)
    for subject, predicate, value in facts:
        found[(subject, predicate)].add(value)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_vocabulary_of_site(case: Path, site: Path) -> None:
    compiled = compile_project(find_project(site))
    data = (case / "expected.ttl").read_bytes()
    wanted = _find_values(dict.fromkeys(parse_rdf(data, ox.RdfFormat.TURTLE, "expected", "https://w3id.org/x/")))
    found = _find_values(compiled.facts)
    assert {key: found[key] for key in wanted} == wanted
    described = {
        subject for subject, predicate, value in compiled.facts if predicate == RDF_TYPE and value in RESOURCES
    }
    assert described == {subject for subject, _ in wanted}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_findings_of_site(case: Path, site: Path) -> None:
    report, _ = check_pages(find_project(site), [], drafts=False)
    expected = (case / "findings.txt").read_text(encoding="utf-8").splitlines()
    assert [f"{one.location} {one.severity.word} {one.rule.name}" for one in report.findings] == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_list_of_files_of_site(case: Path, site: Path) -> None:
    with open_run(find_project(site)) as run:
        listed = list_pages(run)
    lines = [" ".join(filter(None, (one.path, one.kind, one.original, one.reason))) for one in listed]
    assert lines == (case / "pages.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_triple_has_a_location(case: Path, site: Path) -> None:
    for (_, _, value), place in compile_project(find_project(site)).facts.items():
        lines = (site / place.path).read_text(encoding="utf-8").split("\n") if place.line else []
        line = lines[place.line - 1] if lines else ""
        # The name of a file is written in none of its lines.
        is_file_name = place[1:] == (1, 1, 1)
        is_within = 1 <= place.column < place.end_column <= len(line) + 1 or "\n" in str(value)
        assert not place.line or is_within or is_file_name, (value, place)


@pytest.mark.parametrize(
    ("case", "resource", "predicate", "names"),
    [
        (FOLDER / "schemes", "drinks/hot-drinks", "member", ["mate", "drinks-with-milk", "tea", "cocoa"]),
        (FOLDER / "schemes", "drinks", "hasTopConcept", ["mate", "chai", "tea", "cocoa", "water"]),
        (FOLDER / "parents", "tea-leaves", "narrower", ["white-tea", "green-tea"]),
    ],
    ids=str,
)
def test_order_key_of_generators_sorts_concepts(
    case: Path, site: Path, resource: str, predicate: str, names: list[str]
) -> None:
    config = find_project(site).config
    with open_run(find_project(site)) as run:
        publication = Publication(run.documents(), config)
        facts = dict(fact for _, part in publication.each() for fact in part.items())
    found = [value for subject, said, value in facts if (subject, said) == (config.base + resource, SKOS + predicate)]
    assert [iri.rpartition("/")[2] for iri in sorted(found, key=publication.rank.__getitem__)] == names
