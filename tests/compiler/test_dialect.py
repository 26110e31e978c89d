"""The meaning of Markdown: the cases in ``tests/cases/dialect``."""

from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest

from headword.compiler.vocabulary import Compiled, compile_project
from headword.markdown.profiles import SITES
from headword.project.project import find_project
from headword.rdf.parse import parse_rdf
from headword.rdf.terms import PREFIXES, Term
from support.cases import Case, read_cases
from support.project import CONFIG, ROOT

FILES = sorted(file for file in (ROOT / "tests" / "cases" / "dialect").glob("*.md") if file.name != "README.md")
CASES = [case for file in FILES for case in read_cases(file)]
NONE = "none:"


def compile_case(case: Case, folder: Path) -> Compiled:
    files = {name: text for name, text in case.files.items() if name != "expected"}
    config = {"headword.toml": f'{CONFIG}profile = "{case.rule}"\n'} if case.rule in SITES else {}
    Case(case.rule, case.title, {**config, **files}, ()).write(folder)
    return compile_project(find_project(folder))


def expected_values(case: Case) -> dict[tuple[str, str], set[Term]]:
    prefixes = {**PREFIXES, "": "https://w3id.org/test/page/"}
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes.items())
    wanted = defaultdict(set)
    for subject, predicate, value in parse_rdf(
        (head + case.files["expected"]).encode(), ox.RdfFormat.TURTLE, "expected", "https://w3id.org/test/"
    ):
        wanted[(subject, predicate)].update({value} - {NONE})
    return wanted


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.title}")
def test_case(case: Case, tmp_path: Path) -> None:
    compiled = compile_case(case, tmp_path)
    found = defaultdict(set)
    for subject, predicate, value in compiled.facts:
        found[(subject, predicate)].add(value)
    wanted = expected_values(case)
    assert wanted
    assert {key: found[key] for key in wanted} == wanted


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.title}")
def test_every_triple_has_a_location(case: Case, tmp_path: Path) -> None:
    compiled = compile_case(case, tmp_path)
    lines = {
        file.relative_to(tmp_path).as_posix(): file.read_text("utf-8").split("\n") for file in tmp_path.rglob("*.md*")
    }
    for (_, _, value), place in compiled.facts.items():
        if place.path == "headword.toml":
            continue
        assert 1 <= place.line <= len(lines[place.path])
        line = lines[place.path][place.line - 1]
        # The name of a file is written in none of its lines.
        is_file_name = place[1:] == (1, 1, 1) and case.rule in ("obsidian", "logseq")
        assert 1 <= place.column < place.end_column <= len(line) + 1 or "\n" in str(value) or is_file_name
