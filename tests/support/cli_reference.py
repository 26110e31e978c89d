"""`docs/cli.md`: every command with its description, usage and options, made from click's own objects."""

import inspect
import re

import click

from headword.cli import group

_HEAD = """\
# Command line

<!-- Made from the commands themselves: HEADWORD_UPDATE_DOCS=1 pytest tests/system/test_docs.py -->

`headword COMMAND --help` prints the text of this page. Results go to standard output. Progress, notes and errors go to
standard error. headword obeys `NO_COLOR`.

Every command has the option `-h, --help`. `headword --version` prints the version.

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
    return "\n".join([_HEAD, *(_describe_command(name, command, context) for name, command in commands if command)])


def _describe_command(name: str, command: click.Command, parent: click.Context) -> str:
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join(["headword", name, *command.collect_usage_pieces(context)])
    records = [parameter.get_help_record(context) for parameter in command.params]
    options = [f"- `{names}`: {' '.join(text.split())}" for names, text in filter(None, records) if text]
    parts = [f"## {name}", f"```text\n{usage}\n```", *_describe_text(command.help or ""), "\n".join(options)]
    return "\n\n".join(parts) + "\n"


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
