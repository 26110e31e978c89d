"""Reading a config file: TOML, and the place of everything in it.

Knows TOML and where a file says what; must not know which values are right.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.core.suggest import nearest_hint
from headword.project.config.schema import KEYS, Config
from headword.project.config.validate import read_value


def load_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; `HeadwordError` with the place if it is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (0, 0)
        reason = re.sub(r" \(at .*\)$", "", str(error))
        raise HeadwordError(f"the config is not TOML: {reason}", Location(path.name, line, column)) from error
    except UnicodeDecodeError as error:
        raise HeadwordError("the config is not UTF-8", Location(path.name)) from error
    except OSError as error:
        raise HeadwordError(f"the config cannot be read: {error.strerror}", Location(path.name)) from error


def read_config(path: Path, table: Mapping[str, Any]) -> Config:
    """The config that ``table``, read from ``path``, holds; `HeadwordError` for a key or value that is not one."""
    values: dict[str, Any] = {}
    lines = _read_lines(path)
    for key, value in table.items():
        where = _locate_in(lines, path, key)
        if key not in KEYS:
            raise HeadwordError(f"unknown key {key!r} in the config", where, nearest_hint(key, KEYS))
        values[KEYS[key].name] = read_value(key, value, where)
    if values.get("released") and not values.get("version"):
        hint = "headword release writes both"
        raise HeadwordError("'released' says when, and no 'version' says what", locate_key(path, "released"), hint)
    return Config(**values, path=path.name, words=_locate_words(lines, path))


_WORD = re.compile(r"""(?P<mark>["'])(?P<text>.*?)(?P=mark)|(?:^|(?<=[{,]))\s*(?P<key>[\w-]+)(?=\s*=)""")


def _locate_words(lines: Sequence[str], path: Path) -> dict[str, Location]:
    words: dict[str, Location] = {}
    for number, line in enumerate(lines, 1):
        for match in _WORD.finditer(line.partition("#")[0]):
            group = "text" if match["mark"] else "key"
            place = Location(path.name, number, match.start(group) + 1, match.end(group) + 1)
            words.setdefault(match[group], place)
    return words


def locate_key(path: Path, key: str) -> Location:
    """Where the config at ``path`` says ``key``, the file as a whole if it does not."""
    return _locate_in(_read_lines(path), path, key)


def _read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8-sig").splitlines()


def _locate_in(lines: Sequence[str], path: Path, key: str) -> Location:
    pattern = re.compile(rf"""\s*\[{{0,2}}(tool\.headword\.)?["']?{re.escape(key)}["']?\s*[=\].]""")
    for number, line in enumerate(lines, 1):
        if pattern.match(line):
            column = line.index(key) + 1
            return Location(path.name, number, column, column + len(key))
    return Location(path.name)
