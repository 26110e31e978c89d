"""Changes of keys in a config file: comments, order, blank lines and line endings stay the same."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from headword.core.errors import ConfigError
from headword.core.findings import Location

_BOM = "\ufeff"


def set_keys(file: Path, values: Mapping[str, str]) -> bytes:
    """Return the content of the config ``file`` with these keys set, in ``pyproject.toml`` in ``[tool.headword]``.

    Raises:
        HeadwordError: the file cannot be read, or another key would change.
    """
    try:
        text = file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the config cannot be read: {error}", Location(file.name)) from error
    mark = _BOM if text.startswith(_BOM) else ""
    plain = text.removeprefix(_BOM)
    newline = "\r\n" if "\r\n" in plain else "\n"
    written = _write(plain.replace("\r\n", "\n"), file.name, values)
    _prove(plain, written, file, values)
    return (mark + written.replace("\n", newline)).encode()


def _write(text: str, name: str, values: Mapping[str, str]) -> str:
    import tomlkit

    document = tomlkit.parse(text)
    _find_table(document, name).update(values)
    return tomlkit.dumps(document)


def _find_table(document: Any, name: str) -> Any:
    return document["tool"]["headword"] if name == "pyproject.toml" else document


def _prove(before: str, after: str, file: Path, values: Mapping[str, str]) -> None:
    """Raise an error unless another parser finds the same content in both texts, apart from ``values``."""
    expected = tomllib.loads(before)
    _find_table(expected, file.name).update(values)
    if tomllib.loads(after) != expected:
        hint = f"write it yourself: {', '.join(f'{key} = {value!r}' for key, value in values.items())}"
        raise ConfigError("the config cannot be changed without changing more", Location(file.name), hint)
