"""The rate, CPU time and 95th percentile of `headword serve`, rdflib-endpoint and Oxigraph's server, in one run.

Run as ``python bench/serving.py [--pages 320] [--seconds 5] [--clients 20] [--venv FOLDER]``.  The servers get the same
triples and the same queries one after the other, on loopback, each query once: what a server remembers of queries is
measured by itself.  ``--soak 30`` asks headword alone, 200 requests at once, and tells how its memory grows.
"""

import argparse
import asyncio
import contextlib
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from sites import make_site

PREFIXES = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
QUERIES = {
    "one concept": "SELECT ?p ?o { <%s> ?p ?o }",
    "concepts below": "SELECT ?c ?l { <%s> skos:narrower+ ?c . ?c skos:prefLabel ?l } ORDER BY ?l",
    "scheme of 40": "SELECT ?c ?l { <%s> skos:inScheme ?s . ?c skos:inScheme ?s ; skos:prefLabel ?l } ORDER BY ?l",
    "ask": "ASK { <%s> skos:broader ?c }",
    "describe": "DESCRIBE <%s>",
    "500 rows": "SELECT ?a ?b ?c { ?a ?b ?c FILTER(?a != <%s>) } LIMIT 500",
    "text in labels": (
        "SELECT ?c ?l { ?c a skos:Concept ; skos:prefLabel ?l FILTER(CONTAINS(LCASE(?l), '%s')) } ORDER BY ?l LIMIT 50"
    ),
}
ACCEPT = "application/sparql-results+json, text/turtle"
HEADWORD, OXIGRAPH, RDFLIB = "headword", "Oxigraph", "rdflib-endpoint"


@dataclass
class Tally:
    """How long requests took, in seconds, and what went wrong."""

    times: list[float] = field(default_factory=list)
    errors: int = 0
    seconds: float = 0.0
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds if self.seconds else 0.0

    @property
    def cost(self) -> float:
        """CPU time of the server for each request, in microseconds."""
        return self.cpu / len(self.times) * 1e6 if self.times else float("nan")

    @property
    def late(self) -> float:
        """The 95th percentile, in milliseconds."""
        return statistics.quantiles(self.times, n=20)[-1] * 1000 if len(self.times) > 1 else float("nan")


async def ask_on(port: int, path: str, queries: Iterator[str], end: float, tally: Tally) -> None:
    """Ask one query after the other on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for query in queries:
        begun = time.perf_counter()
        if begun > end:
            break
        target = f"{path}?query={quote(PREFIXES + query)}"
        head = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {ACCEPT}\r\n\r\n"
        writer.write(head.encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", answer, re.IGNORECASE)
        if length:
            await reader.readexactly(int(length[1]))
        else:
            while size := int(await reader.readline(), 16):
                await reader.readexactly(size + 2)
            await reader.readline()
        tally.times.append(time.perf_counter() - begun)
        tally.errors += not answer.startswith(b"HTTP/1.1 200")
    writer.close()


def measure(port: int, path: str, queries: list[str], seconds: float, clients: int) -> Tally:
    """Ask these queries, so many at once, for so many seconds or until all are asked."""
    tally, several = Tally(), iter(queries)

    async def run() -> None:
        begun = time.perf_counter()
        await asyncio.gather(*(ask_on(port, path, several, begun + seconds, tally) for _ in range(clients)))
        tally.seconds = time.perf_counter() - begun

    asyncio.run(run())
    return tally


def list_queries(kind: str, triples: str) -> list[str]:
    """The queries of a kind, in any order, each once; those in texts are of two letters and more."""
    concepts = re.findall(r"<(\S+)> <\S+#type> <\S+#Concept>", triples)
    words = [f"{first}{second}" for first in "abcdefghilmnoprstuv" for second in "abcdefghilmnoprstuv "]
    found = [QUERIES[kind] % value for value in (words if "%s'" in QUERIES[kind] else concepts)]
    random.Random(1).shuffle(found)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True)
    try:
        for _ in range(3000):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if process.poll() is not None:
                sys.exit((folder / "server.log").read_text())
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def commands(site: Path, data: Path, venv: Path, workers: int) -> Iterator[tuple[str, list[str], Path, int, str]]:
    """Each server: its name, how it is started, where, its port, and the path of its endpoint."""
    port = free_port()
    own = [sys.executable, "-m", "headword", "serve", "--no-watch", "--port", str(port), "--workers", str(workers)]
    yield HEADWORD, own, site, port, "/sparql"
    port = free_port()
    yield OXIGRAPH, [str(venv / "bin/oxigraph"), "serve", "--bind", f"127.0.0.1:{port}"], data.parent, port, "/query"
    port = free_port()
    serve = [str(venv / "bin/rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port), str(data)]
    yield RDFLIB, serve, data.parent, port, "/"


def fill(name: str, port: int, data: Path) -> None:
    if name == OXIGRAPH:
        url = f"http://127.0.0.1:{port}/store?default"
        headers = {"Content-Type": "application/n-triples"}
        urllib.request.urlopen(urllib.request.Request(url, data.read_bytes(), headers)).close()


def resident(process: int) -> int:
    """Kilobytes of memory of a process."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text())[1])


