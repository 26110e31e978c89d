"""The project: its folder, its config and its pages.

The config is ``headword.toml`` or ``[tool.headword]`` in ``pyproject.toml``, in the current folder or above it.
"""

import fnmatch
import os
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from headword.core.errors import ConfigError
from headword.core.findings import Location
from headword.markdown.profiles import PLAIN, SiteProfile
from headword.project.config import Config
from headword.project.config.load import load_toml, read_config
from headword.project.detect import find_root, find_templates, settle

CONFIG_NAME = "headword.toml"
BASELINE_NAME = "headword-baseline.json"
LOCK_NAME = "headword.lock"
STORE_NAME = "headword-store.json"
"""The file that marks a folder as a store on disk."""
FROZEN = "versions"
"""The folder of the output with a copy of each release."""
PAGE_SUFFIXES = (".md", ".markdown", ".mdx")
TAG_FILE = "tags.yml"
"""The name of Docusaurus' file of tags."""
EXTRA_SUFFIX = ".extra.ttl"


@dataclass(frozen=True, slots=True)
class Project:
    """A folder, with or without a config, and the paths of its parts.

    ``root`` is absolute; `Location` paths are relative to it.
    """

    root: Path
    config: Config
    config_path: Path | None = None

    @property
    def sources(self) -> Path:
        """Return the folder of Markdown pages."""
        return self.root / self.config.sources

    @property
    def output(self) -> Path:
        """Return the folder that a build writes."""
        return self.root / self.config.output

    @property
    def shapes(self) -> Path:
        """Return the folder of the user's own shapes, which may not exist."""
        return self.root / self.config.shapes

    @property
    def baseline(self) -> Path:
        """Return the file of known findings, which may not exist."""
        return self.root / BASELINE_NAME

    @property
    def lock(self) -> Path:
        """Return the file of published ids, which may not exist."""
        return self.root / LOCK_NAME

    def relative(self, path: Path) -> str:
        """Return ``path`` as in locations: relative to the root if it is inside, otherwise absolute."""
        # Texts instead of paths: this is asked for each page, and a path takes ten times as long to make.
        absolute, top = os.path.abspath(path), str(self.root)
        inside = "." if absolute == top else absolute.removeprefix(f"{top.rstrip(os.sep)}{os.sep}")
        return inside.replace(os.sep, "/")


PriorPaths = frozenset[str] | None
"""The paths of the documents in the copy of the release before; None without a copy."""


def list_prior(project: Project) -> PriorPaths:
    """Return the paths of documents in the copy of the release before, without endings; None without a copy."""
    folder = project.output / FROZEN / project.config.prior_version
    if not project.config.prior_version or not folder.is_dir():
        return None
    files = (file for file in folder.rglob("*") if file.is_file())
    return frozenset(file.relative_to(folder).with_suffix("").as_posix() for file in files)


def refuse_output(project: Project, output: Path) -> None:
    """Check that ``output`` is a separate folder.

    A folder inside the folder of pages is allowed: a site may publish its files from there.

    Raises:
        ConfigError: ``output`` contains the project or its pages, which would be replaced; or it is part of the folder
            of shapes, whose files the next run would read as rules.
    """
    hint = "name a folder of its own: files that are not published do not belong in it"
    folder = output.resolve()
    if project.root.resolve().is_relative_to(folder):
        raise ConfigError("the output folder contains the project itself", Location(str(output)), hint)
    if project.sources.resolve().is_relative_to(folder):
        raise ConfigError("the output folder contains the pages of the project", Location(str(output)), hint)
    shapes = project.shapes.resolve()
    if shapes.is_relative_to(folder) or folder.is_relative_to(shapes):
        raise ConfigError("the output folder is that of the project's shapes", Location(str(output)), hint)


def find_project(start: Path) -> Project:
    """Return the project of ``start``, a file or folder.

    The search for a config goes upward. Without a config, the project is the site whose pages include ``start``,
    otherwise the folder of ``start`` with all defaults.

    Raises:
        ConfigError: the config is not TOML, or has an unknown key or a wrong value.
    """
    folder = Path(os.path.abspath(start if start.is_dir() else start.parent))
    for candidate in (folder, *folder.parents):
        own = candidate / CONFIG_NAME
        if own.is_file():
            return _open(candidate, own, load_toml(own))
        shared = candidate / "pyproject.toml"
        table = _read_shared(shared) if shared.is_file() else None
        if table is not None:
            return _open(candidate, shared, table)
    root = folder if Path(folder, Config().sources).is_dir() else find_root(folder) or folder
    return Project(root, settle(Config(), (), root))


def read_project(config: Path) -> Project:
    """Return the project of a config file of any name; the folder of the file is the root.

    Raises:
        ConfigError: the config is not TOML, has an unknown key or a wrong value, or is a pyproject.toml without the
            table.
    """
    file = Path(os.path.abspath(config))
    table = _read_shared(file) if file.name == "pyproject.toml" else load_toml(file)
    if table is None:
        raise ConfigError(
            "this file has no table [tool.headword]", Location(str(config)), "add it, or name another file"
        )
    return _open(file.parent, file, table)


def _read_shared(file: Path) -> Mapping[str, Any] | None:
    tools = load_toml(file).get("tool")
    table = tools.get("headword") if isinstance(tools, dict) else None
    return table if isinstance(table, dict) else None


