"""The public API: exactly these names, documented, typed for mypy and pyright, and what each function does."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import headword
from headword import ConfigError, HeadwordError, Severity, SourceError, StoreError
from support.programs import find_npm_package, find_program
from support.project import CONFIG, ROOT

NAMES = {
    "load", "compile", "check", "build", "diff", "Vocabulary", "Concept", "ConceptScheme", "Collection", "Text",
    "Finding", "Location", "Severity", "Report", "HeadwordError", "ConfigError", "SourceError", "StoreError",
    "Ambiguity", "Annotation", "Annotations", "TextMention",
}  # fmt: skip
PAGE = "# Minerals\n\n## Quartz\n\n## Feldspar\n"
Make = Callable[..., Path]


def test_these_are_all_names_and_help_shows_them() -> None:
    assert set(headword.__all__) == set(dir(headword)) == NAMES | {"__version__"}
    shown = subprocess.run(
        [sys.executable, "-c", "import headword; help(headword)"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PAGER": "cat"},
    ).stdout
    assert {name for name in NAMES if name not in shown} == set()
    assert not {"RunContext", "LocatedGraph", "SiteGraph", "import_module"} & set(shown.split())
    assert "internal" in shown


def test_errors_are_of_one_family() -> None:
    assert all(issubclass(error, HeadwordError) for error in (ConfigError, SourceError, StoreError))


def test_compile_takes_pages_alone(site: Make) -> None:
    folder = site({"taxonomy/m.md": PAGE})
    assert [one.label() for one in headword.compile(folder)] == ["Minerals", "Quartz", "Feldspar"]
    with pytest.raises(SourceError, match="contains RDF"):
        headword.compile(ROOT / "vocab/glossary/orbits.ttl")
    with pytest.raises(HeadwordError, match="no such file"):
        headword.compile(folder / "none.md")


def test_check_gives_the_report_of_the_path(site: Make) -> None:
    report = headword.check(site({"taxonomy/m.md": PAGE + "\n## Quartz\n"}))
    assert {finding.severity for finding in report.findings} >= {Severity.ERROR}
    file = ROOT / "vocab/glossary/orbits.ttl"
    for source in (file, headword.load(file).graph):
        # What it is related to is in other files.
        assert "dangling-relation" in {finding.rule.name for finding in headword.check(source).findings}


def test_build_writes_all_or_nothing(site: Make) -> None:
    folder = site({"taxonomy/m.md": PAGE})
    assert not headword.build(folder).fails(Severity.ERROR)
    assert (folder / "vocab" / "m.ttl").is_file()
    assert headword.build(folder, folder / "elsewhere").pages == 1
    assert (folder / "elsewhere" / "m.jsonld").is_file()
    site({"taxonomy/m.md": PAGE + "\n- Broader: [None](#none)\n"})
    before = (folder / "vocab" / "m.ttl").read_bytes()
    with pytest.raises(SourceError, match="nothing was written") as caught:
        headword.build(folder)
    assert str(caught.value.location).startswith("taxonomy/m.md:")
    assert (folder / "vocab" / "m.ttl").read_bytes() == before


def test_diff_is_by_concept(site: Make) -> None:
    folder = site({"taxonomy/m.md": PAGE})
    headword.build(folder)
    assert not headword.diff(folder / "vocab", folder).changed
    site({"taxonomy/m.md": PAGE + "\n## Mica\n"})
    assert [one.label for one in headword.diff(folder / "vocab", folder).changed] == ["Mica"]


BROKEN = {
    "a key that does not exist": ("headword.toml", CONFIG + 'bsae = "https://example.org/"\n', ConfigError),
    "a rule that does not exist": ("headword.toml", CONFIG + 'select = ["lables"]\n', ConfigError),
    "an output folder that holds the pages": ("headword.toml", CONFIG + 'output = "taxonomy"\n', ConfigError),
    "a lock that is not a lock": ("headword.lock", "ids\n", SourceError),
    "a config that is not UTF-8": ("headword.toml", 'title = "\udcff"', ConfigError),
}


@pytest.mark.parametrize("name", BROKEN)
def test_errors_say_of_what_kind_they_are(site: Make, name: str) -> None:
    file, text, kind = BROKEN[name]
    folder = site({"taxonomy/m.md": PAGE})
    (folder / file).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(kind) as caught:
        headword.build(folder)
    assert caught.value.location is not None


@pytest.mark.parametrize("name", ["none", "x.unknown", "x.ttl"])
def test_sources_that_cannot_be_read_are_source_errors(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.unknown").touch()
    (tmp_path / "x.ttl").write_text("<a> <b")
    with pytest.raises(SourceError, match=re.escape(name)):
        headword.load(tmp_path / name)


PROGRAM = """\
import headword
from headword import Collection, Concept, ConceptScheme, Finding, Location, Report, Severity, Text, Vocabulary

vocabulary: Vocabulary = headword.load("taxonomy")
concept: Concept = vocabulary.concept("x").broader[0]
scheme: ConceptScheme | None = concept.scheme
collections: tuple[Collection, ...] = concept.collections
label: Text = concept.label()
place: Location = concept.location
report: Report = headword.check("taxonomy", drafts=True)
findings: tuple[Finding, ...] = report.findings
severity: Severity = findings[0].severity
built: Report = headword.build("taxonomy", locked=True)
count: int = len(headword.diff("old", "new").changed)
try:
    headword.compile("taxonomy")
except (headword.ConfigError, headword.SourceError, headword.StoreError) as error:
    message: str = error.message
wrong: int = vocabulary.title  # type: ignore[assignment]
"""


def test_types_hold_for_mypy(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", str(program)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_types_hold_for_pyright(tmp_path: Path) -> None:
    pyright = find_npm_package("pyright") / "index.js"
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "pyrightconfig.json").write_text(
        '{"typeCheckingMode": "strict", "reportUnnecessaryTypeIgnoreComment": true}'
    )
    command = [find_program("node"), str(pyright), "--pythonpath", sys.executable, "--project", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
