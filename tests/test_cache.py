"""The cache: used where nothing changed, ignored where it is broken, foreign or in the way."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from headword.cache import FOLDER, Entry, open_cache
from headword.checks import check_pages
from headword.findings import Report
from headword.means import Means
from headword.pagecompiler import PageCompiler
from headword.project import find_project

PAGES = {
    "a.md": "# Ore\n\n- Related: [Tin](b.md#tin)\n\n## Gold\n",
    "b.md": "# Metal\n\n## Tin\n\n## Tin\n\n- Broader: [No](a.md#no)\n",
    "c.md": "# Stone\n\n## Chalk\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "headword.toml").write_text('base = "https://w3id.org/x/"\n')
    (tmp_path / "taxonomy").mkdir()
    for name, text in PAGES.items():
        (tmp_path / "taxonomy" / name).write_text(text)
    return tmp_path


def check(folder: Path, paths: list[Path] | None = None, *, use_cache: bool = True) -> Report:
    with open_cache(folder if use_cache else None) as cache:
        return check_pages(find_project(folder), paths or [], drafts=False, means=Means(cache))[0]


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files of the pages that were compiled."""
    files: list[str] = []
    compile_page = PageCompiler.compile
    monkeypatch.setattr(
        PageCompiler, "compile", lambda self, source: (files.append(source.file), compile_page(self, source))[1]
    )
    return files


@pytest.mark.parametrize(
    ("changed", "text", "expected"),
    [
        ("", "", []),
        ("c.md", "# Stone\n\n## Chalk\n\n## Flint\n", ["c.md"]),
        # What is linked to stays: who links need not be looked at again.
        ("b.md", PAGES["b.md"] + "\nA note.\n", ["b.md"]),
        ("b.md", PAGES["b.md"].replace("## Tin\n\n- ", "## Zinc\n\n- "), ["a.md", "b.md"]),
        # Another page may be what a link means.
        ("d.md", "# New\n", ["a.md", "b.md", "d.md"]),
        ("headword.toml", 'base = "https://w3id.org/y/"\n', ["a.md", "b.md", "c.md"]),
        ("headword.toml", 'base = "https://w3id.org/x/"\nignore = ["HW2"]\n', []),
        ("a.extra.ttl", "<https://w3id.org/x/a/ore> <http://purl.org/dc/terms/type> <urn:t> .\n", ["a.md"]),
    ],
)
def test_what_is_compiled_again(
    folder: Path, compiled: list[str], changed: str, text: str, expected: list[str]
) -> None:
    check(folder)
    compiled.clear()
    if changed:
        (folder / ("" if changed.endswith(".toml") else "taxonomy") / changed).write_text(text)
    cached = check(folder)
    assert sorted(compiled) == expected
    assert cached == check(folder, use_cache=False)


def cache_file(folder: Path) -> Path:
    return folder / FOLDER / "cache.sqlite"


def cut_off(folder: Path) -> None:
    file = cache_file(folder)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def scribble(folder: Path) -> None:
    file = cache_file(folder)
    data = bytearray(file.read_bytes())
    for place in range(200, len(data), 97):
        data[place] ^= 0x55
    file.write_bytes(data)


def write_text(folder: Path) -> None:
    cache_file(folder).write_text("not a database, but long enough to look like one\n" * 100)


def write_other_table(folder: Path) -> None:
    cache_file(folder).unlink()
    with sqlite3.connect(cache_file(folder)) as connection:
        connection.execute("create table entry (kind text)")


def make_folder_of_it(folder: Path) -> None:
    cache_file(folder).unlink()
    cache_file(folder).mkdir()


def put_file_in_the_way(folder: Path) -> None:
    shutil.rmtree(folder / FOLDER)
    (folder / FOLDER).write_text("mine")


def change_values(folder: Path) -> None:
    with sqlite3.connect(cache_file(folder)) as connection:
        connection.execute("""update entry set value = replace(value, 'Gold', 'Pyrite')""")


