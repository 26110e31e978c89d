"""``headword export sheet``."""

from pathlib import Path

import click

from headword.cli.output import print_status
from headword.cli.output_options import with_dry_run
from headword.cli.run_context import open_run_context, with_run_context
from headword.cli.settings import open_project
from headword.cli.sheet_file import write_sheet


@click.command("sheet")
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@with_dry_run("Show what would be written, and write nothing.")
@with_run_context
@click.option("--force", is_flag=True, help="Replace existing files.")
def command(target: Path, dry_run: bool, no_cache: bool, jobs: int, force: bool) -> int:
    r"""Write the vocabulary as a spreadsheet: .xlsx, .ods, or a folder of .csv.

    There is a sheet for each concept scheme, and a row for each concept.
    Edit it in Excel, LibreOffice or Google Sheets, and bring the changes
    back to the pages with `headword apply`. The table `sheet` of the config
    chooses the columns.

    \b
    Examples:
      headword export sheet topics.xlsx
      headword export sheet topics.ods
      headword export sheet sheets/
    """
    project = open_project()
    with open_run_context(project.root, no_cache=no_cache, jobs=jobs) as context:
        write_sheet(project, target, context, force=force, dry_run=dry_run)
    if not dry_run:
        print_status(f"next: edit it, then headword apply {target}")
    return 0
