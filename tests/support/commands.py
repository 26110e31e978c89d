"""Commands as processes of their own, without the time that Python needs to start and import.

A helper process imports headword once and forks for each command. The command has its own memory, streams, working
directory, environment and exit code. A new interpreter runs it if a variable differs that Python reads when it starts.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

import headword

SECONDS = 1200
"""A command that takes longer is killed."""
_AT_START = ("PYTHON", "LC_", "LANG")


class CommandServer:
    """Run ``headword`` in forks of one helper process, which starts with the first command."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._start = _settings_of_python(os.environ)

    def run(self, arguments: list[str], cwd: Path, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
        """Return exit code, stdout and stderr of ``headword`` with ``arguments`` in the folder ``cwd``."""
        command = [sys.executable, "-m", "headword", *arguments]
        if _settings_of_python(environment) != self._start:
            return subprocess.run(
                command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
                timeout=SECONDS,
            )  # fmt: skip
        with TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            code = self._ask({
                "arguments": arguments, "cwd": str(cwd), "environment": environment, "out": str(out), "err": str(err),
            })  # fmt: skip
            return subprocess.CompletedProcess(command, code, *(file.read_text("utf-8") for file in (out, err)))

    def close(self) -> None:
        """End the helper process."""
        self._process.communicate()

    def _ask(self, request: dict[str, object]) -> int:
        assert self._process.stdin, self._process.stdout
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def _settings_of_python(environment: "os._Environ[str] | dict[str, str]") -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(_AT_START)}


def _serve() -> None:
    """Fork for each request; the child does not come back."""
    for module in pkgutil.walk_packages(headword.__path__, "headword."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _run(json.loads(line))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _run(request: dict[str, object]) -> NoReturn:
    signal.alarm(SECONDS)
    os.chdir(str(request["cwd"]))
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    for number, name in enumerate((os.devnull, request["out"], request["err"])):
        file = os.open(str(name), os.O_RDWR | os.O_CREAT)
        os.dup2(file, number)
        os.close(file)
    sys.argv = ["headword", *request["arguments"]]
    _end(importlib.import_module("headword.__main__").main)


def _end(main: Callable[[], None]) -> NoReturn:
    """Run ``main`` and end with its exit code. To free all objects one by one would take longer than most commands."""
    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
        code = 1
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    _serve()
