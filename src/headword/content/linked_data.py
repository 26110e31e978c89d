"""Content as linked data: each page with its title, days and address, and the concepts that it names."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from headword.compiler.publication import NamedGraph, Publication
from headword.content.lint import ContentUses, read_uses
from headword.content.pages import ContentPage, read_day
from headword.content.urls import check_folders, find_url
from headword.core.context import RunContext
from headword.core.errors import ConfigError
from headword.core.findings import Location
from headword.project.config import Config
from headword.project.project import Project
from headword.project.rdf_files import CONTENT_FILE
from headword.rdf.graph import DocumentSubjects, LocatedGraph
from headword.rdf.graph_json import digest_graph
from headword.rdf.terms import DCTERMS, FOAF, RDF_TYPE, SCHEMA, XSD, Literal, Term, quote_path
from headword.rdf.write.verified import SerializationContext, serialize

CONTENT = CONTENT_FILE.removesuffix(".ttl")
"""The path of the document that describes the pages of the content."""


class PageCount(NamedTuple):
    """The number of pages that name a concept, and of those that name it or a narrower one."""

    own: int
    with_narrower: int


class DescribedPage(NamedTuple):
    """A page of the content that is published.

    Attributes:
        iri: its IRI: its URL if that is known.
        url: its URL; empty if that is not known.
        title: its title, else its path.
        page: how it was read.
        concepts: the IRIs of the concepts that it names, in order.
    """

    iri: str
    url: str
    title: str
    page: ContentPage
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DescribedContent:
    """The content of a project as linked data.

    Attributes:
        pages: the pages in the order of their paths; drafts and pages that cannot be read are not among them.
        config: the config of the project.
        notices: sentences for people on what is left out.
        above: for each concept that a page names, all concepts above it.
    """

    pages: tuple[DescribedPage, ...]
    config: Config
    notices: tuple[str, ...] = ()
    above: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def facts(self) -> LocatedGraph:
        """Return the facts about the pages."""
        return {(one.iri, key, value): Location(one.page.path, 1) for one in self.pages for key, value in _state(one)}

    def list_pages(self) -> Mapping[str, list[DescribedPage]]:
        """Return the pages that name each concept, by its IRI."""
        found: dict[str, list[DescribedPage]] = defaultdict(list)
        for page in self.pages:
            for iri in page.concepts:
                found[iri].append(page)
        return found

    def count_uses(self) -> Mapping[str, int]:
        """Return the number of pages that name each concept."""
        return {iri: len(pages) for iri, pages in self.list_pages().items()}

    def count_pages(self) -> Mapping[str, PageCount]:
        """Return the numbers of pages for each concept that a page names, and for each concept above one."""
        own, with_narrower = Counter[str](), Counter[str]()
        for page in self.pages:
            own.update(page.concepts)
            with_narrower.update(frozenset(page.concepts).union(*(self.above[iri] for iri in page.concepts)))
        return {iri: PageCount(own[iri], count) for iri, count in with_narrower.items()}

    def render(self) -> Iterator[tuple[str, bytes]]:
        """Yield the path of the Turtle file under the output folder, and its bytes, proved to say these facts."""
        facts = self.facts
        document = DocumentSubjects(CONTENT, tuple(one.iri for one in self.pages))
        rank = {iri: number for number, iri in enumerate(document.subjects)}
        usage = SerializationContext({key for _, key, _ in facts}, {SCHEMA + "WebPage", FOAF + "Document"}, rank)
        yield from serialize([(document, facts)], usage, ["turtle"], {**self.config.prefixes, "foaf": FOAF})

    def parts(self) -> list[NamedGraph]:
        """Return the facts as a named graph; empty without pages."""
        facts = self.facts
        part = NamedGraph(self.config.base + CONTENT, lambda: digest_graph(facts), partial(dict, facts))
        return [part] if facts else []


def has_content(project: Project) -> bool:
    """Return whether the config names content and the keys that hold concepts."""
    return bool(project.config.content.paths and project.config.content.keys)


def describe_content(project: Project, context: RunContext, *, drafts: bool = False) -> DescribedContent:
    """Describe the pages of the content; nothing if the config names none.

    Raises:
        HeadwordError: the content cannot be read, or the config has a URL for a path that is not one of `paths`.
    """
    if not has_content(project):
        return DescribedContent((), project.config)
    check_folders(project.config)
    uses = read_uses(project, drafts=drafts, context=context)
    pages = tuple(_describe_pages(uses, project.config))
    above = {iri: uses.thesaurus.list_broader(iri) for page in pages for iri in page.concepts}
    return DescribedContent(pages, project.config, tuple(_list_notices(uses)), above)


def _list_notices(uses: ContentUses) -> Iterator[str]:
    unread = [one.page.path for one in uses.pages if not one.page.is_readable]
    yield from (f"{path}: left out of the content: it cannot be read" for path in unread)
    published = [one.page for one in uses.pages if one.page.is_readable and not one.page.details.is_draft]
    yield from (doubt for page in published for doubt in page.details.doubts)
    for page in published:
        unknown = (seen for seen in page.observations if seen.rule == "language-tag")
        yield from (f"{one.location}: {one.message}; the page has the language {page.language!r}" for one in unknown)
    values = [value for one in uses.pages for value in one.values if value.reading.concept is None]
    if values:
        yield f"values of the content that name no concept: {len(values)}; headword lint shows them"


def _describe_pages(uses: ContentUses, config: Config) -> Iterator[DescribedPage]:
    taken: set[str] = set()
    for page, values, _ in uses.pages:
        if page.details.is_draft or not page.is_readable:
            continue
        url = find_url(page, config)
        # Of two pages with one URL, headword does not know which one is served.
        url = "" if url in taken else url
        taken.add(url)
        iri = url or f"{config.base}{CONTENT}#{quote_path(page.path)}"
        concepts = dict.fromkeys(one.reading.concept.iri for one in values if one.reading.concept is not None)
        yield DescribedPage(iri, url, page.details.title or page.path, page, tuple(concepts))


def _state(described: DescribedPage) -> Iterator[tuple[str, Term]]:
    page, details = described.page, described.page.details
    yield RDF_TYPE, SCHEMA + "WebPage"
    yield RDF_TYPE, FOAF + "Document"
    # A path is in no language.
    yield DCTERMS + "title", Literal(described.title, page.language if details.title else "")
    yield DCTERMS + "language", Literal(page.language)
    for key, written in (("created", details.created), ("modified", details.modified)):
        if day := read_day(written):
            yield DCTERMS + key, Literal(day, "", XSD + "date")
    if described.url:
        yield SCHEMA + "url", described.url
    for iri in described.concepts:
        yield DCTERMS + "subject", iri


def refuse_clash(publication: Publication, content: DescribedContent) -> None:
    """Check that no document of the vocabulary has the name of the document of the content.

    Raises:
        ConfigError: there is one.
    """
    if content.pages and any(document.path == CONTENT for document in publication.documents):
        place = Location(content.config.source.path)
        hint = f"rename the page {CONTENT}.md of the vocabulary, or remove the table [content]"
        raise ConfigError(
            f"a page of the vocabulary and the content would both be written to {CONTENT}.ttl", place, hint
        )
