"""What a heading and the text under it say, as labels, notes, relations and the like.

With `headword.compiler.meaning.compile` the one place where the meaning of the dialect is written down.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from headword.compiler.linking.resolve import LinkTargets, ParentScheme, Resolver, Unresolved
from headword.compiler.meaning.dialect import FieldKey, find_key
from headword.compiler.meaning.metadata import read_date
from headword.compiler.meaning.notes import write_note
from headword.compiler.meaning.passages import read_passages, read_properties
from headword.compiler.meaning.skos import Date, Label, Mapping, Notation, Note, Relation, SkosConcept, Wording
from headword.compiler.meaning.subjects import SubjectWords
from headword.compiler.naming.plan import PlannedHeading, is_false, is_true
from headword.core.findings import Located, Location, Observation
from headword.markdown.fields import ListItem
from headword.markdown.headings import is_visible
from headword.markdown.inline import Link, find_links, is_link_like, plain_text, read_targets
from headword.markdown.outline import Heading
from headword.markdown.page import Page
from headword.markdown.text import SourceText, concatenate, normalize, stand_at
from headword.project.config import Config
from headword.project.project import PriorPaths
from headword.rdf.languages import read_language
from headword.rdf.terms import SCHEMA, is_iri

_KEYWORD_KINDS = {"altLabel": "altLabel", "hiddenLabel": "hiddenLabel", "keyword": SCHEMA + "keywords"}
_WORD = re.compile(r"\w")
_CONJUNCTION = re.compile(r"[,;]?\s*[^\W\d_]{1,5}")
"""A short word between two links: `and`, in any language."""
_TAG = re.compile(r"<[^<>]*>")


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
    passages = read_passages(heading)
    context.observations.extend(passages.observations)
    for number, paragraph in enumerate(passages.paragraphs):
        yield from _read_prose("definition" if number == 0 else "note", paragraph, context, context.language)
    for quote in passages.quotes:
        yield from _read_prose("example", quote, context, context.language)
    for note in passages.notes:
        yield from _read_prose("note", note, context, context.language)
    for one in passages.fields:
        yield from _read_field(one.item, one.key, context)
    for section in heading.sections:
        yield from _read_section(section, context)


def _read_section(section: Heading, context: PageContext) -> Iterator[Statement]:
    """A heading that is no concept and what stands under it, as one note of the concept above; its fields are fields.

    A heading that is called like a kind of note, such as `Scope note`, says which kind it is.
    """
    passages = read_passages(section)
    context.observations.extend(passages.observations)
    for one in passages.fields:
        yield from _read_field(one.item, one.key, context)
    listed = (concatenate(tuple(map(_add_bullet, passages.notes)), "\n"),) if passages.notes[1:] else passages.notes
    texts = (*passages.paragraphs, *listed, *passages.quotes)
    key = find_key(section.label.text)
    if key is not None and key.value == "note":
        kind, parts = key.property, texts
    else:
        label = stand_at(f"{section.label.text}:", section.label.location)
        kind, parts = "note", (concatenate((label, texts[0]), " "), *texts[1:]) if texts else ()
    if parts:
        yield from _read_prose(kind, concatenate(parts, "\n\n"), context, context.language)


def _add_bullet(item: SourceText) -> SourceText:
    place = item.whole()
    return concatenate((stand_at("- ", place._replace(end_column=place.column)), item))


def read_note(page: Page, planned: PlannedHeading, context: PageContext) -> Iterator[Statement]:
    """What front matter says of the concept that ``page`` as a whole is: its other names, and its fields."""
    yield from _read_aliases(page, planned, context)
    properties = read_properties(page)
    context.observations.extend(properties.observations)
    for one in properties.fields:
        yield from _read_field(one.item, one.key, context)


def _read_aliases(page: Page, planned: PlannedHeading, context: PageContext) -> Iterator[Statement]:
    """The aliases, which are names in a vault; the concept's own name among them says nothing."""
    for alias in page.values("aliases") if context.config.shape.named_by_file else ():
        if normalize(alias.text) != planned.heading.label.text:
            yield Label("altLabel", normalize(alias.text), context.language, alias.location)


