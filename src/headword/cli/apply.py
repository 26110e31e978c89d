"""``headword apply``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.output import print_error, print_notices, print_status, show_changes
from headword.cli.output_options import with_dry_run
from headword.cli.run_context import open_run_context, with_run_context
from headword.cli.settings import open_project
from headword.core.terminal import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headword.importers.edits.problems import CellProblem
    from headword.importers.sheets.apply import AppliedSheet
    from headword.project.project import Project


@click.command("apply")
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.option("--ours", is_flag=True, help="Keep the pages where both were changed.")
@click.option("--theirs", is_flag=True, help="Take the sheet where both were changed.")
@with_dry_run("Show the changes by concept and by file, and write nothing.")
@with_run_context
def command(source: Path, ours: bool, theirs: bool, dry_run: bool, no_cache: bool, jobs: int) -> int:
    r"""Bring the changes of a spreadsheet back to the pages that it was exported from.

    IN is the .xlsx or .ods file, or the folder of .csv files, that
    `headword export sheet` wrote. A changed cell becomes the smallest edit
    of a page; a new row becomes a new heading, and a moved row moves its
    section. headword compares three states: the export, the sheet and the
    pages. If a cell and its place in the pages were both changed, headword
    lists both and writes nothing. Before it writes, it compiles the new
    pages, and compares them with the sheet.

    \b
    Examples:
      headword apply topics.xlsx --dry-run
      headword apply topics.xlsx
      headword apply topics.xlsx --theirs
    """
    from headword.core.files.atomic import replace_files
    from headword.importers.edits.problems import ProblemError
    from headword.importers.sheets.apply import apply_workbook
    from headword.importers.sheets.read_tables import read_workbook

    if ours and theirs:
        raise click.UsageError("--ours and --theirs cannot be used together.")
    project = open_project()
    with open_run_context(project.root, no_cache=no_cache, jobs=jobs) as context, context.busy("applying"):
        workbook = read_workbook(source)
        try:
            applied = apply_workbook(project, workbook, context, "ours" if ours else "theirs" if theirs else "")
        except ProblemError as error:
            for problem in error.problems:
                print_error(problem.to_error())
            print_notices([f"{_count_problems(error.problems)}; nothing was written"])
            return 1
    print_notices(applied.notices)
    if dry_run:
        _show_difference(applied, project)
        show_changes(applied.texts, project)
        return 0
    replace_files(applied.texts)
    _print_changes(applied, source)
    return 0


def _print_changes(applied: "AppliedSheet", source: Path) -> None:
    """Print the number of changes, and the next commands: the sheet is now older than the pages."""
    if applied.kept:
        cells = ", ".join(map(str, applied.kept))
        print_status(f"{source}: {counted(len(applied.kept), 'cell')} not applied: {cells}")
    if applied.texts:
        pages = counted(len(applied.texts), "page")
        print_status(f"{source}: {counted(applied.cells, 'change')} on {pages}")
        print_status("next: headword check, then headword ids --accept; export the sheet again before the next edit")
    elif not applied.kept:
        print_status(f"{source}: the pages already have all changes")


def _count_problems(problems: "Sequence[CellProblem]") -> str:
    conflicts = sum(one.is_conflict for one in problems)
    counts = (counted(conflicts, "conflict"), counted(len(problems) - conflicts, "problem"))
    return " and ".join(one for one in counts if not one.startswith("0 "))


def _show_difference(applied: "AppliedSheet", project: "Project") -> None:
    """Print the changes by concept."""
    from headword.cli.differences import show_editions
    from headword.cli.retirement import today
    from headword.publish.diff.compare import compare
    from headword.publish.diff.editions import VocabularySnapshot
    from headword.publish.diff.versions import propose

    config = project.config
    editions = (
        VocabularySnapshot("pages", applied.before, config.base, config.version, project.root),
        VocabularySnapshot("sheet", applied.after, config.base, config.version, project.root),
    )
    difference = compare(applied.before, applied.after, config.lang)
    proposal = propose(difference, config.version, config.version_policy, today())
    click.echo(show_editions(difference, proposal, editions, project, "text", locations=False), nl=False)
