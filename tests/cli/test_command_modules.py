"""The modules of commands are no libraries: what two of them need is in a module of its own."""

import ast
from keyword import iskeyword

from headword.cli import _COMMANDS
from support.project import ROOT

CLI = ROOT / "src" / "headword" / "cli"
COMMANDS = {f"headword.cli.{name}_" if iskeyword(name) else f"headword.cli.{name}" for name in _COMMANDS}


def imported(text: str) -> set[str]:
    """The modules that a module imports, also within functions and for types alone, and the names that it imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update((node.module, *(f"{node.module}.{name.name}" for name in node.names)))
    return found


def test_no_module_imports_that_of_a_command() -> None:
    for file in (ROOT / "src").rglob("*.py"):
        name = ".".join(file.relative_to(ROOT / "src").with_suffix("").parts)
        assert not COMMANDS & imported(file.read_text(encoding="utf-8")), name


def test_every_command_has_a_module() -> None:
    modules = {f"headword.cli.{file.stem}" for file in CLI.glob("*.py")}
    assert modules >= COMMANDS
    assert COMMANDS & imported("from headword.cli.build import x") == {"headword.cli.build"}
    assert COMMANDS & imported("def f():\n    from headword.cli import import_") == {"headword.cli.import_"}
