"""``headword config``."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headword.project.config.load import locate_key
from headword.project.config.schema import AGENT_KEYS, KEYS, SITE_KEYS, Agent, Config, Website
from headword.project.project import Project, find_project

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command("config")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the config instead.")
def command(schema: bool) -> int:
    r"""Show every key of the config, its value here, and where that comes from.

    \b
    Example:
      headword config
      headword config --schema > headword.schema.json
    """
    if schema:
        from headword.project.config.json_schema import make_schema

        click.echo(json.dumps(make_schema(), indent=2))
        return 0
    click.echo(show_settings(find_project(Path())), nl=False)
    return 0


def show_settings(project: Project, given: Config | None = None) -> str:
    """The config as TOML, each value with its origin as a comment; ``given`` is the one without the command line."""
    rows = list(_rows(project, given or project.config))
    width = min(max(len(row[0]) for row in rows), 60)
    return "".join(f"{text:<{width}}  # {origin}\n" for text, origin in rows)


def _rows(project: Project, given: Config) -> "Iterator[tuple[str, str]]":
    for key, made in KEYS.items():
        value = getattr(project.config, made.name)
        origin = "default"
        if value != getattr(given, made.name):
            origin = "command line"
        else:
            place = locate_key(project.config_path, key) if project.config_path is not None else None
            said = [str(place)] if place is not None and place.line else []
            assumed = given.assumed.get(key)
            origin = ", ".join([*said, *([assumed] if assumed else [])]) or "default"
        yield f"{key} = {to_toml(value)}", origin


def to_toml(value: Any) -> str:
    """``value`` as TOML, tables and lists on one line."""
    if isinstance(value, str | int):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, Agent):
        said = {key: getattr(value, name) for key, name in AGENT_KEYS.items()}
        return to_toml({key: text for key, text in said.items() if text})
    if isinstance(value, Website):
        # What is not said is not shown: it would only be in the way of what is.
        said = {key: getattr(value, made.name) for key, made in SITE_KEYS.items()}
        return to_toml({key: item for key, item in said.items() if item})
    if isinstance(value, dict):
        return f"{{{', '.join(f'{to_toml(str(name))} = {to_toml(item)}' for name, item in value.items())}}}"
    return f"[{', '.join(map(to_toml, value))}]"
