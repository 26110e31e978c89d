"""``headword check``."""

from pathlib import Path
from typing import Any

import click

from headword.cli.completions import complete_profiles, complete_rules
from headword.cli.report_run import with_report_options
from headword.cli.run_context import with_run_context


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@with_report_options
@click.option("--show-settings", is_flag=True, help="Show the config that applies, and check nothing.")
@click.option("--watch", "-w", is_flag=True, help="Check again each time a source changes. Press Ctrl+C to stop.")
@click.option("--show-files", is_flag=True, help="List the files that would be checked, and check nothing.")
@click.option(
    "--select",
    multiple=True,
    metavar="RULES",
    shell_complete=complete_rules,
    help="Check only these rules: names, codes, prefixes such as HW4, or ALL.",
)
@click.option(
    "--extend-select",
    multiple=True,
    metavar="RULES",
    shell_complete=complete_rules,
    help="Check these rules in addition.",
)
@click.option(
    "--profile",
    multiple=True,
    metavar="NAME",
    shell_complete=complete_profiles,
    help="The rules of a profile as well: vocpub, skohub, mind-map.",
)
@click.option(
    "--ignore", multiple=True, metavar="RULES", shell_complete=complete_rules, help="Do not check these rules."
)
@click.option(
    "--engine", type=click.Choice(["auto", "fast", "pyshacl"]), default="auto", show_default=True,
    help="The SHACL engine.",
)  # fmt: skip
@click.option("--locked", is_flag=True, help="Require that headword.lock has every id and is up to date.")
@click.option("--online", is_flag=True, help="Check links to the web over the network.")
@click.option(
    "--stdin-filename", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="With the path -, the page that standard input is checked as.",
)  # fmt: skip
@click.option("--drafts", is_flag=True, help="Include drafts.")
@with_run_context
def command(watch: bool, **given: Any) -> int:
    r"""Check pages, folders of pages, or RDF files (.ttl, .jsonld, .rdf, .nt).

    Without PATHS, headword checks the whole vocabulary. The path - is
    standard input. Only --fix changes files.

    \b
    Examples:
      headword check
      headword check taxonomy/minerals.md
      headword check --select HW2,broken-link --output-format concise
      headword check vocabulary.ttl
      headword check --output-format sarif -o report.sarif
      headword check --fix --dry-run
      headword check - --stdin-filename taxonomy/minerals.md < draft.md
    """
    from headword.cli.check_run import Options, check

    options = Options(**given)
    if not watch:
        return check(options)
    from headword.cli.watch import check_again_and_again

    return check_again_and_again(options)
