"""Checking content with a vocabulary: the front matter of many pages, and 12,800 concepts with two labels each.

Run as ``python bench/content.py [PAGES]`` (10,000 pages of 800 words by default). Each page has five values, of which
one in fifty is a synonym, one in a hundred is misspelt. With ``--prose``, the text is read as well. Each
page has ten preferred labels and one synonym.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

_CONFIG = 'base = "https://example.net/"\n[content]\npaths = ["content"]\n[content.keys]\ntags = "*"\n'
_FILES = 320
_HEADINGS = 40


def make_content(folder: Path, pages: int, files: int = _FILES) -> None:
    """Write a vocabulary of ``files`` pages, and pages that use it."""
    rnd = random.Random(1)
    (folder / "headword.toml").write_text(_CONFIG)
    (folder / "taxonomy").mkdir()
    for file in range(files):
        headings = (f"# Part {file}-{number}; synonym {file}-{number}\n" for number in range(_HEADINGS))
        (folder / "taxonomy" / f"p{file}.md").write_text("".join(headings))
    words = [f"word{number}" for number in range(5000)]
    for page in range(pages):
        file = folder / "content" / f"{page // 100}" / f"{page}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        tags = "".join(f"  - {_make_tag(rnd, files)}\n" for _ in range(5))
        text = "\n\n".join(f"{' '.join(rnd.choices(words, k=78))} {_make_name(rnd, 'Part', files)}." for _ in range(10))
        text = f"{text}\n\nIt has a {_make_name(rnd, 'synonym', files)}."
        file.write_text(f"---\ntitle: Page {page}\ndate: 2026-01-02\ntags:\n{tags}---\n{text}\n")


def _make_name(rnd: random.Random, kind: str, files: int) -> str:
    return f"{kind} {rnd.randrange(files)}-{rnd.randrange(_HEADINGS)}"


def _make_tag(rnd: random.Random, files: int) -> str:
    name = f"{rnd.randrange(files)}-{rnd.randrange(_HEADINGS)}"
    chance = rnd.random()
    return f"Pert {name}" if chance < 0.01 else f"synonym {name}" if chance < 0.03 else f"Part {name}"


def main() -> None:
    with_prose = "--prose" in sys.argv
    pages = next((int(word) for word in sys.argv[1:] if word.isdecimal()), 10_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_content(folder, pages)
        if with_prose:
            with (folder / "headword.toml").open("a") as config:
                config.write("[content.prose]\n")
        # The first run compiles the modules, as that after an installation does.
        env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
        imports = "import headword.__main__, headword.cli.lint, headword.content.lint, headword.cli.report_run"
        headword = [sys.executable, "-m", "headword"]
        for label, words in {
            "check of the vocabulary, empty cache": [*headword, "check"],
            "imports": [sys.executable, "-c", imports],
            "lint": [*headword, "lint"],
            "lint, nothing changed": [*headword, "lint"],
            "lint of one changed page": [*headword, "lint", "content/0/0.md"],
            "usage": [*headword, "usage"],
        }.items():
            with (folder / "content/0/0.md").open("a") as page:
                page.write("\n")
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(words, cwd=folder, env=env, capture_output=True, check=False)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(f"{label:40}{cpu:8.2f} s of CPU{after.ru_maxrss / 1024:8,.0f} MB at most so far", flush=True)


if __name__ == "__main__":
    main()
