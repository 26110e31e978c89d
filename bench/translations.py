"""What translations cost: a site of map pages by itself, with a twin of each page, and with twins that differ.

Run as ``python bench/translations.py [PAGES]`` (320 by default, 12,800 concepts). Each run is a
process of its own; times are CPU seconds of reading and compiling, and of checking.
"""

import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))


def translate(text: str) -> str:
    """A page in what passes for another language: every word of a label or keyword with an ending."""
    lines = []
    for line in text.split("\n"):
        marks, space, said = line.partition(" ")
        is_heading = space and set(marks) == {"#"}
        lines.append(f"{marks} {' '.join(_turn(word) for word in said.split())}" if is_heading else line)
    return "\n".join(lines)


def _turn(word: str) -> str:
    return word if word[0].isdigit() else f"{word.rstrip(';')}o{';' if word.endswith(';') else ''}"


def shorten(text: str) -> str:
    """The same without its last heading."""
    lines = text.split("\n")
    del lines[max(number for number, line in enumerate(lines) if line.startswith("#"))]
    return "\n".join(lines)


WAYS: dict[str, Callable[[str], str] | None] = {
    "alone": None,
    "with twins": translate,
    "with copies": str,
    "with twins that differ": lambda text: shorten(translate(text)),
}


def measure(site: Path) -> None:
    from headword.compiler.run import open_run
    from headword.core.cache import open_cache
    from headword.core.context import RunContext
    from headword.lint.check import check_run
    from headword.lint.select import project_rules
    from headword.project.project import find_project

    # As the command line does it.
    gc.disable()
    start = time.process_time()
    with open_cache(None) as cache, open_run(find_project(site), context=RunContext(cache, jobs=1)) as run:
        compiled = time.process_time()
        report = check_run(run, run.documents(), project_rules(run.project))
    checked = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([compiled - start, checked - compiled, peak, len(report.findings)]))


def main(pages: int) -> None:
    from sites import make_site

    print(f"{pages:,} pages; CPU seconds, peak memory in MB")
    for name, change in WAYS.items():
        with tempfile.TemporaryDirectory() as folder:
            site = Path(folder)
            make_site(site, pages)
            for page in sorted(site.rglob("*.md")) if change else ():
                page.with_suffix(".it.md").write_text(change(page.read_text("utf-8")), "utf-8")
            command = [sys.executable, __file__, "--measure", str(site)]
            read, check, peak, found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            print(f"  {name:<24} read {read:6.2f}   check {check:6.2f}   peak {peak:4.0f}   findings {found:,}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 320)
