"""JSKOS and the answers of Skosmos' API: right by their specifications, and served by real servers."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from headword.site.context import SiteContext
from headword.site.jskos.files import SCHEMES_PATH, JskosDownloads
from headword.site.jskos.resource import Jskos
from headword.site.jskos.terms import encode, write_day
from headword.site.short_names import shorten_scheme_names
from headword.site.skosmos import hosting
from headword.site.skosmos.requests import Reply, reply
from headword.site.skosmos.service import SkosmosService
from support.programs import find_npm_package, find_program
from support.project import ROOT
from support.services import BASE, CONFIG, FILES, all_answers, entries, opened
from support.web_servers import free_port

SKOS = "http://www.w3.org/2004/02/skos/core#"
MINERALS = BASE + "minerals"


@pytest.fixture
def book(site: Callable[..., Path]) -> Iterator[SiteContext]:
    with opened(site(FILES, CONFIG)) as made:
        yield made


def all_jskos(book: SiteContext) -> dict[str, dict[str, Any]]:
    writer = Jskos(book.atlas, book.config)
    return {entry.card.iri: json.loads(encode(writer.describe(entry, said))) for entry, said in entries(book)}


@pytest.fixture
def jskos(book: SiteContext) -> dict[str, dict[str, Any]]:
    return all_jskos(book)


def test_a_concept(jskos: dict[str, dict[str, Any]]) -> None:
    quartz = jskos[MINERALS + "/quartz"]
    assert quartz["@context"] == "https://gbv.github.io/jskos/context.json"
    assert quartz["type"] == [SKOS + "Concept"]
    assert quartz["url"] == "https://rocks.example.org/v/minerals/quartz/"
    assert quartz["_page"] == "minerals/quartz/"
    assert quartz["prefLabel"] == {"en": "Quartz", "it": "Quarzo", "de-at": "Quarz"}
    assert quartz["altLabel"] == {"en": ["rock crystal"]}
    assert quartz["hiddenLabel"] == {"en": ["kwartz"]}
    assert quartz["notation"] == ["Q1"]
    assert quartz["note"]["en"] == ["Hard."]
    assert quartz["example"] == {"en": ["Sand."]}
    assert [one["uri"] for one in quartz["related"]] == [MINERALS + "/feldspar"]
    assert [one["uri"] for one in quartz["ancestors"]] == [MINERALS + "/mineral"]
    assert [one["uri"] for one in quartz["inScheme"]] == [MINERALS]
    assert quartz["topConceptOf"] == []
    assert "deprecated" not in quartz
    assert quartz["mappings"] == [
        {
            "type": [SKOS + "exactMatch"],
            "from": {"memberSet": [{"uri": MINERALS + "/quartz"}]},
            "to": {"memberSet": [{"uri": "http://www.wikidata.org/entity/Q43010"}]},
            "fromScheme": {"uri": MINERALS},
        }
    ]


def test_what_is_below_says_whether_there_is_more(jskos: dict[str, dict[str, Any]]) -> None:
    below = {one["_page"]: one["narrower"] for one in jskos[MINERALS + "/mineral"]["narrower"]}
    assert below["minerals/quartz/"] == [None]
    assert below["minerals/feldspar/"] == []
    assert jskos[MINERALS + "/feldspar"]["narrower"] == []
    assert jskos[MINERALS + "/mineral"]["topConceptOf"][0]["uri"] == MINERALS


def test_both_ways_up_and_the_first_of_them(jskos: dict[str, dict[str, Any]]) -> None:
    rose = jskos[MINERALS + "/rose-quartz"]
    above = [one["uri"] for one in rose["broader"]]
    assert set(above) == {MINERALS + "/quartz", BASE + "rocks/colours/pink"}
    assert rose["ancestors"][0]["uri"] == above[0]


def test_what_is_out_of_use(jskos: dict[str, dict[str, Any]]) -> None:
    old = jskos[MINERALS + "/old"]
    assert old["deprecated"] is True
    assert [one["uri"] for one in old["replacedBy"]] == [MINERALS + "/quartz"]


def test_a_scheme(jskos: dict[str, dict[str, Any]]) -> None:
    scheme = jskos[MINERALS]
    assert scheme["type"] == [SKOS + "ConceptScheme"]
    assert scheme["definition"]["en"] == ["What rocks are *made* of."]
    assert [one["_page"] for one in scheme["topConcepts"]] == ["minerals/mineral/"]
    assert scheme["namespace"] == MINERALS + "/"
    assert scheme["languages"] == ["de-at", "en", "it"]
    assert scheme["license"] == [{"uri": "https://creativecommons.org/publicdomain/zero/1.0/"}]
    assert scheme["creator"] == [{"uri": BASE + "team", "prefLabel": {"und": "The team"}}]
    assert scheme["version"] == "1.0.0"
    assert (scheme["created"], scheme["modified"]) == ("2026-01-16", "2026-02-01")
    assert scheme["concepts"] == [None]


def test_an_ordered_collection(jskos: dict[str, dict[str, Any]]) -> None:
    kinds = jskos[MINERALS + "/kinds"]
    assert kinds["type"] == [SKOS + "Concept", "http://schema.vocnet.org/NonIndexingConcept"]
    assert [one["uri"] for one in kinds["memberList"]] == [MINERALS + "/zircon", MINERALS + "/agate"]


def gather(book: SiteContext) -> dict[str, bytes]:
    """The files of JSKOS by their paths."""
    writer, downloads = Jskos(book.atlas, book.config), JskosDownloads(book.atlas, book.output)
    files: dict[str, bytes] = {}
    for entry, said in entries(book):
        path = f"{book.atlas.addresses[entry.card.iri]}.json"
        files[path] = encode(writer.describe(entry, said))
        downloads.take(path, files[path])
    for document in book.atlas.sizes:
        files.update(downloads.write_concepts(scheme) for scheme, _ in downloads.complete(document))
    return {**files, **dict([downloads.write_schemes()])}


def test_downloads_hold_each_concept_of_a_scheme(book: SiteContext) -> None:
    files = gather(book)
    lines = files["-/data/minerals.jskos.ndjson"].splitlines(keepends=True)
    assert len(lines) == len(book.atlas.members(MINERALS))
    assert files["minerals/quartz.json"] in lines
    listed = json.loads(files[SCHEMES_PATH])
    assert [one["_page"] for one in listed] == sorted(
        f"{book.atlas.addresses[iri]}/" for iri in SkosmosService(book.atlas, book.config).ids
    )
    assert all(one["topConcepts"] == [None] for one in listed)


_VALIDATE = """
const { validate } = require("jskos-validate");
const lines = require("fs").readFileSync(0, "utf8").trim().split("\\n");
const wrong = lines.map(line => [JSON.parse(line), line]).filter(([data]) => !validate(data))
  .map(([data]) => { validate(data); return [data.uri, validate.errorMessages]; });
