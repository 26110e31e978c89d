"""The page of a concept, a scheme or a collection: what its template is given."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from headword.rdf.languages import choose_text
from headword.rdf.terms import LABELS, MAPPINGS, REPLACED_BY, SKOS, XSD, Literal, Term, compact, is_iri
from headword.site.addresses import to_url
from headword.site.details import NOTES, RELATIONS, LiteralText, ResourceDetails
from headword.site.locales import Locale, PageLink, refer_out
from headword.site.map.pages import map_address
from headword.site.pages.feed import scheme_feed
from headword.site.pages.structured_data import embed_json_ld
from headword.site.prose import render_prose, to_plain_text
from headword.site.summaries import CONCEPT, SCHEME, ResourceSummary
from headword.site.templating import PageUrl

_WAYS = 8
"""How many ways up a page shows; of a concept with many broader ones, which have many, there may be thousands."""
_MEANINGS = ("skos:definition", "dcterms:description")
"""The notes at the top of a page; for a scheme both have the same place."""
_DAYS = (XSD + "date", XSD + "dateTime")
_LEVELS, _WIDE = 2, 200
"""How deep and how wide the outline on the page of a scheme is; the hierarchy has it all."""
_SMALL = 60
"""The number of concepts up to which an outline stays open."""


class RenderedNote(NamedTuple):
    """A note as HTML, and its language."""

    html: Markup
    language: str


class LanguageLabels(NamedTuple):
    """The labels of a resource in one language."""

    language: str
    preferred: list[str]
    alternative: list[str]
    hidden: list[str]


class TreeNode(NamedTuple):
    """A concept in an outline: the link, what is below it, how many more are, and the key of the list of them."""

    link: PageLink
    below: "tuple[TreeNode, ...]"
    more: int
    key: str


def resource_values(entry: ResourceDetails, reader: Locale) -> dict[str, Any]:
    """Return the values of the template of a resource, in addition to those of all pages."""
    card = entry.card
    here = reader.here(reader.atlas.addresses[card.iri])
    name = reader.name(card)
    notes = list(_notes_by_kind(entry, reader, here))
    lead = next((key for key in _MEANINGS if any(key == found for found, _ in notes)), "")
    return {
        "card": card,
        "name": name,
        "labels": list(_labels_by_language(entry, reader)),
        "notations": entry.notations,
        "ways": [reader.refer_all(here, way) for way in reader.atlas.paths_up(card.iri, _WAYS)],
        "schemes": reader.refer_all(here, reader.atlas.known(card.find("inScheme"))),
        "lead": [(key, shown) for key, shown in notes if key == lead],
        "notes": [(key, shown) for key, shown in notes if key not in _MEANINGS],
        "relations": list(_relations(entry, reader, here)),
        "mappings": _group_mappings(entry, reader, here),
        "replaced_by": [reader.refer(here, iri) for iri in entry.links.get(REPLACED_BY, ())],
        "dates": [(compact(key), day) for key, day in entry.dates.items()],
        "collections": reader.refer_all(here, reader.atlas.collections_of(card.iri)),
        "collection_way": " ".join(
            to_url(reader.atlas.addresses[one.iri]) for one in reader.atlas.collections_above(card.iri)
        ),
        "about": reader.refer_all(here, reader.atlas.schemes_about(card.iri)),
        "others": [
            (compact(key), [_show(value, reader, here) for value in values]) for key, values in entry.others.items()
        ],
        "source": reader.source(card.place),
        "report": reader.report(card, here),
        "on_map": _find_on_map(card, reader, here),
        "place": card.place,
        "summary": summarize(entry, reader),
        "embedded": _as_html(embed_json_ld(entry, reader.address(here), reader.config.shape)),
        **(_scheme(card, reader, here) if card.kind == SCHEME else {}),
    }


def _find_on_map(card: ResourceSummary, reader: Locale, here: PageUrl) -> str:
    """Return the address at which the map of the first scheme opens a concept; empty without a scheme."""
    schemes = reader.atlas.known(card.find("inScheme")) if card.kind == CONCEPT else []
    address = quote(to_url(reader.atlas.addresses[card.iri]), safe="/")
    return f"{here.page(map_address(schemes[0], reader))}?at={address}" if schemes else ""


def _as_html(text: str) -> Markup:
    """Return the safe result of `render_prose` or `embed_json_ld` as HTML."""
    return Markup(text)  # noqa: S704


def summarize(entry: ResourceDetails, reader: Locale) -> str:
    """Return a sentence or two about a resource for lists of results: its first note, or its labels."""
    for key in NOTES:
        found = _first(entry.texts.get(key, ()), reader)
        if found:
            return found if len(found) <= 200 else f"{found[:199].rsplit(' ', 1)[0]}…"
    return reader.messages.separator.join(dict.fromkeys(label.text for label in entry.card.labels[:8]))


def _first(texts: Sequence[LiteralText], reader: Locale) -> str:
    text = choose_text(texts, reader.wanted)
    return to_plain_text(text.text, reader.config.shape) if text is not None else ""


def _labels_by_language(entry: ResourceDetails, reader: Locale) -> Iterator[LanguageLabels]:
    texts = [entry.texts.get(key, ()) for key in LABELS]
    for language in reader.by_language(text.language for each in texts for text in each):
        yield LanguageLabels(language, *([text.text for text in each if text.language == language] for each in texts))


def _notes_by_kind(entry: ResourceDetails, reader: Locale, here: PageUrl) -> Iterator[tuple[str, list[RenderedNote]]]:
    def find_page(iri: str) -> str:
        return here.page(reader.atlas.addresses[iri]) if iri in reader.atlas.addresses else refer_out(iri).href

    for key in NOTES:
        texts = entry.texts.get(key, ())
        shown = [
            RenderedNote(_as_html(render_prose(_write_note(text.text), find_page, reader.config.shape)), language)
            for language in reader.by_language(text.language for text in texts)
            for text in texts
            if text.language == language
        ]
        if shown:
            yield compact(key), shown


def _write_note(text: str) -> str:
    """Return a note as Markdown; a note that is a document becomes a link to it."""
    return f"<{text}>" if "://" in text and is_iri(text) else text


def _relations(entry: ResourceDetails, reader: Locale, here: PageUrl) -> Iterator[tuple[str, list[PageLink]]]:
    for key in RELATIONS:
        if key in entry.links:
            yield compact(key), [reader.refer(here, iri) for iri in _order(key, entry.links[key], reader)]


def _order(key: str, iris: Sequence[str], reader: Locale) -> Sequence[str]:
    """Return the targets of a relation by their labels, then those of other sites; members keep their order."""
    if key == SKOS + "member":
        return iris
    sort = reader.sort_siblings if key == SKOS + "narrower" else reader.sort
    known = [card.iri for card in sort(reader.atlas.known(iris))]
    return [*known, *(iri for iri in iris if iri not in reader.atlas.cards)]


def _group_mappings(
    entry: ResourceDetails, reader: Locale, here: PageUrl
) -> list[tuple[str, list[tuple[PageLink, str]]]]:
    """Return the mappings by the host that they lead to, each with its kind; the own site is an empty host."""
    groups: dict[str, list[tuple[PageLink, str]]] = {}
    for key in MAPPINGS:
        for iri in entry.links.get(key, ()):
            link = reader.refer(here, iri)
            # The host is shown above, so that the rest of an IRI without a name is enough.
            rest = iri.partition(link.host)[2].strip("/") if link.host and link.text == iri else ""
            groups.setdefault(link.host, []).append((link._replace(host="", text=rest or link.text), compact(key)))
    return sorted(groups.items())


def _show(value: Term, reader: Locale, here: PageUrl) -> PageLink:
    if isinstance(value, Literal):
        # A moment without a time zone is not a day for JSKOS and feeds, but people read it as one.
        text = reader.messages.day(value.value) if value.datatype in _DAYS else value.value
        return PageLink("", text, value.language)
    return reader.refer(here, value)


def _scheme(card: ResourceSummary, reader: Locale, here: PageUrl) -> dict[str, Any]:
    atlas = reader.atlas
    tops = reader.sort_siblings(atlas.tops(card.iri))
    return {
        **outline_values([grow_tree(one, reader, here, _LEVELS) for one in tops[:_WIDE]]),
        "more": max(len(tops) - _WIDE, 0),
        "map_page": here.page(map_address(card, reader)),
        "feed": here.file(scheme_feed(atlas.addresses[card.iri])) if len(atlas.of_kind(SCHEME)) > 1 else "",
        "size": len(atlas.members(card.iri)),
        "anchors": list(_anchors(card, reader, here)),
        "subjects": reader.refer_all(here, atlas.known(card.find("subject"))),
    }


def outline_values(outline: Sequence[TreeNode]) -> dict[str, Any]:
    """Return the values of an outline; with JavaScript, a large one is closed."""
    return {"outline": outline, "is_large": sum(map(_count_nodes, outline)) > _SMALL}


def _count_nodes(node: TreeNode) -> int:
    return 1 + sum(map(_count_nodes, node.below))


def grow_tree(
    card: ResourceSummary, reader: Locale, here: PageUrl, levels: int, above: tuple[str, ...] = ()
) -> TreeNode:
    """Return a concept with ``levels`` of concepts below it; a concept above it is not repeated."""
    narrower = reader.atlas.known(card.find("narrower"))
    below = reader.sort_siblings(one for one in narrower if one.iri not in (*above, card.iri))
    shown = below[:_WIDE] if levels > 1 else []
    grown = tuple(grow_tree(one, reader, here, levels - 1, (*above, card.iri)) for one in shown)
    key = to_url(reader.atlas.addresses[card.iri])
    return TreeNode(reader.refer(here, card.iri), grown, len(below) - len(shown), key)


def _anchors(card: ResourceSummary, reader: Locale, here: PageUrl) -> Iterator[tuple[str, PageLink]]:
    """Yield each fragment of an IRI with `#` on its page, and a link to the page of the concept."""
    beginning = f"{card.iri}#"
    for one in reader.atlas.members(card.iri):
        if one.iri.startswith(beginning):
            yield one.iri.removeprefix(beginning), reader.refer(here, one.iri)
