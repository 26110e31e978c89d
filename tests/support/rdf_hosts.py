"""Hosts of vocabularies on real sockets: they negotiate, redirect, fail and ask for patience as hosts on the web do."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SKOS = "http://www.w3.org/2004/02/skos/core#"
GND = "https://d-nb.info/standards/elementset/gnd#"
_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'


class RdfHost(ThreadingHTTPServer):
    """A host; `asked` counts the requests by path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.asked: Counter[str] = Counter()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Answers(BaseHTTPRequestHandler):
    server: RdfHost

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.asked[self.path] += 1
        first, _, rest = self.path.removeprefix("/").partition("/")
        getattr(self, f"answer_{first}", self.answer_missing)(rest)

    def send(self, status: int, media_type: str = "text/html", text: str = "", **headers: str) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": media_type, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def answer_wikidata(self, name: str) -> None:
        """An entity leads to its data, and that to a file, which says much about others too."""
        if name.startswith("entity/"):
            self.send(303, Location=f"/wikidata/data/{name.removeprefix('entity/')}")
        elif not name.endswith(".ttl"):
            self.send(303, Location=f"/{'wikidata/'}{name}.ttl")
        else:
            iri = f"{self.server.url}/wikidata/entity/Q1"
            labels = '"quartz"@en, "Quarz"@de, "石英"@ja'
            self.send(
                200,
                "text/turtle; charset=UTF-8",
                f"""
                <{iri}> <http://www.w3.org/2000/01/rdf-schema#label> {labels}; <{SKOS}altLabel> "SiO2"@en .
                <{iri}#other> <http://www.w3.org/2000/01/rdf-schema#label> "no"@en .""",
            )

    def answer_loc(self, name: str) -> None:
        """The data has IRIs with another scheme than the address, and is RDF/XML."""
        if not name.endswith(".rdf"):
            self.send(303, Location=f"{self.server.url}/loc/{name}.rdf", Vary="Accept")
            return
        iri = f"{self.server.url.replace('http:', 'https:')}/loc/sh1"
        self.send(
            200,
            "application/rdf+xml",
            f"""<rdf:RDF {_RDF} xmlns:m="http://www.loc.gov/mads/rdf/v1#">
            <m:Topic rdf:about="{iri}"><m:authoritativeLabel xml:lang="en">Quartz crystals</m:authoritativeLabel>
            </m:Topic></rdf:RDF>""",
        )

    def answer_gnd(self, _: str) -> None:
        """A name without a language, in a property of its own."""
        iri = f"{self.server.url}/gnd/4"
        self.send(200, "text/turtle", f'<{iri}> <{GND}preferredNameForTheSubjectHeading> "Quarz" .')

    def answer_skosmos(self, _: str) -> None:
        """JSON-LD is all that there is."""
        label = '{"@value": "Quarzo", "@language": "it"}, {"@value": "quartz", "@language": "en"}'
        iri = f"{self.server.url}/skosmos/c_1"
        self.send(200, "application/ld+json", f'[{{"@id": "{iri}", "{SKOS}prefLabel": [{label}]}}]')

    def answer_page(self, _: str) -> None:
        self.send(200, "text/html; charset=utf-8", "<title>Quartz</title>")

    def answer_circle(self, _: str) -> None:
        self.send(302, Location=self.path)

    def answer_missing(self, _: str) -> None:
        """An error that looks like data."""
        iri = f"{self.server.url}{self.path}"
        self.send(404, "text/turtle", f'<{iri}> <{SKOS}prefLabel> "Not found"@en .')

    def answer_busy(self, name: str) -> None:
        """A host that answers a second time, or asks for a pause of an hour."""
        iri = f"{self.server.url}{self.path}"
        if name == "once" and self.server.asked[self.path] > 1:
            self.send(200, "text/turtle", f'<{iri}> <{SKOS}prefLabel> "patient"@en .')
        else:
            self.send(429, Retry_After="0" if name == "once" else "3600")

    def answer_slow(self, _: str) -> None:
        """Nothing, for longer than anyone waits."""
        threading.Event().wait(30)


@contextmanager
def serve_rdf() -> Iterator[RdfHost]:
    """A host that answers."""
    with RdfHost() as host:
        thread = threading.Thread(target=host.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield host
        host.shutdown()
        thread.join(10)
