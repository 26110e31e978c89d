"""Whole commands on sites of several sizes: what a concept costs must not grow with the number of concepts.

Run as ``python bench/scale.py [PAGES ...] [--commands NAME ...]``. The sizes are in pages of 40 concepts, by default
25, 320 and 2,500. 25,000 pages take an hour and 20 GB of disk; ``site`` is then left out. The cost of a concept
is without start-up, which is the cost of the same command on one page. The cache is empty, except for ``lint`` and
the second checks. Memory is what all processes of the command hold together, shared pages counted once (PSS).
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from content import make_content
from diff import change
from importing import triples
from measuring import Taken, run
from sites import make_site

_HEADINGS = 40
_COMPARED = 320
"""The number of pages with which the other sizes are compared."""
_MOST_FOR_SITE = 5_000


def check(folder: Path, pages: int) -> Taken:
    make_site(folder, pages)
    return run(folder, "check")


def check_again(folder: Path, pages: int) -> Taken:
    check(folder, pages)
    return run(folder, "check")


def check_changed(folder: Path, pages: int) -> Taken:
    """One page has changed since the last check."""
    check(folder, pages)
    page = min((folder / "taxonomy").rglob("*.md"))
    page.write_text(page.read_text(encoding="utf-8").replace("Systems", "Devices"), encoding="utf-8")
    return run(folder, "check")


def build(folder: Path, pages: int) -> Taken:
    make_site(folder, pages)
    return run(folder, "build")


def site(folder: Path, pages: int) -> Taken:
    make_site(folder, pages)
    return run(folder, "site")


def diff(folder: Path, pages: int) -> Taken:
    """Every tenth heading and every tenth page has another name."""
    make_site(folder, pages)
    run(folder, "build", "--no-check", "--output", "old")
    change(folder)
    run(folder, "build", "--no-check", "--output", "new")
    return run(folder, "diff", "old", "new", good=(0, 1))


def import_(folder: Path, pages: int) -> Taken:
    """A thesaurus as a file of N-Triples."""
    with (folder / "thesaurus.nt").open("w", encoding="utf-8") as stream:
        stream.writelines(f"{line}\n" for line in triples(pages * _HEADINGS))
    return run(folder, "import", "thesaurus.nt")


def lint(folder: Path, pages: int) -> Taken:
    """Eight pages of content for each page of the vocabulary."""
    make_content(folder, pages * 8, pages)
    run(folder, "check", good=(0, 1))
    return run(folder, "lint", good=(0, 1))


COMMANDS: dict[str, Callable[[Path, int], Taken]] = {
    "check": check, "check-again": check_again, "check-changed": check_changed, "build": build,
    "site": site, "diff": diff, "import": import_, "lint": lint,
}  # fmt: skip


def measure(command: str, pages: int) -> Taken:
    with tempfile.TemporaryDirectory() as name:
        return COMMANDS[command](Path(name), pages)


def main(sizes: list[int], commands: list[str]) -> None:
    print("| command | concepts | CPU s | wall s | peak MB | µs a concept | times that of 12,800 |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for command in commands:
        start_up = measure(command, 1).cpu
        compared = 0.0
        # The size that the others are compared with comes first.
        for pages in sorted(sizes, key=lambda pages: (pages != _COMPARED, pages)):
            if command == "site" and pages > _MOST_FOR_SITE:
                continue
            taken = measure(command, pages)
            each = (taken.cpu - start_up) / ((pages - 1) * _HEADINGS) * 1e6
            compared = compared or each
            figures = f"{taken.cpu:.1f} | {taken.wall:.1f} | {taken.peak:,.0f} | {each:.0f} | {each / compared:.2f}"
            print(f"| {command} | {pages * _HEADINGS:,} | {figures} |", flush=True)
        print(f"| {command} | start-up | {start_up:.2f} | | | | |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("pages", nargs="*", type=int, default=[25, 320, 2500])
    parser.add_argument("--commands", nargs="+", choices=COMMANDS, default=list(COMMANDS))
    given = parser.parse_args()
    main(given.pages, given.commands)
