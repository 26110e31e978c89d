"""Watch the sources, and check again after each change, until Ctrl+C.

Each run is framed by two lines that never change, for problem matchers of
editors (`beginsPattern` and `endsPattern`).
"""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.check_run import Options, check
from headword.cli.output import print_error
from headword.cli.settings import open_project
from headword.core.cache import FOLDER
from headword.core.errors import HeadwordError
from headword.core.extras import require_packages
from headword.project.project import BASELINE_NAME, CONFIG_NAME, PAGE_SUFFIXES, STORE_NAME, Project

if TYPE_CHECKING:
    from watchfiles.main import FileChange

BEGIN = "headword: checking"
END = "headword: waiting for changes"
_SUFFIXES = (*PAGE_SUFFIXES, ".ttl")
_NAMES = frozenset({CONFIG_NAME, "pyproject.toml", BASELINE_NAME})
_ROUND = 200
"""Milliseconds after which a round ends even without a change."""
_DEBOUNCE = 100
"""Milliseconds in which several changes count as one."""


def check_again_and_again(options: Options) -> int:
    """Check, and again after each change of a page, a shape, or the config.

    Raises:
        HeadwordError: the package that watches files is not installed.
    """
    # Many checks run one after another, so memory must be freed.
    gc.enable()
    rounds = watch_sources(open_project(options.paths[0] if options.paths else Path()), "--watch")
    next(rounds)
    _run(options)
    for changes in rounds:
        if changes:
            _run(options)
    return 130


def watch_sources(project: Project, asked: str, *ours: Path) -> Iterator[set["FileChange"]]:
    """Yield the changes of pages, shapes, templates and the config, in rounds, which are often empty.

    The first round is empty, and means that the watch is running: no later change is lost.

    Args:
        project: the project of the sources.
        asked: the option or command that needs the watch, for the message.
        ours: further folders that headword writes, in addition to those of the config.

    Raises:
        HeadwordError: the package that watches files is not installed.
    """
    require_packages(asked, "watch", "watchfiles")
    from watchfiles import watch

    outputs = [folder.resolve() for folder in (project.output, project.root / project.config.site.output, *ours)]
    templates = project.root / project.config.site.templates

    def is_source(_: object, path: str) -> bool:
        file = Path(path)
        # Only the folder is reported if it is added or removed with its pages.
        is_folder = not file.suffix and (file.is_dir() or not file.exists())
        known = file.suffix.lower() in _SUFFIXES or file.name in _NAMES or is_folder or file.is_relative_to(templates)
        if not known or FOLDER in file.parts or any(file.is_relative_to(folder) for folder in outputs):
            return False
        # A store of another command is not a source.
        return not any((folder / STORE_NAME).exists() for folder in (file, *file.parents))

    return watch(
        project.root, watch_filter=is_source, debounce=_DEBOUNCE, step=20, rust_timeout=_ROUND, yield_on_timeout=True
    )


def _run(options: Options) -> None:
    click.echo(BEGIN)
    try:
        check(options)
    except HeadwordError as error:
        print_error(error)
    click.echo(END)
