"""``headword check``."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.means import open_means, with_means
from headword.cli.output import FAIL_ON, print_notices, split_words
from headword.cli.targets import read_targets, write_report
from headword.project import PAGE_SUFFIXES, find_project
from headword.reports import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from headword.findings import Report
    from headword.fixes import Fix
    from headword.means import Means
    from headword.project import Project


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--output", "-o", multiple=True, metavar="FORMAT[=FILE]",
    help=f"How to report, and where; may be repeated. {', '.join(FORMATS)}; full if none is given.",
)  # fmt: skip
@click.option(
    "--fail-on", type=click.Choice(list(FAIL_ON)), default="error", show_default=True,
    help="From which severity on to exit with 1.",
)  # fmt: skip
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--statistics", is_flag=True, help="Print how often each rule is broken, not where.")
@click.option("--show-settings", is_flag=True, help="Show the config as this command takes it, and check nothing.")
@click.option("--fix", is_flag=True, help="Mend in the pages what can be mended safely, and report the rest.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also what somebody should look at.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--no-baseline", is_flag=True, help="Tell what the baseline knows as well.")
@click.option("--show-files", is_flag=True, help="List the files that would be checked, and check nothing.")
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
    output: tuple[str, ...],
    fail_on: str,
    exit_zero: bool,
    statistics: bool,
    show_files: bool,
    show_settings: bool,
    no_baseline: bool,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
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

    Without PATHS the whole vocabulary is checked. Nothing is changed but by
    --fix.

    \b
    Examples:
      headword check
      headword check taxonomy/minerals.md
      headword check --select HW2,broken-link --output concise
      headword check vocabulary.ttl
      headword check --output github --output sarif=report.sarif
    """
    targets = read_targets(output)
    fixes = _choose_fixes(fix=fix or diff, unsafe=unsafe_fixes)
    project = find_project(paths[0] if paths else Path())
    config = replace(
        project.config,
        select=split_words(select) or project.config.select,
        extend_select=(*project.config.extend_select, *split_words(extend_select)),
        profile=(*project.config.profile, *split_words(profile)),
        ignore=(*project.config.ignore, *split_words(ignore)),
    )
    given, project = project.config, replace(project, config=config)
    if show_settings:
        from headword.cli.config import show_settings as show

        click.echo(show(project, given), nl=False)
        return 0
    if show_files:
        _list_files(project, paths)
        return 0
    with open_means(project.root, no_cache=no_cache, jobs=jobs) as means:
        if fixes and not diff:
            report = _mend(project, fixes, lambda: _check(project, paths, drafts, engine, means))
        else:
            report = _check(project, paths, drafts, engine, means)
    if diff:
        return _show_changes(project, report, fixes)
    if project.baseline.exists() and not no_baseline:
        report = _without_known(report, project, whole=not paths)
    print_notices(report.notices)
    if statistics:
        click.echo(_count(report), nl=False)
    else:
        write_report(report, targets, project)
    return 1 if report.fails(FAIL_ON[fail_on]) and not exit_zero else 0


def _without_known(report: "Report", project: "Project", *, whole: bool) -> "Report":
    """``report`` without what the baseline knows; what of that is gone is told where the whole was checked."""
    from headword.baseline import read_baseline, subtract

    path = project.relative(project.baseline)
    kept, stale = subtract(report, read_baseline(project.baseline, path))
    if not stale or not whole:
        return kept
    count = sum(stale.values())
    notice = f"{path}: {count:,} known findings are gone; headword baseline --prune takes them out"
    return replace(kept, notices=(*kept.notices, notice))


def _count(report: "Report") -> str:
    """How often each rule is broken, the most often first."""
    counts = Counter((finding.rule.name, finding.severity.word) for finding in report.findings)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return "".join(f"{count:>7,}  {word:<7}  {name}\n" for (name, word), count in rows)


def _choose_fixes(*, fix: bool, unsafe: bool) -> "Mapping[str, Fix]":
    from headword.fixes import SAFE, UNSAFE

    return {**SAFE, **(UNSAFE if unsafe else {})} if fix else {}


def _mend(project: "Project", fixes: "Mapping[str, Fix]", check: "Callable[[], Report]") -> "Report":
    from headword.fixing import mend

    mended = mend(project, fixes, check)
    if mended.counts:
        shown = ", ".join(f"{count:,} {name}" for name, count in sorted(mended.counts.items()))
        print_notices([f"mended: {shown}"])
    return mended.report


def _show_changes(project: "Project", report: "Report", fixes: "Mapping[str, Fix]") -> int:
    from headword.fixing import show_changes

    changes = show_changes(project, report, fixes)
    click.echo(changes, nl=False)
    return 1 if changes else 0


def _list_files(project: "Project", paths: tuple[Path, ...]) -> None:
    from headword.selection import select_pages

    for path in paths:
        for file in _rdf_files(path):
            click.echo(project.relative(file))
    pages = [path for path in paths if not _rdf_files(path)]
    if pages or not paths:
        selection = select_pages(project, pages)
        for item in selection.files:
            if selection.wants(item.inside):
                click.echo(project.relative(item.source.path))


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
