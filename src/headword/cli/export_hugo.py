"""``headword export hugo``."""

from pathlib import Path

import click

from headword.cli.export_terms import run_export, with_export_options


@click.command("hugo")
@with_export_options
def command(target: Path, language: str, force: bool, dry_run: bool, no_cache: bool, jobs: int) -> int:
    r"""Write a data file and pages of terms for a Hugo site.

    OUT is the folder of the site. data/TITLE.json has the concepts, and the
    label to use for each synonym. content/tags/TERM/_index.md has the title
    and the definition of a term. Pages of terms that are gone stay.

    \b
    Example:
      headword export hugo .
    """
    return run_export("hugo", target, language=language, force=force, dry_run=dry_run, no_cache=no_cache, jobs=jobs)