process.stdout.write(JSON.stringify(wrong));
"""


def validate(lines: list[bytes]) -> list[Any]:
    """What JSKOS' own validator finds wrong, which allows no field that is not specified."""
    node = find_program("node")
    modules = find_npm_package("jskos-validate").parent
    run = subprocess.run(
        [node, "-e", _VALIDATE],
        input=b"".join(lines),
        env={**os.environ, "NODE_PATH": str(modules)},
        capture_output=True,
    )
    assert run.returncode == 0, run.stderr.decode()
    found: list[Any] = json.loads(run.stdout)
    return found


def test_jskos_is_valid(book: SiteContext) -> None:
    writer = Jskos(book.atlas, book.config)
    lines = [encode(writer.describe(entry, said)) for entry, said in entries(book)]
    assert validate(lines) == []
    assert validate([lines[0].replace(b'"_page"', b'"page"')]) != []


def test_the_example_is_valid_jskos() -> None:
    with opened(ROOT) as example:
        writer = Jskos(example.atlas, example.config)
        lines = [encode(writer.describe(entry, said)) for entry, said in entries(example)]
    assert len(lines) > 200
    assert validate(lines) == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-01-16", "2026-01-16"),
        ("2026", "2026"),
        ("2026-01-16T10:00:00Z", "2026-01-16T10:00:00Z"),
        ("last week", None),
        ("16.1.2026", None),
    ],
)
def test_days(text: str, written: str | None) -> None:
    assert write_day(text) == written


