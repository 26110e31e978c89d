"""Push and pull with a store that records requests, and fails on demand."""

import hashlib
import hmac
import html
import json
import re
import signal
import ssl
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import quote, quote_plus
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
import requests

from headword.cli.store_options import open_named
from headword.compiler.publication import Publication
from headword.compiler.run import open_run
from headword.core.errors import HeadwordError, StoreError
from headword.project.project import find_project
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import XSD, Literal, Triple
from headword.stores.remote.connection import RetryPolicy, StoreResponse, _describe
from headword.stores.remote.contents import Contents, digest_lines
from headword.stores.remote.credentials import hide_secrets, make_auth
from headword.stores.remote.equality import find_altered
from headword.stores.remote.open import open_remote_store
from headword.stores.remote.presets import guess_preset, list_presets
from headword.stores.remote.store import Store
from headword.stores.remote.value_space import normal_term
from support.programs import find_program
from support.project import CONFIG, Run
from support.store_servers import Asked, Scripted, scripted

Site = Callable[..., Path]
HURRY = RetryPolicy(whole=5, connect=2, pause=0.01)
SECRET = "Zq7-hunter2-Zq7"
BASIC = "cm9iaW46WnE3LWh1bnRlcjItWnE3"
PAGES = {
    "taxonomy/minerals.md": "# Minerals\n\n## Quartz; silica\n\nVery common.\n\n## Feldspar\n\nCommoner still.\n",
    "taxonomy/rocks.md": "# Rocks\n\n## Granite\n\nHas [quartz](minerals.md#quartz) in it.\n",
}
BASE = "https://w3id.org/test/"
REGISTER = f"{BASE}-/graphs"
SD = "http://www.w3.org/ns/sparql-service-description#"
MINERALS, ROCKS = f"{BASE}minerals", f"{BASE}rocks"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HEADWORD_USER", "HEADWORD_PASSWORD", "HEADWORD_TOKEN", "AWS_ACCESS_KEY_ID", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture
def store() -> Iterator[Scripted]:
    with scripted() as one:
        yield one


