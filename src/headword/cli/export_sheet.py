"""``headword export sheet``."""

from pathlib import Path

import click


@click.command("sheet")
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
def command(target: Path) -> int:
    r"""Write the vocabulary as a spreadsheet: .xlsx, .ods, or a folder of .csv.

    \b
    Examples:
      headword export sheet topics.xlsx
    """
    raise click.UsageError(f"{target} cannot be written yet.")
