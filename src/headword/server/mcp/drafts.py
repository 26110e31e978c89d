"""Checking Markdown that is in no file."""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from headword.compiler.incremental import compile_pages
from headword.compiler.run import SiteRun, find_dated_site
from headword.core.errors import HeadwordError
from headword.core.findings import Finding, Location, Report, Severity
from headword.lint.check import check_run
from headword.lsp.project_state import CheckedProject, check_again
from headword.project.project import PAGE_SUFFIXES, Project
from headword.project.variants import SourcePage, read_edition
from headword.server.mcp.views import LABEL, CheckAnswer, FindingView, clip, keep_filled

MOST_FINDINGS = 50
"""The number of findings that are shown."""


def check_draft(checked: CheckedProject, text: str, path: str) -> CheckAnswer:
    """Return the findings of a text as the page at ``path``, or as a new page if it is empty; nothing is written.

    Raises:
        HeadwordError: the path is not that of a page in the folder of sources.
    """
    project, data = checked.project, text.encode("utf-8", "surrogatepass")
    file = _find_page(project, path) if path else _name_draft(project)
    known = checked.names.get(os.path.realpath(file))
    page = project.relative(known or file)
    if known is not None:
        after = check_again(checked, {known: data}, {known})
        report, concepts = after.report, after.run.pages.records[after.file_of(page)].concepts
    else:
        report, concepts = _check_new(checked, file, data)
    here = [finding for finding in report.findings if finding.location.path == page]
    return CheckAnswer(
        page=page,
        concepts=concepts,
        errors=sum(finding.severity is Severity.ERROR for finding in here),
        warnings=sum(finding.severity is Severity.WARNING for finding in here),
        findings=view_findings(here),
        more=len(here) > MOST_FINDINGS,
    )


def _find_page(project: Project, path: str) -> Path:
    try:
        file = Path(os.path.abspath(project.root / path))
        is_inside = file.resolve().is_relative_to(project.sources.resolve())
    except (OSError, ValueError) as error:
        raise HeadwordError(f"{clip(path, LABEL)!r} cannot be the path of a page") from error
    if not is_inside or file.suffix.lower() not in PAGE_SUFFIXES:
        hint = f"name a Markdown file in {project.relative(project.sources)}/, or leave `path` out for a new page"
        raise HeadwordError(f"{clip(path, LABEL)!r} is not a page of the vocabulary", hint=hint)
    return file


def _name_draft(project: Project) -> Path:
    names = ("draft.md", *(f"draft-{number}.md" for number in range(2, 1000)))
    return next(file for name in names if not (file := project.sources / name).exists())


def _check_new(checked: CheckedProject, file: Path, data: bytes) -> tuple[Report, int]:
    """Return the report on the site with one more page, and the number of concepts in it."""
    project, selection, context = checked.project, checked.run.selection, checked.run.context
    edition = read_edition(file, file.relative_to(selection.top).as_posix(), project.config)
    with_draft = replace(selection, files=(*selection.files, SourcePage(*edition)))
    site = find_dated_site(project, with_draft, context, drafts=True)
    run = SiteRun(project, with_draft, compile_pages(site, context, {file: data}), context)
    report = check_run(run, run.documents(), checked.rules)
    return report, run.pages.records[edition.inside].concepts


def view_findings(findings: Iterable[Finding]) -> list[FindingView]:
    """Return the first findings, the most severe first, then by place."""
    ordered = sorted(findings, key=lambda finding: (-finding.severity, finding.location))
    return [_view_finding(finding) for finding in ordered[:MOST_FINDINGS]]


def _view_finding(finding: Finding) -> FindingView:
    place: Location = finding.location
    return keep_filled(
        FindingView(
            rule=finding.rule.name,
            severity=finding.severity.word,
            message=clip(finding.message, LABEL),
            path=place.path,
            line=place.line,
            column=place.column,
            fix=finding.rule.fix,
            instead=clip(finding.instead, LABEL),
            url=finding.rule.url,
        )
    )
