"""The home page: what the vocabulary is, where it begins, what is new, and how to take and cite it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from posixpath import dirname
from typing import Any, NamedTuple

from headword.rdf.graph import LocatedGraph
from headword.rdf.languages import choose_text
from headword.rdf.skosxl import with_readable_notes
from headword.rdf.terms import DCTERMS, SKOS, Literal
from headword.site.addresses import HOME
from headword.site.locales import Locale, PageLink
from headword.site.look import name_license
from headword.site.pages.citation import Citation, cite
from headword.site.pages.feed import FeedItem
from headword.site.prose import to_plain_text
from headword.site.resource_index import ResourceIndex
from headword.site.summaries import COLLECTION, CONCEPT, SCHEME, ResourceLabel, ResourceSummary

_MANY = 48
"""How many top concepts or collections the page shows."""
_SHORT = 160
"""How much of a definition is shown, in characters."""
_NEWEST = 6
_ABOUT = (SKOS + "definition", DCTERMS + "description", SKOS + "scopeNote")
"""The notes that describe a resource, best first."""
_STATED = (DCTERMS + "license", DCTERMS + "creator", DCTERMS + "publisher")
_FORMATS = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF/XML", "trig": "TriG"}

Excerpts = Mapping[str, Mapping[str, Sequence[ResourceLabel]]]
"""The texts about some resources, by IRI and by property."""


class HomeEntry(NamedTuple):
    """A resource that the page leads to: the link, its size in words, and what it is."""

    link: PageLink
    size: int
    about: str
    language: str


class HomeChange(NamedTuple):
    """A concept that is new or changed."""

    link: PageLink
    day: str
    kind: str


def list_featured(atlas: ResourceIndex) -> list[ResourceSummary]:
    """Return the resources that the home page leads to.

    Several schemes are shown themselves. Of a single one the top concepts are shown; if these are too many, its
    collections that are in no other.
    """
    schemes = atlas.of_kind(SCHEME)
    if len(schemes) > 1:
        return schemes
    tops = atlas.tops(schemes[0].iri) if schemes else atlas.of_kind(CONCEPT)
    if len(tops) <= _MANY:
        return list(tops)
    collections = [card for card in atlas.of_kind(COLLECTION) if not atlas.collections_of(card.iri)]
    return collections if 0 < len(collections) <= 2 * _MANY else list(tops)


def read_excerpts(facts: LocatedGraph, wanted: Collection[str]) -> dict[str, dict[str, list[ResourceLabel]]]:
    """Return the texts in ``facts`` about the resources ``wanted``."""
    found: dict[str, dict[str, list[ResourceLabel]]] = {}
    for subject, predicate, value in with_readable_notes(facts):
        if subject in wanted and (predicate in _STATED or (predicate in _ABOUT and isinstance(value, Literal))):
            text, language = (value.value, value.language) if isinstance(value, Literal) else (value, "")
            found.setdefault(subject, defaultdict(list))[predicate].append(ResourceLabel(predicate, text, language))
    return found


def home_values(
    reader: Locale,
    excerpts: Excerpts,
    latest: Sequence[FeedItem],
    downloads: Mapping[str, int],
    citation: Citation,
) -> dict[str, Any]:
    """Return the values of the template of the home page.

    Args:
        reader: of the page.
        excerpts: of schemes and of what `list_featured` returns.
        latest: the changes of concepts, the latest first.
        downloads: the size in bytes of each file with the whole vocabulary.
        citation: of the vocabulary.
    """
    atlas, here = reader.atlas, reader.here(HOME)
    schemes = atlas.of_kind(SCHEME)
    featured = list_featured(atlas)
    shown = reader.sort_siblings(featured) if featured and featured[0].kind != SCHEME else featured
    entries = [_make_entry(card, reader, excerpts) for card in shown[:_MANY]]
    about = _find_about(schemes[0].iri, reader, excerpts) if len(schemes) == 1 else None
    return {
        "description": reader.config.description or (to_plain_text(about.text, reader.config.shape) if about else ""),
        "about_language": reader.config.lang if reader.config.description else about.language if about else "",
        "folders": _by_folder(shown[:_MANY], entries, atlas) if len(schemes) > 1 else {"": entries},
        "featured": featured[0].kind if featured else "",
        "more": max(len(featured) - _MANY, 0),
        "size": len(atlas.of_kind(CONCEPT)),
        "count": len(schemes),
        "scheme": reader.refer(here, schemes[0].iri) if len(schemes) == 1 else None,
        "figures": list(_count(atlas)),
        "spoken": reader.by_language({label.language for card in atlas.cards.values() for label in card.labels} - {""}),
        "changes": [HomeChange(reader.refer(here, item.iri), item.day, item.kind) for item in latest[:_NEWEST]],
        "downloads": [
            (here.file(path), _FORMATS.get(path.rpartition(".")[2], path), -(-size // 1024))
            for path, size in downloads.items()
        ],
        "citation": citation,
        **_name_licence(reader, excerpts),
    }


def cite_vocabulary(reader: Locale, excerpts: Excerpts, title: str, modified: str) -> Citation:
    """Return the citation of the vocabulary; of a single scheme, what it says itself completes the config."""
    said = _say_of_single(reader.atlas, excerpts)
    names = {
        key: tuple(
            name.text if (name := reader.name_other(one.text)) else one.text for one in said.get(DCTERMS + key, ())
        )
        for key in ("creator", "publisher")
    }
    return cite(reader.config, title, modified, names["creator"], names["publisher"])


def _say_of_single(atlas: ResourceIndex, excerpts: Excerpts) -> Mapping[str, Sequence[ResourceLabel]]:
    schemes = atlas.of_kind(SCHEME)
    return excerpts.get(schemes[0].iri, {}) if len(schemes) == 1 else {}


def _name_licence(reader: Locale, excerpts: Excerpts) -> dict[str, str]:
    """Return the licence of a single scheme, if the config names none."""
    said = [
        one.text for one in _say_of_single(reader.atlas, excerpts).get(DCTERMS + "license", ()) if "://" in one.text
    ]
    return {} if reader.config.license or not said else {"license": said[0], "license_name": name_license(said[0])}


def _count(atlas: ResourceIndex) -> Iterator[tuple[str, int]]:
    for key, kind in (("concepts", CONCEPT), ("schemes", SCHEME), ("collections", COLLECTION)):
        count = len(atlas.of_kind(kind))
        if count and (kind != SCHEME or count > 1):
            yield key, count


def _by_folder(
    cards: Sequence[ResourceSummary], entries: Sequence[HomeEntry], atlas: ResourceIndex
) -> dict[str, list[HomeEntry]]:
    """Return the entries of schemes by the first folder of their pages."""
    folders: dict[str, list[HomeEntry]] = defaultdict(list)
    for card, entry in zip(cards, entries, strict=True):
        folder = dirname(atlas.addresses[card.iri]).partition("/")[0]
        folders[folder.replace("-", " ")].append(entry)
    return dict(sorted(folders.items()))


def _make_entry(card: ResourceSummary, reader: Locale, excerpts: Excerpts) -> HomeEntry:
    about = _find_about(card.iri, reader, excerpts)
    text = to_plain_text(about.text, reader.config.shape) if about else ""
    short = text if len(text) <= _SHORT else f"{text[:_SHORT].rsplit(' ', 1)[0]} …"
    size = _count_inside(card, reader.atlas)
    return HomeEntry(reader.refer(reader.here(HOME), card.iri), size, short, about.language if about else "")


def _find_about(iri: str, reader: Locale, excerpts: Excerpts) -> ResourceLabel | None:
    said = excerpts.get(iri, {})
    first = next((said[key] for key in _ABOUT if key in said), ())
    return choose_text(first, reader.wanted)


def _count_inside(card: ResourceSummary, atlas: ResourceIndex) -> int:
    """Return the number of members of a scheme or a collection, or of the concepts below a concept."""
    if card.kind == SCHEME:
        return len(atlas.members(card.iri))
    if card.kind == COLLECTION:
        return len(atlas.known(card.find("member")))
    return len(atlas.descend([card.iri])) - 1
