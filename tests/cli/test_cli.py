"""The command line: what goes to stdout, what to stderr, and the exit codes."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from headword.core.cache import FOLDER
from support.project import ROOT, Run

PAGE = "# Minerals; solids\n## Quartz; Quartz, silica\n\n- Alt (de): Bergkristall\n"
FULL = """\
error[label-clash]: this text is already another label of the same concept: "Quartz"@en [*]
 --> taxonomy/a.md:2:12
  |
2 | ## Quartz; Quartz, silica
  |            ^^^^^^
  about: <https://w3id.org/test/a/quartz>
  help:  Remove the keyword or field that repeats the label: the hidden label if there is one, \
otherwise the alternative label.

1 error in 2 concepts in 1 page; 1 fixable with --fix
"""


def test_full_report(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    run = headword("check", cwd=site({"taxonomy/a.md": PAGE}))
    assert (run.returncode, run.stdout, run.stderr) == (1, FULL, "")


def test_concise_report(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    run = headword("check", "--output-format", "concise", cwd=site({"taxonomy/a.md": PAGE}))
    assert run.stdout.splitlines()[0] == (
        'taxonomy/a.md:2:12: error[label-clash] this text is already another label of the same concept: "Quartz"@en [*]'
    )


def test_json_report(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    run = headword("check", "--output-format", "json", cwd=site({"taxonomy/a.md": PAGE}))
    report = json.loads(run.stdout)
    assert report["version"] == 1
    assert report["summary"] == {"info": 0, "warning": 0, "error": 1, "pages": 1, "concepts": 2}
    assert report["findings"][0] == {
        "rule": "label-clash",
        "code": "HW202",
        "severity": "error",
        "message": 'this text is already another label of the same concept: "Quartz"@en',
        "path": "taxonomy/a.md",
        "line": 2,
        "column": 12,
        "end_column": 18,
        "focus": "https://w3id.org/test/a/quartz",
        "fix": report["findings"][0]["fix"],
    }


def test_the_caret_stands_under_wide_and_combining_characters(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    run = headword("check", cwd=site({"taxonomy/a.md": "# 東京; e\u0301; 東京\n## B\n"}))
    lines = run.stdout.splitlines()
    assert lines[4] == "  | " + " " * 11 + "^^^^"


def test_colour_only_where_it_is_wanted(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": PAGE})
    assert "\x1b[" in headword("check", cwd=folder, NO_COLOR="", FORCE_COLOR="1").stdout
    assert "\x1b[" not in headword("check", cwd=folder, FORCE_COLOR="1").stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check"], 1),
        (["check", "--fail-on", "never"], 0),
        (["check", "--ignore", "label-clash"], 0),
        (["check", "--ignore", "HW2"], 0),
        (["check", "--select", "HW4"], 0),
        (["check", "--select", "HW4,HW202"], 1),
        (["check", "taxonomy/b.md"], 0),
        (["check", "taxonomy/a.md"], 1),
        (["check", "taxonomy"], 1),
        (["check", "nowhere.md"], 2),
        (["check", "--no-such-flag"], 2),
        (["chek"], 2),
        (["explain", "nothing"], 2),
        (["query"], 2),
        (["query", "SELEC"], 2),
        (["query", "@nothing"], 2),
        (["query", "@narrower"], 2),
        (["build", "--dry-run"], 1),
        (["build"], 1),
        (["build", "--no-check"], 0),
    ],
)
def test_exit_codes(arguments: list[str], code: int, site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": PAGE, "taxonomy/b.md": "# Rocks\n## Sand\n"})
    run = headword(*arguments, cwd=folder)
    assert run.returncode == code, run.stdout + run.stderr
    assert "Traceback" not in run.stderr


def test_a_page_asked_for_is_held_against_the_whole_site(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    pages = {
        "taxonomy/a.md": "# Minerals\n\n- Broader: [Sand](b.md#sand)\n",
        "taxonomy/b.md": "# Rocks\n## Sand\n\n- Broader: [Minerals](a.md#minerals)\n",
    }
    folder = site(pages)
    run = headword("check", "taxonomy/b.md", "--output-format", "concise", "--select", "HW301,HW115", cwd=folder)
    assert run.stdout.splitlines()[0].startswith("taxonomy/b.md:4:12: error[broader-cycle]")


def test_build_writes_nothing_when_there_is_an_error(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": PAGE})
    run = headword("build", cwd=folder)
    assert not (folder / "vocab").exists()
    assert "--no-check writes all the same" in run.stderr
    run = headword("build", "--no-check", cwd=folder)
    assert "not checked" in run.stderr
    assert (folder / "vocab" / "a.ttl").exists()


def contents(folder: Path) -> dict[Path, bytes]:
    """Every file but those of the cache, which is nobody's concern."""
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file() and FOLDER not in file.parts}


