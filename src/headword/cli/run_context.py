"""The context of a run: the cache, the number of processes, and a progress bar on a terminal."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headword.cli.output import print_notices
from headword.cli.settings import run_settings

if TYPE_CHECKING:
    from headword.core.context import Progress, RunContext

_PATIENCE = 0.5
"""Seconds before the bar appears, so that short stages show none."""
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
        bar = _ProgressBar() if is_drawn else None
        progress = bar.draw if bar else ignore_progress
        try:
            yield RunContext(cache, _StageClock(progress).note if settings.verbose else progress, jobs)
        finally:
            if bar is not None:
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
    """A line on stderr that is updated, and removed when the run ends."""

    def __init__(self) -> None:
        self._next = time.monotonic() + _PATIENCE
        self._is_drawn = False
        self._signs = cycle("|/-\\")
        self._ticker: _Ticker | None = None

    def draw(self, what: str, done: int, total: int) -> None:
        if self._ticker is not None:
            self._ticker.stop()
            self._ticker = None
        if total and done >= total:
            self.clear()
        elif not done and not total:
            self._ticker = _Ticker(lambda: self._show(what, next(self._signs)))
        elif time.monotonic() >= self._next:
            # Without a known total, a bar would mislead: a spinner and the count show what is known.
            filled = "#" * (_WIDTH * done // total) if total else ""
            shown = f"[{filled:<{_WIDTH}}] {done:,} of {total:,}" if total else f"{next(self._signs)} {done:,}"
            self._show(what, shown)

    def _show(self, what: str, shown: str) -> None:
        self._next = time.monotonic() + _PACE
        self._is_drawn = True
        click.echo(f"\r{what:<10} {shown}\x1b[K", nl=False, err=True)

    def clear(self) -> None:
        if self._is_drawn:
            self._is_drawn = False
            click.echo("\r\x1b[K", nl=False, err=True)


class _Ticker:
    """A thread that calls a function at intervals, during a step that cannot.

    It ends with the step, because a process with threads must not fork.
    """

    def __init__(self, tick: Callable[[], None]) -> None:
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(tick,), daemon=True)
        self._thread.start()

    def _run(self, tick: Callable[[], None]) -> None:
        while not self._stopped.wait(_PACE):
            tick()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()
