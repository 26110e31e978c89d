"""One table of headword and its peers on the same graphs: checking, reading and writing.

Run as ``python bench/compare [--pages 320] [--runs 3] [--limit 300] [--venvs FOLDER] [--only NAME]``.  Peers are
installed with pip, each into an environment of its own; one that does not install or run is told, with its last line.
"""

import argparse
import datetime as dt
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from peers import ENGINES, HERE, OWN_RULES, WRITERS, Peer, Run, install, measure
from table import Row, extrapolate, print_table

PER_CONCEPT = "sh:sparql"
TASKS = (
    ("own rules", OWN_RULES, "core.ttl"),
    ("Core shapes", ENGINES, "core.ttl"),
    (PER_CONCEPT, ENGINES, "sparql.ttl"),
    ("reading, writing", WRITERS, "core.ttl"),
)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python bench/compare", description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=320, help="pages of 40 concepts each (320)")
    parser.add_argument("--runs", type=int, default=3, help="how often what is quick runs: the median counts (3)")
    parser.add_argument("--limit", type=float, default=300, help="seconds after which a process is stopped (300)")
    parser.add_argument("--venvs", type=Path, help="where the peers are, or shall be installed (a temporary folder)")
    parser.add_argument("--only", default="", help="only peers with this in their name")
    parser.add_argument("--whole", action="store_true", help="extrapolate nothing")
    return parser.parse_args()


def make_graph(folder: Path, pages: int) -> dict[str, int]:
    folder.mkdir(parents=True)
    command = [sys.executable, str(HERE / "graphs.py"), str(folder), str(pages)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(run.stdout))


def describe_machine() -> str:
    told = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.*)", told.read_text()) if told.exists() else []
    model = names[0] if names else platform.processor()
    system = platform.freedesktop_os_release()["PRETTY_NAME"] if sys.platform == "linux" else platform.platform()
    return f"{model}, {os.cpu_count()} cores, {system}, Python {platform.python_version()}"


def rows(arguments: argparse.Namespace, venvs: Path, graphs: Path, sizes: list[dict[str, int]]) -> Iterator[Row]:
    """Every measurement, as it is made; ``sizes`` describes the graphs, the largest first."""
    full, *small = sizes
    for task, peers, shapes in TASKS:
        for peer in peers:
            if arguments.only not in peer.name:
                continue
            print(f"{task}: {peer.name}", file=sys.stderr)
            python, failure = install(peer, venvs)

            def run(size: dict[str, int], peer: Peer = peer, python: Path = python, shapes: str = shapes) -> Run:
                folder = graphs / str(size["pages"])
                return measure(peer, python, folder / "data.nt", folder / shapes, arguments.limit, arguments.runs)

            if failure:
                yield Row(task, peer, Run(failure=f"not installed: {failure}"))
            elif task == PER_CONCEPT and peer.way == "pyshacl_rdflib" and small:
                taken = {size["concepts"]: run(size) for size in small}
                yield Row(task, peer, extrapolate(taken, full["concepts"]), taken)
            else:
                yield Row(task, peer, run(full))


def main() -> None:
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory() as folder:
        graphs = Path(folder) / "graphs"
        pages = arguments.pages
        small = [] if arguments.whole or pages < 16 else [pages // 8, pages // 4]
        sizes = [make_graph(graphs / str(number), number) for number in (pages, *small)]
        venvs = arguments.venvs or Path(folder) / "venvs"
        found = list(rows(arguments, venvs.absolute(), graphs, sizes))
    command = " ".join(["python", "bench/compare", *sys.argv[1:]])
    today = dt.datetime.now(tz=dt.UTC).date()
    print(f"As measured on {today} by `{command}`: {describe_machine()}.")
    print("{pages:,} pages, {concepts:,} concepts, {triples:,} triples, {faults} faults planted.".format(**sizes[0]))
    print("Seconds are of CPU, user and system, but for wall. Work is checking, or writing Turtle and JSON-LD;")
    print("a process starts Python and imports the tool before it reads and works.\n")
    print_table(found)


if __name__ == "__main__":
    main()
