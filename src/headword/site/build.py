"""Every file of the site: the order in which pages, data, indexes and rules are made."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from urllib.parse import urlsplit

from headword.core.cache import digest
from headword.core.files.publish import Unchanged
from headword.project.rdf_files import CATALOG
from headword.publish.catalog import MEDIA_TYPES as DOCUMENT_TYPES
from headword.rdf.graph import DocumentSubjects, LocatedGraph
from headword.rdf.graph_json import encode_graph
from headword.rdf.terms import Literal
from headword.rdf.write.jsonld import CONTEXT_NAME
from headword.rdf.write.verified import FORMATS, serialize, serialize_parts
from headword.site.addresses import COLLECTIONS, HIERARCHY, HOME, MAPS, OWN, STATISTICS
from headword.site.assets import list_assets
from headword.site.build_cache import BuildCache
from headword.site.context import SiteContext
from headword.site.details import ResourceDetails, read_details
from headword.site.downloads import FOLDER as DATA
from headword.site.downloads import Downloads
from headword.site.hosting import list_rules
from headword.site.hosting.context import Hosting
from headword.site.jskos import files as jskosfiles
from headword.site.jskos.terms import encode
from headword.site.locales import Locale, PageLink
from headword.site.look import write_theme
from headword.site.map import pages as mappages
from headword.site.pages import alphabet as a_z
from headword.site.pages import home, overview
from headword.site.pages.changes import CHANGES, History, changes_values
from headword.site.pages.citation import BIBTEX, CSL_JSON
from headword.site.pages.discovery import VOID, list_sitemaps, write_robots
from headword.site.pages.feed import FEED, list_feeds, list_latest
from headword.site.pages.query import QUERY, query_values
from headword.site.pages.resource import resource_values
from headword.site.pages.versions import (
    comparison_address,
    comparison_values,
    list_comparisons,
    list_documents,
    list_rows,
    version_address,
    version_values,
)
from headword.site.prose import list_linked
from headword.site.published_urls import usable
from headword.site.search.notes import render_notes
from headword.site.search.words import EntryMaker, render_search
from headword.site.skosmos.files import render_answers, render_answers_on
from headword.site.skosmos.service import SkosmosService
from headword.site.summaries import COLLECTION, SCHEME, ResourceLabel, ResourceSummary, group_facts, read_notes
from headword.site.templating import PageUrl
from headword.site.tree_files import render_trees

SEARCH = f"{OWN}/search"


def render_site(book: SiteContext, history: History, memory: BuildCache) -> Iterator[tuple[str, bytes | Unchanged]]:
    """Yield the path of each file of the site and its bytes, or that an earlier build wrote the same."""
    downloads, jskos = Downloads(), jskosfiles.JskosDownloads(book.atlas, book.output)
    yield from _render_catalog(book, downloads)
    keys: dict[str, str] = {}
    excerpts: dict[str, Mapping[str, Sequence[ResourceLabel]]] = {}
    notes: dict[str, list[ResourceLabel]] = {}
    featured = frozenset(card.iri for card in (*home.list_featured(book.atlas), *book.atlas.of_kind(SCHEME)))
    for document, facts in book.publication.each():
        said = encode_graph(facts)
        yield from _recall_vocabulary(book, memory, downloads, document, facts, said)
        excerpts.update(home.read_excerpts(facts, featured))
        notes.update(read_notes(facts))
        linked = list_linked(value.value for _, _, value in facts if isinstance(value, Literal))
        key = keys[document.path] = digest(book.atlas.digest_around(document.subjects, facts, linked), said)
        used = [(iri, _list_users(book, iri)) for iri in document.subjects if iri in book.pages_of]
        key = digest(key, repr(used)) if used else key
        render = partial(_render_document, book, document, facts)
        for path, data in memory.recall(f"document {document.path}", key, render):
            jskos.take(path, data)
            yield path, data
        for scheme, documents in jskos.complete(document.path) if book.has_jskos else ():
            write = partial(_write_concepts, jskos, scheme)
            yield from memory.recall(f"jskos {scheme.iri}", digest(*(keys[path] for path in documents)), write)
            jskos.forget(scheme)
    if book.has_jskos:
        yield jskos.write_schemes()
    sizes = {}
    for path, data in downloads.list_files():
        sizes[path] = len(data)
        yield path, data
    yield from _recall_answers(book, memory)
    yield from _recall_search(book, memory, notes)
    citation = home.cite_vocabulary(book.readers[0], excerpts, book.title, max(book.survey.modified, default=""))
    yield BIBTEX, citation.write_bibtex().encode()
    yield CSL_JSON, citation.write_csl_json().encode()
    latest = list_latest(history, book.readers[0])
    for reader in book.readers:
        values = home.home_values(reader, excerpts, latest, sizes, citation)
        yield book.render("home.html", reader.here(HOME), reader, values)
        yield from _render_ways(book, reader, history)
        yield from _recall_versions(book, memory, reader, history, digest(*keys.values()))
        yield book.render("data.html", reader.here(DATA), reader, _data_values(book, reader, sizes))
        yield from _recall_alphabet(book, memory, reader)
        for scheme in book.atlas.of_kind(SCHEME):
            yield from _recall_map(book, memory, reader, scheme)
        yield from _recall_trees(book, memory, reader)
    yield from _render_for_machines(book, history)
    yield from list_rules(_describe_hosting(book))
    yield from history.list_files()
    yield from list_assets(book.folder, write_theme(book.config.site.theme))


def _write_concepts(jskos: jskosfiles.JskosDownloads, scheme: ResourceSummary) -> Iterator[tuple[str, bytes]]:
    yield jskos.write_concepts(scheme)


def _render_catalog(book: SiteContext, downloads: Downloads) -> Iterator[tuple[str, bytes]]:
    """Yield the catalogue, and the context that all JSON-LD shares."""
    for path, data in book.vocabulary.render([book.vocabulary.catalog]):
        downloads.take(path, data)
        yield path, data
        if path == f"{CATALOG}.ttl":
            yield VOID, data


def _recall_vocabulary(
    book: SiteContext,
    memory: BuildCache,
    downloads: Downloads,
    document: DocumentSubjects,
    facts: LocatedGraph,
    said: str,
) -> Iterator[tuple[str, bytes | Unchanged]]:
    """Yield the files of a document, as a build writes them."""
    rank = book.publication.rank
    # Links to resources are in the order of the outlines, which another document may change.
    order = sorted({value for _, _, value in facts if isinstance(value, str) and value in rank}, key=rank.__getitem__)

    def render(formats: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        files = serialize([(document, facts)], book.vocabulary.usage, formats, book.config.prefixes)
        return (file for file in files if file[0] != CONTEXT_NAME)

    write = partial(render, book.document_formats)
    for path, data in memory.recall(f"vocabulary {document.path}", digest(said, *order), write):
        downloads.take(path, (book.output / path).read_bytes() if isinstance(data, Unchanged) else data)
        yield path, data
    # The whole has more formats than its parts if the config says so.
    for path, data in render([name for name in book.formats if name not in book.document_formats]):
        downloads.take(path, data)


def _recall_answers(book: SiteContext, memory: BuildCache) -> Iterator[tuple[str, bytes | Unchanged]]:
    """Yield the answers for clients of Skosmos, each scheme apart."""
    desk = SkosmosService(book.atlas, book.config)
    yield from render_answers(desk)
    for id_, scheme in desk.schemes.items():
        cards = (*book.atlas.members(scheme.iri), *book.atlas.collections_in(scheme.iri), scheme)
        near = digest(*(book.atlas.digest(card.iri) for card in cards))
        yield from memory.recall(f"answers {id_}", near, partial(render_answers_on, desk, id_))


def _recall_alphabet(book: SiteContext, memory: BuildCache, reader: Locale) -> Iterator[tuple[str, bytes | Unchanged]]:
    alphabet = book.alphabet
    yield book.render("a-z.html", reader.here(a_z.FOLDER), reader, a_z.alphabet_values(alphabet, reader))
    for leaf in alphabet.leaves():

        def render(leaf: a_z.Leaf = leaf) -> Iterator[tuple[str, bytes]]:
            values = a_z.leaf_values(leaf, alphabet, reader)
            yield book.render("a-z-leaf.html", reader.here(leaf.address), reader, values)

        shown = [(label.text, label.kind, book.atlas.digest(card.iri)) for label, card in leaf.labels]
        letters = [letter for letter, _, _ in alphabet.letters[leaf.language]]
        key = digest(repr((shown, letters, leaf.pages)))
        yield from memory.recall(f"a-z {reader.language} {leaf.address}", key, render)


def _recall_trees(book: SiteContext, memory: BuildCache, reader: Locale) -> Iterator[tuple[str, bytes | Unchanged]]:
    def make() -> Iterator[tuple[str, bytes]]:
        return render_trees(reader, book.alphabet, book.uses)

    key = digest(book.atlas.digest_of_all, repr(sorted(book.uses.items())))
    yield from memory.recall(f"trees {reader.language}", key, make)


def _recall_map(
    book: SiteContext, memory: BuildCache, reader: Locale, scheme: ResourceSummary
) -> Iterator[tuple[str, bytes | Unchanged]]:
    address = mappages.map_address(scheme, reader)

    def make() -> Iterator[tuple[str, bytes]]:
        trunk = mappages.grow_trunk(scheme, reader, book.uses)
        yield book.render("map.html", reader.here(address), reader, mappages.map_values(scheme, trunk, reader))

    shown = (scheme.iri, *book.atlas.below(scheme.iri))
    uses = [(iri, book.uses[iri]) for iri in shown if iri in book.uses]
    key = digest(*map(book.atlas.digest, shown), repr(uses))
    yield from memory.recall(f"map {reader.language} {scheme.iri}", key, make)


def _recall_search(
    book: SiteContext, memory: BuildCache, notes: Mapping[str, Sequence[ResourceLabel]]
) -> Iterator[tuple[str, bytes | Unchanged]]:
    """Yield the index of labels, and that of notes."""
    maker = EntryMaker(book.atlas, book.readers[0].languages, book.uses)
    key = digest(book.atlas.digest_of_all, repr(sorted(book.uses.items())))
    has_notes = bool(notes)
    search_key = digest(key, str(has_notes))
    yield from memory.recall("search", search_key, partial(render_search, maker, has_notes=has_notes))
    if not notes:
        return
    write = partial(render_notes, book.atlas, maker, notes, book.config.shape)
    yield from memory.recall("search in notes", digest(key, repr(notes)), write)


def _recall_versions(
    book: SiteContext, memory: BuildCache, reader: Locale, history: History, current: str
) -> Iterator[tuple[str, bytes | Unchanged]]:
    """Yield the pages of kept versions and of each two; ``current`` is a fingerprint of the current pages."""
    for version in history.versions:
        # Each scheme of a kept version has a versionIRI of its own.
        for document in ("", *list_documents(history.folder / version)):
            values = version_values(history, version, reader, document)
            yield book.render("version.html", reader.here(version_address(version, document)), reader, values)
    for before, after in list_comparisons(history.versions):

        def make(before: str = before, after: str = after) -> Iterator[tuple[str, bytes]]:
            values = comparison_values(history.compare(before, after), before, after, reader)
            yield book.render("comparison.html", reader.here(comparison_address(before, after)), reader, values)

        # A copy never changes.
        key = digest(before, after, book.atlas.digest_of_all, "" if after else current)
        yield from memory.recall(f"comparison {reader.language} {before} {after}", key, make)


def _render_ways(book: SiteContext, reader: Locale, history: History) -> Iterator[tuple[str, bytes]]:
    """Yield the pages that lead to concepts, in the language of a reader."""
    for template, address, values in (
        ("hierarchy.html", HIERARCHY, overview.hierarchy_values(reader)),
        ("collections.html", COLLECTIONS, overview.collections_values(reader)),
        ("statistics.html", STATISTICS, overview.statistics_values(book.tally, reader)),
        ("changes.html", CHANGES, {**changes_values(history, reader), "versions": list_rows(history, reader)}),
        ("maps.html", MAPS, mappages.maps_values(reader)),
        ("search.html", SEARCH, {}),
        ("query.html", QUERY, query_values(book.atlas, book.config)),
    ):
        yield book.render(template, reader.here(address), reader, values)


def _data_values(book: SiteContext, reader: Locale, sizes: Mapping[str, int]) -> dict[str, object]:
    """Return the values of the template of the data: the files of the whole, and their descriptions."""
    first = next(iter(book.atlas.cards), book.config.base)
    return {
        "files": [(path, path.rpartition("/")[2], -(-size // 1024)) for path, size in sizes.items()],
        "described": [
            (f"{CATALOG}.ttl", "catalogue"),
            (VOID, "void"),
            (FEED, "feed"),
            ("sitemap.xml", "sitemap"),
        ],
        "endings": reader.messages.separator.join(f".{ending}" for ending in book.endings),
        "accept": next(iter(book.endings.values()), ""),
        "example": first,
    }


def _describe_hosting(book: SiteContext) -> Hosting:
    """Return the site as servers see it."""
    written = [FORMATS[name].ending for name in book.formats]
    documents = {ending: type_ for ending, type_ in DOCUMENT_TYPES.items() if ending in written}
    redirects = usable(book.config.site.redirects, frozenset(book.atlas.addresses.values()))
    return Hosting(book.config.base, book.url, book.endings, documents, tuple(redirects))


def _render_for_machines(book: SiteContext, history: History) -> Iterator[tuple[str, bytes]]:
    """Yield the feeds, the sitemap, and the files for hosts and crawlers in the top folder."""
    reader = book.readers[0]
    yield from list_feeds(history, reader, book.title, book.url)
    cards = book.atlas.cards.values()
    days = {card.iri: (card.dates.get("modified") or card.dates.get("created") or "")[:10] for card in cards}
    pages = [(HOME, max(days.values(), default="")), *((book.atlas.addresses[iri], day) for iri, day in days.items())]
    yield from list_sitemaps(pages, reader.languages, book.url)
    yield "robots.txt", write_robots(book.url)
    nowhere = PageUrl(HOME, reader.language, reader.languages[0], urlsplit(book.url).path)
    yield "404.html", book.render("notfound.html", nowhere, reader, {})[1]


def _render_document(book: SiteContext, document: DocumentSubjects, facts: LocatedGraph) -> Iterator[tuple[str, bytes]]:
    """Yield the pages and the data of every resource that a document describes."""
    described = group_facts(facts)
    cards = [card for iri in document.subjects if (card := book.card_in(document, iri))]
    for card in cards:
        entry = read_details(card, described[card.iri], book.publication.rank)
        yield from _render_pages(book, entry)
        if book.has_jskos:
            yield f"{book.atlas.addresses[card.iri]}.json", encode(book.jskos.describe(entry, described))
    places = ((card, book.atlas.addresses[card.iri]) for card in cards)
    # A resource with the address of a document has that document as its data.
    parts = [_part(card, address, document) for card, address in places if address not in book.atlas.sizes]
    yield from serialize_parts(parts, facts, book.vocabulary.usage, book.config.prefixes, book.document_formats)


def _list_users(book: SiteContext, iri: str) -> list[PageLink]:
    """Return the pages of the content that name a concept; a page without a known URL has no link."""
    return [PageLink(one.url, one.title, one.page.language) for one in book.pages_of.get(iri, ())]


def _render_pages(book: SiteContext, entry: ResourceDetails) -> Iterator[tuple[str, bytes]]:
    address = book.atlas.addresses[entry.card.iri]
    formats = [(type_, f"{address}.{ending}") for ending, type_ in book.endings.items()]
    for reader in book.readers:
        values = {**resource_values(entry, reader), "formats": formats, "used_in": _list_users(book, entry.card.iri)}
        yield book.render(f"{entry.card.kind}.html", reader.here(address), reader, values)


def _part(card: ResourceSummary, address: str, document: DocumentSubjects) -> DocumentSubjects:
    """Return a resource as a document of its own, with the cells of its list."""
    is_list = card.kind == COLLECTION
    cells = [iri for iri in document.subjects if iri.startswith(f"{card.iri}.list-")] if is_list else []
    return DocumentSubjects(address, (card.iri, *cells))
