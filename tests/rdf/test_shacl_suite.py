"""The core part of the W3C SHACL test suite, through the fast engine.

pySHACL's source distribution carries a copy of the suite, which is fetched for the test run: it is
not part of this repository. Where no package index can be reached the tests fail, they do not skip.
"""

import subprocess
import sys
import tarfile
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox
import pytest

from headword.core.errors import HeadwordError
from headword.rdf.parse import parse_rdf
from headword.rdf.shacl import ShapeResult
from headword.rdf.shacl import engine as fast
from headword.rdf.shacl.paths import read_path, write_path
from headword.rdf.terms import RDF_TYPE, SH, Literal, Term
from support.project import ROOT

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
CASES = 98


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("suite")
    wanted = f"pyshacl=={version('pyshacl')}"
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", "pyshacl", "-d", str(folder)]
    subprocess.run([*command, wanted], check=True, capture_output=True)
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.glob("*/test/resources/sht_tests/core"))


class TestFile:
    """One file of the suite: its data and shapes, and the results that it wants."""

    __test__ = False

    def __init__(self, file: Path) -> None:
        self.base = file.as_uri()
        self.facts = parse_rdf(file.read_bytes(), ox.RdfFormat.TURTLE, str(file), self.base)
        self.said: dict[Term, dict[str, list[Term]]] = {}
        for subject, predicate, value in self.facts:
            self.said.setdefault(subject, {}).setdefault(predicate, []).append(value)

    def one(self, subject: Term, predicate: str) -> Term:
        return self.said[subject][predicate][0]

    def tests(self) -> list[str]:
        return [s for s, p, o in self.facts if p == RDF_TYPE and o == SHT + "Validate"]

    def graph(self, test: str, role: str) -> dict:  # type: ignore[type-arg]
        source = str(self.one(self.one(test, MF + "action"), SHT + role))
        if source == self.base:
            return self.facts
        other = Path(source.removeprefix("file://"))
        return parse_rdf(other.read_bytes(), ox.RdfFormat.TURTLE, str(other), other.as_uri())

    def wanted(self, test: str) -> Counter[tuple[str, ...]] | None:
        report = self.one(test, MF + "result")
        if report == SHT + "Failure":
            return None
        return Counter(self._result(node) for node in self.said[report].get(SH + "result", ()))

    def _result(self, node: Term) -> tuple[str, ...]:
        said = self.said[node]
        path = said.get(SH + "resultPath", [None])[0]
        if isinstance(path, str):
            shown = write_path(read_path(path, self.said)) if path.startswith("_:") else path
        else:
            shown = ""
        value = said.get(SH + "value", [None])[0]
        return _as_row(
            said[SH + "focusNode"][0],
            shown,
            value,
            str(said[SH + "sourceConstraintComponent"][0]),
            str(said[SH + "resultSeverity"][0]),
        )


def _as_row(focus: Term, path: str, value: Term | None, component: str, severity: str) -> tuple[str, ...]:
    # The names of blank nodes differ from file to file: one stands for all.
    shown = ["" if term is None else "_:" if str(term).startswith("_:") else repr(term) for term in (focus, value)]
    return (shown[0], path, shown[1], component, severity)


def _found(results: list[ShapeResult]) -> Counter[tuple[str, ...]]:
    return Counter(_as_row(r.focus, r.path, r.value, r.component, r.severity) for r in results)


def test_every_case_that_the_engine_claims_passes(suite: Path) -> None:
    passed, failed, left_out = [], {}, []
    for file in sorted(suite.rglob("*.ttl")):
        test_file = TestFile(file)
        for test in test_file.tests():
            name = f"{file.parent.name}/{file.stem}"
            wanted = test_file.wanted(test)
            try:
                plan = fast.plan(test_file.graph(test, "shapesGraph"))
            except HeadwordError as error:
                if wanted is None:
                    passed.append(name)
                else:
                    failed[name] = str(error)
                continue
            if plan.elsewhere:
                left_out.append(name)
                continue
            found = _found(list(fast.run(test_file.graph(test, "dataGraph"), plan)))
            if wanted is not None and found == wanted:
                passed.append(name)
            else:
                failed[name] = (found - (wanted or Counter()), (wanted or Counter()) - found)
    assert failed == {}
    assert len(passed) + len(left_out) == CASES
    count = f"{len(passed)} of the {CASES}"
    assert count in " ".join((ROOT / "docs" / "engine.md").read_text(encoding="utf-8").split()), (count, left_out)


def test_the_names_of_literals_are_not_lost() -> None:
    assert _as_row(Literal("a", "en"), "", None, "", "") != _as_row(Literal("a", "de"), "", None, "", "")
