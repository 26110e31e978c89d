"""Git revisions: the commit for a word, and the files of a commit.

Files are exactly as they were committed, without attributes for archives or line endings.
"""

import difflib
import os
import re
import subprocess
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from headword.core.errors import HeadwordError
from headword.core.findings import Location

_LINK, _SUBMODULE = "120000", "160000"


class Repository(NamedTuple):
    """A git repository: its top folder, and the path of the user's folder under it, `.` for the top."""

    top: Path
    inside: str


class Blob(NamedTuple):
    """A file of a commit: its mode, the name of its content in git, and its path."""

    mode: str
    name: str
    path: str


def find_repository(folder: Path) -> Repository:
    """Return the repository that contains ``folder``.

    Raises:
        HeadwordError: there is none, git does not trust it, or git is not installed.
    """
    output = _run(folder, "rev-parse", "--show-toplevel", "--show-prefix").decode("utf-8", "surrogateescape")
    top, inside, *_ = [*output.split("\n"), ""]
    return Repository(Path(top), inside.rstrip("/") or ".")


def find_commit(repository: Repository, word: str) -> str:
    """Return the full name of the commit for ``word``.

    Raises:
        HeadwordError: there is no such revision.
    """
    if word == "HEAD" and is_empty(repository):
        raise HeadwordError("there is no commit to compare with yet")
    # A word that begins with a hyphen is not a revision, and git would take it for an option.
    known = word and not word.startswith("-")
    found = _try(repository.top, "rev-parse", "--verify", "--quiet", f"{word}^{{commit}}") if known else None
    if found is None:
        raise _unknown(repository, word)
    return found.decode().strip()


def find_fork(repository: Repository, one: str, other: str) -> str:
    """Return the last common commit of two revisions.

    Raises:
        HeadwordError: one of them does not exist, or they have no common commit here.
    """
    commits = find_commit(repository, one), find_commit(repository, other)
    found = _try(repository.top, "merge-base", *commits)
    if found is None:
        raise HeadwordError(f"{one} and {other} have no commit in common here", None, _how_to_complete(repository))
    return found.decode().strip()


def list_ignored(folder: Path) -> frozenset[str]:
    """Return the files and folders under ``folder`` that git ignores, as paths relative to it.

    The result is empty without a repository or git, or if ``folder`` as a whole is ignored.
    """
    try:
        output = _try(folder, "ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z", "--", ".")
    except HeadwordError:
        return frozenset()
    paths = frozenset(os.fsdecode(line).rstrip("/") for line in (output or b"").split(b"\0") if line)
    return frozenset() if paths & {"", ".", "./"} or any(path.startswith("..") for path in paths) else paths


def list_uncommitted(repository: Repository, folder: Path) -> list[str]:
    """Return the files under ``folder`` with uncommitted changes, as paths relative to the repository."""
    status = _run(repository.top, "status", "--porcelain", "-z", "--no-renames", "--", str(folder))
    return [os.fsdecode(line[3:]) for line in status.split(b"\0") if line]


def is_ignored(path: Path) -> bool:
    """Return whether git ignores ``path``; False without a repository or git."""
    try:
        return _try(path.parent, "check-ignore", "--quiet", "--", str(path)) is not None
    except HeadwordError:
        return False


def would_ignore(folder: Path, names: Collection[str]) -> bool:
    """Return whether git ignores one of ``names``, paths under ``folder`` that need not exist.

    The result is False without a repository or git, or if ``folder`` as a whole is ignored.
    """
    try:
        return _try(folder, "check-ignore", "--", *sorted(names)) is not None and not is_ignored(folder)
    except HeadwordError:
        return False


def read_ignore_files(folders: Iterable[Path]) -> tuple[str, ...]:
    """Return the texts of the files `.gitignore` in ``folders``."""
    files = (folder / ".gitignore" for folder in folders)
    return tuple(file.read_text(encoding="utf-8", errors="replace") for file in files if file.is_file())


def is_shallow(repository: Repository) -> bool:
    """Return whether the repository is a shallow clone."""
    return _run(repository.top, "rev-parse", "--is-shallow-repository").strip() == b"true"


def is_empty(repository: Repository) -> bool:
    """Return whether the repository has no commits."""
    return _try(repository.top, "rev-parse", "--verify", "--quiet", "HEAD") is None


def ask(repository: Repository, *arguments: str) -> bytes:
    """Return the output of git.

    Raises:
        HeadwordError: git fails, with its message.
    """
    return _run(repository.top, *arguments)


SHALLOW_HINT = (
    "this is a shallow clone: git fetch --unshallow --tags brings the rest; in CI give the checkout fetch-depth: 0"
)


def _how_to_complete(repository: Repository) -> str:
    return SHALLOW_HINT if is_shallow(repository) else ""


