"""The `shacl` report is a SHACL validation report with the results of pySHACL, and with source locations."""

import re
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headword.compiler.vocabulary import compile_project
from headword.core.findings import Location
from headword.lint.catalogue import shapes_of
from headword.lint.check_rdf import check_facts
from headword.lint.formats import format_report
from headword.lint.formats.context import RenderContext
from headword.lint.select import project_rules
from headword.project.project import find_project
from headword.rdf.entailment import with_derived, with_inverses
from headword.rdf.graph import LocatedGraph
from headword.rdf.parse import parse_rdf, read_rdf
from headword.rdf.rdflib_bridge import to_rdflib
from headword.rdf.shacl import engine as fast
from headword.rdf.shacl.describe import Statements, describe_node, index_statements
from headword.rdf.shacl.pyshacl import validate_with_pyshacl
from headword.rdf.terms import PREFIXES, RDF_TYPE, SH, Term, to_ntriples
from support.cases import read_cases
from support.project import ROOT, Run

HW = "https://w3id.org/headword/ns#"
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
HEAD += "@prefix : <http://e.example/> .\n"
CASES = [case for file in sorted((ROOT / "tests/cases/rules").glob("*.md")) for case in read_cases(file)]
ASSETS = Path(str(files("pyshacl"))) / "assets"
Row = tuple[str, ...]


def parse(text: str) -> LocatedGraph:
    return parse_rdf(text.encode(), ox.RdfFormat.TURTLE, "x", "http://e.example/")


def read_results(report: LocatedGraph) -> Counter[Row]:
    """Return the results of a report: focus node, path, value, component, shape, severity."""
    said = index_statements(report)
    names = ("focusNode", "resultPath", "value", "sourceConstraintComponent", "sourceShape", "resultSeverity")
    rows: Counter[Row] = Counter()
    [whole] = [node for node, facts in said.items() if (RDF_TYPE, SH + "ValidationReport") in facts]
    # Not those that another only has under sh:detail.
    for result in (node for predicate, node in said[whole] if predicate == SH + "result"):
        values = dict(said[result])
        rows[tuple(show(values.get(SH + name), said, name) for name in names)] += 1
    return rows


def show(value: Term | None, said: Statements, name: str) -> str:
    if value is None:
        return ""
    # The name of a blank node differs from report to report.
    is_unnamed = name in ("focusNode", "value") and str(value).startswith("_:")
    return "_:" if is_unnamed else describe_node(value, said)


def report_on(facts: LocatedGraph, folder: Path, shapes: str) -> str:
    """Return the report on a graph, with only these shapes."""
    (folder / "shapes").mkdir(exist_ok=True)
    (folder / "shapes/own.ttl").write_text(shapes, encoding="utf-8")
    (folder / "headword.toml").write_text('base = "http://e.example/"\nselect = ["own"]\n')
    report = check_facts(find_project(folder), facts)
    return format_report(report, "shacl", RenderContext(lambda _: ()))


def validate_by_pyshacl(facts: LocatedGraph, shapes: str) -> Counter[Row]:
    """Return the results of the report that pySHACL itself writes."""
    graph = rdflib.Graph().parse(data=shapes, format="turtle", publicID="http://e.example/")
    _, found, _ = pyshacl.validate(to_rdflib(with_inverses(with_derived(facts))), shacl_graph=graph)
    assert isinstance(found, rdflib.Graph)
    return read_results(parse(found.serialize(format="turtle")))


@cache
def read_vocabulary() -> tuple[rdflib.Graph, rdflib.Graph]:
    """Return the SHACL vocabulary, and its own shapes."""
    return rdflib.Graph().parse(ASSETS / "shacl.ttl"), rdflib.Graph().parse(ASSETS / "shacl-shacl.ttl")


def assert_is_report(text: str) -> None:
    """Check that a report conforms to the shapes of the SHACL vocabulary, and has only its terms."""
    graph = rdflib.Graph().parse(data=text, format="turtle", publicID="http://e.example/")
    vocabulary, shapes = read_vocabulary()
    conforms, _, told = pyshacl.validate(graph, shacl_graph=shapes, ont_graph=vocabulary)
    assert conforms, told
    defined = {str(term) for term in vocabulary.subjects()}
    assert {str(term) for triple in graph for term in triple if str(term).startswith(SH)} <= defined
    for result in graph.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult):
        for name in ("focusNode", "resultSeverity", "sourceConstraintComponent", "sourceShape"):
            assert len(list(graph.objects(result, rdflib.SH[name]))) == 1
        for name in ("resultPath", "value"):
            assert len(list(graph.objects(result, rdflib.SH[name]))) <= 1
    [report] = graph.subjects(rdflib.RDF.type, rdflib.SH.ValidationReport)
    [says] = graph.objects(report, rdflib.SH.conforms)
    assert isinstance(says, rdflib.Literal)
    assert says.toPython() is not bool(list(graph.objects(report, rdflib.SH.result)))


