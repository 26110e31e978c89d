"""The REST API of Skosmos through its own client, what is told of all APIs, and whether the server is well."""

import json
from collections.abc import Iterator
from functools import partialmethod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from openapi_spec_validator import validate
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS
from skosmos_client import SkosmosClient

from headword.server.accept_language import choose_language
from headword.server.per_snapshot import PerSnapshot
from headword.server.skosmos_api import list_skosmos_operations
from headword.server.snapshot import ServedVocabulary
from headword.server.statements import ResourceStatements
from headword.site.skosmos import requests
from support.api_server import Client, q, serving, taking, write_files

BASE = "https://w3id.org/rocks/"
MINERALS, QUARTZ = BASE + "minerals", BASE + "minerals/quartz"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedVocabulary]:
    folder = tmp_path_factory.mktemp("apis")
    write_files(folder)
    with taking(folder) as taken:
        yield taken


@pytest.fixture(scope="module")
def client(snapshot: ServedVocabulary) -> Iterator[Client]:
    with serving(snapshot) as served:
        yield served


@pytest.fixture(scope="module")
def skosmos(client: Client) -> SkosmosClient:
    return SkosmosClient(f"{client.url}/rest/v1/")


# Skosmos' own client


def test_vocabularies(skosmos: SkosmosClient) -> None:
    titles = {one["id"]: one["title"] for one in skosmos.vocabularies("it")}
    assert titles["minerals"] == "Minerali"
    told = skosmos.get_vocabulary("minerals", lang="it")
    assert (told["title"], told["defaultLanguage"]) == ("Minerali", "en")
    assert [one["uri"] for one in skosmos.types("en")] == [SKOS.Concept.toPython(), SKOS.Collection.toPython()]
    assert [one["uri"] for one in skosmos.types("en", "planets")] == [SKOS.Concept.toPython()]
    assert [one["label"] for one in skosmos.top_concepts("minerals", lang="it")] == ["Minerale"]
    assert [one["prefLabel"] for one in skosmos.groups("minerals", lang="en")] == ["Kinds"]
    with pytest.raises(ValueError, match="404 Not Found : there is no vocabulary 'nope'"):
        skosmos.get_vocabulary("nope")


def test_searching(skosmos: SkosmosClient) -> None:
    found = skosmos.search("qua*", lang="en", vocabs="minerals", unique=True)
    assert [(one["uri"], one["prefLabel"]) for one in found] == [(QUARTZ, "Quartz")]
    assert len(skosmos.search("*quar*", vocabs=["minerals", "planets"], maxhits=2)) == 2
    assert skosmos.search("rock crystal")[0]["altLabel"] == "rock crystal"
    assert [one["uri"] for one in skosmos.lookup("minerals", "quarzo", lang="it")] == [QUARTZ]
    with pytest.raises(ValueError, match="404"):
        skosmos.lookup("minerals", "nothing", lang="it")


def test_a_concept(skosmos: SkosmosClient) -> None:
    quartz = skosmos.get_concept("minerals", QUARTZ)
    assert quartz.label("it") == "Quarzo"
    assert [one["prefLabel"] for one in quartz.broader("en")] == ["Mineral"]
    assert list(quartz.broaderTransitive("en")) == [QUARTZ, BASE + "minerals/mineral"]
    assert [one["prefLabel"] for one in quartz.narrower("en")] == ["Rose Quartz"]
    assert list(quartz.narrowerTransitive("en", limit=1)) == [QUARTZ]
    assert [one["prefLabel"] for one in quartz.related("en")] == ["Feldspar"]


def test_data(skosmos: SkosmosClient, snapshot: ServedVocabulary, monkeypatch: pytest.MonkeyPatch) -> None:
    # It asks for RDF/XML, and leaves it to rdflib to guess so: rdflib did so until version 6.
    monkeypatch.setattr("skosmos_client.rdflib.Graph.parse", partialmethod(Graph.parse, format="xml"))
    for graph in (skosmos.data(QUARTZ), skosmos.data(QUARTZ, "minerals")):
        iri = URIRef(QUARTZ)
        assert {str(label) for label in graph.objects(iri, SKOS.prefLabel)} == {"Quartz", "Quarz", "Quarzo"}
        stated = sum(1 for subject, _, _ in snapshot.facts if subject == QUARTZ)
        assert len(list(graph.predicate_objects(iri))) == stated
        assert graph.value(URIRef(BASE + "minerals/feldspar"), SKOS.prefLabel)


