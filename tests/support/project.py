"""The folder of the project, a config that no rule complains of, and ending a process."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
# With what rules ask of every scheme: a test that is about something else is not to be told of it.
CONFIG = """\
base = "https://w3id.org/test/"
title = "Test"
license = "https://creativecommons.org/publicdomain/zero/1.0/"
creator = "Test"
created = "2026-01-16"
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


def end(process: "subprocess.Popen[Any]", seconds: float = 200) -> None:
    """Tell a process to end, and see that it does."""
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