def used_time(process: int) -> float:
    """Seconds of CPU time that a process, its threads and its children have used."""
    with contextlib.suppress(OSError):
        numbers = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        children = " ".join(task.read_text() for task in Path(f"/proc/{process}/task").glob("*/children")).split()
        own = (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")
        return own + sum(used_time(int(child)) for child in children)
    return 0.0


def install(venv: Path) -> None:
    if not (venv / "bin").exists():
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        packages = ["oxigraph", "rdflib-endpoint[cli]"]
        subprocess.run([str(venv / "bin/pip"), "install", "-q", *packages], check=True)


def compare(arguments: argparse.Namespace, site: Path, data: Path) -> None:
    triples = data.read_text("utf-8")
    print(
        "| query | "
        + " | ".join(f"{name}, requests/s | CPU, µs | 95th percentile, ms" for name in (HEADWORD, OXIGRAPH, RDFLIB))
    )
    rows: dict[str, list[str]] = {kind: [] for kind in QUERIES}
    again: dict[str, Tally] = {}
    for name, command, folder, port, path in commands(site, data, arguments.venv, arguments.workers):
        with running(command, folder, port) as process:
            fill(name, port, data)
            measure(port, path, ["ASK {}"], 60, 1)
            for kind in QUERIES:
                queries = list_queries(kind, triples)
                before = used_time(process.pid)
                tally = measure(port, path, queries, arguments.seconds, arguments.clients)
                tally.cpu = used_time(process.pid) - before
                errors = f" ({tally.errors} errors)" if tally.errors else ""
                rows[kind].append(f"{tally.rate:,.0f}{errors} | {tally.cost:,.0f} | {tally.late:,.1f}")
                if name == HEADWORD:
                    again[kind] = measure(port, path, queries[:100] * 1000, arguments.seconds, arguments.clients)
    for kind, cells in rows.items():
        print(f"| {kind} | {' | '.join(cells)} |")
    for kind, tally in again.items():
        print(f"| {kind}, asked before | {tally.rate:,.0f} | {tally.late:,.1f} |")


def soak(arguments: argparse.Namespace, site: Path, data: Path) -> None:
    triples = data.read_text("utf-8")
    name, command, folder, port, path = next(iter(commands(site, data, arguments.venv, arguments.workers)))
    with running(command, folder, port) as process:
        queries = [query for kind in list(QUERIES)[:3] for query in list_queries(kind, triples)] * 10
        random.Random(2).shuffle(queries)
        measure(port, path, queries, 10, 200)
        before = resident(process.pid)
        tally = measure(port, path, queries, arguments.soak, 200)
        print(
            f"{name}: {len(tally.times):,} requests, 200 at once, in {tally.seconds:.0f} s: {tally.rate:,.0f} a second,"
        )
        print(f"95th percentile {tally.late:,.0f} ms, {tally.errors} errors, memory {before:,} KB and then", end=" ")
        print(f"{resident(process.pid):,} KB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=320, help="pages of 40 concepts each (320)")
    parser.add_argument("--seconds", type=float, default=5, help="for which each kind of query is asked (5)")
    parser.add_argument("--clients", type=int, default=20, help="how many ask at once (20)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2, help="of headword serve")
    parser.add_argument("--soak", type=float, default=0, help="ask headword alone for so many seconds")
    parser.add_argument("--venv", type=Path, help="where the peers are, or shall be installed (a temporary folder)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        arguments.venv = arguments.venv or Path(name, "peers")
        install(arguments.venv)
        site = Path(name, "site")
        make_site(site, arguments.pages)
        config = site / "headword.toml"
        config.write_text(f'{config.read_text()}formats = ["ntriples"]\n')
        subprocess.run([sys.executable, "-m", "headword", "build"], cwd=site, check=True, stdout=subprocess.DEVNULL)
        data = Path(name, "data", "vocabulary.nt")
        data.parent.mkdir()
        data.write_text("".join(file.read_text("utf-8") for file in sorted((site / "vocab").rglob("*.nt"))), "utf-8")
        (soak if arguments.soak else compare)(arguments, site, data)


if __name__ == "__main__":
    main()
