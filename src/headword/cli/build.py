"""``headword build``."""

from dataclasses import replace
from pathlib import Path

import click

from headword.cli.output import print_notices, print_report
from headword.config import FORMATS
from headword.errors import HeadwordError
from headword.findings import Location, Severity
from headword.project import find_project


@click.command("build")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if the output is not current.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="The folder to write; `output` of the config.")
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(FORMATS),
    help="A format to write as well; may be repeated.",
)  # fmt: skip
@click.option("--no-check", is_flag=True, help="Write even what breaks rules.")
@click.option("--drafts", is_flag=True, help="Build drafts too.")
def command(only_check: bool, output: Path | None, formats: tuple[str, ...], no_check: bool, drafts: bool) -> int:
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
    from headword.checks import check_compiled
    from headword.pipeline import compile_project, note_placeholder
    from headword.publisher import compare, publish, with_sums
    from headword.release import render

    project = find_project(Path())
    config = project.config
    config = replace(config, formats=tuple(dict.fromkeys((*config.formats, *formats))))
    project = replace(project, config=config)
    compiled = compile_project(project, drafts=drafts)
    print_notices(compiled.notices)
    if no_check:
        print_notices(["not checked: --no-check was given"])
        if not compiled.concepts:
            print_report(check_compiled(compiled), "full", project)
            return 1
    else:
        report = check_compiled(compiled, note_placeholder(config))
        print_notices(report.notices)
        if report.fails(Severity.ERROR):
            print_report(report, "full", project)
            print_notices(["nothing was written, since there are errors; --no-check writes all the same"])
            return 1
        if report.findings:
            print_report(report, "concise", project)
    target = output if output is not None else project.output
    if project.root.resolve().is_relative_to(target.resolve()):
        hint = "name a folder of its own: files that are not published do not belong in it"
        raise HeadwordError("the output folder holds the project itself", Location(str(target)), hint)
    files = with_sums(dict(render(compiled)))
    shown = project.relative(target)
    if only_check:
        difference = compare(files, target)
        for word, path in difference:
            click.echo(f"would {word} {shown}/{path}")
        click.echo(f"{shown} is {'not current' if difference else 'current'}: {len(files):,} files")
        return 1 if difference else 0
    difference = publish(files, target)
    counts = (len(difference.added), len(difference.changed), len(difference.removed))
    click.echo(
        f"{shown}: {compiled.concepts:,} concepts in {len(files):,} files "
        f"({counts[0]:,} added, {counts[1]:,} changed, {counts[2]:,} removed)"
    )
    return 0
