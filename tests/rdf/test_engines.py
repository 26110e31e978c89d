"""The fast engine and the reference engine have the same results, for headword's rules and for other shapes."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headword.compiler.vocabulary import compile_project
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.lint.catalogue import load_rules, shapes_of
from headword.lint.select import choose_rules
from headword.project.config import Config
from headword.project.project import find_project
from headword.rdf.entailment import with_inverses
from headword.rdf.graph import LocatedGraph
from headword.rdf.parse import parse_rdf, read_rdf
from headword.rdf.shacl import ShapeResult, choice
from headword.rdf.shacl import engine as fast
from headword.rdf.shacl import pyshacl as reference
from headword.rdf.shacl import sparql_constraint as sparqlconstraint
from headword.rdf.terms import OWL, PREFIXES, RDF_TYPE, SKOS, XSD, Literal
from support.cases import read_cases
from support.project import ROOT, Run

RULES = load_rules()
PLAN = fast.plan(RULES.shapes)
DATA = ROOT / "tests" / "data"
CASES = [case for file in sorted((ROOT / "tests" / "cases" / "rules").glob("*.md")) for case in read_cases(file)]


def rows(results) -> list[tuple[str, ...]]:  # type: ignore[no-untyped-def]
    def row(result: ShapeResult) -> tuple[str, ...]:
        return (result.shape, repr(result.focus), result.path, repr(result.value), result.component, result.severity)

    return sorted(row(result) for result in results)


def assert_same(facts: LocatedGraph, shapes: LocatedGraph = RULES.shapes) -> None:
    closed = with_inverses(facts)
    assert rows(fast.run(closed, fast.plan(shapes))) == rows(reference.validate_with_pyshacl(closed, shapes))


def test_every_own_rule_runs_in_fast_engine() -> None:
    assert PLAN.elsewhere == {}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.title}")
def test_rule_examples(case, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    rdf = case.write(tmp_path)
    if case.rule == "rdf-syntax" and case.title == "Bad":
        return
    assert_same(read_rdf(rdf[0], "x") if rdf else compile_project(find_project(tmp_path)).facts)


@pytest.mark.parametrize("file", sorted((DATA / "skos-reference").rglob("*.ttl")), ids=lambda file: file.stem)
def test_examples_of_the_skos_reference(file: Path) -> None:
    assert_same(read_rdf(file, file.name))


# All rules and all resources would take pySHACL five minutes on the larger one.
@pytest.mark.parametrize(
    ("name", "shapes", "share"), [("voc4cat", RULES.shapes, 1), ("physh", shapes_of(choose_rules(RULES, Config())), 3)]
)
def test_real_vocabularies(name: str, shapes: LocatedGraph, share: int) -> None:
    facts = read_rdf(DATA / f"{name}.ttl", name)
    kept = {*list(dict.fromkeys(subject for subject, _, _ in facts))[::share]}
    assert_same({triple: place for triple, place in facts.items() if triple[0] in kept}, shapes)


# Counts by an independent implementation that agrees with qSKOS; it counts a related pair both ways
# round (4 in PhySH), the shape from below only.
COUNTS = {
    "voc4cat": {"label-clash": 1, "label-whitespace": 8},
    "physh": {"orphan-concept": 178, "redundant-broader": 7, "related-to-ancestor": 2},
}
COUNTED = """
    label-clash label-clash-hidden two-preferred-labels label-whitespace control-character orphan-concept
    redundant-broader related-to-ancestor broader-cycle missing-label top-concept-with-broader concept-and-scheme
    collection-as-concept exact-match-clash dangling-relation related-to-self