def _unknown(repository: Repository, word: str) -> HeadwordError:
    names = _run(repository.top, "for-each-ref", "--format=%(refname:short)").decode("utf-8", "replace").split()
    near = difflib.get_close_matches(word, names, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else _list(names)
    message = f"there is no file, folder or git revision {word!r}"
    return HeadwordError(message, None, _how_to_complete(repository) or hint)


_MANY = 12


def _list(names: list[str]) -> str:
    return f"known: {', '.join(names)}" if 0 < len(names) <= _MANY else ""


def list_files(repository: Repository, commit: str) -> list[Blob]:
    """Return the files of a commit, in the order of their paths."""
    listed = _run(repository.top, "ls-tree", "-r", "-z", "--full-tree", commit)
    blobs = []
    for entry in listed.split(b"\0"):
        head, tab, path = entry.partition(b"\t")
        if tab:
            mode, _, name = head.decode().split(" ")
            blobs.append(Blob(mode, name, os.fsdecode(path)))
    return blobs


def read_blobs(repository: Repository, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the content of each of these blobs with its name, from one process.

    Raises:
        HeadwordError: a blob is missing, as in a partial clone that cannot be completed.
    """
    wanted = list(dict.fromkeys(names))
    output = _run(repository.top, "cat-file", "--batch", given="".join(f"{name}\n" for name in wanted).encode())
    position = 0
    for name in wanted:
        end = output.index(b"\n", position)
        _, kind, *size = output[position:end].decode().split(" ")
        if kind != "blob":
            raise HeadwordError(f"git has no contents {name} here", None, "git fetch, and try again")
        position = end + 1 + int(size[0])
        yield name, output[end + 1 : position]
        position += 1


def take_out(repository: Repository, commit: str, folder: Path, wants: Callable[[str], bool]) -> None:
    """Write the files of a commit whose paths ``wants`` accepts, and all links, into ``folder``."""
    blobs = [blob for blob in list_files(repository, commit) if _is_inside(blob.path) and blob.mode != _SUBMODULE]
    links = [blob for blob in blobs if blob.mode == _LINK]
    files = [blob for blob in blobs if blob.mode != _LINK and wants(blob.path)]
    contents = dict(read_blobs(repository, (blob.name for blob in (*files, *links))))
    for blob in files:
        target = folder / blob.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(contents[blob.name])
    for blob in links:
        _make_link(folder, blob.path, os.fsdecode(contents[blob.name]))


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return not path.startswith("/") and not {"..", ".git"}.intersection(part.lower() for part in parts)


def _make_link(folder: Path, path: str, target: str) -> None:
    """Create a link within ``folder``; a link to a place outside, or to a missing file, is left out."""
    link = folder / path
    leads_to = Path(os.path.realpath(link.parent / target))
    if not Path(target).is_absolute() and leads_to.is_relative_to(os.path.realpath(folder)) and leads_to.exists():
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(target)


def _run(folder: Path, *arguments: str, given: bytes | None = None) -> bytes:
    """Return the output of git.

    Raises:
        HeadwordError: git fails, with its message.
    """
    run = _start(folder, *arguments, given=given)
    if run.returncode != 0:
        raise _explain(folder, run.stderr.decode("utf-8", "replace"))
    return run.stdout


def _try(folder: Path, *arguments: str) -> bytes | None:
    """Return the output of git, or None if it fails."""
    run = _start(folder, *arguments)
    return run.stdout if run.returncode == 0 else None


def _start(folder: Path, *arguments: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-c", "core.quotePath=false", *arguments]
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    if "GIT_WORK_TREE" not in environment:
        # Git sets GIT_DIR for hooks, as a relative path. With it, git would take this folder for the top.
        environment.pop("GIT_DIR", None)
    try:
        return subprocess.run(  # noqa: S603 - git's own words, names of commits, and revisions, none of which begins with a hyphen
            command, cwd=folder, env=environment, input=given, capture_output=True, check=False
        )
    except FileNotFoundError as error:
        message = "git is not installed, so revisions cannot be read"
        raise HeadwordError(message, None, "install git, or name folders") from error


def _explain(folder: Path, stderr: str) -> HeadwordError:
    place = Location(str(folder))
    if "dubious ownership" in stderr:
        trusted = re.search(r"repository at '(.*)'", stderr)
        hint = f"git config --global --add safe.directory {trusted[1] if trusted else folder}"
        return HeadwordError("git does not trust this repository, because it belongs to another user", place, hint)
    if "not a git repository" in stderr:
        hint = "name two folders or files: headword diff OLD NEW"
        return HeadwordError("this is not a git repository, so there are no revisions to compare", place, hint)
    first = next((line for line in stderr.splitlines() if line.strip()), "git failed")
    return HeadwordError(f"git: {first.removeprefix('fatal: ')}", place)
