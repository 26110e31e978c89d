"""``headword export cspell``."""

from pathlib import Path

import click

from headword.cli.export_terms import run_export, with_export_options


@click.command("cspell")
@with_export_options
def command(target: Path, language: str, force: bool, dry_run: bool, no_cache: bool, jobs: int) -> int:
    r"""Write a dictionary for the spelling checker CSpell.

    It has the words of preferred labels. Single words that are synonyms,
    hidden labels or deprecated are flagged. OUT.txt is a dictionary, and
    OUT.json a config to import, which also has the words to use instead.

    \b
    Example:
      headword export cspell topics.json
    """
    return run_export("cspell", target, language=language, force=force, dry_run=dry_run, no_cache=no_cache, jobs=jobs)
