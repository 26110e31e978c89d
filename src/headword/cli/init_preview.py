"""A preview of the vocabulary that a config would give."""

import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from headword.core.terminal import counted
from headword.rdf.terms import RDF_TYPE, SKOS, Literal

if TYPE_CHECKING:
    from headword.compiler.run import SiteRun
    from headword.compiler.summary import PageSummary

_EXAMPLES = 10
_STRUCTURE = 3
"""Pages are concepts if a heading occurs on at least one of this number of pages."""
_KEYWORDS = 10
"""Minimum number of headings for each keyword, for semicolons that are punctuation."""
_FOLDERS = 8
_ENTRIES = 10
"""Minimum number of terms in lists for each page, for lists that may be the outline."""


class Preview(NamedTuple):
    """The result of a config.

    Attributes:
        pages: the number of pages that are read.
        concepts: the number of concepts in these pages.
        published: the number of concepts that a build would write, subjects included.
        bare: the number of pages that are not read because they have no headings.
        recurring: headings on many pages, each with the number of pages.
        folders: the number of pages by folder.
        shared: the number of headings that are on all of a few pages.
        entries: the number of items of lists that are terms.
        contents: headings of tables of contents.
        namesakes: headings that nothing distinguishes.
        twins: the paths of pages that nothing distinguishes from another page.
        alone: the paths of translations without an original.
        openings: the number of pages with text above the first heading.
        keywords: the number of keywords in headings.
    """

    pages: int
    concepts: int
    published: int
    schemes: int
    languages: tuple[str, ...]
    examples: tuple[str, ...]
    recurring: tuple[tuple[str, int], ...]
    folders: tuple[tuple[str, int], ...] = ()
    bare: int = 0
    shared: int = 0
    entries: int = 0
    contents: tuple[str, ...] = ()
    namesakes: tuple[str, ...] = ()
    twins: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    openings: int = 0
    keywords: int = 0
    has_repeated: bool = False
    """Whether a page has the same heading twice, below different headings."""

    @property
    def has_page_concepts(self) -> bool:
        """Return True if pages are more likely to be concepts than headings."""
        from headword.compiler.site_hints import MANY_PAGES

        most = max((count for _, count in self.recurring), default=0)
        # On a few pages, a heading may be the same by chance: half of those below the titles must be shared.
        is_structured = most * _STRUCTURE >= self.pages or self.shared * 2 > self.concepts - self.pages
        is_few = self.pages < MANY_PAGES
        is_single = self.concepts <= self.pages if is_few else self.concepts < 2 * self.pages
        if self.bare > 1 and self.bare > self.pages:
            return True
        return self.pages > 1 and (is_structured or is_single)

    @property
    def has_stray_keywords(self) -> bool:
        """Return whether semicolons in headings are so rare that they are punctuation, as in `TL;DR`."""
        return 0 < self.keywords * _KEYWORDS <= self.concepts

    @property
    def has_openings(self) -> bool:
        """Return whether most pages begin with text that no heading has."""
        return self.openings * 2 > self.pages

    @property
    def has_lists(self) -> bool:
        """Return True if items of lists are more likely to be concepts than headings."""
        return self.entries >= max(_ENTRIES * self.pages, 3 * self.concepts, 1)


def preview(root: Path, settings: Mapping[str, Any]) -> Preview:
    """Compile the site at ``root`` with these settings, and write nothing."""
    from headword.compiler.run import open_run
    from headword.project.config.load import read_table
    from headword.project.detect import settle
    from headword.project.project import Project

    project = Project(root, settle(read_table(settings), settings.keys(), root))
    with open_run(project) as run:
        return _look(run)


