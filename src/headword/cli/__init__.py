"""The command line: one module a command, loaded when it is run.

Door: main.
"""

import gc
import sys
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from headword.cli.signals import heed_signals
from headword.core.errors import HeadwordError
from headword.core.version import __version__

_GROUPS = {
    "Write": {
        "init": "Set up a vocabulary in this folder.",
        "import": "Turn RDF, an outline or a table into pages.",
        "pages": "List the files of the site, and how each is read.",
        "translations": "Show how much of each page is translated.",
        "config": "Show the config, and where each value comes from.",
        "lsp": "Run the language server for editors.",
    },
    "Check": {
        "check": "Check pages or RDF files, and fix them.",
        "explain": "Explain a rule.",
        "rules": "List the rules.",
        "baseline": "Record the current findings, so that only new ones are reported.",
    },
    "Publish": {
        "build": "Write Turtle, JSON-LD and other formats.",
        "site": "Write a static site.",
        "serve": "Serve the site and a SPARQL endpoint.",
        "release": "Release a version, and keep a copy of it.",
        "diff": "Show which concepts changed between two versions.",
        "push": "Load the vocabulary into a triple store.",
        "pull": "Compare a triple store with the pages.",
    },
    "Ask": {
        "query": "Query the vocabulary or RDF files with SPARQL.",
    },
    "Identifiers": {
        "ids": "List the ids of headings, and record them in headword.lock.",
        "retire": "Retire a concept; its IRI stays published.",
        "merge": "Merge a concept into another.",
        "split": "Split a concept into others.",
    },
}
_COMMANDS = {name: text for commands in _GROUPS.values() for name, text in commands.items()}


class _Commands(click.Group):
    """Imports a command's module only when the command runs or is asked for help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        # What Python takes for a word of its own has a module with an underscore.
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = import_module(f"headword.cli.{module}").command
        command.help = _keep_lines(command.help or "")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], _COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, _COMMANDS))
        for title, commands in _GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), text) for name, text in commands.items()])


def _keep_lines(text: str) -> str:
    """``text`` with the character by which click knows that lines are not to be joined, which docstrings spell out."""
    return text.replace("\\b\n", "\b\n")


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", "-V", prog_name="headword", message="%(prog)s %(version)s")
def group() -> None:
    r"""Compile Markdown outlines into SKOS vocabularies.

    \b
    Start here:
      headword init      set up a vocabulary in this folder
      headword check     report findings
      headword build     write Turtle and JSON-LD
      headword query @search quartz
    """


group.help = _keep_lines(group.help or "")


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line and exit with its code."""
    # A run builds large structures and no cycles to speak of: looking for them takes a fifth of its time.
    gc.disable()
    heed_signals()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = group.main(arguments, prog_name="headword", standalone_mode=False)
        sys.stdout.flush()
    except HeadwordError as error:
        from headword.cli.output import print_error

        print_error(error)
        code = 2
    except click.ClickException as error:
        error.show()
        code = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        code = 130
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    except OSError as error:
        # What was read or written by name has said so itself: this is the standard output, on a disk that is full.
        click.echo(f"error: {error.strerror or error}", err=True)
        code = 2
    sys.exit(code if isinstance(code, int) else 0)
