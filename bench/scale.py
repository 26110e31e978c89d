"""Whole commands on sites of several sizes: what a concept costs must not grow with the number of concepts.

Run as ``python bench/scale.py [PAGES ...]`` (320, 2,500 and 25,000 pages of 40 concepts by default; the last takes ten
minutes and 5 GB of disk). Each site is checked from an empty cache, checked again, checked with one page changed, and
built from an empty cache. Memory is what all processes of the command hold together, shared pages counted once (PSS).
"""

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sites import make_site

_PACE = 0.2


class Taken(NamedTuple):
    """What one command took: CPU seconds, seconds, and megabytes."""

    cpu: float
    wall: float
    peak: float


def run(folder: Path, *words: str) -> Taken:
    before = _cpu()
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "headword", *words], cwd=folder, stdout=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(map(_memory, _family(process.pid))))
        time.sleep(_PACE)
    if process.returncode:
        raise SystemExit(f"headword {' '.join(words)} ended with {process.returncode}")
    return Taken(_cpu() - before, time.perf_counter() - start, peak)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _family(process: int) -> Iterator[int]:
    """The process and all that it started; nothing where the system does not tell."""
    yield process
    try:
        children = [task.joinpath("children").read_text().split() for task in Path(f"/proc/{process}/task").iterdir()]
    except OSError:
        return
    for child in (child for some in children for child in some):
        yield from _family(int(child))


def _memory(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def change_a_page(folder: Path) -> None:
    page = min((folder / "taxonomy").rglob("*.md"))
    page.write_text(page.read_text(encoding="utf-8").replace("Systems", "Devices"), encoding="utf-8")


def measure(folder: Path) -> Iterator[tuple[str, Taken]]:
    cache = folder / ".headword-cache"
    yield "check, empty cache", run(folder, "check")
    yield "check again", run(folder, "check")
    change_a_page(folder)
    yield "check, one page changed", run(folder, "check")
    shutil.rmtree(cache)
    yield "check, one process", run(folder, "check", "--jobs", "1")
    shutil.rmtree(cache)
    yield "build, empty cache, one process", run(folder, "build", "--jobs", "1")


def main(sizes: list[int]) -> None:
    print("| concepts | command | CPU s | µs a concept | wall s | peak MB |\n|---:|---|---:|---:|---:|---:|")
    for pages in sizes:
        with tempfile.TemporaryDirectory() as name:
            concepts = make_site(Path(name), pages)
            for what, taken in measure(Path(name)):
                each = taken.cpu / concepts * 1e6
                print(
                    f"| {concepts:,} | {what} | {taken.cpu:.1f} | {each:.0f} | {taken.wall:.1f} | {taken.peak:,.0f} |"
                )
                sys.stdout.flush()


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]] or [320, 2500, 25000])
