"""``headword check`` with its options: the project, the findings, and the targets of the report."""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.output import print_notices, split_words
from headword.cli.report_run import ReportOptions, check_report_options, report_findings
from headword.cli.run_context import open_run_context
from headword.cli.settings import open_project
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.lint.web_links import RULE as DEAD_LINK
from headword.lint.web_links import see_nothing
from headword.markdown.profiles import SITES
from headword.project.config import Config
from headword.project.project import PAGE_SUFFIXES, Project
from headword.project.rdf_files import list_rdf

if TYPE_CHECKING:
    from headword.core.context import RunContext
    from headword.core.findings import Report
    from headword.lint.web_links import Observe
    from headword.project.read import BufferOverlay


_STDIN = Path("-")
"""The path that means standard input."""


@dataclass(frozen=True, slots=True)
class Options(ReportOptions):
    """The options of the command, by their names there."""

    paths: tuple[Path, ...]
    show_files: bool
    show_settings: bool
    select: tuple[str, ...]
    extend_select: tuple[str, ...]
    profile: tuple[str, ...]
    ignore: tuple[str, ...]
    engine: str
    locked: bool
    online: bool
    stdin_filename: Path | None
    drafts: bool
    no_cache: bool
    jobs: int


def check(options: Options) -> int:
    """Run the check, and return the exit code."""
    _check_options(options)
    options, held = _read_stdin(options) if _STDIN in options.paths else (options, {})
    found = open_project(options.paths[0] if options.paths else Path())
    project = replace(found, config=_configure(found, options))
    if options.show_settings:
        from headword.project.config.describe import show_settings

        click.echo(show_settings(project.config, found.config), nl=False)
        return 0
    if options.show_files:
        _list_files(project, options.paths)
        return 0
    named = {word.lower() for word in (*project.config.select, *project.config.extend_select)}
    if named & {DEAD_LINK, "hw604"} and not options.online:
        print_notices([f"{DEAD_LINK} was not run, since it needs the network: run it with --online"])
    return _report(project, options, held)


def _report(project: Project, options: Options, held: "BufferOverlay") -> int:
    checked = [file for path in options.paths for file in (path, *_rdf_files(path))]
    with open_run_context(project.root, no_cache=options.no_cache, jobs=options.jobs) as context:
        observe = _find_observer(context) if options.online else see_nothing

        def list_rules() -> frozenset[str]:
            from headword.lint.select import list_run

            return frozenset() if options.paths else list_run(project, online=options.online)

        def find(texts: "BufferOverlay") -> "Report":
            return _check_inputs(project, options, context, observe, texts)

        return report_findings(project, options, find, list_rules, checked, held)


def _find_observer(context: "RunContext") -> "Observe":
    from headword.lint.dead_links import ask_once

    return ask_once(context)


def _check_words(project: Project, options: Options) -> None:
    """Check that every rule of the command line exists, so that the error is not about the config."""
    for name in split_words(options.profile):
        if name in SITES:
            message = f"{name!r} sets the shape of the site for every command"
            raise HeadwordError(message, hint=f'write profile = "{name}" in headword.toml')
    words = split_words((*options.select, *options.extend_select, *options.profile, *options.ignore))
    if words:
        from headword.lint.catalogue import load_rules
        from headword.lint.select import match_rules

        rules = load_rules(project.shapes)
        for word in words:
            match_rules(rules, word, Config())


def _check_options(options: Options) -> None:
    """Refuse options that need a missing one, or that another one makes useless."""
    check_report_options(options)
    if options.stdin_filename is not None and _STDIN not in options.paths:
        raise HeadwordError("--stdin-filename needs the path -")
    if options.fix and _STDIN in options.paths:
        raise HeadwordError("--fix cannot change standard input", hint="run it on the file")


def _read_stdin(options: Options) -> "tuple[Options, BufferOverlay]":
    """Return the options with the name of the page in place of ``-``, and the text of standard input as its text.

    Raises:
        HeadwordError: there are other paths, or the name is not that of a page of the site.
    """
    file = options.stdin_filename
    if file is None or len(options.paths) > 1:
        message = "the path - needs --stdin-filename" if file is None else "the path - must be the only path"
        raise HeadwordError(message, hint="for example headword check - --stdin-filename taxonomy/minerals.md")
    if file.suffix.lower() not in PAGE_SUFFIXES or not file.exists():
        message = "--stdin-filename must name a page of the site"
        raise HeadwordError(message, Location(str(file)), "save the page first; a file of RDF cannot be read from here")
    text = sys.stdin.buffer.read()
    return replace(options, paths=(file,)), {Path(os.path.abspath(file)): text}


def _configure(project: Project, options: Options) -> Config:
    """Return the config with the rules of the command line."""
    config = project.config
    _check_words(project, options)
    return replace(
        config,
        select=split_words(options.select) or config.select,
        extend_select=(
            *config.extend_select,
            *split_words(options.extend_select),
            *([DEAD_LINK] if options.online else []),
        ),
        profile=(*config.profile, *split_words(options.profile)),
        ignore=(*config.ignore, *split_words(options.ignore)),
    )


def _list_files(project: Project, paths: tuple[Path, ...]) -> None:
    from headword.project.select import select_pages

    for path in paths:
        for file in _rdf_files(path):
            click.echo(project.relative(file))
    pages = [path for path in paths if not _rdf_files(path)]
    if pages or not paths:
        selection = select_pages(project, pages)
        for item in selection.files:
            for edition in item.editions if selection.wants(item.inside) else ():
                click.echo(project.relative(edition.source.path))


def _check_inputs(
    project: Project, options: Options, context: "RunContext", observe: "Observe", texts: "BufferOverlay"
) -> "Report":
    from headword.lint.report import join_reports

    paths, engine = options.paths, options.engine
    rdf = [file for path in paths for file in _rdf_files(path)]
    pages = [path for path in paths if not _rdf_files(path)]
    reports: list[Report] = []
    if rdf:
        from headword.lint.check_rdf import check_rdf_files

        reports.append(check_rdf_files(project, rdf, engine, observe, context.cache))
    if pages or not paths:
        from headword.lint.check import check_pages

        report, notices = check_pages(
            project, pages, options.drafts, engine, context, observe, locked=options.locked, texts=texts
        )
        reports.append(replace(report, notices=(*notices, *report.notices)))
    return join_reports(reports)


def _rdf_files(path: Path) -> list[Path]:
    """Return the RDF files at ``path``: itself, or one format of each file in a folder without pages."""
    if not path.exists():
        raise HeadwordError("there is no such file or folder", Location(str(path)))
    if not path.is_dir():
        return [] if path.suffix.lower() in PAGE_SUFFIXES else [path]
    return list_rdf(path)
