"""The texts of queries: those to another server are rejected, those that only contain the word are not."""

import signal
from collections.abc import Mapping

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headword.rdf.sparql.errors import explain_query_error
from headword.rdf.sparql.tokens import ServiceError, list_words, refuse_service
from headword.rdf.terms import PREFIXES

# What is asked, and whether it asks another server.
QUERIES = [
    ("SELECT * { SERVICE <urn:x> {} }", True),
    ("SELECT * { service silent <urn:x> {} }", True),
    ("SELECT * { ?s ?p ?o ; SerVice<urn:x>{} }", True),
    ("ASK { FILTER NOT EXISTS { { SERVICE ?x {} } UNION {} } }", True),
    ("ASK { BIND('service' AS ?service) SERVICE ?service {} }", True),
    ("SELECT ?service ?serqice { ?service ?serqice $SERVICE }", False),
    ("SELECT (1 AS ?service) (2 AS ?serqice) {}", False),
    ("PREFIX service: <urn:> ASK { service:service a service:SERVICE }", False),
    ('ASK { ?s ?p \'service\', "SERVICE <urn:x> {}", \'\'\'it\'s SERVICE\'\'\', """a "SERVICE" it is""" }', False),
    ("ASK { ?s ?p '\\u0053ERVICE', 'SER\\u0076ICE' }", False),
    ("ASK { <urn:service> ?p <urn:a#SERVICE> } # SERVICE <urn:x> {}", False),
    ("ASK { ?s ?p 'c'@service }", False),
    ("SELECT ?service ?serVice { BIND(1 AS ?service) BIND(2 AS ?serVice) }", False),
    ("SELECT * { ?s ?p ?o }", False),
]
# These do not parse, whatever they ask for.
BROKEN = [
    "SELECT * { ?s ?p 'service' ",
    "SELECT * { \\u0053ERVICE <urn:x> {} }",
    "SERVICE",
    "SELECT * { BIND(1 AS ?a) FILTER(?a<?a)SERVICE?x#>\n{} }",
    "ASK { services }",
    "PREFIX ex: <urn:> SELECT * { ?s ?p ?o ; SERVICEex:x { ?a ?b ?c } }",
]


def parse(query: str, prefixes: Mapping[str, str]) -> None:
    ox.Store().query(query, prefixes=dict(prefixes))


@pytest.mark.parametrize(("query", "asks"), QUERIES)
def test_service_queries_are_detected(query: str, asks: bool) -> None:
    if asks:
        with pytest.raises(ServiceError):
            refuse_service(query, PREFIXES, parse)
    else:
        parse(query, PREFIXES)
        refuse_service(query, PREFIXES, parse)


@pytest.mark.parametrize("query", BROKEN)
def test_invalid_queries_are_rejected(query: str) -> None:
    with pytest.raises((ServiceError, SyntaxError)):
        refuse_service(query, PREFIXES, parse)


def test_prefix_named_service_is_allowed() -> None:
    refuse_service("ASK { ?s webservice:a ?o }", {"webservice": "urn:x"}, parse)
    with pytest.raises(SyntaxError, match="Prefix not found"):
        refuse_service("ASK { ?s webservice:a ?o }", {"service": "urn:x"}, parse)


def test_other_errors_keep_their_location() -> None:
    with pytest.raises(SyntaxError, match="1:33"):
        refuse_service("ASK { ?service ?p 'service' ; }}", {}, parse)


PIECES = [
    "SERVICE", "service", "SILENT", "<urn:service>", "?service", "service:", "ex:service", "SERVICEex:x", "ex:",
    "@service", "{", "}", "(", ")", "?s", "?p", "?o", ".", ";", ",", "'", '"', "'''", "#", "\n", " ", "<", ">", "1",
    "\\u0053", "[]", "FILTER", "BIND", "AS", "a", "^^", "GRAPH", "OPTIONAL", "MINUS", "NOT EXISTS", "/", "|", "^", "=",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14))
