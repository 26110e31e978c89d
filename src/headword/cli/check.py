"""``headword check``."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.means import open_means, with_means
from headword.cli.output import FAIL_ON, REPORT_FORMATS, print_notices, print_report, split_words
from headword.project import PAGE_SUFFIXES, find_project

if TYPE_CHECKING:
    from headword.findings import Report
    from headword.means import Means
    from headword.project import Project


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--output-format", type=click.Choice(REPORT_FORMATS), default="full", show_default=True, help="How to print."
)
@click.option(
    "--fail-on", type=click.Choice(list(FAIL_ON)), default="error", show_default=True,
    help="From which severity on to exit with 1.",
)  # fmt: skip
@click.option("--select", multiple=True, metavar="RULES", help="Only these rules: names, codes, HW4, ALL.")
@click.option("--extend-select", multiple=True, metavar="RULES", help="These rules as well.")
@click.option(
    "--profile", multiple=True, metavar="NAME", help="The rules of a profile as well: vocpub, skohub, mind-map."
)
@click.option("--ignore", multiple=True, metavar="RULES", help="Not these rules.")
@click.option(
    "--engine", type=click.Choice(["auto", "fast", "pyshacl"]), default="auto", show_default=True,
    help="What evaluates the shapes.",
)  # fmt: skip
@click.option("--drafts", is_flag=True, help="Check drafts too.")
@with_means
def command(
    paths: tuple[Path, ...],
    output_format: str,
    fail_on: str,
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    profile: tuple[str, ...],
    ignore: tuple[str, ...],
    engine: str,
    drafts: bool,
    no_cache: bool,
    jobs: int,
) -> int:
    r"""Check pages, folders of pages, or RDF files (.ttl, .jsonld, .rdf, .nt).

    Without PATHS the whole vocabulary is checked. Nothing is ever changed.

    \b
    Examples:
      headword check
      headword check taxonomy/minerals.md
      headword check --select HW2,broken-link --output-format concise
      headword check vocabulary.ttl
    """
    project = find_project(paths[0] if paths else Path())
    config = replace(
        project.config,
        select=split_words(select) or project.config.select,
        extend_select=(*project.config.extend_select, *split_words(extend_select)),
        profile=(*project.config.profile, *split_words(profile)),
        ignore=(*project.config.ignore, *split_words(ignore)),
    )
    project = replace(project, config=config)
    with open_means(project.root, no_cache=no_cache, jobs=jobs) as means:
        report = _check(project, paths, drafts, engine, means)
    print_notices(report.notices)
    print_report(report, output_format, project)
    return 1 if report.fails(FAIL_ON[fail_on]) else 0


def _check(project: "Project", paths: tuple[Path, ...], drafts: bool, engine: str, means: "Means") -> "Report":
    from headword.checks import check_pages, check_rdf_files, join_reports

    rdf = [file for path in paths for file in _rdf_files(path)]
    pages = [path for path in paths if not _rdf_files(path)]
    reports = [check_rdf_files(project, rdf, engine)] if rdf else []
    if pages or not paths:
        report, notices = check_pages(project, pages, drafts, engine, means)
        print_notices(notices)
        reports.append(report)
    return join_reports(reports)


def _rdf_files(path: Path) -> list[Path]:
    """The files of RDF that ``path`` means: itself, or what is in a folder that has no pages, one format of each."""
    if not path.is_dir():
        return [] if path.suffix.lower() in PAGE_SUFFIXES else [path]
    files = sorted(file for file in path.rglob("*") if file.is_file())
    if any(file.suffix.lower() in PAGE_SUFFIXES for file in files):
        return []
    for ending in (".ttl", ".jsonld", ".nt", ".rdf"):
        found = [file for file in files if file.suffix == ending and file.name != "context.jsonld"]
        if found:
            return found
    return []
