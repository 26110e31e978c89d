"""The content of the files of a page: the page, its translations, and their Turtle files."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeAlias

from headword.markdown.block import UnreadableError
from headword.markdown.page_bytes import read_bytes
from headword.project.project import Project, extra_of
from headword.project.variants import SourcePage

Read: TypeAlias = bytes | UnreadableError
"""The bytes of a file, or the error that explains why it cannot be read."""
BufferOverlay: TypeAlias = Mapping[Path, bytes]
"""The content of files in an editor, which replaces the content on disk."""


class SidecarFile(NamedTuple):
    """A Turtle file of a page: its path in locations, and its content."""

    path: str
    data: Read


class PageSource(NamedTuple):
    """The content of the files of a page, and a key of everything that its compilation depends on except links.

    ``data`` are the original and its translations, in the order of `SourcePage.editions`.
    """

    file: str
    data: tuple[Read, ...]
    extras: tuple[SidecarFile, ...]
    key: str


class PageReader:
    """A reader of the files of pages."""

    def __init__(self, project: Project, texts: BufferOverlay) -> None:
        self._project = project
        self._texts = texts

    def read(self, selected: SourcePage) -> tuple[Read, ...]:
        """Return the content of a page and its translations."""
        return tuple(self._read_bytes(edition.source.path) for edition in selected.editions)

    def read_extras(self, selected: SourcePage) -> tuple[SidecarFile, ...]:
        """Return the content of the Turtle files of a page and its translations."""
        candidates = (extra_of(edition.source.path) for edition in selected.editions)
        existing = (path for path in candidates if path in self._texts or os.path.lexists(path))
        return tuple(SidecarFile(self._project.relative(path), self._read_bytes(path)) for path in existing)

    def _read_bytes(self, path: Path) -> Read:
        held = self._texts.get(path)
        return read_bytes(path, self._project.relative(path)) if held is None else held

    def list_parts(
        self, selected: SourcePage, data: tuple[Read, ...], extras: tuple[SidecarFile, ...]
    ) -> Iterator[str | bytes]:
        """Yield the parts of the key; a defect and a file with the text of its message are different parts."""
        for edition, read in zip(selected.editions, data, strict=True):
            yield from (edition.inside, edition.language, self._project.relative(edition.source.path))
            yield from _label_kind(read)
        for path, read in extras:
            yield from (path, *_label_kind(read))


def _label_kind(read: Read) -> tuple[str, str | bytes]:
    return type(read).__name__, read if isinstance(read, bytes) else read.defect.message
