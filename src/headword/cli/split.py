"""``headword split``."""

import click

from headword.cli.retirement import run_retirement, with_diff


@click.command("split")
@click.argument("id_", metavar="ID")
@click.argument("into", nargs=-1, required=True, metavar="ID...")
@with_diff
def command(id_: str, into: tuple[str, ...], only_shown: bool) -> int:
    r"""Split the concept ID into others: it is retired, and replaced by all of them.

    They have to be there, and in the lock: write their headings, and run
    headword ids --accept first.

    \b
    Examples:
      headword split rock-crystal quartz smoky-quartz
    """
    return run_retirement(id_, into, keep_labels=False, only_shown=only_shown)
