"""Plugins: what installed packages offer as entry points, headword's own among them.

The file ``entry_points.txt`` of each package is read directly (PyPA, entry
points specification).  ``importlib.metadata`` gives the same, but importing it
takes 36 ms of CPU, a tenth of a whole check from the cache; this takes 1 ms.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from headword.core.errors import HeadwordError
from headword.core.suggest import nearest_hint

IMPORTERS = "headword.importers"
REPORTS = "headword.reports"
RULE_PACKS = "headword.rules"
HOSTS = "headword.hosts"
STORES = "headword.stores"
_OURS = "headword"
_ENDING = ".dist-info"


class Plugin(NamedTuple):
    """An entry point: its name, the object that it refers to as ``module:attribute``, and the package that has it."""

    name: str
    target: str
    package: str


@cache
def find_plugins(group: str) -> Mapping[str, Plugin]:
    """Return the plugins of ``group`` by name, headword's own first, in the order of their file; none is loaded.

    Raises:
        HeadwordError: two packages offer the same name, or headword itself is not installed.
    """
    found = [plugin for package, text in _read_packages() for plugin in _parse(text, group, package)]
    if not any(plugin.package == _OURS for plugin in found):
        hint = "install headword; from a checkout: pip install -e ."
        raise HeadwordError(f"headword is not installed: nothing offers the entry points {group}", hint=hint)
    plugins: dict[str, Plugin] = {}
    for plugin in sorted(found, key=lambda plugin: plugin.package != _OURS):
        known = plugins.setdefault(plugin.name, plugin)
        if known is not plugin:
            message = f"both {known.package} and {plugin.package} offer {plugin.name!r} as {group}"
            raise HeadwordError(message, hint=f"uninstall {plugin.package}, or rename its entry point")
    return plugins


def load_plugin(group: str, name: str) -> Any:
    """Return the object that the plugin ``name`` of ``group`` refers to.

    Raises:
        HeadwordError: there is no such plugin, or it cannot be imported.
    """
    plugins = find_plugins(group)
    if name not in plugins:
        raise HeadwordError(f"no package offers {name!r} as {group}", hint=nearest_hint(name, plugins))
    _, target, package = plugins[name]
    module, _, attributes = target.partition(":")
    try:
        found: Any = import_module(module)
        for attribute in attributes.split("."):
            found = getattr(found, attribute)
    except (ImportError, AttributeError) as error:
        hint = f"update {package}, or uninstall it"
        raise HeadwordError(f"{name!r} of {package} cannot be loaded: {error}", hint=hint) from error
    return found


def load_plugins(group: str) -> Mapping[str, Any]:
    """Return the object that each plugin of ``group`` refers to, by name.

    Raises:
        HeadwordError: as `find_plugins` and `load_plugin`.
    """
    return {name: load_plugin(group, name) for name in find_plugins(group)}


def _read_packages() -> Iterator[tuple[str, str]]:
    """Yield the name of each installed package and the text of its entry points, which may be empty.

    If two packages have the same name, the first one on ``sys.path`` counts, as for an import.
    """
    seen: set[str] = set()
    for folder in sys.path:
        for entry in _list_packages(folder or "."):
            package = entry.name.partition("-")[0].lower().replace("_", "-")
            if package not in seen:
                seen.add(package)
                yield package, _read(Path(entry.path, "entry_points.txt"))


def _list_packages(folder: str) -> list[os.DirEntry[str]]:
    try:
        return sorted((entry for entry in os.scandir(folder) if entry.name.endswith(_ENDING)), key=lambda one: one.name)
    except OSError:
        return []


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeError):
        return ""


def _parse(text: str, group: str, package: str) -> Iterator[Plugin]:
    section = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            section = line.strip("[] ")
        elif section == group and "=" in line and not line.startswith(("#", ";")):
            name, _, target = line.partition("=")
            yield Plugin(name.strip(), target.partition("[")[0].strip(), package)
