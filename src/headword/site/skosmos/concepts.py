"""Answers about one concept: its labels, and its broader, narrower and related concepts.

Each answer is ``None`` if there is no such concept.
"""

from collections.abc import Iterable, Iterator

from headword.rdf.terms import MAPPINGS, SKOS, compact
from headword.site.details import ResourceDetails
from headword.site.skosmos.service import CONTEXT, ONKI, Answer, SkosmosService, is_in, with_notation
from headword.site.summaries import CONCEPT, ResourceSummary

_MANY = 1000
"""How many concepts a transitive answer has where no limit is given, as there."""


_DESCRIPTIONS = {
    "skos:exactMatch": "A concept of another vocabulary with the same meaning, interchangeable in any use",
    "skos:closeMatch": "A concept of another vocabulary with nearly the same meaning, interchangeable in some uses",
    "skos:broadMatch": "A broader concept of another vocabulary",
    "skos:narrowMatch": "A narrower concept of another vocabulary",
    "skos:relatedMatch": "A related concept of another vocabulary",
}


def answer_label(desk: SkosmosService, scheme: ResourceSummary | None, iri: str, language: str) -> Answer | None:
    """Return the name of a concept in a language, or in all of them if the language is empty."""
    card = desk.concept(scheme, iri)
    if card is None:
        return None
    preferred = desk.name_in(card, language)
    answer: Answer = {
        "@context": {
            **CONTEXT,
            "prefLabel": "skos:prefLabel",
            "altLabel": "skos:altLabel",
            "hiddenLabel": "skos:hiddenLabel",
            "@language": language,
        },
        "uri": iri,
    }
    if preferred is not None:
        answer["prefLabel"] = preferred.text
    for kind in ("altLabel", "hiddenLabel"):
        texts = [label.text for label in card.texts(kind) if is_in(label.language, language)]
        if texts:
            answer[kind] = texts
    return answer


def answer_broader(desk: SkosmosService, scheme: ResourceSummary, iri: str, language: str) -> Answer | None:
    """Return the concepts right above a concept."""
    return _answer_linked(desk, scheme, iri, language, "broader")


def answer_narrower(desk: SkosmosService, scheme: ResourceSummary, iri: str, language: str) -> Answer | None:
    """Return the concepts right below a concept."""
    return _answer_linked(desk, scheme, iri, language, "narrower")


def _answer_linked(desk: SkosmosService, scheme: ResourceSummary, iri: str, language: str, name: str) -> Answer | None:
    card = desk.concept(scheme, iri)
    return None if card is None else _list_linked(desk, iri, desk.linked(card, name, language), language, name)


def answer_related(desk: SkosmosService, entry: ResourceDetails, language: str) -> Answer:
    """Return the related concepts of a concept."""
    related = desk.sort(desk.atlas.known(entry.links.get(SKOS + "related", ())), language)
    return _list_linked(desk, entry.card.iri, related, language, "related")


def _list_linked(desk: SkosmosService, iri: str, linked: Iterable[ResourceSummary], language: str, name: str) -> Answer:
    return {
        "@context": {**CONTEXT, "prefLabel": "skos:prefLabel", name: f"skos:{name}", "@language": language},
        "uri": iri,
        name: [{"uri": card.iri, "prefLabel": desk.name(card, language)} for card in linked],
    }


def answer_broader_transitive(
    desk: SkosmosService, scheme: ResourceSummary, iri: str, language: str, limit: int = _MANY
) -> Answer | None:
    """Return a concept and all concepts above it, by their IRIs."""
    return _answer_transitive(desk, scheme, iri, language, "broader", limit)


def answer_narrower_transitive(
    desk: SkosmosService, scheme: ResourceSummary, iri: str, language: str, limit: int = _MANY
) -> Answer | None:
    """Return a concept and all concepts below it, by their IRIs."""
    return _answer_transitive(desk, scheme, iri, language, "narrower", limit)


def _answer_transitive(
    desk: SkosmosService, scheme: ResourceSummary, iri: str, language: str, name: str, limit: int
) -> Answer | None:
    card = desk.concept(scheme, iri)
    if card is None:
        return None
    transitive = f"{name}Transitive"
    found: Answer = {}
    for one in _follow(desk, card, name, limit, language):
        direct = [other.iri for other in desk.linked(one, name, language)]
        found[one.iri] = {
            "uri": one.iri,
            "prefLabel": desk.name(one, language),
            **({name: direct} if direct else {}),
        }
    return {
        "@context": {
            **CONTEXT,
            "prefLabel": "skos:prefLabel",
            name: {"@id": f"skos:{name}", "@type": "@id"},
            transitive: {"@id": f"skos:{transitive}", "@container": "@index"},
            "@language": language,
        },
        "uri": iri,
        transitive: found,
    }


