"""The files of the W3C SHACL test suite, as pySHACL's source distribution carries them."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from headword.rdf.parse import parse_rdf
from headword.rdf.shacl import ShapeResult
from headword.rdf.shacl.paths import read_path, write_path
from headword.rdf.terms import RDF_TYPE, SH, Term

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"


class SuiteFile:
    """One file of the suite: its data and shapes, and the results that it expects."""

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
        return as_row(
            said[SH + "focusNode"][0],
            shown,
            value,
            str(said[SH + "sourceConstraintComponent"][0]),
            str(said[SH + "resultSeverity"][0]),
        )


def as_row(focus: Term, path: str, value: Term | None, component: str, severity: str) -> tuple[str, ...]:
    # The names of blank nodes differ from file to file: one stands for all.
    shown = ["" if term is None else "_:" if str(term).startswith("_:") else repr(term) for term in (focus, value)]
    return (shown[0], path, shown[1], component, severity)


def find_rows(results: Iterable[ShapeResult]) -> Counter[tuple[str, ...]]:
    return Counter(as_row(r.focus, r.path, r.value, r.component, r.severity) for r in results)
