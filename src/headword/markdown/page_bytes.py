"""The bytes of a page, before they are decoded."""

import stat
from pathlib import Path

from headword.core.findings import Location
from headword.markdown.block import UnreadableError

MAX_PAGE_BYTES = 10 * 1024 * 1024


def read_bytes(file: Path, path: str) -> bytes | UnreadableError:
    """Return the bytes of ``file``, or the error that explains why it cannot be read."""
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            return UnreadableError("this is not a regular file", Location(path))
        if status.st_size > MAX_PAGE_BYTES:
            size, limit = status.st_size / 2**20, MAX_PAGE_BYTES / 2**20
            return UnreadableError(f"the file is {size:.1f} MB; the limit is {limit:.0f} MB", Location(path))
        return file.read_bytes()
    except OSError as error:
        return UnreadableError(f"cannot be read: {error.strerror}", Location(path))
