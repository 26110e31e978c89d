"""The command line: one module for each command, which is loaded when the command runs.

Door: main.
"""

import gc
import sys
from functools import cache
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any

import click

from headword.cli.settings import WITHOUT_CONFIG, common_options, keep_lines, reset_settings, run_settings, suggest_name
from headword.cli.signals import heed_signals
from headword.core.errors import HeadwordError
from headword.core.version import __version__

_GROUPS = {
    "Write": {
        "init": "Set up a vocabulary in this folder.",
        "import": "Turn RDF, an outline or a table into pages.",
        "apply": "Bring the changes of a spreadsheet back to the pages.",
        "pages": "List the files of the site, and how each is read.",
        "translations": "Show how much of each page is translated.",
        "config": "Show the config, and where each value comes from.",
        "lsp": "Run the language server for editors.",
    },
    "Check": {
        "check": "Check pages or RDF files, and fix them.",
        "lint": "Check the concepts that pages of content name.",
        "annotate": "Show the concepts that texts are about.",
        "usage": "Show how many pages name each concept.",
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
        "export": "Write a spreadsheet, or a format of another program.",
    },
    "Ask": {
        "query": "Query the vocabulary or RDF files with SPARQL.",
        "mcp": "Give the vocabulary to an assistant (MCP).",
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
        return _load_command(cmd_name) if cmd_name in _COMMANDS else None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except HeadwordError as error:
            from headword.cli.output import print_error

            print_error(error)
            return 2

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            hint = suggest_name(args[0], _COMMANDS)
            if Path(args[0]).exists():
                hint = f" To check this path, run 'headword check {args[0]}'."
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        if args and args[0] in WITHOUT_CONFIG and run_settings().config is not None:
            ctx.fail(f"headword {args[0]} has no --config.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, _COMMANDS))
        for title, commands in _GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), text) for name, text in commands.items()])


@cache
def _load_command(name: str) -> click.Command:
    """Import a command, and add the options that all commands have."""
    # A keyword of Python cannot be the name of a module.
    module = f"{name}_" if iskeyword(name) else name
    command: click.Command = import_module(f"headword.cli.{module}").command
    command.help = keep_lines(command.help or "")
    command.params.extend(common_options(name))
    return command


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


group.help = keep_lines(group.help or "")
group.params.extend(common_options(""))

_ELSEWHERE = {
    "--diff": "--dry-run",
    "--check": "--dry-run",
    "--preview": "--dry-run",
    "--format": "--output-format",
    "--output": "--output-file",
    "--out": "--output-file",
    "--colour": "--color",
}
"""Options of other programs, with the option of headword for the same purpose."""
_NEAR = 0.75
"""The similarity from which an existing option is proposed for an unknown one."""


def _explain_option(error: click.NoSuchOption) -> click.UsageError:
    """Return the error with the option that was meant; the nearest word alone misleads, as --drafts for --diff."""
    from difflib import get_close_matches

    name, parameters = error.option_name, error.ctx.command.params if error.ctx else []
    known = [option for one in parameters for option in one.opts if option.startswith("--")]
    near = get_close_matches(name, known, n=1, cutoff=_NEAR)
    meant = [_ELSEWHERE[name]] if _ELSEWHERE.get(name) in known else near
    hint = f" Did you mean {meant[0]!r}?" if meant else ""
    return click.UsageError(f"No such option {name!r}.{hint}", error.ctx)


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line and exit with its code."""
    # A run builds large structures and no cycles to speak of: looking for them takes a fifth of its time.
    gc.disable()
    heed_signals()
    reset_settings()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = group.main(arguments, prog_name="headword", standalone_mode=False)
        sys.stdout.flush()
    except click.NoSuchOption as error:
        _explain_option(error).show()
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
        # Named files report their own errors, so this one is of standard output, on a full disk.
        click.echo(f"error: {error.strerror or error}", err=True)
        code = 2
    sys.exit(code if isinstance(code, int) else 0)
