"""``headword serve`` as a process: negotiation, versions, nothing outside the site, logs, reload, and its end."""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headword.cli.public_errors import hide_paths
from headword.server import serve as room
from headword.site.hosting import rule_paths
from support import project
from support.project import Run
from support.served import Server, headword_serve, wait_until

CONFIG = f"""{project.CONFIG}\
formats = ["turtle", "jsonld", "rdfxml"]

[site.redirects]
"old/quartz" = "minerals/quartz"
"gone" = "https://elsewhere.example/gone"
"""
MINERALS = "---\ntitle: Minerals\n---\n\n# Quartz {#quartz}\nA mineral.\n\n## Amethyst {#amethyst}\n"
SECRET = "what nobody is to read"
PAGE, TURTLE, JSON_LD, JSKOS, RDF_XML = (
    "text/html", "text/turtle", "application/ld+json", "application/json", "application/rdf+xml",
)  # fmt: skip
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def write(folder: Path, name: str, text: str) -> None:
    """Put a file there in one step."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    staged = folder.parent / "staged"
    staged.write_text(text, encoding="utf-8")
    staged.replace(file)


def make(folder: Path) -> Path:
    write(folder, "headword.toml", CONFIG)
    write(folder, "taxonomy/minerals.md", MINERALS)
    write(folder.parent, "secret.txt", SECRET)
    write(folder, "secret.txt", SECRET)
    return folder


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("served") / "serve.log"


@pytest.fixture(scope="module")
def server(log: Path):
    with headword_serve(make(log.parent / "site"), "--no-watch", "--log-format", "json") as server:
        yield server


@pytest.mark.parametrize(
    ("path", "accept", "status", "location"),
    [
        ("/minerals/quartz", BROWSER, 303, "/minerals/quartz/"),
        ("/minerals/quartz", "", 303, "/minerals/quartz/"),
        ("/minerals/quartz", "*/*", 303, "/minerals/quartz/"),
        ("/minerals/quartz", TURTLE, 303, "/minerals/quartz.ttl"),
        ("/minerals/quartz", JSON_LD, 303, "/minerals/quartz.jsonld"),
        ("/minerals/quartz", JSKOS, 303, "/minerals/quartz.json"),
        ("/minerals/quartz", f"{TURTLE};q=0.5, {PAGE};q=0.4", 303, "/minerals/quartz.ttl"),
        ("/minerals/quartz", "application/*", 303, "/minerals/quartz.jsonld"),
        ("/minerals", RDF_XML, 303, "/minerals.rdf"),
        ("/minerals/quartz", RDF_XML, 303, "/minerals/quartz.rdf"),
        ("/minerals/quartz", "image/png", 406, ""),
        ("/", BROWSER, 200, ""),
        ("/", TURTLE, 303, "/catalog.ttl"),
        ("/", "image/png", 406, ""),
        ("/minerals/quartz/", TURTLE, 200, ""),
        ("/minerals/quartz.ttl", "image/png", 200, ""),
        ("/minerals/quartz?lang=de", BROWSER, 303, "/minerals/quartz/"),
        ("/old/quartz", BROWSER, 301, "/minerals/quartz"),
        ("/old/quartz.ttl", BROWSER, 301, "/minerals/quartz.ttl"),
        ("/gone", BROWSER, 301, "https://elsewhere.example/gone"),
        ("/old/quartz/more", BROWSER, 404, ""),
        ("/minerals/granite", BROWSER, 404, ""),
        ("/minerals/quartz/index.html", BROWSER, 200, ""),
    ],
)
def test_where_an_address_leads(server: Server, path: str, accept: str, status: int, location: str) -> None:
    for method in ("GET", "HEAD"):
        reply = server.ask(path, method, Accept=accept)
        assert (reply.status, reply["location"]) == (status, location)
        assert method == "GET" or reply.body == b""
        assert "Accept" in reply["vary"] or status not in (303, 406)


@pytest.fixture(scope="module")
def shadowed(tmp_path_factory: pytest.TempPathFactory):
    """A server of a vocabulary that has pages called like parts of the server."""
    folder = make(tmp_path_factory.mktemp("shadowed") / "site")
    for name in ("health", "reconcile", "sparql", "rest", "rest/v2"):
        title = name.replace("/", " ").title()
        write(folder, f"taxonomy/{name}.md", f"---\ntitle: {title}\n---\n\n# {title} X {{#x}}\n")
    with headword_serve(folder, "--no-watch") as server:
        yield server


@pytest.mark.parametrize(
    ("path", "accept", "status", "told"),
    [
        ("/health", BROWSER, 303, "/health/"),
        ("/health", TURTLE, 303, "/health.ttl"),
        ("/health", JSKOS, 200, '"status"'),
        ("/health", "*/*", 200, '"status"'),
        ("/health", "", 200, '"status"'),
        ("/health?x=1", PAGE, 200, '"status"'),
        ("/health/x", "*/*", 303, "/health/x/"),
        ("/health.ttl", "*/*", 200, "skos:ConceptScheme"),
        ("/reconcile", BROWSER, 303, "/reconcile/"),
        ("/reconcile/", BROWSER, 200, "<h1"),
        ("/reconcile", "*/*", 200, '"versions"'),
        ("/reconcile", JSKOS, 200, '"versions"'),
        ("/reconcile?queries=%7B%7D", TURTLE, 200, "{}"),
        ("/reconcile/x", "*/*", 303, "/reconcile/x/"),
        ("/reconcile/x", JSON_LD, 303, "/reconcile/x.jsonld"),
        ("/reconcile/x.ttl", "*/*", 200, "skos:Concept"),
        ("/reconcile/minerals", BROWSER, 200, '"versions"'),
        ("/reconcile/nothing", TURTLE, 404, "no vocabulary"),
        ("/sparql", BROWSER, 303, "/sparql/"),
        ("/sparql/", BROWSER, 200, "<h1"),
        ("/sparql", JSON_LD, 303, "/sparql.jsonld"),
        ("/sparql", "*/*", 200, "sd:Service"),
        ("/sparql", "text/csv", 406, "description is available as"),
        ("/sparql?query=ASK%7B%7D", TURTLE, 406, ""),
        ("/sparql?query=ASK%7B%7D", "*/*", 200, "true"),
        ("/rest", BROWSER, 303, "/rest/"),
        ("/rest/v2/x", TURTLE, 303, "/rest/v2/x.ttl"),
    ],
)
def test_who_answers_where_a_resource_is_called_like_a_part(
    shadowed: Server, path: str, accept: str, status: int, told: str
) -> None:
    reply = shadowed.ask(path, Accept=accept)
    assert reply.status == status
    assert told == reply["location"] if status == 303 else told in reply.text


@pytest.fixture(scope="module")
def polyglot(tmp_path_factory: pytest.TempPathFactory):
    """A server of a site that has pages in two languages."""
    folder = make(tmp_path_factory.mktemp("polyglot") / "site")
    write(
        folder,
        "headword.toml",
        CONFIG.replace("[site.redirects]", '[site]\nlanguages = ["en", "it"]\n[site.redirects]'),
    )
    with headword_serve(folder, "--no-watch") as server:
        yield server


@pytest.mark.parametrize(
    ("accept", "language", "location"),
    [
        (BROWSER, "it-IT,it;q=0.9,en;q=0.5", "/minerals/quartz/index.it.html"),
        (BROWSER, "de,it;q=0.2", "/minerals/quartz/index.it.html"),
        ("", "it", "/minerals/quartz/index.it.html"),
        (BROWSER, "en,it;q=0.9", "/minerals/quartz/"),
        (BROWSER, "de", "/minerals/quartz/"),
        (BROWSER, "", "/minerals/quartz/"),
        (TURTLE, "it", "/minerals/quartz.ttl"),
        ("image/png", "it", ""),
    ],
)
def test_an_iri_leads_to_a_page_in_the_language_that_is_read(
    polyglot: Server, accept: str, language: str, location: str
) -> None:
    reply = polyglot.ask("/minerals/quartz", Accept=accept, Accept_Language=language)
    assert (reply.status, reply["location"]) == (303 if location else 406, location)
    assert {"Accept", "Accept-Language"} <= set(reply["vary"].split(", "))
    assert not location or polyglot.ask(location).status == 200


def test_a_page_is_in_the_language_of_its_address(polyglot: Server) -> None:
    for path, language in (("/minerals/quartz/", "en"), ("/minerals/quartz/index.it.html", "it"), ("/", "en")):
        assert f'<html lang="{language}"' in polyglot.ask(path, Accept=PAGE, Accept_Language="it").text


def test_what_there_is_is_listed_where_nothing_fits(server: Server) -> None:
    reply = server.ask("/minerals/quartz", Accept="image/png")
    assert [line.split() for line in reply.text.splitlines()[1:]] == [
        [PAGE, "/minerals/quartz/"],
        [TURTLE, "/minerals/quartz.ttl"],
        [JSON_LD, "/minerals/quartz.jsonld"],
        [JSKOS, "/minerals/quartz.json"],
        [RDF_XML, "/minerals/quartz.rdf"],
        ["application/n-triples", "/minerals/quartz.nt"],
    ]


def test_pages_and_data_lead_to_each_other(server: Server) -> None:
    for path, canonical, alternates in (
        ("/minerals/quartz/", "minerals/quartz/", {TURTLE, JSON_LD, JSKOS}),
        ("/minerals/quartz.ttl", "minerals/quartz.ttl", {PAGE, JSON_LD, JSKOS}),
        ("/minerals.rdf", "minerals.rdf", {PAGE, TURTLE, JSON_LD, JSKOS}),
        ("/", "", {TURTLE, JSON_LD, RDF_XML}),
    ):
        link = server.ask(path, Accept=PAGE)["link"]
        assert f'<https://w3id.org/test/{canonical}>; rel="canonical"' in link
        found = re.findall(r'<([^>]*)>; rel="alternate"; type="([^"]*)"', link)
        assert {type_ for _, type_ in found} == alternates
        assert {server.ask(target, Accept=PAGE).status for target, _ in found} == {200}


def test_what_a_client_has_is_not_sent_again(server: Server) -> None:
    for path in ("/", "/minerals/quartz/", "/minerals/quartz.ttl", "/-/assets/site.css", "/-/data/vocabulary.ttl"):
        first = server.ask(path)
        again = server.ask(path, If_None_Match=f'W/"other", {first["etag"]}')
        assert (again.status, again.body, again["etag"]) == (304, b"", first["etag"])
        assert server.ask(path, If_None_Match='"other"').body == first.body
        head = server.ask(path, "HEAD")
        assert (head.status, head.body, head["content-length"]) == (200, b"", str(len(first.body)))


def test_every_answer_says_what_may_be_done_with_it(server: Server) -> None:
    for path in ("/", "/minerals/quartz", "/minerals/quartz.ttl", "/nothing", "/sparql", "/sparql?query=x"):
        reply = server.ask(path, Accept=TURTLE)
        assert "default-src 'self'" in reply["content-security-policy"]
        assert reply["x-content-type-options"] == "nosniff"
        assert reply["access-control-allow-origin"] == "*"
        assert reply["server"] == ""


@pytest.mark.parametrize("path", ["/", "/minerals/quartz", "/x", "/sparql", "/reconcile", "/rest/v1/search", "/health"])
def test_a_browser_may_send_and_read_what_another_page_asks_for(server: Server, path: str) -> None:
    wanted = ("Accept", "Content-Type", "If-None-Match", "X-Requested-With")
    asked = {"Access_Control_Request_Method": "GET", "Access_Control_Request_Headers": ",".join(wanted).lower()}
    reply = server.ask(path, "OPTIONS", Origin="https://elsewhere.example", **asked)
    assert (reply.status, reply["access-control-allow-origin"]) == (204, "*")
    assert set(wanted) <= set(reply["access-control-allow-headers"].split(", "))
    assert "GET" in reply["access-control-allow-methods"].split(", ")
    exposed = server.ask(path, Accept=TURTLE, Origin="https://elsewhere.example")["access-control-expose-headers"]
    assert {"ETag", "Link", "Location", "Retry-After", "Vary"} <= set(exposed.split(", "))


def test_texts_are_sent_packed_to_who_wants_it(server: Server) -> None:
    packed = server.ask("/minerals/quartz/", Accept_Encoding="gzip")
    assert packed["content-encoding"] == "gzip"
    assert len(packed.body) < len(server.ask("/minerals/quartz/").body)


@pytest.mark.parametrize("coding", ["gzip", "identity"])
@pytest.mark.parametrize("path", ["/minerals/quartz/", "/-/openapi.json", "/-/data/vocabulary.ttl"])
def test_one_tag_is_of_both_codings(server: Server, path: str, coding: str) -> None:
    first = server.ask(path, Accept_Encoding=coding)
    assert first["content-encoding"] == ("gzip" if coding == "gzip" else "")
    assert first["etag"].startswith('W/"')
    again = server.ask(path, Accept_Encoding=coding, If_None_Match=first["etag"])
    assert (first.status, again.status) == (200, 304)
    for reply in (first, again):
        assert "Accept-Encoding" in reply["vary"].split(", ")


def test_the_description_at_the_well_known_place_is_turtle(server: Server) -> None:
    reply = server.ask("/.well-known/void")
    assert (reply.status, reply["content-type"]) == (200, "text/turtle; charset=utf-8")


def test_rules_for_other_servers_are_not_given_away(server: Server) -> None:
    assert {
        ".htaccess",
        "_headers",
        "_redirects",
        ".nojekyll",
        "rest/v1/.htaccess",
        "-/server/nginx.conf",
    } < rule_paths()
    assert {path: server.ask(f"/{path}").status for path in rule_paths()} == dict.fromkeys(rule_paths(), 404)


def test_another_host_is_refused(server: Server) -> None:
    assert server.ask("/", Host="evil.example").status == 400
    assert server.ask("/sparql?query=ASK%7B%7D", Host="evil.example").status == 400
    assert server.ask("/", Host="localhost:1").status == 200


def test_methods_that_change_something_are_refused(server: Server) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert server.ask("/minerals/quartz.ttl", method).status == 405


STEPS = st.lists(
    st.sampled_from(
        ["..", ".", "", "%2e%2e", "%2E.", "..%2f", "%2f", "%5c", "..\\", "%00", "%c0%ae", "etc", "passwd", "secret.txt",
         "taxonomy", "minerals.md", "headword.toml", "a", "b", "SHA256SUMS", "minerals", "-", "assets", "~", ":", "%25"]
    ), min_size=1, max_size=8,
)  # fmt: skip


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, absolute=st.booleans())
def test_nothing_outside_the_site_is_served(server: Server, log: Path, steps: list[str], absolute: bool) -> None:
    path = "/" + "/".join(steps)
    target = f"http://127.0.0.1:{server.port}{path}" if absolute else path
    head = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    answer = server.send(head.encode())
    assert answer.startswith(b"HTTP/1.1 "), head
    status = int(answer.split()[1])
    assert status in (200, 301, 303, 400, 404)
    for secret in (SECRET, "root:", "title: Minerals", str(log.parent), "Traceback"):
        assert secret.encode() not in answer


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(text=st.text(min_size=1, max_size=30))
def test_any_text_is_an_address(server: Server, text: str) -> None:
    assert server.ask("/" + quote(text, errors="replace")).status in (200, 303, 404, 301)


def test_the_endpoint_is_told_of_with_the_other_apis(server: Server) -> None:
    home = server.ask("/", Accept=PAGE)
    led = dict(re.findall(r'<([^>]*)>; rel="(service-[a-z]+)"', home["link"]))
    assert {server.ask(path).status for path in led} == {200}
    document = server.ask(next(path for path, rel in led.items() if rel == "service-desc"))
    operations = json.loads(document.text)["paths"]["/sparql"]
    names = [one["name"] for one in operations["get"]["parameters"]]
    assert names == ["query", "default-graph-uri", "named-graph-uri", "format"]
    for media_type in operations["post"]["responses"]["200"]["content"]:
        replies = [server.query(query, media_type) for query in ("SELECT * { ?s ?p ?o }", "DESCRIBE <minerals>")]
        assert media_type in [one["content-type"].partition(";")[0] for one in replies if one.status == 200]
    for query, status in (("x", 400), ("CLEAR ALL", 403), ("ASK{}", 406), ("ASK{}" + " " * 70_000, 413)):
        assert server.query(query, "image/png").status == status
        assert str(status) in operations["post"]["responses"]
    assert server.ask("/sparql", "POST", b"x", Content_Type="text/plain").status == 415
    assert server.ask("/sparql", Accept=PAGE).status == 303
    assert {"303", "414", "503"} <= set(operations["get"]["responses"])
    assert {"415", "503"} <= set(operations["post"]["responses"])
    assert "/sparql" in server.ask("/-/api/").text


def test_queries_ask_what_is_served(server: Server) -> None:
    reply = server.query("SELECT ?l { <minerals/quartz> skos:prefLabel ?l }", "text/csv")
    assert reply.text.split() == ["l", "Quartz"]
    graphs = server.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g", "text/csv").text.split()[1:]
    assert graphs == ["https://w3id.org/test/", "https://w3id.org/test/minerals"]


def test_requests_are_told_of_without_what_was_asked(server: Server, log: Path) -> None:
    server.ask("/sparql?query=ASK%7B%7D&token=hidden", Accept=JSKOS)
    server.ask("/minerals/%0Aquartz")
    wait_until(lambda: "%0Aquartz" in log.read_text())
    lines = [line for line in read_log(log) if line["event"] == "request"]
    asked = [line for line in lines if line["path"] == "/sparql" and line["method"] == "GET"][-1]
    assert set(asked) == {"time", "level", "event", "method", "path", "status", "ms", "bytes"}
    assert "hidden" not in log.read_text()


def read_log(log: Path) -> list[dict[str, object]]:
    """What was told on stderr, where every line is an object."""
    return [json.loads(line) for line in log.read_text().splitlines()]


def test_all_that_is_told_is_told_to_programs(tmp_path: Path, headword: Run) -> None:
    folder = make(tmp_path / "site")
    log = tmp_path / "serve.log"
    with headword_serve(folder, "--log-format", "json") as server:
        server.query("SELEC")
        server.ask("/", Host="evil.example")
        server.ask("/reconcile/-/draft/match", "POST", b"{", Content_Type="application/json")
        server.send(b"no request\r\n\r\n")
        write(folder, "site-templates/messages/en.toml", "x")
        wait_until(lambda: "build failed" in log.read_text())
        write(folder, "taxonomy/minerals.md", WRONG)
        wait_until(lambda: log.read_text().count("build failed") > 1)
        run = headword("serve", "--port", str(server.port), "--log-format", "json", cwd=folder)
        assert run.returncode == 2
        assert "cannot be listened at" in json.loads(run.stderr)["message"]
    lines = read_log(log)
    assert all({"time", "level", "event"} <= line.keys() for line in lines)
    told = {(line["level"], line["event"]) for line in lines}
    assert told >= {
        ("info", "built"), ("info", "serving"), ("info", "note"), ("error", "finding"), ("error", "error"),
        ("error", "build failed"), ("warning", "log"), ("info", "ending"), ("info", "ended"),
    }  # fmt: skip
    reasons = {line["path"]: line["reason"] for line in lines if "reason" in line}
    assert reasons.keys() == {"/sparql", "/", "/reconcile/-/draft/match"}
    assert reasons["/sparql"].startswith("the query does not parse: ")


@pytest.mark.parametrize("format_", ["json", "text", "none"])
def test_faults_are_told_as_all_else_is(format_: str) -> None:
    program = (
        "import logging, warnings\n"
        "from headword.cli.serve_log import log_to_stderr\n"
        f"with log_to_stderr({format_!r}):\n"
        "    try:\n        1 / 0\n"
        "    except ZeroDivisionError:\n        logging.getLogger('uvicorn.error').exception('a fault')\n"
        "    warnings.warn('beware')\n    [][1]\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=600)
    assert run.returncode == 1
    if format_ != "json":
        assert run.stderr.startswith("error: a fault\nTraceback (most recent call last):\n")
        return
    first, *others = (json.loads(line) for line in run.stderr.splitlines())
    assert (first["level"], first["message"], "ZeroDivisionError" in first["traceback"]) == ("error", "a fault", True)
    assert [other["level"] for other in others] == ["warning", "error"]
    assert "IndexError" in others[1]["traceback"]


def test_it_ends_when_told_and_finishes_what_it_does(tmp_path: Path) -> None:
    with headword_serve(make(tmp_path / "site"), "--no-watch", "--time-limit", "60") as server:
        server.query("ASK {}")
        replies = []
        slow = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?a{i} ?b{i} ?c{i} .' for i in range(9))} }}"
        threads = [threading.Thread(target=lambda: replies.append(server.query(slow))) for _ in range(2)]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        for thread in threads:
            thread.join()
        assert {(reply.status, reply.text) for reply in replies} == {(503, "the server is stopping\n")}
        server.process.wait(20)
        assert time.monotonic() - begun < 15
        assert "Traceback" not in (tmp_path / "serve.log").read_text()


def children(process: int) -> list[int]:
    """The keepers of a server."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    tasks = [path.read_text().split() for path in Path(f"/proc/{process}/task").glob("*/children")]
    return [int(child) for child in {*listed, *(child for task in tasks for child in task)}]


