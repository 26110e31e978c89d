"""The changes of each commit of a git repository to files of some kinds, the newest commit first."""

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from headword.project.git import Repository, ask, is_empty

_MARK = b"\x01"
_FORMAT = "--format=tformat:%x01%H %as %P"


class FileVersion(NamedTuple):
    """A file in a commit: its path, and the name of its content in git."""

    path: str
    blob: str


class CommittedFile(NamedTuple):
    """A file that a commit wrote.

    ``old`` is the file in a parent of the commit, with another path if it was renamed; None if it did not exist.
    ``day`` is the day on which the author wrote it. ``parents`` is the number of parents of the commit; there is an
    edit for each parent with a different file.
    """

    commit: str
    day: str
    parents: int
    old: FileVersion | None
    new: FileVersion | None


_SAME = ("-M50%", "-l0", "--no-show-signature", "--no-ext-diff")
"""Options that make the output of git independent of the user's config."""


def list_edits(repository: Repository, patterns: Sequence[str]) -> Iterator[CommittedFile]:
    """Yield the edits of files that match ``patterns``, grouped by commit, each commit after its descendants."""
    if is_empty(repository):
        return
    options = ("--topo-order", "-m", "--raw", "-z", "--no-abbrev", "--encoding=UTF-8", *_SAME)
    log = ask(repository, "-c", "log.showRoot=true", "log", *options, _FORMAT, "HEAD", "--", *patterns)
    words = iter(log.split(b"\0"))
    commit, day, parents = "", "", 0
    for word in words:
        line = word.lstrip(b"\n")
        if line.startswith(_MARK):
            commit, day, *others = line[1:].decode().split(" ")
            parents = len([other for other in others if other])
        elif line.startswith(b":"):
            _, _, before, after, kind = line.decode().split(" ")
            first = os.fsdecode(next(words))
            path = os.fsdecode(next(words)) if kind[0] in "RC" else first
            old = None if kind[0] in "AC" else FileVersion(first, before)
            yield CommittedFile(commit, day, parents, old, None if kind[0] == "D" else FileVersion(path, after))
