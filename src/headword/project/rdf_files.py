"""The RDF files of a folder, in one format if there are several with the same content."""

import os
from pathlib import Path

from headword.core.files.checksums import SUMS_NAME
from headword.project.project import PAGE_SUFFIXES

CATALOG = "catalog"
"""The name, without its ending, of the document that describes a build as a whole."""
CONTENT_FILE = "content.ttl"
"""The file of a build that describes the pages which use the vocabulary."""
_ENDINGS = (".ttl", ".jsonld", ".nt", ".rdf", ".trig")
"""The endings of build outputs, in the order of preference."""


def is_build(folder: Path) -> bool:
    """Return whether a build wrote this folder."""
    return (folder / SUMS_NAME).is_file()


def list_rdf(folder: Path) -> list[Path]:
    """Return the files of RDF in ``folder`` in the preferred format; none if it has pages.

    Another build inside it, such as the copy of a release, is left out, and so are the pages that use a vocabulary.
    """
    files = sorted(_walk_folder(folder))
    if any(file.suffix.lower() in PAGE_SUFFIXES for file in files) and not is_build(folder):
        return []
    for ending in _ENDINGS:
        found = [file for file in files if file.suffix.lower() == ending and file.name != "context.jsonld"]
        if is_build(folder):
            found = [file for file in found if file != folder / CONTENT_FILE or _is_vocabulary(file)]
        if found:
            return found
    return []


def _is_vocabulary(file: Path) -> bool:
    """Return whether a file with the name of the content's file is a page of the vocabulary: it has no web pages."""
    return b"WebPage" not in file.read_bytes()


def _walk_folder(folder: Path) -> list[Path]:
    found: list[Path] = []
    # A file that disappears during the walk is ignored.
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not is_build(Path(where, name))]
        found.extend(Path(where, name) for name in names)
    return found
