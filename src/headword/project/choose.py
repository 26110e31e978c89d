"""The choice of pages among the files under the folder of sources: by the config, git, and their names."""

import os
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from headword.markdown.text import normalize
from headword.project.config import Config
from headword.project.forms import find_form, find_scheme_folder, fits_path
from headword.project.git import list_ignored
from headword.project.project import PAGE_SUFFIXES, LeftOut, Project, SourceFile, page_path
from headword.project.variants import find_editions, find_inside, read_name

_TEMPLATE = re.compile(r"_+(?:.*[-_. ])?template(?:[-_. ].*)?|adr[-_]template.*", re.IGNORECASE)
_NOT_FOUND = "404"
HOME = "it is the home page, which is not a concept"
"""The reason why the home page of a site is not a page."""


class ChosenFiles(NamedTuple):
    """The files that are pages, the files that cannot be read, and those that are excluded, each with the reason."""

    pages: tuple[SourceFile, ...]
    unread: tuple[LeftOut, ...]
    unwanted: tuple[LeftOut, ...]


def choose_files(found: Iterable[SourceFile | LeftOut], top: Path, config: Config) -> ChosenFiles:
    """Sort the files that were ``found`` under the folder ``top``."""
    pages: list[SourceFile] = []
    unread: list[LeftOut] = []
    unwanted: list[LeftOut] = []
    ignored = list_ignored(top)
    for one in _admit(found, top, config):
        if isinstance(one, LeftOut):
            unread.append(one)
        elif reason := _explain_absence(find_inside(one.path, top, config), ignored, config):
            unwanted.append(LeftOut(one.path, reason))
        else:
            pages.append(one)
    return ChosenFiles(tuple(pages), tuple(unread), tuple(unwanted))


def list_page_files(project: Project, added: Iterable[Path] = ()) -> frozenset[str]:
    """Return the real paths of the pages of a project, and of those files among ``added`` that would be pages."""
    top, config = project.sources, project.config
    real = Path(os.path.realpath(top))
    inside = (Path(os.path.realpath(file)) for file in added if file.suffix.lower() in PAGE_SUFFIXES)
    files = [top / file.relative_to(real) for file in inside if file.is_relative_to(real)]
    new = (SourceFile(file, page_path(file, top, config.shape)) for file in files)
    pages = choose_files((*find_editions(top, config), *new), top, config).pages
    return frozenset(os.path.realpath(page.path) for page in pages)


def _admit(found: Iterable[SourceFile | LeftOut], top: Path, config: Config) -> Iterator[SourceFile | LeftOut]:
    """Yield the files that were ``found``; a file in `include` is a page even if another page contains it."""
    for one in found:
        is_named = isinstance(one, LeftOut) and one.path.suffix.lower() in PAGE_SUFFIXES and one.path.is_file()
        inside = find_inside(one.path, top, config) if is_named else ""
        if inside and fits_path(inside, config.include, config):
            yield SourceFile(one.path, page_path(Path(inside), Path(), config.shape))
        else:
            yield one


def _explain_absence(file: str, ignored: Collection[str], config: Config) -> str:
    """Return the reason why ``file``, a path under the folder of sources, is excluded; empty if it is a page."""
    if fits_path(file, config.exclude, config):
        return "`exclude` names it"
    if fits_path(file, config.shape.exclude, config) and not _names_file(file, config):
        return f"the profile {config.shape.name} leaves it out"
    if config.include and not fits_path(file, config.include, config):
        return "`include` does not name it"
    return "" if _names_file(file, config) else _explain_name(file, ignored, config)


def _explain_name(file: str, ignored: Collection[str], config: Config) -> str:
    """Return the reason in git or in the name of ``file`` why it is excluded; empty if it is a page."""
    if _is_ignored(file, ignored):
        return "git ignores it"
    stem = PurePosixPath(file).name.partition(".")[0]
    if _TEMPLATE.fullmatch(stem):
        return "it is a template"
    if config.shape.summary and file == config.shape.summary:
        return "it is the list of all pages"
    if stem == _NOT_FOUND:
        return "it is the page for addresses that do not exist"
    if _is_home(file, config):
        return HOME
    return ""


def _names_file(file: str, config: Config) -> bool:
    """Return whether `include` contains exactly this file."""
    names = {normalize(file), normalize(PurePosixPath(config.sources, file).as_posix())}
    return not names.isdisjoint(map(normalize, config.include))


def _is_ignored(file: str, ignored: Collection[str]) -> bool:
    path = PurePosixPath(file)
    return bool(ignored) and any(one.as_posix() in ignored for one in (path, *path.parents))


def _is_home(file: str, config: Config) -> bool:
    """Return whether a page is the home page of the site, in any language, if pages are concepts of one scheme."""
    # Most pages have another name, and this check is the fastest.
    if PurePosixPath(file).name.partition(".")[0] not in config.shape.indexes:
        return False
    if find_scheme_folder(file, config) != "" or config.shape.named_by_file or not find_form(file, config).name:
        return False
    path = PurePosixPath(read_name(file, config)[0])
    return path.name in config.shape.indexes and len(path.parts) == 1