def test_short_names_do_not_depend_on_what_else_there_is() -> None:
    names = shorten_scheme_names({"i:1": "a/b-c", "i:2": "a-b/c", "i:3": "x/y", "i:4": "Search"}, ["search"])
    assert names["i:3"] == "x-y"
    assert len(set(names.values())) == 4
    assert {names["i:1"], names["i:2"]} & {"a-b-c"} == set()
    assert names["i:4"] != "Search"


# Of each answer: the path, the parameters, and its fields besides the context, with a field of each of their members.
ANSWERS: list[tuple[str, dict[str, str], dict[str, list[str]]]] = [
    ("vocabularies", {"lang": "en"}, {"uri": [], "vocabularies": ["uri", "id", "title"]}),
    ("types", {"lang": "en"}, {"uri": [], "types": ["uri"]}),
    ("search", {"query": "q*"}, {"uri": [], "results": ["uri", "type", "prefLabel", "lang", "vocab"]}),
    ("label", {"uri": "quartz", "lang": "en"}, {"uri": [], "prefLabel": [], "altLabel": [], "hiddenLabel": []}),
    (
        "minerals/",
        {},
        {"id": [], "title": [], "defaultLanguage": [], "languages": [], "conceptschemes": ["uri", "type"]},
    ),
    ("minerals/types", {}, {"uri": [], "types": ["uri"]}),
    ("minerals/topConcepts", {}, {"uri": [], "topconcepts": ["uri", "label", "topConceptOf", "hasChildren"]}),
    ("minerals/vocabularyStatistics", {}, {"id": [], "title": [], "concepts": [], "conceptGroups": [], "subTypes": []}),
    ("minerals/labelStatistics", {}, {"id": [], "languages": ["language", "properties"]}),
    ("minerals/index/", {}, {"uri": [], "indexLetters": []}),
    ("minerals/index/Q", {}, {"uri": [], "indexConcepts": ["uri", "prefLabel", "lang"]}),
    ("minerals/label", {"uri": "quartz"}, {"uri": [], "prefLabel": []}),
    ("minerals/broader", {"uri": "quartz"}, {"uri": [], "broader": ["uri", "prefLabel"]}),
    ("minerals/narrower", {"uri": "quartz"}, {"uri": [], "narrower": ["uri", "prefLabel"]}),
    ("minerals/related", {"uri": "quartz"}, {"uri": [], "related": ["uri", "prefLabel"]}),
    ("minerals/children", {"uri": "mineral"}, {"uri": [], "narrower": ["uri", "prefLabel", "hasChildren"]}),
    ("minerals/groups", {}, {"uri": [], "groups": ["uri", "prefLabel", "hasMembers"]}),
    ("minerals/groupMembers", {"uri": "kinds"}, {"uri": [], "members": ["uri", "prefLabel", "hasMembers"]}),
    (
        "minerals/mappings",
        {"uri": "quartz"},
        {"mappings": ["uri", "type", "from", "to", "fromScheme", "hrefLink", "description"]},
    ),
    ("minerals/lookup", {"label": "QUARTZ"}, {"result": ["uri", "prefLabel"]}),
    ("minerals/search", {"query": "*rose*"}, {"results": ["uri", "prefLabel"]}),
    ("minerals/new", {}, {"changeList": ["uri", "prefLabel", "date"]}),
    ("minerals/modified", {}, {"changeList": ["uri", "prefLabel", "date"]}),
]


def ask(book: SiteContext, path: str, **query: str) -> Reply:
    found = {entry.card.iri: entry for entry, _ in entries(book)}
    if "uri" in query and ":" not in query["uri"]:
        query["uri"] = f"{MINERALS}/{query['uri']}"
    return reply(SkosmosService(book.atlas, book.config), path, query, found.get)


