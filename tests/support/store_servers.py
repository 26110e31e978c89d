"""Triple stores for tests: one in this process that records and fails as told, and two real ones on loopback."""

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox

from support.programs import find_program, skip_without
from support.web_servers import free_port, running, scratch


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    method: str
    path: str
    parameters: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def line(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def writes(self) -> bool:
        """Whether it would change something."""
        is_update = self.headers.get("content-type", "").startswith("application/sparql-update")
        return self.method in ("PUT", "DELETE") or is_update or (self.method == "POST" and "graph" in self.parameters)


Fault = Callable[[int, Asked], str]
"""What is to happen to a request, by how many came before it: empty for an answer as it should be."""


def no_fault(number: int, asked: Asked) -> str:
    return ""


@dataclass
class Scripted:
    """A store in memory that says what it was asked, and fails as it is told to."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    fault: Fault = no_fault
    server: str = "Scripted"
    rows: int = 0
    """How many triples are given at most in one answer; 0 for all."""
    login: Callable[[Asked], dict[str, str] | None] = lambda asked: None
    """Headers of the refusal of who did not log in."""
    quads: ox.Store = field(default_factory=ox.Store)

    @property
    def writes(self) -> list[str]:
        return [f"{one.line} {one.parameters.get('graph', '')}".strip() for one in self.asked if one.writes]

    def graphs(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for quad in self.quads:
            counts[quad.graph_name.value] = counts.get(quad.graph_name.value, 0) + 1
        return counts


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store: Scripted

    def version_string(self) -> str:
        return self.store.server

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parameters = {name: values[0] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, parts.path, parameters, headers, body)
        number = len(self.store.asked)
        self.store.asked.append(asked)
        refused = self.store.login(asked)
        if refused is not None:
            self._send(401, b"", refused)
        elif not self._fail(self.store.fault(number, asked), asked):
            self._send(*self._do(asked))

    do_GET = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815 as the library calls them

    def _fail(self, fault: str, asked: Asked) -> bool:  # noqa: C901 a table of faults
        word, _, rest = fault.partition(" ")
        if word in ("", "late"):
            time.sleep(float(rest or 0))
            return False
        if word == "drop":
            self.close_connection = True
            self.connection.close()
        elif word == "half":
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"{")
            self.close_connection = True
        elif word == "dribble":
            for _ in range(100):
                self.wfile.write(b"H" if _ == 0 else b"T")
                self.wfile.flush()
                time.sleep(0.1)
            self.close_connection = True
        elif word == "done-then-drop":
            self._do(asked)
            self.close_connection = True
            self.connection.close()
        elif word == "redirect":
            self._send(307, b"", {"Location": rest})
        elif word == "garbage":
            self._send(200, rest.encode(), {"Content-Type": "application/sparql-results+json"})
        elif word == "triples":
            self._send(200, rest.encode(), {"Content-Type": "application/n-triples"})
        elif word == "page":
            self._send(200, b"<html>It works</html>", {"Content-Type": "text/html"})
        elif word == "echo":
            text = f"who is {self.headers.get('Authorization')}?"
            self._send(int(rest), text.encode(), {"Content-Type": "text/plain"})
        else:
            self._send(int(word), rest.encode(), {"Content-Type": "text/plain"})
        return True

    def _do(self, asked: Asked) -> tuple[int, bytes, dict[str, str]]:
        if "graph" in asked.parameters:
            return self._do_graph(asked)
        if asked.headers.get("content-type", "").startswith("application/sparql-update"):
            self.store.quads.update(asked.body.decode())
            return 204, b"", {}
        query = parse_qs(asked.body.decode()).get("query", [""])[0]
        if not query:
            return 200, b"", {"Content-Type": "text/html"}
        found = self.store.quads.query(query)
        if isinstance(found, ox.QuerySolutions):
            data = found.serialize(format=ox.QueryResultsFormat.JSON) or b""
            return 200, data, {"Content-Type": "application/sparql-results+json"}
        return 200, self._cut(list(found)), {"Content-Type": "application/n-triples"}

    def _do_graph(self, asked: Asked) -> tuple[int, bytes, dict[str, str]]:
        graph = ox.NamedNode(asked.parameters["graph"])
        exists = self.store.quads.contains_named_graph(graph)
        if asked.method == "GET":
            triples = [quad.triple for quad in self.store.quads.quads_for_pattern(None, None, None, graph)]
            return (200 if exists else 404), self._cut(triples), {"Content-Type": "application/n-triples"}
        if asked.method in ("PUT", "DELETE"):
            self.store.quads.remove_graph(graph)
        if asked.method in ("PUT", "POST"):
            self.store.quads.load(asked.body, format=ox.RdfFormat.TURTLE, to_graph=graph)
        return (404 if asked.method == "DELETE" and not exists else 204), b"", {}

    def _cut(self, triples: list[ox.Triple]) -> bytes:
        return ox.serialize(triples[: self.store.rows or None], format=ox.RdfFormat.N_TRIPLES) or b""

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if status != 204 else b"")


@contextmanager
def scripted() -> Iterator[Scripted]:
    store = Scripted()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"store": store}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    store.url = f"http://127.0.0.1:{server.server_port}"
    yield store
    server.shutdown()
    server.server_close()


@contextmanager
def oxigraph() -> Iterator[str]:
    """Oxigraph's own server, of the package ``oxigraph``, with a store on disk."""
    program = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
    if program is None:
        skip_without("oxigraph")
    port = free_port()
    with scratch() as folder:
        command = [str(program), "serve", "--location", str(folder / "db"), "--bind", f"127.0.0.1:{port}"]
        with running(command, folder, port):
            yield f"http://127.0.0.1:{port}"


VIRTUOSO = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
Striping = 0
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
Striping = 0
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 10
CheckpointInterval = 0
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 10000
"""


@contextmanager
def virtuoso(buffers: int = 4000) -> Iterator[str]:
    """Virtuoso 7 with a new database, which knows the user `dba` with the password `dba`."""
    program = find_program("virtuoso-t")
    sql, http = free_port(), free_port()
    with scratch() as folder:
        config = VIRTUOSO.format(sql=sql, http=http, buffers=buffers, dirty=buffers * 3 // 4)
        (folder / "virtuoso.ini").write_text(config)
        # It takes its files from where it is started.
        command = ["sh", "-c", f'cd "{folder}" && exec "{program}" -f +configfile virtuoso.ini']
        with running(command, folder, http, 600):
            yield f"http://127.0.0.1:{http}"
