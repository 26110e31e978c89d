"""The house itself: types, lint, imports, the wheel, the README and the CI command."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from support.examples import count_examples, render_examples
from support.project import ROOT, Run

README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCES = [token for token in MarkdownIt("commonmark").parse(README) if token.type == "fence"]


def run_tool(*command: str) -> None:
    run = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_types() -> None:
    run_tool("mypy")


def test_lint() -> None:
    run_tool("ruff", "check")


def test_format() -> None:
    run_tool("ruff", "format", "--check")


def test_imports_run_one_way() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_no_module_is_longer_than_five_hundred_lines() -> None:
    """A longer one has two ideas in it; a module is split by idea, never to get under a number."""
    lengths = {file: len(file.read_text("utf-8").splitlines()) for file in (ROOT / "src").rglob("*.py")}
    assert {file.name: length for file, length in lengths.items() if length > 500} == {}


def test_ci_runs_the_command_of_the_readme() -> None:
    commands = [line for token in FENCES if token.info == "sh" for line in token.content.splitlines()]
    assert len(commands) == 2
    assert (ROOT / ".ci" / "run").read_text().splitlines()[-1] == commands[1]


def test_the_examples_in_the_readme(tmp_path: Path) -> None:
    """Pages are written, commands and programs run, and their output compared, in their order."""
    folder = tmp_path / "rocks"
    folder.mkdir()
    rendered = render_examples(README, folder)
    if "HEADWORD_UPDATE_DOCS" in os.environ:
        (ROOT / "README.md").write_text(rendered, encoding="utf-8")
    else:
        assert rendered == README
    assert count_examples(README) == 6


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 120


def test_the_examples_in_the_docs_of_the_api(tmp_path: Path) -> None:
    """Those of one page go on from one another."""
    shutil.copytree(ROOT / "taxonomy", tmp_path / "taxonomy")
    shutil.copy(ROOT / "headword.toml", tmp_path)
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    fences = [token for token in MarkdownIt("commonmark").parse(text) if token.type == "fence"]
    program = "".join(token.content for token in fences if token.info == "python")
    run = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines() == re.findall(r"print\(.*\)  # (.*)", program)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_has_shapes_and_queries(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, ending in (("shapes", "ttl"), ("src/headword/rdf/sparql/queries", "rq")):
        for file in (ROOT / folder).rglob(f"*.{ending}"):
            inside = file.relative_to(ROOT / "src" if folder.startswith("src") else ROOT).as_posix()
            assert inside in names or f"headword/{inside}" in names
    assert "headword/py.typed" in names


def test_the_wheel_has_all_of_the_site(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    site = ROOT / "src" / "headword" / "site"
    files = [file for file in site.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    assert {".html", ".css", ".js", ".toml", ".svg"} <= {file.suffix for file in files}
    assert {file.relative_to(ROOT / "src").as_posix() for file in files} <= names


def test_the_wheel_works_by_itself(wheel: Path, tmp_path: Path, headword: Run) -> None:
    place = tmp_path / "installed"
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(place), str(wheel)]
    subprocess.run(command, check=True, capture_output=True)
    site = tmp_path / "site"
    shutil.copytree(ROOT / "taxonomy", site / "taxonomy")
    shutil.copy(ROOT / "headword.toml", site)
    run = headword("build", cwd=site, PYTHONPATH=str(place))
    assert run.returncode == 0, run.stderr
    code = "import headword; print(headword.__file__)"
    where = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(place)}, capture_output=True, text=True, check=True
    )
    assert where.stdout.startswith(str(place))
    for file in (ROOT / "vocab").rglob("*.ttl"):
        assert (site / "vocab" / file.relative_to(ROOT / "vocab")).read_bytes() == file.read_bytes()


def test_the_main_command_of_the_readme_on_a_fresh_copy(tmp_path: Path) -> None:
    copy = tmp_path / "clone"
    ignored = shutil.ignore_patterns(".*", "__pycache__", "vocab", "build", "dist")
    shutil.copytree(ROOT, copy, ignore=ignored)
    command = next(token.content for token in FENCES if token.info == "sh")
    run = subprocess.run(command, shell=True, cwd=copy, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    for file in (ROOT / "vocab").rglob("*"):
        if file.is_file():
            assert (copy / "vocab" / file.relative_to(ROOT / "vocab")).read_bytes() == file.read_bytes()
