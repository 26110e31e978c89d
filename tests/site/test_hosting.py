"""Rules for servers, with real servers: what each answers when it is asked for an IRI."""

import re
import subprocess
from collections.abc import Iterator
from urllib.parse import quote, unquote, urljoin

import pytest
import rdflib

from headword.site.hosting import list_rules
from headword.site.hosting.policy import ASSETS, ASSETS_CACHE, CACHE, HEADERS, MEDIA_TYPES, with_charset
from support.hosted_site import (
    ADDRESSES,
    BASE,
    BROWSER,
    ENDINGS,
    HOSTILE,
    JSON,
    JSONLD,
    RDFXML,
    TURTLE,
    Site,
    hosting,
    serve,
)
from support.programs import find_program
from support.web_servers import ask, configure_nginx, free_port, scratch

SERVERS = ("apache", "apache-root", "apache-alias", "nginx", "nginx-root", "caddy", "caddy-root")


@pytest.fixture(scope="module", params=SERVERS)
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """The site on each server: under a path, at the root, and in a folder that a path is led to."""
    with serve(*request.param.partition("-")[::2]) as served:
        yield served


@pytest.fixture(scope="module")
def w3id() -> Iterator[Site]:
    """The site, and the place that its IRIs lead from: another Apache."""
    with serve("apache", "") as served:
        yield served


# What is asked for, the Accept, and where that leads: to the page, or to data with this ending.
CHOICES = [
    (None, "/"),
    ("", "/"),
    ("*/*", "/"),
    (BROWSER, "/"),
    ("text/html", "/"),
    ("application/xhtml+xml", "/"),
    ("image/png", "/"),
    ("image/png;q=1, */*;q=0", "/"),
    ("text/*", "/"),
    (TURTLE, ".ttl"),
    ("TEXT/Turtle", ".ttl"),
    ("text/turtle; charset=utf-8", ".ttl"),
    ("text/turtlesoup", "/"),
    ("x-text/turtle", "/"),
    (JSONLD, ".jsonld"),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', ".jsonld"),
    (JSON, ".json"),
    ("application/*", ".jsonld"),
    ("application/ld+json;q=0.9,text/turtle;q=0.85", ".jsonld"),
    ("application/ld+json;q=0.85, text/turtle;q=0.9", ".ttl"),
    ("application/ld+json;q=0.8, text/turtle;q=0.85", ".ttl"),
    ("application/ld+json, text/turtle", ".ttl"),
    ("application/json, application/ld+json", ".jsonld"),
    ("text/turtle, text/html", "/"),
    ("text/turtle;q=0.90, text/html;q=0.9", "/"),
    ("text/turtle, text/html;q=1.000", "/"),
    ("text/turtle, text/html;q=0.999", ".ttl"),
    ("text/turtle;q=0.2, text/html;q=0.1", ".ttl"),
    ("text/html, text/turtle;q=0.9", "/"),
    ("text/turtle;q=0, text/html;q=0.1", "/"),
    ("text/turtle;q=0", "/"),
    ("text/turtle;q=0, application/ld+json;q=0.1", ".jsonld"),
    ("text/turtle, */*;q=0.1", ".ttl"),
    ("text/turtle;q=0.5, */*;q=0.8", "/"),
    ("text/html;q=0.1, */*;q=0.5", ".ttl"),
    ("text/html;q=0, */*", ".ttl"),
    ("text/turtle ; q=0.3 , text/html ; q=0.2", ".ttl"),
    ("text/*;q=0.2, application/ld+json;q=0.3", ".jsonld"),
    ("text/*;q=0.3, application/ld+json;q=0.2", "/"),
    ("text/html;q=0.1, text/*", ".ttl"),
    ("text/html;q=0.1, text/*;q=0.5", ".ttl"),
    ("text/html;q=0.6, text/*;q=0.5", "/"),
    ("text/html;q=0.1, application/*;q=0.5", ".jsonld"),
    ("text/html;q=0.6, application/*;q=0.5", "/"),
    ("text/html;q=0, text/turtle;q=0, */*", ".jsonld"),
    ("text/html;q=0.6, text/turtle;q=0, */*;q=0.5", "/"),
    ("text/html;q=0.4, application/json;q=0.3", "/"),
    ("application/ld+json;q=0, application/*", ".json"),
    ("text/html;q=0.6, application/ld+json;q=0, application/*;q=0.5", "/"),
    ("text/html;q=0, text/turtle;q=0, application/ld+json;q=0, */*", ".json"),
    ("text/html;q=0.6, text/turtle;q=0, application/ld+json;q=0, */*;q=0.5", "/"),
    # What clients send: Jena, rdflib, OWL API.
    ("text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3", ".ttl"),
    ("application/ld+json, application/json;q=0.9, */*;q=0.1", ".jsonld"),
    ("application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09", "/"),
]


