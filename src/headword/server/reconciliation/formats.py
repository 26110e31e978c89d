"""The JSON of candidates, suggestions and values in each version of the API."""

import re
from collections.abc import Iterable, Iterator

from headword.rdf.folding import fold_words
from headword.rdf.terms import XSD
from headword.server.reconciliation.matching import Candidate, Matcher
from headword.server.reconciliation.names import NameForm
from headword.server.reconciliation.properties import Property, Value, name_property
from headword.server.reconciliation.rating import SAME
from headword.server.reconciliation.requests import ExtendColumn, ExtendRequest
from headword.server.reconciliation.views import ClientLocale, Described, with_language
from headword.server.thread_pool import keep_time_limit
from headword.site.summaries import ResourceSummary
from headword.site.words import direction

FEATURES = {
    "name_likeness": "The similarity of the names, up to 100",
    "preferred_label": "The name is the preferred label",
    "same_language": "The name is in the language of the query",
    "conditions_met": "The share of conditions that are met, up to 100",
    "deprecated": "The concept is deprecated",
}
"""The features of a score, with their names."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(
    r"\d{4}-(?:1[0-2]|0[1-9])-(?:3[01]|0[1-9]|[12]\d)T(?:2[0-3]|[01]\d):[0-5]\d:[0-5]\d(?:\.\d+)?"
    r"(?:Z|[+-](?:2[0-3]|[01]\d):[0-5]\d)?"
)
SETTINGS = (
    ("limit", "Limit", "number", 0, "The maximum number of values; 0 for all"),
    ("lang", "Language", "text", "", "The language tag of the texts, for example it; empty for all languages"),
)
"""The settings of a column: id, name, kind, default, help."""


def format_candidate(guest: ClientLocale, candidate: Candidate) -> Described:
    """Return a candidate in the form that both versions share."""
    card, name = candidate.card, guest.name(candidate.card)
    line = guest.line(card)
    found = candidate.rating.form.text if candidate.rating is not None else name.text
    about = f"{found} · {line}" if found not in (name.text, *card.notations) and line else line
    shown: Described = {
        "id": card.iri,
        "name": name.text,
        "description": about,
        "type": guest.types(card),
        "score": round(candidate.score, 2),
        "match": candidate.is_safe,
        "features": [{"id": id_, "name": FEATURES[id_], "value": value} for id_, value in _list_features(candidate)],
    }
    return shown if about else {key: value for key, value in shown.items() if key != "description"}


def format_draft_candidate(guest: ClientLocale, candidate: Candidate) -> Described:
    """Return a candidate with the language and the direction of its name."""
    shown = format_candidate(guest, candidate)
    language = guest.name(candidate.card).language
    return {**with_language(shown, language), "dir": direction(language)} if language else shown


def _list_features(candidate: Candidate) -> Iterator[tuple[str, float | bool]]:
    rating = candidate.rating
    yield "name_likeness", round(rating.likeness, 2) if rating is not None else SAME
    if rating is not None:
        yield "preferred_label", rating.form.kind == "prefLabel"
        yield "same_language", rating.in_language
    yield "conditions_met", round(100 * candidate.met, 2)
    yield "deprecated", candidate.card.is_deprecated


def suggest_concepts(
    guest: ClientLocale, matcher: Matcher, prefix: str, scope: str
) -> list[tuple[ResourceSummary, str]]:
    """Return the concepts with a name in which a word begins with ``prefix``, and the name; the best first."""
    atlas = guest.snapshot.atlas
    members = frozenset(card.iri for card in atlas.members(scope)) if scope else None
    by_iri = [card for card in atlas.known([prefix.strip()]) if card.iri in matcher.names.numbers]
    folded = fold_words(prefix)
    found: dict[str, tuple[ResourceSummary, str]] = {card.iri: (card, "") for card in by_iri}
    if folded or not prefix.strip():
        forms = sorted(matcher.names.list_beginning(folded), key=lambda form: _suggestion_rank(matcher, form, folded))
        for form in forms:
            card = matcher.names.concepts[form.number]
            if members is None or card.iri in members:
                found.setdefault(card.iri, (card, form.text))
    return list(found.values())


def _suggestion_rank(matcher: Matcher, form: NameForm, folded: str) -> tuple[object, ...]:
    kinds = ("prefLabel", "notation", "altLabel", "hiddenLabel")
    card = matcher.names.concepts[form.number]
    begins = form.folded.startswith(folded)
    return (
        card.is_deprecated,
        not begins,
        kinds.index(form.kind),
        form.size if folded else 0,
        form.folded,
        form.number,
    )


def format_suggestion(guest: ClientLocale, card: ResourceSummary, found: str) -> Described:
    """Return a suggestion of a concept that was found by a name."""
    name = guest.name(card)
    line = guest.line(card)
    about = " · ".join(filter(None, [found if found != name.text else "", line]))
    shown: Described = {"id": card.iri, "name": name.text, "notable": guest.types(card)}
    return {**shown, "description": about} if about else shown


def suggest_named(described: Iterable[Described], prefix: str) -> list[Described]:
    """Return the entries whose name has a word with this prefix, or whose id or its last part matches."""
    folded = fold_words(prefix)
    return [
        one
        for one in described
        if f" {folded}" in f" {fold_words(str(one['name']))}"
        or str(one["id"]) == prefix
        or re.split(r"[:/#]", str(one["id"]))[-1].lower().startswith(prefix.strip().lower())
    ]


def list_properties(guest: ClientLocale, matcher: Matcher) -> list[Described]:
    """Return all properties with their names in the client's language."""
    reader = guest.reader
    return [
        {"id": one.id, "name": name_property(one, reader), "description": one.iri} for one in matcher.properties.all
    ]


def format_columns(guest: ClientLocale, matcher: Matcher, columns: Iterable[ExtendColumn]) -> list[Described]:
    """Return the description of each column of a data extension."""
    shown: list[Described] = []
    for column in columns:
        property_ = matcher.properties.find(column.id)
        name = name_property(property_, guest.reader) if property_ is not None else column.id
        shown.append({"id": column.id, "name": name})
    return shown


def format_rows(
    guest: ClientLocale, matcher: Matcher, extension: ExtendRequest
) -> Iterator[tuple[str, list[tuple[str, list[Described]]]]]:
    """Yield each concept with its values in each column."""
    found = [(column, matcher.properties.find(column.id)) for column in extension.columns]
    for id_ in extension.ids:
        keep_time_limit()
        yield id_, [(column.id, _format_values(guest, matcher, id_, column, one)) for column, one in found]


def _format_values(
    guest: ClientLocale, matcher: Matcher, iri: str, column: ExtendColumn, property_: Property | None
) -> list[Described]:
    if property_ is None or not matcher.properties.is_concept(iri):
        return []
    values = matcher.properties.read(iri, property_)
    if column.language:
        values = [one for one in values if not one.language or _is_in(one.language, column.language)]
    return [_format_value(guest, matcher, value) for value in values[: column.limit or None]]


def _is_in(language: str, wanted: str) -> bool:
    return f"{language.lower()}-".startswith(f"{wanted.lower()}-")


def _format_value(guest: ClientLocale, matcher: Matcher, value: Value) -> Described:
    if value.is_iri and matcher.properties.is_concept(value.text):
        return {"id": value.text, "name": guest.name(guest.snapshot.atlas.cards[value.text]).text}
    moment = f"{value.text}T00:00:00Z" if _DAY.fullmatch(value.text) else value.text
    if value.datatype in (XSD + "date", XSD + "dateTime") and _MOMENT.fullmatch(moment):
        return {"date": moment}
    return with_language({"str": value.text}, value.language)
