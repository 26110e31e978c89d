"""Git revisions: which commit a word means, and the files that a commit has, put into a folder.

Files come as they were committed: no attribute of archives or line endings changes them.
"""

import difflib
import os
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from headword.core.errors import HeadwordError
from headword.core.findings import Location

_LINK, _SUBMODULE = "120000", "160000"


class Repository(NamedTuple):
    """A git repository: its folder of files, and the path under it that the user stands at, `.` for itself."""

    top: Path
    inside: str


class Blob(NamedTuple):
    """A file of a commit: its mode, the name of its contents in git, and its path."""

    mode: str
    name: str
    path: str


def find_repository(folder: Path) -> Repository:
    """The repository that ``folder`` lies in.

    Raises:
        HeadwordError: there is none, git does not trust it, or there is no git.
    """
    said = _run(folder, "rev-parse", "--show-toplevel", "--show-prefix").decode("utf-8", "surrogateescape")
    top, inside, *_ = [*said.split("\n"), ""]
    return Repository(Path(top), inside.rstrip("/") or ".")


def find_commit(repository: Repository, word: str) -> str:
    """The full name of the commit that ``word`` means.

    Raises:
        HeadwordError: there is no such revision.
    """
    if word == "HEAD" and is_empty(repository):
        raise HeadwordError("there is no commit to compare with yet")
    # What begins with a hyphen is no revision, and git would take it for an option.
    known = word and not word.startswith("-")
    found = _try(repository.top, "rev-parse", "--verify", "--quiet", f"{word}^{{commit}}") if known else None
    if found is None:
        raise _unknown(repository, word)
    return found.decode().strip()


def find_fork(repository: Repository, one: str, other: str) -> str:
    """The last commit that two have in common.

    Raises:
        HeadwordError: one of them does not exist, or they have none in common here.
    """
    commits = find_commit(repository, one), find_commit(repository, other)
    found = _try(repository.top, "merge-base", *commits)
    if found is None:
        raise HeadwordError(f"{one} and {other} have no commit in common here", None, _how_to_complete(repository))
    return found.decode().strip()


def list_ignored(folder: Path) -> frozenset[str]:
    """The files and folders under ``folder`` that git is told to ignore, as paths from there.

    There are none where there is no repository, or no git, or where ``folder`` as a whole is ignored.
    """
    try:
        said = _try(folder, "ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z", "--", ".")
    except HeadwordError:
        return frozenset()
    paths = frozenset(os.fsdecode(line).rstrip("/") for line in (said or b"").split(b"\0") if line)
    return frozenset() if paths & {"", ".", "./"} or any(path.startswith("..") for path in paths) else paths


def list_uncommitted(repository: Repository, folder: Path) -> list[str]:
    """The files under ``folder`` that are not as they were committed, as paths under the top of the repository."""
    told = _run(repository.top, "status", "--porcelain", "-z", "--no-renames", "--", str(folder))
    return [os.fsdecode(line[3:]) for line in told.split(b"\0") if line]


def is_ignored(path: Path) -> bool:
    """Whether git ignores ``path``; not where there is no repository, or no git."""
    try:
        return _try(path.parent, "check-ignore", "--quiet", "--", str(path)) is not None
    except HeadwordError:
        return False


def is_shallow(repository: Repository) -> bool:
    """Whether commits were left out when the repository was cloned."""
    return _run(repository.top, "rev-parse", "--is-shallow-repository").strip() == b"true"


def is_empty(repository: Repository) -> bool:
    """Whether nothing was committed yet."""
    return _try(repository.top, "rev-parse", "--verify", "--quiet", "HEAD") is None


def ask(repository: Repository, *arguments: str) -> bytes:
    """What git prints.

    Raises:
        HeadwordError: git fails, with what it says.
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
    """The files of a commit, in the order of their paths."""
    listed = _run(repository.top, "ls-tree", "-r", "-z", "--full-tree", commit)
    blobs = []
    for entry in listed.split(b"\0"):
        head, tab, path = entry.partition(b"\t")
        if tab:
            mode, _, name = head.decode().split(" ")
            blobs.append(Blob(mode, name, os.fsdecode(path)))
    return blobs


def read_blobs(repository: Repository, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Each of these contents with its name in git, in one go.

    Raises:
        HeadwordError: one is not there, as in a partial clone that cannot be completed.
    """
    wanted = list(dict.fromkeys(names))
    answer = _run(repository.top, "cat-file", "--batch", given="".join(f"{name}\n" for name in wanted).encode())
    position = 0
    for name in wanted:
        end = answer.index(b"\n", position)
        _, kind, *size = answer[position:end].decode().split(" ")
        if kind != "blob":
            raise HeadwordError(f"git has no contents {name} here", None, "git fetch, and try again")
        position = end + 1 + int(size[0])
        yield name, answer[end + 1 : position]
        position += 1


def take_out(repository: Repository, commit: str, folder: Path, wants: Callable[[str], bool]) -> None:
    """Put the files of a commit that ``wants`` gives by their paths, and all links, into ``folder``."""
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
    """A link to where it leads within ``folder``; one that leads out of it, or to what was not wanted, is left out."""
    link = folder / path
    leads_to = Path(os.path.realpath(link.parent / target))
    if not Path(target).is_absolute() and leads_to.is_relative_to(os.path.realpath(folder)) and leads_to.exists():
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(target)


def _run(folder: Path, *arguments: str, given: bytes | None = None) -> bytes:
    """What git prints; `HeadwordError` with what it says if it cannot."""
    run = _start(folder, *arguments, given=given)
    if run.returncode != 0:
        raise _explain(folder, run.stderr.decode("utf-8", "replace"))
    return run.stdout


def _try(folder: Path, *arguments: str) -> bytes | None:
    """What git prints, None if it says no."""
    run = _start(folder, *arguments)
    return run.stdout if run.returncode == 0 else None


def _start(folder: Path, *arguments: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-c", "core.quotePath=false", *arguments]
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    if "GIT_WORK_TREE" not in environment:
        # Git sets it for hooks, as a path from where they are run; it would take this folder for the top.
        environment.pop("GIT_DIR", None)
    try:
        return subprocess.run(  # noqa: S603 - git's own words, names of commits, and revisions, none of which begins with a hyphen
            command, cwd=folder, env=environment, input=given, capture_output=True, check=False
        )
    except FileNotFoundError as error:
        message = "git is not installed, so revisions cannot be read"
        raise HeadwordError(message, None, "install git, or name folders") from error


def _explain(folder: Path, said: str) -> HeadwordError:
    place = Location(str(folder))
    if "dubious ownership" in said:
        trusted = re.search(r"repository at '(.*)'", said)
        hint = f"git config --global --add safe.directory {trusted[1] if trusted else folder}"
        return HeadwordError("git does not trust this repository, because it belongs to another user", place, hint)
    if "not a git repository" in said:
        hint = "name two folders or files: headword diff OLD NEW"
        return HeadwordError("this is not a git repository, so there are no revisions to compare", place, hint)
    first = next((line for line in said.splitlines() if line.strip()), "git failed")
    return HeadwordError(f"git: {first.removeprefix('fatal: ')}", place)