@pytest.fixture
def push(headword: Run) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Run push, or another command, with secrets in the environment that the output must not contain."""

    def run(folder: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        secrets = {"HEADWORD_USER": "robin", "HEADWORD_PASSWORD": SECRET, **environment}
        done = headword(*words, cwd=folder, **secrets)
        for secret in (SECRET, BASIC):
            assert secret not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run


def open_here(store: Scripted, preset: str = "oxigraph") -> Store:
    return open_remote_store(store.url, preset, patience=HURRY)


def fetch(there: Store, graph: str) -> LocatedGraph:
    return there.fetch(graph, there.count([graph]).get(graph, 0))


def triples(count: int, start: int = 0) -> bytes:
    return b"".join(b'<http://s/%d> <http://p> "x"@en-GB .\n' % number for number in range(start, start + count))


# What each preset asks


TABLE = {
    # name: address, query, update or None, graphs or None
    "fuseki": ("/rocks", "/rocks/query", "/rocks/update", "/rocks/data"),
    "oxigraph": ("", "/query", "/update", "/store"),
    "virtuoso": ("", "/sparql-auth", "/sparql-auth", "/sparql-graph-crud-auth"),
    "graphdb": (
        "/repositories/r",
        "/repositories/r",
        "/repositories/r/statements",
        "/repositories/r/rdf-graphs/service",
    ),
    "qlever": ("/rocks", "/rocks", "/rocks", "/rocks"),
    "blazegraph": ("/blazegraph/namespace/kb/sparql",) + ("/blazegraph/namespace/kb/sparql",) * 2 + (None,),
    "neptune": ("", "/sparql", "/sparql", "/sparql/gsp/"),
    "sparql": ("/any", "/any", "/any", None),
}


def test_every_preset_is_in_the_table() -> None:
    assert set(TABLE) == set(list_presets())


def test_the_command_line_knows_every_preset(headword: Run, tmp_path: Path) -> None:
    shown = headword("push", "--help", cwd=tmp_path).stdout
    assert f"[{'|'.join(list_presets())}]" in "".join(shown.split())


@pytest.mark.parametrize("name", TABLE)
def test_requests_of_preset(name: str, store: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    address, query, update, graphs = TABLE[name]
    monkeypatch.setenv("HEADWORD_USER", "robin")
    monkeypatch.setenv("HEADWORD_PASSWORD", SECRET)
    there = open_remote_store(store.url + address, name, patience=HURRY)
    there.replace("http://g/1", triples(3))
    there.replace("http://g/1", triples(2))
    there.add("http://g/1", triples(2, 5))
    assert there.count(["http://g/1", "http://g/2"]) == {"http://g/1": 4}
    assert len(fetch(there, "http://g/1")) == 4
    there.remove("http://g/1")
    there.remove("http://g/1")
    assert store.graphs() == {}
    writes = [one for one in store.asked if one.writes]
    if graphs is None:
        assert {one.line for one in writes} == {f"POST {update}"}
        assert {one.headers["content-type"] for one in writes} == {"application/sparql-update;charset=utf-8"}
    else:
        assert [one.line for one in writes] == [
            f"{method} {graphs}" for method in ("PUT", "PUT", "POST", "DELETE", "DELETE")
        ]
        assert {one.parameters["graph"] for one in writes} == {"http://g/1"}
        assert writes[0].headers["content-type"] == "text/turtle;charset=utf-8"
    queries = [one for one in store.asked if one.body.startswith(b"query=")]
    assert {one.line for one in queries} == {f"POST {query}"}
    # Only what is asked for a login shows one; the store of the test asks for none.
    shown = {one.headers.get("authorization", "") for one in store.asked}
    assert shown == ({""} if list_presets()[name].login == "challenge" else {f"Basic {BASIC}"})


def test_update_address_can_differ(store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    done = push(folder, "push", f"{store.url}/sparql", "--update-endpoint", f"{store.url}/update")
    assert done.returncode == 0
    assert {one.line for one in store.asked} == {"POST /sparql", "POST /update"}
    assert {one.line for one in store.asked if one.writes} == {"POST /update"}
    assert "no difference" in push(folder, "pull", f"{store.url}/sparql", "--preset", "sparql").stdout


@pytest.mark.parametrize(
    ("preset", "update", "message"),
    [
        ("oxigraph", "http://127.0.0.1:9/update", "oxigraph has no separate address"),
        ("", f"http://robin:{SECRET}@127.0.0.1:9/update", "contains a user or a password"),
        ("", "http://triples.example/update", "over http"),
    ],
)
def test_invalid_update_addresses(
    preset: str, update: str, message: str, store: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADWORD_TOKEN", SECRET)
    with pytest.raises(HeadwordError, match=message) as caught:
        open_remote_store(store.url, preset, update=update, patience=HURRY)
    assert SECRET not in str(caught.value)
    assert store.asked == []


@pytest.mark.parametrize("ending", ["", "/", "/query", "/update", "/store", "/store/"])
def test_the_address_may_be_that_of_an_endpoint(ending: str, store: Scripted) -> None:
    open_remote_store(f"{store.url}/x{ending}", "oxigraph", patience=HURRY).replace("http://g/1", triples(1))
    assert store.asked[-1].line == "PUT /x/store"


def test_virtuoso_without_credentials_uses_public_endpoint(store: Scripted) -> None:
    open_here(store, "virtuoso").count(["http://g/1"])
    assert store.asked[-1].line == "POST /sparql"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://localhost:3030/rocks", "fuseki"),
        ("http://localhost:7878", "oxigraph"),
        ("http://localhost:8890/", "virtuoso"),
        ("https://dbpedia.example/sparql-auth", "virtuoso"),
        ("http://localhost:7200/repositories/rocks", "graphdb"),
        ("https://triples.example/repositories/rocks/statements", "graphdb"),
        ("http://localhost:9999/blazegraph/namespace/kb/sparql", "blazegraph"),
        ("http://localhost:9999/bigdata/sparql", "blazegraph"),
        ("https://db.cluster-x.eu-central-1.neptune.amazonaws.com:8182", "neptune"),
        ("https://neptune.amazonaws.com.evil.example", None),
        ("https://triples.example/sparql", None),
        ("http://localhost:7001", None),
    ],
)
def test_presets_by_address(url: str, name: str | None) -> None:
    found = guess_preset(url)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("server", "name"),
    [
        ("Oxigraph/0.5.13", "oxigraph"),
        ("Virtuoso/07.20.3229 (Linux) x86_64-pc-linux-gnu", "virtuoso"),
        ("GraphDB/10.8.0 RDF4J/4.3.15", "graphdb"),
        ("Apache Jena Fuseki (5.2.0)", "fuseki"),
    ],
)
def test_presets_by_response_headers(server: str, name: str, store: Scripted) -> None:
    store.server = server
    there = open_remote_store(f"{store.url}/x", patience=HURRY)
    assert "authorization" not in store.asked[0].headers
    assert there.address == list_presets()[name].find(f"{store.url}/x", False).query


def test_unknown_server_requires_preset(store: Scripted) -> None:
    with pytest.raises(HeadwordError, match="the kind of store at") as caught:
        open_remote_store(store.url, patience=HURRY)
    assert "--preset" in caught.value.hint


# Who asks


@pytest.mark.parametrize(
    "url",
    [
        f"http://robin:{SECRET}@127.0.0.1:1/",
        f"http://{SECRET}@127.0.0.1:1/",
        f"http://127.0.0.1:1/?token={SECRET}",
        f"ftp://127.0.0.1/{SECRET}",
        f"http://[{SECRET}/",
        SECRET,
    ],
)
def test_address_with_secret_is_rejected_without_showing_it(url: str, site: Site, push: Run) -> None:
    done = push(site(PAGES), "push", url)
    assert done.returncode == 2
    assert done.stderr.startswith("error: the address of the store")


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"HEADWORD_USER": "robin", "HEADWORD_TOKEN": SECRET}, "both HEADWORD_USER and HEADWORD_TOKEN are set"),
        ({"HEADWORD_USER": "robin"}, "HEADWORD_USER is set, but HEADWORD_PASSWORD is not"),
        ({"HEADWORD_TOKEN": f"{SECRET}\n{SECRET}"}, "HEADWORD_TOKEN contains a line break"),
        ({"HEADWORD_TOKEN": f"{SECRET}☃"}, "HEADWORD_TOKEN contains characters that are not ASCII"),
        (
            {"HEADWORD_USER": "robin", "HEADWORD_PASSWORD": f"{SECRET}\r{SECRET}"},
            "HEADWORD_PASSWORD contains a line break",
        ),
        ({"HEADWORD_USER": "robin", "HEADWORD_PASSWORD": f"{SECRET}\udcff"}, "HEADWORD_PASSWORD contains a line break"),
        ({"HEADWORD_USER": "robin", "HEADWORD_PASSWORD": f"{SECRET}\n"}, "HEADWORD_PASSWORD contains a line break"),
    ],
)
def test_contradictory_credentials(
    environment: dict[str, str], message: str, store: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(HeadwordError, match=message) as caught:
        open_here(store)
    assert SECRET not in str(caught.value)
    assert store.asked == []


def test_aws_key_without_secret(store: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY", raising=False)
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    with pytest.raises(HeadwordError, match="AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"):
        open_here(store, "neptune")
    assert store.asked == []


def test_invalid_header_value_is_not_shown(store: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    """The value is changed after the check, which bypasses the check."""
    monkeypatch.setenv("HEADWORD_TOKEN", SECRET)
    there = open_here(store)
    monkeypatch.setenv("HEADWORD_TOKEN", f"{SECRET}\n{SECRET}")
    with pytest.raises(StoreError, match="cannot be sent over HTTP") as caught:
        there.count(["http://g/1"])
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("db.cluster-x.eu-central-1.neptune.amazonaws.com", "eu-central-1"),
        ("neptune.cluster-x.us-east-2.neptune.amazonaws.com", "us-east-2"),
        ("neptune.neptune.cluster-x.cn-north-1.neptune.amazonaws.com.cn", "cn-north-1"),
    ],
)
def test_the_region_of_neptune(host: str, region: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    request = requests.Request("GET", f"https://{host}:8182/sparql").prepare()
    signed = make_auth("aws", f"https://{host}:8182/sparql", plain=False)(request)
    assert f"/{region}/neptune-db/" in signed.headers["Authorization"]


@pytest.mark.parametrize(("token", "sent"), [(SECRET, f"Bearer {SECRET}"), (f"GDB {SECRET}", f"GDB {SECRET}")])
def test_a_token(token: str, sent: str, store: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWORD_TOKEN", token)
    open_here(store, "qlever").count(["http://g/1"])
    assert store.asked[0].headers["authorization"] == sent


@pytest.mark.parametrize("name", ["HEADWORD_TOKEN", "HEADWORD_PASSWORD"])
def test_credentials_are_not_sent_unencrypted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, SECRET)
    if name == "HEADWORD_PASSWORD":
        monkeypatch.setenv("HEADWORD_USER", "robin")
    with pytest.raises(HeadwordError, match="over http"):
        open_remote_store("http://triples.example/", "oxigraph")
    open_remote_store("http://triples.example/", "oxigraph", plain=True)
    open_remote_store("https://triples.example/", "oxigraph")


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_requests_bypass_proxy(
    host: str, variable: str, store: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("HEADWORD_USER", "robin")
    monkeypatch.setenv("HEADWORD_PASSWORD", SECRET)
    with scripted() as proxy:
        monkeypatch.setenv(variable, proxy.url)
        there = open_remote_store(store.url.replace("127.0.0.1", host), "oxigraph", patience=HURRY)
        there.replace("http://g/1", triples(1))
        assert proxy.asked == []
    assert store.writes == ["PUT /store http://g/1"]


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def _wants_digest(asked: Asked) -> dict[str, str] | None:
    said = dict(re.findall(r'(\w+)="?([^",]+)"?', asked.headers.get("authorization", "")))
    if said:
        first, second = _md5(f"robin:SPARQL:{SECRET}"), _md5(f"{asked.method}:{said['uri']}")
        expected = _md5(f"{first}:{said['nonce']}:{said['nc']}:{said['cnonce']}:auth:{second}")
        if said["response"] == expected:
            return None
    return {"WWW-Authenticate": 'Digest realm="SPARQL", nonce="abc", qop="auth", algorithm="MD5"'}


def _wants_basic(asked: Asked) -> dict[str, str] | None:
    right = asked.headers.get("authorization") == f"Basic {BASIC}"
    return None if right else {"WWW-Authenticate": 'Basic realm="x"'}


@pytest.mark.parametrize("login", [_wants_digest, _wants_basic])
def test_store_with_authentication_challenge(
    login: Callable[[Asked], dict[str, str] | None], store: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADWORD_USER", "robin")
    monkeypatch.setenv("HEADWORD_PASSWORD", SECRET)
    store.login = login
    there = open_here(store, "virtuoso")
    there.count(["http://g/1"])
    for _ in range(3):
        there.replace("http://g/1", triples(2))
    assert store.graphs() == {"http://g/1": 2}
    # It is asked for once; what is sent after that is not sent twice.
    assert len(store.asked) == 5


def test_digest_is_not_downgraded_to_basic(store: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host in the middle asks for basic instead of digest; the test simulates that it is not safe."""
    monkeypatch.setenv("HEADWORD_USER", "robin")
    monkeypatch.setenv("HEADWORD_PASSWORD", SECRET)
    monkeypatch.setattr("headword.stores.remote.credentials.is_private", lambda url: False)
    store.login = _wants_basic
    with pytest.raises(HeadwordError, match="over http"):
        open_here(store, "virtuoso").count(["http://g/1"])
    assert not any(BASIC in one.headers.get("authorization", "") for one in store.asked)


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_password(status: int, store: Scripted, site: Site, push: Run) -> None:
    store.fault = lambda number, asked: f"echo {status}"
    done = push(site(PAGES), "push", store.url, "--preset", "oxigraph")
    assert done.returncode == 2
    assert "or HEADWORD_TOKEN, in the environment" in done.stderr
    assert "who is Basic ***?" in done.stderr


