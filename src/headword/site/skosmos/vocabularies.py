"""Answers about vocabularies as wholes: which there are, what is in them, and how much."""

from collections import Counter
from collections.abc import Iterable

from headword.rdf.terms import DCTERMS, RDFS, SKOS, VOID
from headword.site.skosmos.service import CONTEXT, ONKI, TYPES, Answer, SkosmosService, with_notation
from headword.site.summaries import COLLECTION, CONCEPT, ResourceSummary

_VOID_EXT = "http://ldf.fi/void-ext#"
_CLASSES = {CONCEPT: SKOS + "Concept", COLLECTION: SKOS + "Collection"}


def answer_vocabularies(desk: SkosmosService, language: str) -> Answer:
    """Return the vocabularies."""
    return {
        "@context": {
            "rdfs": RDFS,
            "onki": ONKI,
            "title": {"@id": "rdfs:label", "@language": language},
            "vocabularies": "onki:hasVocabulary",
            "id": "onki:vocabularyIdentifier",
            "uri": "@id",
            "@base": f"{desk.root}vocabularies",
        },
        "uri": "",
        "vocabularies": [
            {"uri": id_, "id": id_, "title": desk.name(scheme, language)} for id_, scheme in desk.schemes.items()
        ],
    }


def answer_information(desk: SkosmosService, scheme: ResourceSummary, language: str) -> Answer:
    """Return the description of a vocabulary."""
    title = desk.name(scheme, language)
    languages = {label.language for card in desk.concepts(scheme) for label in card.labels if label.language}
    return {
        "@context": {
            "rdfs": RDFS,
            "skos": SKOS,
            "onki": ONKI,
            "dct": DCTERMS,
            "uri": "@id",
            "type": "@type",
            "conceptschemes": "onki:hasConceptScheme",
            "id": "onki:vocabularyIdentifier",
            "defaultLanguage": "onki:defaultLanguage",
            "languages": "onki:language",
            "label": "rdfs:label",
            "prefLabel": "skos:prefLabel",
            "title": "dct:title",
            "@language": language,
            "@base": _base(desk, scheme),
        },
        "uri": "",
        "id": desk.ids[scheme.iri],
        "title": title,
        "defaultLanguage": desk.default,
        "languages": sorted(languages or {desk.default}),
        "conceptschemes": [
            {"uri": scheme.iri, "prefLabel": title, "title": title, "type": TYPES[scheme.kind]},
        ],
    }


def answer_statistics(desk: SkosmosService, scheme: ResourceSummary, language: str) -> Answer:
    """Return the number of concepts and collections of a vocabulary."""
    collections = desk.collections(scheme)
    groups = {"conceptGroups": _count_kind(COLLECTION, collections)} if collections else {}
    return {
        "@context": {
            "rdfs": RDFS,
            "skos": SKOS,
            "void": VOID,
            "onki": ONKI,
            "uri": "@id",
            "id": "onki:vocabularyIdentifier",
            "concepts": "void:classPartition",
            "label": "rdfs:label",
            "class": {"@id": "void:class", "@type": "@id"},
            "subTypes": {"@id": "void:class", "@type": "@id"},
            "count": "void:entities",
            "@language": language,
            "@base": _base(desk, scheme),
        },
        "uri": "",
        "id": desk.ids[scheme.iri],
        "title": desk.name(scheme, language),
        "concepts": _count_kind(CONCEPT, desk.concepts(scheme)),
        "subTypes": [],
        **groups,
    }


def _count_kind(kind: str, cards: Iterable[ResourceSummary]) -> Answer:
    retired = [card.is_deprecated for card in cards]
    return {"class": _CLASSES[kind], "count": len(retired), "deprecatedCount": sum(retired)}


