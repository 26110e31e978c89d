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

_COMMANDS = {
    "baseline": "Write down what is found now, to be told of new findings only.",
    "build": "Write the vocabulary: Turtle, JSON-LD and more.",
    "config": "Show the config: each value, and where it comes from.",
    "check": "Check pages or RDF files and report findings.",
    "diff": "Tell what became of concepts between two editions.",
    "explain": "Explain a rule: what it finds, why, and how to fix it.",
    "ids": "List the ids of headings, and keep them in headword.lock.",
    "import": "Make pages of RDF, an outline or a table.",
    "init": "Set up a vocabulary in this folder.",
    "lsp": "Serve an editor: diagnostics, fixes, completion and more.",
    "merge": "Merge a concept into another: it is retired, and replaced by that.",
    "pages": "List the files of the site: which are read, as what, and why others are not.",
    "pull": "Look at what a triple store serves: check it, and compare it with the pages.",
    "push": "Load the vocabulary into a triple store.",
    "query": "Ask the vocabulary, or any RDF file, in SPARQL.",
    "release": "Release a version, and keep a copy of it.",
    "retire": "Take a concept out of use; its IRI stays published.",
    "rules": "List the rules.",
    "serve": "Show the site while you write.",
    "site": "Write the vocabulary as a site: static pages, with the data beside them.",
    "split": "Split a concept into others: it is retired, and replaced by them.",
    "translations": "Show what there is in other languages, page by page.",
}


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
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


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
