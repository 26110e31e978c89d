"""``headword build``."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.output import print_changes, print_notices
from headword.cli.precheck import is_fit
from headword.cli.run_context import open_run_context, with_run_context
from headword.core.terminal import counted
from headword.project.config import FORMATS
from headword.project.project import find_project, refuse_output

if TYPE_CHECKING:
    from headword.core.context import RunContext
    from headword.project.project import Project


@click.command("build")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if the output is not current.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="The folder to write; `output` of the config.")
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(FORMATS),
    help="A format to write as well; may be repeated.",
)  # fmt: skip
@click.option("--locked", is_flag=True, help="Every id has to be in headword.lock, as it is.")
@click.option("--no-check", is_flag=True, help="Write even what breaks rules.")
@click.option("--drafts", is_flag=True, help="Build drafts too.")
@with_run_context
def command(
    only_check: bool,
    output: Path | None,
    formats: tuple[str, ...],
    locked: bool,
    no_check: bool,
    drafts: bool,
    no_cache: bool,
    jobs: int,
) -> int:
    r"""Write the vocabulary: a Turtle and a JSON-LD file a page, and a catalogue of the whole.

    The pages are checked first, and nothing is written if there is an error.
    The output folder is changed in one step; files in it that headword did
    not write stay as they are.

    \b
    Examples:
      headword build
      headword build --format rdfxml --format ntriples
      headword build --check
    """
    project = find_project(Path())
    config = replace(project.config, formats=tuple(dict.fromkeys((*project.config.formats, *formats))))
    project = replace(project, config=config)
    target = output if output is not None else project.output
    refuse_output(project, target)
    with open_run_context(project.root, no_cache=no_cache, jobs=jobs) as means:
        return _build(project, target, means, only_check=only_check, locked=locked, no_check=no_check, drafts=drafts)


def _build(
    project: "Project",
    target: Path,
    means: "RunContext",
    *,
    only_check: bool,
    locked: bool,
    no_check: bool,
    drafts: bool,
) -> int:
    from headword.compiler.publication import Publication
    from headword.compiler.run import open_run
    from headword.core.files.publish import compare, publish
    from headword.publish.build import count_files, render

    with open_run(project, drafts=drafts, means=means) as run:
        documents = run.documents()
        print_notices(run.notices)
        if no_check:
            print_notices(["not checked: --no-check was given"])
        if not is_fit(run, documents, locked=locked, no_check=no_check):
            return 1
        publication = Publication(documents, project.config)
        files = means.track("writing", render(publication, project.config), count_files(publication, project.config))
        shown = project.relative(target)
        if only_check:
            difference = compare(files, target)
            for word, path in difference:
                click.echo(f"would {word} {shown}/{path}")
            click.echo(f"{shown} is {'not current' if difference else 'current'}: {counted(difference.total, 'file')}")
            return 1 if difference else 0
        difference = publish(files, target)
        print_changes(shown, run.concepts, difference)
        return 0
