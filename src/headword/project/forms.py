"""Which form the pages of a site have: the config says it for all of them, and for those of some paths."""

from pathlib import PurePosixPath
from typing import Any

from headword.markdown.page_form import PageForm
from headword.markdown.text import normalize
from headword.project.config import Config
from headword.project.config.page_rules import PageRule
from headword.project.project import matches_glob
from headword.project.variants import split_suffix


def find_form(file: str, config: Config) -> PageForm:
    """The form of the page in ``file``, a path under the folder of sources."""
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


def find_value(file: str, attribute: str, config: Config) -> Any:
    """The value of an attribute of `PageRule` for the page in ``file``."""
    return _find_value([rule for rule in config.pages if fits_path(file, rule.paths, config)], attribute, config)


def fits_path(file: str, globs: tuple[str, ...], config: Config) -> bool:
    """Whether ``file`` fits one of ``globs``, which begin at the folder of sources or at that of the project."""
    top = PurePosixPath(config.sources).as_posix()
    paths = (file, f"{top}/{file}", file.removeprefix(f"{top}/"))
    return any(matches_glob(path, glob) for glob in globs for path in paths)


def _find_value(rules: list[PageRule], attribute: str, config: Config) -> Any:
    """The value of the last of ``rules`` that has one, else that of the site."""
    said = (getattr(rule, attribute) for rule in reversed(rules))
    return next((value for value in said if value not in (None, "")), getattr(config, attribute))


def _find_name(file: str, config: Config) -> str:
    """What the page in ``file`` is called by that; an index is called like its folder."""
    path = PurePosixPath(normalize(split_suffix(file[: -len(PurePosixPath(file).suffix) or None], config)[0]))
    if config.shape.named_by_file:
        return path.name
    name = path.parent.name if path.name in config.shape.indexes and path.parent.name else path.name
    return name if " " in name else name.replace("-", " ").replace("_", " ").strip() or path.name
