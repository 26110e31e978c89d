"""The book: all that pages are made of, gathered once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from headword.compiler.publication import Publication, Statistics
from headword.compiler.run import SiteRun
from headword.content.linked_data import DescribedContent, DescribedPage, describe_content
from headword.core.cache import digest
from headword.core.fingerprint import program_fingerprint
from headword.project.config import Config
from headword.project.project import FROZEN
from headword.publish.build import BuildPlan, describe_build, list_downloads
from headword.rdf.graph import DocumentSubjects
from headword.rdf.write.verified import FORMATS
from headword.site.assets import digest_files
from headword.site.downloads import list_wholes
from headword.site.jskos.resource import Jskos
from headword.site.locales import Locale, order_languages
from headword.site.look import SiteLook, name_license, read_look
from headword.site.pages.alphabet import Alphabet
from headword.site.pages.overview import PropertyCounts
from headword.site.resource_index import ResourceIndex
from headword.site.summaries import COLLECTION, SCHEME, ResourceLabel, ResourceSummary
from headword.site.target_names import read_names
from headword.site.templating import PageUrl, Templates, frame, list_ways, page_file
from headword.site.words import list_spoken, read_messages

_DATA_FORMATS = {
    "turtle": ("ttl", "text/turtle"),
    "jsonld": ("jsonld", "application/ld+json"),
    "jskos": ("json", "application/json"),
}
"""The ending and the media type of each format that can be next to a page, by its name in the config."""
_FORMAT_NAMES = {"text/turtle": "Turtle", "application/ld+json": "JSON-LD", "application/json": "JSON (JSKOS)"}


@dataclass(frozen=True)
class SiteContext:
    """All that pages are made of.

    Attributes:
        run: the pages of the sources.
        publication: what they publish.
        atlas: every resource of it.
        readers: one for each language that the site has pages in, the default first.
        templates: ours and the user's.
        tally: how often texts and mappings occur.
        output: the folder that the site is written to.
        content: the pages of the content.
        ways: the pages of the navigation.
        versions: the names of kept versions, the latest first.
    """

    run: SiteRun
    publication: Publication
    atlas: ResourceIndex
    readers: tuple[Locale, ...]
    templates: Templates
    tally: PropertyCounts
    output: Path
    content: DescribedContent
    ways: tuple[str, ...]
    versions: tuple[str, ...]

    @cached_property
    def pages_of(self) -> Mapping[str, Sequence[DescribedPage]]:
        """Return the pages of the content that name each concept, by its IRI."""
        return self.content.list_pages()

    @cached_property
    def uses(self) -> Mapping[str, int]:
        """Return the number of pages of the content that name each concept."""
        return self.content.count_uses()

    @property
    def folder(self) -> Path:
        """Return the user's templates, style sheets and messages."""
        return self.run.project.root / self.config.site.templates

    @property
    def config(self) -> Config:
        """Return the config of the project."""
        return self.run.project.config

    @property
    def formats(self) -> tuple[str, ...]:
        """Return the formats of the whole and its catalogue: those of the config, and two that each site has."""
        return tuple(dict.fromkeys([*self.config.formats, *self.document_formats, "turtle", "jsonld"]))

    @cached_property
    def document_formats(self) -> tuple[str, ...]:
        """Return the formats in which each document has a file."""
        return tuple(name for name in self.config.site_formats if name in FORMATS)

    @cached_property
    def endings(self) -> dict[str, str]:
        """Return the data next to each page: media types by endings of files, the preferred first."""
        return dict(pair for name, pair in _DATA_FORMATS.items() if name in self.config.site_formats)

    @cached_property
    def has_jskos(self) -> bool:
        """Return whether each resource has a file in JSKOS."""
        return "jskos" in self.config.site_formats

    @cached_property
    def url(self) -> str:
        """Return the address where the site is served."""
        return self.readers[0].url

    def render(self, template: str, here: PageUrl, reader: Locale, values: Mapping[str, Any]) -> tuple[str, bytes]:
        """Return the path of the page that ``template`` makes of ``values``, and its bytes."""
        common = frame(here, reader.languages, reader.messages, self.url, self.title, self.ways)
        license_ = self.config.license if "://" in self.config.license else ""
        shared = {
            "version": self.config.version,
            "license": license_,
            "license_name": name_license(license_),
            "language_names": self.language_names,
            "format_names": _FORMAT_NAMES,
            "web_search": self.config.site.web_search,
            "look": self.look,
            "kept_versions": [(version, here.page(f"{FROZEN}/{version}")) for version in self.versions],
        }
        page = self.templates.render(template, {**common, **shared, **values})
        return page_file(here.address, here.language, here.default), page

    @cached_property
    def title(self) -> str:
        """Return the title of the whole."""
        return self.publication.metadata(self.survey).title.text

    @cached_property
    def survey(self) -> Statistics:
        """Return the statistics of all documents together."""
        return self.publication.survey()

    @cached_property
    def vocabulary(self) -> BuildPlan:
        """Return the plan by which documents are written."""
        files = list_downloads(self.publication, self.document_formats) or list_wholes(self.formats)
        return describe_build(self.publication, self.survey, replace(self.config, formats=self.formats), files)

    @cached_property
    def alphabet(self) -> Alphabet:
        """Return the labels of all resources, by language and letter."""
        return Alphabet(self.atlas)

    @cached_property
    def stamp(self) -> str:
        """Return a fingerprint of the program, the templates, the words and the config."""
        return digest(
            program_fingerprint(),
            digest_files(self.folder),
            repr(self.config),
            self.title,
            repr((self.ways, self.versions)),
        )

    @cached_property
    def jskos(self) -> Jskos:
        """Return the writer of JSKOS."""
        return Jskos(self.atlas, self.config)

    def card_in(self, document: DocumentSubjects, iri: str) -> ResourceSummary | None:
        """Return the card of a resource, if this document has its page."""
        card = self.atlas.cards.get(iri)
        return card if card is not None and card.document == document.path else None

    @cached_property
    def look(self) -> SiteLook:
        """Return the looks of all pages, as the config has them."""
        return read_look(self.config, self.folder)

    @cached_property
    def language_names(self) -> dict[str, str]:
        """Return the name of each language of the site in that language."""
        return {reader.language: reader.messages("language.name") for reader in self.readers}


def open_site_context(
    run: SiteRun, publication: Publication, output: Path, versions: tuple[str, ...] = ()
) -> SiteContext:
    """Gather what pages are made of; ``versions`` are the names of kept versions.

    Raises:
        HeadwordError: two resources would have the same address, or a message file cannot be read.
    """
    project = run.project
    folder = project.root / project.config.site.templates
    tally = PropertyCounts()
    atlas = ResourceIndex(tally.count(publication.each()), publication.rank, publication.orders, project.config.base)
    for iri, names in read_names(run.context.cache).items():
        atlas.names.setdefault(iri, [ResourceLabel("name", text, tag) for tag, text in names.items()])
    languages = order_languages(project.config, list_spoken(folder))
    readers = tuple(Locale(atlas, project.config, read_messages(tag, folder), languages) for tag in languages)
    content = describe_content(project, run.context)
    schemes = [atlas.addresses[card.iri] for card in atlas.of_kind(SCHEME)]
    ways = list_ways(has_collections=bool(atlas.of_kind(COLLECTION)), has_changes=bool(versions), schemes=schemes)
    return SiteContext(run, publication, atlas, readers, Templates(folder), tally, output, content, ways, versions)