@pytest.mark.parametrize(("accept", "ending"), CHOICES)
def test_who_asks_for_an_iri_is_led_to_what_they_want_most(site: Site, accept: str | None, ending: str) -> None:
    answer = site.ask("minerals/quartz", accept)
    assert (answer.status, site.location(answer)) == (303, f"minerals/quartz{ending}")
    assert "accept" in answer["vary"].lower().replace(" ", "").split(",")
    assert answer["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("accept", "ending", "media_type", "said"),
    [
        (BROWSER, "/", "text/html", "{} as a page"),
        (TURTLE, ".ttl", "text/turtle", "{} as Turtle"),
        (JSONLD, ".jsonld", JSONLD, "{} as JSON-LD"),
        (JSON, ".json", JSON, "{} as JSKOS"),
    ],
)
def test_every_address_has_a_page_and_data(
    site: Site, address: str, accept: str, ending: str, media_type: str, said: str
) -> None:
    led = site.ask(quote(address), accept)
    assert led.status == 303
    assert unquote(site.location(led)) == f"{address}{ending}"
    assert led["location"].isascii()
    found = ask(urljoin(site.url + quote(address), led["location"]), accept)
    assert found.status == 200
    assert found["content-type"].partition(";")[0] == media_type
    assert said.format(address) in found.body.decode()
    assert found["access-control-allow-origin"] == "*"


def test_a_hash_iri_is_asked_for_as_what_it_is_in(site: Site) -> None:
    # Programs keep what comes after the hash to themselves.
    answer = site.ask("gems#ruby", TURTLE)
    assert (answer.status, site.location(answer)) == (303, "gems.ttl")


@pytest.mark.parametrize(
    ("path", "accept", "ending"),
    [
        ("minerals", RDFXML, ".rdf"),
        ("minerals", "application/rdf+xml, text/turtle;q=0.9", ".rdf"),
        ("minerals", "application/rdf+xml, text/turtle", ".ttl"),
        ("minerals", "application/rdf+xml;q=0.8, text/turtle;q=0.9", ".ttl"),
        ("minerals", "application/rdf+xml;q=0.8, text/html;q=0.9", "/"),
        ("minerals", "application/json;q=0, application/ld+json;q=0, application/*", ".rdf"),
        ("minerals", "text/html;q=0.6, application/json;q=0, application/ld+json;q=0, application/*;q=0.5", "/"),
        ("minerals", "text/*;q=0, application/json;q=0, application/ld+json;q=0, */*", ".rdf"),
        ("minerals", "text/*;q=0.6, application/json;q=0, application/ld+json;q=0, */*;q=0.5", "/"),
        ("minerals/quartz", RDFXML, "/"),
        ("minerals/quartz", "application/rdf+xml, text/turtle;q=0.9", ".ttl"),
    ],
)
def test_rdfxml_is_for_documents_that_have_it(site: Site, path: str, accept: str, ending: str) -> None:
    assert site.location(site.ask(path, accept)) == f"{path}{ending}"


@pytest.mark.parametrize("accept", [TURTLE, JSONLD, JSON, RDFXML])
def test_a_page_without_data_is_a_page_for_everyone(site: Site, accept: str) -> None:
    assert site.location(site.ask("-/a-z/en", accept)) == "-/a-z/en/"


