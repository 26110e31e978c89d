"""Programs that the tests use for real; without one its tests are skipped, and fail in CI."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin:/usr/local/sbin"
_DEBIAN = {
    "apache2": "apache2",
    "caddy": "caddy",
    "chromium": "chromium",
    "curl": "curl",
    "hugo": "hugo",
    "java": "default-jre-headless",
    "nginx": "nginx",
    "node": "nodejs",
    "openssl": "openssl",
    "soffice": "libreoffice-calc-nogui",
    "virtuoso-t": "virtuoso-opensource-7-bin",
}
"""The package of Debian and Ubuntu that has each program."""
_NPM = {"cspell": "cspell@9", "jskos-validate": "jskos-validate", "pyright": "pyright@1", "vnu-jar": "vnu-jar"}
_MISSING = "not installed: "


def find_program(name: str) -> str:
    """Return the path of a program: that in the environment variable with its name in capitals, else that of PATH."""
    found = os.environ.get(name.upper()) or shutil.which(name, path=_PATH)
    if found is None and name == "chromium":
        found = shutil.which("chromium-browser")
    if found is None:
        skip_without(name)
    return str(found)


def find_npm_package(name: str) -> Path:
    """Return the folder of a package in ``HEADWORD_NODE_MODULES``."""
    folder = Path(os.environ.get("HEADWORD_NODE_MODULES", "node_modules"), name)
    if not folder.is_dir():
        skip_without(name)
    return folder


def skip_without(name: str) -> None:
    """Skip the test for what is not installed; in CI everything has to be."""
    if os.environ.get("CI") == "true":
        pytest.fail(_MISSING + name)
    pytest.skip(_MISSING + name)


def advise(reasons: Iterable[str]) -> str:
    """Return one line on what is missing, of the reasons why tests were skipped, and how to install it; or nothing."""
    missing = sorted({reason.partition(_MISSING)[2] for reason in reasons if _MISSING in reason})
    commands = []
    if debian := [_DEBIAN[name] for name in missing if name in _DEBIAN]:
        commands.append(f"apt-get install {' '.join(debian)}")
    if npm := [_NPM[name] for name in missing if name in _NPM]:
        commands.append(f"npm install {' '.join(npm)} (and set HEADWORD_NODE_MODULES to the node_modules folder)")
    if missing and not commands:
        commands.append('pip install -e ".[test]"')
    return f"Tests were skipped without {', '.join(missing)}: {'; '.join(commands)}" if missing else ""
