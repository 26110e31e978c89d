"""Write files into the output folder: all of them or none.

A build is staged in a folder next to the output and exchanged with it in one step (`publish`). If few of very many
files change, it is moved file by file (`renew`). The next build knows its own files from the list ``SHA256SUMS``; every
other file is kept as it is.
"""

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from headword.core.errors import HeadwordError
from headword.core.files.atomic import Contents, mode_of_new, replaced_files
from headword.core.files.carry import carry_late, carry_over, remove_folder
from headword.core.files.checksums import SUMS_NAME, announce, read_sums, write_sums
from headword.core.files.swap import exchange, one_at_a_time
from headword.core.findings import Location

_STAGING = ".headword-staging-"
_FOR_WRITING = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_MANY = 256
"""The number of files from which one sync of the whole system is faster than one for each file."""


class Unchanged(NamedTuple):
    """In place of the content of a file: it stays as an earlier build wrote it, with this SHA-256."""

    sum: str


BuiltFiles = Iterable[tuple[str, bytes | Unchanged]]
"""Paths under the output folder, and the content of the files."""


@dataclass(frozen=True, slots=True)
class FileChanges:
    """The changes of a build, as sorted paths under the output folder."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    kept: int

    @property
    def total(self) -> int:
        """Return the number of files after the changes."""
        return len(self.added) + len(self.changed) + self.kept

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield each path with its kind of change."""
        for word, paths in (("add", self.added), ("change", self.changed), ("remove", self.removed)):
            yield from ((word, path) for path in paths)


def compare(files: BuiltFiles, output: Path, copy: str = "") -> FileChanges:
    """Return the changes that would write ``files`` into ``output``, and a copy into its folder ``copy``.

    Raises:
        HeadwordError: a file of another program is in the place of one of ours.
    """
    return _sum_up((word, path) for word, path, _ in _find_changes(files, output, copy))


def _sum_up(changes: Iterable[tuple[str, str]]) -> FileChanges:
    paths: dict[str, list[str]] = {"add": [], "change": [], "remove": [], "keep": []}
    for word, path in changes:
        paths[word].append(path)
    added, changed, removed = (tuple(sorted(paths[word])) for word in ("add", "change", "remove"))
    return FileChanges(added, changed, removed, len(paths["keep"]))


def _find_changes(files: BuiltFiles, output: Path, copy: str) -> Iterator[tuple[str, str, bytes]]:
    """Yield for each of our files in ``output`` what happens to it (add, change, keep, remove), and its content.

    The folder ``copy`` has its own list, so that later builds do not change it.
    """
    owned = read_sums(output / SUMS_NAME)
    is_new = not output.exists()
    sums: dict[str, str] = {}
    for path, data in files:
        if path in sums:
            raise HeadwordError(
                "two pages would be published as this file",
                Location(str(output / path)),
                "rename one of them; headword check shows which",
            )
        if isinstance(data, Unchanged):
            sums[path] = data.sum
            yield "keep", path, b""
            continue
        sums[path] = hashlib.sha256(data).hexdigest()
        yield "add" if is_new else _find_change(path, data, output, path in owned), path, data
        if copy:
            yield _find_change(f"{copy}/{path}", data, output, is_ours=False), f"{copy}/{path}", data
    data = write_sums(sums)
    yield _find_change(SUMS_NAME, data, output, is_ours=True), SUMS_NAME, data
    if copy:
        yield _find_change(f"{copy}/{SUMS_NAME}", data, output, is_ours=False), f"{copy}/{SUMS_NAME}", data
    for path in sorted(owned.keys() - sums.keys()):
        if (output / path).is_file():
            yield "remove", path, b""


def _find_change(path: str, data: bytes, output: Path, is_ours: bool) -> str:
    target = output / path
    if not os.path.lexists(target):
        return "add"
    if _read_target(target) == data:
        return "keep"
    if not is_ours:
        raise HeadwordError(
            "this file was not written by headword, and the build would replace it",
            Location(str(target)),
            "move it away, or choose another folder with --output",
        )
    return "change"


def _read_target(target: Path) -> bytes | None:
    try:
        return target.read_bytes()
    except OSError as error:
        if target.is_dir():
            return None
        raise HeadwordError(f"cannot be read: {error.strerror}", Location(str(target))) from error


def publish(files: BuiltFiles, output: Path, copy: str = "", beside: Contents | None = None) -> FileChanges:
    """Write ``files`` into ``output`` in one step, keep the files of other programs, and return the changes.

    If ``copy`` is named, a permanent copy goes into this folder of the output.
    The files ``beside`` the output are written at the same moment as the
    output, or not at all.

    Only one file is in memory at a time. Only one build runs at a time: others
    on the same folder wait, and then see the result of this one.

    Raises:
        HeadwordError: the folder cannot be written, the disk is full, or a
            file of another program is in the way; the output is unchanged.
    """
    output = Path(os.path.realpath(output))
    with _at_work(output), _stage(_find_changes(files, output, copy), output) as (staging, difference):
        if staging is not None:
            with replaced_files(beside or {}):
                _replace(staging, output, frozenset(path for _, path in difference))
    return difference


