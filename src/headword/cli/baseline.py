"""``headword baseline``."""

from collections import Counter
from pathlib import Path

import click

from headword.cli.output import print_notices, write_file
from headword.cli.run_context import open_run_context, with_run_context
from headword.core.terminal import counted
from headword.project.project import find_project


@click.command("baseline")
@click.option("--prune", "only_prune", is_flag=True, help="Only remove findings that no longer occur. Add nothing.")
@click.option("--drafts", is_flag=True, help="Include drafts.")
@with_run_context
def command(only_prune: bool, drafts: bool, no_cache: bool, jobs: int) -> int:
    r"""Record the current findings, so that only new findings are reported.

    The findings are written to headword-baseline.json next to the config.
    Commit that file.

    \b
    Example:
      headword baseline
      headword baseline --prune
    """
    from headword.lint.baseline import count_findings, prune, read_baseline, write_baseline
    from headword.lint.check import check_pages, list_run

    project = find_project(Path())
    with open_run_context(project.root, no_cache=no_cache, jobs=jobs) as context:
        report, notices = check_pages(project, [], drafts, context=context)
    print_notices((*notices, *report.notices))
    known = count_findings(report.findings)
    path = project.relative(project.baseline)
    if only_prune:
        known = Counter(prune(read_baseline(project.baseline, path), report, list_run(project)))
    write_file(project.baseline, write_baseline(known))
    click.echo(f"{path}: {counted(known.total(), 'finding')}")
    return 0