def _read_prose(kind: str, text: SourceText, context: PageContext, language: str) -> Iterator[Statement]:
    links = list(find_links(text))
    led = {link: iri for link in links if (iri := _lead(link, context)) is not None}
    written = write_note(text, links, led)
    if written.strip():
        yield Note(kind, written, language, text.whole())


def _lead(link: Link, context: PageContext) -> str | None:
    """The IRI to write for a link in prose; empty if its words are to stand alone, None if it stays as it is."""
    if link.style == "iri" and is_iri(link.target):
        context.mentions.append(Located(link.target, link.location))
        return None
    target: str | Unresolved = ""
    if context.resolver.leads_to_page(link) or context.resolver.finds_address(link, context.anchors):
        target = context.resolver.resolve_prose(link, context.anchors)
    if isinstance(target, Unresolved):
        rule = "broken-link-in-text" if target.rule == "broken-link" else target.rule
        context.observations.append(Observation(rule, link.location, target.reason))
    elif target:
        context.mentions.append(Located(target, link.location))
        return target
    return "" if context.resolver.leads_by_name(link) else None


def _read_field(item: ListItem, key: FieldKey, context: PageContext) -> Iterator[Statement]:
    language = context.language
    if item.language is not None and key.value in ("label", "note"):
        language = read_language(item.language, language, context.observations)
    elif item.language is not None:
        message = f"{key.name!r} takes no language"
        context.observations.append(Observation("unread-text", item.language.location, message))
    if not item.parts:
        place = item.key.location if item.key else item.text.whole()
        context.observations.append(Observation("unknown-field", place, f"{key.name!r} has no value"))
    elif key.value == "note":
        # Prose has semicolons of its own: a second note is a second item.
        for text in item.texts():
            yield from _read_prose(key.property, text, context, language)
    else:
        for value in item.values():
            yield from _read_value(key, value, language, context)


def _read_value(key: FieldKey, value: SourceText, language: str, context: PageContext) -> Iterator[Statement]:
    place = value.whole()
    if key.value in ("label", "notation"):
        text = plain_text(value.text, context.config.shape)
        if not is_visible(text):
            context.observations.append(Observation("unread-text", place, f"{key.name!r} has no text here"))
        elif key.value == "label":
            yield Label(key.property, text, language, place)
        else:
            yield Notation(text, place)
    elif key.value == "date":
        date = read_date(Located(value.text, place), context.observations)
        if date is not None:
            yield Date(key.property, date.text, date.location)
    elif key.value == "flag":
        if is_true(value.text):
            yield Deprecation(place)
        elif not is_false(value.text):
            message = f"{key.name!r} must be yes or no, not {value.text!r}"
            context.observations.append(Observation("unread-text", place, message))
    else:
        yield from _read_links(key, value, context)


def _read_links(key: FieldKey, value: SourceText, context: PageContext) -> Iterator[Statement]:
    links = read_targets(value)
    for link in links:
        yield from _read_target(key, value, link, context)
    for text in _find_beside(value, [link.span for link in links]):
        message = f"the text beside the link is not published: {text.text!r}"
        context.observations.append(Observation("unread-text", text.whole(), message))


def _find_beside(value: SourceText, links: Sequence[tuple[int, int]]) -> Iterator[SourceText]:
    """The text before, between and after ``links``, where there is more to it than `and`."""
    starts = (0, *(end for _, end in links))
    ends = (*(start for start, _ in links), len(value.text))
    for number, span in enumerate(zip(starts, ends, strict=True) if any(map(any, links)) else ()):
        text = value.part(*span)
        is_between = 0 < number < len(links)
        if _WORD.search(_TAG.sub("", text.text)) and not (is_between and _CONJUNCTION.fullmatch(text.text)):
            yield text


def _read_target(key: FieldKey, value: SourceText, link: Link, context: PageContext) -> Iterator[Statement]:
    find = context.resolver.resolve_scheme if key.value == "scheme" else context.resolver.resolve
    target = find(link, context.anchors)
    if isinstance(target, str):
        made = Mapping if key.value == "mapping" else Relation
        yield made(key.property, target, link.location)
    elif key.value == "link" and link.style == "name" and not is_link_like(value.text):
        yield Note(key.property, plain_text(value.text, context.config.shape), "", value.whole())
    else:
        context.observations.append(Observation("broken-link", link.location, target.reason))
