"""The examples of the SKOS Reference: the inconsistent ones are errors, and no others.

An example without a concept is an error of headword's own rule, which does not count.
"""

from pathlib import Path

import pytest

from headword.core.findings import Basis, Finding, Severity
from headword.lint.check_rdf import check_rdf_files
from headword.project.config import Config
from headword.project.project import Project
from support.project import ROOT

EXAMPLES = ROOT / "tests" / "data" / "skos-reference"
INVALID = sorted((EXAMPLES / "invalid").glob("*.ttl"))
VALID = sorted((EXAMPLES / "valid").glob("*.ttl"))


def test_all_examples_are_here() -> None:
    assert (len(INVALID), len(VALID)) == (16, 35)


def find_errors(file: Path) -> list[Finding]:
    report = check_rdf_files(Project(EXAMPLES, Config()), [file])
    errors = [finding for finding in report.findings if finding.severity is Severity.ERROR]
    return [finding for finding in errors if finding.rule.name != "no-concepts"]


@pytest.mark.parametrize("file", INVALID, ids=lambda file: file.stem)
def test_must_fail(file: Path) -> None:
    errors = find_errors(file)
    assert errors
    assert {finding.rule.basis for finding in errors} == {Basis.SKOS}


@pytest.mark.parametrize("file", VALID, ids=lambda file: file.stem)
def test_must_pass(file: Path) -> None:
    assert not find_errors(file)
