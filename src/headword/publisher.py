"""Putting files into the output folder: all of them or none.

Knows files and folders; must not know what the files say.  A build is staged
in a folder beside the output and exchanged with it in one step.  The list of
what was written, ``SHA256SUMS``, tells the next build which files are ours;
every other file is carried over as it is.
"""

import contextlib
import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from headword.errors import HeadwordError
from headword.exchange import exchange, one_at_a_time
from headword.findings import Location
from headword.rdffolder import SUMS_NAME
from headword.replacing import Contents, mode_of_new, replaced_files

_SUM_LINE = re.compile(r"(?P<sum>[0-9a-f]{64})  (?P<path>\S.*)")
_STAGING = ".headword-staging-"
_ROUNDS = 10
"""How often a folder that others still put files into is looked through."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What publishing would change, as paths under the output folder, sorted."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    kept: int

    @property
    def total(self) -> int:
        """How many files there are then."""
        return len(self.added) + len(self.changed) + self.kept

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Each path with what happens to it."""
        for word, paths in (("add", self.added), ("change", self.changed), ("remove", self.removed)):
            yield from ((word, path) for path in paths)


def compare(files: Iterable[tuple[str, bytes]], output: Path, copy: str = "") -> Difference:
    """What would change in ``output`` if it were to hold ``files``, and in the folder ``copy`` of it a copy to keep.

    Raises:
        HeadwordError: ``output`` has a file of somebody else's where one of ours is to go.
    """
    return _sum_up((word, path) for word, path, _ in _find_changes(files, output, copy))


def _sum_up(changes: Iterable[tuple[str, str]]) -> Difference:
    paths: dict[str, list[str]] = {"add": [], "change": [], "remove": [], "keep": []}
    for word, path in changes:
        paths[word].append(path)
    added, changed, removed = (tuple(sorted(paths[word])) for word in ("add", "change", "remove"))
    return Difference(added, changed, removed, len(paths["keep"]))


def _find_changes(files: Iterable[tuple[str, bytes]], output: Path, copy: str) -> Iterator[tuple[str, str, bytes]]:
    """What is to be done with each file of ours in ``output``: add, change, keep or remove; and what it is to hold.

    What is in ``copy`` has a list of its own: so later builds take it for somebody else's, and leave it alone.
    """
    owned = _owned(output)
    sums: dict[str, str] = {}
    for path, data in files:
        if path in sums:
            raise HeadwordError(
                "two pages would be published as this file",
                Location(str(output / path)),
                "rename one of them; headword check tells which",
            )
        sums[path] = hashlib.sha256(data).hexdigest()
        yield _find_change(path, data, output, path in owned), path, data
        if copy:
            yield _find_change(f"{copy}/{path}", data, output, is_ours=False), f"{copy}/{path}", data
    lines = [f"{checksum}  {path}\n" for path, checksum in sorted(sums.items())]
    data = "".join(lines).encode()
    yield _find_change(SUMS_NAME, data, output, is_ours=True), SUMS_NAME, data
    if copy:
        yield _find_change(f"{copy}/{SUMS_NAME}", data, output, is_ours=False), f"{copy}/{SUMS_NAME}", data
    for path in sorted(owned - sums.keys()):
        if (output / path).is_file():
            yield "remove", path, b""


def _find_change(path: str, data: bytes, output: Path, is_ours: bool) -> str:
    target = output / path
    if not target.exists() and not target.is_symlink():
        return "add"
    if _read(target) == data:
        return "keep"
    if not is_ours:
        raise HeadwordError(
            "this file was not written by headword, and the build would replace it",
            Location(str(target)),
            "move it away, or choose another folder with --output",
        )
    return "change"


def _read(target: Path) -> bytes | None:
    try:
        return target.read_bytes()
    except OSError as error:
        if target.is_dir():
            return None
        raise HeadwordError(f"cannot be read: {error.strerror}", Location(str(target))) from error


def _owned(output: Path) -> frozenset[str]:
    """Paths that an earlier build wrote; lines that are no checksums, a merge conflict's say, do not count."""
    try:
        text = (output / SUMS_NAME).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()
    except (OSError, UnicodeDecodeError) as error:
        raise HeadwordError(f"cannot be read: {error}", Location(str(output / SUMS_NAME))) from error
    matches = (_SUM_LINE.fullmatch(line) for line in text.splitlines())
    paths = (match["path"] for match in matches if match)
    return frozenset(path for path in paths if not path.startswith("/") and ".." not in path.split("/"))


