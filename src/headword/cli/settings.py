"""The settings of every command: folder, config, amount of output, colours."""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from headword.project.project import Project

WITHOUT_CONFIG = ("init", "lsp")
"""Commands without ``--config``: the first writes one, and an editor opens many projects."""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """The values of the common options.

    Attributes:
        quiet: whether only results and errors are printed.
        verbose: whether the time of each stage is printed.
        color: ``always``, ``never``, or ``auto``.
        config: the config file, if it is named.
        output_file: the file for the result instead of standard output.
    """

    quiet: bool = False
    verbose: bool = False
    color: str = "auto"
    config: Path | None = None
    output_file: Path | None = None


# One for the process, like the working directory: threads also print, and have no context of click.
_settings = RunSettings()


def reset_settings() -> None:
    """Forget the settings of an earlier run in this process."""
    global _settings  # noqa: PLW0603
    _settings = RunSettings()


def run_settings() -> RunSettings:
    """Return the settings of this run."""
    return _settings


def keep_setting(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Keep the value of an option if it was given; this is the callback of click options."""
    global _settings  # noqa: PLW0603
    if value and not ctx.resilient_parsing:
        _settings = replace(_settings, **{str(param.name): value})


def common_options(command: str) -> list[click.Parameter]:
    """Return the options that all commands have."""
    config = click.Option(
        ["--config"], type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
        callback=keep_setting, expose_value=False,
        help="The config file. [default: headword.toml or pyproject.toml, here or above]",
    )  # fmt: skip
    return [
        click.Option(
            ["-C", "--directory", "run_directory"],
            type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
            callback=_enter, expose_value=False, is_eager=True, help="Run in this folder.",
        ),
        *([] if command in WITHOUT_CONFIG else [config]),
        click.Option(
            ["-q", "--quiet"], is_flag=True, callback=keep_setting, expose_value=False,
            help="Print only results and errors.",
        ),
        click.Option(
            ["-v", "--verbose"], is_flag=True, callback=keep_setting, expose_value=False,
            help="Also print the time of each stage.",
        ),
        click.Option(
            ["--color"], type=click.Choice(["auto", "always", "never"]), metavar="WHEN",
            callback=keep_setting, expose_value=False, help="Print colors: auto, always or never. [default: auto]",
        ),
    ]  # fmt: skip


def suggest_name(word: str, known: Iterable[str]) -> str:
    """Return a sentence that names the known word nearest to ``word``; empty if none is near."""
    import difflib

    near = difflib.get_close_matches(word, known, n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def keep_lines(text: str) -> str:
    """Return ``text`` with the character that makes click keep lines, which docstrings spell out."""
    return text.replace("\\b\n", "\b\n")


def _enter(ctx: click.Context, param: click.Parameter, folder: Path | None) -> None:
    """Change to ``folder``; the option is eager, so this happens before other paths are read."""
    del ctx, param
    if folder is not None:
        os.chdir(folder)


def open_project(start: Path = Path()) -> "Project":
    """Return the project of ``--config``, otherwise the one that ``start`` belongs to.

    Raises:
        ConfigError: the config has a mistake.
    """
    from headword.project.project import find_project, read_project

    return read_project(_settings.config) if _settings.config is not None else find_project(start)


def has_colour(stream: Any) -> bool:
    """Return True if ``stream`` gets colours: by ``--color``, otherwise on a terminal (https://no-color.org)."""
    if stream is sys.stdout and _settings.output_file is not None:
        return False
    if _settings.color != "auto":
        return _settings.color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")
