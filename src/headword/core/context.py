"""The context of a run: the cache, the number of processes, and the progress."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from headword.core.cache import Cache

Progress = Callable[[str, int, int], None]
"""Takes the name of a stage, the number of finished items, and the number of all items; 0 if it is not known."""

Item = TypeVar("Item")


def ignore_progress(what: str, done: int, total: int) -> None:
    """Do nothing."""
    del what, done, total


@dataclass(frozen=True, slots=True)
class RunContext:
    """The cache, the progress and the processes of a run.

    Attributes:
        cache: the results of earlier runs.
        progress: is called while a stage runs.
        jobs: the number of worker processes; 0 for an automatic one.
    """

    cache: Cache
    progress: Progress = ignore_progress
    jobs: int = 0

    def track(self, what: str, items: Iterable[Item], total: int) -> Iterator[Item]:
        """Yield ``items``, of which there are ``total``, and report the progress after each."""
        # A stage without items never ends: 0 of 0 is the progress of a step without a known total.
        if total:
            self.progress(what, 0, total)
        for done, item in enumerate(items, 1):
            yield item
            self.progress(what, done, total)

    @contextmanager
    def busy(self, what: str) -> Iterator[None]:
        """Report one long step without items, as 0 of 0, until it ends."""
        self.progress(what, 0, 0)
        try:
            yield
        finally:
            self.progress(what, 1, 1)

    def count(self, what: str, items: Iterable[Item]) -> Iterator[Item]:
        """Yield ``items``, whose number is not known, and report how many there were so far."""
        done = 0
        for done, item in enumerate(items, 1):
            self.progress(what, done, 0)
            yield item
        self.progress(what, max(done, 1), max(done, 1))