""".split()  # noqa: SIM905


@pytest.mark.parametrize("name", COUNTS)
def test_counts_of_real_vocabularies(name: str) -> None:
    facts = with_inverses(read_rdf(DATA / f"{name}.ttl", name))
    found = Counter(result.shape.rsplit("/", 1)[-1] for result in fast.run(facts, PLAN))
    assert {rule: found[rule] for rule in COUNTED if found[rule]} == COUNTS[name]


NODES = st.sampled_from([f"https://w3id.org/test/{name}" for name in "abcdef"])
SCHEME = "https://w3id.org/test/s"
TEXTS = st.sampled_from(["a", "A", "b ", " a", "a  b", "x\u200by", ""])
LABELS = st.one_of(
    st.tuples(TEXTS, st.sampled_from(["en", "en-GB", "de"])).map(lambda made: Literal(*made)),
    TEXTS.map(Literal),
    st.just(Literal("5", "", XSD + "integer")),
    NODES,
)
LINKS = [SKOS + name for name in ("broader", "narrower", "related", "broaderTransitive", "member")]
LINKS += [SKOS + name for name in ("exactMatch", "closeMatch", "broadMatch", "relatedMatch")]
TRIPLES = st.one_of(
    st.tuples(NODES, st.sampled_from(LINKS), NODES),
    st.tuples(NODES, st.sampled_from([SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel"]), LABELS),
    st.tuples(
        NODES, st.just(RDF_TYPE), st.sampled_from([SKOS + n for n in ("Concept", "ConceptScheme", "Collection")])
    ),
    st.tuples(NODES, st.sampled_from([SKOS + "topConceptOf", SKOS + "inScheme"]), st.just(SCHEME)),
    st.tuples(NODES, st.just(OWL + "deprecated"), st.just(Literal("true", "", XSD + "boolean"))),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(TRIPLES, min_size=1, max_size=30))
def test_generated_graphs(triples) -> None:  # type: ignore[no-untyped-def]
    assert_same(dict.fromkeys(triples, Location("x")))


def parse(text: str) -> LocatedGraph:
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    return parse_rdf(
        (f"{head}@prefix : <http://e/> .\n{text}").encode(), ox.RdfFormat.TURTLE, "shapes.ttl", "http://e/"
    )


SPARQL = '''
:sub a sh:NodeShape ; sh:targetClass skos:Concept ; sh:sparql [
    sh:message "{?label} is short" ; sh:prefixes :p ;
    sh:select """SELECT $this ?value ?label WHERE {
        $this s:prefLabel ?label . BIND(?label AS ?value) FILTER(STRLEN(?label) < 3) }""" ] .
:p sh:declare [ sh:prefix "s" ; sh:namespace "http://www.w3.org/2004/02/skos/core#"^^xsd:anyURI ] .
:path a sh:PropertyShape ; sh:targetClass skos:Concept ; sh:path skos:broader ; sh:sparql [
    sh:select "SELECT $this ?value WHERE { $this $PATH ?value . ?value $PATH $this }" ] .
'''
GRAPH = """
:a a skos:Concept ; skos:prefLabel "ab"@en-GB ; skos:broader :b .
:b a skos:Concept ; skos:prefLabel "abc"@en ; skos:broader :a .
:c skos:prefLabel "x"@en .
"""


def test_sparql_runs_once_over_all_focus_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    solve = sparqlconstraint.SparqlStore.solutions
    monkeypatch.setattr(
        sparqlconstraint.SparqlStore, "solutions", lambda *given: asked.append(given[1]) or solve(*given)
    )
    facts, shapes = parse(GRAPH), parse(SPARQL)
    validation = choice.validate(facts, shapes, "fast")
    assert rows(validation.results) == rows(reference.validate_with_pyshacl(facts, shapes))
    assert len(asked) == 2
    assert {result.message for result in validation.results} == {"ab is short", ""}


BEYOND = {
    "a subquery": 'sh:sparql [ sh:select "SELECT $this WHERE { { SELECT $this WHERE { $this ?p ?o } } }" ]',
    "an inner filter": 'sh:sparql [ sh:select "SELECT $this WHERE { $this ?p ?o { FILTER(bound($this)) } }" ]',
    "a filter without brackets": 'sh:sparql [ sh:select "SELECT $this { { ?x ?p ?o FILTER sameTerm(?x,$this) } }" ]',
    "a limit": 'sh:sparql [ sh:select "SELECT $this WHERE { $this ?p ?o } LIMIT 1" ]',
    "a count": 'sh:sparql [ sh:select "SELECT $this (COUNT(?o) AS ?value) WHERE { $this ?p ?o }" ]',
    "a dataset of its own": 'sh:sparql [ sh:select "SELECT $this FROM <http://a/> WHERE { $this ?p ?o }" ]',
    "this not selected": 'sh:sparql [ sh:select "SELECT ?value WHERE { $this ?p ?value }" ]',
    "a component": ":two true",
    "recursion": "sh:property [ sh:path skos:broader ; sh:node :beyond ]",
}
COMPONENT = """
:comp a sh:ConstraintComponent ; sh:parameter [ sh:path :two ] ;
    sh:nodeValidator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER(false) }" ] .
