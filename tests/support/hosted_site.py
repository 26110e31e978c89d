"""A small site as the layout has it, with the generated rules, on a real server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from headword.site.hosting import Hosting, list_rules
from headword.site.hosting.policy import MEDIA_TYPES
from support.programs import find_program
from support.web_servers import (
    Answer,
    ask,
    configure_apache,
    configure_caddy,
    configure_nginx,
    free_port,
    readable,
    running,
    scratch,
)

BASE = "https://w3id.org/rocks/"
ENDINGS = {"ttl": "text/turtle", "jsonld": "application/ld+json", "json": "application/json"}
DOCUMENT_ENDINGS = {"ttl": "text/turtle", "jsonld": "application/ld+json", "rdf": "application/rdf+xml"}
TURTLE, JSONLD, JSON, RDFXML = "text/turtle", "application/ld+json", "application/json", "application/rdf+xml"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

DOCUMENTS = ("minerals", "gems")
ADDRESSES = (
    *DOCUMENTS,
    "minerals/quartz",
    "minerals/quartz/smoky",
    "minerals/caf\u00e9",
    "minerals/\u9271\u7269",
    "minerals/v1.5",
    "minerals/c++'(x)~a",
    "gems/ruby",
)
HOSTILE = (
    "it's",
    'say "so"',
    "a$1b",
    "50%25 off",
    "x; return 500",
    "{brace}",
    "tick`tick",
    ".*",
    "a|b",
    "[x",
    "(y",
    "%25{ENV:PATH}",
    "#hash",
    "end\u00e9",
    "\u65e5\u672c",
    "a:b*c",
    "<b>",
    "x\u00a0y",
)
MOVED = (
    ("minerals/quarz", "minerals/quartz"),
    ("minerals/kaffee", "minerals/caf\u00e9"),
    ("minerals/glass", "http://www.wikidata.org/entity/Q11469?a=$1&b=%C3%A9#x"),
    ("minerals/first", BASE + "gems#ruby"),
    ("minerals/whole", BASE),
    *((f"hostile/{address}", "minerals/quartz") for address in HOSTILE),
    *((f"to/{number}", f"hostile-target/{address}") for number, address in enumerate(HOSTILE)),
)


def hosting(url: str, redirects: tuple[tuple[str, str], ...] = MOVED) -> Hosting:
    return Hosting(BASE, url, ENDINGS, DOCUMENT_ENDINGS, redirects)


def turtle(address: str) -> str:
    return f'<{BASE}{address}> <http://www.w3.org/2004/02/skos/core#prefLabel> "{address} as Turtle"@en .\n'


def list_site() -> Iterator[tuple[str, str]]:
    yield "index.html", "the home page"
    yield "404.html", "nothing is here"
    yield "-/a-z/en/index.html", "A to Z"
    yield "-/assets/site.css", "body {}"
    yield "-/search/index.json", "{}"
    yield "rest/v1/vocabularies", "the answer"
    yield "rest/v1/minerals/index.json", "the answer on one"
    for ending in MEDIA_TYPES:
        yield f"-/assets/some.{ending}", ending
    for address in ("catalog", *ADDRESSES):
        yield f"{address}.ttl", turtle("" if address == "catalog" else address)
        yield f"{address}.jsonld", f'{{"@id": "{BASE}{address}", "http://schema.org/name": "{address} as JSON-LD"}}'
    for address in ("catalog", *DOCUMENTS):
        yield f"{address}.rdf", f"{address} as RDF/XML"
    for address in ADDRESSES:
        yield f"{address}/index.html", f"{address} as a page"
        yield f"{address}/index.it.html", f"{address} as an Italian page"
        yield f"{address}.json", f'{{"uri": "{address} as JSKOS"}}'


def write_site(folder: Path, served: Hosting) -> dict[str, str]:
    """The site in a folder, and its rules by path."""
    rules = dict(list_rules(served))
    for path, text in (*list_site(), *((path, data.decode()) for path, data in rules.items())):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return {path: data.decode() for path, data in rules.items()}


@dataclass(frozen=True)
class Site:
    """A site that is served, and by which server."""

    server: str
    origin: str
    prefix: str
    w3id: str = ""

    @property
    def url(self) -> str:
        return self.origin + self.prefix

    def ask(self, path: str, accept: str | None, *options: str) -> Answer:
        return ask(self.url + path, accept, "--path-as-is", *options)

    def location(self, answer: Answer) -> str:
        """Where it leads, without the host if that is the same."""
        where = answer["location"]
        return where.removeprefix(self.origin).removeprefix(self.prefix) if where else ""


@contextmanager
def serve(server: str, where: str) -> Iterator[Site]:
    find_program({"apache": "apache2"}.get(server, server))
    prefix = "/" if where == "root" else "/some/vocab/"
    with scratch() as folder:
        port, w3id = free_port(), free_port()
        root = folder / "www"
        files = folder / "elsewhere" if where == "alias" else root / prefix.strip("/")
        rules = write_site(files, hosting(f"http://127.0.0.1:{port}{prefix}"))
        root.mkdir(exist_ok=True)
        if server == "apache":
            alias = f'Alias "{prefix.rstrip("/")}" "{files}"' if where == "alias" else ""
            (folder / "w3id/rocks").mkdir(parents=True)
            # What Apache would find for itself, if it were let.
            (folder / "w3id/rocks/minerals.html").write_text("", encoding="utf-8")
            (folder / "w3id/rocks/.htaccess").write_text(rules["-/server/w3id.htaccess"], encoding="utf-8")
            sites = {port: f'DocumentRoot "{root}"\n{alias}', w3id: f'DocumentRoot "{folder}/w3id"'}
            command = configure_apache(folder, sites)
        elif server == "nginx":
            command = configure_nginx(folder, rules["-/server/nginx.conf"], root, port)
        else:
            command = configure_caddy(folder, rules["-/server/Caddyfile"], root, port)
        readable(folder)
        with running(command, folder, port):
            yield Site(server, f"http://127.0.0.1:{port}", prefix, f"http://127.0.0.1:{w3id}/rocks/")
        if server == "nginx":
            log = (folder / "error.log").read_text(encoding="utf-8", errors="replace")
            assert "[warn]" not in log, log
            assert "[emerg]" not in log, log