# RDF

SYNTAXES = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
    "application/json": "json-ld",
}


@pytest.mark.parametrize("media_type", SYNTAXES)
def test_a_whole_vocabulary(client: Client, snapshot: ServedVocabulary, media_type: str) -> None:
    asked = client.get("/rest/v1/minerals/data", {"format": media_type})
    negotiated = client.get("/rest/v1/minerals/data", Accept=f"text/html;q=0.9, {media_type}")
    assert asked.body == negotiated.body
    assert asked.headers["content-type"].partition(";")[0] == media_type
    assert "Accept" in asked.headers["vary"]
    graph = Graph().parse(data=asked.body, format=SYNTAXES[media_type])
    wanted = {MINERALS, *(card.iri for card in snapshot.atlas.members(MINERALS)), BASE + "minerals/kinds"}
    assert {str(subject) for subject in graph.subjects(RDF.type, None)} == wanted
    stated = {fact for fact in snapshot.facts if fact[0] in wanted}
    named = [row for row in graph if str(row[0]) in wanted]
    assert len(named) == len(stated)
    kinds = URIRef(BASE + "minerals/kinds")
    assert [str(one).rpartition("/")[2] for one in graph.items(graph.value(kinds, SKOS.memberList))] == [
        "zircon",
        "agate",
    ]


@pytest.mark.parametrize(
    ("path", "query", "accept", "status"),
    [
        ("data", {}, "", 400),
        ("data", {"uri": "https://example.org/x"}, "", 404),
        ("data", {"uri": QUARTZ}, "text/html", 406),
        ("data", {"uri": QUARTZ, "format": "text/html"}, "text/turtle", 406),
        ("data", {"uri": MINERALS}, "text/turtle", 200),
        ("planets/data", {"uri": QUARTZ}, "", 404),
        ("nope/data", {}, "", 404),
        ("minerals/nope", {}, "", 404),
        ("nope", {}, "", 404),
        ("", {}, "", 404),
        ("search", {}, "", 400),
        ("search", {"query": "x", "maxhits": "-1"}, "", 400),
        ("minerals/broader", {}, "", 400),
        ("minerals/broader", {"uri": "x"}, "", 404),
    ],
)
def test_refusals(client: Client, path: str, query: dict[str, str], accept: str, status: int) -> None:
    told = client.get(f"/rest/v1/{path}", query, Accept=accept or "*/*")
    assert told.status == status
    assert told.headers["access-control-allow-origin"] == "*"
    if status != 200:
        assert told.headers["content-type"] == "text/plain; charset=utf-8"
        assert told.text.startswith(f"{status} ")


def test_answers_over_http(client: Client) -> None:
    path = "/rest/v1/minerals/search?query=q*"
    told = client.get(path)
    assert told.headers["content-type"] == "application/json"
    assert client.get(path, Accept="application/ld+json").headers["content-type"] == "application/ld+json"
    assert client.get(path, If_None_Match=told.headers["etag"]).status == 304
    assert client.ask("HEAD", path).headers["etag"] == told.headers["etag"]
    assert client.get(f"{path}&callback=f").text.startswith("/**/f({")
    assert client.ask("OPTIONS", path).headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    refused = client.ask("POST", path, b"x")
    assert (refused.status, refused.text) == (405, "405 Method Not Allowed : this can be asked by GET, HEAD, OPTIONS")


def test_a_vocabulary_without_its_slash(client: Client) -> None:
    told = client.get("/rest/v1/minerals?lang=it")
    assert (told.status, told.headers["location"]) == (302, "minerals/?lang=it")
    assert client.get("/rest/v1/rocks-colours").status == 404


