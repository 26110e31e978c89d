"""The statements of a heading and its content: labels, notes, relations and others.

With `headword.compiler.meaning.compile`, this module defines the meaning of the dialect.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from headword.compiler.linking.resolve import LinkTargets, PageLookup, ParentScheme, Resolver, Unresolved
from headword.compiler.meaning.dialect import FieldKey, find_key
from headword.compiler.meaning.metadata import read_date
from headword.compiler.meaning.notes import write_note
from headword.compiler.meaning.passages import read_passages
from headword.compiler.meaning.properties import read_properties
from headword.compiler.meaning.skos import Date, Label, Mapping, Notation, Note, Relation, SkosConcept, Wording
from headword.compiler.meaning.stray_fields import find_in_keywords, find_in_label
from headword.compiler.meaning.subjects import SubjectWords
from headword.compiler.naming.plan import PlannedHeading, is_false, is_true
from headword.core.findings import Located, Location, Observation
from headword.markdown.fields import ListItem
from headword.markdown.headings import is_visible
from headword.markdown.inline import Link, find_links, is_link_like, plain_text, read_targets, show_shortcodes
from headword.markdown.page import Page
from headword.markdown.section import Heading
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
    """A statement that a concept is deprecated."""

    location: Location


class Mention(NamedTuple):
    """A link in prose: the IRI of its target, and its location."""

    iri: str
    location: Location


Statement: TypeAlias = Label | Note | Notation | Relation | Mapping | Date | Deprecation
Said: TypeAlias = Statement | Observation | Mention | PageLookup
"""The results of reading a text, in the order of the text."""


@dataclass(frozen=True, slots=True)
class TranslatedStatements:
    """The statements of a page in other languages: about its resources by IRI, its scheme, and its subjects."""

    said: MappingOf[str, Sequence[Said]] = field(default_factory=dict)
    wordings: tuple[Wording, ...] = ()
    subjects: tuple[SubjectWords, ...] = ()


@dataclass(frozen=True, slots=True)
class PageContext:
    """The data from outside a page that its compilation needs."""

    config: Config
    resolver: Resolver
    anchors: LinkTargets
    language: str
    home: ParentScheme
    in_scheme: frozenset[str]
    retired: tuple[SkosConcept, ...] = ()
    """The retired concepts of the page, which stay published."""
    translated: TranslatedStatements = field(default_factory=TranslatedStatements)
    """The statements of the page in other languages."""
    dates: MappingOf[str, tuple[Date, ...]] = field(default_factory=dict)
    """The dates of concepts by IRI, for concepts without explicit dates."""
    prior: PriorPaths = None
    """The documents of the release before."""


def read_heading(planned: PlannedHeading, context: PageContext) -> Iterator[Said]:
    """Yield all statements of a heading and its content."""
    heading = planned.heading
    language = context.language
    if heading.attributes.language is not None:
        language, observations = read_language(heading.attributes.language, language)
        yield from observations
    yield Label("prefLabel", heading.label.text, language, heading.label.location)
    kind = _KEYWORD_KINDS.get(context.config.keywords)
    if kind is not None:
        for keyword in heading.keywords:
            yield Label(kind, keyword.text, language, keyword.location)
    yield from find_in_keywords(heading.keywords)
    notation = heading.attributes.notation or heading.number
    if notation is not None:
        yield Notation(notation.text, notation.location)
    if "deprecated" in heading.attributes.classes:
        yield Deprecation(heading.label.location)
    yield from _read_text(heading, context)
    for section in heading.sections:
        yield from _read_section(section, context)


def _read_text(heading: Heading, context: PageContext) -> Iterator[Said]:
    """Yield the statements of the text under a heading; the first paragraph is the definition."""
    passages = read_passages(heading)
    yield from passages.observations
    if heading.parent is not None and not passages.paragraphs:
        yield from find_in_label(heading.label, passages.notes)
    for number, paragraph in enumerate(passages.paragraphs):
        yield from _read_prose("definition" if number == 0 else "note", paragraph, context, context.language)
    for quote in passages.quotes:
        yield from _read_prose("example", quote, context, context.language)
    for note in passages.notes:
        yield from _read_prose("note", note, context, context.language)
    for one in passages.fields:
        yield from _read_field(one.item, one.key, context)


def _read_section(section: Heading, context: PageContext) -> Iterator[Said]:
    """Yield the statements of a section that is not a concept, as one note and its fields.

    A section named after a kind of note, such as `Scope note`, is a note of this kind.
    """
    passages = read_passages(section)
    yield from passages.observations
    for one in passages.fields:
        yield from _read_field(one.item, one.key, context)
    listed = (concatenate(tuple(map(_add_bullet, passages.notes)), "\n"),) if passages.notes[1:] else passages.notes
    texts = (*passages.paragraphs, *listed, *passages.quotes)
    key = find_key(section.label.text)
    if not section.label.text or (key is not None and key.value == "note"):
        kind, parts = key.property if key is not None else "note", texts
    else:
        label = stand_at(f"{section.label.text}:", section.label.location)
        gap = "\n" if texts[:1] == listed[:1] and passages.notes[1:] else " "
        kind, parts = "note", (concatenate((label, texts[0]), gap), *texts[1:]) if texts else ()
    if parts:
        yield from _read_prose(kind, concatenate(parts, "\n\n"), context, context.language)


def _add_bullet(item: SourceText) -> SourceText:
    place = item.whole()
    return concatenate((stand_at("- ", place._replace(end_column=place.column)), item))


def read_note(page: Page, planned: PlannedHeading, context: PageContext) -> Iterator[Said]:
    """Yield the statements of front matter about the concept of ``page``: its other names, and its fields."""
    yield from _read_aliases(page, planned, context)
    for one in read_properties(page):
        if isinstance(one, Observation):
            yield one
        else:
            yield from _read_field(one.item, one.key, context)


def _read_aliases(page: Page, planned: PlannedHeading, context: PageContext) -> Iterator[Said]:
    """Yield the aliases, which are names in a vault, except the concept's own name."""
    for alias in page.values("aliases") if context.config.shape.named_by_file else ():
        if normalize(alias.text) != planned.heading.label.text:
            yield Label("altLabel", normalize(alias.text), context.language, alias.location)


