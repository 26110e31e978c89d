"""Servers for tests: a real one as its user starts it, or an endpoint over any quads; and plain requests to them."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyoxigraph
import pytest
import uvicorn
from starlette.applications import Starlette

from headword.rdf.terms import PREFIXES
from headword.server.application import PolicyHeaders
from headword.server.connections import OpenConnections, ServedConnection
from headword.server.gzip import GzipMiddleware
from headword.server.querying.endpoint import Endpoint
from headword.server.querying.fork_server import QueryDataset
from headword.server.querying.limits import Limits
from headword.server.querying.pool import Pool
from support.project import end

BASE = "https://w3id.org/test/"


@dataclass(frozen=True)
class Reply:
    """What a server said; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def __getitem__(self, name: str) -> str:
        return self.headers.get(name, "")

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Server:
    """Where a server listens, and its process if it has one of its own."""

    port: int
    process: "subprocess.Popen[str] | None" = None

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, timeout: float = 60, **headers: str
    ) -> Reply:
        """One request; ``_`` in names of headers stands for ``-``."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            reply = connection.getresponse()
            several: dict[str, list[str]] = {}
            for name, value in reply.getheaders():
                several.setdefault(name.lower(), []).append(value)
            return Reply(reply.status, {name: ", ".join(values) for name, values in several.items()}, reply.read())
        finally:
            connection.close()

    def query(self, query: str, accept: str = "application/sparql-results+json", **headers: str) -> Reply:
        """A query, sent as it is."""
        headers = {"Accept": accept, "Content-Type": "application/sparql-query", **headers}
        return self.ask("/sparql", "POST", query.encode(), **headers)

    def send(self, raw: bytes) -> bytes:
        """Anything at all, and what comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), 20) as connection:
            connection.sendall(raw)
            return b"".join(iter(lambda: connection.recv(1 << 16), b""))


def make_stock(quads: bytes, graphs: tuple[tuple[str, int], ...] = ()) -> QueryDataset:
    """Quads for keepers that load them."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the stock
    file.write(quads)
    file.flush()
    return QueryDataset(file, PREFIXES, BASE, graphs, 0, file.close)


def make_stock_on_disk(quads: bytes) -> QueryDataset:
    """Quads in a store in a folder."""
    folder = Path(tempfile.mkdtemp())
    store = pyoxigraph.Store(folder)
    store.bulk_load(quads, pyoxigraph.RdfFormat.N_QUADS)
    store.flush()
    return QueryDataset(folder, PREFIXES, BASE, (), 0, partial(shutil.rmtree, folder, ignore_errors=True))


@contextmanager
def endpoint(stock: QueryDataset, limits: Limits | None = None) -> Iterator[Server]:
    """An endpoint over a stock, in this process."""
    limits = limits or Limits()
    pool = Pool(stock, limits)
    connections = OpenConnections(limits)
    endpoint = Endpoint(lambda: pool, limits, connections.admit)
    application = PolicyHeaders(GzipMiddleware(Starlette(routes=endpoint.list_routes())))
    protocol = partial(
        ServedConnection, current=lambda: pool, hosts=frozenset("*"), limits=limits, connections=connections
    )
    config = uvicorn.Config(application, host="127.0.0.1", port=0, http=protocol, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started)
    yield Server(server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    thread.join()
    pool.close()


@contextmanager
def headword_serve(folder: Path, *options: str) -> Iterator[Server]:
    """``headword serve`` as its user starts it."""
    with (folder.parent / "serve.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "headword", "serve", "--port", "0", *options],
            cwd=folder, stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    try:
        yield Server(_find_port(process, folder.parent / "serve.log"), process)
    finally:
        end(process)
        process.stdout.close()


def _find_port(process: "subprocess.Popen[str]", log: Path) -> int:
    for line in process.stdout:
        if line.startswith("serving at "):
            return int(line.split(":")[-1].split("/")[0])
    pytest.fail(f"the server did not start:\n{log.read_text()}")


def wait_until(is_so, seconds: float = 600) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            pytest.fail("it did not come to pass")
        time.sleep(0.02)


@contextmanager
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """A port of this machine, and what anybody sent to it."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                heard.append(b"connected")
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield listener.getsockname()[1], heard
            time.sleep(0.2)
        finally:
            over.set()
            thread.join()
