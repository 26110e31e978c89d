"""Waiting for what may never come back, and no longer than is wanted."""

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


class CallTimeoutError(Exception):
    """What was called did not come back in time."""


class CallThread:
    """A thread that makes calls one after another, so that whoever waits for one can stop waiting."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        while True:
            self._calls.get()()

    def call(self, function: Callable[[], Value], seconds: float) -> Value:
        """What ``function`` gives.

        Raises:
            TimeUpError: it gives nothing in so many seconds.  It may go on, and this worker with it: take another.
        """
        done: queue.SimpleQueue[Value | BaseException] = queue.SimpleQueue()

        def run() -> None:
            try:
                done.put(function())
            except BaseException as error:
                done.put(error)

        self._calls.put(run)
        try:
            result = done.get(timeout=seconds)
        except queue.Empty as error:
            raise CallTimeoutError from error
        if isinstance(result, BaseException):
            raise result
        return result
