"""What a heading and the text under it say, as labels, notes, relations and the like.

With `headword.compiler` the one place where the meaning of the dialect is
written down.  Knows headings, fields and links; must not know triples.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from headword.config import Config
from headword.dialect import FieldKey, find_key, nearest_key
from headword.findings import Located, Location, Observation
from headword.languages import check_language
from headword.metadata import read_date
from headword.model import Concept, Date, Label, Mapping, Notation, Note, Relation
from headword.plan import PlannedHeading, is_true
from headword.resolver import Anchors, Resolver, Unresolved
from headword.source.fields import Item
from headword.source.inline import find_links, plain_text, read_target
from headword.source.text import SourceText, normalize
from headword.terms import SCHEMA, is_iri

_KEYWORD_KINDS = {"altLabel": "altLabel", "hiddenLabel": "hiddenLabel", "keyword": SCHEMA + "keywords"}


@dataclass(frozen=True, slots=True)
class Context:
    """What compiling one page needs to know of the rest."""

    config: Config
    resolver: Resolver
    anchors: Anchors
    language: str
    in_scheme: frozenset[str]
    observations: list[Observation]
    mentions: list[Located]
    """Of links in prose, the IRIs that they lead to, at their places."""
    retired: tuple[Concept, ...] = ()
    """What was on the page, and stays published."""
    dates: MappingOf[str, tuple[Date, ...]] = field(default_factory=dict)
    """When concepts were created and modified, by IRI, where they do not say so themselves."""


class Deprecation(NamedTuple):
    """That a concept is no longer to be used."""

    location: Location


Statement: TypeAlias = Label | Note | Notation | Relation | Mapping | Date | Deprecation


def read_heading(planned: PlannedHeading, context: Context) -> Iterator[Statement]:
    """Everything that a heading and what stands under it say."""
    heading = planned.heading
    yield Label("prefLabel", heading.label.text, context.language, heading.label.location)
    kind = _KEYWORD_KINDS.get(context.config.keywords)
    if kind is not None:
        for keyword in heading.keywords:
            yield Label(kind, keyword.text, context.language, keyword.location)
    notation = heading.attributes.notation or heading.number
    if notation is not None:
        yield Notation(notation.text, notation.location)
    if "deprecated" in heading.attributes.classes:
        yield Deprecation(heading.label.location)
    for number, paragraph in enumerate(heading.paragraphs):
        yield from _read_prose("definition" if number == 0 else "note", paragraph, context)
    for quote in heading.quotes:
        yield from _read_prose("example", quote, context)
    for items in heading.lists:
        yield from _read_list(items, context)


def _read_prose(kind: str, text: SourceText, context: Context, language: str = "") -> Iterator[Statement]:
    yield Note(kind, normalize(text.text.replace(r"\;", ";")), language or context.language, text.whole())
    for link in find_links(text):
        if link.style == "iri" and is_iri(link.target):
            context.mentions.append(Located(link.target, link.location))
        elif context.resolver.leads_to_page(link):
            target = context.resolver.resolve_prose(link, context.anchors)
            if isinstance(target, Unresolved):
                context.observations.append(Observation("broken-link", link.location, target.reason))
            elif target:
                context.mentions.append(Located(target, link.location))


def _read_list(items: Sequence[Item], context: Context) -> Iterator[Statement]:
    """A list with at least one known key is a field list; any other is a note."""
    keys = [find_key(item.key.text) if item.key else None for item in items]
    near = [nearest_key(item.key.text) if item.key else "" for item in items]
    if not any(keys) and not any(near):
        for item in items:
            yield from _read_prose("note", item.text, context)
        return
    for item, key, suggestion in zip(items, keys, near, strict=True):
        if key is not None and item.key is not None:
            yield from _read_field(item, key, context)
        else:
            place, message = item.text.whole(), "this item of a field list does not read `Key: value`"
            if item.key is not None:
                place, message = item.key.location, f"unknown field {item.key.text!r}"
                message += f"; did you mean {suggestion!r}?" if suggestion else ""
            context.observations.append(Observation("unknown-field", place, message, instead=suggestion))


def _read_field(item: Item, key: FieldKey, context: Context) -> Iterator[Statement]:
    language = context.language
    if item.language is not None:
        language = check_language(item.language, context.observations) or language
    if item.value is None or not item.value.text:
        place = item.key.location if item.key else item.text.whole()
        context.observations.append(Observation("unknown-field", place, f"{key.name!r} has no value"))
    elif key.value == "note":
        # Prose has semicolons of its own: a second note is a second item.
        yield from _read_prose(key.property, item.value, context, language)
    else:
        for value in item.values():
            yield from _read_value(key, value, language, context)


def _read_value(key: FieldKey, value: SourceText, language: str, context: Context) -> Iterator[Statement]:
    place = value.whole()
    if key.value == "label":
        yield Label(key.property, plain_text(value.text), language, place)
    elif key.value == "notation":
        yield Notation(plain_text(value.text), place)
    elif key.value == "date":
        date = read_date(Located(value.text, place), context.observations)
        if date is not None:
            yield Date(key.property, date.text, date.location)
    elif key.value == "flag":
        if is_true(value.text):
            yield Deprecation(place)
    else:
        yield from _read_link(key, value, context)


def _read_link(key: FieldKey, value: SourceText, context: Context) -> Iterator[Statement]:
    link = read_target(value)
    target = context.resolver.resolve(link, context.anchors)
    if isinstance(target, str):
        made = Mapping if key.value == "mapping" else Relation
        yield made(key.property, target, link.location)
    elif key.value == "link" and link.style == "name":
        yield Note(key.property, plain_text(value.text), "", value.whole())
    else:
        context.observations.append(Observation("broken-link", link.location, target.reason))
