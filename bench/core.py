"""Reading, compiling, checking and writing, and beside it the same work by plain rdflib and pySHACL.

Run as ``python bench/core.py [PAGES]`` (320 by default, 12,800 concepts). Each stage runs in a
process of its own, so that its peak memory is its own; times are CPU seconds.
"""

import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))


def stage_headword(site: Path) -> dict[str, float]:
    from headword.compiler.publication import Publication
    from headword.compiler.run import open_run
    from headword.core.cache import open_cache
    from headword.core.context import RunContext
    from headword.core.files.publish import publish
    from headword.markdown.outline import read_outline
    from headword.markdown.page import make_page
    from headword.markdown.page_bytes import read_bytes
    from headword.project.project import find_project
    from headword.project.select import select_pages
    from headword.publish.build import render

    times: dict[str, float] = {}
    project = find_project(site)
    selection = select_pages(project, [])
    clock = Clock(times)
    for item in selection.files:
        source = item.source
        page = make_page(read_bytes(source.path, source.page_path), source.page_path, source.page_path)
        read_outline(page, project.config.outline_shortcodes)
    clock.lap("(reading Markdown alone)")
    # By one process: this one is measured.
    with open_cache(None) as cache, open_run(project, context=RunContext(cache, jobs=1)) as run:
        clock.lap("read, compile, state, encode")
        files_made = list(render(Publication(run.documents(), project.config), project.config))
        clock.lap("serialize and prove")
        publish(files_made, project.output)
        clock.lap("publish")
    return times


def stage_headword_check(site: Path) -> dict[str, float]:
    from headword.compiler.run import open_run
    from headword.core.cache import open_cache
    from headword.core.context import RunContext
    from headword.lint.check import check_run
    from headword.lint.select import project_rules
    from headword.project.project import find_project

    times: dict[str, float] = {}
    with open_cache(None) as cache, open_run(find_project(site), context=RunContext(cache, jobs=1)) as run:
        clock = Clock(times)
        report = check_run(run, run.documents(), project_rules(run.project))
        clock.lap("check")
    times["findings"] = len(report.findings)
    return times


def stage_plain(site: Path) -> dict[str, float]:
    import rdflib

    times: dict[str, float] = {}
    graph = rdflib.Graph()
    clock = Clock(times)
    for file in sorted((site / "vocab").rglob("*.ttl")):
        graph.parse(file)
    clock.lap("parse Turtle (rdflib)")
    graph.serialize(format="turtle")
    clock.lap('serialize("turtle")')
    graph.serialize(format="json-ld")
    clock.lap('serialize("json-ld")')
    return times


def stage_pyshacl(site: Path) -> dict[str, float]:
    import pyshacl

    from headword.compiler.vocabulary import compile_project
    from headword.lint.catalogue import load_rules
    from headword.project.project import find_project
    from headword.rdf.entailment import with_inverses
    from headword.rdf.rdflib_bridge import to_rdflib

    times: dict[str, float] = {}
    graph = to_rdflib(with_inverses(compile_project(find_project(site)).facts))
    shapes = to_rdflib(load_rules().shapes)
    clock = Clock(times)
    pyshacl.validate(graph, shacl_graph=shapes, inplace=True)
    clock.lap("validate (pySHACL)")
    return times


class Clock:
    """Laps of CPU time, put into a table."""

    def __init__(self, times: dict[str, float]) -> None:
        self._times, self._last = times, time.process_time()

    def lap(self, name: str) -> None:
        now = time.process_time()
        self._times[name] = now - self._last
        self._last = now

    def skip(self) -> None:
        """What was done since the last lap does not count."""
        self._last = time.process_time()


STAGES = {
    "headword": stage_headword,
    "headword check": stage_headword_check,
    "plain": stage_plain,
    "pyshacl": stage_pyshacl,
}


def run_stage(name: str, site: Path) -> None:
    # As the command line does it, and for the peers as well.
    gc.disable()
    times = STAGES[name](site)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"times": times, "peak": peak}))


def main(pages: int, wanted: list[str]) -> None:
    from sites import make_site

    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        concepts = make_site(site, pages)
        print(f"{pages:,} pages, {concepts:,} concepts; CPU seconds, peak memory in MB")
        for name in wanted or STAGES:
            command = [sys.executable, __file__, "--stage", name, str(site)]
            measured = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            for label, seconds in measured["times"].items():
                print(f"  {name:<15} {label:<30} {seconds:8.2f}")
            total = sum(value for label, value in measured["times"].items() if label[0] != "(" and label != "findings")
            print(f"  {name:<15} {'total':<30} {total:8.2f}   peak {measured['peak']:.0f} MB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stage"]:
        run_stage(sys.argv[2], Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 320, sys.argv[2:])
