"""What two builds of 12,800 concepts differ in: CPU seconds of the whole command, importing included.

Run as ``python bench/diff.py [PAGES]`` (320 by default). One build is of the site as it is made, the
other after every tenth heading was renamed, and every tenth page; the lock keeps the IRIs of most.
"""

import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from sites import make_site

HEADWORD = [sys.executable, "-m", "headword"]


def run(folder: Path, *arguments: str) -> tuple[float, float, str]:
    """CPU seconds, wall seconds and output of a command."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([*HEADWORD, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, done.stdout


def change(folder: Path) -> None:
    pages = sorted((folder / "taxonomy").rglob("*.md"))
    for number, page in enumerate(pages):
        lines = page.read_text(encoding="utf-8").splitlines(keepends=True)
        for at in range(number % 10, len(lines), 10):
            lines[at] = re.sub(r"^(#+ .*);", r"\1 anew;", lines[at])
        page.write_text("".join(lines), encoding="utf-8")
        if number % 10 == 9:
            page.rename(page.with_name(f"new-{page.name}"))


def main(pages: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        concepts = make_site(folder, pages)
        run(folder, "ids", "--accept")
        run(folder, "build", "--no-check", "--output", "old")
        change(folder)
        run(folder, "ids", "--accept")
        run(folder, "build", "--no-check", "--output", "new")
        print(f"{concepts:,} concepts")
        for words in (("old", "old"), ("old", "new"), ("old", "new", "--output-format", "json")):
            cpu, wall, said = run(folder, "diff", *words)
            head = said.splitlines()[0]
            print(f"{' '.join(words):<30} {cpu:5.2f} s CPU, {wall:5.2f} s wall  {head if '→' in head else ''}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 320)
