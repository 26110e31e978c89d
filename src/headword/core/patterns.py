"""Matching the regular expressions of users, with a time limit.

Python's `re` backtracks, which can take exponential time, and a match in a thread cannot be stopped. An expression that
may backtrack for long is matched in another process.
"""

import json
import os
import re
import sys
from collections.abc import Sequence
from functools import cache
from threading import Lock, Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

PATTERN_LIMIT = 60.0
"""Seconds that one expression may take for the texts of one call."""
_REPETITIONS = 2
_BRANCHES = 8
"""The repetitions, none inside another, and the branches that an expression may have to be matched in this process."""
_LONG = 5_000
"""The length from which a text is matched in another process: the time can grow with its square."""
_NOT_REPEATED = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_PROGRAM = """
import json, re, sys
for line in sys.stdin:
    pattern, flags, whole, texts = json.loads(line)
    made = re.compile(pattern, flags)
    found = [(made.fullmatch if whole else made.search)(text) is not None for text in texts]
    print(json.dumps(found), flush=True)
"""


class PatternTimeoutError(Exception):
    """An expression took longer than its time limit."""


def match_texts(
    pattern: str, texts: Sequence[str], flags: int = 0, *, whole: bool = False, seconds: float = PATTERN_LIMIT
) -> list[bool]:
    """Return for each text whether an expression matches it somewhere.

    Args:
        pattern: the expression, which compiles.
        texts: the texts.
        flags: those of `re`.
        whole: match whole texts only.
        seconds: the time limit for all texts.

    Raises:
        PatternTimeoutError: the time limit is exceeded.
    """
    if not sys.executable or (is_quick(pattern) and all(len(text) < _LONG for text in texts)):
        made = re.compile(pattern, flags)
        find = made.fullmatch if whole else made.search
        return [find(text) is not None for text in texts]
    return _PROCESS.ask([pattern, int(flags), whole, texts], seconds) if texts else []


@cache
def is_quick(pattern: str) -> bool:
    """Return whether an expression has few repetitions, none inside another: it cannot backtrack for long."""
    bare = _NOT_REPEATED.sub("x", pattern)
    repetitions, branches = re.findall(r"[*+{]", bare), re.findall(r"\||(?<!\()\?", bare)
    return not re.search(r"\)[*+{]", bare) and len(repetitions) <= _REPETITIONS and len(branches) <= _BRANCHES


class _MatchProcess:
    """A process that matches expressions; it starts with the first expression, and ends when this process does."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[str] | None = None

    def forget(self) -> None:
        """Forget the process, which belongs to the parent of a forked process."""
        self._lock, self._process = Lock(), None

    def ask(self, question: list[object], seconds: float) -> list[bool]:
        """Return the answer of the process; raise `PatternTimeoutError` if there is none in time."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._process = _start()
            answer = _ask(self._process, json.dumps(question), seconds)
            if not answer:
                # The timer ended the process; the next question starts another.
                self._process.kill()
                self._process.wait()
                raise PatternTimeoutError
        return list(json.loads(answer))


def _start() -> "subprocess.Popen[str]":
    # Imported here since few expressions need it.
    import subprocess

    command = [sys.executable, "-I", "-S", "-c", _PROGRAM]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")  # noqa: S603 - our own program


def _ask(process: "subprocess.Popen[str]", question: str, seconds: float) -> str:
    """Return the answer to a question, empty if the process was ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    timer = Timer(seconds, process.kill)
    timer.start()
    try:
        process.stdin.write(f"{question}\n")
        process.stdin.flush()
        return process.stdout.readline()
    except OSError:
        return ""
    finally:
        timer.cancel()


_PROCESS = _MatchProcess()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_PROCESS.forget)
