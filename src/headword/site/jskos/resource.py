"""JSKOS: a resource as JSON in the words of libraries' vocabulary services (https://gbv.github.io/jskos/, 0.7).

A field that begins with ``_`` is one's own there. Ours is ``_page``: the page of a resource as a relative reference
from the top folder of the site, which holds wherever the site is served; ``url`` is its address on the web, as the
config has it. ``_order`` is the place of a resource among its siblings, if its page says one.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Protocol

from headword.project.config import Config
from headword.rdf.languages import choose_text
from headword.rdf.terms import DCTERMS, LABELS, MAPPINGS, OWL, RDF, REPLACED_BY, SCHEMA, SKOS, Literal, Term
from headword.site.addresses import OWN, to_url
from headword.site.details import NOTES, ResourceDetails
from headword.site.jskos.terms import (
    CONTEXT,
    UNKNOWN,
    JsonObject,
    drop_empty,
    join_maps,
    map_all,
    map_one,
    write_day,
    write_tag,
)
from headword.site.resource_index import ResourceIndex
from headword.site.summaries import COLLECTION, CONCEPT, SCHEME, Described, Properties, ResourceSummary, sort_cards
from headword.site.templating import absolute

NOT_FOR_INDEXING = "http://schema.vocnet.org/NonIndexingConcept"
"""The name of a collection in JSKOS, which has no type for one."""
_TYPES = {
    CONCEPT: [SKOS + "Concept"],
    SCHEME: [SKOS + "ConceptScheme"],
    COLLECTION: [SKOS + "Concept", NOT_FOR_INDEXING],
}
_AGENTS = ("creator", "contributor", "publisher")
_DESCRIPTION = DCTERMS + "description"
_FURTHEST = 100
"""The maximum number of ancestors; of a longer way up, these are the nearest."""
_DISTRIBUTION = "http://www.w3.org/ns/dcat#Distribution"
_MEDIA_TYPES = {"turtle": (".ttl", "text/turtle"), "jsonld": (".jsonld", "application/ld+json")}
"""The ending and the media type of a document, by the name of the format in the config."""
_NEWLINE_JSON = "application/x-ndjson"


class Jskos:
    """Writes resources as JSKOS.

    Args:
        atlas: all resources.
        config: the project's.
    """

    def __init__(self, atlas: ResourceIndex, config: Config) -> None:
        self._atlas = atlas
        self._config = config
        self._url = config.site_url
        self._names = {agent.iri: agent.name for agent in (*config.creator, *config.publisher) if agent.iri}
        # The concepts above a concept and its siblings are often those of the next one too.
        self._refer_cached = lru_cache(maxsize=4096)(self._refer)

    def describe(self, entry: ResourceDetails, described: Described) -> JsonObject:
        """Return all statements on a resource.

        Args:
            entry: of the resource.
            described: what its document says of each resource.
        """
        card = entry.card
        properties = described.get(card.iri, {})
        return drop_empty({
            "@context": CONTEXT,
            "uri": card.iri,
            "type": _TYPES[card.kind],
            "url": absolute(self._url, self._atlas.addresses[card.iri], self._config.lang, self._config.lang),
            "_page": self._page(card.iri),
            **_jskos_labels(entry),
            "notation": list(entry.notations),
            **_jskos_notes(entry),
            **self._of_kind(entry, described),
            "replacedBy": self._refer_all(entry.links.get(REPLACED_BY, ())) or None,
            **{name.removeprefix(DCTERMS): write_day(day) for name, day in entry.dates.items()},
            **{name: self._agents(properties.get(DCTERMS + name, ()), described) or None for name in _AGENTS},
        })  # fmt: skip

    def refer(self, iri: str) -> JsonObject:
        """Return a resource in short, for lists."""
        return self._refer_cached(iri)

    def refer_below(self, iri: str) -> JsonObject:
        """Return a narrower or top concept in short, with whether there are concepts below it."""
        card = self._atlas.cards.get(iri)
        if card is None:
            return self.refer(iri)
        place = {"_order": card.order} if math.isfinite(card.order) else {}
        return {**self.refer(iri), **place, "narrower": [None] if card.find("narrower") else []}

    def _refer(self, iri: str) -> JsonObject:
        card = self._atlas.cards.get(iri)
        if card is None:
            return {"uri": iri}
        return drop_empty({
            "uri": iri,
            "_page": self._page(iri),
            "prefLabel": map_one(card.texts("prefLabel")),
            "notation": list(card.notations) or None,
        })  # fmt: skip

    def _page(self, iri: str) -> str:
        return f"{to_url(self._atlas.addresses[iri])}/"

    def _sort(self, iris: Iterable[str]) -> list[str]:
        """Return the resources of the site by their labels in the default language, then the other ones."""
        given = list(iris)
        known = sort_cards(self._atlas.known(given), self._config.lang, self._name)
        return [*(card.iri for card in known), *(iri for iri in given if iri not in self._atlas.cards)]

    def _sort_siblings(self, iris: Iterable[str]) -> list[str]:
        """Return the resources of the site in the order of their pages, then as `_sort`, then the other ones."""
        cards = self._atlas.cards
        return sorted(self._sort(iris), key=lambda iri: (iri not in cards, cards[iri].order if iri in cards else 0))

    def _name(self, card: ResourceSummary) -> str:
        label = choose_text(card.texts("prefLabel"), [self._config.lang])
        return label.text if label is not None else card.iri

    def _refer_all(self, iris: Iterable[str]) -> list[JsonObject]:
        return [self.refer(iri) for iri in iris]

    def _of_kind(self, entry: ResourceDetails, described: Described) -> JsonObject:
        kind = entry.card.kind
        if kind == SCHEME:
            return self._of_scheme(entry, described)
        return self._of_concept(entry, described) if kind == CONCEPT else self._of_collection(entry, described)

    def _of_concept(self, entry: ResourceDetails, described: Described) -> JsonObject:
        card = entry.card
        schemes = card.find("inScheme")
        topped = described.get(card.iri, {}).get(SKOS + "topConceptOf", ())
        return {
            "broader": self._refer_all(self._sort(entry.links.get(SKOS + "broader", ()))),
            "narrower": [self.refer_below(iri) for iri in self._sort_siblings(entry.links.get(SKOS + "narrower", ()))],
            "related": self._refer_all(self._sort(entry.links.get(SKOS + "related", ()))),
            "ancestors": self._ancestors(card),
            "inScheme": self._refer_all(schemes),
            "topConceptOf": self._refer_all(iri for iri in schemes if iri in topped),
            "mappings": list(self._mappings(entry)),
            "deprecated": card.is_deprecated or None,
        }

    def _ancestors(self, card: ResourceSummary) -> list[JsonObject | None]:
        """Return the concepts above on the first path, the nearest first."""
        way = self._atlas.paths_up(card.iri, 1)[0][::-1]
        told: list[JsonObject | None] = [self.refer(one.iri) for one in way[:_FURTHEST]]
        return [*told, None] if len(way) > _FURTHEST else told

    def _mappings(self, entry: ResourceDetails) -> Iterator[JsonObject]:
        schemes = entry.card.find("inScheme")
        for key in MAPPINGS:
            for iri in entry.links.get(key, ()):
                target = self._atlas.cards.get(iri)
                there = target.find("inScheme") if target is not None else ()
                yield drop_empty({
                    "type": [key],
                    "from": {"memberSet": [{"uri": entry.card.iri}]},
                    "to": {"memberSet": [self.refer(iri)]},
                    "fromScheme": {"uri": schemes[0]} if schemes else None,
                    "toScheme": {"uri": there[0]} if there else None,
                })  # fmt: skip

    def _of_collection(self, entry: ResourceDetails, described: Described) -> JsonObject:
        listed = list(_walk_list(entry.card.iri, described))
        members = self._refer_all(listed or entry.links.get(SKOS + "member", ()))
        return {
            "inScheme": self._refer_all(entry.card.find("inScheme")),
            "memberList" if listed else "memberSet": members,
            "deprecated": entry.card.is_deprecated or None,
        }

    def _of_scheme(self, entry: ResourceDetails, described: Described) -> JsonObject:
        card = entry.card
        members = self._atlas.members(card.iri)
        properties = described.get(card.iri, {})
        licenses = self._agents(properties.get(DCTERMS + "license", ()), described)
        return {
            "topConcepts": [
                self.refer_below(iri) for iri in self._sort_siblings(one.iri for one in self._atlas.tops(card.iri))
            ],
            "concepts": [None] if members else [],
            "extent": str(len(members)),
            "objectTypes": [SKOS + "Concept"],
            "languages": sorted({write_tag(label.language) for one in members for label in one.labels} - {UNKNOWN}),
            "namespace": _find_namespace(card.iri, members),
            "subject": self._refer_all(card.find("subject")) or None,
            "license": licenses or None,
            "version": next(iter(_jskos_values(properties, OWL + "versionInfo")), None),
            "distributions": list(self._distributions(card)),
        }

    def _distributions(self, scheme: ResourceSummary) -> Iterator[JsonObject]:
        address = self._atlas.addresses[scheme.iri]
        download = {"type": [_DISTRIBUTION], "download": self._url + to_url(ndjson_path(address))}
        yield {**download, "format": "http://format.gbv.de/jskos", "mimetype": _NEWLINE_JSON}
        for ending, media_type in (_MEDIA_TYPES[name] for name in self._config.site_formats if name in _MEDIA_TYPES):
            download = {"type": [_DISTRIBUTION], "download": self._url + to_url(scheme.document + ending)}
            yield {**download, "format": "http://www.w3.org/2004/02/skos/core", "mimetype": media_type}

    def _agents(self, values: Iterable[Term], described: Described) -> list[JsonObject]:
        """Return the agents: an IRI with its name if it is known, or a name."""
        found: list[JsonObject] = []
        for value in values:
            name = value.value if isinstance(value, Literal) else self._names.get(value, "")
            if not isinstance(value, Literal):
                name = next(iter(_jskos_values(described.get(value, {}), SCHEMA + "name")), name)
            iri = "" if isinstance(value, Literal) or value.startswith("_:") else value
            found.append(drop_empty({"uri": iri, "prefLabel": {UNKNOWN: name} if name else {}}))
        return [agent for agent in found if agent]


def ndjson_path(address: str) -> str:
    """Return the path of the file with all concepts of the scheme at ``address``, one a line."""
    return f"{OWN}/data/{address}.jskos.ndjson"


class _Known(Protocol):
    @property
    def iri(self) -> str: ...


def _find_namespace(scheme: str, members: Iterable[_Known]) -> str | None:
    """Return the beginning of the IRIs of all concepts of a scheme, if it is that of the scheme."""
    for mark in "/#":
        if all(one.iri.startswith(scheme + mark) for one in members):
            return scheme + mark
    return None


def _jskos_labels(entry: ResourceDetails) -> JsonObject:
    preferred, alternative, hidden = LABELS
    # A scheme may have a title and no label; the card knows.
    names = entry.texts.get(preferred) or entry.card.texts("prefLabel")
    return {
        "prefLabel": map_one(names),
        "altLabel": map_all(entry.texts.get(alternative, ())),
        "hiddenLabel": map_all(entry.texts.get(hidden, ())),
    }


def _jskos_notes(entry: ResourceDetails) -> Mapping[str, object]:
    notes: dict[str, object] = {
        key.removeprefix(SKOS): map_all(texts)
        for key in NOTES
        if key != _DESCRIPTION and (texts := entry.texts.get(key, ()))
    }
    described = entry.texts.get(_DESCRIPTION, ())
    if described:
        # JSKOS has no description: of a scheme it is what is meant by it, of a concept a note like others.
        name = "definition" if entry.card.kind == SCHEME else "note"
        notes[name] = join_maps([map_all(entry.texts.get(SKOS + name, ())), map_all(described)])
    return notes


def _walk_list(collection: str, described: Described) -> Iterator[str]:
    """Yield the members of an ordered collection in order; a list with a cycle ends there."""
    seen: set[Term] = {RDF + "nil"}
    cell = next(iter(described.get(collection, {}).get(SKOS + "memberList", ())), None)
    while isinstance(cell, str) and cell not in seen:
        seen.add(cell)
        properties = described.get(cell, {})
        yield from (
            value for value in properties.get(RDF + "first", ()) if isinstance(value, str) and value not in seen
        )
        seen.update(properties.get(RDF + "first", ()))
        cell = next(iter(properties.get(RDF + "rest", ())), None)


def _jskos_values(properties: Properties, predicate: str) -> list[str]:
    return [value.value for value in properties.get(predicate, ()) if isinstance(value, Literal)]
