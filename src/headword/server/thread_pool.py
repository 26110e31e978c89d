"""Threads for the work of the APIs, with limits of work at once, waiting work and time.

A thread cannot be stopped, so long work calls `keep_time_limit` to end in time.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, TypeVar

Done = TypeVar("Done")
_own = threading.local()
"""The deadline of the current work of a thread."""
_LATE = "the request took too long: ask for less at once"
_FULL = "too many requests are waiting: try again later"
_OVER = "the server is stopping"


class WorkRefused(Exception):  # noqa: N818 - the request itself has no error
    """Work that was refused; its text is the reason for the client."""


def keep_time_limit() -> None:
    """Raise an error if the time is up; call this between the parts of long work, in any thread.

    Raises:
        WorkRefused: the time is up.
    """
    if time.monotonic() > getattr(_own, "end", float("inf")):
        raise WorkRefused(_LATE)


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """Limits of the work.

    Attributes:
        at_once: maximum number of tasks at the same time, so that long tasks do not block short ones.
        waiting: maximum number of running and waiting tasks.
        seconds: maximum time of a task, waiting included.
    """

    at_once: int = 4
    waiting: int = 64
    seconds: float = 10.0


class Workers:
    """Threads that run tasks.

    They are daemons: the process ends without waiting for them.

    Args:
        bounds: the limits of the work.
    """

    def __init__(self, bounds: WorkLimits | None = None) -> None:
        self._bounds = bounds or WorkLimits()
        self._tasks: SimpleQueue[tuple[Future[Any], Callable[[], Any], float]] = SimpleQueue()
        self._places = threading.BoundedSemaphore(self._bounds.waiting)
        self._threads: list[threading.Thread] = []
        self._waited: set[asyncio.Future[Any]] = set()
        self._is_over = False

    async def do(self, work: Callable[[], Done]) -> Done:
        """Return the result of ``work``.

        Raises:
            WorkRefused: the work took too long, too much work is waiting, or the server is stopping.
        """
        if not self._places.acquire(blocking=False):
            raise WorkRefused(_FULL)
        self._begin()
        future: Future[Done] = Future()
        future.add_done_callback(lambda _: self._places.release())
        self._tasks.put((future, work, time.monotonic() + self._bounds.seconds))
        waited = asyncio.wrap_future(future)
        self._waited.add(waited)
        try:
            return await asyncio.wait_for(waited, self._bounds.seconds)
        except TimeoutError as error:
            raise WorkRefused(_LATE) from error
        except asyncio.CancelledError as error:
            if not self._is_over:
                raise
            raise WorkRefused(_OVER) from error
        finally:
            self._waited.discard(waited)

    def end(self) -> None:
        """Cancel all waiting requests; call this in their event loop."""
        self._is_over = True
        for waited in list(self._waited):
            waited.cancel()

    def _begin(self) -> None:
        """Start the threads with the first work."""
        while len(self._threads) < self._bounds.at_once:
            thread = threading.Thread(target=self._work, name="apis", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        while True:
            future, work, _own.end = self._tasks.get()
            # The client has left after waiting too long: its work is skipped.
            if not future.set_running_or_notify_cancel():
                continue
            try:
                keep_time_limit()
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)
