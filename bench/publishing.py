"""``headword site`` on sites of several sizes, and after changes; beside it SkoHub Vocabs' figures, measured once.

Run as ``python bench/publishing.py [PAGES ...]`` (25, 125 and 320 pages of 40 concepts by default: 1,000, 5,000 and
12,800 concepts; 4300 are 172,000, and take half an hour and 8 GB of disk). Memory is what all processes of the command
hold together. SkoHub Vocabs is Node with 644 MB of packages, and was run on the same kind of machine: two cores.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from measuring import Taken, run
from sites import make_site

SKOHUB = {1_000: (78.0, 983.0), 5_000: (164.0, 1_300.0)}
"""CPU seconds and megabytes that SkoHub Vocabs takes, by the number of concepts."""


def edit(folder: Path, change: Callable[[str], str]) -> None:
    page = min((folder / "taxonomy").rglob("*.md"))
    page.write_text(change(page.read_text(encoding="utf-8")), encoding="utf-8")


def measure(folder: Path) -> Iterator[tuple[str, Taken]]:
    yield "from nothing", run(folder, "site")
    yield "nothing changed", run(folder, "site")
    edit(folder, lambda text: text.replace("date: ", "description: Another.\ndate: ", 1))
    yield "the description of one page changed", run(folder, "site")
    edit(folder, lambda text: text.replace("space", "outer space"))
    yield "alternative labels on one page changed", run(folder, "site")


def main(sizes: list[int]) -> None:
    print("| concepts | what | CPU s | ms a concept | wall s | peak MB | SkoHub Vocabs |")
    print("|---:|---|---:|---:|---:|---:|---|")
    for pages in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            concepts = make_site(folder, pages)
            for what, taken in measure(folder):
                cpu, memory = SKOHUB.get(concepts, (0.0, 0.0)) if what == "from nothing" else (0.0, 0.0)
                peer = f"{cpu:.0f} s, {memory:,.0f} MB: {cpu / taken.cpu:.0f} times" if cpu else ""
                each = f"{taken.cpu / concepts * 1e3:.2f} | {taken.wall:.1f} | {taken.peak:,.0f}"
                print(f"| {concepts:,} | {what} | {taken.cpu:.1f} | {each} | {peer} |")
                sys.stdout.flush()
            shutil.rmtree(folder / "site")


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]] or [25, 125, 320])