def body(book: SiteContext, path: str, **query: str) -> dict[str, Any]:
    answered = ask(book, path, **query)
    assert answered.status == 200, answered
    return json.loads(json.dumps(answered.body))


@pytest.mark.parametrize(("path", "query", "fields"), ANSWERS, ids=[path for path, _, _ in ANSWERS])
def test_answers_have_the_fields_of_the_api(
    book: SiteContext, path: str, query: dict[str, str], fields: dict[str, list[str]]
) -> None:
    answered = body(book, path, **query)
    assert "@context" in answered or path.endswith("mappings")
    for name, inner in fields.items():
        assert name in answered
        if inner:
            assert answered[name]
            assert all(set(inner) <= set(member) for member in answered[name])


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("nothing/", {}, 404),
        ("minerals", {}, 404),
        ("minerals/nothing", {}, 404),
        ("minerals/index/a/b", {}, 404),
        ("minerals/index/a/", {}, 404),
        ("search", {"query": "x", "maxhits": "-1"}, 400),
        ("search", {"query": "x", "maxhits": "abc"}, 400),
        ("search", {"query": "x", "offset": "-1"}, 400),
        ("minerals/search", {"query": "x", "offset": "1.5"}, 400),
        ("minerals/children", {}, 400),
        ("minerals/children", {"uri": "https://w3id.org/rocks/rocks/colours/pink"}, 404),
        ("minerals/related", {"uri": "no-such"}, 404),
        ("minerals/lookup", {"label": "no such"}, 404),
        ("search", {}, 400),
        ("search", {"query": "x", "vocab": "nothing"}, 404),
        ("label", {"uri": "no-such"}, 404),
    ],
)
def test_what_cannot_be_answered(book: SiteContext, path: str, query: dict[str, str], status: int) -> None:
    answered = ask(book, path, **query)
    assert answered.status == status
    assert answered.body["message"]


def found(book: SiteContext, **query: str) -> list[str]:
    results = body(book, "search", **query)["results"]
    return [one["uri"].rpartition("/")[2] for one in results]


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ({"query": "quartz"}, ["quartz"]),
        ({"query": "quart"}, []),
        ({"query": "QUART*"}, ["quartz"]),
        ({"query": "*quartz", "lang": "en"}, ["quartz", "rose-quartz"]),
        ({"query": "*q*z*", "lang": "en", "unique": "true"}, ["quartz", "rose-quartz"]),
        ({"query": "quarz", "lang": "de"}, ["quartz"]),
        ({"query": "quarz", "lang": "it"}, []),
        ({"query": "kwartz"}, ["quartz"]),
        ({"query": "rock crystal", "lang": "en"}, ["quartz"]),
        ({"query": "old*"}, []),
        ({"query": "*", "lang": "en", "parent": f"{MINERALS}/quartz"}, ["rose-quartz"]),
        ({"lang": "en", "group": f"{MINERALS}/kinds"}, ["agate", "zircon"]),
        ({"query": "kinds", "lang": "en", "type": "skos:Collection"}, ["kinds"]),
        ({"query": "pink", "lang": "en", "vocab": "minerals"}, []),
        ({"query": "*ar*", "lang": "en", "maxhits": "1", "offset": "1"}, ["quartz"]),
        ({"query": "quartz", "maxhits": "0", "offset": ""}, ["quartz"]),
        ({"query": "quartz", "type": "http://www.w3.org/2004/02/skos/core#Concept"}, ["quartz"]),
        ({"query": "kinds", "type": "http://www.w3.org/2004/02/skos/core#Collection"}, ["kinds"]),
    ],
)
def test_search(book: SiteContext, query: dict[str, str], hits: list[str]) -> None:
    assert found(book, **query) == hits


def test_a_hit_says_by_which_label_it_was_found(book: SiteContext) -> None:
    (hit,) = body(book, "search", query="rock c*", lang="en", labellang="it", fields="prefLabel broader")["results"]
    assert (hit["prefLabel"], hit["altLabel"], hit["lang"]) == ("Quarzo", "rock crystal", "en")
    assert hit["prefLabels"]["de-AT"] == "Quarz"
    assert hit["broader"] == [{"uri": MINERALS + "/mineral", "prefLabel": "Minerale"}]
    (other,) = body(book, "search", query="quarz", labellang="en")["results"]
    assert (other["prefLabel"], other["matchedPrefLabel"]) == ("Quartz", "Quarz")


