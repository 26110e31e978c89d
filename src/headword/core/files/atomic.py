"""Replacing what is in files, whole or not at all; and what that would change, as people read it."""

import difflib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from headword.core.errors import HeadwordError
from headword.core.findings import Location

Contents: TypeAlias = Mapping[Path, bytes | None]
"""The content of files; None for a file that is removed."""


def replace_file(file: Path, data: bytes, mode: int | None = None) -> None:
    """Put ``data`` where ``file`` is, with the permissions ``mode``, or those that it has.

    Raises:
        HeadwordError: it cannot be written; the file is as it was.
    """
    staged: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}-", delete=False) as stream:
            staged = Path(stream.name)
            stream.write(data)
        staged.chmod(file.stat().st_mode & 0o7777 if mode is None else mode)
        staged.replace(file)
    except OSError as error:
        if staged is not None:
            staged.unlink(missing_ok=True)
        raise HeadwordError(f"cannot write: {error.strerror}", Location(str(file))) from error


def replace_files(contents: Contents) -> None:
    """Put contents where these files are, or will be, in all of them or in none.

    Raises:
        HeadwordError: one cannot be written; all are as they were, and none is there that was not.
    """
    with replaced_files(contents):
        pass


@contextmanager
def replaced_files(contents: Contents) -> Iterator[None]:
    """Put contents where these files are, or will be; if what is then done fails, all are as they were.

    Raises:
        HeadwordError: one cannot be written; all are as they were, and none is there that was not.
    """
    before = {file: _read_before(file) for file in contents}
    made: list[Path] = []
    try:
        for file, data in contents.items():
            made.extend(_make_folders(file.parent))
            _put(file, data)
        yield
    except BaseException:
        for file, data in before.items():
            if _read_before(file) != data:
                _put(file, data)
        for folder in reversed(made):
            folder.rmdir()
        raise


def _read_before(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None


def _put(file: Path, data: bytes | None) -> None:
    real = Path(os.path.realpath(file))
    if data is None:
        real.unlink(missing_ok=True)
    else:
        replace_file(real, data, None if real.exists() else mode_of_new(0o666))


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder and those that it is in, where they are not there; gives those that were made, outermost first."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HeadwordError(f"cannot make the folder: {error.strerror}", Location(str(folder))) from error
    return missing[::-1]


def show_difference(path: str, before: bytes, after: bytes) -> str:
    """Return a unified diff of two versions of a text in UTF-8; ``before`` is empty for a new file."""
    old, new = (text.decode("utf-8").splitlines(keepends=True) for text in (before, after))
    lines = difflib.unified_diff(old, new, f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def mode_of_new(most: int) -> int:
    """Return the permissions of a new file or folder: those of ``most`` that umask(2) allows."""
    mask = os.umask(0)
    os.umask(mask)
    return most & ~mask
