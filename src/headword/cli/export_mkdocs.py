"""``headword export mkdocs``."""

from pathlib import Path

import click

from headword.cli.export_terms import run_export, with_export_options


@click.command("mkdocs")
@with_export_options
def command(target: Path, language: str, force: bool, dry_run: bool, no_cache: bool, jobs: int) -> int:
    r"""Write the allowed tags of a MkDocs site.

    The plugin "tags" of Material for MkDocs refuses all other tags. Name the
    file as INHERIT in mkdocs.yml.

    \b
    Example:
      headword export mkdocs tags.yml
    """
    return run_export("mkdocs", target, language=language, force=force, dry_run=dry_run, no_cache=no_cache, jobs=jobs)
