"""``headword merge``."""

import click

from headword.cli.retirement import run_retirement, with_diff


@click.command("merge")
@click.argument("id_", metavar="FROM")
@click.argument("into", metavar="INTO")
@click.option("--labels", is_flag=True, help="Keep its labels as alternative labels of INTO.")
@with_diff
def command(id_: str, into: str, labels: bool, only_shown: bool) -> int:
    r"""Merge the concept FROM into INTO: FROM is retired, and INTO replaces it.

    \b
    Examples:
      headword merge rock-crystal quartz --labels
    """
    return run_retirement(id_, (into,), keep_labels=labels, only_shown=only_shown)
