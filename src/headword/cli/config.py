"""``headword config``."""

import json

import click

from headword.cli.settings import open_project
from headword.core.errors import HeadwordError


@click.command("config")
@click.argument("keys", nargs=-1)
@click.option("--describe", is_flag=True, help="Describe the keys, with examples, as Markdown.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the config.")
def command(keys: tuple[str, ...], describe: bool, schema: bool) -> int:
    r"""Show the keys of the config with their values and where the values come from.

    Without KEYS, all keys are shown.

    \b
    Examples:
      headword config
      headword config --describe iri-style
      headword config --schema > headword.schema.json
    """
    from headword.project.config.describe import describe_keys, make_schema, show_settings

    if schema and (keys or describe):
        raise HeadwordError("--schema cannot be combined with other arguments", hint="remove the other arguments")
    if schema:
        click.echo(json.dumps(make_schema(), indent=2, ensure_ascii=False))
    elif describe:
        click.echo(describe_keys(keys), nl=False)
    else:
        config = open_project().config
        click.echo(show_settings(config, config, keys), nl=False)
    return 0
