"""``headword export docusaurus``."""

from pathlib import Path

import click

from headword.cli.export_terms import run_export, with_export_options


@click.command("docusaurus")
@with_export_options
def command(target: Path, language: str, force: bool, dry_run: bool, no_cache: bool, jobs: int) -> int:
    r"""Write the tags.yml of a Docusaurus site.

    Each tag has the id, the label and the definition of a concept. With
    onInlineTags: 'throw', Docusaurus refuses all other tags.

    \b
    Example:
      headword export docusaurus docs/tags.yml
    """
    return run_export(
        "docusaurus", target, language=language, force=force, dry_run=dry_run, no_cache=no_cache, jobs=jobs
    )
