"""Large sites: several processes, a bar on a terminal, and Ctrl-C."""

import contextlib
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from headword.compiler.incremental import Pages
from headword.rdf.graph import DocumentGraph
from support.project import Run

COMMAND = [sys.executable, "-m", "headword"]


@pytest.fixture
def large(site) -> Path:  # type: ignore[no-untyped-def]
    """More pages than are compiled by one process unless asked to, linked to one another, with findings."""
    pages = {
        f"taxonomy/p{number}.md": f"# Page {number}\n\n- Related: [Next](p{(number * 7 + 1) % 200}.md)\n\n## Ore; Ore\n"
        for number in range(200)
    }
    return site({**pages, "taxonomy/draft.md": "---\ndraft: true\n---\n# D\n", "taxonomy/bad.md": b"\xff# Bad\n"})


@pytest.mark.parametrize("jobs", ["0", "2", "5"])
def test_the_number_of_processes_changes_nothing(large: Path, headword: Run, jobs: str) -> None:
    alone = headword("check", "--jobs", "1", "--no-cache", cwd=large)
    assert alone.returncode == 1
    for _ in range(2):
        run = headword("check", "--jobs", jobs, cwd=large)
        assert (run.stdout, run.stderr, run.returncode) == (alone.stdout, alone.stderr, alone.returncode)


def test_several_processes_do_the_work(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs here alone, in this process, is nothing."""
    from headword.core.cache import open_cache
    from headword.core.context import RunContext
    from headword.lint.check import check_pages
    from headword.project.project import find_project

    monkeypatch.setattr("headword.compiler.incremental._Store._remember", lambda *_: pytest.fail("compiled here"))
    monkeypatch.setattr(Pages, "stated", lambda *_: DocumentGraph({}))
    with open_cache(None) as cache:
        check_pages(find_project(large), [], drafts=False, context=RunContext(cache, jobs=2))


def on_terminal(folder: Path, *words: str, **environment: str) -> bytes:
    """What a terminal is shown of stderr while the command runs."""
    master, slave = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name != "CI"}
    process = subprocess.Popen(
        [*COMMAND, *words], cwd=folder, stdout=subprocess.DEVNULL, stderr=slave, env={**kept, **environment}
    )
    os.close(slave)
    shown = b""
    while True:
        try:
            shown += os.read(master, 4096)
        except OSError:
            break
    process.wait()
    os.close(master)
    return shown


@pytest.fixture
def slow(site) -> Path:  # type: ignore[no-untyped-def]
    """Pages that take about two seconds to read."""
    text = "".join(f"## Heading {number}; one, two, three\n\nSome text.\n\n" for number in range(350))
    return site({f"taxonomy/p{number}.md": f"# Page {number}\n\n{text}" for number in range(60)})


def test_a_bar_is_drawn_on_a_terminal_and_gone_at_the_end(slow: Path) -> None:
    shown = on_terminal(slow, "check", "--no-cache")
    assert re.search(rb"compiling  . \[", shown)
    assert b" of 60" in shown
    assert shown.rindex(b"\x1b[K") > shown.rindex(b" of ")


def test_no_bar_in_ci(slow: Path) -> None:
    assert b" of 60" not in on_terminal(slow, "check", "--no-cache", CI="true")


def test_no_bar_in_a_pipe(slow: Path, headword: Run) -> None:
    assert "of 60" not in headword("check", "--no-cache", cwd=slow, CI="").stderr


def start(folder: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([*COMMAND, *words], cwd=folder, stderr=subprocess.PIPE, text=True, start_new_session=True)


def wait_until_begun(folder: Path) -> None:
    """Wait until the command has opened its cache, and half a second more."""
    deadline = time.monotonic() + 300
    while not (folder / ".headword-cache").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.5)


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("command", ["check", "build"])
def test_ctrl_c_stops_at_once_and_leaves_nothing(slow: Path, command: str, jobs: str) -> None:
    process = start(slow, command, "--jobs", jobs)
    wait_until_begun(slow)
    # As a terminal does it: every process of the group is told.
    os.killpg(process.pid, signal.SIGINT)
    told = time.monotonic()
    _, said = process.communicate(timeout=300)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert time.monotonic() - told < 60
    assert not list(slow.glob(".headword-staging*"))
    assert not (slow / "vocab").exists()
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def has_ended(group: int) -> bool:
    """Whether all processes of the group end within ten seconds."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    os.killpg(group, signal.SIGKILL)
    return False


@pytest.mark.parametrize("pause", [0.01, 0.05, 0.2])
def test_impatience_does_no_harm(slow: Path, pause: float) -> None:
    process = start(slow, "build", "--jobs", "2")
    wait_until_begun(slow)
    for _ in range(4):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(pause)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert not list(slow.glob(".headword-staging*"))
    assert has_ended(process.pid)


@pytest.mark.parametrize("delay", [0.1, 0.2, 0.4])
def test_ctrl_c_while_it_starts(slow: Path, delay: float) -> None:
    process = start(slow, "check", "--jobs", "2")
    time.sleep(delay)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=300)
    # The latter while Python itself is not up yet.
    assert process.returncode in (130, -signal.SIGINT)
    assert has_ended(process.pid)


def test_being_told_to_end(slow: Path) -> None:
    process = start(slow, "build", "--jobs", "2")
    wait_until_begun(slow)
    process.terminate()
    _, said = process.communicate(timeout=300)
    assert process.returncode == 128 + signal.SIGTERM
    assert "Traceback" not in said
    assert not list(slow.glob(".headword-staging*"))
    assert has_ended(process.pid)


def find_workers(process: int) -> list[int]:
    """The children of a process that read pages, and not git, which is asked before."""
    found = []
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        with contextlib.suppress(OSError):
            # What becomes git has our command line for a moment.
            time.sleep(0.05)
            if b"headword" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(int(child))
    return found


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("pause", [0, 0.02])
def test_a_process_that_is_killed_is_told_of(slow: Path, number: int, pause: float) -> None:
    process = start(slow, "check", "--jobs", "2")
    deadline = time.monotonic() + 200
    while not (workers := find_workers(process.pid)) and time.monotonic() < deadline:
        time.sleep(pause)
    os.kill(workers[0], number)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 2
    assert "was killed" in said
    assert "--jobs 1" in said
    assert "Traceback" not in said


def test_no_process_outlives_one_that_was_killed(slow: Path) -> None:
    process = start(slow, "check", "--jobs", "2")
    wait_until_begun(slow)
    process.kill()
    process.wait()
    assert has_ended(process.pid)


FOREVER = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(STR(?c)) + STRLEN(STR(?f)) = STRLEN(?i)) }"
)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("store", [[], ["--store", "store"]])
def test_a_query_that_takes_for_ever_can_be_stopped(large: Path, headword: Run, number: int, store: list[str]) -> None:
    assert headword("query", *store, "ASK {}", cwd=large).returncode == 0
    process = start(large, "query", *store, FOREVER)
    time.sleep(4)
    assert process.poll() is None
    process.send_signal(number)
    try:
        process.communicate(timeout=10)
    finally:
        # Who does not hear it would work on for hours.
        process.kill()
    assert process.returncode == -number
    assert headword("query", *store, "ASK {}", cwd=large).returncode == 0
