"""Check the content of a project against its vocabulary."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from headword.compiler.run import SiteRun, open_run
from headword.content.check import ReadValue, TermReading, check_page, find_scopes, read_term
from headword.content.pages import ContentPage, find_content, read_content
from headword.content.prose.check import TextTerms
from headword.content.thesaurus import TermConcept, TermScope, Thesaurus, make_thesaurus
from headword.core.context import RunContext
from headword.core.errors import ConfigError, SourceError
from headword.core.findings import Location, Observation, Report
from headword.lint.catalogue import CONTENT, RuleSet, load_rules
from headword.lint.check import check_globs, is_about_content
from headword.lint.report import CheckResult, make_report
from headword.lint.select import ALWAYS, choose_rules
from headword.project.project import Project
from headword.project.read import BufferOverlay
from headword.rdf.graph import LocatedGraph
from headword.rdf.parse import read_rdf

UNUSED_CONCEPT = "unused-concept"
UNLINKED_TERM = "unlinked-term"
_OF_PAGES = frozenset({
    "front-matter-duplicate-key", "front-matter-surprise", "front-matter-syntax", "language-tag", "unreadable-page",
    "unused-suppression",
})  # fmt: skip
"""The rules about any page, of which `headword check` knows as well."""


def content_rules(project: Project) -> RuleSet:
    """The rules about content that hold in ``project``, at its levels.

    If `select` of the config names none of them, those that are on by default hold.
    """
    config, every = project.config, load_rules(project.shapes)
    chosen = choose_rules(every, config)
    if not any(rule.seen_in == CONTENT for rule in chosen.rules.values()):
        chosen = choose_rules(every, replace(config, select=()))
    kept = {
        name: rule for name, rule in chosen.rules.items() if rule.seen_in == CONTENT or name in {*_OF_PAGES, ALWAYS}
    }
    return replace(chosen, rules=kept)


def read_thesaurus(run: SiteRun) -> Thesaurus:
    """The concepts of the pages of a run, and of the RDF files that the config names.

    Raises:
        HeadwordError: such a file cannot be read.
        SourceError: there is no concept.
    """
    documents, project = run.all_documents(), run.project
    facts: LocatedGraph = {}
    for file in documents.records:
        facts.update(documents.facts(file))
    for name in project.config.content.vocabularies:
        facts.update(read_rdf(project.root / name, project.relative(project.root / name)))
    thesaurus = make_thesaurus(facts, project.config.lang)
    if not thesaurus.concepts:
        hint = "write pages of concepts, or name RDF files in `vocabularies` of [content]"
        raise SourceError("the vocabulary has no concepts", Location(project.relative(run.selection.top)), hint)
    return thesaurus


def read_vocabulary(project: Project, *, drafts: bool = False, context: RunContext | None = None) -> Thesaurus:
    """Return the concepts of a project, for programs that read texts.

    Raises:
        SourceError: there is no concept.
    """
    with open_run(project, drafts=drafts, context=context) as run:
        return read_thesaurus(run)


class PageUses(NamedTuple):
    """A page of the content, its values, and what was seen."""

    page: ContentPage
    values: tuple[ReadValue, ...]
    observations: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class ContentUses:
    """The uses of a vocabulary in content.

    Attributes:
        pages: the pages, in the order of their paths.
        thesaurus: the concepts.
        scopes: for each key of the config, the concepts that it can hold.
        notices: sentences on what was left out, for people.
    """

    pages: tuple[PageUses, ...]
    thesaurus: Thesaurus
    scopes: Mapping[str, TermScope]
    notices: tuple[str, ...]

    def list_concepts(self) -> Iterator[TermConcept]:
        """The concept of each value that names one."""
        return (one.reading.concept for page in self.pages for one in page.values if one.reading.concept is not None)


def read_uses(
    project: Project,
    paths: Sequence[Path] = (),
    *,
    drafts: bool = False,
    context: RunContext | None = None,
    texts: BufferOverlay | None = None,
) -> ContentUses:
    """Read the content at ``paths``, or all that the config names, and find the concepts that it names.

    Raises:
        ConfigError: the config names no content or no keys, or a scheme that does not exist.
    """
    config = project.config
    if not config.content.keys and config.content.prose is None:
        place = Location(config.source.path) if config.source.path else None
        hint = 'add for example to headword.toml: [content.keys] with tags = "*", or an empty table [content.prose]'
        raise ConfigError("the config does not say which front matter keys hold concepts", place, hint)
    files = find_content(project, paths)
    with open_run(project, drafts=drafts, context=context, texts=texts) as run:
        thesaurus = read_thesaurus(run)
        notices = (*run.notices, *files.notices)
    scopes = find_scopes(config, thesaurus)

    @cache
    def read(text: str, language: str, key: str) -> TermReading:
        """Values recur from page to page."""
        return read_term(text, language, scopes[key], thesaurus, config)

    @cache
    def find_terms(language: str) -> TextTerms:
        return TextTerms(thesaurus, config, language)

    links = config.content.prose is not None and UNLINKED_TERM in content_rules(project).rules

    def check_text(page: ContentPage) -> Iterator[Observation]:
        if page.prose:
            terms = find_terms(page.language)
            yield from terms.check(page.path, page.prose)
            yield from terms.find_unlinked(page.path, page.prose) if links else ()

    def read_page(page: ContentPage) -> PageUses:
        values = tuple(ReadValue(use, read(use.value.text, page.language, use.key)) for use in page.uses)
        seen = (*page.observations, *check_page(page, values, thesaurus, config), *check_text(page))
        # The text of all pages is more than anybody needs at once.
        return PageUses(replace(page, prose=()), values, seen)

    pages = (read_content(file, project, texts or {}, thesaurus) for file in files.files)
    return ContentUses(tuple(map(read_page, pages)), thesaurus, scopes, notices)


def without_prose(project: Project) -> Project:
    """Return a project in whose content only values are read, and no text."""
    config = project.config
    return replace(project, config=replace(config, content=replace(config.content, prose=None)))


def _find_unused(uses: ContentUses) -> Iterator[Observation]:
    """The concepts that a key can hold and that no page names; what is deprecated need not be named."""
    used = {concept.iri for concept in uses.list_concepts()}
    for iri, concept in uses.thesaurus.concepts.items():
        is_wanted = any(scope.holds(iri, uses.thesaurus) for scope in uses.scopes.values())
        if iri not in used and is_wanted and not concept.is_deprecated:
            name = uses.thesaurus.name(iri, uses.thesaurus.language)
            yield Observation(UNUSED_CONCEPT, concept.location, f"no page uses the concept {name!r}", iri)


def lint_content(
    project: Project,
    paths: Sequence[Path] = (),
    *,
    drafts: bool = False,
    context: RunContext | None = None,
    texts: BufferOverlay | None = None,
) -> Report:
    """Report what is wrong with how the content at ``paths``, or all that the config names, uses the vocabulary.

    Raises:
        ConfigError: the config names no content or no keys, or a scheme that does not exist.
    """
    uses = read_uses(project, paths, drafts=drafts, context=context, texts=texts)
    config = project.config
    if not paths:
        globs = [glob for glob in config.per_file_ignores if is_about_content(glob, config)]
        check_globs(globs, [page.page.path for page in uses.pages], config)
    unused = () if paths else _find_unused(uses)
    seen = CheckResult(
        observations=(*(seen for page in uses.pages for seen in page.observations), *unused),
        sightings=(),
        name=str,
        sizes={},
        places={},
        pages=len(uses.pages),
        concepts=len({concept.iri for concept in uses.list_concepts()}),
        notices=uses.notices,
        suppressions=tuple(one for page in uses.pages for one in page.page.suppressions),
    )
    return make_report(seen, content_rules(project), config)
