"""``headword retire``."""

import click

from headword.cli.retirement import run_retirement, with_diff


@click.command("retire")
@click.argument("id_", metavar="ID")
@click.option("--replaced-by", multiple=True, metavar="ID", help="The replacement. Repeat the option for several.")
@with_diff
def command(id_: str, replaced_by: tuple[str, ...], only_shown: bool) -> int:
    r"""Retire the concept ID.

    headword removes its heading and the text below it from the page. The
    IRI stays published as deprecated, with its replacement, and outside the
    hierarchy. ID is an id as `headword ids` lists it, or its last part. To
    change the replacement of a retired concept, run the command again with
    --replaced-by.

    \b
    Examples:
      headword retire flint --replaced-by quartz
      headword retire rocks/flint --diff
    """
    return run_retirement(id_, replaced_by, keep_labels=False, only_shown=only_shown)