@example(["?s", " ", "?p", " ", "?o", ";", "SERVICEex:x", "{", "}"])
@example(["SERVICE", "<urn:service>", "{", "}"])
def test_query_parsed_first_never_contains_service(pieces: list[str]) -> None:
    query = "PREFIX ex: <urn:> PREFIX service: <urn:> SELECT * { " + "".join(pieces) + " }"
    seen: list[str] = []
    try:
        refuse_service(query, {}, lambda text, _: seen.append(text))
    except (ServiceError, SyntaxError):
        pytest.fail("nothing was wrong with it")
    assert all("service" not in text.lower() for text in seen)
    assert bool(seen) == ("service" in query.lower() or "\\u0053ervice" in query.lower())


ENDLESS = [
    "a",
    "'",
    '"',
    "<a",
    "a:",
    "?",
    "@a-",
    "a.",
    "\\",
    '\\"',
    "\\'",
    "''a",
    '""a',
    "#",
    "\n",
    "@a",
    "<",
    ":",
    "a-",
    "service",
]


@pytest.mark.parametrize("start", ["", "'''", '"', "<", "#", "?"])
@pytest.mark.parametrize("piece", ENDLESS)
def test_long_query_takes_linear_time(start: str, piece: str) -> None:
    """With half a million characters, a quadratic algorithm would take an hour."""
    signal.alarm(60)
    list_words(start + piece * (500_000 // len(piece)))
    signal.alarm(0)


def test_words_are_keywords() -> None:
    query = "# INSERT\nPREFIX drop: <urn:clear> SELECT ?load { drop:x <urn:add> 'delete'@with FILTER(?load) }"
    assert list_words(query) == ["prefix", "select", "filter"]


MISTAKES = [
    ("SELECT bad", "line 1, column 11, near 'SELECT bad'"),
    ("SELECT * { ?s ?p ?o", "line 1, column 20: it ends too early"),
    ("SELECT * { ?s skoz:prefLabel ?l }", "line 1, column 29: the prefix skoz: is not declared; did you mean 'skos'?"),
    ("SELECT * {\n ?s skos:prefLabel 'x\n}", "line 2, column 22: a text in quotes, or an IRI, is not closed"),
    ("SELECT * { ?s ?p }", "line 1, column 19, near '?p }'"),
    ("SELECT * { ?s ?p ?o . OPTIONAL ?s ?q ?r }", "line 1, column 32, near '. OPTIONAL ?s': expected {"),
    (
        "SELECT ?a (COUNT(?b) AS ?n) { ?a ?c ?b }",
        "line 1, column 41: what is selected is neither grouped by nor made of groups",
    ),
    ("SELECT * { ?s <a b> ?o }", "line 1, column 20: an IRI is not well-formed"),
    ("SELECT * { ?s ?p '𝒳' ;; bad }", "line 1, column 30, near 'bad }'"),
    ("SELECT (1 AS ?x) (2 AS ?x) {}", "line 1, column 30: a variable is selected twice"),
    (" ", "it is empty"),
    ("SELECT * {\\u0053ERVICE}", "line 1, column 19, near '* {\\u0053ERVICE}'"),
    ("ASK {} ASK {}", "line 1, column 14, near 'ASK {}'"),
]


@pytest.mark.parametrize(("query", "said"), MISTAKES)
def test_error_messages_omit_grammar(query: str, said: str) -> None:
    with pytest.raises(SyntaxError) as raised:
        ox.Store().query(query, prefixes=PREFIXES)
    assert explain_query_error(query, raised.value.msg, PREFIXES) == said


def test_unknown_message_is_shown_unchanged() -> None:
    assert explain_query_error("ASK", "something else", PREFIXES) == "something else"


@given(
    st.lists(
        st.sampled_from([*PIECES, "skos:prefLabel", "SELECT", "COUNT", "WHERE", "ORDER BY", "LIMIT", "𝒳"]), max_size=12
    )
)
def test_error_messages_have_at_most_two_lines(pieces: list[str]) -> None:
    query = "SELECT * { " + " ".join(pieces)
    try:
        ox.Store().query(query, prefixes=PREFIXES)
    except SyntaxError as error:
        said = explain_query_error(query, error.msg, PREFIXES)
        assert said.startswith("line ")
        assert len(said) < 200
        assert "\\u{" not in said
