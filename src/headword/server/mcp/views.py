"""The answers of the tools, as their output schemas describe them. Empty fields are left out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar, cast

# On Python 3.11, pydantic reads these alone.
from typing_extensions import NotRequired, TypedDict  # noqa: UP035

from headword.api.resources import Collection, Concept, ConceptScheme, Resource
from headword.api.texts import Text

LABEL = 300
"""The characters of a label that are shown."""
NOTE = 1_000
"""The characters of a note that are shown."""
LISTED = 50
"""The number of linked concepts or labels that are shown."""
NOTES = 10
"""The number of notes of one kind that are shown."""

Answer = TypeVar("Answer")


class ConceptLink(TypedDict):
    """A concept, scheme or collection by its IRI and its preferred label."""

    iri: str
    label: str
    kind: NotRequired[str]
    narrower: NotRequired[int]
    deprecated: NotRequired[bool]


class MatchedText(TypedDict):
    """A label or notation, its property and its language."""

    text: str
    kind: str
    language: NotRequired[str]


class FoundConcept(TypedDict):
    """A concept that was found, and the reason."""

    iri: str
    label: str
    matched: MatchedText
    fit: str
    definition: NotRequired[str]
    broader: NotRequired[list[ConceptLink]]
    deprecated: NotRequired[bool]
    replaced_by: NotRequired[list[ConceptLink]]


class SearchAnswer(TypedDict):
    """Concepts, the best first. `near` has concepts with a similar label if none was found."""

    results: list[FoundConcept]
    more: bool
    near: NotRequired[list[ConceptLink]]


class NoteView(TypedDict):
    """A text and its language."""

    text: str
    language: NotRequired[str]


class ConceptView(TypedDict):
    """A concept, scheme or collection with its labels, notes and links."""

    iri: str
    kind: str
    label: str
    labels: dict[str, str]
    alternative_labels: NotRequired[list[NoteView]]
    hidden_labels: NotRequired[list[NoteView]]
    notations: NotRequired[list[str]]
    notes: NotRequired[dict[str, list[NoteView]]]
    broader: NotRequired[list[ConceptLink]]
    narrower: NotRequired[list[ConceptLink]]
    related: NotRequired[list[ConceptLink]]
    top_concepts: NotRequired[list[ConceptLink]]
    members: NotRequired[list[ConceptLink]]
    mappings: NotRequired[dict[str, list[str]]]
    schemes: NotRequired[list[ConceptLink]]
    collections: NotRequired[list[ConceptLink]]
    deprecated: NotRequired[bool]
    replaced_by: NotRequired[list[ConceptLink]]
    source: NotRequired[str]
    shortened: NotRequired[bool]


class BrowseAnswer(TypedDict):
    """A part of a list. To read the next part, pass `next_cursor` as `cursor`."""

    relation: str
    of: NotRequired[ConceptLink]
    items: list[ConceptLink]
    total: int
    next_cursor: NotRequired[str]


class MentionView(TypedDict):
    """A place where a text mentions a concept: offsets in characters from 0, and the line from 1."""

    text: str
    start: int
    end: int
    line: int
    place: str


class AnnotatedConcept(TypedDict):
    """A concept that a text is about, and the evidence: `label`, `form` (of a label), or `narrower` concepts."""

    iri: str
    label: str
    evidence: str
    weight: float
    definition: NotRequired[str]
    deprecated: NotRequired[bool]
    mentions: NotRequired[list[MentionView]]
    count: int


class AmbiguousLabel(TypedDict):
    """A mention of a label that several concepts have, and the IRIs of these concepts."""

    mention: MentionView
    candidates: list[str]


class AnnotateAnswer(TypedDict):
    """The concepts that a text is about: exact labels first, then forms of labels, then what narrower ones suggest."""

    concepts: list[AnnotatedConcept]
    ambiguous: NotRequired[list[AmbiguousLabel]]
    more: bool


class QueryTable(TypedDict):
    """The result of a query: rows of SELECT, `answer` of ASK, or `turtle` of CONSTRUCT and DESCRIBE."""

    columns: NotRequired[list[str]]
    rows: NotRequired[list[list[str | None]]]
    answer: NotRequired[bool]
    turtle: NotRequired[str]
    more: NotRequired[bool]


class FindingView(TypedDict):
    """A finding of the check."""

    rule: str
    severity: str
    message: str
    path: str
    line: NotRequired[int]
    column: NotRequired[int]
    fix: NotRequired[str]
    instead: NotRequired[str]
    url: NotRequired[str]


class CheckAnswer(TypedDict):
    """The findings in a page, the most severe first."""

    page: str
    concepts: int
    errors: int
    warnings: int
    findings: list[FindingView]
    more: bool


class ChangeView(TypedDict):
    """A resource that a proposal changes, and the kinds of change."""

    iri: str
    label: str
    kinds: list[str]


class ProposalView(TypedDict):
    """A proposed change: a unified diff, and what the check finds in it that it did not find before."""

    summary: str
    diff: str
    changes: list[ChangeView]
    new_findings: list[FindingView]
    valid: bool
    written: bool
    next_step: str


def keep_filled(view: Answer) -> Answer:
    """Return a view without keys that say nothing: empty texts, lists and tables, and `deprecated: false`."""
    filled = {key: value for key, value in cast("Mapping[str, object]", view).items() if value or _is_told(key)}
    return cast("Answer", filled)


_TOLD = frozenset(
    {"label", "results", "more", "labels", "items", "total", "answer", "rows", "findings", "changes", "new_findings"}
    | {"valid", "written", "diff", "concepts", "errors", "warnings", "text", "count", "weight"}
)
"""Keys that say something when they are empty."""


def _is_told(key: str) -> bool:
    return key in _TOLD


def clip(text: str, size: int) -> str:
    """Return at most ``size`` characters of a text, with an ellipsis if some are left out."""
    return text if len(text) <= size else f"{text[: size - 1]}…"


def link(resource: Resource, language: str | None) -> ConceptLink:
    """Return a resource as a link; the number of narrower concepts shows where to continue."""
    return keep_filled(
        ConceptLink(
            iri=resource.iri,
            label=clip(resource.label(language), LABEL),
            kind="" if isinstance(resource, Concept) else kind_of(resource),
            narrower=len(resource.narrower) if isinstance(resource, Concept) else 0,
            deprecated=resource.deprecated,
        )
    )


def link_all(resources: Iterable[Resource], language: str | None) -> list[ConceptLink]:
    """Return the first resources as links."""
    return [link(one, language) for one in list(resources)[:LISTED]]


def kind_of(resource: Resource) -> str:
    """Return what a resource is."""
    return {Concept: "concept", ConceptScheme: "scheme", Collection: "collection"}[type(resource)]


def _view_texts(texts: Sequence[Text], most: int, size: int) -> list[NoteView]:
    return [keep_filled(NoteView(text=clip(text, size), language=text.language)) for text in texts[:most]]


def view_resource(resource: Resource, language: str | None) -> ConceptView:
    """Return all that is said of a resource, with long lists and texts shortened."""
    notes = {kind: _view_texts(texts, NOTES, NOTE) for kind, texts in resource.notes.items()}
    labels = dict(list(resource.labels.items())[:LISTED])
    view = ConceptView(
        iri=resource.iri,
        kind=kind_of(resource),
        label=clip(resource.label(language), LABEL),
        labels={tag: clip(text, LABEL) for tag, text in labels.items()},
        alternative_labels=_view_texts(resource.alt_labels(), LISTED, LABEL),
        hidden_labels=_view_texts(resource.hidden_labels(), LISTED, LABEL),
        notations=[clip(one, LABEL) for one in resource.notations[:LISTED]],
        notes=notes,
        deprecated=resource.deprecated,
        source=str(resource.location),
        shortened=_is_shortened(resource),
    )
    if isinstance(resource, Concept):
        view["broader"] = link_all(resource.broader, language)
        view["narrower"] = link_all(resource.narrower, language)
        view["related"] = link_all(resource.related, language)
        view["mappings"] = {kind: list(iris[:LISTED]) for kind, iris in resource.mappings.items()}
        view["schemes"] = link_all(resource.schemes, language)
        view["collections"] = link_all(resource.collections, language)
        view["replaced_by"] = link_all(resource.replaced_by, language)
    elif isinstance(resource, ConceptScheme):
        view["top_concepts"] = link_all(resource.top_concepts, language)
    elif isinstance(resource, Collection):
        view["members"] = link_all(resource.members, language)
    return keep_filled(view)


def _is_shortened(resource: Resource) -> bool:
    """Return whether a view leaves something out."""
    listed: list[Sequence[object]] = [resource.alt_labels(), resource.hidden_labels(), list(resource.labels)]
    if isinstance(resource, Concept):
        listed += [resource.broader, resource.narrower, resource.related, *resource.mappings.values()]
    elif isinstance(resource, ConceptScheme):
        listed.append(resource.top_concepts)
    elif isinstance(resource, Collection):
        listed.append(resource.members)
    notes = resource.notes.values()
    is_long = any(len(one) > LISTED for one in listed) or any(len(texts) > NOTES for texts in notes)
    return is_long or any(len(text) > NOTE for texts in notes for text in texts)
