"""``headword split``."""

import click

from headword.cli.retirement import run_retirement, with_diff


@click.command("split")
@click.argument("id_", metavar="ID")
@click.argument("into", nargs=-1, required=True, metavar="ID...")
@with_diff
def command(id_: str, into: tuple[str, ...], only_shown: bool) -> int:
    r"""Split the concept ID: it is retired, and all the other concepts replace it.

    The other concepts must exist and be in the lock. Write their headings
    and run `headword ids --accept` first.

    \b
    Examples:
      headword split rock-crystal quartz smoky-quartz
    """
    return run_retirement(id_, into, keep_labels=False, only_shown=only_shown)
