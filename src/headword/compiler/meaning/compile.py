"""From outlines to concept schemes, concepts and collections.

With `headword.compiler.meaning.statements`, this module defines the meaning of Markdown and front matter.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf
from itertools import chain
from typing import Any, NamedTuple, TypeAlias, TypeVar

from headword.compiler.linking.resolve import PageLookup
from headword.compiler.meaning.metadata import find_title, page_metadata
from headword.compiler.meaning.page_concept import describe_page
from headword.compiler.meaning.skos import (
    Date,
    Document,
    Label,
    Mapping,
    Notation,
    Note,
    Relation,
    SkosCollection,
    SkosConcept,
    SkosScheme,
)
from headword.compiler.meaning.statements import Deprecation, Mention, PageContext, Said, read_heading
from headword.compiler.meaning.subjects import PageSubjects, SubjectWords, subject_iri
from headword.compiler.naming.plan import PagePlan, PlannedHeading, is_draft, is_false
from headword.compiler.naming.schemes import separator, subject_scheme
from headword.core.findings import Observation, Observed
from headword.markdown.page import Page
from headword.project.config import Config
from headword.project.forms import is_collection_page

SaidByKind: TypeAlias = MappingOf[type[Any], Sequence[Any]]
"""Statements by their type."""
Kind = TypeVar("Kind", Label, Note, Notation, Relation, Mapping, Date, Deprecation, Observation, Mention, PageLookup)


def why_absent(page: Page, drafts: bool) -> str:
    """Return the reason why ``page`` is not compiled; empty if it is compiled."""
    choice = page.value("headword")
    if choice is not None and is_false(choice.text):
        return "its front matter says `headword: false`"
    return "it is a draft" if is_draft(page) and not drafts else ""


def own_iris(plan: PagePlan) -> frozenset[str]:
    """Return the IRIs of the page's concepts and collections."""
    return frozenset(planned.iri for planned in plan.headings)


def page_subjects(
    plan: PagePlan, document: Document, config: Config, words: tuple[SubjectWords, ...] = ()
) -> PageSubjects:
    """Return the subjects of the page, level by level."""
    levels = tuple(plan.page.values(key.lower()) for key in config.subjects)
    tops = tuple(resource.iri for resource in document.resources if isinstance(resource, SkosConcept) and resource.top)
    return PageSubjects(plan.file, plan.language, levels, tops, words)


class CompiledOutline(NamedTuple):
    """The document of a page, its observations, its links in prose, and the pages that were looked up."""

    document: Document
    observations: tuple[Observation, ...]
    mentions: tuple[Mention, ...]
    lookups: tuple[PageLookup, ...]


def compile_page(plan: PagePlan, context: PageContext) -> CompiledOutline:
    """Compile a page that has headings or is a scheme."""
    statements_by_heading = [_read_heading_of(plan, index, context) for index in range(len(plan.headings))]
    resources = tuple(
        _compile_heading(plan, index, _group(said), context) for index, said in enumerate(statements_by_heading)
    )
    scheme, observations = _compile_scheme(plan, context)
    schemes = () if scheme is None else (scheme,)
    said = _group(chain.from_iterable(statements_by_heading))
    return CompiledOutline(
        Document(plan.page.page_path, schemes, (*resources, *context.retired)),
        (*_those(Observation, said), *observations),
        _those(Mention, said),
        _those(PageLookup, said),
    )


def _compile_scheme(plan: PagePlan, context: PageContext) -> Observed[SkosScheme] | Observed[None]:
    """Return the scheme of the page, or None if the page is not a scheme."""
    if not plan.is_scheme:
        return Observed(None)
    config = context.config
    about = tuple(
        Relation("subject", subject_iri(subject_scheme(config), separator(config), value.text), value.location)
        for key in config.subjects
        for value in plan.page.values(key.lower())
    )
    metadata, observations = page_metadata(plan, config, context.translated.wordings, context.prior)
    return Observed(SkosScheme(plan.scheme, find_title(plan).location, metadata, about), observations)