def test_the_words_of_a_refusal_are_those_of_skosmos(client: Client) -> None:
    for name, value in (("maxhits", "abc"), ("offset", "-1")):
        told = client.get("/rest/v1/search", {"query": "x", name: value})
        assert told.text == f"400 Bad Request : {name} parameter is invalid"


def test_letters(client: Client) -> None:
    assert "Q" in client.get("/rest/v1/minerals/index/").json["indexLetters"]
    assert client.get("/rest/v1/minerals/index/Q").json["indexConcepts"]
    assert client.get(f"/rest/v1/planets/index/{q('Ł')}").json["indexConcepts"]
    assert client.get(f"/rest/v1/planets/index/{q('/')}").status in (200, 404)


def test_all_that_is_answered_is_told_of(snapshot: ServedVocabulary) -> None:
    told = {operation.path for operation in list_skosmos_operations(lambda: snapshot, PerSnapshot(ResourceStatements))}
    known = (
        *requests._WHOLE,
        *requests._CHANGES,
        *requests._OF_ONE,
        *requests._TRANSITIVE,
        *requests._OF_ENTRY,
    )
    assert {f"/rest/v1/{{vocid}}/{name}" for name in known} < told


PATHS = ("search", "label", "minerals/lookup", "minerals/hierarchy", "minerals/index/", "minerals/new", "data", "")


@settings(max_examples=150)
@given(
    path=st.sampled_from(PATHS) | st.text(max_size=12),
    values=st.lists(st.text(max_size=12) | st.sampled_from([QUARTZ, "*", "q*", "minerals"]), min_size=6, max_size=6),
)
def test_anything(client: Client, path: str, values: list[str]) -> None:
    names = ("uri", "lang", "query", "format", "limit", "fields")
    told = client.get(f"/rest/v1/{q(path)}", dict(zip(names, values, strict=True)))
    # A path with a line end is none to the router, which tries it with a slash.
    assert told.status in {200, 302, 307, 400, 404, 406}


# What is told of all


def test_openapi(client: Client) -> None:
    told = client.get("/-/openapi.json").json
    validate(told)
    names = [one["operationId"] for path in told["paths"].values() for one in path.values()]
    assert len(names) == len(set(names))
    assert told["servers"] == [{"url": "../"}]
    assert told["info"]["title"] == "Rocks"


EXAMPLES = {
    "scope": "minerals", "vocid": "minerals", "letter": "Q", "id": QUARTZ, "uri": QUARTZ, "query": "qu*",
    "label": "Quartz", "prefix": "qu", "format": "text/turtle",
}  # fmt: skip
OF_OTHERS = {
    "flyoutProperty": {"id": "skos:broader"},
    "flyoutType": {"id": MINERALS},
    "vocabularyGroupMembers": {"uri": BASE + "minerals/kinds"},
}


def test_every_operation_answers_as_it_is_told(client: Client) -> None:
    """Asked with what it requires, an operation answers, in a media type and with a status that are told of."""
    paths = client.get("/-/openapi.json").json["paths"]
    # This one is answered by processes, and tested where there are some.
    paths.pop("/sparql")
    for path, methods in paths.items():
        for method, operation in methods.items():
            values = {**EXAMPLES, **OF_OTHERS.get(operation["operationId"], {})}
            required = [one for one in operation["parameters"] if one["required"]]
            at = path
            for parameter in required:
                at = at.replace(f"{{{parameter['name']}}}", q(values[parameter["name"]]))
            query = {one["name"]: values[one["name"]] for one in required if one["in"] == "query"}
            if method == "get":
                told = client.get(at, query)
                assert (told.status == 200) == ("200" in operation["responses"]), (path, told.text)
            else:
                told = client.post(at, {"nothing": 1})
            assert str(told.status) in operation["responses"], path
            if told.status == 200:
                assert told.headers["content-type"].partition(";")[0] in operation["responses"]["200"]["content"]


