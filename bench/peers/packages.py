"""The other tools: the version of each, when it was released, and its environment.

Each is installed in an environment of its own in one folder, the cache, and stays there for the next run.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Package:
    """A release of another tool: from PyPI, from Debian, or from a git repository of a Node program."""

    name: str
    version: str
    released: str
    extras: str = ""
    python: tuple[int, int] = (3, 11)
    """The oldest Python that it runs on."""
    repository: str = ""
    """The git repository of a Node program; its version is a commit."""
    program: str = ""
    """A program of Debian, from the package of this name."""
    note: str = ""

    @property
    def requirement(self) -> str:
        """Return it as a requirement of pip."""
        return f"{self.name}{self.extras}=={self.version}"


PACKAGES = {
    package.name: package
    for package in (
        Package("pyshacl", "0.40.1", "2026-07", "[oxigraph]"),
        Package("shacl", "0.3.4", "2026-10"),
        Package("pyshifty", "0.5.1", "2026-09", "[rdflib]"),
        Package("pyshacl-turbo", "0.6.5", "2026-10"),
        Package("purrdf", "3.0.1", "2026-10", python=(3, 13)),
        Package("semanticlint", "0.6.0", "2026-07"),
        Package("ster", "0.51.4", "2026-10", python=(3, 12)),
        Package("skosify", "2.3.0", "2021-08"),
        Package("voc4cat", "1.2.0", "2026-09"),
        Package("rdflib", "7.6.0", "2026-02"),
        Package("pyoxigraph", "0.5.13", "2026-10"),
        Package("oxigraph", "0.5.13", "2026-10"),
        Package("pylode", "3.6.0", "2026-08", python=(3, 12)),
        Package("raptor2-utils", "2.0.15", "Debian 12", program="rapper"),
        Package("rasqal-utils", "0.9.33", "Debian 12", program="roqet"),
        Package(
            "skohub-vocabs", "cb252f5", "2026-07", repository="https://github.com/skohub-io/skohub-vocabs",
            note="with sharp 0.33, which needs no download during installation",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Environment:
    """An installed package: the folder of its programs, and the folder of its repository; or why there is none."""

    programs: Path
    repository: Path = Path()
    failure: str = ""


def install(name: str, cache: Path) -> Environment:
    """Return the environment of a package, installed in ``cache`` if needed; that of headword is that of this run."""
    if name == "headword":
        return Environment(Path(sys.executable).parent)
    package = PACKAGES[name]
    if package.program:
        found = shutil.which(package.program)
        return Environment(Path(found).parent if found else Path(), failure="" if found else f"apt install {name}")
    if package.repository:
        return _install_node(package, cache / f"{name}-{package.version}")
    return _install_python(package, cache / f"{name}-{package.version}")


def _install_python(package: Package, folder: Path) -> Environment:
    done = folder / "installed"
    if done.is_file():
        return Environment(folder / "bin")
    python = _find_python(package.python)
    if python is None:
        major, minor = package.python
        return Environment(folder, failure=f"requires Python {major}.{minor}, which is not in PATH")
    failure = _run_all(
        [python, "-m", "venv", "--without-pip", str(folder)],
        [sys.executable, "-m", "pip", "--python", str(folder), "-q", "install", package.requirement],
    )
    if not failure:
        done.touch()
    return Environment(folder / "bin", failure=failure)


def _install_node(package: Package, folder: Path) -> Environment:
    if not (folder / "installed").is_file():
        failure = _run_all(
            ["git", "clone", "-q", package.repository, str(folder)],
            ["git", "-C", str(folder), "checkout", "-q", package.version],
            ["npm", "--prefix", str(folder), "ci", "--omit=dev", "--no-audit", "--no-fund"],
            ["npm", "--prefix", str(folder), "install", "--no-save", "--no-audit", "--no-fund", "sharp@0.33"],
        )
        if failure:
            return Environment(folder, failure=failure)
        (folder / "installed").touch()
    return Environment(folder / "node_modules" / ".bin", folder)


def _find_python(oldest: tuple[int, int]) -> str | None:
    if sys.version_info[:2] >= oldest:
        return sys.executable
    names = (f"python3.{minor}" for minor in range(oldest[1], oldest[1] + 4))
    return next((found for name in names if (found := shutil.which(name))), None)


def _run_all(*commands: Sequence[str]) -> str:
    """Run commands in turn, and return why one of them failed."""
    for command in commands:
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            return explain(run.stdout + run.stderr)
    return ""


def explain(output: str) -> str:
    """Return the last line that says what went wrong, and the Python that the package asks for."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    last = next((line for line in reversed(lines) if "error" in line.lower()), lines[-1] if lines else "no output")
    wanted = re.findall(r"Requires-Python ([^\s;]+)", output)
    here = ".".join(map(str, sys.version_info[:3]))
    return f"{last} (its releases require Python {wanted[-1]}, this is {here})" if wanted else last
