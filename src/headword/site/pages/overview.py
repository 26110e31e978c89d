"""Pages that lead to concepts without a search: the hierarchy, the collections, and the figures."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from headword.rdf.graph import DocumentSubjects, LocatedGraph
from headword.rdf.languages import format_tag
from headword.rdf.skosxl import with_readable_notes
from headword.rdf.terms import LABELS, MAPPINGS, Literal, compact
from headword.site.addresses import COLLECTIONS, HIERARCHY, STATISTICS, to_url
from headword.site.details import NOTES
from headword.site.locales import Locale, PageLink
from headword.site.pages.resource import TreeNode, grow_tree, outline_values
from headword.site.resource_index import ResourceIndex
from headword.site.summaries import COLLECTION, CONCEPT, SCHEME, ResourceSummary

_OPEN = 1_000
"""The number of concepts in the hierarchy without a script; deeper ones are on the pages of schemes."""


def hierarchy_values(reader: Locale) -> dict[str, Any]:
    """Return the values of the template of the hierarchy: each scheme with its top concepts, up to a limit."""
    here = reader.here(HIERARCHY)
    atlas = reader.atlas
    outline, room = [], _OPEN
    for scheme in atlas.of_kind(SCHEME):
        tops = reader.sort_siblings(atlas.tops(scheme.iri))
        shown = tops[:room]
        room -= len(shown)
        key = to_url(atlas.addresses[scheme.iri])
        below = tuple(grow_tree(one, reader, here, 1) for one in shown)
        outline.append(TreeNode(reader.refer(here, scheme.iri), below, len(tops) - len(shown), key))
    return outline_values(outline)


def collections_values(reader: Locale) -> dict[str, Any]:
    """Return the values of the template of the collections: each with its number of members, by scheme."""
    here = reader.here(COLLECTIONS)
    atlas = reader.atlas
    groups: dict[str, list[tuple[PageLink, int]]] = defaultdict(list)
    for card in reader.sort(atlas.of_kind(COLLECTION)):
        scheme = next(iter(card.find("inScheme")), "")
        groups[scheme].append((reader.refer(here, card.iri), len(atlas.known(card.find("member")))))
    return {"groups": [(reader.refer(here, iri) if iri else None, found) for iri, found in groups.items()]}


class PropertyCounts:
    """How often texts and mappings occur: by property and language, and by property and host."""

    def __init__(self) -> None:
        self.texts: Counter[tuple[str, str]] = Counter()
        self.mappings: Counter[tuple[str, str]] = Counter()

    def count(
        self, documents: Iterable[tuple[DocumentSubjects, LocatedGraph]]
    ) -> Iterator[tuple[DocumentSubjects, LocatedGraph]]:
        """Yield the same documents, and count their texts and mappings."""
        for document, facts in documents:
            self._add(facts)
            yield document, facts

    def _add(self, facts: LocatedGraph) -> None:
        for _, predicate, value in with_readable_notes(facts):
            if predicate in _COUNTED and isinstance(value, Literal):
                self.texts[predicate, format_tag(value.language) if value.language else ""] += 1
            elif predicate in _MAPPED and isinstance(value, str):
                self.mappings[predicate, _host(value)] += 1


_COUNTED = frozenset({*LABELS, *NOTES})
_MAPPED = frozenset(MAPPINGS)


def _host(iri: str) -> str:
    try:
        return urlsplit(iri).hostname or ""
    except ValueError:
        return ""


class LanguageCounts(NamedTuple):
    """A property, and how often it occurs in each language."""

    property: str
    counts: Mapping[str, int]


def statistics_values(tally: PropertyCounts, reader: Locale) -> dict[str, Any]:
    """Return the values of the template of the statistics."""
    here = reader.here(STATISTICS)
    atlas = reader.atlas
    concepts = atlas.of_kind(CONCEPT)
    languages = reader.by_language({language for _, language in tally.texts})
    properties = [key for key in (*LABELS, *NOTES) if any(found == key for found, _ in tally.texts)]
    return {
        "counts": [
            ("concepts", len(concepts)),
            ("schemes", len(atlas.of_kind(SCHEME))),
            ("collections", len(atlas.of_kind(COLLECTION))),
            ("tops", sum(not atlas.known(card.find("broader")) for card in concepts)),
            ("leaves", sum(not atlas.known(card.find("narrower")) for card in concepts)),
            ("several", sum(len(atlas.known(card.find("broader"))) > 1 for card in concepts)),
            ("deprecated", sum(card.is_deprecated for card in concepts)),
            ("depth", find_depth(atlas, concepts)),
        ],
        "languages_counted": languages,
        "columns": [
            LanguageCounts(compact(key), {tag: tally.texts[key, tag] for tag in languages}) for key in properties
        ],
        "mappings": [
            (compact(key), host, count) for (key, host), count in sorted(tally.mappings.items(), key=_by_count)
        ],
        "sizes": sorted(
            ((reader.refer(here, card.iri), len(atlas.members(card.iri))) for card in atlas.of_kind(SCHEME)),
            key=lambda row: (-row[1], row[0].text, row[0].iri),
        ),
        "labelled": {tag: sum(_has_label(card, tag) for card in concepts) for tag in languages},
        "total": len(concepts),
    }


def _by_count(item: tuple[tuple[str, str], int]) -> tuple[int, str, str]:
    (key, host), count = item
    return -count, key, host


def _has_label(card: ResourceSummary, language: str) -> bool:
    return any(label.kind == "prefLabel" and label.language.lower() == language.lower() for label in card.labels)


def find_depth(atlas: ResourceIndex, concepts: Iterable[ResourceSummary]) -> int:
    """Return the number of levels of the hierarchy, along the shortest path to each concept."""
    del concepts
    return max(atlas.levels.values(), default=-1) + 1
