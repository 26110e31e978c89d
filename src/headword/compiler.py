"""What the dialect means: outlines become concept schemes, concepts and collections.

The one place where the meaning of Markdown and front matter is written down.
Must not know triples.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from headword.dialect import FieldKey, find_key, nearest_key
from headword.findings import Located, Location, Observation
from headword.metadata import page_metadata, read_date, site_metadata, subject_metadata
from headword.model import (
    Collection,
    Concept,
    ConceptScheme,
    Date,
    Document,
    Label,
    Mapping,
    Notation,
    Note,
    Relation,
    Vocabulary,
)
from headword.plan import (
    PagePlan,
    PlannedHeading,
    SourceOutline,
    check_language,
    is_draft,
    is_true,
    make_anchors,
    plan_pages,
    scheme_iri,
    separator,
)
from headword.config import Config
from headword.resolver import Anchors, Resolver
from headword.source.fields import Item
from headword.source.inline import find_links, plain_text, read_target
from headword.source.text import SourceText, normalize
from headword.subjects import PageSubjects, compile_subjects, subject_iri
from headword.terms import SCHEMA

SUBJECTS = "subjects"
SITE = "scheme"
CATALOG = "catalog"

_KEYWORD_KINDS = {"altLabel": "altLabel", "hiddenLabel": "hiddenLabel", "keyword": SCHEMA + "keywords"}


@dataclass(frozen=True, slots=True)
class Compilation:
    """What came of compiling: the vocabulary, what was seen on the way, how many pages went in.

    ``left_out`` are sentences on pages that were not compiled.
    """

    vocabulary: Vocabulary
    observations: tuple[Observation, ...]
    pages: int
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Context:
    """What compiling one page needs to know of the rest."""

    config: Config
    resolver: Resolver
    anchors: Anchors
    language: str
    in_scheme: frozenset[str]
    observations: list[Observation]


class _Deprecation(NamedTuple):
    location: Location


_Statement: TypeAlias = Label | Note | Notation | Relation | Mapping | Date | _Deprecation


def compile_outlines(
    sources: Sequence[SourceOutline],
    config: Config,
    *,
    drafts: bool = False,
    selected: frozenset[str] | None = None,
    extras: frozenset[str] = frozenset(),
) -> Compilation:
    """Compile a site.

    Args:
        sources: every page of the site; links are resolved against all.
        config: the project's config.
        drafts: whether pages marked as drafts are compiled too.
        selected: files of the pages to compile, all if None.
        extras: files of pages that have a Turtle file beside them.
    """
    ordered = sorted(sources, key=lambda source: source.file)
    plans, observations = plan_pages(ordered, config)
    absent = {plan.file: "it is a draft" for plan in plans if is_draft(plan.page) and not drafts}
    anchors = {plan.file: make_anchors(plan, absent.get(plan.file, "")) for plan in plans}
    resolver = Resolver(anchors.values(), config.prefixes)
    site = [planned for plan in plans for planned in plan.headings]
    documents: list[Document] = []
    subjects: list[PageSubjects] = []
    compiled = 0
    for plan in plans:
        observations.extend(plan.outline.observations)
        if plan.file in absent or (selected is not None and plan.file not in selected):
            continue
        compiled += 1
        if not plan.headings:
            continue
        own = frozenset(planned.iri for planned in (site if config.scheme == "site" else plan.headings))
        context = _Context(config, resolver, anchors[plan.file], plan.language, own, observations)
        document = _compile_page(plan, context, plan.file in extras)
        documents.append(document)
        subjects.append(_page_subjects(plan, document, config))
    documents.extend(_site_documents(documents, subjects, config))
    observations.extend(_check_iris(documents))
    vocabulary = Vocabulary(
        config.base, site_metadata(config, documents), tuple(sorted(documents, key=lambda doc: doc.path))
    )
    wanted = [plan for plan in plans if selected is None or plan.file in selected]
    left_out = tuple(f"{p.page.path}: left out: {absent[p.file]}" for p in wanted if p.file in absent)
    return Compilation(vocabulary, tuple(observations), compiled, left_out)


def _page_subjects(plan: PagePlan, document: Document, config: Config) -> PageSubjects:
    levels = tuple(plan.page.values(key.lower()) for key in config.subjects)
    tops = tuple(
        resource.iri for resource in document.resources if isinstance(resource, Concept) and resource.top
    )
    return PageSubjects(plan.file, plan.language, levels, tops)


def _subject_scheme(config: Config) -> str:
    return config.base + SUBJECTS


def _site_documents(
    documents: Sequence[Document], subjects: Sequence[PageSubjects], config: Config
) -> Iterator[Document]:
    """The subject scheme, and the scheme of the site where it is but one."""
    iri = _subject_scheme(config)
    concepts = compile_subjects(subjects, iri, separator(config))
    if concepts:
        scheme = ConceptScheme(iri, concepts[0].location, subject_metadata(config, concepts[0].location))
        yield Document(SUBJECTS, (scheme,), tuple(concepts))
    if config.scheme == "site" and documents:
        place = documents[0].resources[0].location
        metadata = site_metadata(config, documents)
        yield Document(SITE, (ConceptScheme(scheme_iri("", config), place, metadata),), ())


def _compile_page(plan: PagePlan, context: _Context, with_extra: bool) -> Document:
    resources = tuple(_compile_heading(plan, index, context) for index in range(len(plan.headings)))
    schemes: tuple[ConceptScheme, ...] = ()
    config = context.config
    if config.scheme == "page":
        title = plan.page.value("title")
        place = title.location if title else plan.headings[0].heading.label.location
        about = tuple(
            Relation("subject", subject_iri(_subject_scheme(config), separator(config), value.text), value.location)
            for key in config.subjects
            for value in plan.page.values(key.lower())
        )
        metadata = page_metadata(plan, config, context.observations)
        schemes = (ConceptScheme(plan.scheme, place, metadata, about),)
    return Document(plan.page.page_path, schemes, resources, plan.page.path if with_extra else "")


def _compile_heading(plan: PagePlan, index: int, context: _Context) -> Concept | Collection:
    planned = plan.headings[index]
    place = planned.heading.label.location
    said = list(_read_heading(planned, context))
    if planned.parent is not None and not planned.is_collection:
        said.insert(0, Relation("broader", plan.headings[planned.parent].iri, place))
    labels = tuple(item for item in said if isinstance(item, Label))
    notes = tuple(item for item in said if isinstance(item, Note))
    notations = tuple(item for item in said if isinstance(item, Notation))
    relations = tuple(item for item in said if isinstance(item, Relation))
    if planned.is_collection:
        below = [other for other in plan.headings if other.collection == index]
        members = tuple(Relation("member", other.iri, other.heading.label.location) for other in below)
        members += tuple(relation for relation in relations if relation.kind == "member")
        ordered = "ordered" in planned.heading.attributes.classes
        return Collection(planned.iri, plan.scheme, place, ordered, labels, notes, notations, members)
    return Concept(
        iri=planned.iri,
        scheme=plan.scheme,
        location=place,
        top=not any(item.kind == "broader" and item.target in context.in_scheme for item in relations),
        labels=labels,
        notes=notes,
        notations=notations,
        relations=relations,
        mappings=tuple(item for item in said if isinstance(item, Mapping)),
        dates=tuple(item for item in said if isinstance(item, Date)),
        deprecated=any(isinstance(item, _Deprecation) for item in said),
    )


def _read_heading(planned: PlannedHeading, context: _Context) -> Iterator[_Statement]:
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
        yield _Deprecation(heading.label.location)
    for number, paragraph in enumerate(heading.paragraphs):
        yield from _read_prose("definition" if number == 0 else "note", paragraph, context)
    for quote in heading.quotes:
        yield from _read_prose("example", quote, context)
    for items in heading.lists:
        yield from _read_list(items, context)


def _read_prose(kind: str, text: SourceText, context: _Context, language: str = "") -> Iterator[_Statement]:
    yield Note(kind, normalize(text.text), language or context.language, text.whole())
    for link in find_links(text):
        if context.resolver.leads_to_page(link):
            wrong = context.resolver.check_prose(link, context.anchors)
            if wrong is not None:
                context.observations.append(Observation("broken-link", link.location, wrong.reason))


def _read_list(items: Sequence[Item], context: _Context) -> Iterator[_Statement]:
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
            context.observations.append(Observation("unknown-field", place, message))


def _read_field(item: Item, key: FieldKey, context: _Context) -> Iterator[_Statement]:
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


def _read_value(key: FieldKey, value: SourceText, language: str, context: _Context) -> Iterator[_Statement]:
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
            yield _Deprecation(place)
    else:
        yield from _read_link(key, value, context)


def _read_link(key: FieldKey, value: SourceText, context: _Context) -> Iterator[_Statement]:
    link = read_target(value)
    target = context.resolver.resolve(link, context.anchors)
    if isinstance(target, str):
        made = Mapping if key.value == "mapping" else Relation
        yield made(key.property, target, link.location)
    elif key.value == "link" and link.style == "name":
        yield Note(key.property, plain_text(value.text), "", value.whole())
    else:
        context.observations.append(Observation("broken-link", link.location, target.reason))


def _check_iris(documents: Sequence[Document]) -> Iterator[Observation]:
    """One IRI, one resource; one path, one document."""
    resources: dict[str, Location] = {}
    paths: dict[str, Location] = {}
    for document in sorted(documents, key=lambda document: document.path):
        named = [*document.schemes, *document.resources]
        place = named[0].location
        reserved = document.path in (CATALOG, SUBJECTS, SITE) and document.path in paths
        if document.path.casefold() in paths or reserved:
            other = paths[document.path.casefold()]
            message = f"this page would be published as {document.path!r}, as would {other.path}"
            yield Observation("same-iri", place, message)
        paths.setdefault(document.path.casefold(), place)
        for resource in named:
            if resource.iri in resources:
                message = f"<{resource.iri}> is also the IRI of what stands at {resources[resource.iri]}"
                yield Observation("same-iri", resource.location, message, resource.iri)
            resources.setdefault(resource.iri, resource.location)
