"""What is made of a snapshot once, when it is first needed: indexes of it, say."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from headword.server.snapshot import ServedVocabulary

Made = TypeVar("Made")


class PerSnapshot(Generic[Made]):
    """Remembers what was made of the last snapshot that was asked about.

    Args:
        make: makes it.
    """

    def __init__(self, make: Callable[[ServedVocabulary], Made]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._last: tuple[ServedVocabulary, Made] | None = None

    def of(self, snapshot: ServedVocabulary) -> Made:
        """What is made of ``snapshot``; who asks while it is being made waits for it."""
        last = self._last
        if last is not None and last[0] is snapshot:
            return last[1]
        with self._lock:
            if self._last is None or self._last[0] is not snapshot:
                self._last = (snapshot, self._make(snapshot))
            return self._last[1]
