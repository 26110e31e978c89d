"""Literals keep their spelling in queries and rules, and tags have BCP 47 case, in every engine."""

import re
from collections.abc import Iterable
from decimal import Decimal

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.rdf.lexical_forms import is_well_formed
from headword.rdf.parse import parse_rdf, to_term
from headword.rdf.shacl import ShapeResult
from headword.rdf.shacl import engine as fast
from headword.rdf.shacl.pyshacl import validate_with_pyshacl
from headword.rdf.sparql.exact.constants import read_names
from headword.rdf.sparql.exact.expressions import ExpressionError, ExpressionReader
from headword.rdf.sparql.exact.literals import Traits, is_stable
from headword.rdf.sparql.exact.results import ResultTriples
from headword.rdf.sparql.exact.rewrite import is_plain, rewrite_expressions, rewrite_query
from headword.rdf.sparql.exact.store import load_store
from headword.rdf.sparql.store import QueryStore, named_queries
from headword.rdf.terms import PREFIXES, XSD, Literal, Term, to_ntriples
from support.literals import DATATYPES, FORMS, LITERALS, NUMBERS, PAIRS, find_kind, typed
from support.queries import TERMS, ask, ask_rdflib, state

unhurried = settings(suppress_health_check=list(HealthCheck))
few = settings(unhurried, max_examples=15)


@unhurried
@given(st.lists(LITERALS, min_size=1, max_size=4))
@example([typed("integer", "007"), typed("int", "7"), typed("integer", "7")])
@example([Literal("A", "en-GB"), Literal("A", "en")])
def test_functions_of_terms_equal_rdflib(literals: list[Literal]) -> None:
    triples = state(literals)
    store = load_store(triples)
    for query in TERMS:
        assert ask(store, query) == ask_rdflib(triples, query), query


@pytest.mark.parametrize(
    ("syntax", "text"),
    [
        (ox.RdfFormat.TURTLE, '<urn:s> <urn:p> "A"@EN-us .'),
        (ox.RdfFormat.N_QUADS, '<urn:s> <urn:p> "A"@EN-us <urn:g> .'),
        (ox.RdfFormat.JSON_LD, '{"@id": "urn:s", "urn:p": {"@value": "A", "@language": "EN-us"}}'),
        (
            ox.RdfFormat.RDF_XML,
            (
                '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">'
                '<r:Description r:about="urn:s"><u:p xml:lang="EN-us">A</u:p></r:Description></r:RDF>'
            ),
        ),
    ],
)
def test_language_tags_have_bcp_47_case(syntax: ox.RdfFormat, text: str) -> None:
    facts = parse_rdf(text.encode(), syntax, "x", "urn:x")
    assert list(facts) == [("urn:s", "urn:p", Literal("A", "en-US"))]
    for query in ('SELECT ?s { ?s <urn:p> "A"@EN-us }', 'SELECT ?s { ?s <urn:p> ?v FILTER(LANG(?v) = "en-US") }'):
        assert ask(load_store(facts), query) == ask_rdflib(facts, query) == [[("s", "urn:s")]]


@unhurried
@given(LITERALS)
def test_constants_in_query_keep_spelling(literal: Literal) -> None:
    other = typed("integer", "7")
    store = load_store(state([literal, other]))
    written = to_ntriples(literal)
    matching = [[("s", f"urn:s{n}")] for n, one in enumerate([literal, other]) if one == literal]
    assert ask(store, f"SELECT ?s {{ ?s <urn:p> {written} }}") == matching
    assert ask(store, f"SELECT ?s {{ VALUES ?v {{ {written} }} ?s <urn:p> ?v }}") == matching
    assert ask(store, f"SELECT ?s {{ ?s <urn:p> ?v FILTER(sameTerm(?v, {written})) }}") == matching
    assert ask(load_store([]), f"SELECT ({written} AS ?v) {{}}") == [[("v", literal)]]
    made = store.query(f"CONSTRUCT {{ <urn:a> <urn:b> {written} }} {{}}", {})
    assert isinstance(made, ResultTriples)
    assert list(made) == [("urn:a", "urn:b", literal)]
    found = QueryStore(store, {}).ask("SELECT ?v { ?s <urn:p> ?v }", {"v": literal})
    assert [row["v"] for row in found] == [literal] * len(matching)  # type: ignore[union-attr]


