"""Checking again whenever a source changes."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.project import CONFIG


class Watched:
    """A process that watches; each report is what stands between the two lines that frame it."""

    def __init__(self, folder: Path) -> None:
        words = [sys.executable, "-m", "headword", "check", "--watch", "--output-format", "concise"]
        self.process = subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def report(self) -> str:
        assert self.process.stdout is not None
        lines = []
        assert self.process.stdout.readline() == "headword: checking\n"
        while (line := self.process.stdout.readline()) != "headword: waiting for changes\n":
            assert line, "it ended"
            lines.append(line)
        return "".join(lines)


@pytest.fixture
def watched(site) -> Iterator[tuple[Path, Watched]]:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# A\n## B\n"})
    one = Watched(folder)
    # What never comes is not waited for.
    timer = threading.Timer(60, one.process.kill)
    timer.start()
    yield folder, one
    timer.cancel()
    one.process.kill()
    one.process.wait()


def test_each_change_is_checked(watched: tuple[Path, Watched]) -> None:
    folder, one = watched
    page = folder / "taxonomy" / "a.md"
    assert one.report() == "no findings in 2 concepts in 1 page\n"
    page.write_text("# A\n## B; B\n")
    assert "taxonomy/a.md:2:7: error[label-clash]" in one.report()
    # What a build writes is no source, nor is any other file.
    (folder / "vocab").mkdir()
    (folder / "vocab" / "a.ttl").write_text("")
    (folder / "notes.txt").write_text("")
    (folder / "headword.toml").write_text(CONFIG + 'ignore = ["label-clash"]\n')
    assert one.report() == "no findings in 2 concepts in 1 page\n"
    (folder / "headword.toml").write_text("base = 1\n")
    assert "headword.toml:1:1: error: 'base' must be a text in quotes" in one.report()
    (folder / "headword.toml").write_text(CONFIG)
    assert "label-clash" in one.report()


def test_ctrl_c_ends_it(watched: tuple[Path, Watched]) -> None:
    _, one = watched
    one.report()
    os.kill(one.process.pid, signal.SIGINT)
    assert one.process.wait(timeout=200) == 130
