"""The Reconciliation Service API, 0.2 and the draft of 1.0, on a real server."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headword.server.reconciliation.matching import Matcher
from headword.server.snapshot import ServedVocabulary
from headword.server.statements import ResourceStatements
from support.api_server import Client, q, serving, taking, write_files
from support.reconciliation_schemas import check, list_examples

BASE = "https://w3id.org/rocks/"
QUARTZ = BASE + "minerals/quartz"
CONCEPT = "http://www.w3.org/2004/02/skos/core#Concept"
SCOPES = ("-", "minerals", "planets")
DRAFT = "/reconcile/-/draft"


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


def old(client: Client, scope: str = "-", **query: Any) -> list[dict[str, Any]]:
    """The candidates of version 0.2 for one query."""
    told = client.form(f"/reconcile/{scope}", queries=json.dumps({"q": query}))
    assert told.status == 200, told.text
    check("0.2", "reconciliation-result-batch", told.json)
    return told.json["q"]["result"]  # type: ignore[no-any-return]


def draft(client: Client, *conditions: dict[str, Any], scope: str = "-", **query: Any) -> list[dict[str, Any]]:
    """The candidates of the draft for one query."""
    told = client.post(f"/reconcile/{scope}/draft/match", {"queries": [{"conditions": list(conditions), **query}]})
    assert told.status == 200, told.text
    check("1.0-draft", "reconciliation-result-batch", told.json)
    return told.json["results"][0]["candidates"]  # type: ignore[no-any-return]


def named(name: Any, **more: Any) -> dict[str, Any]:
    return {"matchType": "name", "propertyValue": name, **more}


def having(property_: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"matchType": "property", "propertyId": property_, "propertyValue": value, **more}


# What a service says of itself


@pytest.mark.parametrize("scope", SCOPES)
def test_manifests(client: Client, scope: str) -> None:
    first, second = client.get(f"/reconcile/{scope}"), client.get(f"/reconcile/{scope}/draft")
    check("0.2", "manifest", first.json)
    check("1.0-draft", "manifest", second.json)
    assert first.json["name"] == second.json["name"] == {"-": "Rocks"}.get(scope, scope.title())
    assert first.json["identifierSpace"] == BASE
    assert first.json["schemaSpace"] == CONCEPT
    assert first.headers["access-control-allow-origin"] == "*"


def test_everything_is_at_the_plain_address_too(client: Client) -> None:
    assert client.get("/reconcile").json == client.get("/reconcile/").json == client.get("/reconcile/-").json
    assert client.get("/reconcile/nope").status == 404


def test_what_a_manifest_leads_to_is_there(client: Client) -> None:
    told = client.get("/reconcile/minerals").json
    at = client.url
    for service in told["suggest"].values():
        assert service["service_url"].startswith(at)
        result = client.get(f"{service['service_url'][len(at) :]}{service['service_path']}?prefix=").json["result"]
        path = service["flyout_service_path"].replace("${id}", q(result[0]["id"]))
        card = client.get(f"{service['flyout_service_url'][len(at) :]}{path}")
        assert card.status == 200
        assert card.json["id"] == result[0]["id"]
        assert "<p>" in card.json["html"]
    for template in (told["view"]["url"], told["preview"]["url"]):
        assert client.get(template.replace("{{id}}", q(QUARTZ))[len(at) :]).status in (200, 303)
    proposed = told["extend"]["propose_properties"]
    assert client.get(proposed["service_url"][len(at) :] + proposed["service_path"] + "?type=x").status == 200
    assert client.get(told["documentation"][len(at) :]).status == 200


# Names: what is asked, in which language; the concept found first, its score, and whether it is safe

NAMES = [
    ("Quartz", "", "minerals/quartz", 100, True),
    ("  Quartz ", "", "minerals/quartz", 100, True),
    ("quartz", "", "minerals/quartz", 98, True),
    ("QUARTZ!", "", "minerals/quartz", 95, False),
    ("rock crystal", "", "minerals/quartz", 98, True),
    ("Rock-Crystal", "", "minerals/quartz", 93, False),
    ("Q1", "", "minerals/quartz", 99, True),
    ("2", "", "planets/venus", 99, False),
    ("kwartz", "", "minerals/quartz", 95, False),
    (QUARTZ, "", "minerals/quartz", 100, True),
    ("lodz crater", "", "planets/lodz", 95, True),
    ("Emile's ridge", "", "planets/ridge", 95, True),
    ("crystals protein", "", "planets/protein-crystals", 90, False),
    ("protein crystal", "", "planets/protein-crystals", (75, 85), False),
    ("protien crystals", "", "planets/protein-crystals", (70, 85), False),
    ("Feldspr", "", "minerals/feldspar", (60, 80), False),
    ("石", "", "planets/shi", (50, 60), False),
    ("石英", "", "planets/shi", 100, True),
    ("كوارتز", "", "planets/shi", 100, True),
    ("Quarzo", "it", "minerals/quartz", 100, True),
    ("Quarzo", "en", "minerals/quartz", 96, False),
    ("Mercury", "", "planets/mercury", 100, False),
    ("Gift", "en", "metals/gift", 100, True),
    ("Gift", "de", "metals/poison", 100, True),
    ("Gift", "", "metals/gift", 100, False),
    ("Brass", "", "metals/brass-now", 100, True),
]


@pytest.mark.parametrize(("name", "language", "iri", "score", "is_safe"), NAMES)
def test_names(client: Client, name: str, language: str, iri: str, score: Any, is_safe: bool) -> None:
    found = draft(client, named(name), **({"lang": language} if language else {}))
    low, high = score if isinstance(score, tuple) else (score, score)
    ids = [one["id"] for one in found if one["score"] == found[0]["score"]]
    assert BASE + iri in ids
    assert low <= found[0]["score"] <= high
    assert found[0]["match"] is is_safe
    assert sum(one["match"] for one in found) == is_safe
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    assert len({one["id"] for one in found}) == len(found)


@pytest.mark.parametrize("name", ["nothing like that", "", "!!!", "x", "zzzzzz", "a" * 5000, "\u200b", "🪨"])
def test_names_of_nothing(client: Client, name: str) -> None:
    assert draft(client, named(name)) == []


def test_who_is_told_what_a_score_is_made_of(client: Client) -> None:
    (one,) = [one for one in old(client, query="kwartz") if one["id"] == QUARTZ]
    assert {feature["id"]: feature["value"] for feature in one["features"]} == {
        "name_likeness": 100,
        "preferred_label": False,
        "same_language": True,
        "conditions_met": 100,
        "deprecated": False,
    }
    assert one["description"].startswith("kwartz · ")
    assert [type_["id"] for type_ in one["type"]] == [BASE + "minerals", CONCEPT]


def test_what_is_out_of_use_comes_last(client: Client) -> None:
    first, second = old(client, query="Brass")
    assert (first["id"], second["id"]) == (BASE + "metals/brass-now", BASE + "metals/brass")
    assert (second["score"], second["match"]) == (80, False)


def test_a_scope_has_its_own_concepts_only(client: Client) -> None:
    (one,) = old(client, "metals", query="Mercury")
    assert one["id"] == BASE + "metals/mercury"
    assert one["match"]
    assert not old(client, "minerals", query="Mercury")


TYPES = [
    (CONCEPT, 2),
    ("skos:Concept", 2),
    (BASE + "metals", 1),
    ("metals", 1),
    (["metals", "planets"], 2),
    ([{"id": BASE + "planets", "name": "Planets"}], 1),
    ("https://example.org/Thing", 0),
    ([], 2),
]


@pytest.mark.parametrize(("type_", "count"), TYPES)
def test_types(client: Client, type_: Any, count: int) -> None:
    assert len(old(client, query="Mercury", type=type_)) == count


def test_limits(client: Client) -> None:
    assert len(old(client, query="Mercury", limit=1)) == 1
    assert old(client, query="Mercury", limit=1)[0]["match"] is False
    assert len(old(client, query="Mercury", limit=1e9)) == 2


# Conditions: property, value; what is found by it alone

CONDITIONS = [
    ("skos:broader", "Quartz", ["minerals/rose-quartz"]),
    ("broader", QUARTZ, ["minerals/rose-quartz"]),
    ("http://www.w3.org/2004/02/skos/core#broader", {"id": QUARTZ, "name": "anything"}, ["minerals/rose-quartz"]),
    ("skos:broader", "quarzo", ["minerals/rose-quartz"]),
    ("skos:broaderTransitive", "colour", ["minerals/rose-quartz", "rocks/colours/pink"]),
    ("skos:notation", "hg", ["metals/mercury"]),
    ("skos:notation", 2, ["planets/venus"]),
    ("skos:exactMatch", "http://www.wikidata.org/entity/Q43010", ["minerals/quartz"]),
    ("skos:inScheme", "Planets", ["planets/planet", "planets/mercury", "planets/venus"]),
    ("dcterms:created", "2026-01-20", ["minerals/nine"]),
    ("owl:deprecated", True, ["metals/brass", "minerals/old"]),
    ("skos:definition", "the planet next to the SUN", ["planets/mercury"]),
    ("skos:broader", "nothing", []),
    ("nothing", "Quartz", []),
]


@pytest.mark.parametrize(("property_", "value", "iris"), CONDITIONS)
def test_conditions(client: Client, property_: str, value: Any, iris: list[str]) -> None:
    for found in (
        old(client, properties=[{"pid": property_, "v": value}], limit=3),
        draft(client, having(property_, value), limit=3),
    ):
        assert sorted(one["id"] for one in found) == sorted(BASE + iri for iri in iris)
        assert all(one["score"] == 100 for one in found)


def test_conditions_beside_a_name(client: Client) -> None:
    planet, metal = sorted(
        old(client, query="Mercury", properties=[{"pid": "skos:altLabel", "v": "quicksilver"}]),
        key=lambda one: one["score"],
    )
    assert (planet["id"], planet["score"], planet["match"]) == (BASE + "planets/mercury", 75, False)
    assert (metal["id"], metal["score"], metal["match"]) == (BASE + "metals/mercury", 100, True)


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        (having("skos:altLabel", "quicksilver", required=True), 1),
        (having("skos:altLabel", "quicksilver", required=True, matchQuantifier="none"), 1),
        (having("skos:inScheme", ["Metals", "Planets"], required=True), 2),
        (having("skos:inScheme", ["Metals", "Planets"], required=True, matchQuantifier="all"), 0),
        ({"matchType": "id", "propertyValue": BASE + "metals/mercury", "required": True}, 1),
        (named("quicksilver", matchQuantifier="none", required=True), 1),
    ],
)
def test_required_conditions(client: Client, condition: dict[str, Any], count: int) -> None:
    found = draft(client, named("Mercury"), condition)
    assert len(found) == count
    assert not count or found[0]["match"] is (count == 1)


def test_an_id_alone(client: Client) -> None:
    (one,) = draft(client, {"matchType": "id", "propertyValue": QUARTZ})
    assert (one["id"], one["score"], one["match"]) == (QUARTZ, 100, True)


# Languages


def test_the_language_of_who_asks(client: Client) -> None:
    body = {"queries": [{"conditions": [named("rock crystal")]}]}
    told = client.post(f"{DRAFT}/match", body, Accept_Language="xx, it-CH;q=0.8, en;q=0.5")
    one = told.json["results"][0]["candidates"][0]
    assert (one["name"], one["lang"], one["dir"]) == ("Quarzo", "it", "ltr")
    assert told.headers["content-language"] == "it"
    assert "Accept-Language" in told.headers["vary"]
    (arabic,) = client.post(
        f"{DRAFT}/match", {"queries": [{"conditions": [named("石英")]}]}, Accept_Language="ar"
    ).json["results"]
    assert arabic["candidates"][0]["dir"] == "rtl"
    assert client.get("/reconcile/-/suggest/type?prefix=", Accept_Language="it").json["result"][0]["name"] == "Concetto"


# Suggesting

PREFIXES = [
    ("qu", ["minerals/quartz", "minerals/rose-quartz", "metals/mercury"]),
    ("Rose Q", ["minerals/rose-quartz"]),
    ("rock c", ["minerals/quartz"]),
    ("lod", ["planets/lodz"]),
    ("英", ["planets/shi"]),
    ("石英", ["planets/shi"]),
    ("Hg", ["metals/mercury"]),
    (QUARTZ, ["minerals/quartz"]),
    ("uartz", []),
    ("?!", []),
]


@pytest.mark.parametrize(("prefix", "iris"), PREFIXES)
def test_suggesting_concepts(client: Client, prefix: str, iris: list[str]) -> None:
    for version, top in (("0.2", "/reconcile/-"), ("1.0-draft", DRAFT)):
        told = client.get(f"{top}/suggest/entity", {"prefix": prefix}).json
        check(version, "suggest-entities-response", told)
        assert [one["id"] for one in told["result"]] == [BASE + iri for iri in iris]


def test_suggesting_page_by_page(client: Client) -> None:
    everything = [one["id"] for one in client.get("/reconcile/-/suggest/entity?prefix=&limit=200").json["result"]]
    assert len(everything) == len(set(everything)) == 26
    for name in ("cursor", "offset"):
        part = client.get(f"/reconcile/-/suggest/entity?prefix=&limit=3&{name}=4").json["result"]
        assert [one["id"] for one in part] == everything[4:7]
    assert len(client.get("/reconcile/metals/suggest/entity?prefix=").json["result"]) == 7


def test_suggesting_types_and_properties(client: Client) -> None:
    for version, top in (("0.2", "/reconcile/-"), ("1.0-draft", DRAFT)):
        types = client.get(f"{top}/suggest/type?prefix=").json
        check(version, "suggest-types-response", types)
        assert types["result"][0]["id"] == CONCEPT
        assert len(types["result"]) == 7
        properties = client.get(f"{top}/suggest/property?prefix=bro").json
        check(version, "suggest-properties-response", properties)
        assert [one["id"] for one in properties["result"]] == ["skos:broader", "skos:broaderTransitive"]
    assert client.get("/reconcile/-/suggest/property", {"prefix": "skos:altLabel"}).json["result"]


def test_proposing_properties(client: Client) -> None:
    for version, path in (("0.2", "/reconcile/-/propose"), ("1.0-draft", f"{DRAFT}/extend/propose")):
        told = client.get(path, {"type": CONCEPT, "limit": "3"}).json
        check(version, "data-extension-property-proposal", told)
        assert [one["id"] for one in told["properties"]] == ["skos:prefLabel", "skos:altLabel", "skos:hiddenLabel"]


# Values

VALUES: list[tuple[str, dict[str, str], list[dict[str, str]]]] = [
    (
        "skos:prefLabel",
        {},
        [{"str": "Quartz", "lang": "en"}, {"str": "Quarz", "lang": "de-AT"}, {"str": "Quarzo", "lang": "it"}],
    ),
    ("skos:prefLabel", {"lang": "de"}, [{"str": "Quarz", "lang": "de-AT"}]),
    ("skos:prefLabel", {"limit": "1"}, [{"str": "Quartz", "lang": "en"}]),
    ("altLabel", {}, [{"str": "rock crystal", "lang": "en"}]),
    ("skos:broader", {}, [{"id": BASE + "minerals/mineral", "name": "Mineral"}]),
    ("skos:narrower", {}, [{"id": BASE + "minerals/rose-quartz", "name": "Rose Quartz"}]),
    ("skos:notation", {}, [{"str": "Q1"}]),
    ("skos:exactMatch", {}, [{"str": "http://www.wikidata.org/entity/Q43010"}]),
    ("dcterms:created", {}, [{"date": "2026-01-17T00:00:00Z"}]),
    ("skos:closeMatch", {}, []),
    ("nothing", {}, []),
]


@pytest.mark.parametrize(("name", "settings_", "values"), VALUES)
def test_values(client: Client, name: str, settings_: dict[str, str], values: list[dict[str, str]]) -> None:
    asked = {"ids": [QUARTZ, "https://example.org/nobody"], "properties": [{"id": name, "settings": settings_}]}
    told = client.post(f"{DRAFT}/extend", asked).json
    check("1.0-draft", "data-extension-response", told)
    assert [row["id"] for row in told["rows"]] == asked["ids"]
    assert [row["properties"] for row in told["rows"]] == [[{"id": name, "values": one}] for one in (values, [])]
    older = client.form("/reconcile", extend=json.dumps(asked)).json
    check("0.2", "data-extension-response", older)
    without = [{key: text for key, text in value.items() if key != "lang"} for value in values]
    assert older["rows"] == {QUARTZ: {name: without}, "https://example.org/nobody": {name: []}}
    assert older["meta"] == told["meta"]


# Cards


def test_previews(client: Client) -> None:
    for path in ("/reconcile/-/preview", f"{DRAFT}/preview", "/reconcile/planets/preview"):
        told = client.get(path, {"id": QUARTZ})
        assert told.headers["content-type"] == "text/html; charset=utf-8"
        policy = told.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors *" in policy
        assert "script-src" not in policy
        assert "x-frame-options" not in told.headers
        assert "Silica" in told.text
    old_one = client.get("/reconcile/-/preview", {"id": BASE + "minerals/old"}).text
    assert "&lt;script&gt;" in old_one
    assert "<script" not in old_one
    assert client.get("/reconcile/-/preview", {"id": "<script>"}).status == 404


def test_the_way_to_a_page(client: Client) -> None:
    told = client.get("/reconcile/-/view", {"id": QUARTZ})
    assert (told.status, told.headers["location"]) == (303, "/minerals/quartz/")
    assert client.get("/reconcile/-/view", {"id": "https://example.org/"}).status == 404


# HTTP


def test_all_ways_to_send_a_batch(client: Client) -> None:
    batch = json.dumps({"one": {"query": "Quartz"}, "é <&": {"query": "Gold", "limit": 1}})
    posted = client.form("/reconcile", queries=batch).json
    assert list(posted) == ["one", "é <&"]
    assert client.get("/reconcile", {"queries": batch}).json == posted
    called = client.get("/reconcile", {"queries": batch, "callback": "jQuery1.then"})
    assert called.headers["content-type"] == "text/javascript; charset=utf-8"
    assert called.headers["x-content-type-options"] == "nosniff"
    assert called.text.startswith("/**/jQuery1.then({")
    assert json.loads(called.text.removeprefix("/**/jQuery1.then(").removesuffix(");\n")) == posted


@pytest.mark.parametrize("callback", ["alert(1)", "<b>", "a b", "1a", "a.", "é", "a" * 101, "a.b.c.d.e.f.g", "a\n"])
def test_what_cannot_be_called(client: Client, callback: str) -> None:
    assert client.get("/reconcile", {"callback": callback}).status == 400


@pytest.mark.parametrize("path", ["/reconcile", "/reconcile/minerals", f"{DRAFT}/match", f"{DRAFT}/extend", "/health"])
def test_preflight(client: Client, path: str) -> None:
    told = client.ask("OPTIONS", path, Origin="https://example.org", Access_Control_Request_Method="POST")
    assert told.status == 204
    assert told.headers["access-control-allow-origin"] == "*"
    assert "Content-Type" in told.headers["access-control-allow-headers"]
    assert ("POST" in told.headers["access-control-allow-methods"]) == (path != "/health")


def test_what_has_not_changed_is_not_sent_again(client: Client) -> None:
    told = client.get("/reconcile")
    again = client.get("/reconcile", If_None_Match=f'"x", {told.headers["etag"]}')
    assert (again.status, again.body) == (304, b"")
    assert client.get("/reconcile", If_None_Match='"x"').status == 200
    head = client.ask("HEAD", "/reconcile")
    assert (head.status, head.body, head.headers["etag"]) == (200, b"", told.headers["etag"])


MANY = {str(number): {"query": "x"} for number in range(101)}
MUCH = {f"q{number}": {"query": "x", "properties": [{"pid": "x", "v": ["x"] * 19}]} for number in range(51)}
BAD_OLD = [
    ("{", 400),
    ("[]", 400),
    ('{"q": 1}', 400),
    ('{"q": {}}', 400),
    ('{"q": {"query": []}}', 400),
    ('{"q": {"query": "x", "limit": 0}}', 400),
    ('{"q": {"query": "x", "limit": "5"}}', 400),
    ('{"q": {"query": "x", "properties": [{"p": "broader", "v": "x"}]}}', 400),
    ('{"q": {"query": "x", "properties": [{"pid": "broader"}]}}', 400),
    ('{"q": {"query": "x", "props": []}}', 400),
    ('{"q": {"query": "\\ud800"}}', 400),
    ('{"q": {"query": "x", "limit": NaN}}', 400),
    ("[" * 100_000, 400),
    (json.dumps(MANY), 413),
    (json.dumps(MUCH), 413),
]


@pytest.mark.parametrize(("queries", "status"), BAD_OLD)
def test_batches_that_cannot_be_read(client: Client, queries: str, status: int) -> None:
    told = client.form("/reconcile", queries=queries)
    assert told.status == status
    assert told.json["status"] == "error"
    assert told.json["message"]
    assert told.headers["access-control-allow-origin"] == "*"


BAD_DRAFT: list[tuple[Any, int]] = [
    ([], 400),
    ({}, 400),
    ({"queries": {}}, 400),
    ({"queries": [{}]}, 400),
    ({"queries": [{"conditions": []}]}, 400),
    ({"queries": [{"conditions": [{"propertyValue": "x"}]}]}, 400),
    ({"queries": [{"conditions": [{"matchType": "name"}]}]}, 400),
    ({"queries": [{"conditions": [{"matchType": "property", "propertyValue": "x"}]}]}, 400),
    ({"queries": [{"conditions": [{"matchType": "names", "propertyValue": "x"}]}]}, 400),
    ({"queries": [{"conditions": [named("x", matchQuantifier="some")]}]}, 400),
    ({"queries": [{"conditions": [named("x", required="yes")]}]}, 400),
    ({"queries": [{"conditions": [named("x")], "type": ["a", "b"]}]}, 400),
    ({"queries": [{"conditions": [named("x")], "query": "x"}]}, 400),
    ({"queries": [{"conditions": [named("x")]}] * 101}, 413),
    ({"queries": [{"conditions": [{"matchType": "name", "propertyValue": ["x"] * 20}]}] * 51}, 413),
    ({"queries": [{"conditions": [named("x")] * 21}]}, 413),
    ({"queries": [{"conditions": [named("x" * 1_100_000)]}]}, 413),
]


@pytest.mark.parametrize(("body", "status"), BAD_DRAFT)
def test_bodies_that_cannot_be_read(client: Client, body: Any, status: int) -> None:
    told = client.post(f"{DRAFT}/match", body)
    assert (told.status, told.json["status"]) == (status, "error")


def test_other_refusals(client: Client) -> None:
    assert client.ask("POST", f"{DRAFT}/match", b"{}", Content_Type="text/plain").status == 415
    assert client.ask("POST", "/reconcile", b"{}", Content_Type="application/json").status == 415
    assert (
        client.ask("POST", "/reconcile", b"\xff=\xff", Content_Type="application/x-www-form-urlencoded").status == 400
    )
    assert client.form("/reconcile", other="x").status == 400
    told = client.ask("DELETE", "/reconcile")
    assert (told.status, told.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    assert client.get(f"{DRAFT}/match").status == 405
    assert client.post(f"{DRAFT}/extend", {"ids": ["x"] * 1001, "properties": []}).status == 413
    assert client.post(f"{DRAFT}/extend", {"ids": ["x"] * 500, "properties": [{"id": "x"}] * 21}).status == 413


@pytest.mark.parametrize("version", ["0.2", "1.0-draft"])
def test_the_examples_of_the_community(client: Client, version: str) -> None:
    for name, is_right, batch in list_examples(version, "reconciliation-query-batch"):
        if version == "0.2":
            told = client.form("/reconcile", queries=json.dumps(batch))
        else:
            told = client.post(f"{DRAFT}/match", batch)
        assert told.status == (200 if is_right else 400), name


# Anything that anybody may send

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
ANY = JSON_VALUES | st.sampled_from(["Quartz", "quarzt", QUARTZ, "minerals", CONCEPT, "skos:broader", "*", "\\"])
OLD_QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "query": ANY,
        "type": ANY,
        "limit": ANY,
        "properties": st.lists(st.fixed_dictionaries({"pid": ANY, "v": ANY}), max_size=3) | ANY,
    },
)
CONDITION = st.fixed_dictionaries(
    {"matchType": st.sampled_from(["name", "id", "property"]), "propertyValue": ANY},
    optional={"propertyId": ANY, "required": st.booleans(), "matchQuantifier": st.sampled_from(["any", "all", "none"])},
)
QUERIES = st.fixed_dictionaries(
    {"conditions": st.lists(CONDITION, max_size=3) | ANY}, optional={"type": ANY, "limit": ANY, "lang": ANY}
)
REFUSED = {400, 404, 413}


@settings(max_examples=150)
@given(batch=st.dictionaries(st.text(max_size=5), OLD_QUERIES, max_size=3) | ANY)
def test_anything_in_a_batch_of_old(client: Client, batch: Any) -> None:
    told = client.form("/reconcile", queries=json.dumps(batch))
    assert told.status in {200, *REFUSED}
    if told.status == 200:
        check("0.2", "reconciliation-result-batch", told.json)
        assert list(told.json) == list(batch)


@settings(max_examples=150)
@given(batch=st.fixed_dictionaries({"queries": st.lists(QUERIES, max_size=3)}) | ANY)
def test_anything_in_a_batch(client: Client, batch: Any) -> None:
    told = client.post(f"{DRAFT}/match", batch)
    assert told.status in {200, *REFUSED}
    if told.status == 200:
        check("1.0-draft", "reconciliation-result-batch", told.json)


@settings(max_examples=100)
@given(ids=st.lists(ANY, max_size=3) | ANY, properties=st.lists(st.fixed_dictionaries({"id": ANY}), max_size=3) | ANY)
def test_anything_in_an_extension(client: Client, ids: Any, properties: Any) -> None:
    told = client.post(f"{DRAFT}/extend", {"ids": ids, "properties": properties})
    assert told.status in {200, *REFUSED}


@settings(max_examples=100)
@given(
    path=st.sampled_from(["suggest/entity", "suggest/type", "suggest/property", "preview", "view", "draft/preview"]),
    scope=st.sampled_from(["-", "minerals"]) | st.text(min_size=1, max_size=5),
    text=st.text(max_size=40) | st.sampled_from([QUARTZ, "qu", "石"]),
    tongue=st.text("abcdefghijklmnopqrstuvwxyz-;=q0.9,* ", max_size=30),
)
def test_anything_in_a_query(client: Client, path: str, scope: str, text: str, tongue: str) -> None:
    told = client.get(
        f"/reconcile/{q(scope)}/{path}",
        {"prefix": text, "id": text, "limit": text, "cursor": text},
        Accept_Language=tongue.strip(),
    )
    assert told.status in {200, 303, *REFUSED}


# The index


def test_every_name_finds_its_concept(snapshot: ServedVocabulary, client: Client) -> None:
    matcher = Matcher(snapshot, ResourceStatements(snapshot))
    for form in matcher.names.forms:
        iri = matcher.names.concepts[form.number].iri
        assert iri in [one["id"] for one in draft(client, named(form.text))], form
        assert iri in [
            one["id"] for one in client.get("/reconcile/-/suggest/entity", {"prefix": form.text}).json["result"]
        ]


def test_folders_are_no_part_of_what_is_told(client: Client, snapshot: ServedVocabulary) -> None:
    for path in ("/reconcile", "/health", "/-/openapi.json", "/reconcile/x", f"{DRAFT}/preview?id=x"):
        assert str(Path(snapshot.folder).parent) not in client.get(path).text
