"""Locks of a folder: for many readers, or for one writer."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from headword.core.errors import HeadwordError, StoreError
from headword.core.findings import Location

_LOCK = "lock"
WAIT = 5.0
"""The default number of seconds to wait for another process."""
_PACE = 0.05


@contextmanager
def share(folder: Path) -> Iterator[bool]:
    """Lock out writers, and yield whether the system supports such locks.

    Raises:
        StoreError: another process writes.
    """
    try:
        import fcntl
    except ImportError:
        yield False
        return
    with _lock(folder, fcntl.LOCK_SH, WAIT):
        yield True


@contextmanager
def exclude(folder: Path, wait: float = WAIT) -> Iterator[None]:
    """Lock out readers and writers; on a system without such locks, the store does that itself.

    The lock is waited for ``wait`` seconds.

    Raises:
        StoreError: another process reads or writes.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    with _lock(folder, fcntl.LOCK_EX, wait):
        yield


def is_free(folder: Path) -> bool:
    """Return whether a folder is unused; always false on a system without such locks."""
    try:
        import fcntl
    except ImportError:
        return False
    with _open(folder, os.O_RDWR) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


@contextmanager
def _open(folder: Path, how: int) -> Iterator[int]:
    """Open the file for the lock; a reader can do so even if the folder is read-only."""
    try:
        file = os.open(folder / _LOCK, how | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        hint = "make the folder writable, or name another folder"
        raise StoreError(f"the store cannot be used: {error.strerror}", Location(str(folder)), hint) from error
    try:
        yield file
    finally:
        os.close(file)


@contextmanager
def _lock(folder: Path, kind: int, wait: float) -> Iterator[None]:
    import fcntl

    with _open(folder, os.O_RDONLY if kind == fcntl.LOCK_SH else os.O_RDWR) as file:
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(file, kind | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > until:
                    raise busy(folder) from error
                time.sleep(_PACE)
        yield


def busy(folder: Path) -> HeadwordError:
    """Return the error of a process that cannot use a folder now."""
    hint = "wait for that process, end it, or name another folder"
    return HeadwordError("another process is using this store", Location(str(folder)), hint)
