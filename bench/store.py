"""``headword query`` with a store on disk and without: filling it, asking again, and after one page was changed.

Run as ``python bench/store.py [PAGES ...]`` (320 and 4,300 pages of 40 concepts by default: 12,800 and 172,000). The
cache of pages is filled before, so that what is measured is the store. Memory is what all processes of the command hold
together. The last column is the size of the store.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measuring import Taken, run
from publishing import edit
from sites import make_site

COUNT = "SELECT (COUNT(*) AS ?concepts) { ?concept a skos:Concept }"
ONE = ("@narrower", "https://w3id.org/bench/area-0/topic-0/page-00000")


def measure(folder: Path) -> Iterator[tuple[str, Taken]]:
    run(folder, "check", "--exit-zero")
    yield "in memory", run(folder, "query", COUNT)
    yield "on disk, filling it", run(folder, "query", "--store", "store", COUNT)
    yield "on disk, nothing changed", run(folder, "query", "--store", "store", COUNT)
    yield "on disk, the named query `@narrower`", run(folder, "query", "--store", "store", *ONE)
    edit(folder, lambda text: text.replace("space", "outer space"))
    yield "on disk, one page changed", run(folder, "query", "--store", "store", COUNT)


def main(sizes: list[int]) -> None:
    print("| concepts | what | CPU s | wall s | peak MB | store, MB |")
    print("|---:|---|---:|---:|---:|---:|")
    for pages in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            concepts = make_site(folder, pages)
            for what, taken in measure(folder):
                size = sum(file.stat().st_size for file in (folder / "store").rglob("*") if file.is_file()) / 1e6
                shown = f"{taken.cpu:.1f} | {taken.wall:.1f} | {taken.peak:,.0f} | {size:,.0f}"
                print(f"| {concepts:,} | {what} | {shown} |")
                sys.stdout.flush()


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]] or [320, 4300])