def _read_heading_of(plan: PagePlan, index: int, context: PageContext) -> list[Said]:
    """Return all statements about one heading, in all languages, in order."""
    planned = plan.headings[index]
    said = list(read_heading(planned, context))
    if planned.heading is plan.outline.main:
        said = describe_page(plan, planned, said, context)
    said.extend(context.translated.said.get(planned.iri, ()))
    above = context.home.concept if planned.parent is None else plan.headings[planned.parent].iri
    if above and not planned.is_collection:
        said.insert(0, Relation("broader", above, planned.heading.label.location))
    return said


def _compile_heading(
    plan: PagePlan, index: int, said: SaidByKind, context: PageContext
) -> SkosConcept | SkosCollection:
    planned = plan.headings[index]
    scheme = _find_scheme(plan, planned, context)
    if planned.is_collection:
        return _make_collection(plan, index, said, scheme, context)
    relations = _those(Relation, said)
    return SkosConcept(
        iri=planned.iri,
        scheme=scheme,
        location=planned.heading.label.location,
        top=bool(scheme) and _is_top(plan, planned, relations, context),
        labels=_those(Label, said),
        notes=_those(Note, said),
        notations=_those(Notation, said),
        relations=relations,
        mappings=_those(Mapping, said),
        dates=_find_dates(planned.iri, said, context),
        deprecated=bool(_those(Deprecation, said)),
        no_lint="no-lint" in planned.heading.attributes.classes,
    )


def _find_scheme(plan: PagePlan, planned: PlannedHeading, context: PageContext) -> str:
    """Return the scheme of a heading; empty if it is in no scheme."""
    classes = planned.heading.attributes.classes
    is_in = "not-in-scheme" not in classes if plan.role.includes_all else "in-scheme" in classes
    return context.home.scheme if is_in else ""


def _is_top(plan: PagePlan, planned: PlannedHeading, relations: Iterable[Relation], context: PageContext) -> bool:
    classes = planned.heading.attributes.classes
    if not plan.role.has_tops or {"top", "not-top"} & classes:
        return "top" in classes
    return not any(item.kind == "broader" and item.target in context.in_scheme for item in relations)


def _make_collection(plan: PagePlan, index: int, said: SaidByKind, scheme: str, context: PageContext) -> SkosCollection:
    planned = plan.headings[index]
    below = [other for other in plan.headings if other.collection == index]
    members = [Relation("member", other.iri, other.heading.label.location) for other in below]
    relations = _those(Relation, said)
    return SkosCollection(
        iri=planned.iri,
        scheme=scheme,
        location=planned.heading.label.location,
        ordered="ordered" in planned.heading.attributes.classes or _is_ordered_folder(plan, planned, context),
        labels=_those(Label, said),
        notes=_those(Note, said),
        notations=_those(Notation, said),
        members=(*members, *(item for item in relations if item.kind == "member")),
        relations=tuple(item for item in relations if item.kind != "member"),
        mappings=_those(Mapping, said),
        dates=_find_dates(planned.iri, said, context),
        deprecated=bool(_those(Deprecation, said)),
    )


def _is_ordered_folder(plan: PagePlan, planned: PlannedHeading, context: PageContext) -> bool:
    """Return whether a collection is the page of a folder whose pages state their order."""
    is_folder = planned.heading is plan.outline.main and is_collection_page(plan.file, context.config)
    return is_folder and context.resolver.has_order(context.anchors)


def _find_dates(iri: str, said: SaidByKind, context: PageContext) -> tuple[Date, ...]:
    """Return the explicit dates, and the known dates of other kinds."""
    written = _those(Date, said)
    kinds = {date.kind for date in written}
    return (*written, *(date for date in context.dates.get(iri, ()) if date.kind not in kinds))


def _group(said: Iterable[Said]) -> SaidByKind:
    by_kind: defaultdict[type[Any], list[Any]] = defaultdict(list)
    for item in said:
        by_kind[type(item)].append(item)
    return by_kind


def _those(kind: type[Kind], said: SaidByKind) -> tuple[Kind, ...]:
    return tuple(said.get(kind, ()))
