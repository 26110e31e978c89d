"""``headword retire``."""

import click

from headword.cli.retirement import run_retirement, with_diff


@click.command("retire")
@click.argument("id_", metavar="ID")
@click.option("--replaced-by", multiple=True, metavar="ID", help="What to use instead; may be repeated.")
@with_diff
def command(id_: str, replaced_by: tuple[str, ...], only_shown: bool) -> int:
    r"""Take the concept ID out of use.

    Its heading, and what is said under it, go from the page. Its IRI stays
    published: deprecated, with what replaces it, and without its place in the
    hierarchy. ID is what headword ids lists, or the last part of it. Run it
    again with --replaced-by to change what replaces a retired concept.

    \b
    Examples:
      headword retire flint --replaced-by quartz
      headword retire rocks/flint --diff
    """
    return run_retirement(id_, replaced_by, keep_labels=False, only_shown=only_shown)
