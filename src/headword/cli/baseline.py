"""``headword baseline``."""

from collections import Counter
from pathlib import Path

import click

from headword.cli.output import print_notices, write_file
from headword.cli.run_context import open_run_context, with_run_context
from headword.core.terminal import counted
from headword.project.project import find_project


@click.command("baseline")
@click.option("--prune", "only_prune", is_flag=True, help="Only take out what is not found any more; add nothing.")
@click.option("--drafts", is_flag=True, help="Check drafts too.")
@with_run_context
def command(only_prune: bool, drafts: bool, no_cache: bool, jobs: int) -> int:
    r"""Write down all that is found now, so that from here on only new findings are told.

    They are kept in headword-baseline.json beside the config, to be committed.

    \b
    Example:
      headword baseline
      headword baseline --prune
    """
    from headword.lint.baseline import count_findings, prune, read_baseline, write_baseline
    from headword.lint.check import check_pages, list_run

    project = find_project(Path())
    with open_run_context(project.root, no_cache=no_cache, jobs=jobs) as means:
        report, notices = check_pages(project, [], drafts, means=means)
    print_notices((*notices, *report.notices))
    known = count_findings(report.findings)
    path = project.relative(project.baseline)
    if only_prune:
        known = Counter(prune(read_baseline(project.baseline, path), report, list_run(project)))
    write_file(project.baseline, write_baseline(known))
    click.echo(f"{path}: {counted(known.total(), 'finding')}")
    return 0
