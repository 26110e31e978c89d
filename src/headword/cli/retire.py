"""``headword retire``."""

import click

from headword.cli.completions import complete_ids
from headword.cli.output_options import with_dry_run
from headword.cli.retirement import run_retirement


@click.command("retire")
@click.argument("id_", metavar="ID", shell_complete=complete_ids)
@click.option(
    "--replaced-by",
    multiple=True,
    metavar="ID",
    shell_complete=complete_ids,
    help="The replacement. Repeat the option for several.",
)
@with_dry_run()
def command(id_: str, replaced_by: tuple[str, ...], dry_run: bool) -> int:
    r"""Retire the concept ID.

    headword removes its heading and the text below it from the page. The
    IRI stays published as deprecated, with its replacement, and outside the
    hierarchy. ID is an id as `headword ids` lists it, or its last part. To
    change the replacement of a retired concept, run the command again with
    --replaced-by.

    \b
    Examples:
      headword retire flint --replaced-by quartz
      headword retire rocks/flint --dry-run
    """
    return run_retirement(id_, replaced_by, keep_labels=False, dry_run=dry_run)