COMPARED = [f"SELECT ?s ?t {{ ?s <urn:p> ?v . ?t <urn:p> ?w FILTER(?v {sign} ?w) }}" for sign in ("=", "!=")]
ORDERED = [f"SELECT ?s ?t {{ ?s <urn:p> ?v . ?t <urn:p> ?w FILTER(?v {sign} ?w) }}" for sign in ("<", ">", "<=", ">=")]
HELD = ["SELECT ?s { ?s <urn:p> ?v FILTER(?v) }", "SELECT ?s { ?s <urn:p> ?v FILTER(!?v) }"]


def has_float(literals: Iterable[Literal]) -> bool:
    """Return whether one is a float, which rdflib reads as a double."""
    return any(literal.datatype == XSD + "float" for literal in literals)


@unhurried
@given(PAIRS)
@example((typed("boolean", "1"), typed("boolean", "false")))
@example((typed("integer", "99999999999999999999"), typed("integer", "99999999999999999998")))
@example((typed("decimal", "1.12345678901234567890"), typed("int", "01")))
def test_values_are_compared_as_sparql_defines(pair: tuple[Literal, Literal]) -> None:
    assume(not (has_float(pair) and len({literal.datatype for literal in pair}) > 1))
    triples = state(pair)
    store = load_store(triples)
    queries = [*COMPARED, *ORDERED] + ([] if find_kind(pair[0]).startswith("moment") else HELD)
    for query in queries:
        assert ask(store, query) == ask_rdflib(triples, query), query
    same = ask(store, "SELECT ?s { ?s <urn:p> ?v . <urn:s1> <urn:p> ?w FILTER(?v IN ('zz', ?w)) }")
    assert same == ask(store, "SELECT ?s { ?s <urn:p> ?v . <urn:s1> <urn:p> ?w FILTER(?v = ?w) }")


def to_number(term: Term) -> float:
    assert isinstance(term, Literal)
    return float(term.value)


@unhurried
@given(
    st.lists(NUMBERS.filter(lambda number: bool(find_kind(number)) and not has_float([number])), min_size=1, max_size=5)
)
@example([typed("integer", "100000000000000000000"), typed("integer", "0100000000000000000001")])
def test_numbers_are_ordered_and_added(literals: list[Literal]) -> None:
    triples = state(literals)
    store = load_store(triples)
    values = sorted(Decimal(literal.value) for literal in literals)
    for direction, expected in (("ASC", values), ("DESC", values[::-1])):
        found = store.query(f"SELECT ?v {{ ?s <urn:p> ?v }} ORDER BY {direction}(?v)", {})
        assert [Decimal(row["v"].value) for row in found] == expected  # type: ignore[union-attr]
    [[(_, least), (_, greatest)]] = ask(store, "SELECT (MIN(?v) AS ?a) (MAX(DISTINCT ?v) AS ?b) { ?s <urn:p> ?v }")
    assert {least, greatest} <= {*literals}
    assert (Decimal(least.value), Decimal(greatest.value)) == (values[0], values[-1])
    for query in ("SUM(?v)", "SUM(DISTINCT ?v)", "AVG(?v)"):
        [[(_, own)]] = ask(store, f"SELECT ({query} AS ?n) {{ ?s <urn:p> ?v }}")
        [[(_, theirs)]] = ask_rdflib(triples, f"SELECT ({query} AS ?n) {{ ?s <urn:p> ?v }}")
        # Doubles are added in any order, so that 1e17 + 1 - 1e17 may be 0.
        assert to_number(own) == pytest.approx(to_number(theirs), abs=1e-9 * max(abs(float(value)) for value in values))
    joined = ask(store, "SELECT (GROUP_CONCAT(?v; SEPARATOR='|') AS ?n) { <urn:s0> <urn:p> ?v }")
    assert joined == [[("n", Literal(literals[0].value))]]


