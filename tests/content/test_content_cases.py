"""What `headword lint` finds, and how it fixes that: the cases in ``tests/cases/content``."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from markdown_it import MarkdownIt

from headword.content.lint import lint_content
from headword.core.findings import Finding
from headword.lint.apply_fixes import fix_pages
from headword.lint.catalogue import CONTENT, load_rules
from headword.lint.fixes import SAFE, UNSAFE
from headword.project.project import find_project
from support.project import ROOT


class ContentCase(NamedTuple):
    """A section of a case file: the files of a site, the findings, and pages as they are when fixed."""

    name: str
    files: Mapping[str, str]
    findings: tuple[str, ...]
    fixed: Mapping[str, str]


def read_cases(file: Path) -> Iterator[ContentCase]:
    tokens = MarkdownIt("commonmark").parse(file.read_text(encoding="utf-8"))
    heads = [index for index, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"]
    shared: dict[str, str] = {}
    for start, end in zip(heads, [*heads[1:], len(tokens)], strict=True):
        fences = [(*one.info.split(" ", 1), one.content) for one in tokens[start:end] if one.type == "fence"]
        files = {where[0]: text for kind, *where, text in fences if kind not in ("findings", "fixed")}
        found = [line for kind, *_, text in fences if kind == "findings" for line in text.splitlines()]
        fixed = {where[0]: text for kind, *where, text in fences if kind == "fixed"}
        if start == heads[0]:
            shared = files
        else:
            yield ContentCase(f"{file.stem}-{tokens[start + 1].content}", {**shared, **files}, tuple(found), fixed)


CASES = [case for file in sorted((ROOT / "tests/cases/content").glob("*.md")) for case in read_cases(file)]


def show(finding: Finding) -> str:
    return f"{finding.location} {finding.rule.name}" + (f" -> {finding.instead}" if finding.instead else "")


def test_every_rule_about_content_has_a_case() -> None:
    found = {line.split()[1] for case in CASES for line in case.findings}
    assert {name for name, rule in load_rules().rules.items() if rule.seen_in == CONTENT} <= found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: ContentCase, tmp_path: Path) -> None:
    for name, text in case.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text.encode())
    project = find_project(tmp_path)
    assert [show(one) for one in lint_content(project).findings] == list(case.findings)
    fixed = fix_pages(project, {**SAFE, **UNSAFE}, lambda texts: lint_content(project, texts=texts)).after
    if case.fixed:
        assert {path: data.decode() for path, data in fixed.items()} == dict(case.fixed)


def test_a_value_with_several_concepts_says_so(tmp_path: Path) -> None:
    files = next(one.files for one in CASES if "semicolons" in one.name)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    messages = [one.message for one in lint_content(find_project(tmp_path)).findings]
    assert "'tape; infra' is 2 concepts in one value: write them as a list" in messages