"""


@pytest.mark.parametrize("name", BEYOND)
def test_only_unsupported_shapes_use_reference_engine(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f":beyond a sh:NodeShape ; sh:targetClass skos:Concept ; {BEYOND[name]} .\n{COMPONENT}"
    own = ":own a sh:NodeShape ; sh:targetClass skos:Concept ; sh:property :prop .\n"
    own += ":prop a sh:PropertyShape ; sh:path skos:prefLabel ; sh:minLength 3 .\n"
    facts, shapes = parse(GRAPH), parse(text + own)
    plan = fast.plan(shapes)
    assert list(plan.elsewhere) == ["http://e/beyond"]
    assert [shape.node for shape in plan.here] == ["http://e/own"]
    with pytest.raises(HeadwordError, match="must be checked by pySHACL"):
        choice.validate(facts, shapes, "fast")
    handed = []
    monkeypatch.setattr(reference, "validate_with_pyshacl", lambda facts, shapes: handed.append(shapes) or [])
    validation = choice.validate(facts, shapes, "auto")
    assert "is checked by pySHACL" in validation.notices[0]
    assert [result.shape for result in validation.results] == ["http://e/prop"]
    targets = {subject for subject, predicate, _ in handed[0] if "target" in predicate}
    assert targets == {"http://e/beyond"}


ILL_FORMED = {
    'sh:property [ sh:path skos:broader ; sh:minCount "one" ]': "sh:minCount must be a number",
    "sh:property [ sh:path skos:broader ; sh:minCount 1 , 2 ]": "occurs 2 times",
    "sh:minCount 1": "needs a property shape",
    "sh:property [ sh:path [ sh:inversePath skos:broader ; sh:zeroOrMorePath skos:broader ] ]": "path",
    "sh:property [ sh:path ( skos:broader ) ]": "fewer than two steps",
    "sh:property [ sh:minLength 1 ]": "without sh:path",
    "sh:in skos:broader": "list that is not well-formed",
    'sh:pattern "("': "must be a regular expression",
    "sh:pattern :x": "must be a literal",
    'sh:property [ sh:path skos:broader ; sh:uniqueLang "true" ]': "sh:uniqueLang must be true or false",
    'sh:closed "yes"': "sh:closed must be true or false",
    'sh:class "x"': "sh:class must be an IRI",
    'sh:targetSubjectsOf "x"': "sh:targetSubjectsOf must be an IRI",
    "sh:nodeKind sh:Thing": "one of the six kinds",
    'sh:not "a"': "expected a shape, found a literal",
    "sh:path skos:broader": "a node shape with sh:path",
}


@pytest.mark.parametrize("text", ILL_FORMED)
def test_an_ill_formed_shape_is_an_error(text: str) -> None:
    with pytest.raises(HeadwordError, match="ill-formed") as caught:
        fast.plan(parse(f":s a sh:NodeShape ; sh:targetClass skos:Concept ; {text} ."))
    assert ILL_FORMED[text] in str(caught.value)


def test_ill_formed_user_shape_has_its_line(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    shape = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n\n<http://e/x#bad> a sh:NodeShape ;\n sh:minCount 1 .\n"
    folder = site({"taxonomy/a.md": "# A\n## B\n", "shapes/mine.ttl": shape})
    run = headword("check", cwd=folder)
    assert run.returncode == 2
    assert "shapes/mine.ttl:3: error: the shape bad is ill-formed: sh:minCount needs a property shape" in run.stderr


def test_endless_query_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparqlconstraint, "TIME_LIMIT", 0.5)
    select = "SELECT $this WHERE { $this ?p ?o . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?q . ?r ?s ?t }"
    many = "".join(f":n{n} a skos:Concept ; skos:prefLabel 'n{n}'@en .\n" for n in range(300))
    shapes = parse(f':slow a sh:NodeShape ; sh:targetClass skos:Concept ; sh:sparql [ sh:select "{select}" ] .')
    with pytest.raises(HeadwordError, match="its SPARQL query took longer"):
        choice.validate(parse(many), shapes)


LEAVES = [
    "sh:minLength 2",
    "sh:maxCount 1",
    "sh:minCount 1",
    "sh:nodeKind sh:IRI",
    "sh:class skos:Concept",
    "sh:uniqueLang true",
    "sh:disjoint skos:altLabel",
    "sh:equals skos:broader",
    "sh:hasValue <https://w3id.org/test/a>",
    'sh:pattern "a"',
]
PATHS = ["skos:prefLabel", "skos:broader", "skos:narrower", "[ sh:inversePath skos:related ]"]
PATHS += ["[ sh:oneOrMorePath skos:broader ]", "( skos:broader skos:narrower )"]


@st.composite
def shape_bodies(draw: st.DrawFn, depth: int = 0) -> str:
    """Draw the body of a property shape, nested up to three levels."""
    parts = [f"sh:path {draw(st.sampled_from(PATHS))}", *draw(st.lists(st.sampled_from(LEAVES), max_size=1))]
    if depth < 2:
        parts += draw(st.lists(nested(depth + 1), max_size=2))
    return " ; ".join(parts)


def nested(depth: int) -> st.SearchStrategy[str]:
    body = shape_bodies(depth)
    return st.one_of(
        body.map(lambda inner: f"sh:property [ {inner} ]"),
        body.map(lambda inner: f"sh:node [ sh:property [ {inner} ] ]"),
        body.map(lambda inner: f"sh:not [ {inner} ]"),
        st.tuples(st.sampled_from(["and", "or", "xone"]), body, body).map(
            lambda made: f"sh:{made[0]} ( [ {made[1]} ] [ {made[2]} ] )"
        ),
        body.map(lambda inner: f"sh:qualifiedValueShape [ {inner} ] ; sh:qualifiedMinCount 1")
        if depth > 1
        else body.map(lambda inner: f"sh:property [ {inner} ]"),
    )


def outcome(results) -> list[tuple[str, ...]]:  # type: ignore[no-untyped-def]
    return sorted((repr(r.focus), repr(r.value), r.component) for r in results)


@settings(max_examples=40, deadline=None)
@given(body=nested(1), triples=st.lists(TRIPLES, min_size=3, max_size=20))
def test_generated_shapes(body: str, triples) -> None:  # type: ignore[no-untyped-def]
    shapes = parse(f":s a sh:NodeShape ; sh:targetClass skos:Concept ; {body} .")
    try:
        plan = fast.plan(shapes)
    except HeadwordError:
        # Two of what may stand but once: generated, and rightly refused.
        return
    facts = with_inverses(dict.fromkeys(triples, Location("x")))
    assert outcome(fast.run(facts, plan)) == outcome(reference.validate_with_pyshacl(facts, shapes))


def test_property_shapes_nested_twice() -> None:
    facts = parse(':a a skos:Concept ; skos:narrower :b . :b a skos:Concept ; skos:prefLabel "short"@en .')
    inner = "sh:property [ sh:path skos:narrower ; sh:property [ sh:path skos:prefLabel ; sh:minLength 9 ] ]"
    shapes = parse(f":s a sh:NodeShape ; sh:targetClass skos:Concept ; sh:node [ {inner} ] .")
    assert [result.focus for result in fast.run(facts, fast.plan(shapes))] == ["http://e/a"]


def chain(length: int) -> str:
    return "".join(f":c{n} a skos:Concept ; skos:broader :c{n + 1} .\n" for n in range(length))


@pytest.mark.parametrize(
    "text",
    [
        chain(1500),
        chain(1500) + ":c1500 skos:broader :c0 .",
        "".join(f":n{n} a skos:Concept ; skos:broader :top .\n" for n in range(10_000)),
    ],
    ids=["1,500 levels", "a cycle of 1,501", "10,000 narrower concepts"],
)
def test_no_recursion_and_no_blow_up(text: str) -> None:
    results = list(fast.run(with_inverses(parse(text)), PLAN))
    assert any(result.shape.endswith("missing-label") for result in results)


def test_a_check_imports_neither_pyshacl_nor_rdflib(site) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# Rocks\n## Sand\n"})
    code = (
        "import sys; from headword.cli import main\n"
        "try: main(['check'])\n"
        "except SystemExit as e: code = e.code\n"
        "print(code, sorted({'rdflib', 'pyshacl'} & set(sys.modules)))\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert run.stdout.endswith("0 []\n")


def test_pyshacl_parses_a_query_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from rdflib.plugins.sparql import processor

    parsed: list[str] = []
    parse_query = vars(processor)["parseQuery"]
    monkeypatch.setattr(processor, "parseQuery", lambda text: (parsed.append(text), parse_query(text))[1])
    counting = vars(processor)["parseQuery"]
    facts = parse("".join(f":n{n} a skos:Concept ; skos:related :n{n} .\n" for n in range(30)))
    shapes = parse(
        """:s a sh:NodeShape ; sh:targetClass skos:Concept ; sh:sparql [ sh:message "related to itself" ;
        sh:select "SELECT $this WHERE { $this <http://www.w3.org/2004/02/skos/core#related> $this }" ] ."""
    )
    assert len(choice.validate(facts, shapes, "pyshacl").results) == 30
    assert len(parsed) == 1
    assert vars(processor)["parseQuery"] is counting