def test_an_answer_is_wholly_of_one_build(tmp_path: Path) -> None:
    """While pages change, everything in one answer is of the same edition, and none is older than the last."""
    folder = tmp_path / "site"

    def change(number: int) -> None:
        labels = "".join(f"# Concept{one} v{number} {{#c{one}}}\nText v{number}.\n\n" for one in range(25))
        write(folder, "taxonomy/all.md", f"---\ntitle: All v{number}\n---\n\n{labels}")

    write(folder, "headword.toml", CONFIG.partition("[site.redirects]")[0])
    change(0)
    with headword_serve(folder) as server:
        over = threading.Event()
        seen: dict[str, list[int]] = {}
        faults: list[str] = []

        def watch(name: str, ask) -> None:
            seen[name] = []
            while not over.is_set():
                reply = ask()
                found = {int(number) for number in re.findall(r"\bv(\d+)\b", reply.text)}
                if reply.status != 200 or len(found) != 1:
                    faults.append(f"{name}: {reply.status} {found} {reply.text[:200]}")
                else:
                    seen[name] += found

        labels = "SELECT ?l { ?c skos:prefLabel|skos:definition|dcterms:title ?l FILTER(CONTAINS(?l, ' v')) }"
        asks = {
            "query": lambda: server.query(labels, "text/csv"),
            "data": lambda: server.ask("/all.ttl"),
            "page": lambda: server.ask("/all/"),
            "whole": lambda: server.ask("/-/data/vocabulary.ttl"),
        }
        threads = [threading.Thread(target=watch, args=item) for item in asks.items()]
        for thread in threads:
            thread.start()
        for number in range(1, 6):
            change(number)
            wait_until(lambda number=number: any(number in numbers for numbers in list(seen.values())), 90)
        wait_until(lambda: all(5 in numbers for numbers in seen.values()))
        over.set()
        for thread in threads:
            thread.join()
        assert faults == []
        for name, numbers in seen.items():
            assert numbers == sorted(numbers), name
        # Of the processes of earlier builds none is left.
        wait_until(lambda: len(children(server.process.pid)) == 1, 10)


