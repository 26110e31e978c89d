"""The keys of the config as a JSON Schema for editors, as Markdown, and with the values of a project."""

from collections.abc import Iterable, Iterator
from typing import Any

from headword.project.config.schema import KEYS, Config
from headword.project.config.values import Key, refuse_unknown, to_toml

_URL = "https://w3id.org/headword/config.schema.json"


def make_schema() -> dict[str, Any]:
    """Return the JSON Schema of the config (draft 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": _URL,
        "title": "The config of headword: headword.toml, or [tool.headword] in pyproject.toml",
        "type": "object",
        "properties": {name: KEYS[name].schema for name in sorted(KEYS)},
        "additionalProperties": False,
    }


def describe_keys(names: Iterable[str] = ()) -> str:
    """Return the descriptions of these keys as Markdown, or those of all keys without ``names``.

    Raises:
        HeadwordError: there is no such key.
    """
    return "\n".join("\n".join(_describe(key)) for key in _choose_keys(names))


def _choose_keys(names: Iterable[str]) -> list[Key]:
    chosen = list(names) or list(KEYS)
    for name in chosen:
        refuse_unknown(name, KEYS, "the config")
    return [KEYS[name] for name in chosen]


def _describe(key: Key) -> Iterator[str]:
    yield from (f"### `{key.name}`", "", _explain_key(key), "")
    if key.type.parts:
        yield from (*(f"- `{part.name}`: {_explain_key(part)}" for part in key.type.parts), "")
    yield from ("```toml", *_show(key.name, key.example), "```", "")


def _explain_key(key: Key) -> str:
    """Return the description of a key with its values, its default, and a link to more."""
    words, required = key.type.words, "It is required." if key.required else ""
    values = f"Values: {', '.join(f'`{word}`' for word in words)}." if words else ""
    default = f"Default: `{to_toml(key.type.write(key.default))}`." if key.default and not key.type.parts else ""
    more = f"More: [{key.see.partition('.')[0]}]({key.see})." if key.see else ""
    return " ".join(filter(None, (key.description, required, values, default, more)))


def _show(name: str, value: Any) -> Iterator[str]:
    """Yield the lines of a key and its value in TOML, those of a table under its header."""
    if isinstance(value, dict):
        yield f"[{name}]"
        yield from (to_toml({own: item})[1:-1] for own, item in value.items())
    else:
        yield f"{name} = {to_toml(value)}"


def show_settings(config: Config, given: Config, names: Iterable[str] = ()) -> str:
    """Return these keys of the config as TOML, each with its origin as a comment, or all keys without ``names``.

    ``given`` is the config without the command line.

    Raises:
        HeadwordError: there is no such key.
    """
    rows = [_show_setting(key, config, given) for key in _choose_keys(names)]
    width = min(max(len(text) for text, _ in rows), 60)
    return "".join(f"{text:<{width}}  # {origin}\n" for text, origin in rows)


def _show_setting(key: Key, config: Config, given: Config) -> tuple[str, str]:
    value = getattr(config, key.attribute)
    if value != getattr(given, key.attribute):
        origin = "command line"
    else:
        origins = (given.source.keys.get(key.name), given.source.assumed.get(key.name))
        origin = ", ".join(str(one) for one in origins if one) or "default"
    return f"{key.name} = {to_toml(key.type.write(value))}", origin