@unhurried
@given(st.sampled_from(DATATYPES), FORMS)
def test_ill_formed_literals_are_neither_numbers_nor_true(datatype: str, text: str) -> None:
    literal = typed(datatype, text)
    assume(not is_well_formed(literal))
    store = load_store(state([literal]))
    assert ask(store, "SELECT ?s { ?s <urn:p> ?v FILTER(isNumeric(?v) || ?v > 0 || ?v < 0 || ?v = 7) }") == []
    assert ask(store, "SELECT ?s { ?s <urn:p> ?v FILTER(?v) }") == []
    is_number_or_truth = datatype in DATATYPES[: DATATYPES.index("boolean") + 1]
    assert bool(ask(store, "SELECT ?s { ?s <urn:p> ?v FILTER(!?v) }")) == is_number_or_truth
    assert ask(store, "SELECT ?v ?w { ?s <urn:p> ?v, ?w FILTER(?v = ?w) }") == [[("v", literal), ("w", literal)]]


@unhurried
@given(st.lists(LITERALS, min_size=1, max_size=5, unique=True))
def test_stable_literals_are_stored_unchanged(literals: list[Literal]) -> None:
    """No literal has a private datatype without need, and every form that counts as stable is stable."""
    for literal in literals:
        store = ox.Store()
        store.bulk_load(f"<urn:s> <urn:p> {to_ntriples(literal)} .".encode(), ox.RdfFormat.N_TRIPLES)
        found = to_term(next(iter(store)).object)
        assert found == literal if is_stable(literal.value, literal.datatype) else literal.datatype.startswith(XSD)


# Rules

HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
ASKED = [
    "FILTER(STRSTARTS(STR(?value), '0'))",
    "FILTER(DATATYPE(?value) != xsd:nonNegativeInteger)",
    "FILTER(LANG(?value) = 'en-GB')",
    "FILTER(STR(?value) != '007' && ?value = '007'^^xsd:integer)",
    "FILTER(?value = 7)",
    "FILTER(isNumeric(?value))",
    "FILTER(?value IN ('a', 'b'))",
    "FILTER EXISTS { $this <urn:q> ?value }",
    "$this <urn:q> ?other FILTER(sameTerm(?value, ?other))",
    "FILTER(STRLEN(STR(?value)) > 3)",
    "FILTER(REGEX(STR(?value), '^[0-9]+$'))",
]


def make_shapes(conditions: Iterable[str]) -> str:
    made = [
        f"<urn:shape{number}> a sh:NodeShape ; sh:targetSubjectsOf <urn:p> ; sh:sparql [ sh:prefixes <urn:own> ; "
        f'sh:select "SELECT $this ?value WHERE {{ $this <urn:p> ?value . {condition} }}" ] .'
        for number, condition in enumerate(conditions)
    ]
    own = '<urn:own> sh:declare [ sh:prefix "xsd" ; sh:namespace "http://www.w3.org/2001/XMLSchema#"^^xsd:anyURI ] .'
    return "\n".join((HEAD, own, *made))


def rows_of(results: Iterable[ShapeResult]) -> list[tuple[str, ...]]:
    return sorted((one.shape, repr(one.focus), one.path, repr(one.value), one.component) for one in results)


@few
@given(st.lists(LITERALS, min_size=1, max_size=3, unique=True), LITERALS)
@example([typed("nonNegativeInteger", "007"), Literal("A", "en-GB")], typed("integer", "7"))
def test_engines_agree_in_sparql(literals: list[Literal], other: Literal) -> None:
    """The queries compare numbers and texts; each literal is a well-formed one of these, or neither."""
    kept = [literal for literal in literals if find_kind(literal) or literal.datatype.startswith("urn:")]
    facts = dict.fromkeys(
        [*(("urn:s", "urn:p", literal) for literal in literals), ("urn:s", "urn:q", other)], Location("")
    )
    plain = [condition for condition in ASKED if not any(word in condition for word in ("= 7", "^^", "isNumeric"))]
    shapes = parse_rdf(make_shapes(ASKED if kept == literals else plain).encode(), ox.RdfFormat.TURTLE, "s", "urn:b")
    plan = fast.plan(shapes)
    assert not plan.elsewhere
    assert rows_of(fast.run(facts, plan)) == rows_of(validate_with_pyshacl(facts, shapes))


