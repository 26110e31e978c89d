"""The resource as JSON-LD within its page, in the terms of SKOS and of schema.org.

Search engines look for schema.org's ``DefinedTerm`` and ``DefinedTermSet``. The context is in the page, so that
a reader fetches nothing.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec

from headword.markdown.profiles import SiteProfile
from headword.rdf.terms import DCTERMS, MAPPINGS, PREFIXES, REPLACED_BY, SCHEMA, SKOS, compact
from headword.site.details import RELATIONS, LiteralText, ResourceDetails
from headword.site.prose import to_plain_text
from headword.site.summaries import CONCEPT, SCHEME

_CONTEXT = {"@vocab": SCHEMA, "skos": SKOS, "dcterms": DCTERMS}
_TYPES = {CONCEPT: ["DefinedTerm", "skos:Concept"], SCHEME: ["DefinedTermSet", "skos:ConceptScheme"]}


def embed_json_ld(entry: ResourceDetails, url: str, site: SiteProfile) -> str:
    """Return the resource as JSON-LD for a script element of HTML.

    Args:
        entry: the resource.
        url: the address of the page on the web.
        site: the form of the Markdown of notes; descriptions are plain text.
    """
    card = entry.card
    preferred = entry.texts.get(SKOS + "prefLabel", ())
    meant = entry.texts.get(SKOS + "definition", ()) or entry.texts.get(DCTERMS + "description", ())
    data: dict[str, Any] = {
        "@context": _CONTEXT,
        "@id": card.iri,
        "@type": _TYPES.get(card.kind, ["skos:Collection"]),
        "url": url,
        "name": _schema_texts(preferred),
        "alternateName": _schema_texts(entry.texts.get(SKOS + "altLabel", ())),
        "description": _schema_texts(one._replace(text=to_plain_text(one.text, site)) for one in meant),
        "termCode": list(entry.notations),
        "inDefinedTermSet": _schema_links(card.find("inScheme")) if card.kind == CONCEPT else [],
        # In schema.org, a set of terms has days, and a term has none.
        "dateCreated": entry.dates.get(DCTERMS + "created", "") if card.kind == SCHEME else "",
        "dateModified": entry.dates.get(DCTERMS + "modified", "") if card.kind == SCHEME else "",
        **{_short(name): _schema_texts(texts) for name, texts in entry.texts.items()},
        **{_short(name): _schema_links(entry.links.get(name, ())) for name in (*RELATIONS, *MAPPINGS, REPLACED_BY)},
        "skos:notation": list(entry.notations),
        "skos:inScheme": _schema_links(card.find("inScheme")),
        "skos:hasTopConcept": _schema_links(card.find("hasTopConcept")) if card.kind == SCHEME else [],
    }
    text = msgspec.json.encode({key: value for key, value in data.items() if value}).decode()
    # Nothing in the data may end the element, nor begin a comment in it (HTML, section 4.12.1.3).
    return (
        text.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


@cache
def _short(iri: str) -> str:
    return compact(iri, PREFIXES)


def _schema_texts(texts: Iterable[LiteralText]) -> list[Any]:
    return [{"@value": one.text, "@language": one.language} if one.language else one.text for one in texts]


def _schema_links(iris: Iterable[str]) -> list[dict[str, str]]:
    return [{"@id": iri} for iri in iris]