def test_token_in_response_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWORD_TOKEN", f"GDB {SECRET}")
    assert hide_secrets(f"no {SECRET}, GDB {SECRET}") == "no ***, ***"


def test_word_of_a_password_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWORD_USER", "robin")
    monkeypatch.setenv("HEADWORD_PASSWORD", "correct horse x")
    assert hide_secrets("x is not correct horse x") == "x is not ***"


ODD = "a<b>&\"c'd/é 𝄞"
"""A password that everybody escapes."""


@pytest.mark.parametrize(
    "spelled",
    [
        ODD,
        html.escape(ODD),
        html.escape(ODD, quote=False),
        html.escape(ODD).replace("&#x27;", "&#39;").replace("é", "&eacute;"),
        "".join(f"&#{ord(each)};" for each in ODD),
        json.dumps(ODD)[1:-1],
        json.dumps(ODD, ensure_ascii=False)[1:-1],
        json.dumps(ODD)[1:-1].replace("/", "\\/").replace("<", "\\u003C"),
        quote(ODD),
        quote(ODD, safe=""),
        quote_plus(ODD).lower(),
    ],
)
@pytest.mark.parametrize("media_type", ["text/plain", "text/html"])
def test_secret_is_hidden_in_any_spelling(
    media_type: str, spelled: str, store: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADWORD_USER", "robin")
    monkeypatch.setenv("HEADWORD_PASSWORD", ODD)
    assert hide_secrets(f"no {spelled}.") == "no ***."
    assert _describe(StoreResponse(401, {"content-type": media_type}, f"no {spelled}.".encode())) == "401: no ***."


def test_netrc_is_not_read(store: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text(f"machine 127.0.0.1 login robin password {SECRET}\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    open_here(store).count(["http://g/1"])
    assert "authorization" not in store.asked[0].headers


def test_signature_for_neptune(store: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test computes the signature independently, by AWS' description of Signature Version 4."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_SESSION_TOKEN", "session")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    open_here(store, "neptune").replace("http://g/1?a=b c&d".replace(" ", "%20"), triples(2))
    asked = store.asked[0]
    said = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=AKID/(\d{8})/eu-central-1/neptune-db/aws4_request, "
        r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})",
        asked.headers["authorization"],
    )
    assert said
    day, names, signature = said.groups()
    assert {"host", "x-amz-date", "x-amz-security-token"} <= set(names.split(";"))
    query = f"graph={quote(asked.parameters['graph'], safe='')}"
    headers = "".join(f"{name}:{asked.headers[name]}\n" for name in names.split(";"))
    payload = hashlib.sha256(asked.body).hexdigest()
    canonical = "\n".join((asked.method, asked.path, query, headers, names, payload))
    scope = f"{day}/eu-central-1/neptune-db/aws4_request"
    text = "\n".join(
        ("AWS4-HMAC-SHA256", asked.headers["x-amz-date"], scope, hashlib.sha256(canonical.encode()).hexdigest())
    )
    key = f"AWS4{SECRET}".encode()
    for word in (day, "eu-central-1", "neptune-db", "aws4_request"):
        key = hmac.new(key, word.encode(), "sha256").digest()
    assert hmac.new(key, text.encode(), "sha256").hexdigest() == signature


# What goes wrong on the way


def test_a_redirect_is_not_followed(store: Scripted, site: Site, push: Run) -> None:
    with scripted() as other:
        store.fault = lambda number, asked: f"redirect {other.url}/store?x=1"
        done = push(site(PAGES), "push", store.url, "--preset", "oxigraph")
        assert done.returncode == 2
        assert "redirects to another address (307)" in done.stderr
        assert f"the new address is {other.url}/store: use it" in done.stderr
        assert other.asked == []


@pytest.mark.parametrize("fault", ["503", "502", "504", "429", "drop", "half"])
def test_temporary_errors_are_retried(fault: str, store: Scripted) -> None:
    store.fault = lambda number, asked: fault if number in (0, 2) else ""
    there = open_here(store)
    assert there.count(["http://g/1"]) == {}
    there.replace("http://g/1", triples(2))
    assert store.graphs() == {"http://g/1": 2}
    assert len(store.asked) == 4


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("503 no time", r"POST \S+/query: the store answered 503: no time, 4 times"),
        ("drop", "the connection broke off, 4 times"),
        ("half", "the answer was incomplete, 4 times"),
    ],
)
def test_retries_are_limited(fault: str, said: str, store: Scripted) -> None:
    store.fault = lambda number, asked: fault
    with pytest.raises(StoreError, match=said):
        open_here(store).count(["http://g/1"])
    assert len(store.asked) == 4


@pytest.mark.parametrize("fault", ["400 no", "500 no", "404 no", "409 no", "413 no"])
def test_refused_request_is_not_retried(fault: str, store: Scripted) -> None:
    store.fault = lambda number, asked: fault
    with pytest.raises(StoreError, match=f"answered {fault[:3]}: no"):
        open_here(store).replace("http://g/1", triples(1))
    assert len(store.asked) == 1


@pytest.mark.parametrize("fault", ["dribble", "late 1.5"])
def test_slow_response_is_limited(fault: str, store: Scripted) -> None:
    """Bytes that arrive one by one satisfy a limit on silence; the limit on the whole response applies."""
    store.fault = lambda number, asked: fault if number == 0 else ""
    there = open_remote_store(store.url, "oxigraph", patience=RetryPolicy(whole=0.7, pause=0.01))
    start = time.monotonic()
    with pytest.raises(StoreError, match=r"no answer in 0\.7 seconds") as caught:
        there.count(["http://g/1"])
    assert time.monotonic() - start < 2
    assert "--timeout" in caught.value.hint
    # Who gave up on one answer can ask another question.
    assert there.count(["http://g/1"]) == {}


