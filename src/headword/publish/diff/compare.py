"""The differences between two editions of a vocabulary, by concept and by kind of change.

A relation between two concepts is reported at one of them. Dates and versions of publication are not reported.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from headword.core.findings import Location
from headword.project.version_policy import KINDS
from headword.publish.diff.indexed import DEPRECATED, MEMBER_LIST, PREF_LABEL, IndexedGraph, order_of
from headword.rdf.blank_nodes import restore_blank_nodes
from headword.rdf.graph import INVERSES, LocatedGraph
from headword.rdf.terms import (
    DCTERMS,
    LABELS,
    MAPPINGS,
    NOTES,
    OWL,
    RDF,
    RDF_TYPE,
    RDFS,
    REPLACED_BY,
    SCHEMA,
    SKOS,
    Literal,
    Term,
    Triple,
)

TYPES = ("scheme", "concept", "collection", "resource")
"""The types of changed resources, in their order; a `resource` is not one of SKOS, such as the publisher."""

BROADER, _IN_SCHEME, _TOP = SKOS + "broader", SKOS + "inScheme", SKOS + "topConceptOf"
_STAMPS = frozenset(
    {
        *(OWL + name for name in ("versionInfo", "versionIRI", "priorVersion")),
        *(DCTERMS + name for name in ("created", "issued", "modified")),
    }
)
_DOWNWARD = frozenset(SKOS + name for name in ("narrower", "narrowerTransitive", "hasTopConcept", "narrowMatch"))
"""Properties that are reported at the other end."""
_OF_LISTS = frozenset({RDF + "first", RDF + "rest"})
_KIND_OF = {
    **dict.fromkeys(LABELS, "label"),
    SCHEMA + "keywords": "label",
    **dict.fromkeys(NOTES, "note"),
    **dict.fromkeys(MAPPINGS, "mapping"),
    SKOS + "notation": "notation",
    BROADER: "moved",
    _IN_SCHEME: "moved",
    SKOS + "related": "relation",
    SKOS + "member": "member",
    MEMBER_LIST: "member",
}
_ORDER = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a resource.

    Attributes:
        kind: one of `KINDS`.
        property: the property whose values changed; for a retired or merged resource, the property of its replacement.
        language: the language of those values.
        before: removed values; for a move, all previous values.
        after: added values; for a move, all current values.
    """

    kind: str
    property: str = ""
    language: str = ""
    before: tuple[Term, ...] = ()
    after: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedResource:
    """A resource that changed.

    Attributes:
        iri: its IRI.
        type: one of `TYPES`.
        label: its current label, or the last one if it is gone.
        place: its current place.
        changes: the changes, in the order of `KINDS`.
        gone: its triples that no longer exist.
        come: its new triples.
    """

    iri: str
    type: str
    label: str
    place: Location
    changes: tuple[Change, ...]
    gone: tuple[Triple, ...]
    come: tuple[Triple, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of its changes, each once."""
        return tuple(dict.fromkeys(change.kind for change in self.changes))


@dataclass(frozen=True)
class VocabularyDiff:
    """The differences between two editions.

    Attributes:
        changed: schemes, concepts, collections and others, each by its label.
        names: the names of the resources in changes, by IRI.
        before: the number of concepts in the older edition.
        after: the number of concepts in the newer edition.
    """

    changed: tuple[ChangedResource, ...]
    names: Mapping[str, str]
    before: int
    after: int

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Return the number of resources with a change of each kind, in the order of `KINDS`."""
        found = Counter(kind for one in self.changed for kind in one.kinds)
        return {kind: found[kind] for kind in KINDS if found[kind]}


def compare(old: LocatedGraph, new: LocatedGraph, language: str = "en") -> VocabularyDiff:
    """Return the differences of ``new``; labels are in ``language`` if possible."""
    before = IndexedGraph(restore_blank_nodes(old, new), language)
    after = IndexedGraph(restore_blank_nodes(new, old), language)
    gone, come = _group(before, after), _group(after, before)
    touched = {*gone, *come, *_reordered(before, after)}
    changed = [
        one for iri in touched if (one := _compare(iri, tuple(gone[iri]), tuple(come[iri]), before, after)) is not None
    ]
    changed.sort(key=lambda one: (TYPES.index(one.type), one.label.casefold(), one.iri))
    spoken_of = {term for one in changed for term in _terms(one) if isinstance(term, str)}
    names = {iri: name for iri in sorted(spoken_of) if (name := after.name(iri) or before.name(iri))}
    return VocabularyDiff(tuple(changed), names, before.concepts, after.concepts)


def _terms(one: ChangedResource) -> Iterator[Term]:
    for change in one.changes:
        yield from (*change.before, *change.after)
    yield from broader_of(one)


def broader_of(changed: ChangedResource) -> list[str]:
    """Return the broader concepts of an added or removed concept."""
    if changed.kinds not in (("added",), ("removed",)):
        return []
    return [str(value) for _, predicate, value in (*changed.come, *changed.gone) if predicate == BROADER]


def _group(here: IndexedGraph, there: IndexedGraph) -> defaultdict[str, list[Triple]]:
    """Return the statements that are here and not there, by subject."""
    known = here.types.keys() | there.types.keys()
    grouped: defaultdict[str, list[Triple]] = defaultdict(list)
    for triple in here.facts:
        if triple in there.facts:
            continue
        subject, predicate, value = triple
        if predicate in _STAMPS or predicate in _OF_LISTS or predicate == MEMBER_LIST or subject.startswith("_:"):
            continue
        if value in known and (predicate in _DOWNWARD or (predicate in INVERSES and subject not in known)):
            # Its inverse is reported at the other concept.
            continue
        if there.implies(triple) or is_restated(triple, there) or is_page(triple, here):
            continue
        grouped[subject].append(triple)
    for triples in grouped.values():
        triples.sort(key=lambda triple: (triple[1], order_of(triple[2])))
    return grouped


def _reordered(before: IndexedGraph, after: IndexedGraph) -> Iterator[str]:
    """Yield the collections whose members have a different order."""
    for iri in before.ordered & after.ordered:
        if before.listed(iri) != after.listed(iri):
            yield iri


def _compare(
    iri: str, gone: tuple[Triple, ...], come: tuple[Triple, ...], before: IndexedGraph, after: IndexedGraph
) -> ChangedResource | None:
    old_kind, now = before.kind(iri), after.kind(iri)
    if old_kind is None and now is not None:
        changes = [Change("added")]
    elif now is None and old_kind is not None:
        changes = [_find_fate(iri, after, "removed")]
    elif old_kind != now and "concept" in (old_kind, now):
        # A concept that became a collection is removed as a concept, and the other way round.
        changes = [Change("removed" if old_kind == "concept" else "added")]
    else:
        changes = list(_find_changes(iri, gone, come, before, after))
    if not changes:
        return None
    changes.sort(key=lambda one: (_ORDER[one.kind], one.property, one.language))
    source = after if after.has(iri) else before
    place = source.place(iri) if source is after else Location("")
    label = after.label(iri) or before.label(iri)
    type_ = "concept" if "concept" in (old_kind, now) else now or old_kind or "resource"
    return ChangedResource(iri, type_, label, place, tuple(changes), gone, come)


def _find_fate(iri: str, after: IndexedGraph, otherwise: str) -> Change:
    """Return the kind of change of a deprecated resource: merged, split, or ``otherwise``."""
    replacements = after.replacements(iri)
    used = [one for one in replacements if one in after.types and not after.is_deprecated(str(one))]
    if not used:
        return Change(otherwise, REPLACED_BY if replacements else "", "", (), replacements)
    return Change("merged" if len(replacements) == 1 else "split", REPLACED_BY, "", (), replacements)


def _find_changes(
    iri: str, gone: Sequence[Triple], come: Sequence[Triple], before: IndexedGraph, after: IndexedGraph
) -> Iterator[Change]:
    """Yield the changes of a resource that exists in both editions."""
    changes = [_complete(one, iri, before, after) for one in _find_value_changes(gone, come)]
    changes.extend(_find_order(iri, before, after))
    if after.is_deprecated(iri) and not before.is_deprecated(iri):
        yield _find_fate(iri, after, "retired")
        yield from (one for one in changes if not _goes_with_retiring(one))
    elif before.is_deprecated(iri) and not after.is_deprecated(iri):
        yield Change("restored")
        yield from (one for one in changes if one.property not in (DEPRECATED, REPLACED_BY))
    else:
        yield from changes


def _complete(change: Change, iri: str, before: IndexedGraph, after: IndexedGraph) -> Change:
    """Return a move with all broader concepts before and after, also if only one of them is new."""
    if change.kind != "moved":
        return change
    # A top concept of a scheme is in it (SKOS Reference, S7).
    properties = (_IN_SCHEME, _TOP) if change.property == _IN_SCHEME else (change.property,)
    found = ({value for name in properties for value in one.values(iri, name)} for one in (before, after))
    old, new = (tuple(sorted(values, key=order_of)) for values in found)
    return replace(change, before=old, after=new)


def _goes_with_retiring(change: Change) -> bool:
    """Return whether a change only follows from the retirement of a concept."""
    is_implied = change.property in (DEPRECATED, REPLACED_BY, SKOS + "historyNote")
    return is_implied or not change.after


def _find_order(iri: str, before: IndexedGraph, after: IndexedGraph) -> Iterator[Change]:
    old, new = before.listed(iri), after.listed(iri)
    # Added and removed members are reported as members.
    if old != new and sorted(old, key=order_of) == sorted(new, key=order_of):
        yield Change("member", MEMBER_LIST, "", old, new)


def _find_value_changes(gone: Iterable[Triple], come: Iterable[Triple]) -> list[Change]:
    """Return the changes of values, grouped by property and language."""
    found: defaultdict[tuple[str, str], tuple[list[Term], list[Term]]] = defaultdict(lambda: ([], []))
    for side, triples in enumerate((gone, come)):
        for _, predicate, value in triples:
            language = value.language if isinstance(value, Literal) else ""
            found[(predicate, language)][side].append(value)
    values = {key: (tuple(old), tuple(new)) for key, (old, new) in found.items()}
    has_moved = any(_KIND_OF.get(predicate) == "moved" for predicate, _ in values)
    return [
        Change(_find_kind(predicate, old, new), predicate, language, old, new)
        for (predicate, language), (old, new) in values.items()
        if values.get((TWINS.get(predicate, ""), language)) != (old, new)
        and not (has_moved and predicate in (_TOP, RDFS + "isDefinedBy"))
    ]


def _find_kind(predicate: str, old: tuple[Term, ...], new: tuple[Term, ...]) -> str:
    if predicate == PREF_LABEL and old and new:
        return "renamed"
    return _KIND_OF.get(predicate, "other")


TWINS = {DCTERMS + "title": PREF_LABEL, DCTERMS + "description": SKOS + "definition"}
"""Properties of a scheme that repeat another property."""
_SAME_OF_SCHEME = {**TWINS, **{other: one for one, other in TWINS.items()}}
_IS_SCHEME = (RDF_TYPE, SKOS + "ConceptScheme")
_PAGES = (".md", ".markdown")


def is_restated(triple: Triple, there: IndexedGraph) -> bool:
    """Return whether another property says the same, as builds state it for schemes and collections."""
    subject, predicate, value = triple
    if predicate == RDFS + "isDefinedBy":
        return there.implies((subject, SKOS + "inScheme", value))
    twin = _SAME_OF_SCHEME.get(predicate)
    if twin is None or not isinstance(value, Literal) or not there.implies((subject, *_IS_SCHEME)):
        return False
    stated = (one for one in there.values(subject, predicate) if isinstance(one, Literal))
    return (subject, twin, value) in there.facts and all(one.language != value.language for one in stated)


def is_page(triple: Triple, here: IndexedGraph) -> bool:
    """Return whether a triple is only the page of a scheme."""
    subject, predicate, value = triple
    if predicate != DCTERMS + "source" or not isinstance(value, Literal) or not value.value.endswith(_PAGES):
        return False
    return not value.language and not value.datatype and here.implies((subject, *_IS_SCHEME))
