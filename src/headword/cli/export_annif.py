"""``headword export annif``."""

from pathlib import Path

import click

from headword.cli.export_terms import run_export, with_export_options


@click.command("annif")
@with_export_options
def command(target: Path, language: str, force: bool, dry_run: bool, no_cache: bool, jobs: int) -> int:
    r"""Write a vocabulary for Annif, which indexes texts by subjects.

    OUT.tsv has the labels of one language, and OUT.csv those of all.
    Deprecated concepts are left out. Annif also loads the SKOS files of
    `headword build`.

    \b
    Example:
      headword export annif topics.tsv --lang fi
      annif load-vocab topics topics.tsv --language fi
    """
    return run_export("annif", target, language=language, force=force, dry_run=dry_run, no_cache=no_cache, jobs=jobs)
