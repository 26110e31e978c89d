"""``headword merge``."""

import click

from headword.cli.completions import complete_ids
from headword.cli.output_options import with_dry_run
from headword.cli.retirement import run_retirement


@click.command("merge")
@click.argument("id_", metavar="FROM", shell_complete=complete_ids)
@click.argument("into", metavar="INTO", shell_complete=complete_ids)
@click.option("--labels", is_flag=True, help="Keep its labels as alternative labels of INTO.")
@with_dry_run()
def command(id_: str, into: str, labels: bool, dry_run: bool) -> int:
    r"""Merge the concept FROM into INTO: FROM is retired, and INTO replaces it.

    \b
    Example:
      headword merge rock-crystal quartz --labels
    """
    return run_retirement(id_, (into,), keep_labels=labels, dry_run=dry_run)
