"""Releases: config, changelog, build and frozen copy, all of them or none."""

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from headword.core.errors import HeadwordError
from headword.core.files.atomic import replaced_files
from headword.project.config.edit import set_keys
from headword.publish.changelog import add_entry, has_entry
from headword.rdf.terms import DCTERMS, OWL
from support.project import CONFIG, Run

MakeSite = Callable[..., Path]

PAGE = "---\ntitle: Minerals\n---\n\n# Minerals\n## Quartz\n"
PREFIX = "https://w3id.org/test/"


def read_tree(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and ".headword-cache" not in file.parts
    }


def release(headword: Run, folder: Path, *words: str) -> str:
    run = headword("release", *words, cwd=folder, SOURCE_DATE_EPOCH="1795478400")
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_two_releases(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/minerals.md": PAGE, "vocab/notes.txt": "mine"})
    said = release(headword, folder, "1.0.0")
    assert said.splitlines()[-1] == (
        "vocab: released 1.0.0, with a copy in vocab/versions/1.0.0 (12 files added, 0 changed, 0 removed)"
    )
    assert (folder / "CHANGELOG.md").read_text() == (
        "# Changelog\n\n## 1.0.0 (2026-11-24)\n\nFirst release: 2 concepts.\n"
    )
    first = read_tree(folder / "vocab/versions/1.0.0")
    assert first.keys() == read_tree(folder / "vocab").keys() - {"notes.txt"} - {
        f"versions/1.0.0/{name}" for name in first
    }
    (folder / "taxonomy/minerals.md").write_text(PAGE + "## Feldspar\n")
    release(headword, folder, "1.1.0", "--date", "2026-12-01")
    assert (
        (folder / "CHANGELOG.md").read_text()
        == """\
# Changelog

## 1.1.0 (2026-12-01)

2 → 3 concepts: 1 added.

### Added

- **Feldspar** `minerals/feldspar`, under Minerals

## 1.0.0 (2026-11-24)

First release: 2 concepts.
"""
    )
    assert (folder / "headword.toml").read_text() == (
        CONFIG + 'version = "1.1.0"\nreleased = "2026-12-01"\nprior-version = "1.0.0"\n'
    )
    assert read_tree(folder / "vocab/versions/1.0.0") == first
    for name, data in read_tree(folder / "vocab/versions/1.1.0").items():
        assert (folder / "vocab" / name).read_bytes() == data
    assert (folder / "vocab/notes.txt").read_text() == "mine"


def test_later_builds_keep_copies(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/minerals.md": PAGE})
    release(headword, folder, "1.0.0")
    first = read_tree(folder / "vocab/versions")
    assert headword("build", "--dry-run", cwd=folder).returncode == 0
    (folder / "taxonomy/minerals.md").rename(folder / "taxonomy/stones.md")
    assert headword("build", "--no-check", cwd=folder).returncode == 0
    assert not (folder / "vocab/minerals.ttl").exists()
    assert read_tree(folder / "vocab/versions") == first


STATED = {
    "page": {
        "minerals": ("versions/1.1/minerals", "versions/1.0/minerals"),
        "subjects": ("versions/1.1/subjects", "versions/1.0/subjects"),
        "old": ("versions/1.1/old", "versions/1.0/old"),
        "": ("versions/1.1/", "versions/1.0/"),
    },
    "site": {
        "/": ("versions/1.1", "versions/1.0"),
        "subjects": ("versions/1.1/subjects", "versions/1.0/subjects"),
        "": ("versions/1.1/", "versions/1.0/"),
    },
}
LOCK = """\
{"headword.lock": 1}
["old", "old.md", null, "Old", "2026-01-16", {"retired": "2026-02-16", "replacedBy": ["minerals"]}]
"""


@pytest.mark.parametrize("scheme", ["page", "site"])
def test_stated_release_metadata(scheme: str, site: MakeSite, headword: Run) -> None:
    config = CONFIG + f'scheme = "{scheme}"\nversion = "1.0"\nreleased = "2026-01-16"\n'
    page = PAGE.replace("title:", "category: rocks\ntitle:")
    files = {"taxonomy/minerals.md": page, **({"headword.lock": LOCK} if scheme == "page" else {})}
    folder = site(files, config)
    release(headword, folder, "1.1", "--no-changelog")
    assert not (folder / "CHANGELOG.md").exists()
    store = ox.Store()
    for file in (folder / "vocab").glob("*.ttl"):
        store.load(file.read_bytes(), format=ox.RdfFormat.TURTLE)
    found = {
        name: {
            quad.subject.value: quad.object.value for quad in store.quads_for_pattern(None, ox.NamedNode(name), None)
        }
        for name in (OWL + "versionIRI", OWL + "priorVersion", DCTERMS + "issued")
    }
    iris = {path: PREFIX.rstrip("/") if path == "/" else PREFIX + path for path in STATED[scheme]}
    assert found[OWL + "versionIRI"] == {iris[path]: PREFIX + this for path, (this, _) in STATED[scheme].items()}
    assert found[OWL + "priorVersion"] == {iris[path]: PREFIX + last for path, (_, last) in STATED[scheme].items()}
    assert found[DCTERMS + "issued"] == dict.fromkeys(iris.values(), "2026-11-24")


def test_no_release_metadata_before_first_release(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/minerals.md": PAGE}, CONFIG + 'version = "1.0"\n')
    assert headword("build", cwd=folder).returncode == 0
    said = (folder / "vocab/minerals.ttl").read_text()
    assert 'owl:versionInfo "1.0"' in said
    assert "versionIRI" not in said
    assert "issued" not in said


RELEASED = 'version = "1.2.0"\nreleased = "2026-01-16"\nprior-version = "1.1.0"\n'


@pytest.mark.parametrize(
    ("version", "config", "message"),
    [
        ("1.2.0", RELEASED, "1.2.0 was already released on 2026-01-16"),
        ("1.1.9", RELEASED, "1.1.9 is not later than 1.2.0, the last release"),
        ("1.0.0", RELEASED, "1.0.0 is already released: there is a copy of it"),
        ("1.1.0", 'version = "1.2.0"\nprior-version = "1.1.0"\n', "1.1.0 is not later than 1.1.0"),
        (
            "1.1.5",
            'version = "1.2.0"\nprior-version = "1.1.0"\n',
            "1.1.5 is earlier than 1.2.0, the version in the config",
        ),
        ("2026-01-15", 'version = "2026-01-16"\nreleased = "2026-01-16"\n', "is not later than 2026-01-16"),
        ("../1", "", "cannot be a version"),
        ("1 2", "", "cannot be a version"),
        ("1.0", 'released = "2026-01-16"\n', "'released' requires 'version'"),
    ],
)
def test_rejected_releases(version: str, config: str, message: str, site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/minerals.md": PAGE, "vocab/versions/1.0.0/SHA256SUMS": ""}, CONFIG + config)
    before = read_tree(folder)
    run = headword("release", version, cwd=folder)
    assert (run.returncode, message in run.stderr) == (2, True), run.stderr
    assert read_tree(folder) == before


def test_versions_of_unknown_form_are_allowed(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/minerals.md": PAGE}, CONFIG + 'version = "spring"\nreleased = "2026-01-16"\n')
    release(headword, folder, "autumn")
    assert "2 concepts." in (folder / "CHANGELOG.md").read_text()


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("taxonomy/minerals.md", "# A\n- Related: [x](#nowhere)\n", 1),
        ("vocab/minerals.ttl", "mine", 2),
        ("CHANGELOG.md/file", "a folder", 2),
        ("CHANGELOG.md", b"\xff", 2),
    ],
)
def test_failed_release_writes_nothing(
    file: str, content: str | bytes, code: int, site: MakeSite, headword: Run
) -> None:
    folder = site({"taxonomy/minerals.md": PAGE, file: content})
    before = read_tree(folder)
    assert headword("release", "1.0.0", cwd=folder).returncode == code
    assert read_tree(folder) == before


def test_release_dry_run_writes_nothing(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/minerals.md": PAGE})
    before = read_tree(folder)
    said = release(headword, folder, "1.0.0", "--dry-run")
    assert read_tree(folder) == before
    assert '+version = "1.0.0"\n+released = "2026-11-24"\n' in said
    assert "+First release: 2 concepts.\n" in said
    assert "would add vocab/versions/1.0.0/minerals.ttl\n" in said


def test_missing_copy_is_reported(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/minerals.md": PAGE})
    release(headword, folder, "1.0.0")
    shutil.rmtree(folder / "vocab/versions")
    run = headword("release", "1.1.0", cwd=folder)
    assert "the changes are not listed, since there is no copy of 1.0.0" in run.stderr


def test_changelog_with_configured_name(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/minerals.md": PAGE}, CONFIG + 'changelog = "HISTORY.md"\n')
    release(headword, folder, "1.0.0")
    assert (folder / "HISTORY.md").exists()
    assert not (folder / "CHANGELOG.md").exists()


def test_late_failure_restores_files(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("before")

    def fail() -> None:
        with replaced_files({old: b"after", new: b"after"}):
            assert old.read_text() == new.read_text() == "after"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert old.read_text() == "before"
    assert not new.exists()


# --- the config as text

KEYS = {"version": "1.1", "released": "2026-11-24"}


PLAIN = """\
# ours
version = "1.0"  # so far
base = "https://example.org/"

[prefixes]
a = "b:"
"""
PLAIN_SET = """\
# ours
version = "1.1"  # so far
base = "https://example.org/"
released = "2026-11-24"

[prefixes]
a = "b:"
"""
SHARED = """\
[project]
version = "7"

[tool.headword]
lang = "it"

[tool.headword.prefixes]
a = "b:"

[tool.x]
y = 1
"""
SHARED_SET = SHARED.replace('lang = "it"\n', 'lang = "it"\nversion = "1.1"\nreleased = "2026-11-24"\n')


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("headword.toml", "", 'version = "1.1"\nreleased = "2026-11-24"\n'),
        ("headword.toml", PLAIN, PLAIN_SET),
        ("headword.toml", PLAIN.replace("\n", "\r\n"), PLAIN_SET.replace("\n", "\r\n")),
        ("headword.toml", "\ufeffversion = '1.0'\n", '\ufeffversion = "1.1"\nreleased = "2026-11-24"\n'),
        ("pyproject.toml", SHARED, SHARED_SET),
    ],
)
def test_setting_keys_keeps_the_rest(name: str, before: str, after: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(before.encode())
    assert set_keys(file, KEYS).decode() == after
    assert tomllib.loads(after.removeprefix("\ufeff").replace("\r\n", "\n"))


def test_config_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "headword.toml").write_bytes(b"\xff")
    with pytest.raises(HeadwordError):
        set_keys(tmp_path / "headword.toml", KEYS)


# --- the changelog as text

ENTRY = "## 1.1 (2026-11-24)\n\nNew.\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"# Changelog\n\n{ENTRY}"),
        ("# Changes\n", f"# Changes\n\n{ENTRY}"),
        ("# Changes\n\n## 1.0\n\nOld.\n", f"# Changes\n\n{ENTRY}\n## 1.0\n\nOld.\n"),
        (
            "# Changes\n\n## [Unreleased]\n\n- Soon.\n\n## 1.0\n\nOld.\n",
            f"# Changes\n\n## [Unreleased]\n\n- Soon.\n\n{ENTRY}\n## 1.0\n\nOld.\n",
        ),
        ("# Changes\n\n## Unreleased\n", f"# Changes\n\n## Unreleased\n\n{ENTRY}"),
        ("```\n## no\n```\n\n## 1.0\n", f"```\n## no\n```\n\n{ENTRY}\n## 1.0\n"),
        ("# C\r\n\r\n## 1.0\r\n", f"# C\n\n{ENTRY}\n## 1.0\n".replace("\n", "\r\n")),
        ("No headings", f"No headings\n\n{ENTRY}"),
    ],
)
def test_newest_entry_is_first(before: str, after: str) -> None:
    assert add_entry(before, "1.1", "2026-11-24", "New.\n") == after


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## 1.1\n", True),
        ("## [1.1] - 2026\n", True),
        ("## 1.1.0\n", False),
        ("## 1.10\n", False),
        ("## 11\n", False),
        ("# 1.1\n", True),
        ("v1.1\n====\n", True),
        ("# Version 1.10\n", False),
        ("~~~\n## 1.1\n~~~\n", False),
        ("~~~\n```\n~~~\n## 1.1\n", True),
    ],
)
def test_has_entry(text: str, expected: bool) -> None:
    assert has_entry(text, "1.1") is expected


def test_new_scheme_has_no_prior_version(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# A\n"})
    assert headword("release", "1.0", cwd=folder).returncode == 0
    (folder / "taxonomy" / "n.md").write_text("# N\n")
    assert headword("release", "1.1", cwd=folder).returncode == 0
    assert "owl:priorVersion <https://w3id.org/test/versions/1.0/a>" in (folder / "vocab" / "a.ttl").read_text()
    assert "priorVersion" not in (folder / "vocab" / "n.ttl").read_text()
    assert headword("build", "--dry-run", cwd=folder).returncode == 0


@pytest.mark.parametrize("day", ["2026-13-45", "2026-02-30", "tomorrow", "2020-01-01"])
def test_invalid_or_earlier_date_is_rejected(site: MakeSite, headword: Run, day: str) -> None:
    folder = site({"taxonomy/a.md": "# A\n"})
    assert headword("release", "1.0", "--date", "2026-01-01", cwd=folder).returncode == 0
    run = headword("release", "1.1", "--date", day, cwd=folder)
    assert run.returncode == 2
    assert day in run.stderr
    assert not (folder / "vocab" / "versions" / "1.1").exists()


@pytest.mark.parametrize(
    "changelog", ["headword.toml", "headword.lock", "taxonomy/a.md", "vocab/versions/c.md", "vocab"]
)
def test_changelog_over_another_file_is_rejected(site: MakeSite, headword: Run, changelog: str) -> None:
    config = CONFIG + f'changelog = "{changelog}"\n'
    folder = site({"taxonomy/a.md": "# A\n"}, config)
    run = headword("release", "1.0", cwd=folder)
    assert run.returncode == 2
    assert "cannot be the changelog" in run.stderr
    assert (folder / "headword.toml").read_text() == config


def test_output_with_project_inside_is_rejected(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# A\n"}, CONFIG + 'output = "."\n')
    run = headword("release", "1.0", cwd=folder)
    assert run.returncode == 2
    assert "the output folder contains the project itself" in run.stderr


def test_version_below_required_level_is_reported(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# A\n## B\n"})
    assert headword("release", "1.0.0", cwd=folder).returncode == 0
    (folder / "taxonomy" / "a.md").write_text("# A\n## B\n## C\n")
    run = headword("release", "1.0.1", cwd=folder)
    assert run.returncode == 0
    assert "the changes since 1.0.0 require version 1.1.0" in run.stderr
