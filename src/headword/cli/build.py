"""``headword build``."""

from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.output import print_changes, print_notices, print_preview
from headword.cli.output_options import with_dry_run
from headword.cli.precheck import WouldVanishError, is_fit, keep_published
from headword.cli.run_context import open_run_context, with_run_context
from headword.cli.settings import open_project
from headword.project.config import FORMATS
from headword.project.project import refuse_output

if TYPE_CHECKING:
    from headword.core.context import RunContext
    from headword.project.project import Project


@click.command("build")
@with_dry_run("Show which files would change, and write nothing. Exit with 1 if any would.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder to write. [default: `output` in the config]",
)
@click.option(
    "--output-format", "formats", multiple=True, type=click.Choice(FORMATS),
    help="An additional format. Repeat the option for several.",
)  # fmt: skip
@click.option("--locked", is_flag=True, help="Require that headword.lock has every id and is up to date.")
@click.option("--no-check", is_flag=True, help="Write the files even if there are errors.")
@click.option("--drafts", is_flag=True, help="Include drafts.")
@with_run_context
def command(
    dry_run: bool,
    output: Path | None,
    formats: tuple[str, ...],
    locked: bool,
    no_check: bool,
    drafts: bool,
    no_cache: bool,
    jobs: int,
) -> int:
    r"""Write the vocabulary: Turtle and JSON-LD files for each page, and a catalogue.

    headword checks the pages first, and writes nothing if there is an
    error. The output folder is replaced in one step. Files in it that
    headword did not write stay as they are.

    \b
    Examples:
      headword build
      headword build --output-format rdfxml
      headword build --dry-run
    """
    project = open_project()
    config = replace(project.config, formats=tuple(dict.fromkeys((*project.config.formats, *formats))))
    project = replace(project, config=config)
    target = output if output is not None else project.output
    refuse_output(project, target)
    with open_run_context(project.root, no_cache=no_cache, jobs=jobs) as context:
        return _build(project, target, context, dry_run=dry_run, locked=locked, no_check=no_check, drafts=drafts)


def _build(
    project: "Project",
    target: Path,
    context: "RunContext",
    *,
    dry_run: bool,
    locked: bool,
    no_check: bool,
    drafts: bool,
) -> int:
    from headword.compiler.publication import Publication
    from headword.compiler.run import open_run
    from headword.content.linked_data import describe_content, refuse_clash
    from headword.core.files.publish import compare, publish
    from headword.publish.build import count_files, render

    with open_run(project, drafts=drafts, context=context) as run:
        documents = run.documents()
        print_notices(run.notices)
        if no_check:
            print_notices(["not checked: --no-check was given"])
        if not is_fit(run, documents, locked=locked, no_check=no_check):
            return 1
        publication = Publication(documents, project.config)
        content = describe_content(project, context, drafts=drafts)
        print_notices(content.notices)
        refuse_clash(publication, content)
        written = chain(render(publication, project.config), content.render() if content.pages else ())
        count = count_files(publication, project.config) + bool(content.pages)
        files = context.track("writing", written, count)
        files = keep_published(files, run, publication, target, no_check=no_check, dry_run=dry_run)
        shown = project.relative(target)
        try:
            difference = compare(files, target) if dry_run else publish(files, target)
        except WouldVanishError:
            return 1
        if dry_run:
            return print_preview(shown, difference)
        print_changes(shown, run.count_concepts(documents), difference)
        return 0
