"""The vocabulary as data of a Hugo site: a file for each scheme, and one with what all of them need.

Language tags are in small letters, since Hugo's are; what is in the site is referred to by its address, what is not
by its IRI.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable

from headword.rdf.graph import DocumentSubjects, LocatedGraph
from headword.rdf.terms import DCTERMS, LABELS, MAPPINGS, OWL, REPLACED_BY, SKOS, Literal, compact
from headword.site.addresses import to_url
from headword.site.context import SiteContext
from headword.site.details import NOTES, LiteralText, ResourceDetails, read_details
from headword.site.jskos.terms import JsonObject, map_all, map_one, write_tag
from headword.site.locales import refer_out
from headword.site.prose import render_prose, to_plain_text
from headword.site.short_names import shorten_scheme_names
from headword.site.summaries import COLLECTION, SCHEME, group_facts

DATA = "data/headword"
"""The folder of the data in that of the Hugo site; templates have it as `site.Data.headword`."""
_WORDS = {
    **{compact(key).partition(":")[2]: f"property.{compact(key)}" for key in (*LABELS, *NOTES, *MAPPINGS)},
    **{name: f"property.skos:{name}" for name in ("broader", "narrower", "related", "member", "notation", "inScheme")},
    "deprecated": "concept.deprecated",
    "replaced": "concept.replaced",
}
"""The words that layouts show, by their names there, as message files have them."""
_RELATIONS = ("broader", "narrower", "related", "member")


def render_hugo(book: SiteContext) -> Iterator[tuple[str, bytes]]:
    """Yield the path of each file in the folder of the Hugo site, and its bytes."""
    yield f"{DATA}/site.json", _encode_data(_describe_site(book))
    schemes = _gather(book)
    names = shorten_scheme_names({iri: book.atlas.addresses[iri] for iri in schemes})
    for iri, data in schemes.items():
        yield f"{DATA}/schemes/{names[iri]}.json", _encode_data({"name": names[iri], **data})
    yield from _list_layouts(files("headword.site.hugo").joinpath("layouts"), "layouts")


def _list_layouts(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        inside = f"{path}/{entry.name}"
        if entry.is_dir():
            yield from _list_layouts(entry, inside)
        else:
            yield inside, entry.read_bytes()


def _describe_site(book: SiteContext) -> JsonObject:
    return {
        "url": book.url,
        "default": write_tag(book.config.lang),
        "words": {
            write_tag(reader.language): {name: reader.messages(key) for name, key in _WORDS.items()}
            for reader in book.readers
        },
    }


def _gather(book: SiteContext) -> dict[str, JsonObject]:
    """Return the statements on each scheme, with its concepts and collections by their addresses."""
    schemes: dict[str, JsonObject] = {}
    within: dict[str, tuple[dict[str, JsonObject], dict[str, JsonObject]]] = {
        card.iri: ({}, {}) for card in book.atlas.of_kind(SCHEME)
    }
    for document, facts in book.publication.each():
        for entry, data in _describe_document(book, document, facts):
            card = entry.card
            if card.kind == SCHEME:
                schemes[card.iri] = {**data, **_describe_scheme(book, entry)}
            for scheme in card.find("inScheme"):
                if scheme in within:
                    within[scheme][card.kind == COLLECTION][book.atlas.addresses[card.iri]] = data
    return {
        iri: {**data, "concepts": within[iri][False], "collections": within[iri][True]} for iri, data in schemes.items()
    }


def _describe_document(
    book: SiteContext, document: DocumentSubjects, facts: LocatedGraph
) -> Iterator[tuple[ResourceDetails, JsonObject]]:
    described = group_facts(facts)
    for iri in document.subjects:
        card = book.atlas.cards.get(iri)
        if card is not None and card.document == document.path:
            entry = read_details(card, described[iri], book.publication.rank)
            yield entry, _describe(book, entry)


def _describe(book: SiteContext, entry: ResourceDetails) -> JsonObject:
    """Return the data of a resource for layouts; every field is present."""
    card = entry.card
    address = book.atlas.addresses[card.iri]
    preferred, alternative, hidden = LABELS
    return {
        "iri": card.iri,
        "address": address,
        "path": f"{to_url(address)}/",
        "prefLabel": map_one(entry.texts.get(preferred) or card.texts("prefLabel")),
        "altLabel": map_all(entry.texts.get(alternative, ())),
        "hiddenLabel": map_all(entry.texts.get(hidden, ())),
        "notation": list(entry.notations),
        "notes": {_local(key): _describe_notes(book, entry.texts[key]) for key in NOTES if key in entry.texts},
        **{name: _refer(book, _sort(book, name, entry.links.get(SKOS + name, ()))) for name in _RELATIONS},
        "mappings": {_local(key): _refer(book, entry.links[key]) for key in MAPPINGS if key in entry.links},
        "deprecated": card.is_deprecated,
        "replacedBy": _refer(book, entry.links.get(REPLACED_BY, ())),
        "dates": {_local(key): day for key, day in entry.dates.items()},
        "source": book.readers[0].source(card.place),
    }


def _describe_scheme(book: SiteContext, entry: ResourceDetails) -> JsonObject:
    texts = {
        name: next((one.value if isinstance(one, Literal) else one for one in entry.others.get(key, ())), "")
        for name, key in (("license", DCTERMS + "license"), ("version", OWL + "versionInfo"))
    }
    tops = book.readers[0].sort_siblings(book.atlas.tops(entry.card.iri))
    return {"tops": [book.atlas.addresses[one.iri] for one in tops], **texts}


def _describe_notes(book: SiteContext, texts: Sequence[LiteralText]) -> Mapping[str, list[JsonObject]]:
    def find_page(iri: str) -> str:
        known = book.atlas.addresses.get(iri)
        return refer_out(iri).href if known is None else f"{book.url}{to_url(known)}/"

    notes: dict[str, list[JsonObject]] = {}
    for text in texts:
        html = render_prose(text.text, find_page, book.config.shape)
        note: JsonObject = {"html": html, "markdown": text.text, "text": to_plain_text(text.text, book.config.shape)}
        notes.setdefault(write_tag(text.language), []).append(note)
    return notes


def _sort(book: SiteContext, name: str, iris: Sequence[str]) -> Sequence[str]:
    """Return the targets of a relation by their labels in the default language; members keep their order."""
    if name == "member":
        return iris
    reader = book.readers[0]
    sort = reader.sort_siblings if name == "narrower" else reader.sort
    known = [card.iri for card in sort(book.atlas.known(iris))]
    return [*known, *(iri for iri in iris if iri not in book.atlas.cards)]


def _refer(book: SiteContext, iris: Sequence[str]) -> list[str]:
    return [book.atlas.addresses.get(iri, iri) for iri in iris]


def _local(key: str) -> str:
    return compact(key).partition(":")[2]


def _encode_data(data: JsonObject) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"
