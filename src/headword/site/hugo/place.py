"""Files of headword among those of a user, which are never changed.

headword changes its own files only if nobody else has. A list in the folder, in the form of `sha256sum`, names them.
A build replaces a whole folder, which would be wrong here, because this folder is the user's.
"""

import contextlib
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from headword.core.errors import HeadwordError
from headword.core.files.atomic import replaced_files
from headword.core.files.checksums import read_sums, write_sums
from headword.core.files.publish import FileChanges
from headword.core.files.swap import one_at_a_time
from headword.core.findings import Location

SUMS_NAME = "headword.sums"
_CONFIGS = ("hugo.*", "config.*", "config/*/hugo.*", "config/*/config.*")


def preview(files: Iterable[tuple[str, bytes]], folder: Path) -> FileChanges:
    """Return what `place` would change, and write nothing.

    Raises:
        HeadwordError: the folder is not a Hugo site, or a file is in the way.
    """
    _require_hugo(folder)
    return _compare(dict(files), folder, read_sums(folder / SUMS_NAME))


def place(files: Iterable[tuple[str, bytes]], folder: Path) -> FileChanges:
    """Make the folder of a Hugo site have ``files``, and no file of an earlier build that is no longer part of it.

    Raises:
        HeadwordError: the folder is not a Hugo site, a file of the user's or a changed one is in the way, or one
            cannot be written; nothing has changed.
    """
    _require_hugo(folder)
    try:
        with one_at_a_time(folder):
            return _place_files(dict(files), folder)
    except OSError as error:
        raise HeadwordError(f"cannot write: {error.strerror or error}", Location(str(folder))) from error


def _require_hugo(folder: Path) -> None:
    if not any(file.is_file() for pattern in _CONFIGS for file in folder.glob(pattern)):
        hint = "name the folder that hugo.toml is in"
        raise HeadwordError("this is not the folder of a Hugo site", Location(str(folder)), hint)


def _place_files(files: Mapping[str, bytes], folder: Path) -> FileChanges:
    changes = _compare(files, folder, read_sums(folder / SUMS_NAME))
    contents: dict[Path, bytes | None] = {folder / path: files[path] for path in (*changes.added, *changes.changed)}
    contents.update((folder / path, None) for path in changes.removed)
    sums = write_sums({path: _file_digest(data) for path, data in files.items()})
    if contents or not _is_as_left(folder / SUMS_NAME, _file_digest(sums)):
        contents[folder / SUMS_NAME] = sums
    with replaced_files(contents):
        pass
    for path in changes.removed:
        _remove_empty(folder, (folder / path).parent)
    return changes


def _compare(files: Mapping[str, bytes], folder: Path, owned: Mapping[str, str]) -> FileChanges:
    """Return the changes that give ``folder`` these ``files``; ``owned`` are the sums of files that are ours."""
    paths: dict[str, list[str]] = {"add": [], "change": [], "keep": []}
    for path, data in files.items():
        paths[_find_change(folder / path, data, owned.get(path, ""))].append(path)
    removed = [path for path in owned if path not in files and _is_as_left(folder / path, owned[path])]
    added, changed = (tuple(sorted(paths[word])) for word in ("add", "change"))
    return FileChanges(added, changed, tuple(sorted(removed)), len(paths["keep"]))


def _find_change(target: Path, data: bytes, left: str) -> str:
    if not target.exists() and not target.is_symlink():
        return "add"
    if not target.is_file():
        raise HeadwordError("there is a folder or a special file in this place", Location(str(target)), "move it away")
    found = target.read_bytes()
    if found == data:
        return "keep"
    if not left:
        message = "this file was not written by headword, and would be replaced"
        raise HeadwordError(message, Location(str(target)), "move it away, or give it another name")
    if _file_digest(found) != left:
        message = "this file was changed since headword wrote it, and would be replaced"
        hint = "rename your version and use it under that name, or delete it"
        raise HeadwordError(message, Location(str(target)), hint)
    return "change"


def _is_as_left(file: Path, left: str) -> bool:
    return file.is_file() and _file_digest(file.read_bytes()) == left


def _file_digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _remove_empty(folder: Path, inside: Path) -> None:
    """Remove folders that have nothing left in them, from the innermost out."""
    with contextlib.suppress(OSError):
        while inside != folder:
            inside.rmdir()
            inside = inside.parent