@pytest.mark.parametrize(
    ("accept", "ending"),
    [(TURTLE, "ttl"), (JSONLD, "jsonld"), (RDFXML, "rdf"), ("text/html;q=0.5, text/turtle", "ttl")],
)
def test_the_base_leads_to_the_data_of_the_whole(site: Site, accept: str, ending: str) -> None:
    answer = site.ask("", accept)
    assert (answer.status, site.location(answer)) == (303, f"catalog.{ending}")
    assert "accept" in answer["vary"].lower()


@pytest.mark.parametrize("accept", [None, "*/*", BROWSER, "image/png", JSON])
def test_the_base_is_the_home_page(site: Site, accept: str | None) -> None:
    answer = site.ask("", accept)
    assert (answer.status, answer.body) == (200, b"the home page")
    assert answer["content-type"].lower() == "text/html; charset=utf-8"
    assert "accept" in answer["vary"].lower()


# What is no IRI: the path, and how it is answered whatever the Accept says.
FILES = [
    ("rest/v1/vocabularies", 200, "application/json", "the answer"),
    ("rest/v1/minerals/", 200, "application/json", "the answer on one"),
    ("minerals/quartz/", 200, "text/html; charset=utf-8", "minerals/quartz as a page"),
    ("minerals/quartz/index.it.html", 200, "text/html; charset=utf-8", "minerals/quartz as an Italian page"),
    ("minerals/quartz.ttl", 200, "text/turtle; charset=utf-8", "minerals/quartz as Turtle"),
    ("minerals/v1.5.ttl", 200, "text/turtle; charset=utf-8", "minerals/v1.5 as Turtle"),
    ("minerals.rdf", 200, RDFXML, "minerals as RDF/XML"),
    ("minerals.jsonld", 200, JSONLD, "minerals as JSON-LD"),
    ("-/a-z/en/", 200, "text/html; charset=utf-8", "A to Z"),
    ("-/search/index.json", 200, JSON, "{}"),
    ("nowhere", 404, "text/html; charset=utf-8", "nothing is here"),
    ("nowhere/", 404, "text/html; charset=utf-8", "nothing is here"),
    ("nowhere.ttl", 404, "text/html; charset=utf-8", "nothing is here"),
    ("minerals/quartz/nowhere", 404, "text/html; charset=utf-8", "nothing is here"),
    ("minerals.ttl/more", 404, "text/html; charset=utf-8", "nothing is here"),
    ("minerals/quartz.ttl/", 404, "text/html; charset=utf-8", "nothing is here"),
    ("nowhere/%22%3E%3Cscript%3E", 404, "text/html; charset=utf-8", "nothing is here"),
]


@pytest.mark.parametrize(("path", "status", "media_type", "said"), FILES)
@pytest.mark.parametrize("accept", [None, BROWSER, TURTLE])
def test_files_and_what_is_not_there_are_answered_as_they_are(
    site: Site, path: str, status: int, media_type: str, said: str, accept: str | None
) -> None:
    answer = site.ask(path, accept)
    assert answer.status == status
    assert said in answer.body.decode()
    assert answer["content-type"].lower() == media_type


def test_the_base_without_its_slash_leads_to_it(site: Site) -> None:
    answer = ask(site.url.rstrip("/"), TURTLE)
    if site.prefix != "/":
        assert (answer.status, site.location(answer)) == (301, "")


def test_folders_are_not_listed(site: Site) -> None:
    assert site.ask("-/assets/", None).status in (403, 404)


@pytest.mark.parametrize("ending", MEDIA_TYPES)
def test_every_file_says_what_it_is(site: Site, ending: str) -> None:
    answer = site.ask(f"-/assets/some.{ending}", None)
    assert answer.status == 200
    assert answer["content-type"].lower() == with_charset(MEDIA_TYPES[ending])


