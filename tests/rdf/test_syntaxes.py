"""One graph in any syntax and order has the same findings, each at a related location."""

import random
import re
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from headword.core.findings import Report
from headword.lint.check_rdf import check_rdf_files
from headword.project.config.schema import Config
from headword.project.project import Project
from headword.rdf.blank_nodes import with_nodes_apart
from headword.rdf.entailment import LITERAL_FORM, XL_LABELS
from headword.rdf.graph import LocatedGraph
from headword.rdf.parse import read_located_rdf
from headword.rdf.terms import Literal, Triple
from support.rdf_writing import WRITERS
from support.skos_graphs import skos_graphs


def summarize(report: Report) -> Counter[tuple[str, ...]]:
    """Return the findings without their locations, which differ."""
    return Counter(
        (one.rule.name, one.severity.word, one.focus, re.sub(r"at x\.\w+(:\d+)*", "at …", one.message))
        for one in report.findings
    )


def check(folder: Path, name: str) -> Report:
    # All rules but those that say something of every scheme.
    config = Config(extend_select=("ALL",), languages=("en", "de"))
    return check_rdf_files(Project(folder, config), [folder / name])


def is_writable(triple: Triple) -> bool:
    """Return whether XML allows it."""
    text = triple[2].value if isinstance(triple[2], Literal) else ""
    return all(char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff") for char in text)


def assert_near(report: Report, facts: LocatedGraph) -> None:
    """Check that each finding is at a statement about its resource, or about a SKOS-XL label of it."""
    about: dict[str, set[object]] = {}
    for (subject, _, value), place in facts.items():
        for term in (subject, value):
            about.setdefault(str(term), set()).add(place)
    forms = {subject: place for (subject, predicate, _), place in facts.items() if predicate == LITERAL_FORM}
    for subject, predicate, value in facts:
        if predicate in XL_LABELS and value in forms:
            about[subject] |= about[str(value)]
    for finding in report.findings:
        if finding.focus and finding.location.line:
            assert finding.location in about[finding.focus], finding


@given(skos_graphs(), st.integers())
@settings(max_examples=60, deadline=None)
def test_any_syntax_and_order(triples: list[Triple], seed: int) -> None:
    graph = list(dict.fromkeys(triple for triple in triples if is_writable(triple)))
    choose = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        seen = {}
        for syntax, (ending, write) in WRITERS.items():
            choose.shuffle(graph)
            text = write(list(graph), choose)
            name = f"x{ending}"
            Path(folder, name).write_text(text, encoding="utf-8", newline="")
            facts = with_nodes_apart(read_located_rdf(Path(folder, name), name))
            assert len(facts) == len(graph), text
            assert all(place.line for place in facts.values()), text
            report = check(Path(folder), name)
            assert_near(report, facts)
            seen[syntax] = (frozenset(facts), summarize(report), report.concepts)
        first = seen["N-Triples"]
        assert seen == dict.fromkeys(seen, first)
