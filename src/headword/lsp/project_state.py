"""The state of a project after a check, with the texts of open files, and the check after a change."""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from headword.compiler.documents import SiteGraph
from headword.compiler.incremental import compile_pages
from headword.compiler.naming.lock import Lock
from headword.compiler.naming.plan import PagePlan, plan_page
from headword.compiler.run import SiteRun, find_dated_site
from headword.core.context import RunContext
from headword.core.findings import Finding, Report
from headword.lint.baseline import KnownFindings, read_baseline, subtract
from headword.lint.catalogue import RuleSet
from headword.lint.check import check_run
from headword.lint.select import project_rules
from headword.lsp.checked_content import CheckedContent, check_content, find_open
from headword.markdown.page_bytes import read_bytes
from headword.markdown.text import to_lines
from headword.project.parse import read_source
from headword.project.project import EXTRA_SUFFIX, PAGE_SUFFIXES, Project, extra_of
from headword.project.read import BufferOverlay
from headword.project.select import select_pages


@dataclass(frozen=True)
class CheckedProject:
    """A checked project.

    Attributes:
        run: its compiled pages.
        documents: the documents of the pages.
        rules: the rules of the check.
        known: the findings of the baseline.
        texts: the texts of files in the editor.
        names: the path of each page, of the Turtle file next to it, and of each open page of the content, by its
            real path.
        report: the findings that are not in the baseline.
        content: the open pages that use the vocabulary.
    """

    run: SiteRun
    documents: SiteGraph
    rules: RuleSet
    known: KnownFindings
    texts: BufferOverlay
    names: Mapping[str, Path]
    report: Report
    content: CheckedContent

    @property
    def project(self) -> Project:
        """Return the project."""
        return self.run.project

    @cached_property
    def findings(self) -> Mapping[str, list[Finding]]:
        """Return the findings by the path of their locations."""
        by_path: dict[str, list[Finding]] = {}
        # A page of the content can be one of the vocabulary as well.
        for finding in dict.fromkeys((*self.report.findings, *self.content.findings)):
            by_path.setdefault(finding.location.path, []).append(finding)
        return by_path

    @cached_property
    def files(self) -> Mapping[str, str]:
        """Return the original of each page under the sources folder, by the path in locations of any edition."""
        selected = self.run.selection.files
        return {
            self.project.relative(edition.source.path): item.inside for item in selected for edition in item.editions
        }

    def is_original(self, path: str) -> bool:
        """Return whether this is the path of a page, and not of a translation or of the Turtle next to it."""
        file = self.files.get(path)
        return file is not None and self.project.relative(self.run.pages.site.files[file].source.path) == path

    def file_of(self, path: str) -> str:
        """Return the file of the original of a page, also for its Turtle file; empty for other files."""
        if path.endswith(EXTRA_SUFFIX):
            stem = path.removesuffix(EXTRA_SUFFIX)
            return next((self.files[stem + suffix] for suffix in PAGE_SUFFIXES if stem + suffix in self.files), "")
        return self.files.get(path, "")

    def read_lines(self, path: str) -> tuple[str, ...]:
        """Return the lines of a file without endings, from the editor if it is open; none if it cannot be read."""
        file = self.project.root / path
        data = self.texts.get(file)
        if data is None:
            read = read_bytes(file, path)
            data = read if isinstance(read, bytes) else b""
        return to_lines(data.decode("utf-8", "replace"))

    def plan(self, path: str, lines: Sequence[str] | None = None) -> PagePlan | None:
        """Return the content of a page, now or with these ``lines``; None if it is not an original."""
        if not self.is_original(path):
            return None
        file = self.files[path]
        config, site = self.project.config, self.run.pages.site
        selected = site.files[file]
        data = "\n".join(self.read_lines(path) if lines is None else lines).encode("utf-8", "surrogatepass")
        source = read_source(data, path, selected, config)
        return plan_page(source, site.folders[selected.inside], site.taken, config, site.lock).value


def find_held(names: Mapping[str, Path], held: BufferOverlay) -> dict[Path, bytes]:
    """Return the texts that an editor ``held`` for these ``names``, by their paths in the project."""
    found = ((names.get(os.path.realpath(path)), text) for path, text in held.items())
    return {path: text for path, text in found if path is not None}


def check_project(project: Project, context: RunContext, held: BufferOverlay, *, drafts: bool) -> CheckedProject:
    """Check all of ``project``, with what an editor ``held`` of any files.

    Raises:
        HeadwordError: the project cannot be checked.
    """
    selection = select_pages(project, [])
    pages = [edition.source.path for item in selection.files for edition in item.editions]
    names = {os.path.realpath(path): path for page in pages for path in (page, extra_of(page))}
    content = find_open(project, held)
    names = {os.path.realpath(one.source.path): one.source.path for one in content.files} | names
    texts = find_held(names, held)
    site = find_dated_site(project, selection, context, drafts=drafts)
    known = read_baseline(project.baseline, project.relative(project.baseline)) if project.baseline.exists() else {}
    run = SiteRun(project, selection, compile_pages(site, context, texts), context)
    return _check(run, project_rules(project), known, texts, names, content)


def check_again(
    before: CheckedProject, texts: BufferOverlay, changed: Collection[Path], lock: Lock | None = None
) -> CheckedProject:
    """Check again, after these files ``changed`` in the editor; ``lock`` is the new lock, if it changes too.

    Raises:
        HeadwordError: the project cannot be checked.
    """
    files = {
        item.inside
        for item in before.run.selection.files
        if any(edition.source.path in changed or extra_of(edition.source.path) in changed for edition in item.editions)
    }
    if not files:
        content = check_content(before.project, before.documents, texts, before.known, before.content)
        return replace(before, texts=texts, content=content)
    run = replace(before.run, pages=before.run.pages.renew(texts, files, lock))
    return _check(run, before.rules, before.known, texts, before.names, before.content)


def _check(
    run: SiteRun,
    rules: RuleSet,
    known: KnownFindings,
    texts: BufferOverlay,
    names: Mapping[str, Path],
    content: CheckedContent,
) -> CheckedProject:
    documents = run.documents()
    report, _ = subtract(check_run(run, documents, rules), known)
    checked = check_content(run.project, documents, texts, known, content)
    return CheckedProject(run, documents, rules, known, texts, names, report, checked)
