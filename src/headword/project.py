"""Where things are: the project's folder, its config and its pages.

Knows paths; must not know what any file contains.  The config is
``headword.toml`` or ``[tool.headword]`` in ``pyproject.toml``, found upward
from where the user stands.
"""

import fnmatch
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from headword.config import Config, load_toml, read_config

CONFIG_NAME = "headword.toml"
BASELINE_NAME = "headword-baseline.json"
LOCK_NAME = "headword.lock"
PAGE_SUFFIXES = (".md", ".markdown")
EXTRA_SUFFIX = ".extra.ttl"


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with a config, or without one, and where its parts are.

    ``root`` is absolute; `Location` paths are relative to it.
    """

    root: Path
    config: Config
    config_path: Path | None = None

    @property
    def sources(self) -> Path:
        """The folder of Markdown pages."""
        return self.root / self.config.sources

    @property
    def output(self) -> Path:
        """The folder that a build writes."""
        return self.root / self.config.output

    @property
    def shapes(self) -> Path:
        """The folder of the user's own shapes, which need not exist."""
        return self.root / self.config.shapes

    @property
    def baseline(self) -> Path:
        """The file of what is known to be wrong, which need not exist."""
        return self.root / BASELINE_NAME

    @property
    def lock(self) -> Path:
        """The file of published ids, which need not exist."""
        return self.root / LOCK_NAME

    def relative(self, path: Path) -> str:
        """``path`` as locations name it: relative to the root where that is shorter than absolute."""
        absolute = Path(os.path.abspath(path))
        if absolute.is_relative_to(self.root):
            return absolute.relative_to(self.root).as_posix()
        return absolute.as_posix()


def find_project(start: Path) -> Project:
    """The project that ``start``, a file or folder, belongs to.

    Looks upward for a config; without one, the project is ``start``'s folder
    with every default.

    Raises:
        HeadwordError: the config is not TOML, or has a key or value that is not one of ours.
    """
    folder = Path(os.path.abspath(start if start.is_dir() else start.parent))
    for candidate in (folder, *folder.parents):
        own = candidate / CONFIG_NAME
        if own.is_file():
            return Project(candidate, read_config(own, load_toml(own)), own)
        shared = candidate / "pyproject.toml"
        if shared.is_file():
            tools = load_toml(shared).get("tool")
            table = tools.get("headword") if isinstance(tools, dict) else None
            if isinstance(table, dict):
                return Project(candidate, read_config(shared, table), shared)
    return Project(folder, Config())


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One Markdown file that was found, and the page path its IRIs are made from.

    ``page_path`` is relative to the sources folder, without the ending:
    ``purposes/economic-development/microgravity-manufacturing``.
    """

    path: Path
    page_path: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file or folder that is not read, and why."""

    path: Path
    reason: str


def find_pages(folder: Path) -> Iterator[SourceFile | LeftOut]:
    """Every page under ``folder``, in the order of its path, and what is left out.

    Follows links to files and folders, but reads each real folder once, so
    that a loop of links ends.  Hidden files and folders are not looked at.
    """
    yield from _walk(folder, folder, {os.path.realpath(folder)})


def _walk(folder: Path, top: Path, seen: set[str]) -> Iterator[SourceFile | LeftOut]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield LeftOut(folder, error.strerror or str(error))
        return
    names = {entry.name for entry in entries}
    for entry in entries:
        if not entry.name.startswith("."):
            yield from _look_at(entry, names, top, seen)


def _look_at(
    entry: "os.DirEntry[str]", names: Collection[str], top: Path, seen: set[str]
) -> Iterator[SourceFile | LeftOut]:
    path = Path(entry.path)
    try:
        is_folder = entry.is_dir()
        entry.name.encode()
    except UnicodeEncodeError:
        yield LeftOut(path.parent, "there is a file here whose name is not UTF-8")
    except OSError as error:
        yield LeftOut(path, error.strerror or str(error))
    else:
        if not entry.name.isprintable():
            yield LeftOut(path, "there is a control character in its name")
        elif is_folder and not entry.name.endswith(EXTRA_SUFFIX):
            yield from _enter(path, top, seen)
        elif path.suffix.lower() in PAGE_SUFFIXES:
            yield SourceFile(path, page_path(path, top))
        elif entry.name.endswith(EXTRA_SUFFIX) and not _pages_of(entry.name).intersection(names):
            yield LeftOut(path, f"there is no {min(_pages_of(entry.name), key=len)} beside it")


def extra_of(page: Path) -> Path:
    """The Turtle file that may stand beside ``page``."""
    return page.with_name(page.stem + EXTRA_SUFFIX)


def _pages_of(extra: str) -> set[str]:
    """The names of the pages that a Turtle file of this name may stand beside."""
    return {extra.removesuffix(EXTRA_SUFFIX) + suffix for suffix in PAGE_SUFFIXES}


def _enter(folder: Path, top: Path, seen: set[str]) -> Iterator[SourceFile | LeftOut]:
    real = os.path.realpath(folder)
    if real in seen:
        yield LeftOut(folder, "this link leads to a folder that is read already")
        return
    seen.add(real)
    yield from _walk(folder, top, seen)


def page_path(path: Path, top: Path) -> str:
    """The page path of ``path`` under ``top``; Hugo's ``index`` and ``_index`` stand for their folder."""
    inside = path.relative_to(top).with_suffix("")
    if inside.name in ("index", "_index") and inside.parent != Path():
        inside = inside.parent
    return inside.as_posix()


def matches_glob(path: str, glob: str) -> bool:
    """Whether ``path`` (with ``/``) fits ``glob``, which may name a file, a folder or a pattern."""
    return fnmatch.fnmatchcase(path, glob) or fnmatch.fnmatchcase(path, f"{glob.rstrip('/')}/*")
