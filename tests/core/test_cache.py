"""The cache: used where nothing changed, ignored where it is broken, foreign or in the way."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from headword.compiler.page import PageCompiler
from headword.core.cache import FOLDER, CacheEntry, open_cache
from headword.core.context import RunContext
from headword.core.findings import Report
from headword.lint.check import check_pages
from headword.project.project import find_project
from support.whole_check import check_whole

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
        return check_pages(find_project(folder), paths or [], drafts=False, context=RunContext(cache))[0]


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
            cache.write(kind, {name: CacheEntry(entry.key, '{"path": [null]}') for name, entry in entries.items()})


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


@pytest.mark.parametrize(
    "break_it", [cut_off, scribble, write_text, write_other_table, change_values, change_values_with_sums]
)
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
    assert (report.pages, report.concepts) == (1, 2)
    check(folder)
    assert compiled == []


X = "https://w3id.org/x/"
PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
WITHOUT_ALTS = "<urn:s> a sh:PropertyShape ; sh:targetSubjectsOf skos:related ; sh:maxCount 0 ; sh:path "
OTHERS: dict[str, tuple[dict[str, str], str, str]] = {
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
    "a label in a scheme that another page puts it in": (
        {
            "a.md": "# Ore {#ore}\n",
            "b.md": "# Tin\n",
            "b.extra.ttl": f"<{X}a/ore> skos:inScheme <{X}c> .\n",
            "c.md": "# Gold\n",
        },
        "a.md",
        "# Gold {#ore}\n",
    ),
    "a page puts a concept of another in a third's scheme": (
        {"a.md": "# Gold\n", "b.md": "# Tin\n", "c.md": "# Gold\n"},
        "b.extra.ttl",
        f"<{X}a/gold> skos:inScheme <{X}c> .\n",
    ),
    "what a shape reads a step on": (
        {
            "a.md": f"# Ore\n\n- Related: <{X}b/gold>\n",
            "b.md": "# Gold\n",
            "../shapes/s.ttl": f"{WITHOUT_ALTS} ( skos:related skos:altLabel ) .",
        },
        "b.md",
        "# Gold; Au\n",
    ),
    "what a shape reads at the end of a chain": (
        {
            "a.md": f"# Ore\n\n- Related: <{X}b/gold>\n",
            "b.md": f"# Gold\n\n- Broader: <{X}c/tin>\n",
            "c.md": f"# Tin\n\n- Broader: <{X}d/zinc>\n",
            "d.md": "# Zinc\n",
            "../shapes/s.ttl": f"{WITHOUT_ALTS} ( skos:related [ sh:zeroOrMorePath skos:broader ] skos:altLabel ) .",
        },
        "d.md",
        "# Zinc; Zn\n",
    ),
    "another page describes what is led to": (
        {
            "a.md": f"# Ore\n\n- Related: <{X}b/gold>\n",
            "b.md": "# Gold\n",
            "../shapes/s.ttl": f"{WITHOUT_ALTS} ( skos:related skos:altLabel ) .",
        },
        "b.markdown",
        "# Gold; Au\n",
    ),
    "the other of two pages that describe what is led to": (
        {
            "a.md": f"# Ore\n\n- Related: <{X}b/gold>\n",
            "b.md": "# Gold\n",
            "b.markdown": "# Gold\n",
            "../shapes/s.ttl": f"{WITHOUT_ALTS} ( skos:related skos:altLabel ) .",
        },
        "b.markdown",
        "# Gold; Au\n",
    ),
    "the other of two pages leads on": (
        {
            "a.md": f"# Ore\n\n- Related: <{X}b/gold>\n",
            "b.md": "# Gold\n",
            "b.markdown": f"# Gold\n\n- Broader: <{X}c/tin>\n",
            "c.md": "# Tin\n",
            "../shapes/s.ttl": f"{WITHOUT_ALTS} ( skos:related skos:broader skos:altLabel ) .",
        },
        "c.md",
        "# Tin; Sn\n",
    ),
    "a shape reads on from a class": (
        {
            "a.md": f"# Ore\n\n- Related: <{X}b/gold>\n",
            "b.md": "# Gold\n",
            "b.extra.ttl": "skos:Concept rdfs:comment 'no label' .",
            "../shapes/s.ttl": f"{WITHOUT_ALTS} ( rdf:type rdfs:label ) .",
        },
        "b.extra.ttl",
        "skos:Concept rdfs:label 'a label' .",
    ),
    "a class is below another": (
        {
            "a.md": "# Ore\n",
            "b.md": "# Gold\n",
            "../shapes/s.ttl": "<urn:s> a sh:NodeShape ; sh:targetClass <urn:c> ; sh:property "
            "[ sh:path skos:altLabel ; sh:minCount 1 ] .",
        },
        "b.extra.ttl",
        "skos:Concept rdfs:subClassOf <urn:c> .",
    ),
    "the end of a list is a focus node": (
        {
            "a.md": "# Ore {.ordered}\n\n## Gold\n",
            "b.md": "# Tin\n",
            "../shapes/s.ttl": "<urn:s> a sh:PropertyShape ; sh:targetObjectsOf rdf:rest ; "
            "sh:path rdfs:label ; sh:maxCount 0 .",
        },
        "b.extra.ttl",
        "rdf:nil rdfs:label 'nothing' .",
    ),
    "a broader concept is deprecated": (
        {"a.md": f"# Ore\n\n- Broader: <{X}b/gold>\n", "b.md": "# Gold\n\n## Leaf\n"},
        "b.md",
        "# Gold {.deprecated}\n\n## Leaf\n",
    ),
    "a broader concept gets the label of a narrower one": (
        {"a.md": f"# Ore\n\n- Broader: <{X}b/gold>\n", "b.md": "# Gold {#gold}\n"},
        "b.md",
        "# ORE {#gold}\n",
    ),
    "a chain grows too long": (
        {
            "../headword.toml": f'base = "{X}"\nextend-select = ["too-deep"]\n[limits]\ntoo-deep = 2\n',
            "a.md": f"# Ore\n\n- Broader: <{X}b/gold>\n",
            "b.md": f"# Gold\n\n- Broader: <{X}c/tin>\n",
            "c.md": "# Tin\n",
        },
        "c.md",
        "# Metal\n\n## Tin\n",
    ),
    "an item of a list is called something else": (
        {
            "a.md": "# Ore {.ordered}\n\n## Gold\n",
            "a.extra.ttl": f"<urn:l> a skos:OrderedCollection ; skos:memberList ( <{X}b/tin> ) .",
            "b.md": "# Tin {#tin}\n",
        },
        "b.md",
        "# Zinc {#tin}\n",
    ),
    "a label stands in another scheme too": (
        {
            "../headword.toml": f'base = "{X}"\nextend-select = ["label-reused-across-schemes"]\n',
            "a.md": "# Ore\n",
            "b.md": "# Gold\n",
        },
        "b.md",
        "# Ore\n",
    ),
    "a mapping leads nowhere any more": (
        {"a.md": f"# Ore\n\n- Exact match: <{X}b/gold>\n", "b.md": "# Gold\n"},
        "b.md",
        "# Tin\n",
    ),
    "what two pages mention changes hands": (
        {
            "a.extra.ttl": f"<urn:o> skos:related <{X}a/ore> .",
            "a.md": "# Ore\n",
            "b.extra.ttl": "<urn:o> skos:altLabel 'o' .",
            "b.md": "# Tin\n",
            "../shapes/s.ttl": "<urn:s> a sh:PropertyShape ; sh:targetSubjectsOf skos:altLabel ; "
            "sh:path skos:altLabel ; sh:maxCount 0 .",
        },
        "a.extra.ttl",
        "<urn:p> skos:altLabel 'p' .",
    ),
}


def put(folder: Path, name: str, text: str) -> None:
    file = folder / "taxonomy" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PREFIXES + text if file.suffix == ".ttl" else text)


@pytest.mark.parametrize("case", OTHERS)
def test_what_another_page_changes_is_seen(tmp_path: Path, case: str) -> None:
    pages, changed, text = OTHERS[case]
    (tmp_path / "headword.toml").write_text(f'base = "{X}"\n')
    for name, content in pages.items():
        put(tmp_path, name, content)
    before = check(tmp_path)
    assert before == check(tmp_path, use_cache=False)
    put(tmp_path, changed, text)
    assert check(tmp_path) == check(tmp_path, use_cache=False) != before
    whole = check_whole(tmp_path, engine="pyshacl")
    assert check(tmp_path).findings == whole.findings


def test_a_shape_that_moves_to_another_file_gives_its_findings_another_name(folder: Path) -> None:
    shapes = [
        f"<urn:{name}> a sh:PropertyShape ; sh:targetClass skos:Concept ; sh:path skos:{name} ; sh:minCount 1 .\n"
        for name in ("note", "altLabel", "hiddenLabel")
    ]
    put(folder, "../shapes/one.ttl", shapes[0] + shapes[1])
    put(folder, "../shapes/other.ttl", shapes[2])
    check(folder)
    put(folder, "../shapes/one.ttl", shapes[0])
    put(folder, "../shapes/other.ttl", shapes[1] + shapes[2])
    assert check(folder) == check(folder, use_cache=False)


def test_a_page_that_says_why_another_cannot_be_read(folder: Path) -> None:
    page = folder / "taxonomy" / "c.md"
    page.unlink()
    os.mkfifo(page)
    (reason,) = (one.message for one in check(folder).findings if one.location.path == "taxonomy/c.md")
    page.unlink()
    page.write_text(reason)
    assert check(folder) == check(folder, use_cache=False)


def test_a_cache_that_is_locked_is_waited_for_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = check(folder)
    (folder / "taxonomy" / "d.md").write_text("# New\n")
    monkeypatch.setattr("headword.core.cache._WAIT", 1.0)
    with sqlite3.connect(cache_file(folder)) as connection:
        connection.execute("begin exclusive")
        start = time.monotonic()
        assert check(folder) == check(folder, use_cache=False) != expected
        assert time.monotonic() - start < 2.5
        connection.rollback()


def test_no_link_is_written_through(folder: Path) -> None:
    (folder / FOLDER).mkdir()
    (folder / FOLDER / ".gitignore").symlink_to(folder / "mine")
    check(folder)
    assert not (folder / "mine").exists()
    assert cache_file(folder).exists()