WRONG = MINERALS.replace("## Amethyst", "- Broader: [no](#no)\n\n## Amethyst")
BREAKS = {
    "a rule": ("taxonomy/minerals.md", WRONG, "taxonomy/minerals.md:8"),
    "the config": ("headword.toml", f"{CONFIG}\nx", "headword.toml"),
    "words": ("site-templates/messages/en.toml", "x", "site-templates/messages/en.toml: the messages are not TOML"),
    "a template": ("site-templates/concept.html", "{% extend %}", "site-templates/concept.html"),
    "a folder in the way": (".headword-cache/site/b", "", "the output is a file, not a folder"),
    "a store in the way": ("store/headword-store.json", "{", "store/headword-store.json: "),
}


def read_trouble(server: Server) -> str:
    """What is told to a page that listens, once something is wrong."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)) as connection:
        connection.request("GET", "/-/events")
        for line in connection.getresponse():
            trouble = json.loads(line.removeprefix(b"data: "))["trouble"] if line.startswith(b"data: ") else ""
            if trouble:
                return trouble
    return ""


@pytest.mark.parametrize("what", BREAKS)
def test_what_keeps_the_site_from_being_built_names_no_folder(tmp_path: Path, what: str) -> None:
    folder = make(tmp_path / "site")
    (folder / ".headword-cache").mkdir()
    name, text, expected = BREAKS[what]
    with headword_serve(folder, "--store", str(folder / "store")) as server:
        write(folder, name, text)
        if not name.startswith("taxonomy"):
            write(folder, "taxonomy/more.md", "# More\n")
        trouble = read_trouble(server)
        assert expected in trouble
        for path in (str(tmp_path), tempfile.gettempdir(), ".headword-cache"):
            assert path not in trouble


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/p q/r/taxonomy/a b.md:3: wrong", "taxonomy/a b.md:3: wrong"),
        ("/p q/r/.headword-cache/site/a: wrong", "…: wrong"),
        (f"no room: '{tempfile.gettempdir()}/headword-site-1/a/x.html'", "no room: '…'"),
        ("cannot be read: '/etc/passwd' (/usr/lib)", "cannot be read: '…' (…)"),
        ("a page at /no-such-folder/quartz of https://etc.example/etc/a", None),
        ("two pages are at /: a/b and c/d", None),
        ("in /p q/r, or /p q/rs", "in ., or /p q/rs"),
    ],
)
def test_texts_name_no_folder(text: str, told: str | None) -> None:
    assert hide_paths(text, Path("/p q/r")) == (told or text)


@pytest.mark.parametrize(("what", "code"), [("a rule", 1), ("words", 2), ("the config", 2)])
def test_what_will_never_be_served_ends_at_once(headword: Run, tmp_path: Path, what: str, code: int) -> None:
    folder = make(tmp_path / "site")
    write(folder, *BREAKS[what][:2])
    run = headword("serve", "--no-watch", "--port", "0", cwd=folder)
    assert (run.returncode, "serving at" in run.stdout) == (code, False)
    assert BREAKS[what][0] in run.stderr
    assert code == 2 or "note: 1 note; headword check shows which\n" in run.stderr


def test_before_anything_is_built_it_says_why(tmp_path: Path) -> None:
    folder = make(tmp_path / "site")
    write(folder, "taxonomy/minerals.md", WRONG)
    with headword_serve(folder) as server:
        page = server.ask("/minerals/quartz")
        assert page.status == 503
        assert 'role="alert"' in page.text
        assert server.query("ASK {}").status == 503
        write(folder, "taxonomy/minerals.md", MINERALS)
        wait_until(lambda: server.ask("/minerals/quartz/").status == 200)
        assert server.query("ASK {}").status == 200


def kill(processes: list[int]) -> None:
    for process in processes:
        os.kill(process, signal.SIGKILL)
    wait_until(lambda: not any(is_running(process) for process in processes))


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="processes are told by /proc")
def test_answers_do_not_wait_for_the_client_to_acknowledge_their_heads() -> None:
    # asyncio turns Nagle's algorithm off for connections whose socket names its protocol.
    with room._take("127.0.0.1", 0) as listening:
        listening.listen()
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
            assert accepted.proto == socket.IPPROTO_TCP


@pytest.mark.parametrize("what", ["both", "workers", "keeper"])
def test_a_process_that_ended_while_nothing_was_asked_costs_no_answer(server: Server, what: str) -> None:
    for number in range(4):
        query = f"SELECT ?l {{ <minerals/quartz> skos:prefLabel ?l }} LIMIT {number + 1} # {what}"
        assert server.query(query, "text/csv").text.split() == ["l", "Quartz"]
        keepers = children(server.process.pid)
        workers = [worker for keeper in keepers for worker in children(keeper)]
        assert workers or what == "keeper"
        kill([*(keepers if what != "workers" else []), *(workers if what != "keeper" else [])])


def test_the_health_of_a_server_whose_sources_have_an_error(tmp_path: Path) -> None:
    folder = make(tmp_path / "site")
    wrong = MINERALS.replace("## Amethyst", "- Broader: [no](#no)\n\n## Amethyst")

    def health() -> dict[str, object]:
        reply = server.ask("/health")
        assert reply.status == 200
        assert "minerals" not in reply.text
        return json.loads(reply.text)

    with headword_serve(folder) as server:
        before = health()
        assert before["status"] == "ok"
        write(folder, "taxonomy/minerals.md", wrong)
        wait_until(lambda: health()["status"] == "stale")
        assert health()["build"] == before["build"]
        assert server.ask("/minerals/quartz/").status == 200
        write(folder, "taxonomy/minerals.md", MINERALS)
        wait_until(lambda: health()["status"] == "ok")
        assert health()["build"] > before["build"]


@pytest.mark.parametrize("options", [["--no-watch"], []])
def test_files_that_are_taken_away_are_made_again(tmp_path: Path, options: list[str]) -> None:
    folder = make(tmp_path / "site")
    (folder / ".headword-cache").mkdir()
    paths = ("/minerals/quartz/", "/minerals/quartz.ttl", "/-/assets/site.css", "/no/such/page")
    with headword_serve(folder, *options) as server:
        expected = [200, 200, 200, 404]
        assert [server.ask(path).status for path in paths] == expected
        for _ in range(3):
            shutil.rmtree(folder / ".headword-cache")
            for path, status in zip(paths, expected, strict=True):
                assert server.ask(path).status in (status, 503), path
            wait_until(lambda: [server.ask(path).status for path in paths] == expected)
        assert "Traceback" not in (tmp_path / "serve.log").read_text()
        shutil.rmtree(folder / ".headword-cache")
        write(folder, "taxonomy/minerals.md", WRONG)
        replies = [server.ask(paths[0]) for _ in range(30)]
        assert [(reply.status, reply["retry-after"]) for reply in replies] == [(503, "2")] * 30
        write(folder, "taxonomy/minerals.md", MINERALS)
        wait_until(lambda: server.ask(paths[0]).status == 200)


POST = "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {}\r\nContent-Length: 100\r\n\r\n"
GET = "GET /-/data/vocabulary.ttl HTTP/1.1\r\nHost: localhost\r\n\r\n"
HALVES = {
    "nothing": ("", ""),
    "half a line": ("GET /miner", ""),
    "half a head": ("GET / HTTP/1.1\r\nHost: local", ""),
    "half a query": ("GET /sparql?query=ASK", ""),
    "half of a second query": ("GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\n\r\nGET /sparql?q", "200"),
    "half of a second request": (f"{GET}GET / HT", "200"),
    "no body of a query": (POST.format("/sparql", "application/sparql-query"), "408"),
    "half a body of a query": (POST.format("/sparql", "application/sparql-query") + "ASK", "408"),
    "no body of a request for matches": (POST.format("/reconcile/-/draft/match", "application/json"), "408"),
}


def test_who_sends_half_of_a_request_is_let_go(server: Server) -> None:
    with contextlib.ExitStack() as stack:
        begun = time.monotonic()
        asked = {}
        for name, (half, _) in HALVES.items():
            asked[name] = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), 40))
            asked[name].sendall(half.encode())
        # A byte now and then does not help.
        slow = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), 40))
        slow.sendall(b"GET /")
        for _ in range(15):
            slow.sendall(b"x")
            time.sleep(1)
        for name, connection in [*asked.items(), ("slowly", slow)]:
            answer = b"".join(iter(partial(connection.recv, 1 << 16), b""))
            assert answer[9:12].decode() == HALVES.get(name, ("", ""))[1], name
        assert 19 < time.monotonic() - begun < 120


def test_word_of_events_is_no_event(tmp_path: Path) -> None:
    with headword_serve(make(tmp_path / "site")) as server:
        reply = server.ask("/-/events", "HEAD", timeout=10)
        assert (reply.status, reply.body, reply["content-type"].partition(";")[0]) == (200, b"", "text/event-stream")


def test_only_so_many_pages_may_listen(tmp_path: Path) -> None:
    folder = make(tmp_path / "site")
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(headword_serve(folder))

        def listen() -> tuple[http.client.HTTPConnection, int]:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=200)
            stack.callback(connection.close)
            connection.request("GET", "/-/events")
            return connection, connection.getresponse().status

        listening = [listen() for _ in range(101)]
        assert [status for _, status in listening] == [200] * 100 + [503]
        for connection, _ in listening:
            connection.sock.shutdown(socket.SHUT_RDWR) if connection.sock else connection.close()
        wait_until(lambda: listen()[1] == 200, 20)


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="memory is told by /proc")
def test_memory_stays_what_it_is(server: Server) -> None:
    def size() -> int:
        status = Path(f"/proc/{server.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1])

    def ask(times: int) -> None:
        for number in range(times):
            assert server.query(f"SELECT * {{ ?s ?p ?o }} LIMIT {number % 100}").status == 200
            assert server.ask("/minerals/quartz/").status == 200

    ask(200)
    before = size()
    ask(600)
    assert size() - before < 20_000


def test_two_servers_of_one_project_have_folders_of_their_own(tmp_path: Path) -> None:
    folder = make(tmp_path / "site")
    with headword_serve(folder, "--no-watch"):
        # What the first server remembers is there for the next ones.
        pass
    with headword_serve(folder, "--no-watch") as one:
        before = one.ask("/minerals/quartz.ttl")
        write(folder, "taxonomy/minerals.md", MINERALS.replace("A mineral.", "A crystal."))
        with headword_serve(folder, "--no-watch") as other:
            assert "A crystal." in other.ask("/minerals/quartz.ttl").text
            again = one.ask("/minerals/quartz.ttl")
            assert (again.body, again["etag"]) == (before.body, before["etag"])
        assert not os.path.isdir(tmp_path / "site/.headword-cache/site/b")
    # Who comes when both are gone has the folder again.
    with headword_serve(folder, "--no-watch") as one:
        assert "A crystal." in (folder / ".headword-cache/site/a/minerals/quartz.ttl").read_text()