def answer_label_statistics(desk: SkosmosService, scheme: ResourceSummary, language: str) -> Answer:
    """Return the number of labels of each kind of a vocabulary in each language."""
    labels = Counter((label.language, label.kind) for card in desk.concepts(scheme) for label in card.labels)
    tags = sorted({tag for tag, _ in labels})
    return {
        "@context": {
            "rdfs": RDFS,
            "skos": SKOS,
            "void": VOID,
            "void-ext": _VOID_EXT,
            "onki": ONKI,
            "uri": "@id",
            "id": "onki:vocabularyIdentifier",
            "languages": "void-ext:languagePartition",
            "language": "void-ext:language",
            "properties": "void:propertyPartition",
            "labels": "void:triples",
            "@base": _base(desk, scheme),
        },
        "uri": "",
        "id": desk.ids[scheme.iri],
        "title": desk.name(scheme, language),
        "languages": [
            {
                "language": tag,
                "properties": [
                    {"property": f"skos:{kind}", "labels": labels[tag, kind]}
                    for kind in ("prefLabel", "altLabel", "hiddenLabel")
                ],
            }
            for tag in tags
        ],
    }


def answer_types(desk: SkosmosService, scheme: ResourceSummary | None, language: str) -> Answer:
    """Return the types of resources in a vocabulary or in all."""
    schemes = [scheme] if scheme is not None else list(desk.schemes.values())
    kinds = {
        CONCEPT: any(desk.concepts(one) for one in schemes),
        COLLECTION: any(desk.collections(one) for one in schemes),
    }
    return {
        "@context": {
            **CONTEXT,
            "rdfs": RDFS,
            "onki": ONKI,
            "label": "rdfs:label",
            "superclass": {"@id": "rdfs:subClassOf", "@type": "@id"},
            "types": "onki:hasType",
            "@language": language,
            "@base": _base(desk, scheme) if scheme is not None else desk.root,
        },
        "uri": "",
        "types": [{"uri": _CLASSES[kind]} for kind, is_there in kinds.items() if is_there],
    }


def answer_top_concepts(desk: SkosmosService, scheme: ResourceSummary, language: str) -> Answer:
    """Return the top concepts of a vocabulary."""
    return {
        "@context": {
            **CONTEXT,
            "onki": ONKI,
            "topconcepts": "skos:hasTopConcept",
            "notation": "skos:notation",
            "label": "skos:prefLabel",
            "@language": language,
        },
        "uri": scheme.iri,
        "topconcepts": [
            with_notation(
                {
                    "uri": card.iri,
                    "topConceptOf": scheme.iri,
                    "label": desk.name(card, language),
                    "hasChildren": bool(card.find("narrower")),
                },
                card,
            )
            for card in desk.tops(scheme, language)
        ],
    }


def answer_groups(desk: SkosmosService, scheme: ResourceSummary, language: str) -> Answer:
    """Return the collections of a vocabulary."""
    return {
        "@context": {
            **CONTEXT,
            "onki": ONKI,
            "prefLabel": "skos:prefLabel",
            "groups": "onki:hasGroup",
            "childGroups": {"@id": "skos:member", "@type": "@id"},
            "hasMembers": "onki:hasMembers",
            "@language": language,
        },
        "uri": "",
        "groups": [_describe_group(desk, card, language) for card in desk.sort(desk.collections(scheme), language)],
    }


def _describe_group(desk: SkosmosService, card: ResourceSummary, language: str) -> Answer:
    members = card.find("member")
    within = [one.iri for one in desk.atlas.known(members) if one.kind == COLLECTION]
    answer: Answer = {"uri": card.iri, "prefLabel": desk.name(card, language), "hasMembers": bool(members)}
    return with_notation({**answer, "childGroups": within} if within else answer, card)


def answer_group_members(desk: SkosmosService, scheme: ResourceSummary, iri: str, language: str) -> Answer | None:
    """Return the members of a collection; None if the vocabulary has no such collection."""
    group = next((card for card in desk.collections(scheme) if card.iri == iri), None)
    if group is None:
        return None
    members = [card for card in desk.atlas.known(group.find("member")) if not card.is_deprecated]
    return {
        "@context": {**CONTEXT, "prefLabel": "skos:prefLabel", "members": "skos:member", "@language": language},
        "uri": iri,
        "members": [
            with_notation(
                {
                    "uri": card.iri,
                    "isSuper": False,
                    "hasMembers": bool(card.find("member")),
                    "type": [TYPES[card.kind]],
                    "prefLabel": desk.name(card, language),
                },
                card,
            )
            for card in members
        ],
    }


def _base(desk: SkosmosService, scheme: ResourceSummary) -> str:
    return f"{desk.root}{desk.ids[scheme.iri]}/"