def renew(files: BuiltFiles, output: Path) -> FileChanges:
    """Write ``files`` into ``output`` file by file, keep the files of other programs, and return the changes.

    Everything is staged first, as in `publish`. Then each changed file replaces
    the previous one, and the list of all files is last. If the process is
    killed in between, the folder has complete files of both builds, and the
    next build corrects it. A new folder is created in one step.

    Raises:
        HeadwordError: the folder cannot be written, the disk is full, or a
            file of another program is in the way.
    """
    output = Path(os.path.realpath(output))
    with (
        _at_work(output, "the other files are unchanged, and the next run continues"),
        _stage(_find_changes(files, output, ""), output) as (staging, difference),
    ):
        if staging is not None and not output.is_dir():
            _replace(staging, output, frozenset())
        elif staging is not None:
            _move_in(staging, output, difference)
    return difference


def copy_output(output: Path, target: Path) -> None:
    """Fill the new folder ``target`` with links to the files in ``output``, or with copies of them."""
    target.mkdir(parents=True)
    carry_over(output, target, frozenset())


@contextlib.contextmanager
def _at_work(output: Path, left: str = "nothing was changed") -> Iterator[None]:
    """Lock ``output`` for this build. An error reports the problem and how the files were ``left``."""
    if output.exists() and not output.is_dir():
        raise HeadwordError("the output is a file, not a folder", Location(str(output)))
    if output.is_dir() and not os.access(output, os.W_OK | os.X_OK):
        raise HeadwordError("the output folder is read-only; nothing was changed", Location(str(output)))
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with one_at_a_time(output.parent):
            _clean_up(output)
            yield
    except OSError as error:
        raise _cannot_write(error, output, left) from error


@contextlib.contextmanager
def _stage(changes: Iterable[tuple[str, str, bytes]], output: Path) -> Iterator[tuple[Path | None, FileChanges]]:
    """Open a temporary folder next to ``output`` with the added and changed files; None without changes."""
    staging: Path | None = None
    words: list[tuple[str, str]] = []
    try:
        for word, path, data in changes:
            words.append((word, path))
            if word == "keep":
                continue
            # Created for the first change only, so that a build without changes needs no right to write.
            staging = staging or Path(tempfile.mkdtemp(prefix=f"{_STAGING}{output.name}-", dir=output.parent))
            if word != "remove":
                _write(staging, path, data)
        if staging is not None:
            _settle(staging, [path for word, path in words if word in ("add", "change")])
        yield staging, _sum_up(words)
    finally:
        if staging is not None:
            remove_folder(staging)


def _write(staging: Path, path: str, data: bytes) -> None:
    # There are very many files: a stream for each, which looks at its file first, is half as slow again.
    file = f"{staging}/{path}"
    try:
        handle = os.open(file, _FOR_WRITING, 0o666)
    except FileNotFoundError:
        # Most files are in a folder that an earlier one made.
        os.makedirs(file.rpartition("/")[0], exist_ok=True)  # noqa: PTH103
        handle = os.open(file, _FOR_WRITING, 0o666)
    try:
        while data:
            data = data[os.write(handle, data) :]
    finally:
        os.close(handle)


def _settle(staging: Path, paths: Sequence[str]) -> None:
    """Sync files to the disk before they replace others; very many are synced at once."""
    if len(paths) > _MANY and hasattr(os, "sync"):
        os.sync()
        return
    for path in paths:
        with (staging / path).open("rb") as stream:
            os.fsync(stream.fileno())


def _move_in(staging: Path, output: Path, difference: FileChanges) -> None:
    """Move staged files into ``output``, the list of all files last, and delete the removed ones."""
    if difference.added:
        # If this build is killed, the next one must recognise them as ours.
        coming = read_sums(staging / SUMS_NAME)
        announce(output / SUMS_NAME, {path: coming[path] for path in difference.added if path in coming},
                 staging / f"{SUMS_NAME}.announced")  # fmt: skip
    for path in (*difference.added, *difference.changed):
        if path != SUMS_NAME:
            target = output / path
            target.parent.mkdir(parents=True, exist_ok=True)
            (staging / path).replace(target)
    for path in difference.removed:
        with contextlib.suppress(FileNotFoundError):
            (output / path).unlink()
        _remove_empty(output, (output / path).parent)
    if SUMS_NAME in (*difference.added, *difference.changed):
        (staging / SUMS_NAME).replace(output / SUMS_NAME)


def _remove_empty(output: Path, folder: Path) -> None:
    with contextlib.suppress(OSError):
        while folder != output:
            folder.rmdir()
            folder = folder.parent


def _replace(staging: Path, output: Path, touched: frozenset[str]) -> None:
    """Add the kept files to ``staging``, linked or copied, and exchange it with ``output``."""
    existed = output.is_dir()
    if existed:
        carry_over(output, staging, touched)
        shutil.copymode(output, staging)
    else:
        staging.chmod(mode_of_new(0o777))
    exchange(staging, output)
    if existed:
        carry_late(staging, output, {*read_sums(staging / SUMS_NAME), *touched, SUMS_NAME})


def _cannot_write(error: OSError, output: Path, left: str) -> HeadwordError:
    reason = error.strerror or str(error)
    hint = ""
    if error.errno in (errno.EBUSY, errno.EXDEV):
        hint = "a mount point cannot be replaced in one step: name a folder inside it with --output"
    return HeadwordError(f"cannot write: {reason}; {left}", Location(str(output)), hint)


def _clean_up(output: Path) -> None:
    """Remove what a build that was killed left behind."""
    for left in output.parent.glob(f"{_STAGING}{output.name}-*"):
        if left.is_dir() and not left.is_symlink():
            remove_folder(left)
