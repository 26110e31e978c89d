"""headword and other tools: the same graph checked by every engine, and whole tasks as a user types them.

Run as ``python bench/peers [--part engines|tasks] [--cache FOLDER] [--pages 320] [--only NAME] ...``. The other tools
are installed in the cache, each in an environment of its own, in the versions of `packages`. For a tool that does not
install or run, the tables show why.
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
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from commands import Bench, measure_tasks
from engines import ENGINES, HERE, OWN_RULES, WRITERS, Peer, Run, measure
from packages import PACKAGES, install
from table import Row, extrapolate, print_table

PER_CONCEPT = "sh:sparql"
TASKS = (
    ("own rules", OWN_RULES, "core.ttl"),
    ("Core shapes", ENGINES, "core.ttl"),
    (PER_CONCEPT, ENGINES, "sparql.ttl"),
    ("reading, writing", WRITERS, "core.ttl"),
)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python bench/peers", description=__doc__.splitlines()[0])
    parser.add_argument("--part", choices=["engines", "tasks"], help="only this part (both)")
    parser.add_argument("--pages", type=int, default=320, help="pages of 40 concepts each (320)")
    parser.add_argument("--few", type=int, default=25, help="pages for sites and spreadsheets (25)")
    parser.add_argument("--runs", type=int, default=3, help="how often a quick command runs: the least counts (3)")
    parser.add_argument("--limit", type=float, default=300, help="seconds after which a process is stopped (300)")
    parser.add_argument("--cache", type=Path, help="the folder of the other tools (a temporary folder)")
    parser.add_argument("--only", default="", help="only tools with this in their name")
    parser.add_argument("--task", default="", help="only whole tasks with this in their name")
    parser.add_argument("--whole", action="store_true", help="extrapolate nothing")
    return parser.parse_args()


def make_graph(top: Path, pages: int, *kinds: str) -> Path:
    """Return the folder of a graph with its shapes, and with ``size.json``; without kinds, all faults are planted."""
    folder = Path(tempfile.mkdtemp(dir=top)) / "graph"
    command = [sys.executable, str(HERE / "graphs.py"), str(folder), str(pages), *kinds]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    (folder / "size.json").write_text(run.stdout)
    return folder


def describe_machine() -> str:
    told = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.*)", told.read_text()) if told.exists() else []
    model = names[0] if names else platform.processor()
    system = platform.freedesktop_os_release()["PRETTY_NAME"] if sys.platform == "linux" else platform.platform()
    return f"{model}, {os.cpu_count()} cores, {system}, Python {platform.python_version()}"


def measure_engines(arguments: argparse.Namespace, cache: Path, graphs: list[Path]) -> Iterator[Row]:
    """Yield every measurement of an engine, as it is made; the largest graph is the first."""
    full, *small = [(graph, json.loads((graph / "size.json").read_text())["concepts"]) for graph in graphs]
    for task, peers, shapes in TASKS:
        for peer in peers:
            if arguments.only not in peer.name:
                continue
            print(f"{task}: {peer.name}", file=sys.stderr)
            environment = install(peer.package, cache)
            python = Path(sys.executable) if peer.package == "headword" else environment.programs / "python"

            def run(graph: Path, peer: Peer = peer, python: Path = python, shapes: str = shapes) -> Run:
                return measure(peer, python, graph / "data.nt", graph / shapes, arguments.limit, arguments.runs)

            if environment.failure:
                yield Row(task, peer, Run(failure=f"not installed: {environment.failure}"))
            elif task == PER_CONCEPT and peer.way == "pyshacl_rdflib" and small:
                taken = {concepts: run(graph) for graph, concepts in small}
                yield Row(task, peer, extrapolate(taken, full[1]), taken)
            else:
                yield Row(task, peer, run(full[0]))


def main() -> None:
    arguments = parse_arguments()
    command = " ".join(["python", "bench/peers", *sys.argv[1:]])
    print(f"`{command}` on {dt.datetime.now(tz=dt.UTC).date()}: {describe_machine()}.\n")
    print("| tool | version | released |\n|---|---|---|")
    for package in PACKAGES.values():
        print(
            f"| {package.name}{f', {package.note}' if package.note else ''} | {package.version} | {package.released} |"
        )
    with tempfile.TemporaryDirectory() as top:
        folder, pages = Path(top), arguments.pages
        cache = (arguments.cache or folder / "cache").absolute()
        if arguments.part != "tasks":
            small = [] if arguments.whole or pages < 16 else [pages // 8, pages // 4]
            graphs = [make_graph(folder, number) for number in (pages, *small)]
            sizes = json.loads((graphs[0] / "size.json").read_text())
            print(
                "\n{pages:,} pages, {concepts:,} concepts, {triples:,} triples, {faults} faults planted.\n".format(
                    **sizes
                )
            )
            print_table(list(measure_engines(arguments, cache, graphs)))
        if arguments.part != "engines":
            bench = Bench(
                cache, partial(make_graph, folder), arguments.runs, arguments.limit, arguments.only, arguments.task
            )
            for line in measure_tasks(bench, pages, arguments.few):
                print(line, flush=True)


if __name__ == "__main__":
    main()