@few
@given(st.lists(FORMS, min_size=1, max_size=10, unique=True), st.sampled_from(DATATYPES))
def test_engines_agree_on_lexical_forms(texts: list[str], datatype: str) -> None:
    facts = dict.fromkeys([("urn:s", "urn:p", typed(datatype, text)) for text in texts], Location(""))
    shape = f"<urn:x> a sh:PropertyShape ; sh:targetSubjectsOf <urn:p> ; sh:path <urn:p> ; sh:datatype xsd:{datatype} ."
    shapes = parse_rdf((HEAD + shape).encode(), ox.RdfFormat.TURTLE, "s", "urn:b")
    assert rows_of(fast.run(facts, fast.plan(shapes))) == rows_of(validate_with_pyshacl(facts, shapes))


def test_engines_keep_white_space_in_tokens() -> None:
    facts = dict.fromkeys(
        [("urn:s", "urn:p", typed("token", " sp ")), ("urn:t", "urn:p", typed("token", "sp"))], Location("")
    )
    shape = """<urn:x> a sh:NodeShape ; sh:targetSubjectsOf <urn:p> ;
        sh:property [ a sh:PropertyShape ; sh:path <urn:p> ; sh:pattern "^sp$" ; sh:in ( "sp"^^xsd:token ) ] ;
        sh:sparql [ sh:select "SELECT $this { $this <urn:p> ?v FILTER(sameTerm(?v, ' sp '^^<TOKEN>)) }" ] .
    """.replace("TOKEN", f"{XSD}token")
    shapes = parse_rdf((HEAD + shape).encode(), ox.RdfFormat.TURTLE, "s", "urn:b")
    found = rows_of(validate_with_pyshacl(facts, shapes))
    assert {row[1] for row in found} == {repr("urn:s")}
    assert len(found) == 3
    assert rows_of(fast.run(facts, fast.plan(shapes))) == found


RANGES = [
    "sh:minInclusive {}", "sh:maxInclusive {}", "sh:minExclusive {}", "sh:maxExclusive {}", "sh:lessThan <urn:q>",
    "sh:lessThanOrEquals <urn:q>", "sh:in ({})", "sh:hasValue {}", "sh:equals <urn:q>", "sh:disjoint <urn:q>",
    "sh:minLength 3", 'sh:pattern "^0"', "sh:uniqueLang true",
]  # fmt: skip


@few
@given(PAIRS)
@example((typed("integer", "007"), typed("int", "7")))
@example((typed("boolean", "0"), typed("boolean", "true")))
def test_engines_agree_on_ranges(pair: tuple[Literal, Literal]) -> None:
    assume(not (has_float(pair) and len({literal.datatype for literal in pair}) > 1))
    one, other = pair
    facts = dict.fromkeys([("urn:s", "urn:p", one), ("urn:s", "urn:q", other)], Location(""))
    head = "a sh:PropertyShape ; sh:targetSubjectsOf <urn:p> ; sh:path <urn:p>"
    made = [f"<urn:x{n}> {head} ; {written.format(to_ntriples(other))} ." for n, written in enumerate(RANGES)]
    shapes = parse_rdf((HEAD + "\n".join(made)).encode(), ox.RdfFormat.TURTLE, "s", "urn:b")
    assert rows_of(fast.run(facts, fast.plan(shapes))) == rows_of(validate_with_pyshacl(facts, shapes))


