"""The rooms of the house: which there are, the doors that others use, and one word for one kind."""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.project import ROOT

PACKAGE = ROOT / "src" / "headword"
ROOMS = {
    "api", "cli", "compiler", "content", "core", "ids", "importers", "lint", "lsp", "markdown", "project", "publish",
    "rdf", "server", "site", "stores",
}  # fmt: skip


def name_module(file: Path) -> str:
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {name_module(file): ast.parse(file.read_text("utf-8")) for file in sorted(PACKAGE.rglob("*.py"))}
MODULES = {name: tree for name, tree in TREES.items() if name not in ("", "__main__")}


def list_imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The module and the name of everything that is imported from headword; of a module itself the name is empty."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("headword."):
            base = node.module.removeprefix("headword.")
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield (inner, "") if inner in MODULES else (base, alias.name)


def read_doors(room: str) -> set[str]:
    said = ast.get_docstring(TREES[room]) or ""
    found = re.search(r"^Doors?: (.*)\Z", said, re.MULTILINE | re.DOTALL)
    assert found is not None, f"the docstring of {room} names no doors"
    return {door.strip() for door in found[1].rstrip(".").split(",")}


def test_the_top_holds_the_rooms_alone() -> None:
    entries = {entry.name for entry in PACKAGE.iterdir() if entry.name != "__pycache__"}
    assert entries == ROOMS | {"__init__.py", "__main__.py", "py.typed"}


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_other_rooms_come_through_the_doors(room: str) -> None:
    doors = read_doors(room)
    around = {
        f"{module} imports {target}.{name}"
        for module, tree in MODULES.items()
        for target, name in list_imports(tree)
        if module.partition(".")[0] != room == target.partition(".")[0]
        and not {target.removeprefix(f"{room}."), f"{target.removeprefix(f'{room}.')}.{name}"} & doors
        and not (target == room and name in doors)
    }
    assert around == set()


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_every_door_is_there(room: str) -> None:
    missing = {
        door
        for door in read_doors(room)
        if f"{room}.{door}" not in MODULES and not _defines(f"{room}.{door}".rpartition("."))
    }
    assert missing == set()


def _defines(place: tuple[str, str, str]) -> bool:
    module, _, name = place
    tree = MODULES.get(module)
    return tree is not None and name in {node.name for node in tree.body if isinstance(node, DEFINITIONS)}


DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def test_no_two_classes_share_a_name() -> None:
    names = Counter(node.name for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    assert {name for name, count in names.items() if count > 1} == set()


def test_no_function_name_stands_for_two_things_in_a_room() -> None:
    """Private functions too. Each command is the function `command` of its module, which is how click finds it."""
    places: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for module, tree in MODULES.items():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                places[module.partition(".")[0], node.name].add(module)
    shared = {name: found for name, found in places.items() if len(found) > 1 and name[1] != "command"}
    assert shared == {}
