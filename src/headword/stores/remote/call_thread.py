"""Waiting for what may never come back, and no longer than is wanted."""

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


class CallTimeoutError(Exception):
    """A call did not end in time."""


class CallThread:
    """A thread that makes calls one after another, so that the caller can stop waiting."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        while True:
            self._calls.get()()

    def call(self, function: Callable[[], Value], seconds: float) -> Value:
        """Return the result of ``function``.

        Raises:
            TimeUpError: there is no result after so many seconds. The call can still run, so use a new worker.
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
