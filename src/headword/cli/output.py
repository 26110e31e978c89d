"""The output of all commands: errors and notices on stderr, results on stdout, source lines for carets."""

import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.settings import has_colour, run_settings
from headword.core.errors import HeadwordError
from headword.core.findings import Severity
from headword.core.terminal import counted, paint, text_width, visible
from headword.project.project import Project

if TYPE_CHECKING:
    from headword.core.files.atomic import Contents
    from headword.core.files.publish import FileChanges

FAIL_ON = {"error": Severity.ERROR, "warning": Severity.WARNING, "info": Severity.INFO, "never": Severity.OFF}


def print_result(text: str) -> None:
    """Print the result of a command, or write it to the file of ``--output-file``."""
    file = run_settings().output_file
    if file is None:
        click.echo(text, nl=False, color=True)
    else:
        write_file(file, text)


def print_status(text: str) -> None:
    """Print on stdout what was done."""
    if not run_settings().quiet:
        click.echo(text)


def print_changes(folder: str, concepts: int, changes: "FileChanges") -> None:
    """Print what was written to ``folder``."""
    counts = (len(changes.added), len(changes.changed), len(changes.removed))
    print_status(
        f"{folder}: {counted(concepts, 'concept')} in {counted(changes.total, 'file')} "
        f"({counts[0]:,} added, {counts[1]:,} changed, {counts[2]:,} removed)"
    )


def print_preview(folder: str, changes: "FileChanges") -> int:
    """Print what would change in ``folder``; return the exit code, which is 1 if there is a change."""
    for word, path in changes:
        click.echo(f"would {word} {folder}/{path}")
    click.echo(f"{folder} is {'not current' if changes else 'current'}: {counted(changes.total, 'file')}")
    return 1 if changes else 0


def print_error(error: HeadwordError) -> None:
    """Print an error on stderr with its place and its fix."""
    click.echo(format_error(error), err=True)


def format_error(error: HeadwordError) -> str:
    """Return an error with its place and its fix, in characters that stderr can show."""
    where = f"{visible(str(error.location))}: " if error.location and error.location.path else ""
    text = f"{where}{paint('error', 'error', has_colour(sys.stderr))}: {visible(error.message)}"
    return f"{text}\n  {visible(error.hint)}" if error.hint else text


def print_notices(notices: Iterable[str]) -> None:
    """Print notices on stderr, unless the run is quiet."""
    for notice in () if run_settings().quiet else notices:
        click.echo(format_notice(notice), err=True)


def format_notice(notice: str) -> str:
    """Return a notice in characters that stderr can show."""
    return f"{paint('note', 'info', has_colour(sys.stderr))}: {visible(notice)}"


def show_changes(contents: "Contents", project: Project) -> None:
    """Print on stdout what would change if ``contents`` were written."""
    from headword.core.files.atomic import show_difference

    for file, data in contents.items():
        before = file.read_bytes() if file.exists() else b""
        click.echo(show_difference(project.relative(file), before, data or b""), nl=False)


def source_lines(project: Project, held: Mapping[Path, bytes]) -> Callable[[str], tuple[str, ...]]:
    """Return a function from the path of a location to the lines of the file, as pages are split into lines.

    ``held`` are texts that replace the content of files.
    """

    @cache
    def lines(path: str) -> tuple[str, ...]:
        from headword.markdown.text import to_lines
        from headword.rdf.xml_encoding import to_utf8

        try:
            file = Path(project.root, path)
            data = held[file] if file in held else file.read_bytes()
        except OSError:
            return ()
        # If the encoding is the error, the line is shown up to the first byte that is not UTF-8.
        with suppress(LookupError, UnicodeDecodeError):
            data = to_utf8(data)
        return to_lines(data.decode("utf-8", "replace"))

    return lines


def write_file(file: Path, text: str) -> None:
    """Write ``text`` to a file, as a whole or not at all.

    Raises:
        HeadwordError: the file cannot be written.
    """
    from headword.core.files.atomic import mode_of_new, replace_file

    replace_file(file, text.encode("utf-8", "backslashreplace"), mode_of_new(0o666))


def align_columns(rows: Sequence[Sequence[str]], numbers: Collection[int] = ()) -> str:
    """Return ``rows`` as a table: text to the left, the columns that are ``numbers`` to the right."""
    widths = [max(text_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        padded = [
            " " * (width - text_width(cell)) + cell if column in numbers else cell + " " * (width - text_width(cell))
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(padded).rstrip() + "\n")
    return "".join(lines)


def split_words(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of an option that can be repeated or hold a list with commas."""
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())
