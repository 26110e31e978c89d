"""``headword export obsidian``."""

from pathlib import Path

import click

from headword.cli.export_terms import run_export, with_export_options


@click.command("obsidian")
@with_export_options
def command(target: Path, language: str, force: bool, dry_run: bool, no_cache: bool, jobs: int) -> int:
    r"""Write a note with all tags for an Obsidian vault.

    Tags are nested as the concepts are, and Obsidian completes them.

    \b
    Example:
      headword export obsidian vault/Tags.md
    """
    return run_export("obsidian", target, language=language, force=force, dry_run=dry_run, no_cache=no_cache, jobs=jobs)
