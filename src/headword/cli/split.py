"""``headword split``."""

import click

from headword.cli.completions import complete_ids
from headword.cli.output_options import with_dry_run
from headword.cli.retirement import run_retirement


@click.command("split")
@click.argument("id_", metavar="ID", shell_complete=complete_ids)
@click.argument("into", nargs=-1, required=True, metavar="ID...", shell_complete=complete_ids)
@with_dry_run()
def command(id_: str, into: tuple[str, ...], dry_run: bool) -> int:
    r"""Split the concept ID: it is retired, and all the other concepts replace it.

    The other concepts must exist and be in the lock. Write their headings
    and run `headword ids --accept` first.

    \b
    Example:
      headword split rock-crystal quartz smoky-quartz
    """
    return run_retirement(id_, into, keep_labels=False, dry_run=dry_run)
