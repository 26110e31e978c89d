"""Reading pages of the content with the vocabulary; a page is read again only if a thing that it depends on changed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import NamedTuple

import msgspec

from headword.content.check import ReadValue, TermReading, TermText, check_page, find_scopes, read_term
from headword.content.pages import ContentFile, ContentPage, read_content
from headword.content.prose.check import TextTerms
from headword.content.tag_files import TagFile, find_tag_files, read_tag_file
from headword.content.thesaurus import TermScope, Thesaurus
from headword.core.cache import CacheEntry, batched, decode, digest, encode
from headword.core.context import RunContext
from headword.core.findings import Observation
from headword.markdown.page_bytes import read_bytes
from headword.project.project import Project
from headword.project.read import BufferOverlay

_PAGE = "content"
_BATCH = 500
"""How many pages are written to the cache together."""
_FEW = 20
"""Up to how many pages are asked for one by one."""


class PageUses(NamedTuple):
    """A page of the content, its values, and what was seen."""

    page: ContentPage
    values: tuple[ReadValue, ...]
    observations: tuple[Observation, ...]


@dataclass(frozen=True)
class ContentReader:
    """Reads pages of the content with a vocabulary.

    Attributes:
        project: the project, for its config.
        thesaurus: the concepts.
        scopes: for each key of the config, the concepts that it can hold.
        tag_files: the files of tags.
        links: whether text that could be a link to a concept is reported.
    """

    project: Project
    thesaurus: Thesaurus
    scopes: Mapping[str, TermScope]
    tag_files: tuple[TagFile, ...] = ()
    links: bool = False

    @cached_property
    def read_value(self) -> Callable[[TermText, str], TermReading]:
        """What a text means as a value of a key: values recur from page to page."""

        @cache
        def read(asked: TermText, key: str) -> TermReading:
            return read_term(asked, self.scopes[key], self.thesaurus, self.project.config)

        return read

    @cached_property
    def find_terms(self) -> Callable[[str], TextTerms]:
        """The labels that text in a language is searched for."""
        return cache(lambda language: TextTerms(self.thesaurus, self.project.config, language))

    def read(self, file: ContentFile, texts: BufferOverlay) -> PageUses:
        """Read a page or a file of tags and find the concepts that it names; ``texts`` count in place of files."""
        if any(one.file == file.source.path for one in self.tag_files):
            return self._read_tags(read_tag_file(file.source.path, self.project, texts))
        inside = (one.labels for one in self.tag_files if file.source.path.is_relative_to(one.file.parent))
        page = read_content(file, self.project, texts, self.thesaurus, next(inside, {}))
        values = self._read_values(page)
        seen = check_page(page, values, self.thesaurus, self.project.config)
        found = (*page.observations, *seen, *self._check_text(page))
        # The text of all pages is more than anybody needs at once.
        return PageUses(replace(page, prose=()), values, found)

    def _check_text(self, page: ContentPage) -> Iterator[Observation]:
        if page.prose:
            terms = self.find_terms(page.language)
            yield from terms.check(page.path, page.prose)
            yield from terms.find_unlinked(page.path, page.prose) if self.links else ()

    def list_tag_files(self) -> Iterator[PageUses]:
        """Yield the files of tags with the concepts that they name."""
        yield from map(self._read_tags, self.tag_files)

    def _read_tags(self, tags: TagFile) -> PageUses:
        values = self._read_values(tags.page)
        seen = (found for value in values if (found := value.observation) is not None)
        return PageUses(tags.page, values, (*tags.page.observations, *seen))

    def _read_values(self, page: ContentPage) -> tuple[ReadValue, ...]:
        asked = ((use, TermText(use.value.text, page.language, use.separator)) for use in page.uses)
        return tuple(ReadValue(use, self.read_value(text, use.key)) for use, text in asked)


def make_reader(project: Project, thesaurus: Thesaurus, texts: BufferOverlay, *, links: bool) -> ContentReader:
    """Return the reader of the content of a project; ``links`` says whether text that could be a link is reported.

    Raises:
        ConfigError: the config names a scheme or a concept that does not exist.
    """
    scopes = find_scopes(project.config, thesaurus)
    return ContentReader(project, thesaurus, scopes, list_tags(project, texts), links)


def list_tags(project: Project, texts: BufferOverlay) -> tuple[TagFile, ...]:
    """Return the files of tags of a project; ``texts`` count in place of what is in the files."""
    return tuple(read_tag_file(file, project, texts) for file in find_tag_files(project))


class _KeptPage(NamedTuple):
    """A page as it was read: its concepts by IRI, and all else that was found."""

    page: ContentPage
    readings: tuple[tuple[str, str, str, str, tuple[str, ...]], ...]
    observations: tuple[Observation, ...]


_read_kept = msgspec.json.Decoder(_KeptPage).decode


def _keep(uses: PageUses) -> _KeptPage:
    readings = (value.reading for value in uses.values)
    kept = tuple((one.concept.iri if one.concept is not None else "", *one[1:]) for one in readings)
    return _KeptPage(uses.page, kept, uses.observations)


def _restore(kept: _KeptPage, thesaurus: Thesaurus) -> PageUses:
    """The same with the concepts; `LookupError` if there is no such concept."""
    concepts = (thesaurus.concepts[iri] if iri else None for iri, *_ in kept.readings)
    readings = (TermReading(concept, *said[1:]) for concept, said in zip(concepts, kept.readings, strict=True))
    values = tuple(ReadValue(use, reading) for use, reading in zip(kept.page.uses, readings, strict=True))
    return PageUses(kept.page, values, kept.observations)


def read_pages(
    files: Sequence[ContentFile], reader: ContentReader, key: str, texts: BufferOverlay, context: RunContext
) -> list[PageUses]:
    """Read pages with the vocabulary of this ``key``; those that did not change come from the cache."""
    config = reader.project.config
    tags = [(str(one.file), sorted(one.labels.items())) for one in reader.tag_files]
    stamp = digest(
        key, repr((config.content, config.lang, config.languages, config.base, config.shape.name, tags, reader.links))
    )
    cache = context.cache
    whole = cache.read_all(_PAGE) if len(files) > _FEW else None

    def read(file: ContentFile) -> tuple[PageUses, str, CacheEntry | None]:
        path = reader.project.relative(file.source.path)
        held = texts.get(file.source.path)
        data = read_bytes(file.source.path, path) if held is None else held
        if not isinstance(data, bytes):
            return reader.read(file, texts), path, None
        page_key = digest(stamp, file.inside, file.source.page_path, data)
        entry = cache.read(_PAGE, path) if whole is None else whole.get(path)
        known = decode(entry, page_key, lambda text: _restore(_read_kept(text), reader.thesaurus))
        if known is not None:
            return known, path, None
        uses = reader.read(file, {file.source.path: data})
        return uses, path, CacheEntry(page_key, encode(_keep(uses)))

    found: list[PageUses] = []
    for batch in batched(context.track("reading", map(read, files), len(files)), _BATCH):
        found += [uses for uses, _, _ in batch]
        cache.write(_PAGE, {path: entry for _, path, entry in batch if entry is not None})
    gone = {*(whole or ())} - {uses.page.path for uses in found}
    cache.remove(_PAGE, [path for path in gone if not (reader.project.root / path).exists()])
    return found
