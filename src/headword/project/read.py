"""What is in the files of a page: its own, those of its translations, and the Turtle beside each."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeAlias

from headword.markdown.block import UnreadableError
from headword.markdown.page import read_bytes
from headword.project.project import Project, extra_of
from headword.project.variants import SourcePage

Read: TypeAlias = bytes | UnreadableError
"""The bytes of a file, or why they cannot be had."""
BufferOverlay: TypeAlias = Mapping[Path, bytes]
"""What an editor holds of files, which counts in place of what is on the disk."""


class SidecarFile(NamedTuple):
    """A Turtle file beside a page: the path that locations there carry, and what is in it."""

    path: str
    data: Read


class PageSource(NamedTuple):
    """What is in the files of a page, and the key of all that compiling it depends on but for its links.

    ``data`` are the original and its translations, in the order of `SelectedFile.editions`.
    """

    file: str
    data: tuple[Read, ...]
    extras: tuple[SidecarFile, ...]
    key: str


class PageReader:
    """Reads the files of pages."""

    def __init__(self, project: Project, texts: BufferOverlay) -> None:
        self._project = project
        self._texts = texts

    def read(self, selected: SourcePage) -> tuple[Read, ...]:
        """What is in a page and its translations."""
        return tuple(self._read_bytes(edition.source.path) for edition in selected.editions)

    def read_extras(self, selected: SourcePage) -> tuple[SidecarFile, ...]:
        """What is in the Turtle files beside a page and its translations."""
        beside = (extra_of(edition.source.path) for edition in selected.editions)
        there = (path for path in beside if path in self._texts or os.path.lexists(path))
        return tuple(SidecarFile(self._project.relative(path), self._read_bytes(path)) for path in there)

    def _read_bytes(self, path: Path) -> Read:
        held = self._texts.get(path)
        return read_bytes(path, self._project.relative(path)) if held is None else held

    def list_parts(
        self, selected: SourcePage, data: tuple[Read, ...], extras: tuple[SidecarFile, ...]
    ) -> Iterator[str | bytes]:
        """All of this as parts of a key, in which the text of a defect is not the same as a file that holds it."""
        for edition, read in zip(selected.editions, data, strict=True):
            yield from (edition.inside, edition.language, self._project.relative(edition.source.path))
            yield from _tell_apart(read)
        for path, read in extras:
            yield from (path, *_tell_apart(read))


def _tell_apart(read: Read) -> tuple[str, str | bytes]:
    return type(read).__name__, read if isinstance(read, bytes) else read.defect.message
