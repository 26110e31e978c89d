"""Work of the APIs in threads of their own: so much at once, so much that waits, each for so long.

A thread cannot be stopped: long work asks by `keep_time_limit` whether it is still wanted.
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
"""The end of the time of what a thread is about."""
_LATE = "this took too long: ask for less at once"
_FULL = "too many requests wait: ask again later"
_OVER = "the server is stopping"


class WorkRefused(Exception):  # noqa: N818 - nothing is wrong with what was asked
    """Something is not done; its text says why, for who asked."""


def keep_time_limit() -> None:
    """Go on only as long as there is time: called between the parts of long work, in any thread.

    Raises:
        Undone: it is up.
    """
    if time.monotonic() > getattr(_own, "end", float("inf")):
        raise WorkRefused(_LATE)


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """How much is done.

    Attributes:
        at_once: at the same time; Python does little of it at once, but what is long keeps up what is short.
        waiting: how much may be under way and wait.
        seconds: how long each may take, waiting included.
    """

    at_once: int = 4
    waiting: int = 64
    seconds: float = 10.0


class Workers:
    """Threads that work.

    They are daemons, which nobody waits for when the process ends.

    Args:
        bounds: how much is done.
    """

    def __init__(self, bounds: WorkLimits | None = None) -> None:
        self._bounds = bounds or WorkLimits()
        self._tasks: SimpleQueue[tuple[Future[Any], Callable[[], Any], float]] = SimpleQueue()
        self._places = threading.BoundedSemaphore(self._bounds.waiting)
        self._threads: list[threading.Thread] = []
        self._waited: set[asyncio.Future[Any]] = set()
        self._is_over = False

    async def do(self, work: Callable[[], Done]) -> Done:
        """What comes of ``work``.

        Raises:
            Undone: it took too long, too much waits, or all is over.
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
        """Tell all that wait, in the loop that they wait in, that nothing comes any more."""
        self._is_over = True
        for waited in list(self._waited):
            waited.cancel()

    def _begin(self) -> None:
        """Have the threads, of which none is needed before there is work."""
        while len(self._threads) < self._bounds.at_once:
            thread = threading.Thread(target=self._work, name="apis", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        while True:
            future, work, _own.end = self._tasks.get()
            # Who waited too long has gone, and what was asked is not done.
            if not future.set_running_or_notify_cancel():
                continue
            try:
                keep_time_limit()
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)