@pytest.mark.parametrize(
    "path",
    ["", "minerals/quartz", "minerals/quartz/", "minerals/quartz.ttl", "minerals/quarz", "-/assets/site.css", "no"],
)
def test_every_answer_says_who_may_read_it_and_what_it_may_do(site: Site, path: str) -> None:
    answer = site.ask(path, None)
    assert {name: answer[name.lower()] for name in HEADERS} == HEADERS
    if answer.status == 200:
        # Styles keep for a while; pages and data are asked for again.
        assert answer["cache-control"] == (ASSETS_CACHE if path.startswith(ASSETS) else CACHE)


def test_head_is_answered_as_get_is(site: Site) -> None:
    answer = site.ask("minerals/quartz", TURTLE, "--head")
    assert (answer.status, site.location(answer)) == (303, "minerals/quartz.ttl")


@pytest.mark.parametrize(
    "path", ["//evil.example/%2e%2e/", "/\\evil.example/..", "/%5Cevil.example/..", "/%0d%0aX-Evil:%20yes/.."]
)
def test_nobody_is_led_to_another_host(site: Site, path: str) -> None:
    answer = ask(f"{site.origin}{path}{site.prefix}minerals/quartz", TURTLE, "--path-as-is")
    where = urljoin(site.url, answer["location"].replace("\\", "/"))
    assert where.startswith(f"{site.origin}/")
    assert "x-evil" not in answer.headers


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("minerals/quarz", "minerals/quartz"),
        ("minerals/quarz/", "minerals/quartz/"),
        ("minerals/quarz/index.it.html", "minerals/quartz/index.it.html"),
        ("minerals/quarz.ttl", "minerals/quartz.ttl"),
        ("minerals/quarz.jsonld", "minerals/quartz.jsonld"),
        ("minerals/kaffee", "minerals/caf%C3%A9"),
        ("minerals/kaffee.ttl", "minerals/caf%C3%A9.ttl"),
        ("minerals/glass", "http://www.wikidata.org/entity/Q11469?a=%241&b=%C3%A9#x"),
        ("minerals/glass.ttl", "http://www.wikidata.org/entity/Q11469?a=%241&b=%C3%A9#x"),
        ("minerals/first", "gems/ruby"),
        ("minerals/whole/", ""),
        *((f"hostile/{quote(unquote(address))}.ttl", "minerals/quartz.ttl") for address in HOSTILE),
        *((f"to/{number}", f"hostile-target/{address}") for number, address in enumerate(HOSTILE)),
    ],
)
def test_what_moved_leads_to_the_new_address(site: Site, path: str, target: str) -> None:
    answer = site.ask(path, TURTLE)
    assert answer.status == 301
    if path.startswith("to/"):
        assert unquote(site.location(answer)) == unquote(target)
        assert re.fullmatch(r"[!-~]+", answer["location"])
    else:
        assert site.location(answer) == target


def test_what_begins_like_a_moved_address_did_not_move(site: Site) -> None:
    assert site.ask("minerals/quarzite", TURTLE).status == 404
    assert site.ask("minerals/quarz/smoky", TURTLE).status == 404
    assert site.ask("hostile/anything", TURTLE).status == 404


def test_rdflib_reads_an_iri(site: Site) -> None:
    label = rdflib.Literal("minerals/quartz as Turtle", lang="en")
    graph = rdflib.Graph().parse(f"{site.url}minerals/quartz")
    assert (rdflib.URIRef(f"{BASE}minerals/quartz"), rdflib.SKOS.prefLabel, label) in graph


def test_apache_says_of_pages_where_their_data_is(w3id: Site) -> None:
    links = w3id.ask(quote("minerals/caf\u00e9") + "/", BROWSER)["link"]
    for ending, media_type in ENDINGS.items():
        assert f'<../caf%C3%A9.{ending}>; rel="alternate"; type="{media_type}"' in links
    assert w3id.ask("-/a-z/en/", BROWSER)["link"] == ""
    assert w3id.ask("minerals/quartz.ttl", BROWSER)["link"] == ""