def test_reference_engine_restores_rdflib() -> None:
    readers = dict(vars(rdflib.term)["_toPythonMapping"])
    shapes = parse_rdf(make_shapes(ASKED).encode(), ox.RdfFormat.TURTLE, "s", "urn:b")
    validate_with_pyshacl({("urn:s", "urn:p", typed("boolean", "TRUE")): Location("")}, shapes)
    assert vars(rdflib.term)["_toPythonMapping"] == readers


# Rewriting


@pytest.mark.parametrize("name", sorted(named_queries()))
def test_query_without_traits_is_not_rewritten(name: str) -> None:
    text = named_queries()[name].text
    assert rewrite_query(text, PREFIXES, Traits.NONE).text == text


KEPT_DECIMAL = "^^<urn:x-headword:as-written:http://www.w3.org/2001/XMLSchema#decimal>"
REWRITTEN = {
    "SELECT * { ?a ?b ?c FILTER(?a<?b&&?c>?b) }": (
        "SELECT * { ?a ?b ?c FILTER( <value>(?a)< <value>(?b)&& <value>(?c)> <value>(?b)) }"
    ),
    "ASK { ?s <p>+ 5 , 1.0 FILTER(?s = <urn:a>) }": f'ASK {{ ?s <p>+ 5 , "1.0"{KEPT_DECIMAL} FILTER(?s = <urn:a>) }}',
    "SELECT (1.0 AS ?x) { } LIMIT 07": f'SELECT ("1.0"{KEPT_DECIMAL} AS ?x) {{ }} LIMIT 07',
    "ASK { FILTER NOT EXISTS { ?a ?b ?c FILTER(!?c) } }": (
        "ASK { FILTER NOT EXISTS { ?a ?b ?c FILTER(! <boolean>(?c)) } }"
    ),
    "ASK { ?a ?b 'FILTER(?a > 1.0)' # FILTER(?b > 1.0)\n}": "ASK { ?a ?b 'FILTER(?a > 1.0)' # FILTER(?b > 1.0)\n}",
    "ASK { ?filter <having:1.0> ?order . <x> a filter:select }": (
        "ASK { ?filter <having:1.0> ?order . <x> a filter:select }"
    ),
    "SELECT ?x { ?x ?y ?z } GROUP BY ?x HAVING (MAX(?z) > 1) ORDER BY ASC(?x)": (
        "SELECT ?x { ?x ?y ?z } GROUP BY ?x HAVING (MAX( <value>(?z)) > 1) ORDER BY ASC( <order>(?x))"
    ),
    "SELECT ?x { ?x ?y ?z FILTER(?z + 1 IN (?y, -2) || xsd:int(?z) = 3 || ex:f(DISTINCT ?z, ?y)) }": (
        "SELECT ?x { ?x ?y ?z FILTER( <value>(?z) + 1 IN ( <value>(?y), -2) || xsd:int( <value>(?z)) = 3 "
        "|| ex:f(DISTINCT  <value>(?z),  <value>(?y))) }"
    ),
    'SELECT (GROUP_CONCAT(DISTINCT ?x ; separator=";)") AS ?y) { VALUES (?x) { (UNDEF) (true) } }': (
        'SELECT (GROUP_CONCAT(DISTINCT ?x ; separator=";)") AS ?y) { VALUES (?x) { (UNDEF) (true) } }'
    ),
    "SELECT (SUM(DISTINCT ?x) AS ?y) (MIN(?x) AS ?z) { ?x ?y ?z }": (
        "SELECT ( <sum-distinct>( ?x) AS ?y) ( <least>(?x) AS ?z) { ?x ?y ?z }"
    ),
}


CALL = re.compile(r"COALESCE\(IF\([^,]*, [^,]*, (<\w+>\((\?\w+)\)), \2\), \2\)")
"""A call of a function that is made only for literals with a private datatype."""


@pytest.mark.parametrize("query", REWRITTEN)
def test_rewritten_queries(query: str) -> None:
    written = rewrite_query(query, {}, Traits.FORMS).text.replace("urn:x-headword:function:", "")
    assert CALL.sub(r" \1", written.replace(",  <", ", <")) == REWRITTEN[query]


