"""The common part of commands that report findings: fixes, the baseline, the reports, and the exit code."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from headword.cli.completions import complete_formats
from headword.cli.output import FAIL_ON, print_notices
from headword.cli.output_options import with_dry_run, with_json, with_output_file
from headword.cli.report_targets import read_targets, write_report
from headword.cli.settings import run_settings
from headword.core.errors import HeadwordError
from headword.core.plugins import REPORTS, find_plugins
from headword.project.project import Project
from headword.project.read import BufferOverlay

if TYPE_CHECKING:
    from headword.core.findings import Report
    from headword.lint.apply_fixes import FixRefusal, FixResult
    from headword.lint.fixes import Fix

_OPTIONS = (
    click.option(
        "--output-format", multiple=True, metavar="FORMAT[=FILE]", shell_complete=complete_formats,
        help="The report format. For several reports, repeat the option and give each a file: sarif=report.sarif. "
        f"Formats: {', '.join(find_plugins(REPORTS))}. [default: full]",
    ),
    with_json,
    with_output_file,
    click.option(
        "--fail-on", type=click.Choice(list(FAIL_ON)), default="error", show_default=True,
        help="Exit with 1 if there is a finding of this severity or above.",
    ),
    click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are errors."),
    click.option("--statistics", is_flag=True, help="Print the number of findings for each rule, without places."),
    click.option("--fix", is_flag=True, help="Apply safe fixes to the pages, and report the other findings."),
    click.option("--unsafe-fixes", is_flag=True, help="With --fix, include fixes that you should review."),
    with_dry_run("With --fix, show the changes and make none. Exit with 1 if there are any."),
    click.option("--no-baseline", is_flag=True, help="Also report findings that are in the baseline."),
)  # fmt: skip


def with_report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of `ReportOptions`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """The options of a command that reports findings, by their names there."""

    output_format: tuple[str, ...]
    as_json: bool
    fail_on: str
    exit_zero: bool
    statistics: bool
    fix: bool
    unsafe_fixes: bool
    dry_run: bool
    no_baseline: bool

    @property
    def changes_pages(self) -> bool:
        """Return True if pages can change."""
        return self.fix

    @property
    def formats(self) -> tuple[str, ...]:
        """Return the formats of the reports, each with or without a file."""
        return (*self.output_format, "json") if self.as_json else self.output_format


def check_report_options(options: ReportOptions) -> None:
    """Refuse options that need a missing one, or that another one makes useless.

    Raises:
        HeadwordError: there are such options, or the targets of the reports are not possible.
    """
    read_targets(options.formats, run_settings().output_file)
    for name, is_given in (("--unsafe-fixes", options.unsafe_fixes), ("--dry-run", options.dry_run)):
        if is_given and not options.changes_pages:
            raise HeadwordError(f"{name} needs --fix")
    if (options.formats or run_settings().output_file) and (options.statistics or options.dry_run):
        word = "--statistics" if options.statistics else "--dry-run"
        message = f"{word} prints no report, so it cannot be combined with --output-format, --json or --output-file"
        raise HeadwordError(message, hint="leave out one of them")


def report_findings(
    project: Project,
    options: ReportOptions,
    find: Callable[[BufferOverlay], "Report"],
    list_run: Callable[[], Collection[str]],
    checked: Sequence[Path] = (),
    held: BufferOverlay = MappingProxyType({}),
    more_fixes: "Mapping[str, Fix]" = MappingProxyType({}),
) -> int:
    """Fix what the options ask for, report the rest, and return the exit code.

    Args:
        project: the project.
        options: the options.
        find: returns the report on the project, given texts that count in place of files.
        list_run: returns the names of the rules that ran on everything; a known finding that they lack is gone.
        checked: the files that are checked by name.
        held: texts that count in place of files.
        more_fixes: fixes in addition to those that the options ask for.
    """
    fixes = {**_choose_fixes(options), **more_fixes}
    if fixes:
        from headword.lint.apply_fixes import fix_pages, show_changes, write_pages

        fixed = fix_pages(project, fixes, find)
        print_notices(map(_describe_refusal, fixed.refused))
        if options.dry_run:
            changes = show_changes(fixed)
            click.echo(changes, nl=False)
            return 1 if changes else 0
        write_pages(project, fixed.after)
        _count_fixes(fixed)
    report = fixed.report if fixes else find(held)
    if project.baseline.exists() and not options.no_baseline:
        report = _without_known(report, project, list_run())
    print_notices(report.notices)
    if options.statistics:
        click.echo(_count(report), nl=False)
    else:
        targets = read_targets(options.formats, run_settings().output_file)
        write_report(report, targets, project, checked, held)
    return 1 if report.fails(FAIL_ON[options.fail_on]) and not options.exit_zero else 0


def _count_fixes(fixed: "FixResult") -> None:
    if fixed.counts:
        shown = ", ".join(f"{count:,} {name}" for name, count in sorted(fixed.counts.items()))
        print_notices([f"fixed: {shown}"])


def _describe_refusal(refusal: "FixRefusal") -> str:
    """Return why a fix is not made: the most severe finding that would appear."""
    what = f"{refusal.path}: {refusal.rule} is not fixed"
    if not refusal.findings:
        return f"{what}: there would be as many findings as before"
    first = max(refusal.findings, key=lambda one: one.severity)
    more = f", and {len(refusal.findings) - 1:,} more" if len(refusal.findings) > 1 else ""
    return f"{what}, since {first.rule.name} would appear at {first.location}: {first.message}{more}"


def _without_known(report: "Report", project: Project, rules: Collection[str]) -> "Report":
    """Return ``report`` without known findings, with a notice on those that are gone."""
    from headword.lint.baseline import read_baseline, subtract

    path = project.relative(project.baseline)
    kept, stale = subtract(report, read_baseline(project.baseline, path))
    # Known findings of a rule that did not run are not gone.
    count = sum(number for (rule, _), number in stale.items() if rule in rules)
    if not count:
        return kept
    notice = f"{path}: {count:,} known findings no longer occur; headword baseline --prune removes them"
    return replace(kept, notices=(*kept.notices, notice))


def _count(report: "Report") -> str:
    """Return the number of findings for each rule, the highest first."""
    counts = Counter((finding.rule.name, finding.severity.word) for finding in report.findings)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return "".join(f"{count:>7,}  {word:<7}  {name}\n" for (name, word), count in rows)


def _choose_fixes(options: ReportOptions) -> "Mapping[str, Fix]":
    if not options.fix:
        return {}
    from headword.lint.fixes import SAFE, UNSAFE

    return {**SAFE, **(UNSAFE if options.unsafe_fixes else {})}