@pytest.mark.parametrize(("accept", "ending"), CHOICES)
def test_w3id_leads_to_what_is_wanted_most(w3id: Site, accept: str | None, ending: str) -> None:
    answer = ask(f"{w3id.w3id}minerals/quartz", accept)
    assert (answer.status, answer["location"]) == (303, f"{w3id.url}minerals/quartz{ending}")
    assert "accept" in answer["vary"].lower()
    assert answer["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("path", "accept", "status", "target"),
    [
        ("", None, 303, ""),
        ("", BROWSER, 303, ""),
        ("", TURTLE, 303, "catalog.ttl"),
        ("", JSONLD, 303, "catalog.jsonld"),
        ("", RDFXML, 303, "catalog.rdf"),
        ("", JSON, 303, ""),
        ("minerals/v1.5", TURTLE, 303, "minerals/v1.5.ttl"),
        ("minerals/v1.5", None, 303, "minerals/v1.5/"),
        ("minerals/caf%C3%A9", None, 303, "minerals/caf%C3%A9/"),
        ("minerals/c++'(x)~a", TURTLE, 303, "minerals/c++'(x)~a.ttl"),
        ("minerals/quartz.ttl", None, 302, "minerals/quartz.ttl"),
        ("minerals/quartz.ttl", BROWSER, 302, "minerals/quartz.ttl"),
        ("minerals.rdf", None, 302, "minerals.rdf"),
        ("minerals/quartz/", TURTLE, 302, "minerals/quartz/"),
        ("-/a-z/en/", TURTLE, 302, "-/a-z/en/"),
        ("rest/v1/vocabularies", TURTLE, 302, "rest/v1/vocabularies"),
        (".well-known/void", TURTLE, 302, ".well-known/void"),
        ("minerals/quarz", TURTLE, 303, "minerals/quarz.ttl"),
    ],
)
def test_w3id_leads_to_where_the_files_are(w3id: Site, path: str, accept: str | None, status: int, target: str) -> None:
    answer = ask(f"{w3id.w3id}{path}", accept)
    assert (answer.status, unquote(answer["location"])) == (status, unquote(f"{w3id.url}{target}"))
    assert answer["location"].isascii()


@pytest.mark.parametrize(
    ("path", "accept", "status", "said"),
    [
        ("minerals/quartz", None, 200, "minerals/quartz as a page"),
        ("minerals/quartz", TURTLE, 200, "minerals/quartz as Turtle"),
        ("minerals/caf%C3%A9", JSONLD, 200, "minerals/caf\u00e9 as JSON-LD"),
        ("minerals/quarz", TURTLE, 200, "minerals/quartz as Turtle"),
        ("minerals/quarz", BROWSER, 200, "minerals/quartz as a page"),
        ("gems#ruby", TURTLE, 200, "gems as Turtle"),
        ("", None, 200, "the home page"),
        ("", TURTLE, 200, " as Turtle"),
        ("nowhere", BROWSER, 404, "nothing is here"),
        ("nowhere", TURTLE, 404, "nothing is here"),
    ],
)
def test_from_w3id_one_gets_to_what_is_there(w3id: Site, path: str, accept: str | None, status: int, said: str) -> None:
    answer = ask(f"{w3id.w3id}{path}", accept, "--location", "--max-redirs", "5")
    assert answer.status == status
    assert said in answer.body.decode()


@pytest.mark.parametrize("path", ["", "minerals/quartz", "minerals/quarz", "-/a-z"])
def test_redirects_name_no_host(site: Site, path: str) -> None:
    # What stands before a server knows host and scheme better.  Apache names what it believes in.
    answer = site.ask(path, TURTLE)
    if answer.status != 404:
        assert answer["location"].startswith(site.url if site.server == "apache" else site.prefix)


def test_nginx_takes_the_two_parts_as_it_takes_the_whole() -> None:
    find_program("nginx")
    with scratch() as folder:
        rules = {path: data.decode() for path, data in list_rules(hosting("https://rocks.example/vocab/"))}
        server = 'server {\n    listen 80;\n    server_name "x";\n    root /srv/www;\n'
        parts = f"{rules['-/server/nginx-maps.conf']}\n{server}{rules['-/server/nginx-locations.conf']}}}\n"
        command = configure_nginx(folder, parts, folder, free_port())
        done = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
