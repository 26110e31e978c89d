"""The list of what was written where, each file with its SHA-256, in the form of ``sha256sum``."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from headword.core.errors import HeadwordError
from headword.core.findings import Location

SUMS_NAME = "SHA256SUMS"
"""The list of its files that a build leaves in the folder that it writes."""


_LINE = re.compile(r"(?P<sum>[0-9a-f]{64})  (?P<path>\S.*)")


def read_sums(file: Path) -> dict[str, str]:
    """Return the paths in a list, each with its sum; nothing if there is no list.

    Lines without a checksum, such as those of a merge conflict, do not count, nor do paths that leave the folder.

    Raises:
        HeadwordError: the list cannot be read.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise HeadwordError(f"cannot be read: {error}", Location(str(file))) from error
    matches = (_LINE.fullmatch(line) for line in text.splitlines())
    found = {match["path"]: match["sum"] for match in matches if match}
    return {path: sum_ for path, sum_ in found.items() if not path.startswith("/") and ".." not in path.split("/")}


def announce(listed: Path, coming: Mapping[str, str], by_way: Path) -> None:
    """Add future files to a list, as files of ours, and keep the time of the list.

    Args:
        listed: the list; it is created if there is none.
        coming: the paths of the files with their sums.
        by_way: a new file on the same disk, for the list until it is complete.
    """
    time = listed.stat().st_mtime_ns if listed.exists() else 0
    by_way.write_bytes(write_sums({**coming, **read_sums(listed)}))
    os.utime(by_way, ns=(time, time))
    by_way.replace(listed)


def write_sums(sums: Mapping[str, str]) -> bytes:
    """Return a list of paths with their checksums, sorted by path, one per line."""
    return "".join(f"{checksum}  {path}\n" for path, checksum in sorted(sums.items())).encode()
