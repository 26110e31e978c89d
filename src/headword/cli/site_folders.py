"""The two folders in which one `headword serve` builds its sites."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from headword.core.cache import digest, make_folder

Pair = tuple[Path, Path]


@contextmanager
def open_folders(root: Path, *, no_cache: bool) -> Iterator[Pair]:
    """Open two folders for the sites of the project at ``root``, for this process only.

    They are in the cache, so that the next server starts with them, unless another server uses them.
    """
    with ExitStack() as stack:
        kept = None if no_cache else make_folder(root)
        if kept is not None and stack.enter_context(_hold(root)):
            folder = kept / "site"
            folder.mkdir(exist_ok=True)
        else:
            folder = Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix="headword-site-", ignore_cleanup_errors=True))
            )
        yield folder / "a", folder / "b"


@contextmanager
def _hold(root: Path) -> Iterator[bool]:
    """Lock the cached sites of a project against other servers, and return whether that succeeded.

    The lock is outside the folders of the project: builds lock those, and the cache can be deleted and created again
    while it is served.
    """
    name = f"headword-serve-{digest(os.path.realpath(root))}.lock"
    try:
        opened = os.open(Path(tempfile.gettempdir(), name), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError:
        # The folder belongs to another user.
        yield False
        return
    try:
        yield _lock(opened)
    finally:
        os.close(opened)


def _lock(opened: int) -> bool:
    import fcntl

    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        # Another server has the lock, or this disk does not support locks.
        return False
    return True
