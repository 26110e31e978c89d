"""The context of a run: the cache, the number of processes, and a progress bar on a terminal."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headword.cli.output import print_notices
from headword.cli.settings import run_settings

if TYPE_CHECKING:
    from headword.core.context import Progress, RunContext

_PATIENCE = 0.5
"""Seconds before the bar appears, so that short commands show none."""
_BEGUN = time.monotonic()
"""The start of the program: on a busy machine, imports alone take a second."""
_PACE = 0.1
"""Seconds between two updates of the bar."""
_WIDTH = 30


def with_run_context(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that `open_run_context` takes."""
    no_cache = click.option("--no-cache", is_flag=True, help="Do not read or write the cache.")
    jobs = click.option(
        "--jobs", "-j", type=click.IntRange(0), default=0, metavar="N",
        help="Number of worker processes. [default: automatic]",
    )  # fmt: skip
    return no_cache(jobs(command))


def with_time_limit(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option for the time that the answer to a query may take."""
    return click.option(
        "--time-limit", default=10.0, show_default=True, type=click.FloatRange(0.1, 3600), metavar="SECONDS",
        help="The time limit of a query.",
    )(command)  # fmt: skip


@contextmanager
def open_run_context(root: Path, *, no_cache: bool, jobs: int) -> Iterator["RunContext"]:
    """Open the context of a run on the project at ``root``."""
    from headword.core.cache import open_cache
    from headword.core.context import RunContext, ignore_progress

    with open_cache(None if no_cache else root) as cache:
        settings = run_settings()
        is_drawn = sys.stderr.isatty() and not os.environ.get("CI") and not settings.quiet
        with _open_bar() if is_drawn else nullcontext(ignore_progress) as progress:
            yield RunContext(cache, _StageClock(progress).note if settings.verbose else progress, jobs)


@contextmanager
def _open_bar() -> Iterator["Progress"]:
    """Yield the function that draws the progress; remove the line at the end."""
    bar = _ProgressBar()
    _bars.append(bar)
    try:
        yield bar.draw
    finally:
        _bars.remove(bar)
        bar.stop()
        bar.clear()


class _StageClock:
    """Progress that also prints the work and the time of each stage."""

    def __init__(self, progress: "Progress") -> None:
        self._progress = progress
        self._begun: dict[str, float] = {}

    def note(self, what: str, done: int, total: int) -> None:
        begun = self._begun.setdefault(what, time.monotonic())
        self._progress(what, done, total)
        if done >= total and total:
            del self._begun[what]
            print_notices([f"{what}: {total:,} in {time.monotonic() - begun:.2f} s"])


class _ProgressBar:
    """A line on stderr that a thread updates, so that it moves even while a step does not report anything."""

    def __init__(self) -> None:
        self._due = _BEGUN + _PATIENCE
        self._stages: dict[str, tuple[int, int]] = {}
        self._is_drawn = False
        self._signs = cycle("|/-\\")
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def draw(self, what: str, done: int, total: int) -> None:
        with self._lock:
            if total and done >= total:
                self._stages.pop(what, None)
            else:
                self._stages[what] = done, total
        if not self._stages:
            self.clear()
        elif self._thread is None:
            self.start()

    def clear(self) -> None:
        with self._lock:
            if self._is_drawn:
                self._is_drawn = False
                click.echo("\r\x1b[K", nl=False, err=True)

    def start(self) -> None:
        self._stopped.clear()
        self._thread = threading.Thread(target=self._run, name="progress", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        # Signals go to the main thread, which blocks them while it starts processes.
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
        while not self._stopped.wait(_PACE):
            self._show()

    def _show(self) -> None:
        with self._lock:
            if not self._stages or time.monotonic() < self._due:
                return
            # A stage within another is shown until it ends.
            what, (done, total) = next(reversed(self._stages.items()))
            # Without a known total, a bar would mislead: a spinner and the count show what is known.
            filled = f" [{'#' * (_WIDTH * done // total):<{_WIDTH}}] {done:,} of {total:,}" if total else ""
            self._is_drawn = True
            count = filled or (f" {done:,}" if done else "")
            click.echo(f"\r{what:<10} {next(self._signs)}{count}\x1b[K", nl=False, err=True)


_bars: list[_ProgressBar] = []
"""The bar of this process, if one is open."""


def _stop_bars() -> None:
    """Stop the thread, because a process with threads must not fork."""
    for bar in _bars:
        bar.stop()


def _start_bars() -> None:
    for bar in _bars:
        bar.start()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_stop_bars, after_in_parent=_start_bars, after_in_child=_bars.clear)
