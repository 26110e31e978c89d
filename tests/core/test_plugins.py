"""Plugins: a package that is installed beside headword adds an importer, a report format, rules, a host and a store."""

import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from headword.core.plugins import HOSTS, IMPORTERS, REPORTS, RULE_PACKS, STORES, find_plugins
from support.project import CONFIG, ROOT, Run

GROUPS = (IMPORTERS, REPORTS, RULE_PACKS, HOSTS, STORES)
Make = Callable[..., Path]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PYTHONPATH in which the example package is installed."""
    folder = tmp_path_factory.mktemp("plugins")
    package = ROOT / "tests" / "support" / "plugin_package"
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(folder), str(package)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("group", GROUPS)
def test_plugins_are_those_that_the_standard_library_finds(group: str) -> None:
    found = {plugin.name: plugin.target for plugin in find_plugins(group).values()}
    assert found == {point.name: point.value for point in entry_points(group=group)}
    assert found == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"][group]


def test_a_package_adds_one_of_each(installed: Path, site: Make, headword: Run) -> None:
    folder = site({"taxonomy/ores.md": "# Ores\n\n## Gold\n"}, CONFIG)
    where = {"PYTHONPATH": str(installed)}
    ours, theirs = (headword("check", "--output-format", "concise", cwd=folder, **more).stdout for more in ({}, where))
    assert "no-gold" not in ours
    assert "taxonomy/ores.md:3:4: warning[no-gold] nothing here is called gold" in theirs.replace(":8", "")
    assert headword("check", "--output-format", "count", cwd=folder, **where).stdout.endswith(" findings\n")
    assert "example" in headword("push", "--help", cwd=folder, **where).stdout
    assert headword("site", cwd=folder, **where).returncode == 0
    assert (folder / "site" / "example-host.txt").read_text() == "https://w3id.org/test/\n"
    (folder / "metals.dashes").write_text("Metals\n-Tin\n--White tin\n")
    done = headword("import", "metals.dashes", cwd=folder, **where)
    assert done.returncode == 0, done.stderr
    assert "## White tin" in (folder / "taxonomy" / "metals.md").read_text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[headword.reports]\nfull = other:full\n", "both headword and other offer 'full' as headword.reports"),
        ("[headword.rules]\nother = nowhere:folder\n", "'other' of other cannot be loaded"),
    ],
)
def test_a_broken_package_is_named(text: str, said: str, site: Make, headword: Run, tmp_path: Path) -> None:
    info = tmp_path / "path" / "other-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "entry_points.txt").write_text(text)
    run = headword("check", cwd=site({"taxonomy/a.md": "# A\n"}), PYTHONPATH=str(info.parent))
    assert run.returncode == 2
    assert said in run.stderr
    assert "Traceback" not in run.stderr
