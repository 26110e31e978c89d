"""Values that are computed once for a snapshot, when they are first needed: indexes, for example."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from headword.server.snapshot import ServedVocabulary

Made = TypeVar("Made")


class PerSnapshot(Generic[Made]):
    """The value that was computed for the last snapshot.

    Args:
        make: computes the value.
    """

    def __init__(self, make: Callable[[ServedVocabulary], Made]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._last: tuple[ServedVocabulary, Made] | None = None

    def of(self, snapshot: ServedVocabulary) -> Made:
        """Return the value for ``snapshot``; a thread that asks during the computation waits for it."""
        last = self._last
        if last is not None and last[0] is snapshot:
            return last[1]
        with self._lock:
            if self._last is None or self._last[0] is not snapshot:
                self._last = (snapshot, self._make(snapshot))
            return self._last[1]
