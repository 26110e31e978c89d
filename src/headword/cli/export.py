"""``headword export``: the vocabulary for another program, one module for each format, loaded when it is run."""

from functools import cache
from importlib import import_module

import click

from headword.cli.settings import common_options, keep_lines, suggest_name

_FORMATS = {
    "annif": "Write a vocabulary for Annif, which indexes texts by subjects.",
    "cspell": "Write a dictionary for the spelling checker CSpell.",
    "docusaurus": "Write the tags.yml of a Docusaurus site.",
    "hugo": "Write a data file and pages of terms for a Hugo site.",
    "mkdocs": "Write the allowed tags of a MkDocs site.",
    "obsidian": "Write a note with all tags for an Obsidian vault.",
    "sheet": "Write a spreadsheet, which 'headword apply' reads back.",
    "vale": "Write a style for Vale, which checks prose.",
}
"""The subcommands with what they write. `headword.cli.export_NAME` has the command of each."""


class _Formats(click.Group):
    """Imports the module of a format only when it is written or asked for help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_FORMATS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _load_format(cmd_name) if cmd_name in _FORMATS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _FORMATS and not args[0].startswith("-"):
            ctx.fail(f"No such format {args[0]!r}.{suggest_name(args[0], _FORMATS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Formats"):
            formatter.write_dl(sorted(_FORMATS.items()))


@cache
def _load_format(name: str) -> click.Command:
    """Import the command of a format, and add the options that all commands have."""
    command: click.Command = import_module(f"headword.cli.export_{name}").command
    command.help = keep_lines(command.help or "")
    command.params.extend(common_options("export"))
    return command


@click.group("export", cls=_Formats)
def command() -> None:
    r"""Write the vocabulary for another program.

    \b
    Examples:
      headword export sheet topics.xlsx
      headword export vale styles
    """