DATA = parse(
    HEAD
    + """
:a a skos:Concept ; skos:prefLabel "A"@en , "B"@en ; skos:notation "x" , "007"^^xsd:integer ; skos:broader :b .
:b a skos:Concept ; skos:prefLabel "b"@en-GB ; skos:broader :a ; skos:related [ skos:prefLabel "c"@de ] .
:c skos:notation "2024-02-30"^^xsd:date ; skos:broader :b ; :other "y" .
"""
)
SHAPES = {
    "a property shape with a name": ":S a sh:NodeShape ; sh:targetClass skos:Concept ; sh:property :P . "
    ":P sh:path skos:notation ; sh:datatype xsd:integer ; sh:message 'no integer' .",
    "a property shape without a name": ":S a sh:NodeShape ; sh:targetClass skos:Concept ; "
    "sh:property [ sh:path skos:notation ; sh:datatype xsd:integer ; sh:severity sh:Info ] .",
    "a node shape": ":S a sh:NodeShape ; sh:targetSubjectsOf skos:notation ; sh:class skos:Concept .",
    "paths of every kind": ":S a sh:NodeShape ; sh:targetClass skos:Concept ; sh:property :P1 , :P2 , :P3 , :P4 . "
    ":P1 sh:path [ sh:inversePath skos:broader ] ; sh:nodeKind sh:Literal . "
    ":P2 sh:path ( skos:broader skos:prefLabel ) ; sh:languageIn ('de') . "
    ":P3 sh:path [ sh:alternativePath ( skos:notation skos:prefLabel ) ] ; sh:maxLength 0 . "
    ":P4 sh:path [ sh:oneOrMorePath skos:broader ] ; sh:hasValue :nothing .",
    "counts": ":S a sh:PropertyShape ; sh:targetClass skos:Concept ; sh:path skos:related ; "
    "sh:minCount 1 ; sh:maxCount 0 .",
    "one label a language": ":S a sh:PropertyShape ; sh:targetClass skos:Concept ; sh:path skos:prefLabel ; "
    "sh:uniqueLang true .",
    "a closed shape": ":S a sh:NodeShape ; sh:targetNode :c ; sh:closed true ; sh:ignoredProperties ( skos:broader ) .",
    "literals as focus nodes": ":S a sh:NodeShape ; sh:targetObjectsOf skos:notation ; sh:minLength 3 .",
    "logic": ":S a sh:NodeShape ; sh:targetClass skos:Concept ; sh:not [ sh:path skos:broader ; sh:minCount 1 ] ; "
    "sh:or ( [ sh:path skos:related ; sh:minCount 9 ] ) ; sh:xone ( [ sh:nodeKind sh:IRI ] [ sh:nodeKind sh:IRI ] ) .",
    "pairs": ":S a sh:PropertyShape ; sh:targetNode :c ; sh:path skos:notation ; "
    "sh:equals :other ; sh:lessThan :other .",
    "a qualified shape": ":S a sh:PropertyShape ; sh:targetNode :a ; sh:path skos:prefLabel ; "
    "sh:qualifiedValueShape [ sh:languageIn ('de') ] ; sh:qualifiedMinCount 1 .",
    "SPARQL": ":S a sh:NodeShape ; sh:targetClass skos:Concept ; sh:sparql [ sh:message 'b' ; "
    "sh:select 'SELECT $this ?value ?path { $this ?path ?value FILTER(STRSTARTS(STR(?value), \"0\")) }' ] .",
    "shapes in shapes": ":S a sh:NodeShape ; sh:targetClass skos:Concept ; "
    "sh:property [ sh:path skos:broader ; sh:node [ sh:property [ sh:path skos:broader ; sh:maxCount 0 ] ] ] .",
}


@pytest.mark.parametrize("name", SHAPES)
def test_report_on_user_shape_equals_pyshacl(name: str, tmp_path: Path) -> None:
    shapes = HEAD + SHAPES[name]
    text = report_on(DATA, tmp_path, shapes)
    assert_is_report(text)
    assert read_results(parse(text)) == validate_by_pyshacl(DATA, shapes)


