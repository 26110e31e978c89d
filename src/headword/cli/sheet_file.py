"""The file of the spreadsheet of a project."""

from pathlib import Path

from headword.cli.output import print_notices, print_status
from headword.core.context import RunContext
from headword.core.errors import HeadwordError
from headword.core.files.atomic import replace_files
from headword.core.findings import Location
from headword.core.terminal import counted
from headword.project.project import Project


def write_sheet(project: Project, target: Path, context: RunContext, *, force: bool, dry_run: bool) -> None:
    """Write the pages of a project as a spreadsheet, or show what would be written.

    Raises:
        HeadwordError: the file exists already, and ``force`` is False.
    """
    from headword.compiler.vocabulary import compile_project
    from headword.importers.edits.rows import read_rows
    from headword.importers.sheets.export import list_cut, write_workbook
    from headword.importers.sheets.tables import make_workbook

    facts = compile_project(project, context=context).facts
    with context.busy("writing"):
        vocabulary = read_rows(facts, project.config)
        workbook = make_workbook(vocabulary, project.config)
        files = write_workbook(workbook, target)
    taken = [file for file, data in files.items() if file.exists() and file.read_bytes() != data]
    if taken and not force:
        hint = "apply it first if it was edited; then overwrite it with --force"
        raise HeadwordError("there is a file here already", Location(str(taken[0])), hint)
    if not dry_run:
        replace_files(files)
    print_notices(
        f"{cell}: the text is longer than a cell can be, so that only its beginning is there; apply leaves it as it is"
        for cell in (list_cut(workbook) if target.suffix else ())
    )
    shown = counted(len(workbook.sheets), "sheet")
    print_status(f"{'would write ' if dry_run else ''}{target}: {counted(len(vocabulary.rows), 'concept')} on {shown}")
