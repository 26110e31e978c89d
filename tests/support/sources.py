"""Source distributions of packages, which carry test suites of the W3C that are not part of this repository."""

import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path


def unpack_source(package: str, folder: Path) -> Path:
    """The folder with the source of an installed package, fetched from the package index."""
    wanted = f"{package}=={version(package)}"
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", package, "-d", str(folder)]
    subprocess.run([*command, wanted], check=True, capture_output=True)
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    return next(path for path in folder.iterdir() if path.is_dir())