def test_silent_store_times_out_without_retry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test checks the limits that requests gets, because waiting would take too long."""
    told: list[object] = []

    def request(*_: object, timeout: object, **__: object) -> object:
        told.append(timeout)
        raise requests.exceptions.ReadTimeout

    monkeypatch.setattr("requests.Session.request", request)
    there = open_named("http://127.0.0.1:9", "oxigraph", 900, plain_http=False)
    with pytest.raises(StoreError, match="no answer in 900 seconds"):
        there.replace("http://g/1", triples(1))
    assert told == [(10, 900)]


@pytest.mark.parametrize(
    ("url", "proxy", "said"),
    [
        ("http://127.0.0.1:9", "", "nothing listens there"),
        ("http://nowhere.invalid", "", "there is no host with this name"),
        ("http://nowhere.invalid", "http://127.0.0.1:9", "the proxy that the environment names cannot be reached"),
    ],
)
def test_no_server(url: str, proxy: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy)
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.delenv("NO_PROXY")
        monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(StoreError, match=said):
        open_remote_store(url, "oxigraph", patience=HURRY).count(["http://g/1"])


def test_a_store_without_encryption(store: Scripted) -> None:
    with pytest.raises(StoreError, match="the connection cannot be encrypted: "):
        open_remote_store(store.url.replace("http:", "https:"), "oxigraph", patience=HURRY).count(["http://g/1"])


@pytest.mark.parametrize(
    ("content", "said"), [(None, "invalid path"), ("no certificate", "the connection cannot be encrypted")]
)
def test_invalid_certificate_files(
    content: str | None, said: str, store: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "authority.pem"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(file))
    with pytest.raises(StoreError, match=said) as caught:
        open_remote_store(store.url.replace("http:", "https:"), "oxigraph", patience=HURRY).count(["http://g/1"])
    assert "REQUESTS_CA_BUNDLE" in caught.value.hint


def test_a_disk_without_space(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: Path("/dev/full").open("w+b"))  # noqa: SIM115
    project = find_project(site(PAGES))
    with open_run(project) as run, pytest.raises(HeadwordError, match="temporary file: No space left") as caught:
        Contents(Publication(run.documents(), project.config), project.config)
    assert "TMPDIR" in caught.value.hint


def test_pause_requested_by_busy_store(store: Scripted) -> None:
    there = open_remote_store(store.url, "oxigraph", patience=RetryPolicy(whole=5, tries=2, pause=0.01, longest=0.3))
    store.fault = lambda number, asked: "" if number else "503"
    store.login = lambda asked: None
    there.count(["http://g/1"])
    assert len(store.asked) == 2


@pytest.mark.parametrize(
    "garbage", ["garbage nonsense", "garbage []", "garbage {}", 'garbage {"results": 3}', "page",
                'garbage {"results": {"bindings": [{"x": 1}]}}', 'garbage {"results": {"bindings": [5]}}',
                "garbage " + "[" * 100_000],
)  # fmt: skip
def test_invalid_responses(garbage: str, store: Scripted) -> None:
    store.fault = lambda number, asked: garbage
    with pytest.raises(HeadwordError, match="the answer"):
        open_here(store).count(["http://g/1"])


@pytest.mark.parametrize("answer", ["page", "garbage {}"])
def test_graph_response_that_is_not_rdf(answer: str, store: Scripted) -> None:
    there = open_here(store)
    there.replace("http://g/1", triples(2))
    store.fault = lambda number, asked: answer if asked.method == "GET" else ""
    with pytest.raises(StoreError, match="the answer is not RDF"):
        fetch(there, "http://g/1")


def test_certificates_are_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    openssl = find_program("openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-keyout", key, "-out", certificate, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.end_headers()
            self.wfile.write(b'{"results": {"bindings": []}}')

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    url = f"https://localhost:{server.server_port}"
    try:
        with pytest.raises(StoreError, match="certificate of the host cannot be trusted"):
            open_remote_store(url, "oxigraph", patience=HURRY).count(["http://g/1"])
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        assert open_remote_store(url, "oxigraph", patience=HURRY).count(["http://g/1"]) == {}
    finally:
        server.shutdown()
        server.server_close()


# What is done in a store


@pytest.mark.parametrize("preset", ["oxigraph", "sparql"])
def test_truncated_responses_are_read_page_by_page(preset: str, store: Scripted) -> None:
    there = open_here(store, preset)
    there.replace("http://g/1", triples(25))
    store.rows = 10
    assert len(fetch(there, "http://g/1")) == 25
    assert ("http://s/7", "http://p", Literal("x", "en-GB")) in fetch(there, "http://g/1")


def test_incomplete_graph_is_detected(store: Scripted) -> None:
    there = open_here(store)
    there.replace("http://g/1", triples(25))
    store.fault = lambda number, asked: "garbage " if b"CONSTRUCT" in asked.body else ""
    store.rows = 10
    with pytest.raises(StoreError, match="the answer is not RDF"):
        fetch(there, "http://g/1")


def test_invalid_iri_is_rejected(store: Scripted) -> None:
    for preset in ("oxigraph", "sparql"):
        there = open_here(store, preset)
        for name in ("http://g/1> } DROP ALL #", "g", 'http://g/"'):
            for attempt in (there.remove, partial(fetch, there), partial(there.replace, triples=b"")):
                with pytest.raises(HeadwordError, match="this IRI cannot name a graph"):
                    attempt(name)
    assert store.asked == []


def test_large_graph_is_sent_in_parts(store: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headword.stores.remote.store._CHUNK", 300)
    monkeypatch.setattr("headword.stores.remote.store._REQUEST", 1000)
    there = open_here(store, "sparql")
    there.replace("http://g/1", triples(7, 900))
    there.replace("http://g/1", triples(100))
    assert store.graphs() == {"http://g/1": 100}
    bodies = [one.body for one in store.asked]
    assert all(len(body) < 1400 for body in bodies)
    assert sum(body.count(b"DROP") for body in bodies) == 2
    assert max(body.count(b"INSERT DATA") for body in bodies) > 1


def test_second_push_sends_only_differences(store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    first = push(folder, "push", store.url, "--preset", "oxigraph")
    assert (first.returncode, first.stderr) == (0, "")
    assert "3 graphs with" in first.stdout
    assert "(3 added, 0 changed, 0 removed)" in first.stdout
    assert set(store.graphs()) == {MINERALS, ROCKS, BASE, REGISTER}
    assert store.writes[0] == f"PUT /store {REGISTER}"
    assert sorted(store.writes[1:4]) == [f"PUT /store {iri}" for iri in (BASE, MINERALS, ROCKS)]
    assert store.writes[4:] == [f"POST /store {REGISTER}"]
    store.asked.clear()
    again = push(folder, "push", store.url, "--preset", "oxigraph")
    assert "(0 added, 0 changed, 0 removed)" in again.stdout
    assert store.writes == []
    (folder / "taxonomy/rocks.md").write_text(PAGES["taxonomy/rocks.md"].replace("Granite", "Basalt"))
    third = push(folder, "push", store.url, "--preset", "oxigraph")
    assert "(0 added, 1 changed, 0 removed)" in third.stdout
    assert store.writes == [f"PUT /store {REGISTER}", f"PUT /store {ROCKS}", f"POST /store {REGISTER}"]


def test_a_dry_run_changes_nothing(store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    done = push(folder, "push", store.url, "--preset", "oxigraph", "--dry-run")
    assert done.returncode == 0
    assert re.search(rf"^would add {MINERALS} \(\d+ triples\)$", done.stdout, re.MULTILINE)
    assert "(3 to be added, 0 to be changed, 0 to be removed)" in done.stdout
    assert store.writes == []


def test_pages_with_errors_are_not_sent(store: Scripted, site: Site, push: Run) -> None:
    folder = site({**PAGES, "taxonomy/rocks.md": "# Rocks\n\n## Granite\n\n- Related: [x](#nothing)\n"})
    done = push(folder, "push", store.url, "--preset", "oxigraph")
    assert done.returncode == 1
    assert "broken-link" in done.stdout
    assert "nothing was sent, since there are errors; --no-check sends all the same" in done.stderr
    assert store.asked == []
    assert push(folder, "push", store.url, "--preset", "oxigraph", "--no-check").returncode == 0


def test_interrupted_push_is_reported_and_continued(store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    store.fault = lambda number, asked: "400 I will not" if asked.parameters.get("graph") == ROCKS else ""
    done = push(folder, "push", store.url, "--preset", "oxigraph")
    assert done.returncode == 2
    assert done.stdout.splitlines() == [f"in: {MINERALS}", f"not in: {ROCKS}", f"not in: {BASE}"]
    assert "answered 400: I will not" in done.stderr
    assert "run the same command again to continue" in done.stderr
    store.fault = lambda number, asked: ""
    store.asked.clear()
    done = push(folder, "push", store.url, "--preset", "oxigraph")
    assert "(2 added, 0 changed, 0 removed)" in done.stdout
    assert f"PUT /store {MINERALS}" not in store.writes
    assert push(folder, "push", store.url, "--preset", "oxigraph", "--verify").stdout.endswith(
        "(0 added, 0 changed, 0 removed)\n"
    )


@pytest.mark.parametrize(
    ("faults", "state"),
    [
        (["400 no"], "not in"),
        (["429 no"] * 4, "not in"),
        (["500 no"], "perhaps incomplete"),
        (["503 no"] * 4, "perhaps incomplete"),
        (["503 no", "400 no"], "perhaps incomplete"),
        (["done-then-drop", "409 no"], "perhaps incomplete"),
        (["done-then-drop", "redirect http://else.example/"], "perhaps incomplete"),
    ],
)
def test_state_of_failed_graph_is_reported(
    faults: list[str], state: str, store: Scripted, site: Site, push: Run
) -> None:
    left = list(faults)
    store.fault = lambda number, asked: left.pop(0) if asked.parameters.get("graph") == ROCKS and left else ""
    done = push(site(PAGES), "push", store.url, "--preset", "oxigraph")
    assert done.returncode == 2
    assert done.stdout.splitlines() == [f"in: {MINERALS}", f"{state}: {ROCKS}", f"not in: {BASE}"]


@pytest.mark.parametrize(("refused", "is_refusal"), [(0, True), (1, False), (3, False)])
def test_interrupted_large_graph_is_incomplete(
    refused: int, is_refusal: bool, store: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("headword.stores.remote.store._CHUNK", 300)
    monkeypatch.setattr("headword.stores.remote.store._REQUEST", 1000)
    store.fault = lambda number, asked: "413 no" if number == refused else ""
    with pytest.raises(StoreError, match="answered 413") as caught:
        open_here(store, "sparql").replace("http://g/1", triples(100))
    assert caught.value.is_refusal == is_refusal


@pytest.mark.parametrize(("fault", "state"), [("400 no", "not removed"), ("500 no", "perhaps incomplete")])
def test_state_of_failed_removal_is_reported(fault: str, state: str, store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    push(folder, "push", store.url, "--preset", "oxigraph")
    (folder / "taxonomy/minerals.md").unlink()
    (folder / "taxonomy/rocks.md").write_text("# Rocks\n\n## Granite\n\nHard.\n")
    store.fault = lambda number, asked: fault if asked.method == "DELETE" else ""
    done = push(folder, "push", store.url, "--preset", "oxigraph", "--prune")
    assert f"{state}: {MINERALS}\n" in done.stdout


def test_complete_graphs_are_not_sent_again_after_interruption(store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    store.fault = lambda number, asked: "drop" if asked.parameters.get("graph") == ROCKS else ""
    assert push(folder, "push", store.url, "--preset", "oxigraph").returncode == 2
    store.fault = lambda number, asked: ""
    store.asked.clear()
    assert push(folder, "push", store.url, "--preset", "oxigraph").returncode == 0
    assert f"PUT /store {MINERALS}" not in store.writes


def test_incomplete_graph_is_sent_again(store: Scripted, site: Site, push: Run) -> None:
    """The store executes the request, but closes the connection; the second attempt sends the same."""
    folder = site(PAGES)
    assert push(folder, "push", store.url, "--preset", "oxigraph").returncode == 0
    before = (folder / "taxonomy/rocks.md").read_text()
    (folder / "taxonomy/rocks.md").write_text(before.replace("Granite", "Basalt"))
    store.fault = lambda number, asked: "done-then-drop" if asked.parameters.get("graph") == ROCKS else ""
    done = push(folder, "push", store.url, "--preset", "oxigraph")
    assert done.returncode == 2
    assert f"perhaps incomplete: {ROCKS}\n" in done.stdout
    # The page is as it was, and so is its digest; the graph is not.
    (folder / "taxonomy/rocks.md").write_text(before)
    store.fault = lambda number, asked: ""
    done = push(folder, "push", store.url, "--preset", "oxigraph")
    assert "(0 added, 1 changed, 0 removed)" in done.stdout
    done = push(folder, "pull", store.url, "--preset", "oxigraph")
    assert "all 3 graphs have the same triples as the pages" in done.stderr


def test_only_own_graphs_are_pruned(store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    theirs = [f"{BASE}theirs", "http://other.example/graph"]
    for iri in theirs:
        open_here(store).replace(iri, triples(2))
    push(folder, "push", store.url, "--preset", "oxigraph")
    (folder / "taxonomy/minerals.md").unlink()
    (folder / "taxonomy/rocks.md").write_text("# Rocks\n\n## Granite\n\nHard.\n")
    kept = push(folder, "push", store.url, "--preset", "oxigraph")
    assert f"a graph is of schemes that are gone, <{MINERALS}> first: --prune removes them" in kept.stderr
    assert MINERALS in store.graphs()
    shown = push(folder, "push", store.url, "--preset", "oxigraph", "--prune", "--dry-run")
    assert f"would remove {MINERALS}\n" in shown.stdout
    assert MINERALS in store.graphs()
    pruned = push(folder, "push", store.url, "--preset", "oxigraph", "--prune")
    assert "(0 added, 0 changed, 1 removed)" in pruned.stdout
    assert set(store.graphs()) == {ROCKS, BASE, REGISTER, *theirs}
    again = push(folder, "push", store.url, "--preset", "oxigraph", "--prune")
    assert "(0 added, 0 changed, 0 removed)" in again.stdout


@pytest.mark.parametrize(
    ("touched", "options", "message"),
    [
        (True, (), f"another program changed <{MINERALS}>"),
        (True, ("--dry-run",), f"another program changed <{MINERALS}>"),
        (True, ("--adopt",), ""),
        (False, (), ""),
    ],
)
def test_graph_changed_by_others_is_not_pruned(
    touched: bool, options: tuple[str, ...], message: str, store: Scripted, site: Site, push: Run
) -> None:
    folder = site(PAGES)
    push(folder, "push", store.url, "--preset", "oxigraph")
    (folder / "taxonomy/minerals.md").unlink()
    (folder / "taxonomy/rocks.md").write_text("# Rocks\n\n## Granite\n\nHard.\n")
    if touched:
        open_here(store).add(MINERALS, triples(1))
    store.asked.clear()
    done = push(folder, "push", store.url, "--preset", "oxigraph", "--prune", *options)
    assert (done.returncode, MINERALS in store.graphs()) == ((2, True) if message else (0, False))
    assert message in done.stderr
    assert not message or (store.writes == [] and "then remove it with --adopt" in done.stderr)


def test_another_vocabulary_with_the_same_base_is_not_pruned(store: Scripted, tmp_path: Path, push: Run) -> None:
    folders = {name: tmp_path / name for name in ("plants", "rocks")}
    for name, folder in folders.items():
        (folder / "taxonomy").mkdir(parents=True)
        (folder / "headword.toml").write_text(CONFIG)
        (folder / f"taxonomy/{name}.md").write_text(f"# {name.title()}\n\n## Some\n\nGreen, or hard.\n")
    assert push(folders["plants"], "push", store.url, "--preset", "oxigraph", "--prune").returncode == 0
    done = push(folders["rocks"], "push", store.url, "--preset", "oxigraph", "--prune")
    assert done.returncode == 2
    assert (
        f"another vocabulary seems to have the same base: the store has only its graphs, <{BASE}plants> first"
        in done.stderr
    )
    assert set(store.graphs()) == {f"{BASE}plants", BASE, REGISTER}
    assert push(folders["rocks"], "push", store.url, "--preset", "oxigraph", "--prune", "--adopt").returncode == 0
    assert set(store.graphs()) == {ROCKS, BASE, REGISTER}


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_push_reports_progress(number: signal.Signals, code: int, store: Scripted, site: Site) -> None:
    store.fault = lambda number, asked: "late 20" if asked.parameters.get("graph") == ROCKS else ""
    command = [sys.executable, "-m", "headword", "push", store.url, "--preset", "oxigraph"]
    with subprocess.Popen(command, cwd=site(PAGES), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        while f"PUT /store {ROCKS}" not in store.writes and run.poll() is None:
            time.sleep(0.01)
        start = time.monotonic()
        run.send_signal(number)
        out, err = run.communicate()
    assert time.monotonic() - start < 10
    assert run.returncode == code
    assert out.splitlines() == [f"in: {MINERALS}", f"perhaps incomplete: {ROCKS}", f"not in: {BASE}"]
    assert err.startswith("note: run the same command again to continue\n")
    assert "Traceback" not in err


def test_interrupted_pruning_is_continued(store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    push(folder, "push", store.url, "--preset", "oxigraph")
    (folder / "taxonomy/minerals.md").unlink()
    (folder / "taxonomy/rocks.md").write_text("# Rocks\n\n## Granite\n\nHard.\n")
    store.fault = lambda number, asked: "400 no" if asked.method == "DELETE" else ""
    done = push(folder, "push", store.url, "--preset", "oxigraph", "--prune")
    assert done.returncode == 2
    assert f"not removed: {MINERALS}\n" in done.stdout
    store.fault = lambda number, asked: ""
    assert "1 removed" in push(folder, "push", store.url, "--preset", "oxigraph", "--prune").stdout
    assert set(store.graphs()) == {ROCKS, BASE, REGISTER}


def test_foreign_graph_is_not_replaced_without_option(store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    open_here(store).replace(ROCKS, triples(2))
    done = push(folder, "push", store.url, "--preset", "oxigraph")
    assert done.returncode == 2
    assert f"the push would replace a graph that headword did not write: <{ROCKS}>" in done.stderr
    assert set(store.graphs()) == {ROCKS}
    done = push(folder, "push", store.url, "--preset", "oxigraph", "--adopt")
    assert "(2 added, 1 changed, 0 removed)" in done.stdout


def test_verify_finds_foreign_changes(store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    push(folder, "push", store.url, "--preset", "oxigraph")
    there = open_here(store)
    there.add(ROCKS, triples(1))
    assert "1 changed" in push(folder, "push", store.url, "--preset", "oxigraph").stdout
    # As many triples, and others: that is seen by who looks.
    store.quads.update(
        f"DELETE DATA {{ GRAPH <{ROCKS}> {{ <{ROCKS}/granite> a <http://www.w3.org/2004/02/skos/core#Concept> }} }}"
    )
    there.add(ROCKS, triples(1))
    assert "0 changed" in push(folder, "push", store.url, "--preset", "oxigraph").stdout
    assert "1 changed" in push(folder, "push", store.url, "--preset", "oxigraph", "--verify").stdout
    assert "0 changed" in push(folder, "push", store.url, "--preset", "oxigraph", "--verify").stdout


def test_store_that_loses_triples_is_detected(store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    # It says yes to one graph, and does nothing.
    store.fault = lambda number, asked: "204" if asked.parameters.get("graph") == ROCKS else ""
    done = push(folder, "push", store.url, "--preset", "oxigraph")
    assert done.returncode == 2
    assert re.search(rf"\d+ triples were sent of <{ROCKS}>, and the store counts 0", done.stderr)
    assert done.stdout.splitlines() == [f"in: {MINERALS}", f"perhaps incomplete: {ROCKS}", f"in: {BASE}"]
    store.fault = lambda number, asked: ""
    assert "(1 added, 0 changed" in push(folder, "push", store.url, "--preset", "oxigraph").stdout


def test_foreign_content_in_register(store: Scripted, site: Site, push: Run) -> None:
    open_here(store).replace(REGISTER, triples(1))
    done = push(site(PAGES), "push", store.url, "--preset", "oxigraph", "--prune")
    assert done.returncode == 2
    assert "what headword did not write" in done.stderr
    assert store.writes == [f"PUT /store {REGISTER}"]


def test_the_hint_of_a_broken_register_helps(store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    push(folder, "push", store.url, "--preset", "oxigraph")
    open_here(store).replace(REGISTER, triples(1))
    done = push(folder, "push", store.url, "--preset", "oxigraph")
    assert "if no other program needs that graph, remove it" in done.stderr
    open_here(store).remove(REGISTER)
    assert push(folder, "push", store.url, "--preset", "oxigraph", "--adopt").returncode == 0


def test_two_vocabularies_in_one_store(store: Scripted, tmp_path: Path, push: Run) -> None:
    for name in ("one", "two"):
        folder = tmp_path / name
        (folder / "taxonomy").mkdir(parents=True)
        (folder / "headword.toml").write_text(CONFIG.replace("w3id.org/test/", f"w3id.org/{name}/"))
        (folder / "taxonomy/rocks.md").write_text("# Rocks\n\n## Granite\n\nHard.\n")
        assert push(folder, "push", store.url, "--preset", "oxigraph", "--prune").returncode == 0
    assert {iri for iri in store.graphs() if iri.endswith("rocks")} == {
        "https://w3id.org/one/rocks", "https://w3id.org/two/rocks",
    }  # fmt: skip


def test_continued_page_is_in_graph_of_first_page(store: Scripted, site: Site, push: Run) -> None:
    folder = site(
        {
            "taxonomy/minerals.md": "# Minerals\n\n## Quartz\n\nCommon.\n",
            "taxonomy/more.md": "---\nunder: minerals.md#quartz\n---\n\n# Amethyst\n\nViolet.\n",
        }
    )
    assert push(folder, "push", store.url, "--preset", "oxigraph", "--no-check").returncode == 0
    assert set(store.graphs()) == {MINERALS, BASE, REGISTER}
    assert "all 2 graphs" in push(folder, "pull", store.url, "--preset", "oxigraph").stderr


@pytest.mark.parametrize("config", ['scheme = "site"\n', 'iri-style = "hash"\n'])
def test_one_graph_per_scheme(config: str, store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES, CONFIG + config)
    assert push(folder, "push", store.url, "--preset", "oxigraph", "--no-check").returncode == 0
    schemes = {BASE.rstrip("/")} if "site" in config else {MINERALS, ROCKS}
    assert set(store.graphs()) == {*schemes, BASE, REGISTER}
    granite = [quad.graph_name.value for quad in store.quads if quad.subject.value.endswith("granite")]
    assert set(granite) == {BASE.rstrip("/") if "site" in config else ROCKS}


def test_a_graph_of_many_pages_is_digested_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    digested: list[int] = []

    def digest(lines: list[bytes]) -> str:
        digested.append(len(lines))
        return digest_lines(lines)

    monkeypatch.setattr("headword.stores.remote.contents.digest_lines", digest)
    pages = {f"taxonomy/{name}.md": f"# {name.title()}\n\n## Some {name}\n\nHard.\n" for name in ("a", "b", "c", "d")}
    project = find_project(site(pages, CONFIG + 'scheme = "site"\n'))
    with (
        open_run(project, drafts=False) as run,
        Contents(Publication(run.documents(), project.config), project.config) as contents,
    ):
        assert digested == [graph.triples for graph in contents.graphs.values()]
        assert all(contents.read(iri).count(b"\n") == graph.triples for iri, graph in contents.graphs.items())


@pytest.mark.parametrize(
    ("datatype", "one", "other", "same"),
    [
        ("integer", "007", "7", True),
        ("integer", "+7", "7", True),
        ("integer", "-0", "0", True),
        ("integer", "1_0", "10", False),
        ("integer", "123456789012345678901234567890", "123456789012345678901234567891", False),
        ("decimal", "1.50", "1.5", True),
        ("decimal", "0.1234567890123456789012345678901", "0.1234567890123456789012345678902", False),
        ("decimal", "1E1", "10", False),
        ("double", "1E400", "INF", True),
        ("double", "-1E400", "INF", False),
        ("double", "1e1", "10.0", True),
        ("double", "-0", "0", True),
        ("double", "0.1", "0.10000001", False),
        ("float", "0.1", "0.10000000001", True),
        ("float", "1E40", "+INF", True),
        ("boolean", "1", "true", True),
        ("boolean", "1", "0", False),
        ("dateTime", "2024-01-01T10:00:00+02:00", "2024-01-01T08:00:00Z", True),
        ("dateTime", "2024-01-01T01:00:00.50+02:00", "2023-12-31T23:00:00.5+00:00", True),
        ("dateTime", "2024-01-01T08:00:00.000", "2024-01-01T08:00:00", True),
        ("dateTime", "2024-01-01T08:00:00", "2024-01-01T08:00:00Z", False),
        ("dateTime", "2024-01-01T08:00:00.5Z", "2024-01-01T08:00:00Z", False),
        ("dateTime", "2024-13-01T08:00:00Z", "2024-13-01T08:00:00+00:00", False),
        ("dateTime", "0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00Z", False),
        ("duration", "P1D", "PT24H", True),
        ("duration", "P1Y", "P12M", True),
        ("duration", "P1M", "P30D", False),
        ("duration", "-PT1M", "-PT60.0S", True),
        ("duration", "P", "PT0S", False),
        ("string", "007", "7", False),
    ],
)
def test_equal_values(datatype: str, one: str, other: str, same: bool) -> None:
    first, second = (normal_term(Literal(text, "", XSD + datatype)) for text in (one, other))
    assert (first == second) == same


def _spell(*values: Literal | str) -> list[Triple]:
    return [("http://s", "http://p", value) for value in values]


LONG, ROUNDED = Literal("0.12345678901234567", "", XSD + "decimal"), Literal("0.123456789012346", "", XSD + "decimal")


@pytest.mark.parametrize(
    ("ours", "served", "altered"),
    [
        (_spell(LONG), _spell(LONG), []),
        (_spell(LONG), _spell(ROUNDED), _spell(LONG)),
        (_spell(LONG, ROUNDED), _spell(ROUNDED), _spell(LONG)),
        (_spell(LONG), [], None),
        (_spell(LONG), _spell(LONG, ROUNDED), None),
        (_spell(LONG), [("http://other", "http://p", ROUNDED)], None),
        (_spell(LONG, Literal("x")), _spell(ROUNDED), None),
        (_spell(LONG, "http://o"), _spell(ROUNDED), None),
        (_spell(LONG), _spell(ROUNDED, Literal("x", "en")), None),
    ],
)
def test_altered_values_are_found(ours: list[Triple], served: list[Triple], altered: list[Triple] | None) -> None:
    assert find_altered(ours, served) == altered


# Looking at what is served


def test_pull_without_differences(store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    push(folder, "push", store.url, "--preset", "oxigraph")
    store.asked.clear()
    done = push(folder, "pull", store.url, "--preset", "oxigraph")
    assert done.returncode == 0
    assert "no difference" in done.stdout
    assert "all 3 graphs have the same triples as the pages" in done.stderr
    assert store.writes == []


TYPED_PAGES = {
    "taxonomy/rocks.extra.ttl": """@prefix x: <http://x.example/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://w3id.org/test/rocks/granite> x:int "007"^^xsd:integer, "7"^^xsd:integer ; x:b "1"^^xsd:boolean .
