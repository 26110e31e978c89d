"""Checking again whenever a source changes, until Ctrl-C.

Each run is framed by two lines that never change, for problem matchers of
editors (`beginsPattern` and `endsPattern`).
"""

import gc
from pathlib import Path

import click

from headword.cache import FOLDER
from headword.cli.checking import Options, check
from headword.cli.output import print_error
from headword.errors import HeadwordError
from headword.project import BASELINE_NAME, CONFIG_NAME, PAGE_SUFFIXES, find_project

BEGIN = "headword: checking"
END = "headword: waiting for changes"
_SUFFIXES = (*PAGE_SUFFIXES, ".ttl")
_NAMES = frozenset({CONFIG_NAME, "pyproject.toml", BASELINE_NAME})
_ROUND = 200
"""Milliseconds after which the watch comes back even if nothing has changed."""
_DEBOUNCE = 100
"""Milliseconds in which changes are taken together."""


def check_again_and_again(options: Options) -> int:
    """Check, and again after each change of a page, a shape, or the config.

    Raises:
        HeadwordError: the package that watches files is not installed.
    """
    try:
        from watchfiles import watch
    except ImportError as error:
        hint = "pip install 'headword[watch]'"
        raise HeadwordError("--watch needs the package watchfiles, which is not installed", hint=hint) from error
    # Not one run that ends, but one after another.
    gc.enable()
    project = find_project(options.paths[0] if options.paths else Path())
    output = project.output.resolve()

    def is_source(_: object, path: str) -> bool:
        file = Path(path)
        # A folder that comes or goes brings its pages with it, of which nothing is told.
        is_folder = not file.suffix and (file.is_dir() or not file.exists())
        known = file.suffix.lower() in _SUFFIXES or file.name in _NAMES or is_folder
        return known and not file.is_relative_to(output) and FOLDER not in file.parts

    # The first round, in which nothing has changed, tells that the watch is on: no change is lost from then on.
    rounds = watch(
        project.root, watch_filter=is_source, debounce=_DEBOUNCE, step=20, rust_timeout=_ROUND, yield_on_timeout=True
    )
    next(rounds)
    _run(options)
    for changes in rounds:
        if changes:
            _run(options)
    return 130


def _run(options: Options) -> None:
    click.echo(BEGIN)
    try:
        check(options)
    except HeadwordError as error:
        print_error(error)
    click.echo(END)
