"""``headword baseline``."""

from collections import Counter

import click

from headword.cli.output import print_notices, print_status, show_changes, write_file
from headword.cli.output_options import with_dry_run
from headword.cli.run_context import open_run_context, with_run_context
from headword.cli.settings import open_project
from headword.core.terminal import counted


@click.command("baseline")
@click.option("--prune", "only_prune", is_flag=True, help="Only remove findings that no longer occur. Add nothing.")
@with_dry_run()
@click.option("--drafts", is_flag=True, help="Include drafts.")
@with_run_context
def command(only_prune: bool, dry_run: bool, drafts: bool, no_cache: bool, jobs: int) -> int:
    r"""Record the current findings, so that only new findings are reported.

    They are the findings of headword check, and of headword lint if the config
    has a table [content]. They are written to headword-baseline.json next to
    the config. Commit that file.

    \b
    Examples:
      headword baseline
      headword baseline --prune
    """
    from headword.content.lint import content_rules, lint_content
    from headword.lint.baseline import count_findings, prune, read_baseline, write_baseline
    from headword.lint.check import check_pages
    from headword.lint.report import join_reports
    from headword.lint.select import list_run

    project = open_project()
    has_content = bool(project.config.content.paths)
    with open_run_context(project.root, no_cache=no_cache, jobs=jobs) as context:
        report, notices = check_pages(project, [], drafts, context=context)
        if has_content:
            report = join_reports([report, lint_content(project, drafts=drafts, context=context)])
    print_notices(dict.fromkeys((*notices, *report.notices)))
    known = count_findings(report.findings)
    path = project.relative(project.baseline)
    if only_prune:
        run = list_run(project) | (content_rules(project).rules.keys() if has_content else set())
        known = Counter(prune(read_baseline(project.baseline, path), report, run))
    text = write_baseline(known)
    if dry_run:
        show_changes({project.baseline: text.encode()}, project)
        return 0
    write_file(project.baseline, text)
    print_status(f"{path}: {counted(known.total(), 'finding')}")
    return 0