def test_transitive_answers_are_by_iri_and_have_the_concept_itself(book: SiteContext) -> None:
    above = body(book, "minerals/broaderTransitive", uri="rose-quartz")["broaderTransitive"]
    assert set(above) >= {MINERALS + "/rose-quartz", MINERALS + "/mineral", BASE + "rocks/colours/colour"}
    assert above[MINERALS + "/quartz"]["broader"] == [MINERALS + "/mineral"]
    below = body(book, "minerals/narrowerTransitive", uri="mineral", limit="3")["narrowerTransitive"]
    assert len(below) == 3


def test_the_hierarchy_has_what_is_below_each_level(book: SiteContext) -> None:
    levels = body(book, "minerals/hierarchy", uri="rose-quartz")["broaderTransitive"]
    top = levels[MINERALS + "/mineral"]
    assert top["top"] == MINERALS
    assert {"uri": MINERALS + "/quartz", "label": "Quartz", "hasChildren": True, "notation": "Q1"} in top["narrower"]
    assert levels[MINERALS + "/rose-quartz"]["hasChildren"] is False


def test_letters(book: SiteContext) -> None:
    letters = body(book, "minerals/index/", lang="en")["indexLetters"]
    assert letters == ["A", "F", "M", "Q", "R", "Z", "0-9"]
    assert [one["prefLabel"] for one in body(book, "minerals/index/0-9", lang="en")["indexConcepts"]] == ["9 Lives"]
    rows = body(book, "minerals/index/R", lang="en")["indexConcepts"]
    assert [(one["prefLabel"], one.get("altLabel")) for one in rows] == [
        ("Quartz", "rock crystal"),
        ("Rose Quartz", None),
    ]


def test_what_is_new_comes_first(book: SiteContext) -> None:
    new = body(book, "minerals/new", lang="it")["changeList"]
    assert [(one["prefLabel"], one["date"]) for one in new] == [
        ("9 vite", "2026-01-20T00:00:00+0000"),
        ("Quarzo", "2026-01-17T00:00:00+0000"),
    ]
    assert [one["prefLabel"] for one in body(book, "minerals/new", offset="1", limit="1")["changeList"]] == ["Quartz"]
    assert [one["prefLabel"] for one in body(book, "minerals/modified")["changeList"]] == ["Quartz"]


def test_files_say_what_is_answered_without_parameters(book: SiteContext) -> None:
    files = dict(all_answers(SkosmosService(book.atlas, book.config)))
    for path, data in files.items():
        asked = path.removeprefix("rest/v1/").removesuffix("index.json")
        assert json.loads(data) == body(book, asked)
        assert b"<" not in data
    folders = {path.rpartition("/")[0] for path in files}
    assert not folders & files.keys()
    # A page called `search` has an id of its own: that name is for searching.
    assert not any(path.startswith("rest/v1/search/") for path in files)


_DIGEST = """
import hashlib, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
from headword.site.hugo.data import render_hugo
from headword.site.skosmos.service import SkosmosService
from support.services import all_answers
from support.services import opened
from tests.site.test_jskos_and_skosmos import gather
with opened(Path(sys.argv[2])) as book:
    files = [*gather(book).items(), *all_answers(SkosmosService(book.atlas, book.config)), *render_hugo(book)]
print(len(files), hashlib.sha256(repr(files).encode()).hexdigest())
"""


def test_the_bytes_do_not_depend_on_the_hash_seed(site: Callable[..., Path]) -> None:
    folder = site(FILES, CONFIG)
    command = [sys.executable, "-c", _DIGEST, str(ROOT), str(folder)]
    runs = [
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True)
        for seed in ("1", "2", "3")
    ]
    assert len({run.stdout for run in runs}) == 1
    assert int(runs[0].stdout.split()[0]) > 80


