"""The options for results: the format, the file, and the dry run."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from headword.cli.settings import keep_setting

Command = Callable[..., Any]


def with_output(*formats: str) -> Callable[[Command], Command]:
    """Add ``--output-format``, of which the first format is the default, and ``--output-file``."""

    def decorate(command: Command) -> Command:
        return with_format(*formats)(with_output_file(command))

    return decorate


def with_format(*formats: str, what: str = "The output format.") -> Callable[[Command], Command]:
    """Add ``--output-format``, and ``--json`` for short if there is such a format."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def run(*, output_format: str | None, as_json: bool = False, **given: Any) -> Any:
            if as_json and output_format not in (None, "json"):
                raise click.UsageError(f"--json and --output-format {output_format} cannot be used together.")
            return command(output_format="json" if as_json else output_format or formats[0], **given)

        option = click.option("--output-format", type=click.Choice(formats), help=f"{what} [default: {formats[0]}]")
        return option(with_json(run) if "json" in formats else run)

    return decorate


def with_json(command: Command) -> Command:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Short for --output-format json.")(command)


def with_output_file(command: Command) -> Command:
    """Add ``--output-file``, which `print_result` obeys."""
    return click.option(
        "-o", "--output-file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
        callback=keep_setting, expose_value=False, help="Write the result to this file. [default: standard output]",
    )(command)  # fmt: skip


def with_dry_run(what: str = "Show what would change, and change nothing.") -> Callable[[Command], Command]:
    """Add ``--dry-run``."""
    return click.option("--dry-run", is_flag=True, help=what)