def _follow(
    desk: SkosmosService, card: ResourceSummary, name: str, limit: int, language: str
) -> Iterator[ResourceSummary]:
    """Return a concept and all concepts that it leads to, the nearest first, at most ``limit``."""
    waiting, seen = [card], {card.iri}
    for one in waiting:
        yield one
        for other in desk.linked(one, name, language):
            if other.iri not in seen and len(seen) < limit:
                seen.add(other.iri)
                waiting.append(other)


def answer_children(desk: SkosmosService, scheme: ResourceSummary, iri: str, language: str) -> Answer | None:
    """Return the concepts right below a concept, each with whether there are concepts below it."""
    card = desk.concept(scheme, iri)
    if card is None:
        return None
    return {
        "@context": {
            **CONTEXT,
            "prefLabel": "skos:prefLabel",
            "narrower": "skos:narrower",
            "notation": "skos:notation",
            "hasChildren": "onki:hasChildren",
            "onki": ONKI,
            "@language": language,
        },
        "uri": iri,
        "narrower": [
            _describe_child(desk, one, language, "prefLabel") for one in desk.linked(card, "narrower", language)
        ],
    }


def _describe_child(desk: SkosmosService, card: ResourceSummary, language: str, name: str) -> Answer:
    answer: Answer = {
        "uri": card.iri,
        name: desk.name(card, language),
        "hasChildren": bool(card.find("narrower")),
    }
    return with_notation(answer, card)


def answer_hierarchy(desk: SkosmosService, scheme: ResourceSummary, iri: str, language: str) -> Answer | None:
    """Return a concept, all concepts above it with those right below each, and the top concepts."""
    card = desk.concept(scheme, iri)
    if card is None:
        return None
    found: Answer = {}
    for one in _follow(desk, card, "broader", _MANY, language):
        found[one.iri] = _describe_level(desk, one, language)
    for top in desk.tops(scheme, language):
        if top.iri not in found:
            found[top.iri] = _describe_top(desk, top, language)
    return {
        "@context": {
            **CONTEXT,
            "onki": ONKI,
            "prefLabel": "skos:prefLabel",
            "notation": "skos:notation",
            "narrower": {"@id": "skos:narrower", "@type": "@id"},
            "broader": {"@id": "skos:broader", "@type": "@id"},
            "broaderTransitive": {"@id": "skos:broaderTransitive", "@container": "@index"},
            "top": {"@id": "skos:topConceptOf", "@type": "@id"},
            "tops": {"@id": "skos:topConceptOf", "@type": "@id"},
            "hasChildren": "onki:hasChildren",
            "@language": language,
        },
        "uri": iri,
        "broaderTransitive": found,
    }


def _describe_top(desk: SkosmosService, card: ResourceSummary, language: str) -> Answer:
    """Return one level of the hierarchy, without those above and below."""
    answer = _describe_child(desk, card, language, "prefLabel")
    tops = sorted(
        scheme.iri
        for scheme in desk.atlas.known(card.find("inScheme"))
        if any(top.iri == card.iri for top in desk.atlas.tops(scheme.iri))
    )
    return {**answer, "top": tops[0], "tops": tops} if tops else answer


def _describe_level(desk: SkosmosService, card: ResourceSummary, language: str) -> Answer:
    above = [one.iri for one in desk.linked(card, "broader", language)]
    below = [_describe_child(desk, one, language, "label") for one in desk.linked(card, "narrower", language)]
    return {
        **_describe_top(desk, card, language),
        **({"broader": above} if above else {}),
        **({"narrower": below} if below else {}),
    }


def answer_mappings(desk: SkosmosService, entry: ResourceDetails, language: str) -> Answer:
    """Return the mappings of a concept."""
    return {
        "mappings": [
            _describe_mapping(desk, entry.card, key, iri, language)
            for key in MAPPINGS
            for iri in entry.links.get(key, ())
        ]
    }


def _describe_mapping(desk: SkosmosService, card: ResourceSummary, key: str, iri: str, language: str) -> Answer:
    target = desk.atlas.cards.get(iri)
    label = desk.name(target, language) if target is not None else iri
    there: Answer = {"uri": iri}
    if target is not None and target.kind == CONCEPT:
        there = with_notation({"uri": iri, "prefLabel": {language: label}}, target)
    schemes = {
        "fromScheme": next(iter(card.find("inScheme")), ""),
        "toScheme": next(iter(target.find("inScheme")), "") if target is not None else "",
    }
    return {
        "uri": card.iri,
        "type": [compact(key)],
        "prefLabel": label,
        "from": {"memberSet": [{"uri": card.iri}]},
        "to": {"memberSet": [there]},
        "hrefLink": desk.page(target) if target is not None else iri,
        "lang": language,
        "vocabName": desk.vocabulary_of(target) if target is not None else "",
        "typeLabel": compact(key),
        "description": _DESCRIPTIONS[compact(key)],
        **{name: {"uri": scheme} for name, scheme in schemes.items() if scheme},
    }
