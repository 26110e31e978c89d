"""A build, a site and a release are written into a separate folder, or not at all."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from support.project import CONFIG, Run

MakeSite = Callable[..., Path]
PAGE = "# Tools\n\n## Awl\n"


def files_of(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("command", [["build"], ["build", "--dry-run"], ["site"], ["release", "1.0"]])
@pytest.mark.parametrize("output", ["taxonomy", "./taxonomy/", "here/../taxonomy", "pages", "shapes", "shapes/out"])
def test_output_over_sources_is_rejected(output: str, command: list[str], site: MakeSite, headword: Run) -> None:
    settings = f'output = "{output}"\n\n[site]\noutput = "{output}"\n'
    folder = site({"taxonomy/a.md": PAGE}, CONFIG + settings)
    os.symlink("taxonomy", folder / "pages")
    before = files_of(folder)
    run = headword(*command, cwd=folder)
    assert (run.returncode, "name a folder of its own" in run.stderr) == (2, True), run.stdout + run.stderr
    assert files_of(folder) == before


@pytest.mark.parametrize("command", ["build", "site"])
def test_output_option_is_rejected_like_config(command: str, site: MakeSite, headword: Run) -> None:
    folder = site({"all/pages/a.md": PAGE}, CONFIG + 'sources = "all/pages"\n')
    run = headword(command, "--output", "all", cwd=folder)
    assert (run.returncode, "the output folder contains the pages" in run.stderr) == (2, True)
    assert list(files_of(folder / "all")) == ["pages/a.md"]


def test_output_inside_sources_is_allowed(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": PAGE})
    assert headword("build", "--output", "taxonomy/data", cwd=folder).returncode == 0
    assert headword("build", "--output", "taxonomy/data", "--dry-run", cwd=folder).returncode == 0