def change_values_with_sums(folder: Path) -> None:
    with open_cache(folder) as cache:
        for kind in ("page", "facts", "near"):
            entries = cache.read_all(kind)
            assert entries
            cache.write(kind, {name: Entry(entry.key, '{"path": [null]}') for name, entry in entries.items()})


BROKEN = [
    cut_off, scribble, write_text, write_other_table, make_folder_of_it, put_file_in_the_way, change_values,
    change_values_with_sums,
]  # fmt: skip


@pytest.mark.parametrize("break_it", BROKEN)
def test_a_broken_cache_is_ignored(folder: Path, break_it: "type[object]") -> None:
    expected = check(folder)
    assert expected.findings
    break_it(folder)
    assert check(folder) == expected
    assert check(folder) == expected


@pytest.mark.parametrize("break_it", [cut_off, scribble, write_text, change_values, change_values_with_sums])
def test_a_broken_cache_is_made_anew(folder: Path, compiled: list[str], break_it: "type[object]") -> None:
    check(folder)
    break_it(folder)
    check(folder)
    check(folder)
    compiled.clear()
    check(folder)
    assert compiled == []


def run(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "headword", "check", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env={**os.environ, **environment})


def test_no_cache_writes_nothing(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    run(folder, "--no-cache")
    assert sorted(folder.rglob("*")) == before


def test_the_cache_folder_keeps_out_of_version_control(folder: Path) -> None:
    run(folder)
    assert (folder / FOLDER / ".gitignore").read_text() == "*\n"
    assert (folder / FOLDER / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")


def test_the_cache_can_be_elsewhere(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("cache")
    run(folder, HEADWORD_CACHE_DIR=str(elsewhere))
    assert not (folder / FOLDER).exists()
    assert list(elsewhere.rglob("cache.sqlite"))


def test_several_runs_share_a_cache(folder: Path) -> None:
    alone = run(folder, "--no-cache")
    command = [sys.executable, "-m", "headword", "check"]
    runs = [subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    assert {one.communicate()[0] for one in runs} == {alone.stdout}
    assert run(folder).stdout == alone.stdout


def test_a_check_of_one_page_keeps_what_is_known_of_the_others(folder: Path, compiled: list[str]) -> None:
    check(folder)
    compiled.clear()
    report = check(folder, [folder / "taxonomy" / "b.md"])
    assert {finding.location.path for finding in report.findings} == {"taxonomy/b.md"}
    assert (report.pages, report.concepts) == (1, 3)
    check(folder)
    assert compiled == []


X = "https://w3id.org/x/"
OTHERS = {
    "what an IRI leads to is gone": (
        {"a.md": f"# Ore\n\n- Related: <{X}b/gold>\n", "b.md": "# Gold\n"},
        "b.md",
        "# Silver\n",
    ),
    "two steps up, in a third page": (
        {
            "a.md": f"# Ore\n\n- Broader: <{X}b/gold>\n- Related: <{X}c/tin>\n",
            "b.md": f"# Gold\n\n- Broader: <{X}c/tin>\n",
            "c.md": "# Tin\n",
        },
        "b.md",
        "# Gold\n",
    ),
    "a page takes a name": ({"a.md": "# Ore\n\n## Gold\n"}, "a/gold.md", "# Tin\n"),
}


@pytest.mark.parametrize("case", OTHERS)
def test_what_another_page_changes_is_seen(tmp_path: Path, case: str) -> None:
    pages, changed, text = OTHERS[case]
    (tmp_path / "headword.toml").write_text(f'base = "{X}"\n')
    for name, content in {**pages, changed: pages.get(changed)}.items():
        (tmp_path / "taxonomy" / name).parent.mkdir(parents=True, exist_ok=True)
        if content is not None:
            (tmp_path / "taxonomy" / name).write_text(content)
    before = check(tmp_path)
    (tmp_path / "taxonomy" / changed).write_text(text)
    assert check(tmp_path) == check(tmp_path, use_cache=False) != before
