"""Who is compared, and how one of them is installed and measured."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Peer:
    """One row of the table: a way in `ways`, by the name and the package that it goes by."""

    name: str
    way: str
    package: str
    requirement: str = ""
    differs: str = ""
    """Why the number of findings is another than headword's."""
    small: bool = False
    """Takes minutes: measured on two smaller graphs, and extrapolated."""


_OWN = "has rules of its own, the shapes are not asked: "
_SHIFTY = (
    "gives one reason for each concept and constraint, whichever value of several it saw first; "
    "with the W3C report it gives one for each value"
)

OWN_RULES = (
    Peer(
        "headword check", "headword_check", "headword",
        differs="tells a cycle once and not once for each concept in it, leaves out what another finding says better, "
        "and has rules beyond Core, such as one label for two concepts",
    ),
    Peer(
        "Skosify, its five checks", "skosify", "skosify",
        differs=_OWN + "cycles (one for each), related concepts above one another, redundant links, labels of two "
        "kinds, second preferred labels",
    ),
    Peer(
        "semanticlint", "semanticlint", "semanticlint",
        differs=_OWN + "concepts in cycles, second preferred labels, labels of two kinds, and the share of concepts "
        "with a definition; no relations to what is above, no redundant links",
    ),
)  # fmt: skip

ENGINES = (
    Peer("headword, its engine", "headword_engine", "headword"),
    Peer("pySHACL", "pyshacl_rdflib", "pyshacl"),
    Peer("pySHACL on an Oxigraph store", "pyshacl_oxigraph", "pyshacl", "pyshacl[oxigraph]"),
    Peer("pyshacl-turbo", "pyshacl_turbo", "pyshacl-turbo"),
    Peer("pyshifty", "pyshifty_reasons", "pyshifty", "pyshifty[rdflib]", _SHIFTY),
    Peer("pyshifty, W3C report", "pyshifty_report", "pyshifty", "pyshifty[rdflib]"),
    Peer("shacl", "shacl", "shacl"),
    Peer("purrdf", "purrdf", "purrdf"),
)

WRITERS = (
    Peer("headword, with proof", "headword_write", "headword"),
    Peer("rdflib", "rdflib_write", "rdflib"),
    Peer("pyoxigraph", "pyoxigraph_write", "pyoxigraph"),
)


@dataclass(frozen=True)
class Run:
    """What one process took, or why it did not come to an end."""

    cpu: float = 0.0
    wall: float = 0.0
    peak: float = 0.0
    read: float | None = None
    work: float = 0.0
    findings: int | None = None
    version: str = ""
    failure: str = ""
    late: bool = False


def install(peer: Peer, venvs: Path) -> tuple[Path, str]:
    """The Python that has ``peer``, and what went wrong if none has."""
    if peer.package == "headword":
        return Path(sys.executable), ""
    requirement = peer.requirement or peer.package
    folder = venvs / re.sub(r"\W+", "-", requirement).strip("-")
    python, done = folder / "bin" / "python", folder / "installed"
    if done.is_file():
        return python, ""
    for command in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(python), "-m", "pip", "--disable-pip-version-check", "install", "-q", requirement],
    ):
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            return python, _why(run.stdout + run.stderr)
    done.touch()
    return python, ""


def _why(output: str) -> str:
    """The last line that says what went wrong, and the Python that the package asks for."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    last = next((line for line in reversed(lines) if "error" in line.lower()), lines[-1] if lines else "no output")
    wanted = re.findall(r"Requires-Python ([^\s;]+)", output)
    here = ".".join(map(str, sys.version_info[:3]))
    return f"{last} (its releases require Python {wanted[-1]}, this is {here})" if wanted else last


def measure(peer: Peer, python: Path, data: Path, shapes: Path, limit: float, runs: int) -> Run:
    """The median by CPU of ``runs`` processes; what takes longer than 20 s, or fails, runs once."""
    taken: list[Run] = []
    while len(taken) < runs and (not taken or (taken[-1].cpu < 20 and not taken[-1].failure)):
        taken.append(_measure_once(peer, python, data, shapes, limit))
    failed = [run for run in taken if run.failure]
    return failed[0] if failed else sorted(taken, key=lambda run: run.cpu)[len(taken) // 2]


def _measure_once(peer: Peer, python: Path, data: Path, shapes: Path, limit: float) -> Run:
    command = [str(python), str(HERE / "ways.py"), peer.way, peer.package, str(data), str(shapes)]
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        cpu, wall, peak, late, code = _run(command, limit, out.fileno(), err.fileno())
        out.seek(0)
        err.seek(0)
        said, complained = out.read().splitlines(), err.read()
    if late or code:
        failure = f"more than {limit:.0f} s" if late else f"{_why(complained)} (exit code {code})"
        return Run(cpu, wall, peak, failure=failure, late=late)
    return Run(cpu, wall, peak, **json.loads(said[-1]))


def _run(command: Sequence[str], limit: float, out: int, err: int) -> tuple[float, float, float, bool, int]:
    """CPU seconds, seconds, peak memory in MB, whether the time was up, and the exit code."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=out, stderr=err, start_new_session=True)
    late = threading.Event()

    def stop() -> None:
        late.set()
        os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(limit, stop)
    timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    timer.cancel()
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, late.is_set(), process.returncode
