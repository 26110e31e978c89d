"""The selection of a run: the pages of a site, and those that the user chose."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from headword.core.errors import SourceError
from headword.core.findings import Location
from headword.markdown.text import normalize
from headword.project.choose import HOME, ChosenFiles, choose_files
from headword.project.config import Config
from headword.project.page_names import PageNames, read_page_names
from headword.project.page_tree import read_page_tree
from headword.project.project import LeftOut, Project, SourceFile, page_path
from headword.project.variants import (
    SourcePage,
    find_editions,
    find_inside,
    find_unclaimed,
    join_editions,
    read_edition,
    share_paths,
)


@dataclass(frozen=True, slots=True)
class Selection:
    """The pages of a site, and the chosen ones (all without ``chosen``).

    ``top`` is the folder that the paths of files are relative to. ``unread`` are the files in it that cannot be read,
    and ``unwanted`` those that are excluded.
    """

    top: Path
    files: tuple[SourcePage, ...]
    chosen: frozenset[str] | None
    named: frozenset[str]
    notices: tuple[str, ...]
    unread: tuple[LeftOut, ...] = ()
    unwanted: tuple[LeftOut, ...] = ()
    above: Mapping[str, str] = field(default_factory=dict)
    """The parent of each page in a list of links."""
    home_names: frozenset[str] = frozenset()
    """The titles of the home page, in lower case, if it is excluded."""

    def is_of(self, project: Project) -> bool:
        """Return whether these are the pages of the project's own sources."""
        return project.sources.is_dir() and self.top.samefile(project.sources)

    def wants(self, inside: str) -> bool:
        """Return whether the page at ``inside`` was chosen."""
        return self.chosen is None or inside in self.chosen


def select_pages(project: Project, paths: list[Path]) -> Selection:
    """Find the pages of the site, and those among them that are in ``paths``."""
    top = _top_folder(project, paths)
    if not top.is_dir():
        hint = "write a page there, or set `sources` in headword.toml; `headword init` makes both"
        raise SourceError("there is no folder of sources", Location(project.relative(top)), hint)
    notices = _note_sources(project, top)
    wanted = [_resolved(path) for path in paths]
    files = choose_files(find_editions(top, project.config), top, project.config)
    notices += [f"{project.relative(one.path)}: left out: {one.reason}" for one in files.unread]
    editions = [
        read_edition(source.path, name, project.config)
        for source, name in _name_files(files.pages, top, project.config)
    ]
    names = read_page_names([edition.source.path for edition in editions], project.config)
    editions = share_paths(editions, {path: one.shared for path, one in names.items() if one.shared}, project.config)
    for folder in find_unclaimed([edition.inside for edition in editions], project.config):
        place, example = project.relative(top / folder), f'`languages = ["{folder}"]`'
        notices.append(f"{place}: its pages have the names of others; if they are translations, set {example}")
    found = {item.inside: _name_page(item, names) for item in join_editions(editions, project.config)}
    known = {_resolved(edition.source.path) for edition in editions} if wanted else set()
    for path in wanted:
        if path.is_file() and path not in known:
            name = normalize(path.name)
            found.setdefault(name, SourcePage(SourceFile(path, page_path(Path(name), Path())), name, ""))
    chosen, named = _choose(found, wanted, top)
    above = read_page_tree(top, tuple(found.values()), project.config)
    return Selection(
        top,
        tuple(found.values()),
        chosen,
        named,
        tuple(notices),
        files.unread,
        files.unwanted,
        above,
        _find_home_names(files, project.config),
    )


def _find_home_names(files: ChosenFiles, config: Config) -> frozenset[str]:
    homes = [one.path for one in files.unwanted if one.reason == HOME]
    return frozenset(name.casefold() for one in read_page_names(homes, config).values() for name in one.names)


def _name_page(item: SourcePage, names: Mapping[Path, PageNames]) -> SourcePage:
    """Return ``item`` with its names in any language."""
    found = (name for one in item.editions for name in names.get(one.source.path, PageNames()).names)
    return item._replace(names=tuple(dict.fromkeys(found)))


def _name_files(sources: Sequence[SourceFile], top: Path, config: Config) -> Iterator[tuple[SourceFile, str]]:
    """Yield each file with its path under ``top``, in NFC unless another file has that path."""
    written = [find_inside(source.path, top, config) for source in sources]
    counts = Counter(map(normalize, written))
    for source, name in zip(sources, written, strict=True):
        yield source, normalize(name) if counts[normalize(name)] == 1 else name


def _note_sources(project: Project, top: Path) -> list[str]:
    """Return a notice if the folder of pages and the profile of the site were detected."""
    config = project.config
    if not {"sources", "profile"} <= config.source.assumed.keys() or top != project.sources:
        return []
    folder = "this folder" if top == project.root else project.relative(top)
    found = f"this is {config.shape.title} ({config.source.assumed['profile']})"
    return [f"{found}, so its pages are those in {folder}; `profile` and `sources` in the config say otherwise"]


def _resolved(path: Path) -> Path:
    return path.resolve()


def _top_folder(project: Project, paths: list[Path]) -> Path:
    """Return the folder that page paths are relative to: the sources, unless the chosen paths are elsewhere."""
    sources = project.sources
    outside = [path for path in paths if not find_inside(_resolved(path), _resolved(sources), project.config)]
    holds_sources = [path for path in outside if path.is_dir() and _resolved(sources).is_relative_to(_resolved(path))]
    if not outside or (holds_sources and sources.is_dir()):
        return sources
    first = outside[0]
    return first if first.is_dir() else first.parent


def _choose(
    found: dict[str, SourcePage], wanted: list[Path], top: Path
) -> tuple[frozenset[str] | None, frozenset[str]]:
    if not wanted or any(_resolved(top).is_relative_to(path) for path in wanted):
        return None, frozenset()
    resolved = {inside: [_resolved(edition.source.path) for edition in item.editions] for inside, item in found.items()}
    chosen = {
        inside
        for inside, paths in resolved.items()
        if any(path.is_relative_to(want) for path in paths for want in wanted)
    }
    named = {inside for inside, paths in resolved.items() if any(path in wanted for path in paths)}
    return frozenset(chosen), frozenset(named)
