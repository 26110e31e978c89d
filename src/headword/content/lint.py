"""Check the content of a project against its vocabulary."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from headword.content.pages import find_content
from headword.content.reader import PageUses, make_reader, read_pages
from headword.content.thesaurus import TermConcept, TermScope, Thesaurus
from headword.content.vocabulary import open_vocabulary
from headword.core.cache import open_cache
from headword.core.context import RunContext
from headword.core.errors import ConfigError
from headword.core.findings import Location, Observation, Report
from headword.lint.catalogue import CONTENT, RuleSet, load_rules
from headword.lint.check import check_globs, is_about_content
from headword.lint.report import CheckResult, make_report
from headword.lint.select import ALWAYS, choose_rules, match_rules
from headword.markdown.suppressions import Suppression
from headword.project.config import Config
from headword.project.project import Project
from headword.project.read import BufferOverlay
from headword.rdf.languages import is_in_range

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


def finds_links(project: Project) -> bool:
    """Return whether the text of pages is read for terms that could be links."""
    return project.config.content.prose is not None and UNLINKED_TERM in content_rules(project).rules


@dataclass(frozen=True, slots=True)
class ContentUses:
    """The uses of a vocabulary in content.

    Attributes:
        pages: the pages, in the order of their paths.
        thesaurus: the concepts.
        scopes: for each key of the config, the concepts that it can hold.
        notices: sentences on what was left out, for people.
        tag_files: the files of tags, which use nothing by themselves.
        unwanted: which findings the pages of the vocabulary do not want.
    """

    pages: tuple[PageUses, ...]
    thesaurus: Thesaurus
    scopes: Mapping[str, TermScope]
    notices: tuple[str, ...]
    tag_files: tuple[PageUses, ...] = ()
    unwanted: tuple[Suppression, ...] = ()

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
    with open_cache(None) as none:
        context = context or RunContext(none)
        vocabulary = open_vocabulary(project, context, texts or {}, drafts=drafts)
        reader = make_reader(project, vocabulary.thesaurus, texts or {}, links=finds_links(project))
        pages = read_pages(files.files, reader, vocabulary.key, texts or {}, context)
    unread = () if paths else _find_unread_languages(pages, config)
    notices = (*vocabulary.notices, *files.notices, *unread)
    tag_files = () if paths else tuple(reader.list_tag_files())
    return ContentUses(tuple(pages), reader.thesaurus, reader.scopes, notices, tag_files, vocabulary.suppressions)


def _find_unread_languages(pages: Sequence[PageUses], config: Config) -> Iterator[str]:
    """Sentences on the languages in which text is to be read, and that no page has."""
    for wanted in config.content.prose.languages if config.content.prose is not None else ():
        if not any(is_in_range(one.page.language, wanted) for one in pages):
            yield f"{config.place_of(wanted)}: no page has the language {wanted!r}, so no text is read in it"


def without_prose(project: Project) -> Project:
    """Return a project in whose content only values are read, and no text."""
    config = project.config
    return replace(project, config=replace(config, content=replace(config.content, prose=None)))


def _find_unused(uses: ContentUses, rules: RuleSet, config: Config) -> Iterator[Observation]:
    """The concepts that a key can hold and that no page names; what is deprecated need not be named.

    A comment at the heading of a concept can hide that, as in any page of the vocabulary.
    """
    words = {one: one.name.text for one in uses.unwanted}
    unwanted = [one for one, word in words.items() if not word or UNUSED_CONCEPT in match_rules(rules, word, config)]
    used = {concept.iri for concept in uses.list_concepts()}
    for iri, concept in uses.thesaurus.concepts.items():
        is_wanted = any(scope.holds(iri, uses.thesaurus) for scope in uses.scopes.values())
        is_hidden = any(one.covers(concept.location) for one in unwanted)
        if iri not in used and is_wanted and not concept.is_deprecated and not is_hidden:
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
        check_globs(globs, [page.page.path for page in (*uses.pages, *uses.tag_files)], config)
    rules = content_rules(project)
    is_wanted = not paths and UNUSED_CONCEPT in rules.rules
    return report_uses(uses, rules, config, tuple(_find_unused(uses, rules, config)) if is_wanted else ())


def report_uses(uses: ContentUses, rules: RuleSet, config: Config, observations: Sequence[Observation] = ()) -> Report:
    """The report on what was seen in pages, and on other ``observations``."""
    seen = CheckResult(
        observations=(
            *(seen for page in (*uses.pages, *uses.tag_files) for seen in page.observations),
            *observations,
        ),
        raw_findings=(),
        name=str,
        sizes={},
        places={},
        pages=len(uses.pages),
        concepts=len({concept.iri for concept in uses.list_concepts()}),
        notices=uses.notices,
        suppressions=tuple(one for page in uses.pages for one in page.page.suppressions),
    )
    return make_report(seen, rules, config)
