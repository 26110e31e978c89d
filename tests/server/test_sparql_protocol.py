"""The endpoint: the W3C's cases of the SPARQL 1.1 Protocol, every format, every limit, and nothing that leaves it."""

import concurrent.futures
import io
import re
import time
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest
import rdflib
import SPARQLWrapper
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rdflib.query import Result

from headword.server.querying.limits import Limits
from support.served import Server, endpoint, listening, make_stock, make_stock_on_disk

FORM, QUERY, UPDATE = (f"application/{name}" for name in ("x-www-form-urlencoded", "sparql-query", "sparql-update"))
DATA = "http://data.example/"
D0, D1, D2, D3 = (f"{DATA}data{number}.rdf" for number in range(4))
TYPE, DOCUMENT = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://xmlns.com/foaf/0.1/Document"
TRICKY = 'say xml:lang="zh-hant", "@language":"zh-hant", "@zh-hant \\ \n<&>'


def literal(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def quads() -> bytes:
    lines = [f"<{d}> <{TYPE}> <{DOCUMENT}> <{d}> .\n" for d in (D1, D2, D3)]
    for graph in ("", f" <{DATA}words>"):
        lines += [
            f"<{DATA}a> <{DATA}label> {literal(TRICKY)}@zh-Hant-TW{graph} .\n",
            f"<{DATA}a> <{DATA}label> {literal(TRICKY)}{graph} .\n",
            f'<{DATA}a> <{DATA}number> "7"^^<http://www.w3.org/2001/XMLSchema#integer>{graph} .\n',
            f"<{DATA}a> <{DATA}next> <{DATA}b>{graph} .\n",
            *(f'<{DATA}n{number}> <{DATA}value> "{number}"{graph} .\n' for number in range(300)),
        ]
    return "".join(lines).encode()


LIMITS = Limits(seconds=1.5, result=100_000, query=20_000, body=50_000, memory=400 << 20, workers=2, waiting=300)


@pytest.fixture(scope="module", params=[make_stock, make_stock_on_disk], ids=["in-memory", "on-disk"])
def server(request):
    with endpoint(request.param(quads()), LIMITS) as server:
        yield server


def get(query: str = "", **graphs: list[str]) -> str:
    pairs = [("query", query)] if query else []
    pairs += [(name.replace("_", "-"), graph) for name, several in graphs.items() for graph in several]
    return f"/sparql/?{urlencode(pairs, quote_via=quote)}"


IS_1 = f"<{D1}> a ?t1"
IS_2 = f"<{D2}> a ?t2"
NAMED = f"GRAPH ?g1 {{ {IS_1} }} GRAPH ?g2 {{ {IS_2} }}"
ONE_AND_TWO = {"default_graph_uri": [D1, D2]}
NAMED_ONE_AND_TWO = {"named_graph_uri": [D1, D2]}

# The cases of rdf-tests, sparql/sparql11/protocol, by their names there; those that update are below, all refused.
CASES = {
    "query_post_form": ("POST", get(default_graph_uri=[D0]), FORM, "query=ASK%20%7B%7D"),
    "query_dataset_default_graphs_get": ("GET", get(f"ASK {{ {IS_1} . {IS_2} }}", **ONE_AND_TWO), "", ""),
    "query_dataset_default_graphs_post": ("POST", get(**ONE_AND_TWO), QUERY, f"ASK {{ {IS_1} . {IS_2} }}"),
    "query_dataset_named_graphs_post": ("POST", get(**NAMED_ONE_AND_TWO), QUERY, f"ASK {{ {NAMED} }}"),
    "query_dataset_named_graphs_get": ("GET", get(f"ASK {{ {NAMED} }}", **NAMED_ONE_AND_TWO), "", ""),
    "query_dataset_full": (
        "POST", get(default_graph_uri=[D3], **NAMED_ONE_AND_TWO), QUERY, f"ASK {{ <{D3}> a ?type {NAMED} }}",
    ),
    "query_multiple_dataset": ("POST", get(**NAMED_ONE_AND_TWO), QUERY, f"ASK FROM <{D3}> {{ {NAMED} }}"),
    "query_get": ("GET", get("ASK {}", default_graph_uri=[D0]), "", ""),
    "query_post_direct": ("POST", "/sparql/", QUERY, "ASK {}"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_query_of_the_protocol_is_answered_with_yes(server: Server, name: str) -> None:
    method, path, type_, body = CASES[name]
    reply = server.ask(path, method, body.encode() or None, **({"Content_Type": type_} if type_ else {}))
    assert reply.status == 200
    assert reply["content-type"] == "application/sparql-results+json"
    assert Result.parse(io.BytesIO(reply.body), format="json").askAnswer is True


@pytest.mark.parametrize(
    ("query", "type_"),
    [
        ("SELECT (1 AS ?value) {}", "application/sparql-results+json"),
        ("ASK {}", "application/sparql-results+json"),
        ("DESCRIBE <http://example.org/>", "text/turtle; charset=utf-8"),
        ("CONSTRUCT { <s> <p> 1 } WHERE {}", "text/turtle; charset=utf-8"),
    ],
)
def test_each_kind_of_query_has_a_format_where_none_is_asked_for(server: Server, query: str, type_: str) -> None:
    reply = server.ask(get(default_graph_uri=[D0]), "POST", query.encode(), Content_Type=QUERY)
    assert (reply.status, reply["content-type"]) == (200, type_)


REFUSED = {
    "bad_query_method": ("PUT", get("ASK {}"), FORM, "", 405),
    "bad_multiple_queries": ("GET", f"{get('ASK {}')}&query=SELECT%20%2A%20%7B%7D", "", "", 400),
    "bad_query_wrong_media_type": ("POST", "/sparql/", "text/plain", "ASK {}", 415),
    "bad_query_missing_form_type": ("POST", "/sparql/", "", "query=ASK%20%7B%7D", 415),
    "bad_query_missing_direct_type": ("POST", "/sparql/", "", "ASK {}", 415),
    "bad_query_non_utf8": ("POST", "/sparql/", f"{QUERY}; charset=UTF-16", "ASK {}".encode("utf-16"), 415),
    "bad_query_syntax": ("GET", get("ASK {"), "", "", 400),
    "bad_update_get": ("GET", "/sparql/?update=CLEAR%20ALL", "", "", 403),
    "bad_multiple_updates": ("POST", "/sparql/", FORM, "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", 403),
    "bad_update_wrong_media_type": ("POST", "/sparql/", "text/plain", "CLEAR NAMED", 415),
    "bad_update_missing_form_type": ("POST", "/sparql/", "", "update=CLEAR%20NAMED", 415),
    "bad_update_non_utf8": ("POST", "/sparql/", f"{UPDATE}; charset=UTF-16", "CLEAR NAMED".encode("utf-16"), 403),
    "bad_update_syntax": ("POST", "/sparql/", FORM, "update=CLEAR%20XYZ", 403),
    "bad_update_dataset_conflict": (
        "POST", "/sparql/?using-named-graph-uri=http%3A%2F%2Fexample%2Fpeople", UPDATE,
        "WITH <http://a/> DELETE { ?p ?q 'Bill' } INSERT { ?p ?q 'William' } WHERE { ?p ?q 'Bill' }", 403,
    ),
    # The cases in which updates work: nothing is updated here.
    "update_post_form": ("POST", "/sparql/", FORM, "update=CLEAR+ALL", 403),
    "update_post_direct": ("POST", "/sparql/", UPDATE, "CLEAR ALL", 403),
    "update_dataset": ("POST", f"/sparql/?using-graph-uri={quote(D1)}", UPDATE, "CLEAR ALL; CLEAR ALL", 403),
    # Beyond the W3C's.
    "empty query": ("POST", "/sparql", QUERY, " ", 400),
    "no query": ("POST", "/sparql", FORM, "nothing=here", 400),
    "update as query": ("POST", "/sparql", QUERY, "# first\nPREFIX a: <b> INSERT DATA { <a> <b> <c> }", 403),
    "load as query": ("POST", "/sparql", QUERY, "LOAD <file:///etc/passwd>", 403),
    "broken encoding": ("GET", "/sparql?query=ASK%FF", "", "", 400),
    "broken encoding in a form": ("POST", "/sparql", FORM, "query=ASK%FF", 400),
    "broken encoding in a query": ("POST", "/sparql", QUERY, b"ASK {} # \xff", 400),
    "graph that is no IRI": ("GET", get("ASK {}", default_graph_uri=["no iri"]), "", "", 400),
    "form in parts": ("POST", "/sparql", "multipart/form-data; boundary=x", "--x--", 415),
    "unknown format": ("GET", f"{get('ASK {}')}&format=doc", "", "", 400),
    "two queries in one": ("POST", "/sparql", QUERY, "ASK {} ASK {}", 400),
    "many parameters": ("GET", "/sparql?" + "a&" * 2000, "", "", 400),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_query_is_refused_with_a_reason(server: Server, name: str) -> None:
    method, path, type_, body, status = REFUSED[name]
    data = body if isinstance(body, bytes) else body.encode()
    reply = server.ask(path, method, data or None, **({"Content_Type": type_} if type_ else {}))
    assert reply.status == status, reply.text
    assert reply["content-type"] == "text/plain; charset=utf-8"
    assert len(reply.text.strip()) > 10
    assert reply["access-control-allow-origin"] == "*"


def read_rows(reply) -> set:
    format_ = {"json": "json", "xml": "xml", "csv": "csv", "tab": "tsv"}
    name = next(format_[key] for key in format_ if key in reply["content-type"])
    return {tuple(row) for row in Result.parse(io.BytesIO(reply.body), format=name)}


TABLES = [
    "application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values",
    "application/json", "application/xml",
]  # fmt: skip
EXPECTED = {
    rdflib.Literal(TRICKY, lang="zh-Hant-TW"), rdflib.Literal(TRICKY), rdflib.Literal(7), rdflib.URIRef(f"{DATA}b"),
}  # fmt: skip


@pytest.mark.parametrize("accept", TABLES)
def test_rows_in_every_format_are_read_back(server: Server, accept: str) -> None:
    reply = server.query(f"SELECT ?o {{ <{DATA}a> ?p ?o }}", accept)
    assert reply["content-type"].partition(";")[0] == accept
    found = {row[0] for row in read_rows(reply)}
    if accept == "text/csv":
        # CSV has plain texts only.
        assert {str(term).replace("\r\n", "\n") for term in found} == {str(term) for term in EXPECTED}
        return
    assert found == EXPECTED
    if accept != "text/tab-separated-values":
        assert b"zh-Hant-TW" in reply.body


@pytest.mark.parametrize("accept", TABLES)
def test_yes_and_no_in_every_format(server: Server, accept: str) -> None:
    for query, word in ((f"ASK {{ <{DATA}a> ?p 7 }}", "true"), (f"ASK {{ <{DATA}a> ?p 8 }}", "false")):
        assert word in server.query(query, accept).text


GRAPHS = {
    "text/turtle": "turtle", "application/n-triples": "nt", "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}  # fmt: skip


@pytest.mark.parametrize("accept", GRAPHS)
@pytest.mark.parametrize("query", [f"DESCRIBE <{DATA}a>", f"CONSTRUCT {{ <{DATA}a> ?p ?o }} {{ <{DATA}a> ?p ?o }}"])
def test_triples_in_every_format_are_read_back(server: Server, accept: str, query: str) -> None:
    reply = server.query(query, accept)
    assert reply["content-type"].partition(";")[0] == accept
    graph = rdflib.Graph().parse(data=reply.body, format=GRAPHS[accept])
    assert set(graph.objects(rdflib.URIRef(f"{DATA}a"))) == EXPECTED
    assert b"zh-Hant-TW" in reply.body


LIKE_TAGS = (
    "@zh-hant",
    '" , "@zh-hant',
    ' xml:lang="zh-hant"',
    '"xml:lang":"zh-hant"',
    '"@language":"zh-hant"',
    '\\"@zh-hant',
    "<a xml:lang='zh-hant'>",
)


@pytest.mark.parametrize("accept", [*TABLES, *GRAPHS])
def test_no_text_is_taken_for_a_language_tag(server: Server, accept: str) -> None:
    texts = [rdflib.Literal(text) for text in LIKE_TAGS]
    if accept in TABLES:
        names = " ".join(f"({text.n3()} AS ?v{number})" for number, text in enumerate(texts))
        reply = server.query(f"SELECT {names} {{}}", accept)
        assert {str(term) for row in read_rows(reply) for term in row} == set(map(str, texts))
        return
    tagged = rdflib.Literal("x", lang="zh-Hant")
    several = " , ".join(text.n3() for text in (*texts, tagged))
    reply = server.query(f"CONSTRUCT {{ <urn:a> <urn:b> {several} }} {{}}", accept)
    graph = rdflib.Graph().parse(data=reply.body, format=GRAPHS[accept])
    assert set(graph.objects()) == {*texts, tagged}
    assert b"zh-Hant" in reply.body


@pytest.mark.parametrize("method", [SPARQLWrapper.GET, SPARQLWrapper.POST])
@pytest.mark.parametrize(
    ("format_", "type_"),
    [
        (SPARQLWrapper.JSON, "application/sparql-results+json"),
        (SPARQLWrapper.XML, "application/sparql-results+xml"),
        (SPARQLWrapper.CSV, "text/csv"),
        (SPARQLWrapper.TSV, "text/tab-separated-values"),
        (SPARQLWrapper.TURTLE, "text/turtle"),
        (SPARQLWrapper.N3, "text/turtle"),
        (SPARQLWrapper.RDFXML, "application/rdf+xml"),
        (SPARQLWrapper.JSONLD, "application/ld+json"),
    ],
)
def test_sparqlwrapper_gets_every_format(server: Server, method: str, format_: str, type_: str) -> None:
    client = SPARQLWrapper.SPARQLWrapper(f"http://127.0.0.1:{server.port}/sparql")
    client.setMethod(method)
    client.setReturnFormat(format_)
    client.setQuery(f"SELECT * {{ <{DATA}a> ?p ?o }}" if type_ in TABLES else f"DESCRIBE <{DATA}a>")
    reply = client.query()
    assert reply.info()["content-type"].partition(";")[0] == type_
    assert reply.response.read()


@pytest.mark.parametrize(
    ("accept", "query", "type_"),
    [
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.9", "ASK {}", "application/sparql-results+xml"),
        ("text/*", "SELECT * {}", "text/csv"),
        ("*/*", "SELECT * {}", "application/sparql-results+json"),
        ("text/html, text/csv;q=0.1", "SELECT * {}", "text/csv"),
        ("text/csv;q=0, */*;q=0.1", "SELECT * {}", "application/sparql-results+json"),
        ("application/ld+json, text/turtle;q=0.9", "DESCRIBE <a>", "application/ld+json"),
        ("application/sparql-results+json, */*;q=0.1", "DESCRIBE <a>", "text/turtle"),
        ("application/json", "DESCRIBE <a>", "application/json"),
        # What is no header is none.
        ("nonsense", "SELECT * {}", "application/sparql-results+json"),
    ],
)
def test_the_format_is_the_one_wanted_most(server: Server, accept: str, query: str, type_: str) -> None:
    assert server.query(query, accept)["content-type"].partition(";")[0] == type_


@pytest.mark.parametrize(("query", "named"), [("ASK {}", "text/csv"), ("DESCRIBE <a>", "text/turtle")])
def test_a_format_that_there_is_not_is_refused_with_the_list(server: Server, query: str, named: str) -> None:
    reply = server.query(query, "image/png")
    assert reply.status == 406
    assert named in reply.text.splitlines()
    assert "Accept" in reply["vary"]


@pytest.mark.parametrize(
    ("query", "name", "type_"),
    [
        ("SELECT * {}", "csv", "text/csv"),
        ("SELECT * {}", "xml", "application/sparql-results+xml"),
        ("SELECT * {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("DESCRIBE <a>", "rdf+xml", "application/rdf+xml"),
        ("DESCRIBE <a>", "n3", "text/turtle"),
        ("DESCRIBE <a>", "application/n-triples", "application/n-triples"),
    ],
)
def test_a_link_can_name_the_format(server: Server, query: str, name: str, type_: str) -> None:
    reply = server.ask(f"{get(query)}&format={quote(name)}", Accept="text/html")
    assert reply["content-type"].partition(";")[0] == type_


def test_a_name_that_is_not_known_counts_for_nothing_beside_the_header(server: Server) -> None:
    reply = server.ask(f"{get('SELECT * {}')}&format=table&output=table&results=table", Accept="text/csv")
    assert (reply.status, reply["content-type"].partition(";")[0]) == (200, "text/csv")


def test_without_a_query_the_endpoint_describes_itself(server: Server) -> None:
    for accept, format_ in GRAPHS.items():
        reply = server.ask("/sparql", Accept=accept)
        graph = rdflib.Graph().parse(data=reply.body, format=format_)
        sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
        service = graph.value(None, rdflib.RDF.type, sd.Service)
        assert graph.value(service, sd.endpoint) == rdflib.URIRef(f"http://127.0.0.1:{server.port}/sparql")
        assert graph.value(service, sd.supportedLanguage) == sd.SPARQL11Query
        assert graph.value(service, sd.defaultDataset) is not None
    page = server.ask("/sparql", Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert (page.status, page["location"]) == (303, "/-/sparql/")
    assert server.ask("/sparql", Accept="image/png").status == 406


def test_programs_in_the_browser_may_ask(server: Server) -> None:
    headers = {"Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "content-type"}
    reply = server.ask("/sparql", "OPTIONS", Origin="https://elsewhere.example", **headers)
    assert reply.status == 204
    assert reply["access-control-allow-origin"] == "*"
    assert "POST" in reply["access-control-allow-methods"]
    assert "content-type" in reply["access-control-allow-headers"].lower()


def test_head_and_the_version_of_an_answer(server: Server) -> None:
    path = get("SELECT * { ?s ?p 7 }")
    reply, head = server.ask(path), server.ask(path, "HEAD")
    assert (head.status, head.body, head["content-length"]) == (200, b"", reply["content-length"])
    again = server.ask(path, If_None_Match=f'"other", {reply["etag"]}')
    assert (again.status, again.body) == (304, b"")
    assert server.ask(get("SELECT * { ?s ?p 8 }"), If_None_Match=reply["etag"]).status == 200


def count(reply) -> int:
    return int(next(iter(read_rows(reply)))[0])


COUNT = "SELECT (COUNT(*) AS ?n) "


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"{COUNT}{{ ?s ?p ?o }}", 304),
        (f"{COUNT}{{ GRAPH ?g {{ ?s ?p ?o }} }}", 307),
        (f"{COUNT}FROM <{D1}> FROM <{D2}> {{ ?s ?p ?o }}", 2),
        (f"{COUNT}FROM NAMED <{D1}> {{ ?s ?p ?o }}", 0),
        (f"{COUNT}FROM NAMED <{D1}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", 1),
        (f"{COUNT}FROM <http://nowhere.example/> {{ ?s ?p ?o }}", 0),
        (f"{COUNT}FROM <file:///etc/passwd> {{ ?s ?p ?o }}", 0),
        (f"{COUNT}{{ GRAPH <{DATA}words> {{ ?s <{DATA}number> ?o }} }}", 1),
    ],
)
def test_graphs_are_those_that_are_named(server: Server, query: str, expected: int) -> None:
    assert count(server.query(query)) == expected


CALLS = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "SELECT * { BIND(<URL> AS ?x) SERVICE ?x { ?s ?p ?o } }",
    "PREFIX u: <URL> SELECT * { SERVICE u: { ?s ?p ?o } }",
    "BASE <URL> SELECT * { SERVICE <> { ?s ?p ?o } }",
    "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    # A lexer that takes what is between two comparisons for an IRI does not see these.
    "SELECT * { BIND(1 AS ?a) BIND(<URL> AS ?x) FILTER(?a<?a)SERVICE?x#>\n{ ?s ?p ?o } }",
    "SELECT * { BIND(1 AS ?a) BIND(<URL> AS ?x) FILTER(?a<?a)SERVICE SILENT?x#>\n{ ?s ?p ?o } }",
    "SELECT * { BIND('''a'b''' AS ?a) SERVICE <URL> { ?s ?p ?o } BIND('c' AS ?c) }",
    r"SELECT * { \u0053ERVICE <URL> { ?s ?p ?o } }",
    "SELECT * FROM <URL> { ?s ?p ?o }",
    "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "DESCRIBE <URL>",
    "LOAD <URL>",
    "LOAD <URL> INTO GRAPH <http://a/>",
]


def test_no_query_reaches_for_the_network(server: Server) -> None:
    with listening() as (port, heard):
        for call in CALLS:
            reply = server.query(call.replace("URL", f"http://127.0.0.1:{port}/"), "*/*")
            assert reply.status in (200, 400, 403), call
        url = quote(f"http://127.0.0.1:{port}/")
        server.ask(f"/sparql?query=ASK%7B?s?p?o%7D&default-graph-uri={url}&named-graph-uri={url}")
        server.ask("/sparql", "POST", f"update=LOAD%20<{url}>".encode(), Content_Type=FORM)
    assert heard == []


def test_a_call_for_the_network_would_be_heard() -> None:
    with listening() as (port, heard):
        list(pyoxigraph.Store().query(CALLS[1].replace("URL", f"http://127.0.0.1:{port}/")))
    assert heard


def test_service_is_refused_and_what_only_looks_like_it_is_not(server: Server) -> None:
    assert server.query("SELECT * { SERVICE <http://a/> {} }").status == 403
    for query in (
        "SELECT ?service { ?service ?p 7 }", "PREFIX service: <http://a/> ASK { service:service ?p ?o }",
        "ASK { ?s ?p 'SERVICE <http://a/> {}' }", "ASK {} # SERVICE <http://a/> {}", "ASK { <http://a/SERVICE> ?p ?o }",
        'ASK { ?s ?p """INSERT \' SERVICE " {}""" }',
    ):  # fmt: skip
        assert server.query(query).status == 200, query


FOREVER = f"{COUNT}{{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }}"


def test_a_query_that_takes_too_long_is_stopped_and_the_next_is_answered(server: Server) -> None:
    for _ in range(3):
        begun = time.monotonic()
        reply = server.query(FOREVER)
        assert reply.status == 503
        assert "1.5 seconds" in reply.text
        assert int(reply["retry-after"]) > 0
        assert time.monotonic() - begun < 10
        assert server.query("ASK {}").status == 200


def test_an_answer_that_is_too_long_is_refused(server: Server) -> None:
    for query in ("SELECT * { ?a ?b ?c . ?d ?e ?f }", "CONSTRUCT { ?a <p> ?f } { ?a ?b ?c . ?d ?e ?f }"):
        reply = server.query(query, "*/*")
        assert reply.status == 413
        assert "LIMIT" in reply.text
    assert server.query("ASK {}").status == 200


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {'{' * 9000}{'}' * 9000}",
        f"ASK {{ FILTER({'(' * 9000}1{')' * 9000}) }}",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
        'SELECT (GROUP_CONCAT(?x) AS ?y) { BIND(REPEAT("x", 9999999999) AS ?x) }',
    ],
)
def test_a_query_that_would_bring_a_server_down_does_not(server: Server, query: str) -> None:
    assert server.query(query).status in (400, 503)
    assert server.query("ASK {}").status == 200


def test_long_requests_are_refused(server: Server) -> None:
    assert server.query("ASK {} #" + "x" * 21_000).status == 413
    assert server.query("ASK {} #" + "x" * 60_000).status == 413
    assert server.ask(f"/sparql?query=ASK%7B%7D%23{'x' * 21_000}").status == 414
    # A client that does not say how much it sends, and one that says it wrongly.
    head = b"POST /sparql HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/sparql-query\r\n"
    parts = b"Transfer-Encoding: chunked\r\n\r\n" + b"4000\r\n" + b" " * 0x4000 + b"\r\n"
    assert server.send(head + parts + (b"4000\r\n" + b" " * 0x4000 + b"\r\n") * 4).startswith(b"HTTP/1.1 413 ")
    assert server.send(head + b"Content-Length: 99999999999\r\n\r\nASK {}").startswith(b"HTTP/1.1 413 ")
    assert server.query("ASK {}").status == 200


def test_more_queries_than_may_wait_are_refused_and_the_others_answered() -> None:
    with endpoint(make_stock(quads()), Limits(seconds=1, workers=1, waiting=2, remembered=0)) as server:
        with concurrent.futures.ThreadPoolExecutor(8) as threads:
            replies = list(threads.map(lambda _: server.query(FOREVER), range(8)))
        assert all(reply.status == 503 for reply in replies)
        assert sum("too many" in reply.text for reply in replies) >= 5
        assert server.query("ASK {}").status == 200


def test_many_at_once_are_all_answered(server: Server) -> None:
    """200 at once, each another query, for some seconds."""
    end = time.monotonic() + 3

    def ask(number: int) -> set[int]:
        seen = set()
        while time.monotonic() < end:
            reply = server.query(f'SELECT ?s {{ ?s <{DATA}value> "{number}" }}')
            seen.add(reply.status)
            assert read_rows(reply) == {(rdflib.URIRef(f"{DATA}n{number}"),)}
        return seen

    with concurrent.futures.ThreadPoolExecutor(200) as threads:
        assert set().union(*threads.map(ask, range(200))) == {200}


# Roughly what queries are made of; most are none.
WORDS = [
    "SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "WHERE", "*", "?s", "?p", "?o", "{", "}", "(", ")", "FILTER", "OPTIONAL",
    "UNION", "MINUS", "GRAPH", "BIND", "AS", "VALUES", "UNDEF", "GROUP BY", "HAVING", "ORDER BY", "LIMIT", "OFFSET",
    "1", "0", "-1", "'a'", '"b"@en', "<a>", f"<{DATA}a>", "a", ".", ";", ",", "|", "/", "+", "!", "^", "=", "<", ">",
    "&&", "COUNT", "STR", "REGEX", "REPLACE", "CONCAT", "EXISTS", "NOT", "IN", "FROM", "NAMED", "SERVICE", "DISTINCT",
    "rdf:type", "skos:broader", "xsd:integer", "PREFIX", "BASE", "_:b", "[]", "<<", ">>", "'(a+)+$'", "#", "\n",
    "\\u0041",
]  # fmt: skip
PATTERN = st.recursive(
    st.sampled_from(["?s ?p ?o", f"?s <{DATA}value> ?o", "?o ?p ?x", "BIND(1/0 AS ?z)", "VALUES ?s { <a> UNDEF }"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" . ".join),
        st.tuples(inner, inner).map(lambda pair: f"{{ {pair[0]} }} UNION {{ {pair[1]} }}"),
        inner.map(lambda one: f"OPTIONAL {{ {one} }}"),
        inner.map(lambda one: f"{{ SELECT DISTINCT ?s {{ {one} }} LIMIT 3 }}"),
        inner.map(lambda one: f"FILTER NOT EXISTS {{ {one} }}"),
        inner.map(lambda one: f"GRAPH ?g {{ {one} }}"),
        inner.map(lambda one: f"{{ {one} }} MINUS {{ ?s ?p 7 }}"),
    ),
    max_leaves=6,
)
FORMS = st.sampled_from(["SELECT *", "ASK", "CONSTRUCT { ?s ?p ?o }", "DESCRIBE ?s", "SELECT (COUNT(?s) AS ?n)"])
QUERIES = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join),
    st.tuples(FORMS, PATTERN).map(lambda parts: f"{parts[0]} {{ {parts[1]} }} LIMIT 20"),
    st.text(max_size=200).filter(lambda text: not re.search("[\ud800-\udfff]", text)),
)


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(query=QUERIES, accept=st.sampled_from([*TABLES, *GRAPHS, "*/*", "text/html"]))
@example(query="ASK { FILTER(REGEX('" + "a" * 50 + "!', '^(a+)+$')) }", accept="*/*")
def test_no_query_crashes_the_server(server: Server, query: str, accept: str) -> None:
    reply = server.query(query, accept)
    assert reply.status in (200, 400, 403, 406, 413, 503), reply.text
    if reply.status == 200 and reply["content-type"].startswith("application/sparql-results+json"):
        Result.parse(io.BytesIO(reply.body), format="json")


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(body=st.binary(max_size=300), type_=st.sampled_from([FORM, QUERY, UPDATE, "", "a/b; charset=x"]))
def test_no_request_crashes_the_server(server: Server, body: bytes, type_: str) -> None:
    reply = server.ask("/sparql", "POST", body, Content_Type=type_)
    assert reply.status in (200, 400, 403, 413, 415, 503), reply.text


def test_the_server_serves_still(server: Server) -> None:
    assert count(server.query(f"{COUNT}{{ ?s ?p ?o }}")) == 304
