"""What stands ready for CI: pre-commit, GitHub, GitLab, a problem matcher; tried as far as goes without the service."""

import importlib.resources
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from jsonschema.validators import validator_for

from support.project import CONFIG, ROOT, Run

BAD = {"taxonomy/a.md": "# Rocks\n## Sand; Sand\n", "taxonomy/old/b.md": "# Tools\n## Saw; Saw\n"}
GOOD = {"taxonomy/a.md": "# Rocks\n## Sand\n"}


def schema(name: str) -> dict[str, object]:
    """A schema that check-jsonschema carries."""
    file = importlib.resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{name}.json"
    made: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
    return made


def load(file: str) -> dict[str, object]:
    made: dict[str, object] = yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))
    # In YAML 1.1, which PyYAML reads, `on` is true.
    return {"on" if key is True else key: value for key, value in made.items()}


def in_path() -> dict[str, str]:
    """An environment in which `headword` is this one."""
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("action.yml", "github-actions"),
        ("ci/headword.gitlab-ci.yml", "gitlab-ci"),
        (".github/workflows/ci.yml", "github-workflows"),
        (".github/workflows/docs.yml", "github-workflows"),
        (".github/workflows/release.yml", "github-workflows"),
        (".github/dependabot.yml", "dependabot"),
        (".github/ISSUE_TEMPLATE/bug.yml", "github-issue-forms"),
        (".github/ISSUE_TEMPLATE/idea.yml", "github-issue-forms"),
        (".github/ISSUE_TEMPLATE/config.yml", "github-issue-config"),
        ("CITATION.cff", "citation-file-format"),
    ],
)
def test_files_are_what_their_schema_says(file: str, name: str) -> None:
    found = schema(name)
    validator_for(found)(found).validate(load(file))


def test_no_workflow_puts_anything_into_a_script() -> None:
    """A branch or a tag may have any name."""
    for file in (ROOT / ".github" / "workflows").iterdir():
        jobs = load(str(file.relative_to(ROOT)))["jobs"]
        scripts = [step.get("run", "") for job in jobs.values() for step in job["steps"]]  # type: ignore[attr-defined]
        assert not [script for script in scripts if "${{" in script]


def test_every_python_of_the_project_is_tested() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = re.findall(r"Python :: (3\.\d+)$", "\n".join(project["classifiers"]), re.MULTILINE)
    tested = load(".github/workflows/ci.yml")["jobs"]["tests"]["strategy"]["matrix"]["python"]  # type: ignore[index]
    assert set(named) <= set(tested)
    assert project["requires-python"] == f">={tested[0]}"


def test_every_extra_is_on_the_page_about_the_installation() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (ROOT / "docs" / "get-started" / "install.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == set(project["optional-dependencies"]) - {"test"}


def test_the_citation_is_of_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = load("CITATION.cff")
    assert (citation["version"], citation["license"]) == (project["version"], project["license"])
    assert citation["authors"] == project["authors"]


def steps() -> list[dict[str, str]]:
    made: list[dict[str, str]] = load("action.yml")["runs"]["steps"]  # type: ignore[index]
    return made


def test_no_script_of_the_action_has_anything_put_into_it() -> None:
    scripts = [step["run"] for step in steps() if "run" in step]
    assert len(scripts) == 3
    assert not [script for script in scripts if "${{" in script]


RUNS = {
    "all is well": (GOOD, "", "error", 0, []),
    "an error": (BAD, "", "error", 1, ["taxonomy/a.md", "taxonomy/old/b.md"]),
    "some paths": (BAD, "taxonomy/old\n\n", "error", 1, ["taxonomy/old/b.md"]),
    "never": (BAD, "", "never", 0, ["taxonomy/a.md", "taxonomy/old/b.md"]),
    "a path that would be a command": (GOOD, "$(touch hacked); `touch hacked`", "error", 2, []),
    "a path that would be an option": (GOOD, "--exit-zero", "error", 2, []),
}


@pytest.mark.parametrize("name", RUNS)
def test_the_check_of_the_action(name: str, site, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    pages, paths, fail_on, code, files = RUNS[name]
    folder = site(pages)
    (folder / ".git").mkdir()
    (script,) = [step["run"] for step in steps() if step.get("id") == "check"]
    said = {
        "HEADWORD_PATHS": paths,
        "HEADWORD_FAIL_ON": fail_on,
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    run = subprocess.run(command, cwd=folder, env={**in_path(), **said}, capture_output=True, text=True, check=False)
    assert run.returncode == code, run.stderr
    assert re.findall(r"^::error file=([^,]+)", run.stdout, re.MULTILINE) == files
    assert not (folder / "hacked").exists()
    if code < 2:
        assert (tmp_path / "output").read_text() == f"sarif={tmp_path}/headword.sarif\n"
        assert len(json.loads((tmp_path / "headword.sarif").read_text())["runs"][0]["results"]) == len(files)
        assert (tmp_path / "summary").read_text().count("label-clash") == len(files)


def test_the_job_for_gitlab(site) -> None:  # type: ignore[no-untyped-def]
    folder = site(BAD)
    job = load("ci/headword.gitlab-ci.yml")["headword"]
    (line,) = job["script"]  # type: ignore[index]
    run = subprocess.run(["bash", "-c", line], cwd=folder, env=in_path(), capture_output=True, text=True, check=False)
    assert run.returncode == 1
    for report in job["artifacts"]["reports"].values():  # type: ignore[index]
        assert "label-clash" in (folder / report).read_text()


def test_the_problem_matcher_reads_what_is_printed(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    ((matcher,),) = [load("ci/headword-problem-matcher.json")["problemMatcher"]]
    (pattern,) = matcher["pattern"]
    folder = site(BAD | {"taxonomy/c.md": "# a: b; x\n### c[d] e\n"})
    *lines, _ = headword("check", "--output-format", "concise", cwd=folder).stdout.splitlines()
    assert len(lines) == 3
    for line in lines:
        match = re.fullmatch(pattern["regexp"], line)
        assert match
        assert match[pattern["file"]].startswith("taxonomy/")
        assert match[pattern["code"]] in ("label-clash", "skipped-level")
        assert int(match[pattern["line"]]) == 2


def git(folder: Path, *words: str) -> None:
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


def test_pre_commit_runs_for_real(site, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """In a scratch repository, installing headword from this one as it stands."""
    source = tmp_path / "headword"
    files = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in files.stdout.splitlines():
        if (ROOT / name).is_file() and not name.startswith(("tests/", "vocab/", "bench/")):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    git(tmp_path, "init", "-q", str(source))
    git(source, "add", "-A")
    git(source, "commit", "-qm", "x")
    folder = site(BAD, CONFIG)
    git(folder, "init", "-q", ".")
    git(folder, "add", "-A")
    command = [sys.executable, "-m", "pre_commit"]
    environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home"), "PRE_COMMIT_COLOR": "never"}
    subprocess.run([*command, "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")], check=True, env=environment)
    words = ["try-repo", str(source), "headword-check", "--all-files"]
    bad = subprocess.run([*command, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert bad.returncode == 1, bad.stdout + bad.stderr
    assert "taxonomy/a.md:2:10: error[label-clash]" in bad.stdout
    (folder / "taxonomy" / "a.md").write_text("# Rocks\n## Sand\n")
    (folder / "taxonomy" / "old" / "b.md").write_text("# Tools\n## Saw\n")
    git(folder, "add", "-A")
    good = subprocess.run([*command, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert good.returncode == 0, good.stdout + good.stderr
