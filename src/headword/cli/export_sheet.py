"""``headword export sheet``."""

from pathlib import Path

import click

from headword.cli.output import print_notices, print_status
from headword.cli.run_context import open_run_context, with_run_context
from headword.cli.settings import open_project
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.core.terminal import counted


@click.command("sheet")
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@with_run_context
@click.option("--force", is_flag=True, help="Replace existing files.")
def command(target: Path, no_cache: bool, jobs: int, force: bool) -> int:
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
    from headword.compiler.run import compile_project
    from headword.core.files.atomic import replace_files
    from headword.importers.sheets.export import list_cut, write_workbook
    from headword.importers.sheets.rows import read_rows
    from headword.importers.sheets.tables import make_workbook

    project = open_project()
    with open_run_context(project.root, no_cache=no_cache, jobs=jobs) as context:
        facts = compile_project(project, context=context).facts
    vocabulary = read_rows(facts, project.config)
    workbook = make_workbook(vocabulary, project.config)
    files = write_workbook(workbook, target)
    taken = [file for file, data in files.items() if file.exists() and file.read_bytes() != data]
    if taken and not force:
        hint = "apply it first if it was edited; then overwrite it with --force"
        raise HeadwordError("there is a file here already", Location(str(taken[0])), hint)
    replace_files(dict(files))
    suffixed = target.suffix in (".xlsx", ".ods")
    print_notices(
        f"{cell}: the text is longer than a cell can be, so that only its beginning is there; apply leaves it as it is"
        for cell in (list_cut(workbook) if suffixed else ())
    )
    shown = counted(len(workbook.sheets), "sheet")
    print_status(f"{target}: {counted(len(vocabulary.rows), 'concept')} on {shown}")
    print_status(f"next: edit it, then headword apply {target}")
    return 0
