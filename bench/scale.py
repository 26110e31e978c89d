"""Whole commands on sites of several sizes: what a concept costs must not grow with the number of concepts.

Run as ``python bench/scale.py [PAGES ...]`` (320, 2,500 and 25,000 pages of 40 concepts by default; the last takes ten
minutes and 5 GB of disk). Each site is checked from an empty cache, checked again, checked with one page changed, and
built from an empty cache. Memory is what all processes of the command hold together, shared pages counted once (PSS).
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measuring import Taken, run
from sites import make_site


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