def test_build_check_changes_nothing(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# Rocks\n## Sand\n"})
    assert headword("build", cwd=folder).returncode == 0
    assert headword("build", "--dry-run", cwd=folder).returncode == 0
    (folder / "taxonomy" / "a.md").write_text("# Rocks\n## Gravel\n")
    before = contents(folder)
    run = headword("build", "--dry-run", cwd=folder)
    assert run.returncode == 1
    assert "would change vocab/a.ttl" in run.stdout
    assert before == contents(folder)


def test_build_in_every_format(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/x/a.md": "# Rocks\n## Sand\n"})
    more = [word for name in ("rdfxml", "ntriples", "trig") for word in ("--output-format", name)]
    assert headword("build", *more, cwd=folder).returncode == 0
    assert {file.suffix for file in (folder / "vocab" / "x").iterdir()} == {".ttl", ".jsonld", ".rdf", ".nt", ".trig"}
    for ending in ("ttl", "jsonld", "rdf", "nt", "trig"):
        run = headword("check", f"vocab/x/a.{ending}", cwd=folder)
        assert (run.returncode, run.stdout) == (0, "no findings in 2 concepts in 1 page\n"), ending


def test_init_check_build_query_in_an_empty_folder(tmp_path: Path, headword: Run) -> None:
    folder = tmp_path / "my-minerals"
    folder.mkdir()
    licence = "https://creativecommons.org/publicdomain/zero/1.0/"
    assert headword("init", "--creator", "Me", "--license", licence, cwd=folder).returncode == 0
    (folder / "taxonomy" / "more.md").write_text("# Rocks\n## Sand\n## Chalk\n")
    assert headword("check", cwd=folder).stdout == "no findings in 6 concepts in 2 pages\n"
    assert headword("build", cwd=folder).returncode == 0
    assert "Bergkristall" in headword("query", "@search", "bergkristall", cwd=folder).stdout
    again = headword("init", cwd=folder)
    assert (again.returncode, "already" in again.stderr) == (2, True)


def test_init_finds_pages_that_are_there(tmp_path: Path, headword: Run) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.md").write_text("# Rocks\n## Sand\n")
    headword("init", "--title", 'A "title"', "--lang", "DE-at", cwd=tmp_path)
    text = (tmp_path / "headword.toml").read_text()
    assert 'sources = "content"' in text
    assert 'title = "A \\"title\\""' in text
    assert 'lang = "de-AT"' in text
    assert headword("check", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("option", [["--base", "no iri"], ["--lang", "english"]])
def test_init_refuses_what_cannot_be(option: list[str], tmp_path: Path, headword: Run) -> None:
    assert headword("init", *option, cwd=tmp_path).returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_explain_and_rules(headword: Run) -> None:
    by_name = headword("explain", "label-clash", cwd=ROOT).stdout
    assert by_name == headword("explain", "HW202", cwd=ROOT).stdout
    for word in ("Why", "How to fix", "Source", "Example", "skos-reference/#S13"):
        assert word in by_name
    assert "HW202" in headword("rules", cwd=ROOT).stdout
    rules = json.loads(headword("rules", "--output-format", "json", cwd=ROOT).stdout)
    assert len(rules) >= 20
    assert all(rule["why"] and rule["fix"] and rule["sources"] for rule in rules)


@pytest.mark.parametrize("command", ["", "build", "check", "explain", "init", "query", "rules"])
def test_help_has_an_example_and_imports_no_rdf_library(command: str) -> None:
    code = (
        "import sys; from headword.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as e: code = e.code\n"
        "print(code, sorted({'rdflib', 'pyshacl', 'pyoxigraph', 'markdown_it'} & set(sys.modules)))\n"
    )
    arguments = [command, "--help"] if command else ["--help"]
    run = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    assert run.stdout.endswith("0 []\n")
    assert "headword " in run.stdout
    assert "Example" in run.stdout or not command


def test_a_check_without_changes_imports_neither_compiler_nor_engine(site) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "---\nlang: en\n---\n# Minerals\n\n## Quartz; quartz crystal\n\nA mineral.\n"})
    code = (
        "import sys; from headword.cli import main\n"
        "try: main(['check'])\n"
        "except SystemExit: pass\n"
        "print(sorted(sys.modules.keys() & {'markdown_it', 'headword.compiler.page', 'headword.markdown.outline',"
        " 'headword.rdf.shacl.engine', 'headword.lint.evaluate'}))\n"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert "headword.compiler.page" in runs[0]
    assert runs[1].endswith("[]\n")


@pytest.mark.parametrize(
    "arguments", [["check", "a.ttl"], ["query", "ASK { ?a ?b ?c }", "a.ttl"]], ids=["check", "query"]
)
def test_a_file_of_rdf_is_read_without_the_modules_for_pages(tmp_path: Path, arguments: list[str]) -> None:
    concept = '<urn:a> a skos:Concept ; skos:prefLabel "a", "a" .'
    (tmp_path / "a.ttl").write_text(f"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n{concept}\n")
    code = (
        "import sys; from headword.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print(sorted(sys.modules.keys() & {'yaml', 'frontmatter', 'markdown_it', 'multiprocessing', 'http.client',"
        " 'headword.compiler.run', 'headword.content.lint', 'headword.rdf.locate.jsonld_contexts'}))\n"
    )
    command = [sys.executable, "-c", code, *arguments]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.endswith("[]\n")


def test_a_reader_that_goes_away_is_no_error(site) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# A\n" + "## B; B\n" * 3000})
    run = subprocess.run(
        f"{sys.executable} -m headword check --output-format concise | head -n 1",
        shell=True, cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("command", ["", "baseline", "build", "check", "config", "explain", "init", "query", "rules"])
def test_examples_in_the_help_stand_on_lines_of_their_own(command: str, tmp_path: Path, headword: Run) -> None:
    text = headword(*([command] if command else []), "--help", cwd=tmp_path).stdout
    assert "\\b" not in text
    assert re.search(rf"^  +headword {command}", text, re.MULTILINE)
