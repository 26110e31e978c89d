"""The reader of config files, with the location of each key and text."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from headword.core.errors import ConfigError, HeadwordError
from headword.core.findings import Location
from headword.project.config.schema import KEYS, Config, ConfigSource
from headword.project.config.values import refuse_unknown

_SHARED_FILE = "pyproject.toml"
_SHARED_TABLE = ["tool", "headword"]


def load_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file.

    Raises:
        HeadwordError: it cannot be read, or is not TOML; with the location.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (0, 0)
        reason = re.sub(r" \(at .*\)$", "", str(error))
        raise ConfigError(f"the config is not TOML: {reason}", Location(path.name, line, column)) from error
    except UnicodeDecodeError as error:
        raise ConfigError("the config is not UTF-8", Location(path.name)) from error
    except OSError as error:
        raise ConfigError(f"the config cannot be read: {error.strerror}", Location(path.name)) from error


def read_table(table: Mapping[str, Any]) -> Config:
    """Return the config in ``table``, which does not come from a file.

    Raises:
        HeadwordError: a key or value is wrong; without a location.
    """
    for name in table:
        refuse_unknown(name, KEYS, "the config")
    return Config(**{KEYS[name].attribute: KEYS[name].read(repr(name), value) for name, value in table.items()})


def read_config(path: Path, table: Mapping[str, Any]) -> Config:
    """Return the config in ``table``, which was read from ``path``.

    Raises:
        HeadwordError: a key or value is wrong; with its location.
    """
    source = _locate(path.read_text(encoding="utf-8-sig"), path.name)
    values: dict[str, Any] = {}
    for name, value in table.items():
        try:
            refuse_unknown(name, KEYS, "the config")
            values[KEYS[name].attribute] = KEYS[name].read(repr(name), value)
        except HeadwordError as error:
            raise ConfigError(error.message, source.find_key(name), error.hint) from error
    if values.get("released") and not values.get("version"):
        hint = "headword release writes both"
        raise ConfigError("'released' requires 'version'", source.find_key("released"), hint)
    return Config(**values, source=source)


_PART = r"""(?:"[^"]*"|'[^']*'|[\w-]+)"""
_NAME = rf"{_PART}(?:\s*\.\s*{_PART})*"
_ENTRY = re.compile(rf"\s*(?:\[{{1,2}}\s*(?P<table>{_NAME})\s*\]|(?P<key>{_NAME})\s*=)")
_WORD = re.compile(r"""(?P<mark>["'])(?P<text>.*?)(?P=mark)|(?:^|(?<=[{,]))\s*(?P<key>[\w-]+)(?=\s*=)|#.*""")


def _locate(text: str, name: str) -> ConfigSource:
    """Return the first location of each key and text of the config in the file called ``name``."""
    keys: dict[str, Location] = {}
    words: dict[str, Location] = {}
    for number, line, key in _read_lines(text, _SHARED_TABLE if name == _SHARED_FILE else []):
        if key:
            column = line.find(key) + 1
            keys.setdefault(key, Location(name, number, column, column + len(key)))
        for match in _WORD.finditer(line):
            if group := match.lastgroup:
                place = Location(name, number, match.start(group) + 1, match.end(group) + 1)
                words.setdefault(match[group], place)
    return ConfigSource(name, keys, words)


def _read_lines(text: str, root: list[str]) -> Iterator[tuple[int, str, str]]:
    """Yield the lines of the table ``root`` with their numbers, each with the key that it belongs to."""
    table: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        entry = _ENTRY.match(line)
        parts = [part.strip("\"'") for part in re.findall(_PART, entry["table"] or entry["key"])] if entry else []
        if entry and entry["table"]:
            table, parts = parts, []
        path = [*table, *parts]
        if path[: len(root)] == root:
            yield number, line, path[len(root)] if len(path) > len(root) else ""
