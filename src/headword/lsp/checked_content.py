"""The open pages that use the vocabulary, as they were last checked."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from headword.compiler.documents import SiteGraph
from headword.content.check import ReadValue
from headword.content.lint import ContentUses, content_rules, finds_links, report_uses
from headword.content.pages import ContentFile, choose_content
from headword.content.reader import ContentReader, PageUses, list_tags, make_reader
from headword.content.tag_files import find_tag_files
from headword.content.vocabulary import read_thesaurus, read_vocabularies
from headword.core.cache import digest
from headword.core.errors import HeadwordError
from headword.core.findings import Finding
from headword.lint.baseline import KnownFindings, subtract
from headword.project.project import Project, SourceFile
from headword.project.read import BufferOverlay
from headword.rdf.graph import LocatedGraph


@dataclass(frozen=True)
class EditorVocabulary:
    """The vocabulary that content is read with.

    Attributes:
        reader: reads pages with it.
        others: the facts of the RDF files that the config names.
        key: differs for a different vocabulary.
    """

    reader: ContentReader
    others: LocatedGraph
    key: str


@dataclass(frozen=True)
class CheckedContent:
    """The open pages of the content, and what was found there.

    Attributes:
        files: the open pages.
        vocabulary: what they were read with; None if no page is open, or there is an error.
        pages: what the pages use.
        findings: what was found, without the findings of the baseline.
        error: why they cannot be checked.
    """

    files: tuple[ContentFile, ...] = ()
    vocabulary: EditorVocabulary | None = None
    pages: tuple[PageUses, ...] = ()
    findings: tuple[Finding, ...] = ()
    error: HeadwordError | None = None

    @cached_property
    def facts(self) -> LocatedGraph:
        """The facts of concepts that no page of the vocabulary describes."""
        return self.vocabulary.others if self.vocabulary is not None else {}

    @cached_property
    def by_path(self) -> Mapping[str, PageUses]:
        """The pages with their values, by the path that locations carry."""
        return {page.page.path: page for page in self.pages}

    def list_values(self, path: str) -> Iterator[ReadValue]:
        """The values of a page that have a place of their own."""
        page = self.by_path.get(path)
        for value in page.values if page is not None else ():
            if value.use.value.location.end_column > value.use.value.location.column:
                yield value


def find_open(project: Project, held: BufferOverlay) -> CheckedContent:
    """Find the open pages of the content, which are not checked yet."""
    content = project.config.content
    if not content.keys and content.prose is None:
        return CheckedContent()
    files = [Path(os.path.realpath(path)) for path in held]
    try:
        tags = [ContentFile(SourceFile(one, one.stem), one.name) for one in find_tag_files(project) if one in files]
        return CheckedContent((*choose_content(project, files).files, *tags))
    except HeadwordError as error:
        return CheckedContent(error=error)


def check_content(
    project: Project, documents: SiteGraph, texts: BufferOverlay, known: KnownFindings, before: CheckedContent
) -> CheckedContent:
    """Check the open pages of the content; what the vocabulary was ``before`` is used again if it did not change."""
    if not before.files:
        return before
    try:
        vocabulary = _renew_tags(_read_vocabulary(project, documents, before), texts)
    except HeadwordError as error:
        return CheckedContent(before.files, error=error)
    reader = vocabulary.reader
    pages = tuple(reader.read(file, texts) for file in before.files)
    uses = ContentUses(pages, reader.thesaurus, reader.scopes, ())
    report, _ = subtract(report_uses(uses, content_rules(project), project.config), known)
    return CheckedContent(before.files, vocabulary, pages, report.findings)


def _read_vocabulary(project: Project, documents: SiteGraph, before: CheckedContent) -> EditorVocabulary:
    names = (project.root / name for name in project.config.content.vocabularies)
    stamps = ((file.as_posix(), str(file.stat().st_mtime_ns)) for file in names if file.is_file())
    records = ((file, record.digest) for file, record in documents.records.items())
    key = digest(*(text for pair in (*records, *stamps) for text in pair))
    known = before.vocabulary
    if known is not None and known.key == key and known.reader.project == project:
        return known
    others = read_vocabularies(project)
    thesaurus = read_thesaurus(project, documents, others)
    return EditorVocabulary(make_reader(project, thesaurus, {}, links=finds_links(project)), others, key)


def _renew_tags(vocabulary: EditorVocabulary, texts: BufferOverlay) -> EditorVocabulary:
    """Return the same with the files of tags as they are now; a reader that did not change keeps what it knows."""
    reader = vocabulary.reader
    tags = list_tags(reader.project, texts)
    return vocabulary if tags == reader.tag_files else replace(vocabulary, reader=replace(reader, tag_files=tags))
