"""Calls with a time limit, for functions that may never return."""

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


class CallTimeoutError(Exception):
    """An error for a call that did not end in time."""


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
            CallTimeoutError: there is no result after ``seconds``. The call may still be running, so use a new thread.
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