def publish(
    files: Iterable[tuple[str, bytes]], output: Path, copy: str = "", beside: Contents | None = None
) -> Difference:
    """Make ``output`` hold ``files`` and whatever else was in it, in one step; gives what was changed.

    A copy of them is put into the folder ``copy`` of it, if that is named, to
    be kept as it is; and what files ``beside`` the output are to hold is
    written in the moment in which the output changes, or not at all.

    Files are taken one after the other, and none is held for longer than it
    takes to write it.  One build at a time: others on the same folder wait,
    and then see what this one left.

    Raises:
        HeadwordError: the folder cannot be written, the disk is full, or a
            file of somebody else's is in the way; the output is as it was.
    """
    output = Path(os.path.realpath(output))
    if output.exists() and not output.is_dir():
        raise HeadwordError("the output is a file, not a folder", Location(str(output)))
    if output.is_dir() and not os.access(output, os.W_OK | os.X_OK):
        raise HeadwordError("the output folder is read-only; nothing was changed", Location(str(output)))
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with one_at_a_time(output.parent):
            _clean_up(output)
            return _publish(files, output, copy, beside or {})
    except OSError as error:
        raise _cannot_write(error, output) from error


def _publish(files: Iterable[tuple[str, bytes]], output: Path, copy: str, beside: Contents) -> Difference:
    staging: Path | None = None
    changes: list[tuple[str, str]] = []
    try:
        for word, path, data in _find_changes(files, output, copy):
            changes.append((word, path))
            if word == "keep":
                continue
            # Made when there is something to put there: where nothing changes, nothing need be writable.
            staging = staging or Path(tempfile.mkdtemp(prefix=f"{_STAGING}{output.name}-", dir=output.parent))
            if word != "remove":
                _write(staging / path, data)
        difference = _sum_up(changes)
        if staging is not None:
            with replaced_files(beside):
                _replace(staging, output, frozenset(path for _, path in difference))
    finally:
        if staging is not None:
            _remove(staging)
    return difference


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _replace(staging: Path, output: Path, touched: frozenset[str]) -> None:
    """Complete ``staging`` by all that stays, linked or copied, and put it where ``output`` is."""
    existed = output.is_dir()
    if existed:
        _carry_over(output, staging, touched)
        shutil.copymode(output, staging)
    else:
        staging.chmod(mode_of_new(0o777))
    exchange(staging, output)
    if existed:
        _carry_late(staging, output, touched)


def _cannot_write(error: OSError, output: Path) -> HeadwordError:
    reason = error.strerror or str(error)
    hint = ""
    if error.errno in (errno.EBUSY, errno.EXDEV):
        hint = "a mount point cannot be exchanged in one step: give --output a folder inside it"
    return HeadwordError(f"cannot write: {reason}; nothing was changed", Location(str(output)), hint)


def _carry_late(old: Path, output: Path, touched: frozenset[str]) -> None:
    """Move over what others put into the old folder, or replaced in it, while the new one was staged; take it down.

    Others may have opened the old folder just before the exchange, and put a
    file into it just after it was looked through.  Only a folder that is gone
    takes nothing more; so it is looked through until it is.
    """
    owned = _owned(old) | touched | {SUMS_NAME}
    _open_up(old)
    for _ in range(_ROUNDS):
        for folder, _, names in os.walk(old, topdown=False):
            for name in names:
                path = Path(folder, name).relative_to(old).as_posix()
                _carry_or_drop(Path(folder, name), output / path, path in owned)
            with contextlib.suppress(OSError):
                Path(folder).rmdir()
        if not old.exists():
            return


def _carry_or_drop(source: Path, target: Path, is_ours: bool) -> None:
    if is_ours or (os.path.lexists(target) and _same_file(source, target)):
        with contextlib.suppress(OSError):
            source.unlink()
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def _same_file(one: Path, other: Path) -> bool:
    first, second = one.lstat(), other.lstat()
    return first.st_ino == second.st_ino or (first.st_mtime_ns, first.st_size) == (second.st_mtime_ns, second.st_size)


def _clean_up(output: Path) -> None:
    """Remove what a build that was killed left behind."""
    for left in output.parent.glob(f"{_STAGING}{output.name}-*"):
        if left.is_dir() and not left.is_symlink():
            _remove(left)


def _remove(folder: Path) -> None:
    """Remove a folder as far as that can be done, what is read-only in it too."""
    _open_up(folder)
    shutil.rmtree(folder, ignore_errors=True)


def _open_up(folder: Path) -> None:
    """Make a folder, and those in it, ones whose files can be taken out."""
    for where, _, _ in os.walk(folder):
        with contextlib.suppress(OSError):
            Path(where).chmod(0o700)


def _carry_over(output: Path, staging: Path, touched: frozenset[str]) -> None:
    for folder, folders, names in os.walk(output):
        inside = Path(folder).relative_to(output)
        for name in sorted(folders):
            source, target = Path(folder, name), staging / inside / name
            if source.is_symlink():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.symlink_to(source.readlink())
            elif not any(source.iterdir()):
                target.mkdir(parents=True, exist_ok=True)
        for name in sorted(names):
            if (inside / name).as_posix() in touched:
                continue
            target = staging / inside / name
            target.parent.mkdir(parents=True, exist_ok=True)
            _link(Path(folder, name), target)


def _link(source: Path, target: Path) -> None:
    with contextlib.suppress(OSError):
        os.link(source, target, follow_symlinks=False)
        return
    shutil.copy2(source, target, follow_symlinks=False)
