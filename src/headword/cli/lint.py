"""``headword lint``."""

from dataclasses import dataclass, replace
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
    link: bool

    @property
    def changes_pages(self) -> bool:
        """Return True if pages can change."""
        return self.fix or self.link


@click.command("lint")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@with_report_options
@click.option("--link", is_flag=True, help="Link the first use of each concept in the text of a page to the concept.")
@click.option("--drafts", is_flag=True, help="Include the drafts of the vocabulary.")
@with_run_context
def command(**given: Any) -> int:
    r"""Check the concepts that pages name in front matter, hashtags and text.

    The table [content] of the config says which pages and which keys, and with
    [content.prose] the text is read as well. Without PATHS, headword checks all
    of these pages. Only --fix and --link change files.

    \b
    Examples:
      headword lint
      headword lint content/blog
      headword lint --fix --dry-run
      headword lint --link content/guide
      headword lint --output-format sarif -o report.sarif
    """
    from headword.content.lint import UNLINKED_TERM, content_rules, lint_content
    from headword.lint.fixes import LINKS

    options = LintOptions(**given)
    check_report_options(options)
    project = open_project(options.paths[0] if options.paths else Path())
    if options.link:
        extended = (*project.config.extend_select, UNLINKED_TERM)
        project = replace(project, config=replace(project.config, extend_select=extended))
    rules = frozenset() if options.paths else frozenset(content_rules(project).rules)
    with open_run_context(project.root, no_cache=options.no_cache, jobs=options.jobs) as context:

        def find(texts: "BufferOverlay") -> "Report":
            return lint_content(project, options.paths, drafts=options.drafts, context=context, texts=texts)

        links = LINKS if options.link else {}
        return report_findings(project, options, find, lambda: rules, options.paths, more_fixes=links)
