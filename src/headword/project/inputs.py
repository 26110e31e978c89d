"""The input at a path: pages of a project, or files of RDF."""

from dataclasses import dataclass
from pathlib import Path

from headword.core.errors import SourceError
from headword.core.findings import Location
from headword.project.project import CONFIG_NAME, PAGE_SUFFIXES, Project, find_project
from headword.project.rdf_files import CATALOG, is_build, list_rdf

_PYPROJECT = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class PagesInput:
    """Pages: those in ``paths``, or all of a project."""

    project: Project
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class RdfInput:
    """Files of RDF that are read together."""

    files: tuple[Path, ...]


def find_input(path: Path) -> PagesInput | RdfInput:
    """Return the input at ``path``.

    Raises:
        SourceError: there is no readable input.
    """
    if not path.exists():
        raise SourceError("there is no such file or folder", Location(str(path)))
    if path.is_file() and path.name in (CONFIG_NAME, _PYPROJECT):
        return PagesInput(find_project(path.parent), ())
    if path.is_file() and path.suffix.lower() not in PAGE_SUFFIXES:
        return RdfInput((path,))
    if path.is_dir() and not _has_config(path):
        files = list_rdf(path)
        if files:
            is_ours = is_build(path)
            return RdfInput(tuple(one for one in files if not (is_ours and one == path / f"{CATALOG}{one.suffix}")))
        if not any(file.suffix.lower() in PAGE_SUFFIXES for file in path.rglob("*")):
            hint = "name a folder of pages, or one that holds files of RDF itself, such as one release"
            raise SourceError("there is nothing in it that could be read", Location(str(path)), hint)
    project = find_project(path)
    return PagesInput(project, () if path.is_dir() and path.samefile(project.root) else (path,))


def _has_config(folder: Path) -> bool:
    return find_project(folder).config_path in (folder.absolute() / CONFIG_NAME, folder.absolute() / _PYPROJECT)
