"""``headword lint``."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headword.cli.report_run import ReportOptions, check_report_options, report_findings, with_report_options
from headword.cli.run_context import open_run_context, with_run_context
from headword.cli.settings import open_project

if TYPE_CHECKING:
    from headword.core.findings import Report
    from headword.project.read import BufferOverlay


@dataclass(frozen=True, slots=True)
class LintOptions(ReportOptions):
    """The options of the command, by their names there."""

    paths: tuple[Path, ...]
    drafts: bool
    no_cache: bool
    jobs: int


@click.command("lint")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@with_report_options
@click.option("--drafts", is_flag=True, help="Include the drafts of the vocabulary.")
@with_run_context
def command(**given: Any) -> int:
    r"""Check the concepts that pages name in front matter and hashtags.

    The table [content] of the config says which pages and which keys. Without
    PATHS, headword checks all of these pages. Only --fix changes files.

    \b
    Examples:
      headword lint
      headword lint content/blog
      headword lint --fix --dry-run
      headword lint --output-format sarif -o report.sarif
    """
    from headword.content.lint import content_rules, lint_content

    options = LintOptions(**given)
    check_report_options(options)
    project = open_project(options.paths[0] if options.paths else Path())
    rules = frozenset() if options.paths else frozenset(content_rules(project).rules)
    with open_run_context(project.root, no_cache=options.no_cache, jobs=options.jobs) as context:

        def find(texts: "BufferOverlay") -> "Report":
            return lint_content(project, options.paths, drafts=options.drafts, context=context, texts=texts)

        return report_findings(project, options, find, rules, options.paths)
