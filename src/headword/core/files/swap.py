"""Exchanging two folders in one step, one build at a time, so that nobody ever sees neither or a mix."""

import ctypes
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # macOS sys/stdio.h


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Wait until no other build works in ``folder``, and let others wait; no file is left behind.

    A system without such locks (Windows) does not protect builds from each other.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def exchange(staging: Path, output: Path) -> None:
    """Put ``staging`` where ``output`` is; the old output, if any, is then where ``staging`` was.

    Atomic on Linux and macOS.  Elsewhere the old folder is moved aside and
    the new one moved in, two steps after each other.

    Raises:
        OSError: the folders are not on one file system, or ``output`` is a mount point.
    """
    if not output.exists():
        staging.rename(output)
        return
    try:
        _swap(staging, output)
    except OSError as error:
        if error.errno not in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
            raise
        aside = staging.with_name(f"{staging.name}-old")
        output.rename(aside)
        staging.rename(output)
        aside.rename(staging)


def _swap(one: Path, other: Path) -> None:
    library = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin":
        result = library.renamex_np(first, second, _RENAME_SWAP)
    elif library is not None and hasattr(library, "renameat2"):
        result = library.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE)
    else:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), str(other))