""",
    **PAGES,
}
"""Pages with values that stores write their own way."""


def test_pull_compares_values_not_spellings(store: Scripted, site: Site, push: Run) -> None:
    folder = site(TYPED_PAGES)
    assert push(folder, "push", store.url, "--preset", "oxigraph", "--no-check").returncode == 0
    spelled = {"007": "7", "1": "true"}
    for quad in list(store.quads.quads_for_pattern(None, None, None)):
        if quad.predicate.value.startswith("http://x.example/") and isinstance(quad.object, ox.Literal):
            one = quad.object
            value = ox.Literal(spelled.get(one.value, one.value), datatype=one.datatype)
            store.quads.remove(quad)
            store.quads.add(ox.Quad(quad.subject, quad.predicate, value, quad.graph_name))
    done = push(folder, "pull", store.url, "--preset", "oxigraph", "--no-check", "--fail-on", "patch")
    assert "graphs have the same triples as the pages" in done.stderr
    assert "no difference" in done.stdout
    assert done.returncode == 0


def test_pull_reports_differences(store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    push(folder, "push", store.url, "--preset", "oxigraph")
    (folder / "taxonomy/rocks.md").write_text(PAGES["taxonomy/rocks.md"] + "\n## Basalt\n\nDark.\n")
    done = push(folder, "pull", store.url, "--preset", "oxigraph", "--fail-on", "added")
    assert done.returncode == 1
    assert "Basalt" in done.stdout
    assert "2 of 3 graphs differ from the pages" in done.stderr
    assert push(folder, "pull", store.url, "--preset", "oxigraph", "--fail-on", "removed").returncode == 0


@pytest.mark.parametrize(
    ("changed", "options", "code"),
    [
        ("", ("--fail-on", "patch,minor,major"), 0),
        ("", (), 0),
        (BASE, (), 0),
        (BASE, ("--fail-on", "patch,minor,major"), 1),
        (BASE, ("--fail-on", "added"), 1),
        # Of a scheme that is gone nothing would be sent.
        (f"{BASE}gone", ("--fail-on", "removed"), 0),
    ],
)
def test_pull_fails_on_graphs_in_which_no_concept_differs(
    changed: str, options: tuple[str, ...], code: int, store: Scripted, site: Site, push: Run
) -> None:
    folder = site(PAGES)
    push(folder, "push", store.url, "--preset", "oxigraph")
    if changed:
        open_here(store).add(changed, triples(1))
    if changed not in ("", BASE):
        open_here(store).add(REGISTER, f"<{REGISTER}#x> <{SD}name> <{changed}> .\n".encode())
    done = push(folder, "pull", store.url, "--preset", "oxigraph", "--no-check", *options)
    assert done.returncode == code
    assert ("differ from the pages" in done.stderr) == bool(changed)


@pytest.mark.parametrize("fault", ["", "400 too much"])
def test_pull_reports_unregistered_graphs(fault: str, store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    push(folder, "push", store.url, "--preset", "oxigraph")
    for iri in (f"{BASE}theirs", "http://other.example/graph"):
        open_here(store).replace(iri, triples(2))
    store.fault = lambda number, asked: fault if b"STRSTARTS" in asked.body else ""
    done = push(folder, "pull", store.url, "--preset", "oxigraph")
    assert done.returncode == 0
    told = f"a graph begins with the base that headword did not write, <{BASE}theirs> first"
    assert (told in done.stderr) == (not fault)


def test_pull_checks_served_data(store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    push(folder, "push", store.url, "--preset", "oxigraph")
    store.quads.update(
        f"INSERT DATA {{ GRAPH <{ROCKS}> {{ <{ROCKS}/granite> "
        f'<http://www.w3.org/2004/02/skos/core#prefLabel> "A second one"@en }} }}'
    )
    done = push(folder, "pull", store.url, "--preset", "oxigraph", "--output-format", "json")
    assert done.returncode == 1
    assert f"{ROCKS}: error" in done.stderr
    assert '"A second one"' in done.stdout
    quiet = push(folder, "pull", store.url, "--preset", "oxigraph", "--no-check")
    assert quiet.returncode == 0


@pytest.mark.parametrize("ending", ["trig", "nq", "ttl", "nt", "rdf"])
def test_pull_writes_served_data(ending: str, store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    push(folder, "push", store.url, "--preset", "oxigraph")
    for name in ("one", "two"):
        done = push(folder, "pull", store.url, "--preset", "oxigraph", "-o", f"{name}.{ending}")
        assert done.returncode == 0
    kept = (folder / f"one.{ending}").read_bytes()
    assert kept == (folder / f"two.{ending}").read_bytes()
    assert (ROCKS.encode() + b"> {" in kept) == (ending == "trig")
    assert push(folder, "check", f"one.{ending}").returncode == 0


@pytest.mark.parametrize(
    ("predicate", "value", "said"),
    [
        ("http://x.example/p", "a\x0bb", "XML cannot express a character of this value: "),
        ("http://x.example/p", "a\ufffeb", "XML cannot express a character of this value: "),
        ("http://x.example/1", "a", "XML cannot express the name of this predicate: "),
        ("http://x.example/", "a", "XML cannot express the name of this predicate: "),
        ("http://x.example/1p", "a\tb\r\n", ""),
        ("http://x.example/è-1.2", "<&>", ""),
    ],
)
def test_pull_does_not_write_invalid_xml(
    predicate: str, value: str, said: str, store: Scripted, site: Site, push: Run
) -> None:
    folder = site(PAGES)
    push(folder, "push", store.url, "--preset", "oxigraph")
    quad = ox.Quad(ox.NamedNode(f"{ROCKS}/granite"), ox.NamedNode(predicate), ox.Literal(value), ox.NamedNode(ROCKS))
    store.quads.add(quad)
    words = ("pull", store.url, "--preset", "oxigraph", "--no-check", "-o")
    done = push(folder, *words, "served.rdf")
    assert (done.returncode, (folder / "served.rdf").exists()) == ((2, False) if said else (0, True))
    assert not said or f"{ROCKS}: error: {said}<{ROCKS}/granite> <{predicate}> " in done.stderr
    assert said or ET.parse(folder / "served.rdf")
    assert push(folder, *words, "served.nt").returncode == 0


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("<http://s> <http://p> <<( <http://s> <http://p> <http://o> )>> .", "a triple inside a triple (RDF 1.2)"),
        ("<http://s> <http://p> .", "not valid N-Triples: "),
    ],
)
def test_pull_of_unreadable_graph(answer: str, reason: str, store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    push(folder, "push", store.url, "--preset", "oxigraph")
    store.fault = lambda number, asked: f"triples {answer}" if asked.parameters.get("graph") == ROCKS else ""
    done = push(folder, "pull", store.url, "--preset", "oxigraph")
    assert done.returncode == 2
    assert f"the graph cannot be read: {ROCKS}" in done.stderr
    assert reason in done.stderr


def test_pull_of_one_graph(store: Scripted, site: Site, push: Run) -> None:
    folder = site(PAGES)
    push(folder, "push", store.url, "--preset", "oxigraph")
    store.asked.clear()
    done = push(folder, "pull", store.url, "--preset", "oxigraph", "--graph", ROCKS)
    assert "the one graph has the same triples as the pages" in done.stderr
    assert {one.parameters["graph"] for one in store.asked if one.method == "GET"} <= {ROCKS, REGISTER}


def test_pull_of_nothing(store: Scripted, site: Site, push: Run) -> None:
    done = push(site(PAGES), "pull", store.url, "--preset", "oxigraph")
    assert done.returncode == 2
    assert "has no data of this vocabulary\n  load the vocabulary with headword push" in done.stderr


@pytest.mark.parametrize(
    ("fault", "hint"),
    [("", "the store has concepts in other graphs"), ("500 no", "load the vocabulary with headword push")],
)
def test_pull_of_a_default_graph(fault: str, hint: str, store: Scripted, site: Site, push: Run) -> None:
    store.quads.add(ox.Quad(ox.NamedNode(f"{ROCKS}/granite"), ox.NamedNode("http://p"), ox.Literal("x")))
    store.fault = lambda number, asked: fault if b"STRSTARTS" in asked.body else ""
    done = push(site(PAGES), "pull", store.url, "--preset", "oxigraph")
    assert done.returncode == 2
    assert "has no data of this vocabulary" in done.stderr
    assert hint in done.stderr


@pytest.mark.parametrize("output", ["served.csv", "served"])
def test_pull_into_unwritable_file(output: str, store: Scripted, site: Site, push: Run) -> None:
    done = push(site(PAGES), "pull", store.url, "--preset", "oxigraph", "-o", output)
    assert done.returncode == 2
    assert "known endings" in done.stderr
    assert store.asked == []
