"""The state of a run is not part of the config, and a cache can be used by later processes."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.project import CONFIG, Run

SHOW_STAMP = """\
from pathlib import Path
from headword.compiler.run import open_run
from headword.project.project import find_project
with open_run(find_project(Path())) as run:
    print(run.pages.site.stamp)
"""


def test_stamp_of_released_site_is_independent_of_hash_seed(site: Callable[..., Path]) -> None:
    copies = {f"vocab/versions/1.0/{name}.ttl": "" for name in ("minerals", "rocks", "ores", "soils", "gems")}
    folder = site({"taxonomy/minerals.md": "# Minerals\n", **copies}, CONFIG + 'prior-version = "1.0"\n')
    stamps = {
        subprocess.run(
            [sys.executable, "-c", SHOW_STAMP],
            cwd=folder, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        ).stdout
        for seed in "123"
    }  # fmt: skip
    assert len(stamps) == 1


def test_stamp_depends_on_copy_of_release(site: Callable[..., Path]) -> None:
    folder = site({"taxonomy/minerals.md": "# Minerals\n"}, CONFIG + 'prior-version = "1.0"\n')
    stamps = []
    for name in ("", "vocab/versions/1.0/minerals.ttl", "vocab/versions/1.0/rocks.ttl"):
        if name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text("")
        run = subprocess.run([sys.executable, "-c", SHOW_STAMP], cwd=folder, capture_output=True, text=True, check=True)
        stamps.append(run.stdout)
    assert len(set(stamps)) == 3


LOCK = """\
{"headword.lock": 1}
["old", "old.md", null, "Old", "2026-01-16", {"retired": "2026-01-20", "replacedBy": []}]
"""
# The path in the copy of the release before, and the file that states the version before.
STATED_IN = {"a": "a.ttl", "subjects": "subjects.ttl", "old": "retired.ttl"}


@pytest.mark.parametrize("path", STATED_IN)
def test_prior_version_requires_scheme_in_copy(path: str, site: Callable[..., Path], headword: Run) -> None:
    config = CONFIG + 'version = "1.1"\nreleased = "2026-02-01"\nprior-version = "1.0"\n'
    page = "---\ntag: Rocks\n---\n# A\n"
    folder = site({"taxonomy/a.md": page, "headword.lock": LOCK, f"vocab/versions/1.0/{path}.ttl": ""}, config)
    run = headword("build", "--no-check", cwd=folder)
    assert run.returncode == 0, run.stderr
    stated = {name for name in STATED_IN.values() if "priorVersion" in (folder / "vocab" / name).read_text()}
    assert stated == {STATED_IN[path]}