def _look(run: "SiteRun") -> Preview:
    from headword.compiler.site_hints import count_shared, find_recurring

    records = [record for record in run.pages.records.values() if record.resources]
    default = run.project.config.lang.casefold()
    examples: list[list[str]] = []
    languages: dict[str, None] = {}
    has_repeated = False
    schemes = {iri for record in records for iri in record.member_of}
    for record in records:
        facts = run.pages.stated(record.file).facts
        concepts = {one for one, predicate, value in facts if predicate == RDF_TYPE and value == f"{SKOS}Concept"}
        labels = [
            (one, value) for one, predicate, value in facts if predicate == f"{SKOS}prefLabel" and one in concepts
        ]
        counts = Counter((value.value.casefold(), value.language) for _, value in labels if isinstance(value, Literal))
        has_repeated |= any(count > 1 for count in counts.values())
        languages.update((value.language, None) for _, value in labels if isinstance(value, Literal))
        named = [value for _, value in labels if isinstance(value, Literal)]
        examples.append(list(dict.fromkeys(one.value for one in named if one.language.casefold() == default)))
    hints = [record.hints for record in records]
    namesakes, twins = _find_alike(run, records)
    folders = Counter(posixpath.dirname(run.project.relative(run.selection.top / record.file)) for record in records)
    return Preview(
        pages=len(records),
        concepts=run.concepts,
        published=run.count_concepts(run.documents()),
        schemes=len(schemes),
        languages=tuple(sorted(languages, key=lambda one: (one.casefold() != default, one))),
        examples=_pick(examples),
        recurring=tuple((label.text, count) for label, count in find_recurring(hints)),
        folders=tuple(sorted(folders.items(), key=lambda one: (-one[1], one[0]))),
        bare=sum(record.is_empty and not record.absent for record in run.pages.records.values()),
        shared=count_shared(hints),
        entries=sum(one.entries for one in hints),
        namesakes=namesakes,
        twins=twins,
        alone=tuple(_find_alone(run, records)),
        openings=sum(one.has_opening for one in hints),
        keywords=sum(one.keywords for one in hints),
        has_repeated=has_repeated,
        contents=tuple(sorted({label.text for one in hints for label in one.contents})),
    )


def _find_alike(run: "SiteRun", records: Iterable["PageSummary"]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the headings that would share an IRI, and the pages that would, except one of each group."""
    from headword.project.forms import find_form

    labels: set[str] = set()
    pages: dict[str, list[tuple[bool, str]]] = defaultdict(list)
    languages = {item.inside: item.language for item in run.selection.files}
    for record in records:
        places = {one.location: one.focus for one in record.observations if one.rule == "same-iri"}
        # Of equal IRIs on one page, the headings are alike; otherwise, the pages are.
        is_page = len(set(places.values())) == len(places)
        if is_page and find_form(record.file, run.project.config).name:
            for location, iri in places.items():
                pages[iri].append((bool(languages[record.file]), location.path))
        elif places:
            facts = run.pages.stated(record.file).facts.items()
            labels |= {
                value.value
                for (_, said, value), place in facts
                if said == f"{SKOS}prefLabel" and isinstance(value, Literal) and place in places
            }
    # The page in the default language is not left out.
    return tuple(sorted(labels)), tuple(sorted(path for each in pages.values() for _, path in sorted(each)[1:]))


def _find_alone(run: "SiteRun", records: Iterable["PageSummary"]) -> Iterator[str]:
    """Yield the paths of the pages in other languages that are named as translations of no page."""
    from headword.project.variants import is_in_default

    config = run.project.config
    others = {item.inside: item for item in run.selection.files if not is_in_default(item.language, config)}
    for record in records:
        if record.file in others and any(one.rule == "translation-without-original" for one in record.observations):
            yield from (run.project.relative(one.source.path) for one in others[record.file].editions)


def _pick(labels: list[list[str]]) -> tuple[str, ...]:
    """Return some labels of different pages: the first of each page, then the second of each."""
    picked = (one for together in zip_longest(*labels) for one in together if one is not None)
    return tuple(islice(picked, _EXAMPLES))


def show_preview(found: Preview) -> Iterable[str]:
    """Yield the lines that describe a preview."""
    languages = ", ".join(found.languages)
    counts = (
        counted(found.published, "concept"),
        counted(found.schemes, "scheme"),
        counted(found.pages, "page"),
    )
    yield f"{counts[0]} in {counts[1]} from {counts[2]}; languages: {languages or 'none'}"
    if len(found.folders) > 1:
        named = (f"{count:,} in {folder or '.'}" for folder, count in found.folders[:_FOLDERS])
        more = f", {len(found.folders) - _FOLDERS:,} more folders" if len(found.folders) > _FOLDERS else ""
        yield f"pages: {', '.join(named)}{more}"
    if found.examples:
        yield f"for example: {', '.join(found.examples)}"
    for name in (*found.namesakes, *found.twins):
        yield f"{name!r} is not read: nothing distinguishes it from another with the same name"
    for name in found.alone:
        yield f"{name!r} is not read: there is no page of this name in the default language"
    for label, count in found.recurring:
        yield f"the heading {label!r} is on {count:,} pages"
