"""The targets of reports: each format goes to the standard output or to a file."""

import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import click

from headword.cli.output import source_lines, write_file
from headword.cli.settings import has_colour
from headword.core.errors import HeadwordError
from headword.core.findings import Finding, Location, Report
from headword.core.plugins import REPORTS, find_plugins
from headword.lint.formats import format_report
from headword.lint.formats.context import RenderContext
from headword.project.project import PAGE_SUFFIXES, Project
from headword.project.read import BufferOverlay


class ReportTarget(NamedTuple):
    """A format and its file; None for the standard output."""

    format: str
    file: Path | None


def read_targets(words: Sequence[str], output_file: Path | None = None) -> list[ReportTarget]:
    """Return the targets that ``FORMAT`` and ``FORMAT=FILE`` name; `full` to the standard output if there are none.

    ``output_file`` replaces the standard output.

    Raises:
        HeadwordError: a format is unknown, two reports have the same target, or no report goes to the file.
    """
    targets: list[ReportTarget] = []
    for word in words or ("full",):
        name, equals, file = word.partition("=")
        if name not in find_plugins(REPORTS):
            raise HeadwordError(f"there is no format {name!r}", hint=f"known: {', '.join(find_plugins(REPORTS))}")
        if equals and not file:
            raise HeadwordError(
                f"--output-format {word} names no file", hint=f"for example --output-format {name}=report.{name}"
            )
        target = ReportTarget(name, Path(file) if file not in ("", "-") else output_file)
        twin = next((one for one in targets if _is_same(one.file, target.file)), None)
        if twin is not None:
            where = str(target.file) if target.file else "the standard output"
            message = f"two reports, {twin.format} and {target.format}, would go to {where}"
            raise HeadwordError(message, hint="give each a file: --output-format sarif=report.sarif")
        targets.append(target)
    if output_file is not None and not any(_is_same(one.file, output_file) for one in targets):
        raise HeadwordError(f"no report would go to {output_file}", hint="leave out --output-file, or a FILE")
    return targets


def _is_same(one: Path | None, other: Path | None) -> bool:
    return one is other if one is None or other is None else os.path.realpath(one) == os.path.realpath(other)


def write_report(
    report: Report,
    targets: Sequence[ReportTarget],
    project: Project,
    checked: Sequence[Path] = (),
    held: BufferOverlay = MappingProxyType({}),
) -> None:
    """Write the report in each format to its target: a file as a whole or not at all.

    ``held`` are texts that replace the content of files.

    Raises:
        HeadwordError: a file cannot be written, or is a file of the project or one of ``checked``.
    """

    def from_here(path: str) -> str:
        return Path(os.path.relpath(project.root / path)).as_posix()

    lines = source_lines(project, held)

    def is_fixable(finding: Finding) -> bool:
        # Imported here, because most runs have no findings.
        from headword.lint import fixes

        return fixes.is_fixable(finding, lines)

    given = RenderContext(lines, has_colour(sys.stdout), from_here, _inside_repository(project.root), is_fixable)
    for target in targets:
        if target.file is not None:
            _refuse_source(target.file, project, checked)
    for target in targets:
        if target.file is not None:
            _write_file(target.file, format_report(report, target.format, given))
    for target in targets:
        if target.file is None:
            click.echo(format_report(report, target.format, given), nl=False, color=True)
        if target.format == "github":
            _write_summary(report, given)


def _refuse_source(file: Path, project: Project, checked: Sequence[Path]) -> None:
    """Check that a report does not overwrite a checked file or a file of the project."""
    real = Path(os.path.realpath(file))
    sources = Path(os.path.realpath(project.sources))
    own = [project.config_path, project.baseline, project.lock, project.root / "pyproject.toml", *checked]
    is_own = any(path is not None and path.exists() and path.samefile(real) for path in own if real.exists())
    is_page = real.is_relative_to(sources) and real.suffix.lower() in (*PAGE_SUFFIXES, ".ttl")
    if is_own or is_page:
        message = "the report would overwrite this file"
        raise HeadwordError(message, Location(str(file)), "name another file for the report")


def _write_file(file: Path, text: str) -> None:
    """Write a report: a regular file as a whole or not at all, and a pipe or device as a stream."""
    if not file.exists() or stat.S_ISREG(file.stat().st_mode):
        write_file(file, text)
        return
    try:
        with file.open("w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(text)
    except OSError as error:
        raise HeadwordError(f"cannot write: {error.strerror}", Location(str(file))) from error


def _write_summary(report: Report, given: RenderContext) -> None:
    """Add a table to the job summary of GitHub Actions, if there is one."""
    from headword.lint.formats.github import format_summary

    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if file:
        try:
            with Path(file).open("a", encoding="utf-8", errors="backslashreplace") as stream:
                stream.write(format_summary(report, given))
        except OSError as error:
            raise HeadwordError(f"cannot write: {error.strerror}", Location(file)) from error


def _inside_repository(root: Path) -> str:
    """Return ``root`` relative to its git repository, with a ``/`` at its end; empty if there is no repository."""
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            inside = root.relative_to(folder).as_posix()
            return "" if inside == "." else f"{inside}/"
    return ""
