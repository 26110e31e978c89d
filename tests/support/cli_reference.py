"""`docs/cli.md`: every command with its description, usage and options, made from click's own objects."""

import inspect
import re
from collections.abc import Sequence

import click

from headword.cli import group
from headword.cli.settings import common_options

_HEAD = """\
# Command line

<!-- Made from the commands themselves: HEADWORD_UPDATE_DOCS=1 pytest tests/system/test_docs.py -->

`headword COMMAND --help` prints the text of this page. Results go to standard output. Progress, notes and errors go to
standard error. headword obeys `NO_COLOR`.

## Options of every command

{common}
- `-h, --help`: Show the help of the command.

`headword --version` prints the version. `init` and `lsp` have no `--config`.

## Words that mean the same everywhere

| option | meaning |
|---|---|
| `--output-format FORMAT` | The kind of output. `--json` is short for `--output-format json`. |
| `-o`, `--output-file FILE` | The file for the result instead of standard output. |
| `-o`, `--output DIR` | The folder that `build` and `site` write. |
| `--dry-run` | Show the changes, and write nothing. `build`, `site` and `--fix` exit with 1 if there are any. |
| `-` | Standard input: `headword check - --stdin-filename taxonomy/minerals.md`. |

## Exit codes

| exit code | meaning |
|---|---|
| 0 | The command succeeded. |
| 1 | There are errors, or differences that `--fail-on` names. A build, site, release or push has written nothing. |
| 2 | The command could not run: a wrong option, a broken config or a missing file. |
| 130 | You stopped the command with Ctrl+C. |
"""


def render_cli_reference() -> str:
    """Return the reference of all commands as Markdown, in the order of their names."""
    context = click.Context(group, info_name="headword")
    commands = [(name, group.get_command(context, name)) for name in group.list_commands(context)]
    head = _HEAD.format(common=_list_options(common_options(""), context))
    return "\n".join([head, *(_describe_command(name, command, context) for name, command in commands if command)])


def _describe_command(name: str, command: click.Command, parent: click.Context) -> str:
    """One command, with its subcommands after it."""
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    common = {one.name for one in common_options(name)}
    options = _list_options([one for one in command.params if one.name not in common], context)
    path = context.command_path.removeprefix("headword ")
    title = f"{'#' * (2 + path.count(' '))} {path}"
    parts = [title, f"```text\n{usage}\n```", *_describe_text(command.help or ""), options]
    own = "\n\n".join(filter(None, parts)) + "\n"
    if not isinstance(command, click.Group):
        return own
    names = [(one, command.get_command(context, one)) for one in command.list_commands(context)]
    return "\n".join([own, *(_describe_command(one, found, context) for one, found in names if found)])


def _list_options(parameters: Sequence[click.Parameter], context: click.Context) -> str:
    records = [parameter.get_help_record(context) for parameter in parameters]
    return "\n".join(f"- `{names}`: {' '.join(text.split())}" for names, text in filter(None, records) if text)


def _describe_text(text: str) -> list[str]:
    """The paragraphs of a help text; click marks those whose lines it keeps with a backspace."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(text)):
        first, _, rest = paragraph.removeprefix("\b\n").partition("\n")
        if not paragraph.startswith("\b\n"):
            paragraphs.append(" ".join(paragraph.split()))
        else:
            lines = "\n".join(line.strip() for line in rest.splitlines())
            paragraphs.append(f"{first}\n\n```sh\n{lines}\n```")
    return paragraphs