@pytest.mark.parametrize(
    ("condition", "holds"),
    {
        "STRDT('007', xsd:integer) = 7": True,
        "IF(true, STRDT('007', xsd:integer), 1) + 1 = 8": True,
        "!STRDT('0', xsd:boolean)": True,
        "STR(STRDT('007', xsd:integer)) = '007'": True,
        "'300'^^xsd:byte = 300": False,
        "'007'^^xsd:int = 7": True,
        "true > false": True,
        "'99999999999999999999'^^xsd:integer > '99999999999999999998'^^xsd:integer": True,
        "('1'^^xsd:boolean > false) = true": True,
    }.items(),
)
def test_literals_created_by_query(condition: str, holds: bool) -> None:
    found = load_store([]).query(f"ASK {{ FILTER({condition}) }}", PREFIXES)
    assert isinstance(found, ox.QueryBoolean)
    assert bool(found) is holds


def test_expression_with_every_operator_is_read_completely() -> None:
    text = "?a || !?b && (?c = -1) || ?d + 2 * ?e < 3 -4 && ?f NOT IN () || EXISTS { ?g ?h 'x}' }"
    assert ExpressionReader(text).read(0).end == len(text)


def test_escapes_in_iris_are_decoded() -> None:
    store = load_store(state([typed("integer", "007")]))
    query = r'SELECT ?v { ?s <urn:\u0070> ?v FILTER(STR(?v) = "\u0030\u0030\u0037") }'
    assert ask(store, query) == [[("v", typed("integer", "007"))]]
    made = ask(store, rf'SELECT ("007"^^<{XSD}\u0069nteger> AS ?v) {{}}')
    assert made == [[("v", typed("integer", "007"))]]


def test_deeply_nested_query_is_rejected() -> None:
    store = QueryStore(load_store(state([typed("integer", "007")])), {})
    with pytest.raises(HeadwordError, match="nested too deeply"):
        store.ask(f"ASK {{ FILTER({'(' * 400}1{')' * 400}) }}")
    # Each of these comparisons is written several times.
    with pytest.raises(HeadwordError, match="nested too deeply"):
        store.ask(f"ASK {{ ?s ?p ?v FILTER({'(' * 40}?v{' < true)' * 40}) }}")


PIECES = [
    "SELECT", "ASK", "DESCRIBE", "*", "?s", "$p", "?order", "{", "}", "{ ?s ?p ?o }", ".", ";", ",", "<a>", "a",
    "skos:x", "_:b", "[]", "<b>/<c>+", "^<d>", "!<e>", "|", "true", "LIMIT 10", "OFFSET 2", "ORDER BY ?s",
    "GROUP BY ?s", "# 1 (", "FILTER", "EXISTS", "NOT", "VALUES ?s", "UNDEF", "UNION", "MINUS", "1", "-1", ".5",
    "'a'", '"b"@EN-gb', "(", ")", "<", "?s < ?o", "FROM <f>", "PREFIX x: <y>", "BASE <z>", "\n", "x:1", "?a1",
    "1e0", "\\u0041", "HAVING", "LANG", "é", "ASC",
]  # fmt: skip
TRAITS = [Traits.NONE, Traits.TAGS, ~Traits.NONE]


@settings(unhurried, max_examples=500)
@given(
    st.lists(st.sampled_from(PIECES[:40]) | st.sampled_from(PIECES), max_size=12).map(" ".join), st.sampled_from(TRAITS)
)
@example("SELECT * { ?s ?p ?o } ORDER BY ?s", ~Traits.NONE)
def test_a_plain_query_stays_as_it_is(query: str, traits: Traits) -> None:
    try:
        slow = rewrite_expressions(query, read_names(query, PREFIXES, ""), traits)
    except ExpressionError:
        with pytest.raises(SyntaxError):
            ox.Store().query(query, prefixes=dict(PREFIXES))
        return
    assert slow == (query, traits) or not is_plain(query, traits)
