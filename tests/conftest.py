"""Fixtures of all tests: a scratch site, and the command line as a real process."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from support.commands import CommandServer
from support.programs import advise
from support.project import CONFIG, Run

# A slow machine is no defect of what is tested.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
# A shell starts what runs in the background with Ctrl-C ignored, and so would be what is started here.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line what was missing, and the command that installs it."""
    reasons = [report.longrepr[2] for report in terminalreporter.stats.get("skipped", ()) if len(report.longrepr) == 3]
    if advice := advise(reasons):
        terminalreporter.write_line(advice)


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., Path]:
    """Write a site: keyword arguments are not used, files go by path; ``headword.toml`` is there unless given."""

    def make(files: dict[str, str | bytes], config: str | None = CONFIG) -> Path:
        folder = tmp_path / "site"
        folder.mkdir(exist_ok=True)
        if config is not None:
            (folder / "headword.toml").write_text(config, encoding="utf-8")
        for name, content in files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return make


@pytest.fixture(scope="session")
def commands() -> Iterator[CommandServer]:
    """Start the process that runs the commands of all tests."""
    server = CommandServer()
    yield server
    server.close()


@pytest.fixture
def headword(commands: CommandServer) -> Run:
    """Run ``headword`` as its user does, in a folder; gives exit code, stdout and stderr."""

    def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return commands.run(list(arguments), cwd, {**os.environ, "NO_COLOR": "1", **environment})

    return run
