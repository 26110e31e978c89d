"""Carrying over what a folder holds into the one that takes its place, and taking the old one down."""

import contextlib
import os
import shutil
from collections.abc import Collection
from pathlib import Path

_ROUNDS = 10
"""How often a folder that others still put files into is looked through."""


def carry_late(old: Path, output: Path, owned: Collection[str]) -> None:
    """Move over what others put into the old folder, or replaced in it, while the new one was staged; take it down.

    Others may have opened the old folder just before the exchange, and put a
    file into it just after it was looked through.  Only a folder that is gone
    takes nothing more; so it is looked through until it is.
    """
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


def remove_folder(folder: Path) -> None:
    """Remove a folder as far as that can be done, what is read-only in it too."""
    _open_up(folder)
    shutil.rmtree(folder, ignore_errors=True)


def _open_up(folder: Path) -> None:
    """Make a folder, and those in it, ones whose files can be taken out."""
    for where, _, _ in os.walk(folder):
        with contextlib.suppress(OSError):
            Path(where).chmod(0o700)


def carry_over(output: Path, staging: Path, touched: Collection[str]) -> None:
    """Link or copy into ``staging`` what is in ``output`` and not ``touched``."""
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