def _open(root: Path, file: Path, table: Mapping[str, Any]) -> Project:
    return Project(root, settle(read_config(file, table), table.keys(), root), file)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A Markdown file, and the page path that its IRIs are built from.

    ``page_path`` is relative to the folder of sources, without the ending:
    ``purposes/economic-development/microgravity-manufacturing``.
    """

    path: Path
    page_path: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file or folder that is not read, with the reason."""

    path: Path
    reason: str


_TEMPLATES = frozenset({"templates", "_templates"})


class _Search(NamedTuple):
    """A search for pages: its top folder, the profile of the site, and the folders of templates."""

    top: Path
    site: SiteProfile
    templates: frozenset[Path]


def find_pages(folder: Path, site: SiteProfile = PLAIN) -> Iterator[SourceFile | LeftOut]:
    """Yield every page under ``folder``, in the order of paths, and everything that is left out.

    Links to files and folders are followed, but each real folder is read once, so that a loop of links ends. Hidden
    files and folders are ignored.
    """
    templates = find_templates(folder) if site.named_by_file else frozenset()
    yield from _walk_pages(folder, _Search(folder, site, templates), {os.path.realpath(folder)})


def _walk_pages(folder: Path, search: _Search, seen: set[str]) -> Iterator[SourceFile | LeftOut]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield LeftOut(folder, error.strerror or str(error))
        return
    names = {entry.name for entry in entries}
    for entry in entries:
        if not entry.name.startswith("."):
            yield from _examine_entry(entry, names, search, seen)


def _examine_entry(
    entry: "os.DirEntry[str]", names: Collection[str], search: _Search, seen: set[str]
) -> Iterator[SourceFile | LeftOut]:
    path = Path(entry.path)
    try:
        is_folder = entry.is_dir()
        entry.name.encode()
    except UnicodeEncodeError:
        yield LeftOut(path.parent, "a file in this folder has a name that is not UTF-8")
    except OSError as error:
        yield LeftOut(path, error.strerror or str(error))
    else:
        is_page = path.suffix.lower() in PAGE_SUFFIXES and not is_folder
        if not entry.name.isprintable():
            yield LeftOut(path, "its name contains a control character")
        elif is_folder and _holds_templates(path, search):
            yield LeftOut(path, "templates are not pages")
        elif is_folder and not entry.name.endswith(EXTRA_SUFFIX):
            yield from _enter(path, search, seen)
        elif is_page:
            reason = _yields_to_index(path, names, search)
            page = SourceFile(path, page_path(path, search.top, search.site))
            yield LeftOut(path, reason) if reason else page
        elif entry.name.endswith(EXTRA_SUFFIX) and not _pages_of(entry.name).intersection(map(_normalize, names)):
            yield LeftOut(path, f"there is no {min(_pages_of(entry.name), key=len)} next to it")


def _holds_templates(folder: Path, search: _Search) -> bool:
    if search.templates:
        return folder in search.templates
    return search.site.named_by_file and folder.name.lower() in _TEMPLATES


def _yields_to_index(page: Path, names: Collection[str], search: _Search) -> str:
    """Return the reason why ``page`` belongs to the ``index.md`` next to it; empty if it is a separate page."""
    if "index.md" not in names or page.name == "index.md":
        return ""
    if "README" in search.site.indexes and page.stem == "README":
        return "the index.md next to it is the page of the folder"
    # A file in one of Hugo's leaf bundles is a resource of it, but the site as a whole is not a bundle.
    is_index = page.name.partition(".")[0] == "index"
    is_resource = search.site.bundles and not is_index and page.parent != search.top
    return "it belongs to the page index.md next to it" if is_resource else ""


def extra_of(page: Path) -> Path:
    """Return the path of the Turtle file for ``page``, in the normalization form of an existing file."""
    name = page.stem + EXTRA_SUFFIX
    forms = [name] if name.isascii() else [name, *(unicodedata.normalize(form, name) for form in ("NFC", "NFD"))]
    paths = [page.with_name(form) for form in forms]
    return next((path for path in paths[1:] if os.path.lexists(path) and not os.path.lexists(paths[0])), paths[0])


def _pages_of(extra: str) -> set[str]:
    """Return the names of the pages to which a Turtle file of this name can belong."""
    return {_normalize(extra.removesuffix(EXTRA_SUFFIX) + suffix) for suffix in PAGE_SUFFIXES}


def _normalize(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _enter(folder: Path, search: _Search, seen: set[str]) -> Iterator[SourceFile | LeftOut]:
    real = os.path.realpath(folder)
    if real in seen:
        yield LeftOut(folder, "this link points to a folder that is already read")
        return
    seen.add(real)
    yield from _walk_pages(folder, search, seen)


def page_path(path: Path, top: Path, site: SiteProfile = PLAIN) -> str:
    """Return the page path of ``path`` under ``top``; an index, such as ``_index``, has the path of its folder."""
    inside = path.relative_to(top).with_suffix("")
    if inside.name in site.indexes and inside.parent != Path():
        inside = inside.parent
    return inside.as_posix()


def matches_glob(path: str, glob: str) -> bool:
    """Return whether ``path`` (with ``/``) matches ``glob``, a file, a folder or a pattern; both in NFC."""
    path, glob = _normalize(path), _normalize(glob).removeprefix("./")
    if glob.startswith("**/") and matches_glob(path, glob[3:]):
        return True
    return fnmatch.fnmatchcase(path, glob) or fnmatch.fnmatchcase(path, f"{glob.rstrip('/')}/*")
