"""Answers from labels and dates: search, lookup, the alphabetical index, and new and changed concepts.

As in Skosmos, deprecated concepts are not found.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from unicodedata import normalize

from headword.rdf.collation import DIGITS, SIGNS, Collation, collate
from headword.rdf.terms import DCTERMS, XSD
from headword.site.skosmos.service import CONTEXT, ONKI, TYPES, Answer, SkosmosService, is_in, with_notation
from headword.site.summaries import CONCEPT, ResourceLabel, ResourceSummary

OTHERS, ALL = "!*", "*"
"""The names in the index of signs that are neither letter nor digit, and of all labels."""
_KINDS = ("prefLabel", "altLabel", "hiddenLabel")
"""The kinds of labels that are searched, the best first."""
_NEWEST = 200
"""The number of changes in an answer without a limit, as in Skosmos."""


@dataclass(frozen=True, slots=True)
class Search:
    """The parameters of a search.

    Attributes:
        query: the words; `*` matches any characters.
        language: that of the labels to look in; empty for all.
        shown: the language in which hits are named; empty for the one above, or that of the label found.
        schemes: the vocabularies to look in; empty for all.
        kinds: the kinds of resources.
        parent: the concept above all hits; empty for any.
        group: the collection that they are members of; empty for none.
        fields: the other properties in each hit.
        is_unique: whether a resource is found once only, by the best of its labels.
        limit: how many hits; 0 for all.
        offset: how many of the first are left out.
    """

    query: str
    language: str = ""
    shown: str = ""
    schemes: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset({CONCEPT})
    parent: str = ""
    group: str = ""
    fields: tuple[str, ...] = ()
    is_unique: bool = False
    limit: int = 0
    offset: int = 0


def answer_search(desk: SkosmosService, search: Search) -> Answer:
    """Return the resources with a label that matches the search."""
    hits = list(find(desk, search))
    shown = hits[search.offset : search.offset + search.limit if search.limit else None]
    context: Answer = {
        **CONTEXT,
        "isothes": "http://purl.org/iso25964/skos-thes#",
        "onki": ONKI,
        "results": {"@id": "onki:results", "@container": "@list"},
        **{kind: f"skos:{kind}" for kind in (*_KINDS, *search.fields)},
    }
    if "prefLabel" in search.fields:
        context["prefLabels"] = {"@id": "skos:prefLabel", "@container": "@language"}
    if search.shown or search.language:
        context["@language"] = search.shown or search.language
    return {"@context": context, "uri": "", "results": [_describe_hit(desk, search, *hit) for hit in shown]}


def find(desk: SkosmosService, search: Search) -> Iterator[tuple[ResourceSummary, ResourceLabel]]:
    """Yield each resource that is found, with its label, in the order of these labels."""
    matches = _compile(search.query)
    hits: list[tuple[ResourceSummary, ResourceLabel]] = []
    for card in _candidates(desk, search):
        labels = [label for kind in _KINDS for label in card.texts(kind)]
        found = [label for label in labels if is_in(label.language, search.language) and matches(label.text)]
        best = sorted(found, key=lambda label: (_KINDS.index(label.kind), not is_in(label.language, search.shown)))
        hits.extend((card, label) for label in (best[:1] if search.is_unique else best))
    order = collate(search.shown or search.language or desk.default)
    yield from sorted(hits, key=lambda hit: (order.key(hit[1].text), hit[1].text, hit[1].language, hit[0].iri))


def _compile(query: str) -> Callable[[str], bool]:
    """Return a function that matches a label as a whole; `*` is any text, and case is ignored.

    No regular expression: with many `*` it would take its time, and what is asked comes from anywhere.
    """
    first, *further = normalize("NFC", query.strip()).casefold().split("*")
    if not further:
        return lambda text: text.casefold() == first
    *middle, last = further

    def matches(text: str) -> bool:
        folded = text.casefold()
        at = len(first)
        if not folded.startswith(first):
            return False
        for part in middle:
            found = folded.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        return folded.endswith(last) and len(folded) - len(last) >= at

    return matches


def _candidates(desk: SkosmosService, search: Search) -> Iterator[ResourceSummary]:
    below = _below(desk, search.parent) if search.parent else None
    group = desk.atlas.cards.get(search.group)
    members = frozenset(group.find("member")) if group is not None else frozenset()
    for card in desk.atlas.cards.values():
        is_wanted = card.kind in search.kinds and not card.is_deprecated
        if is_wanted and search.schemes:
            is_wanted = any(scheme in search.schemes for scheme in card.find("inScheme"))
        if is_wanted and (below is None or card.iri in below) and (not search.group or card.iri in members):
            yield card


def _below(desk: SkosmosService, iri: str) -> frozenset[str]:
    waiting = desk.atlas.known([iri])
    seen: set[str] = set()
    while waiting:
        for one in desk.atlas.known(waiting.pop().find("narrower")):
            if one.iri not in seen:
                seen.add(one.iri)
                waiting.append(one)
    return frozenset(seen)


def _describe_hit(desk: SkosmosService, search: Search, card: ResourceSummary, label: ResourceLabel) -> Answer:
    wanted = search.shown or search.language or label.language
    name = desk.name_in(card, wanted) or desk.name_in(card, label.language)
    hit: Answer = {"uri": card.iri, "type": [TYPES[card.kind]]}
    if name is not None:
        hit.update(prefLabel=name.text, lang=name.language)
    hit = with_notation(hit, card)
    if label.kind != "prefLabel":
        hit.update({label.kind: label.text, "lang": label.language})
    elif name is None or label.text != name.text:
        hit.update(matchedPrefLabel=label.text, lang=label.language)
    hit["vocab"] = desk.vocabulary_of(card)
    for field in search.fields:
        hit.update(_tell_field(desk, card, field, wanted))
    return hit


def _tell_field(desk: SkosmosService, card: ResourceSummary, field: str, language: str) -> Answer:
    if field == "prefLabel":
        return {"prefLabels": {label.language: label.text for label in card.texts(field)}}
    if field in _KINDS:
        texts = [label.text for label in card.texts(field) if is_in(label.language, language)]
        return {field: texts} if texts else {}
    if field == "notation":
        return {field: list(card.notations)} if card.notations else {}
    linked = desk.atlas.known(card.find(field))
    return {field: [{"uri": one.iri, "prefLabel": desk.name(one, language)} for one in linked]} if linked else {}


def answer_lookup(desk: SkosmosService, scheme: ResourceSummary, label: str, language: str) -> Answer | None:
    """Return the concepts with a label as written, else with case ignored; None without any."""
    search = Search(label.replace("*", ""), language, schemes=(scheme.iri,))
    found = list(find(desk, search)) if "*" not in label else []
    for kind in ("prefLabel", "altLabel"):
        of_kind = [hit for hit in found if hit[1].kind == kind]
        hits = [hit for hit in of_kind if hit[1].text == label] or of_kind
        if hits:
            context: Answer = {**CONTEXT, "onki": ONKI, "results": {"@id": "onki:results"}}
            context.update({name: f"skos:{name}" for name in _KINDS})
            if language:
                context["@language"] = language
            return {"@context": context, "result": [_describe_hit(desk, search, *hit) for hit in hits]}
    return None


def answer_letters(desk: SkosmosService, scheme: ResourceSummary, language: str) -> Answer:
    """Return the first letters of the preferred labels in a language."""
    context = {"@id": "skosmos:indexLetters", "@container": "@list", "@language": language}
    return {
        "@context": {**CONTEXT, "indexLetters": context},
        "uri": "",
        "indexLetters": list_letters(desk, scheme, language),
    }


def list_letters(desk: SkosmosService, scheme: ResourceSummary, language: str) -> list[str]:
    """Return the letters of the index in the order of the alphabet, and the marks for other signs."""
    labels = (label for card in _in_use(desk, scheme) for label in card.texts("prefLabel"))
    order = collate(language or desk.default)
    texts = (label.text for label in labels if is_in(label.language, language))
    found = sorted({order.letter(text) for text in texts if text.strip()}, key=order.letter_key)
    marks = [mark for letter, mark in ((SIGNS, OTHERS), (DIGITS, DIGITS)) if letter in found]
    return [*(letter for letter in found if letter not in (SIGNS, DIGITS)), *marks]


def _stands_under(label: ResourceLabel, letter: str, order: Collation) -> bool:
    """Return whether a label is in the index of a letter, of a mark, or of everything."""
    if not label.text.strip():
        return False
    found = order.letter(label.text)
    return letter == ALL or letter.casefold() == (OTHERS if found == SIGNS else found).casefold()


def _find_heading(letter: str, order: Collation) -> str:
    """Return the letter under which a requested letter is: ``Ł`` is not in every alphabet."""
    return order.letter(letter) if len(letter) == 1 and letter != ALL else letter


def answer_index(
    desk: SkosmosService, scheme: ResourceSummary, letter: str, language: str, limit: int = 0, offset: int = 0
) -> Answer:
    """Return the concepts whose preferred or alternative labels begin with a letter."""
    order = collate(language or desk.default)
    heading = _find_heading(letter, order)
    rows: list[tuple[ResourceLabel, ResourceSummary]] = [
        (label, card)
        for card in _in_use(desk, scheme)
        for label in (*card.texts("prefLabel"), *card.texts("altLabel"))
        if is_in(label.language, language) and _stands_under(label, heading, order)
    ]
    rows.sort(key=lambda row: (order.key(row[0].text), row[0].text, row[1].iri))
    shown = rows[offset : offset + limit if limit else None]
    return {
        "@context": {**CONTEXT, "indexConcepts": {"@id": "skosmos:indexConcepts", "@container": "@list"}},
        "uri": "",
        "indexConcepts": [_describe_row(desk, label, card, language) for label, card in shown],
    }


def _describe_row(desk: SkosmosService, label: ResourceLabel, card: ResourceSummary, language: str) -> Answer:
    row: Answer = {"uri": card.iri, "prefLabel": desk.name(card, language or label.language), "lang": label.language}
    return {**row, "altLabel": label.text} if label.kind == "altLabel" else row


def _in_use(desk: SkosmosService, scheme: ResourceSummary) -> Sequence[ResourceSummary]:
    return [card for card in desk.concepts(scheme) if not card.is_deprecated]


def answer_new(
    desk: SkosmosService, scheme: ResourceSummary, language: str, limit: int = _NEWEST, offset: int = 0
) -> Answer:
    """Return the concepts of a vocabulary by the day of their creation, the last first."""
    return _answer_changed(desk, desk.concepts(scheme), "created", language, offset, limit)


def answer_modified(
    desk: SkosmosService, scheme: ResourceSummary, language: str, limit: int = _NEWEST, offset: int = 0
) -> Answer:
    """Return the concepts of a vocabulary by the day of their last change, the last first."""
    return _answer_changed(desk, desk.concepts(scheme), "modified", language, offset, limit)


def _answer_changed(
    desk: SkosmosService, cards: Iterable[ResourceSummary], name: str, language: str, offset: int, limit: int
) -> Answer:
    dated = [(day, card) for card in cards if (day := _read_day(card.dates.get(name, "")))]
    order = collate(language or desk.default)
    dated.sort(key=lambda row: (-row[0].timestamp(), order.key(desk.name(row[1], language)), row[1].iri))
    return {
        "@context": {
            **CONTEXT,
            "@language": language,
            "prefLabel": "skos:prefLabel",
            "xsd": XSD,
            "date": {"@id": DCTERMS + "date", "@type": XSD + "dateTime"},
        },
        "changeList": [
            {"uri": card.iri, "prefLabel": desk.name(card, language), "date": f"{day:%Y-%m-%dT%H:%M:%S%z}"}
            for day, card in dated[offset : offset + limit]
        ],
    }


def _read_day(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