def test_report_has_locations(headword: Run, tmp_path: Path) -> None:
    (tmp_path / "headword.toml").write_text('base = "https://e.org/"\nselect = ["t"]\n')
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes/t.ttl").write_text(HEAD + SHAPES["a property shape with a name"])
    (tmp_path / "data.ttl").write_text(HEAD + ':a a skos:Concept ; skos:prefLabel "A"@en ; skos:notation "x" .\n')
    reports = {
        engine: headword("check", "--engine", engine, "--output-format", "shacl", "data.ttl", cwd=tmp_path).stdout
        for engine in ("fast", "pyshacl")
    }
    assert reports["fast"] == reports["pyshacl"]
    assert_is_report(reports["fast"])
    line = len(HEAD.splitlines()) + 1
    for said in (
        "sh:focusNode <http://e.example/a>", "sh:resultPath <http://www.w3.org/2004/02/skos/core#notation>",
        'sh:value "x"', "sh:sourceConstraintComponent sh:DatatypeConstraintComponent",
        "sh:sourceShape <http://e.example/P>", "sh:resultSeverity sh:Violation", "hw:path <data.ttl>",
        f"hw:line {line}",
    ):  # fmt: skip
        assert said in reports["fast"]


def test_finding_on_cycle_has_results_of_all_concepts(tmp_path: Path) -> None:
    pairs = [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a"), ("x", "y"), ("y", "x")]
    said = (f":{low} a skos:Concept ; skos:prefLabel '{low}'@en ; skos:broader :{high} ." for low, high in pairs)
    facts = parse(HEAD + "\n".join(said))
    (tmp_path / "headword.toml").write_text('base = "http://e.example/"\nselect = ["broader-cycle"]\n')
    project = find_project(tmp_path)
    report = check_facts(project, facts)
    assert len(report.findings) == 2
    rows = read_results(parse(format_report(report, "shacl", RenderContext(lambda _: ()))))
    found = validate_with_pyshacl(with_inverses(with_derived(facts)), shapes_of(project_rules(project)))
    assert Counter(row[0] for row in rows.elements()) == Counter(to_ntriples(one.focus) for one in found)


def test_report_from_cache_is_the_same(headword: Run, tmp_path: Path) -> None:
    (tmp_path / "taxonomy").mkdir()
    (tmp_path / "taxonomy/a.md").write_text("# Rocks\n\n- Label (it): rocce\n- Label (it): sassi\n\n## Sand; Sand\n")
    (tmp_path / "headword.toml").write_text('base = "https://e.org/"\n')
    reports = [headword("check", "--output-format", "shacl", cwd=tmp_path).stdout for _ in range(2)]
    assert reports[0] == reports[1]
    assert_is_report(reports[0])
    assert "sh:UniqueLangConstraintComponent" in reports[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.title}")
def test_report_on_own_rules_equals_engine(case, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """In these examples, the engine has the same results as pySHACL (`test_engines`)."""
    rdf = case.write(tmp_path)
    if case.rule == "rdf-syntax" and case.title == "Bad":
        return
    project = find_project(tmp_path)
    facts = read_rdf(rdf[0], "x") if rdf else compile_project(project).facts
    text = format_report(check_facts(project, facts), "shacl", RenderContext(lambda _: ()))
    if case.title == "Bad":
        assert_is_report(text)
    shapes = shapes_of(project_rules(project))
    statements = index_statements(shapes)
    found = {
        (show(one.focus, statements, "focusNode"), to_ntriples(one.component), describe_node(one.shape, statements))
        for one in fast.run(with_inverses(with_derived(facts)), fast.plan(shapes))
    }
    for focus, _, _, component, shape, _ in read_results(parse(text)):
        assert component == f"<{HW}RuleConstraintComponent>" or (focus, component, shape) in found


@settings(suppress_health_check=list(HealthCheck), max_examples=10, deadline=None)
@given(
    facts=st.permutations(sorted(DATA, key=repr)),
    names=st.lists(st.sampled_from(sorted(SHAPES)), min_size=2, max_size=4, unique=True),
)
def test_report_is_independent_of_order(
    facts: list[tuple[str, str, Term]], names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("site")
    rows = []
    for order in (names, names[::-1]):
        made = [re.sub(r"(?<!\w):([SP])", rf":\g<1>{names.index(name)}", SHAPES[name]) for name in order]
        text = report_on(dict.fromkeys(facts, Location("x")), folder, HEAD + "\n".join(made))
        rows.append(read_results(parse(text)))
    assert rows[0] == rows[1]
