"""What a heading and the text under it say, as labels, notes, relations and the like.

With `headword.compiler.meaning.compile` the one place where the meaning of the dialect is
written down.  Knows headings, fields and links; must not know triples.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from headword.compiler.linking.resolve import LinkTargets, ParentScheme, Resolver, Unresolved
from headword.compiler.meaning.dialect import FieldKey, find_key, nearest_key
from headword.compiler.meaning.metadata import read_date
from headword.compiler.meaning.skos import Date, Label, Mapping, Notation, Note, Relation, SkosConcept, Wording
from headword.compiler.meaning.subjects import SubjectWords
from headword.compiler.naming.plan import PlannedHeading, is_true
from headword.core.findings import Located, Location, Observation
from headword.markdown.fields import ListItem
from headword.markdown.inline import Link, find_links, plain_text, read_targets
from headword.markdown.page import Page
from headword.markdown.text import SourceText, normalize
from headword.project.config import Config
from headword.project.project import PriorPaths
from headword.rdf.languages import read_language
from headword.rdf.terms import SCHEMA, is_iri

_KEYWORD_KINDS = {"altLabel": "altLabel", "hiddenLabel": "hiddenLabel", "keyword": SCHEMA + "keywords"}


class Deprecation(NamedTuple):
    """That a concept is no longer to be used."""

    location: Location


Statement: TypeAlias = Label | Note | Notation | Relation | Mapping | Date | Deprecation


@dataclass(frozen=True, slots=True)
class TranslatedStatements:
    """What a page says in other languages: of its resources by IRI, of its scheme, and of its subjects."""

    said: MappingOf[str, Sequence[Statement]] = field(default_factory=dict)
    wordings: tuple[Wording, ...] = ()
    subjects: tuple[SubjectWords, ...] = ()


@dataclass(frozen=True, slots=True)
class PageContext:
    """What compiling one page needs to know of the rest."""

    config: Config
    resolver: Resolver
    anchors: LinkTargets
    language: str
    home: ParentScheme
    in_scheme: frozenset[str]
    observations: list[Observation]
    mentions: list[Located]
    """Of links in prose, the IRIs that they lead to, at their places."""
    retired: tuple[SkosConcept, ...] = ()
    """What was on the page, and stays published."""
    translated: TranslatedStatements = field(default_factory=TranslatedStatements)
    """What the page says in other languages."""
    dates: MappingOf[str, tuple[Date, ...]] = field(default_factory=dict)
    """When concepts were created and modified, by IRI, where they do not say so themselves."""
    prior: PriorPaths = None
    """The documents of the release before."""


def read_heading(planned: PlannedHeading, context: PageContext) -> Iterator[Statement]:
    """Everything that a heading and what stands under it say."""
    heading = planned.heading
    language = context.language
    if heading.attributes.language is not None:
        language = read_language(heading.attributes.language, language, context.observations)
    yield Label("prefLabel", heading.label.text, language, heading.label.location)
    kind = _KEYWORD_KINDS.get(context.config.keywords)
    if kind is not None:
        for keyword in heading.keywords:
            yield Label(kind, keyword.text, language, keyword.location)
    notation = heading.attributes.notation or heading.number
    if notation is not None:
        yield Notation(notation.text, notation.location)
    if "deprecated" in heading.attributes.classes:
        yield Deprecation(heading.label.location)
    for number, paragraph in enumerate(heading.paragraphs):
        yield from _read_prose("definition" if number == 0 else "note", paragraph, context, context.language)
    for quote in heading.quotes:
        yield from _read_prose("example", quote, context, context.language)
    for items in heading.lists:
        yield from _read_list(items, context)


def read_aliases(page: Page, planned: PlannedHeading, context: PageContext) -> Iterator[Statement]:
    """The other names of the concept that ``page`` as a whole is; its own among them says nothing."""
    for alias in page.values("aliases"):
        if normalize(alias.text) != planned.heading.label.text:
            yield Label("altLabel", normalize(alias.text), context.language, alias.location)


def _read_prose(kind: str, text: SourceText, context: PageContext, language: str) -> Iterator[Statement]:
    yield Note(kind, normalize(text.text.replace(r"\;", ";")), language, text.whole())
    for link in find_links(text):
        if link.style == "iri" and is_iri(link.target):
            context.mentions.append(Located(link.target, link.location))
        elif context.resolver.leads_to_page(link):
            target = context.resolver.resolve_prose(link, context.anchors)
            if isinstance(target, Unresolved):
                context.observations.append(Observation(target.rule, link.location, target.reason))
            elif target:
                context.mentions.append(Located(target, link.location))


def _read_list(items: Sequence[ListItem], context: PageContext) -> Iterator[Statement]:
    """A list with at least one known key is a field list; any other is a note."""
    items = [item for item in items if not item.inline or (item.key and find_key(item.key.text))]
    keys = [find_key(item.key.text) if item.key else None for item in items]
    # Looking for what a key is like takes far longer than finding it.
    near = [nearest_key(item.key.text) if item.key and not key else "" for item, key in zip(items, keys, strict=True)]
    if not any(keys) and not any(near):
        for item in items:
            yield from _read_prose("note", item.text, context, context.language)
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


def _read_field(item: ListItem, key: FieldKey, context: PageContext) -> Iterator[Statement]:
    language = context.language
    if item.language is not None:
        language = read_language(item.language, language, context.observations)
    if item.value is None or not item.value.text:
        place = item.key.location if item.key else item.text.whole()
        context.observations.append(Observation("unknown-field", place, f"{key.name!r} has no value"))
    elif key.value == "note":
        # Prose has semicolons of its own: a second note is a second item.
        yield from _read_prose(key.property, item.value, context, language)
    else:
        for value in item.values():
            yield from _read_value(key, value, language, context)


def _read_value(key: FieldKey, value: SourceText, language: str, context: PageContext) -> Iterator[Statement]:
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


def _read_link(key: FieldKey, value: SourceText, context: PageContext) -> Iterator[Statement]:
    links = read_targets(value)
    for link in links:
        yield from _read_target(key, value, link, context)


def _read_target(key: FieldKey, value: SourceText, link: Link, context: PageContext) -> Iterator[Statement]:
    find = context.resolver.resolve_scheme if key.value == "scheme" else context.resolver.resolve
    target = find(link, context.anchors)
    if isinstance(target, str):
        made = Mapping if key.value == "mapping" else Relation
        yield made(key.property, target, link.location)
    elif key.value == "link" and link.style == "name":
        yield Note(key.property, plain_text(value.text), "", value.whole())
    else:
        context.observations.append(Observation("broken-link", link.location, target.reason))