def fetch(url: str) -> tuple[int, str, str, bytes]:
    with urllib.request.urlopen(url, timeout=10) as answered:
        headers = answered.headers
        return answered.status, headers.get_content_type(), headers["Access-Control-Allow-Origin"], answered.read()


def check_served(url: str) -> None:
    """Whether a server answers as Skosmos' clients expect."""
    for _ in range(100):
        try:
            fetch(url + "rest/v1/vocabularies")
            break
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    for path in (
        "vocabularies?lang=it",
        "minerals/",
        "minerals/topConcepts?lang=en",
        "minerals/index/",
        "minerals/index/Q",
    ):
        status, media_type, origin, data = fetch(f"{url}rest/v1/{path}")
        assert (status, media_type, origin) == (200, "application/json", "*"), path
        assert json.loads(data)


@pytest.fixture
def served(book: SiteContext) -> Iterator[Path]:
    # Where the account of the server can read: Apache does not serve as root.
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield put_answers(book, Path(made) / "www")


def put_answers(book: SiteContext, folder: Path) -> Path:
    for path, data in all_answers(SkosmosService(book.atlas, book.config)):
        file = folder / "v" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder


def run_server(command: list[str], url: str, log: Path) -> None:
    with log.open("wb") as stream, subprocess.Popen(command, stdout=stream, stderr=stream) as process:
        try:
            check_served(url)
        except Exception as error:
            raise AssertionError(log.read_text()) from error
        finally:
            process.terminate()


def test_nginx_serves_the_answers(served: Path, tmp_path: Path) -> None:
    nginx, port = find_program("nginx"), free_port()
    folders = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"    {name}_temp_path {tmp_path}/{name};\n" for name in folders)
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {tmp_path}/nginx.pid; error_log stderr;\n"
        f"events {{ }}\nhttp {{\n{paths}    access_log off;\n    server {{\n    listen 127.0.0.1:{port};\n"
        f"    root {served};\n{hosting.write_skosmos_nginx('/v/')}    }}\n}}\n"
    )
    run_server(
        [nginx, "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)],
        f"http://127.0.0.1:{port}/v/",
        tmp_path / "log",
    )


def test_apache_serves_the_answers(served: Path, tmp_path: Path) -> None:
    apache, port = find_program("apache2"), free_port()
    modules = Path("/usr/lib/apache2/modules")
    wanted = ("mpm_event", "authz_core", "mime", "dir", "headers", "rewrite", "negotiation")
    loaded = "".join(f"LoadModule {name}_module {modules}/mod_{name}.so\n" for name in wanted)
    (served / "v" / hosting.APACHE_PATH).write_text(hosting.write_skosmos_apache())
    # Rules for pages, in the folder above, must not catch what is asked here.
    (served / "v" / ".htaccess").write_text(
        "Options +MultiViews\nRewriteEngine On\nRewriteRule ^(.*)$ /nowhere [R=303]\n"
    )
    (tmp_path / "apache.conf").write_text(
        f"{loaded}ServerName localhost\nTypesConfig /dev/null\nServerRoot {tmp_path}\nPidFile {tmp_path}/pid\n"
        f"Listen 127.0.0.1:{port}\nUser nobody\nGroup nogroup\nErrorLog /proc/self/fd/2\nDocumentRoot {served}\n"
        f"<Directory {served}>\nRequire all granted\nAllowOverride All\n</Directory>\n"
    )
    run_server([apache, "-X", "-f", str(tmp_path / "apache.conf")], f"http://127.0.0.1:{port}/v/", tmp_path / "log")


def test_caddy_serves_the_answers(served: Path, tmp_path: Path) -> None:
    caddy, port = find_program("caddy"), free_port()
    (tmp_path / "Caddyfile").write_text(
        f"{{\n    admin off\n    auto_https off\n}}\nhttp://127.0.0.1:{port} {{\n    root * {served}\n"
        f"{hosting.write_skosmos_caddy('/v/')}}}\n"
    )
    run_server(
        [caddy, "run", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"],
        f"http://127.0.0.1:{port}/v/", tmp_path / "log",
    )  # fmt: skip
