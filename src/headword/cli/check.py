"""``headword check``."""

from pathlib import Path
from typing import Any

import click

from headword.cli.completions import complete_formats, complete_profiles, complete_rules
from headword.cli.output import FAIL_ON
from headword.cli.run_context import with_run_context
from headword.core.plugins import REPORTS, find_plugins


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--output", "-o", multiple=True, metavar="FORMAT[=FILE]", shell_complete=complete_formats,
    help=f"How to report, and where; may be repeated. {', '.join(find_plugins(REPORTS))}; full if none is given.",
)  # fmt: skip
@click.option(
    "--fail-on", type=click.Choice(list(FAIL_ON)), default="error", show_default=True,
    help="From which severity on to exit with 1.",
)  # fmt: skip
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--statistics", is_flag=True, help="Print how often each rule is broken, not where.")
@click.option("--show-settings", is_flag=True, help="Show the config as this command takes it, and check nothing.")
@click.option("--fix", is_flag=True, help="Apply safe fixes to the pages, and report the other findings.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also what somebody should look at.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--watch", "-w", is_flag=True, help="Check again whenever a source changes, until Ctrl-C.")
@click.option("--no-baseline", is_flag=True, help="Tell what the baseline knows as well.")
@click.option("--show-files", is_flag=True, help="List the files that would be checked, and check nothing.")
@click.option(
    "--select",
    multiple=True,
    metavar="RULES",
    shell_complete=complete_rules,
    help="Only these rules: names, codes, HW4, ALL.",
)
@click.option(
    "--extend-select", multiple=True, metavar="RULES", shell_complete=complete_rules, help="These rules as well."
)
@click.option(
    "--profile",
    multiple=True,
    metavar="NAME",
    shell_complete=complete_profiles,
    help="The rules of a profile as well: vocpub, skohub, mind-map.",
)
@click.option("--ignore", multiple=True, metavar="RULES", shell_complete=complete_rules, help="Not these rules.")
@click.option(
    "--engine", type=click.Choice(["auto", "fast", "pyshacl"]), default="auto", show_default=True,
    help="What evaluates the shapes.",
)  # fmt: skip
@click.option("--locked", is_flag=True, help="Every id has to be in headword.lock, as it is.")
@click.option("--online", is_flag=True, help="Ask the network whether links to the web are dead.")
@click.option("--drafts", is_flag=True, help="Check drafts too.")
@with_run_context
def command(watch: bool, **given: Any) -> int:
    r"""Check pages, folders of pages, or RDF files (.ttl, .jsonld, .rdf, .nt).

    Without PATHS the whole vocabulary is checked. Nothing is changed but by
    --fix.

    \b
    Examples:
      headword check
      headword check taxonomy/minerals.md
      headword check --select HW2,broken-link --output concise
      headword check vocabulary.ttl
      headword check --output github --output sarif=report.sarif
    """
    from headword.cli.check_run import Options, check

    options = Options(**given)
    if not watch:
        return check(options)
    from headword.cli.watch import check_again_and_again

    return check_again_and_again(options)
