"""The engines and libraries on the same graph, by their Python APIs, and how one of them is measured."""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from packages import explain

from measuring import measure as measure_command

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Peer:
    """One row of the table: a way in `ways`, by the name and the package that it goes by."""

    name: str
    way: str
    package: str
    differs: str = ""
    """Why the number of findings is another than headword's."""


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
    Peer("pySHACL on an Oxigraph store", "pyshacl_oxigraph", "pyshacl"),
    Peer("pyshacl-turbo", "pyshacl_turbo", "pyshacl-turbo"),
    Peer("pyshifty", "pyshifty_reasons", "pyshifty", _SHIFTY),
    Peer("pyshifty, W3C report", "pyshifty_report", "pyshifty"),
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


def measure(peer: Peer, python: Path, data: Path, shapes: Path, limit: float, runs: int) -> Run:
    """Return the least by CPU of ``runs`` processes; what takes longer than 20 s, or fails, runs once."""
    taken: list[Run] = []
    while len(taken) < runs and (not taken or (taken[-1].cpu < 20 and not taken[-1].failure)):
        taken.append(_measure_once(peer, python, data, shapes, limit))
    failed = [run for run in taken if run.failure]
    return failed[0] if failed else min(taken, key=lambda run: run.cpu)


def _measure_once(peer: Peer, python: Path, data: Path, shapes: Path, limit: float) -> Run:
    command = [str(python), str(HERE / "ways.py"), peer.way, peer.package, str(data), str(shapes)]
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        taken = measure_command(command, limit=limit, out=out, errors=errors)
        out.seek(0)
        errors.seek(0)
        said, complained = out.read().splitlines(), errors.read()
    if taken.is_late or taken.code:
        failure = f"more than {limit:.0f} s" if taken.is_late else f"{explain(complained)} (exit code {taken.code})"
        return Run(*taken[:3], failure=failure, late=taken.is_late)
    return Run(*taken[:3], **json.loads(said[-1]))
