"""The measurements of whole tasks, each in a new folder, as Markdown tables."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from graphs import KINDS
from packages import PACKAGES, Environment, install
from tasks import FILE, Done, Task, Way, count_findings, list_tasks

from measuring import Taken, measure

FAULTS = "faults that are found"
"""The name of the table with the kinds of faults."""
MakeGraph = Callable[..., Path]
"""A function that returns the folder of a graph, from a number of pages and kinds of faults."""


@dataclass(frozen=True)
class Bench:
    """The settings of a run: the cache of the tools, the function for graphs, and limits."""

    cache: Path
    make_graph: MakeGraph
    runs: int
    limit: float
    only: str
    task: str


def measure_tasks(bench: Bench, pages: int, few: int) -> Iterator[str]:
    """Yield the lines of one table for each task, as they are measured."""
    bench = replace(bench, make_graph=cache(bench.make_graph))
    tasks = list_tasks(pages, few)
    for task in tasks:
        ways = [way for way in task.ways if bench.only in way.package and bench.task in task.name]
        if not ways:
            continue
        yield f"\n**{task.name.capitalize()}**\n"
        yield "| tool | command | CPU s | wall s | peak, MB | result |\n|---|---|---:|---:|---:|---|"
        for way in ways:
            yield _row(bench, task, way)
    counted = [way for task in tasks for way in task.ways if way.counted and bench.only in way.package]
    if counted and bench.task in FAULTS:
        yield from _list_kinds(bench, counted)


def _row(bench: Bench, task: Task, way: Way) -> str:
    print(f"{task.name}: {way.package}", file=sys.stderr)
    shown = f"| {_name(way)} | `{way.commands}` |"
    environment = install(way.package, bench.cache)
    if environment.failure:
        return f"{shown} | | | not installed: {environment.failure} |"
    graph = bench.make_graph(task.pages, *task.kinds)
    taken: list[tuple[Taken, Done]] = []
    # A run of more than 20 s is not repeated.
    while len(taken) < bench.runs and (not taken or taken[-1][0].cpu < 20):
        taken.append(_run(bench, task, way, environment, graph))
        if len(taken) == 1:
            try:
                result = _judge(bench, way, *taken[0])
            except ValueError as error:
                return f"{shown} | | | {error} |"
    least = min((one for one, _ in taken), key=lambda one: one.cpu)
    return f"{shown} {least.cpu:.2f} | {least.wall:.2f} | {least.peak:,.0f} | {result} |"


def _judge(bench: Bench, way: Way, taken: Taken, done: Done) -> str:
    if taken.is_late:
        raise ValueError(f"more than {bench.limit:.0f} s")
    try:
        return way.prove(done)
    finally:
        if not way.in_repository:
            shutil.rmtree(done.folder)


def _run(bench: Bench, task: Task, way: Way, environment: Environment, graph: Path) -> tuple[Taken, Done]:
    folder = Path(tempfile.mkdtemp(dir=graph.parent))
    if way.in_repository:
        folder = environment.repository
        shutil.copy(graph / FILE, folder / "data" / FILE)
        shutil.copy(folder / ".env.example", folder / ".env")
    else:
        for name in (FILE, "core.ttl"):
            shutil.copy(graph / name, folder)
    for name, text in task.files.items():
        (folder / name).write_text(text)
    with tempfile.TemporaryFile("w+") as out:
        script = way.commands.replace("; ", " && ")
        programs = str(environment.programs)
        taken = measure(["bash", "-c", script], folder, limit=bench.limit, out=out, errors=out, path=programs)
        out.seek(0)
        return taken, Done(folder, taken.code, out.read())


def _list_kinds(bench: Bench, ways: list[Way]) -> Iterator[str]:
    """Yield a table of the kinds of faults that each tool reports: more findings with the fault than without it."""
    yield f"\n**{FAULTS.capitalize()}**\n"
    yield f"| kind | {' | '.join(_name(way) for way in ways)} |\n|---|{'---|' * len(ways)}"
    task = Task("kinds", 4, ())
    counts: list[dict[str, int]] = []
    for way in ways:
        environment = install(way.package, bench.cache)
        find = partial(_count, bench, task, way, environment)
        counts.append({} if environment.failure else {kind: find(kind) for kind in ("none", *KINDS)})
    for kind in KINDS:
        marks = ("yes" if count.get(kind, 0) > count.get("none", 0) else "no" for count in counts)
        yield f"| {kind} | {' | '.join(marks)} |"


def _count(bench: Bench, task: Task, way: Way, environment: Environment, kind: str) -> int:
    _, done = _run(bench, task, way, environment, bench.make_graph(task.pages, kind))
    return count_findings(done, way.counted)


def _name(way: Way) -> str:
    package = PACKAGES.get(way.package)
    return way.package if package is None else f"{package.program or package.name} {package.version}"
