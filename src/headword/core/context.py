"""What a run has at hand: what earlier runs remembered, how many processes, and somebody to tell how far it is."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from headword.core.cache import Cache

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how many of it are done, and of how many."""

Item = TypeVar("Item")


def ignore_progress(what: str, done: int, total: int) -> None:
    """Tell nobody."""
    del what, done, total


@dataclass(frozen=True, slots=True)
class RunContext:
    """What a run has at hand; ``jobs`` is how many processes it may use, 0 for as many as pay."""

    cache: Cache
    progress: Progress = ignore_progress
    jobs: int = 0

    def track(self, what: str, items: Iterable[Item], total: int) -> Iterator[Item]:
        """``items``, of which there are ``total``, each told of when the next one is asked for."""
        self.progress(what, 0, total)
        for done, item in enumerate(items, 1):
            yield item
            self.progress(what, done, total)
