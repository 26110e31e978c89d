"""The measuring of one command with all processes that it starts: CPU seconds, seconds, and memory.

Memory is what all processes hold together, shared pages counted once (PSS).
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

_LONGEST_PACE = 0.2
_NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
"""A variable that makes Python compile every module again for each command, which no user does."""


class Taken(NamedTuple):
    """The cost of one command: CPU seconds, seconds, megabytes; and how it ended."""

    cpu: float
    wall: float
    peak: float
    code: int = 0
    is_late: bool = False


def run(folder: Path, *words: str, good: tuple[int, ...] = (0,)) -> Taken:
    """Measure ``headword`` with ``words`` in ``folder``; the command must end with a ``good`` status."""
    taken = measure([sys.executable, "-m", "headword", *words], folder)
    if taken.code not in good:
        raise SystemExit(f"headword {' '.join(words)} ended with {taken.code}")
    return taken


def measure(
    command: Sequence[str],
    folder: Path | None = None,
    *,
    limit: float = threading.TIMEOUT_MAX,
    out: "int | IO[str]" = subprocess.DEVNULL,
    errors: "int | IO[str] | None" = None,
    path: str = "",
) -> Taken:
    """Measure a command, which is stopped after ``limit`` seconds; ``path`` is a folder before those in PATH."""
    environment = {name: value for name, value in os.environ.items() if name != _NO_BYTECODE}
    if path:
        environment["PATH"] = f"{path}{os.pathsep}{environment['PATH']}"
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=errors,
        env=environment,
        start_new_session=True,
    )
    late, ended = threading.Event(), threading.Event()
    peaks: list[float] = []

    def stop() -> None:
        late.set()
        os.killpg(process.pid, signal.SIGKILL)

    def watch() -> None:
        while not ended.wait(min(_LONGEST_PACE, 0.01 + (time.perf_counter() - start) / 20)):
            peaks.append(sum(map(_memory, _family(process.pid))))

    timer, watcher = threading.Timer(limit, stop), threading.Thread(target=watch)
    timer.start()
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    ended.set()
    timer.cancel()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    peak = max(peaks, default=0.0) or usage.ru_maxrss / 1024
    return Taken(usage.ru_utime + usage.ru_stime, wall, peak, process.returncode, late.is_set())


def _family(process: int) -> Iterator[int]:
    """Yield the process and all that it started; nothing where the system does not tell."""
    yield process
    try:
        children = [task.joinpath("children").read_text().split() for task in Path(f"/proc/{process}/task").iterdir()]
    except OSError:
        return
    for child in (child for some in children for child in some):
        yield from _family(int(child))


def _memory(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