def _read_prose(kind: str, text: SourceText, context: PageContext, language: str) -> Iterator[Said]:
    links = [_read_link(link, context) for link in find_links(text)]
    iris = {one.link: one.iri for one in links if one.iri is not None}
    written = write_note(text, [one.link for one in links], iris)
    if context.config.notes == "text":
        written = "\n".join(plain_text(line, context.config.shape) for line in written.split("\n"))
    else:
        written = show_shortcodes(written)
    if written.strip():
        yield Note(kind, written, language, text.whole())
    for one in links:
        yield from one.said


class _ReadLink(NamedTuple):
    """A link in prose and its IRI: empty if only its words are kept, None if the link stays as it is."""

    link: Link
    iri: str | None
    said: tuple[Said, ...]


def _read_link(link: Link, context: PageContext) -> _ReadLink:
    if link.style == "iri" and is_iri(link.target):
        return _ReadLink(link, None, (Mention(link.target, link.location),))
    unlinked = "" if context.resolver.leads_by_name(link) else None
    resolver = context.resolver
    if not (resolver.leads_to_page(link) or resolver.finds_address(link, context.anchors)):
        return _ReadLink(link, unlinked, ())
    target, lookups = context.resolver.resolve_prose(link, context.anchors)
    if isinstance(target, Unresolved):
        rule = "broken-link-in-text" if target.rule == "broken-link" else target.rule
        return _ReadLink(link, unlinked, (*lookups, Observation(rule, link.location, target.reason)))
    if target:
        return _ReadLink(link, target, (*lookups, Mention(target, link.location)))
    return _ReadLink(link, unlinked, lookups)


def _read_field(item: ListItem, key: FieldKey, context: PageContext) -> Iterator[Said]:
    language = context.language
    if item.language is not None and key.value in ("label", "note"):
        language, observations = read_language(item.language, language)
        yield from observations
    elif item.language is not None:
        message = f"{key.name!r} cannot have a language"
        yield Observation("unread-text", item.language.location, message)
    if not item.parts:
        place = item.key.location if item.key else item.text.whole()
        yield Observation("unknown-field", place, f"{key.name!r} has no value")
    elif key.value == "note":
        # Prose contains semicolons: a second note needs a second item.
        for text in item.texts():
            yield from _read_prose(key.property, text, context, language)
    else:
        for value in item.values():
            yield from _read_value(key, value, language, context)


def _read_value(key: FieldKey, value: SourceText, language: str, context: PageContext) -> Iterator[Said]:
    place = value.whole()
    if key.value in ("label", "notation"):
        text = plain_text(value.text, context.config.shape)
        if not is_visible(text):
            yield Observation("unread-text", place, f"{key.name!r} has no text here")
        elif key.value == "label":
            yield Label(key.property, text, language, place)
        else:
            yield Notation(text, place)
    elif key.value == "date":
        date, observations = read_date(Located(value.text, place))
        yield from observations
        if date is not None:
            yield Date(key.property, date.text, date.location)
    elif key.value == "flag":
        if is_true(value.text):
            yield Deprecation(place)
        elif not is_false(value.text):
            message = f"{key.name!r} must be yes or no, not {value.text!r}"
            yield Observation("unread-text", place, message)
    else:
        yield from _read_links(key, value, context)


def _read_links(key: FieldKey, value: SourceText, context: PageContext) -> Iterator[Said]:
    links = read_targets(value)
    for link in links:
        yield from _read_target(key, value, link, context)
    for text in _find_text_around(value, [link.span for link in links]):
        message = f"the text next to the link is not published: {text.text!r}"
        yield Observation("unread-text", text.whole(), message)


def _find_text_around(value: SourceText, links: Sequence[tuple[int, int]]) -> Iterator[SourceText]:
    """Yield the text before, between and after ``links``, except words such as `and`."""
    starts = (0, *(end for _, end in links))
    ends = (*(start for start, _ in links), len(value.text))
    for number, span in enumerate(zip(starts, ends, strict=True) if any(map(any, links)) else ()):
        text = value.part(*span)
        is_between = 0 < number < len(links)
        if _WORD.search(_TAG.sub("", text.text)) and not (is_between and _CONJUNCTION.fullmatch(text.text)):
            yield text


def _read_target(key: FieldKey, value: SourceText, link: Link, context: PageContext) -> Iterator[Said]:
    find = context.resolver.resolve_scheme if key.value == "scheme" else context.resolver.resolve
    target, lookups = find(link, context.anchors)
    yield from lookups
    if not target:
        return
    if isinstance(target, str):
        made = Mapping if key.value == "mapping" else Relation
        yield made(key.property, target, link.location)
    elif key.value == "link" and link.style == "name" and not is_link_like(value.text):
        yield Note(key.property, plain_text(value.text, context.config.shape), "", value.whole())
    else:
        yield Observation("broken-link", link.location, target.reason)
