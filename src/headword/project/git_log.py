"""What each commit of a git repository did to the files of one kind, the newest first."""

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from headword.project.git import Repository, ask, is_empty

_MARK = b"\x01"
_FORMAT = "--format=tformat:%x01%H %as %P"


class FileVersion(NamedTuple):
    """A file in a commit: its path, and the name of its contents in git."""

    path: str
    blob: str


class CommittedFile(NamedTuple):
    """A file that a commit wrote.

    ``old`` is what it was in a parent of the commit, by another path if it was
    renamed; None if it was not there.  ``day`` is that on which it was written
    by its author; ``parents`` is how many the commit has, each of which an edit
    is told for if the file was another in it.
    """

    commit: str
    day: str
    parents: int
    old: FileVersion | None
    new: FileVersion | None


_SAME = ("-M50%", "-l0", "--no-show-signature", "--no-ext-diff")
"""What git is told so that it says the same whatever its own config says."""


def list_edits(repository: Repository, patterns: Sequence[str]) -> Iterator[CommittedFile]:
    """The edits of files that fit ``patterns``: those of a commit together, and after those of what follows it."""
    if is_empty(repository):
        return
    options = ("--topo-order", "-m", "--raw", "-z", "--no-abbrev", "--encoding=UTF-8", *_SAME)
    told = ask(repository, "-c", "log.showRoot=true", "log", *options, _FORMAT, "HEAD", "--", *patterns)
    words = iter(told.split(b"\0"))
    commit, day, parents = "", "", 0
    for word in words:
        said = word.lstrip(b"\n")
        if said.startswith(_MARK):
            commit, day, *others = said[1:].decode().split(" ")
            parents = len([other for other in others if other])
        elif said.startswith(b":"):
            _, _, before, after, kind = said.decode().split(" ")
            first = os.fsdecode(next(words))
            path = os.fsdecode(next(words)) if kind[0] in "RC" else first
            old = None if kind[0] in "AC" else FileVersion(first, before)
            yield CommittedFile(commit, day, parents, old, None if kind[0] == "D" else FileVersion(path, after))
