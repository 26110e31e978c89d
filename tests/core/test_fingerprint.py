"""The fingerprint of the program: no change of any module is missed, however deep the module lies."""

import os
import shutil
from pathlib import Path

from headword.core.fingerprint import fingerprint_modules
from support.project import CONFIG, ROOT, Run

PACKAGE = ROOT / "src" / "headword"


def copy_package(to: Path) -> Path:
    shutil.copytree(PACKAGE, to / "headword", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "shapes", to / "headword" / "shapes")
    return to / "headword"


def test_one_byte_in_any_module_changes_the_fingerprint(tmp_path: Path) -> None:
    package = copy_package(tmp_path)
    modules = sorted(package.rglob("*.py"))
    deepest = package / "a" / "b" / "c" / "d.py"
    deepest.parent.mkdir(parents=True)
    deepest.write_text("# deep\n")
    seen = {tuple(fingerprint_modules(package))}
    for count, module in enumerate([*modules, deepest], 2):
        data = bytearray(module.read_bytes() or b"#")
        data[-1] ^= 1
        before = module.stat()
        module.write_bytes(data)
        # A clock can be coarser than this loop.
        os.utime(module, ns=(before.st_atime_ns, before.st_mtime_ns + 1_000_000))
        seen.add(tuple(fingerprint_modules(package)))
        assert len(seen) == count, module


def test_a_changed_rule_is_not_answered_from_the_cache(tmp_path: Path, headword: Run) -> None:
    package = copy_package(tmp_path / "program")
    site = tmp_path / "site"
    (site / "taxonomy").mkdir(parents=True)
    (site / "headword.toml").write_text(CONFIG)
    (site / "taxonomy" / "rocks.md").write_text("# Metals\n\n## Mercury\n\n## Planets\n\n### mercury\n")
    where = {"PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1"}

    def check() -> str:
        return headword("check", "--output-format", "concise", "--select", "same-label", cwd=site, **where).stdout

    assert "same-label" in check()
    rule = next(file for file in package.rglob("labels.py") if "if len(same) < 2" in file.read_text())
    rule.write_text(rule.read_text().replace("if len(same) < 2", "if len(same) < 99"))
    assert "same-label" not in check()


def test_data_files_are_found_through_the_package() -> None:
    """No module looks beside itself: what moves would otherwise lose its files."""
    assert [file for file in PACKAGE.rglob("*.py") if "__file__" in file.read_text("utf-8")] == []
