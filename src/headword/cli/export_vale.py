"""``headword export vale``."""

from pathlib import Path

import click

from headword.cli.export_terms import run_export, with_export_options


@click.command("vale")
@with_export_options
def command(target: Path, language: str, force: bool, dry_run: bool, no_cache: bool, jobs: int) -> int:
    r"""Write a style for Vale, which checks prose.

    OUT is the folder of StylesPath. The style reports synonyms, hidden labels
    and deprecated labels, with the preferred label to use. A text that
    several concepts have is left out. The preferred labels are a vocabulary
    of Vale.

    \b
    Example:
      headword export vale styles
    """
    return run_export("vale", target, language=language, force=force, dry_run=dry_run, no_cache=no_cache, jobs=jobs)
