"""The form of each page: from the config for all pages, and for those of some paths."""

from pathlib import PurePosixPath
from typing import Any

from headword.markdown.page_form import PageForm
from headword.markdown.text import normalize
from headword.project.config import Config
from headword.project.config.page_rules import PageRule
from headword.project.project import matches_glob
from headword.project.variants import read_name, split_suffix


def find_form(file: str, config: Config) -> PageForm:
    """Return the form of the page in ``file``, a path under the folder of sources."""
    rules = [rule for rule in config.pages if fits_path(file, rule.paths, config)]
    is_page = _find_value(rules, "concepts", config) == "page"
    return PageForm(
        name=_find_name(file, config) if is_page else "",
        has_title=not config.shape.named_by_file,
        sections=_find_value(rules, "sections", config),
        levels=_find_value(rules, "levels", config),
        skipped=_find_value(rules, "skip_headings", config),
        flattened=_find_value(rules, "flatten_headings", config),
        has_keywords=bool(config.keyword_separator),
        has_lists=_find_value(rules, "outline", config) == "lists",
    )


def find_scheme_folder(file: str, config: Config) -> str | None:
    """Return the folder whose pages share a scheme with the page in ``file``, or None.

    The folder is a path under the folder of sources without a language, empty for the site as a whole. None means that
    the page is a scheme itself.
    """
    rules = [rule for rule in config.pages if rule.scheme and fits_path(file, rule.paths, config)]
    scheme = rules[-1].scheme if rules else config.scheme
    if scheme != "folder":
        return "" if scheme == "site" else None
    path, _ = read_name(file, config)
    parts = path.split("/") if _is_of_folder(file, path, config) else path.split("/")[:-1]
    depths = [
        _count_folders(glob, config) for rule in rules[-1:] for glob in rule.paths if fits_path(file, (glob,), config)
    ]
    return "/".join(parts[: max(depths, default=1)])


def is_scheme_page(file: str, config: Config) -> bool:
    """Return whether the page in ``file`` is the page of a folder that is one scheme."""
    path, _ = read_name(file, config)
    return _is_of_folder(file, path, config) and find_scheme_folder(file, config) == path


def is_collection_page(file: str, config: Config) -> bool:
    """Return whether the page in ``file`` is the page of a folder that is a collection."""
    return find_value(file, "folders", config) == "collections" and _is_of_folder(
        file, read_name(file, config)[0], config
    )


def _is_of_folder(file: str, path: str, config: Config) -> bool:
    """Return whether a page, published at ``path``, is the page of a folder below the folder of sources."""
    indexes = config.shape.indexes
    return PurePosixPath(file).name.partition(".")[0] in indexes and PurePosixPath(path).name not in indexes


def _count_folders(glob: str, config: Config) -> int:
    top = PurePosixPath(config.sources).as_posix()
    return len([part for part in PurePosixPath(glob.removeprefix(f"{top}/")).parts if part != "**"]) or 1


def find_value(file: str, attribute: str, config: Config) -> Any:
    """Return the value of an attribute of `PageRule` for the page in ``file``."""
    return _find_value([rule for rule in config.pages if fits_path(file, rule.paths, config)], attribute, config)


def fits_path(file: str, globs: tuple[str, ...], config: Config) -> bool:
    """Return whether ``file`` matches one of ``globs``, relative to the folder of sources or of the project."""
    top = PurePosixPath(config.sources).as_posix()
    paths = (file, f"{top}/{file}", file.removeprefix(f"{top}/"))
    return any(matches_glob(path, glob) for glob in globs for path in paths)


def _find_value(rules: list[PageRule], attribute: str, config: Config) -> Any:
    """Return the value of the last of ``rules`` that has one, or that of the site."""
    values = (getattr(rule, attribute) for rule in reversed(rules))
    return next((value for value in values if value not in (None, "")), getattr(config, attribute))


def _find_name(file: str, config: Config) -> str:
    """Return the name of the page in ``file`` from its path; an index page has the name of its folder."""
    path = PurePosixPath(normalize(split_suffix(file[: -len(PurePosixPath(file).suffix) or None], config)[0]))
    if config.shape.named_by_file:
        return path.name
    return spell_name(path.parent.name if path.name in config.shape.indexes and path.parent.name else path.name)


def spell_name(name: str) -> str:
    """Return the name of a file or folder as words."""
    return name if " " in name else name.replace("-", " ").replace("_", " ").strip() or name