def test_the_page(client: Client) -> None:
    told = client.get("/-/api/")
    page = html.fromstring(told.text)
    listed = {code.text for code in page.xpath("//th/code")}
    document = client.get("/-/openapi.json").json
    assert listed == {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    assert [one.text for one in page.xpath("//h2")][:3] == ["Ids of vocabularies", "SPARQL 1.1", "Reconciliation 0.2"]
    assert not page.xpath("//main//script | //@style | //@onclick")
    assert page.xpath("//a/@href[contains(., 'openapi.json')]") == ["../../-/openapi.json"]
    assert client.get("/-/api").status == 200


def test_annotations(client: Client) -> None:
    told = client.post("/annotate", {"text": "Rock crystals are quartz."})
    (found,) = [one for one in told.json["concepts"] if one["iri"] == QUARTZ]
    assert [(one["start"], one["end"]) for one in found["mentions"]] == [(0, 13), (18, 24)]
    assert client.post("/annotate", {"text": "Quarzo", "language": "it"}).json["concepts"][0]["iri"] == QUARTZ
    refused = [
        client.post("/annotate", {}), client.post("/annotate", []), client.post("/annotate", {"text": 1}),
        client.post("/annotate", {"text": "", "language": "no language"}), client.ask("POST", "/annotate", b"{"),
        client.form("/annotate", text="x"), client.post("/annotate", {"text": "x" * 200_001}),
        client.post("/annotate", {"text": "x" * 1_500_000}), client.get("/annotate"),
    ]  # fmt: skip
    assert [one.status for one in refused] == [400, 400, 400, 400, 415, 415, 413, 413, 405]
    assert refused[2].json == {"status": "error", "message": "'text' must be a string"}


def test_the_search_of_the_site(client: Client) -> None:
    """Labels, then notes, then similar words; each result says what matched, and how."""
    told = client.get("/search", {"query": "ROCK crys", "lang": "it"}).json
    assert told["results"][0] == {
        "iri": QUARTZ,
        "label": "Quarzo",
        "language": "it",
        "url": "https://rocks.example.org/v/minerals/quartz/",
        "kind": "concept",
        "matched": {"text": "rock crystal", "language": "en", "kind": "altLabel"},
        "fit": "beginning",
        "vocab": "minerals",
        "way": [{"iri": f"{MINERALS}/mineral", "label": "Minerale", "language": "it"}],
        "deprecated": False,
        "uses": 0,
    }
    assert (told["query"], told["language"], told["more"]) == ("ROCK crys", "it", False)

    def find(text: str, **query: str) -> list[tuple[str, str, str]]:
        found = client.get("/search", {"query": text, **query}).json["results"]
        return [(one["label"], one["kind"], one["fit"]) for one in found]

    assert find("quartzes")[0] == ("Quartz", "concept", "similar")
    assert find("minerals", kind="scheme") == [("Minerals", "scheme", "exact")]
    assert find("kinds") == [("Kinds", "collection", "exact")]
    assert {label for label, *_ in find("mercury")} == {"Mercury"}
    assert len(find("mercury")) == 2 > len(find("mercury", vocab="planets")) == len(find("mercury", limit="1"))
    assert client.get("/search", {"query": "mercury", "limit": "1"}).json["more"]
    wrong = [{}, {"query": "x" * 201}, {"lang": "no language"}, {"kind": "x"}, {"limit": "0"}, {"vocab": "nope"}]
    statuses = [client.get("/search", {"query": "x", **one} if one else {}).status for one in wrong]
    assert statuses == [400, 400, 400, 400, 400, 404]


def test_health(client: Client) -> None:
    told = client.get("/health")
    concepts = told.json["concepts"]
    assert told.json == {"status": "ok", "build": 1, "concepts": concepts, "schemes": 6, "version": "0.1.0"}
    assert concepts == 26


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", "en"),
        ("it", "it"),
        ("IT-ch", "it"),
        ("de", "de-AT"),
        ("fr, it;q=0.5, en;q=0.4", "it"),
        ("it;q=0, *", "en"),
        ("*", "en"),
        ("it;q=0.2,de-AT;q=0.3", "de-AT"),
        ("zz;q=9, ;;, it", "it"),
        (json.dumps(list(range(99))), "en"),
    ],
)
def test_languages(accepted: str, chosen: str) -> None:
    assert choose_language(accepted, ["en", "de-AT", "it"]) == chosen
