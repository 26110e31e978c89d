"""What two editions of a vocabulary differ in: by concept, and by kind of change.

What stands of two concepts the other way round is told at one of them, and what says only when and in which release
something was published is not told at all.
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
"""What may change, in the order in which it is told; a `resource` is none of SKOS, the publisher say."""

BROADER, _IN_SCHEME, _TOP = SKOS + "broader", SKOS + "inScheme", SKOS + "topConceptOf"
_STAMPS = frozenset(
    {
        *(OWL + name for name in ("versionInfo", "versionIRI", "priorVersion")),
        *(DCTERMS + name for name in ("created", "issued", "modified")),
    }
)
_DOWNWARD = frozenset(SKOS + name for name in ("narrower", "narrowerTransitive", "hasTopConcept", "narrowMatch"))
"""What is told at the other end."""
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
    """One change of a resource.

    Attributes:
        kind: one of `KINDS`.
        property: the property whose values changed; of what was retired or merged, that which names what replaces it.
        language: the language of those values.
        before: values that are gone; of a move all that there were.
        after: values that have come; of a move all that there are.
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
        label: what it is called now; if it is gone, what it was called.
        place: where it stands now.
        changes: what changed, in the order of `KINDS`.
        gone: the triples about it that there are no longer.
        come: those that are new.
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
        """The kinds of its changes, each once."""
        return tuple(dict.fromkeys(change.kind for change in self.changes))


@dataclass(frozen=True)
class VocabularyDiff:
    """What two editions differ in.

    Attributes:
        changed: schemes, concepts, collections and others, each by its label.
        names: what the resources that changes speak of are called, by IRI.
        before: how many concepts there were.
        after: how many there are.
    """

    changed: tuple[ChangedResource, ...]
    names: Mapping[str, str]
    before: int
    after: int

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many resources have a change of each kind, in the order of `KINDS`."""
        found = Counter(kind for one in self.changed for kind in one.kinds)
        return {kind: found[kind] for kind in KINDS if found[kind]}


def compare(old: LocatedGraph, new: LocatedGraph, language: str = "en") -> VocabularyDiff:
    """What is different in ``new``; labels are shown in ``language`` where there are such."""
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
    """What a concept that was added or removed stands or stood under."""
    if changed.kinds not in (("added",), ("removed",)):
        return []
    return [str(value) for _, predicate, value in (*changed.come, *changed.gone) if predicate == BROADER]


def _group(here: IndexedGraph, there: IndexedGraph) -> defaultdict[str, list[Triple]]:
    """What is said here and not there, by what it is said of."""
    known = here.types.keys() | there.types.keys()
    grouped: defaultdict[str, list[Triple]] = defaultdict(list)
    for triple in here.facts:
        if triple in there.facts:
            continue
        subject, predicate, value = triple
        if predicate in _STAMPS or predicate in _OF_LISTS or predicate == MEMBER_LIST or subject.startswith("_:"):
            continue
        if value in known and (predicate in _DOWNWARD or (predicate in INVERSES and subject not in known)):
            # It says the other way round what is told at the concept that it leads to.
            continue
        if there.implies(triple) or is_restated(triple, there) or is_page(triple, here):
            continue
        grouped[subject].append(triple)
    for triples in grouped.values():
        triples.sort(key=lambda triple: (triple[1], order_of(triple[2])))
    return grouped


def _reordered(before: IndexedGraph, after: IndexedGraph) -> Iterator[str]:
    """Collections whose members stand in another order."""
    for iri in before.ordered & after.ordered:
        if before.listed(iri) != after.listed(iri):
            yield iri


def _compare(
    iri: str, gone: tuple[Triple, ...], come: tuple[Triple, ...], before: IndexedGraph, after: IndexedGraph
) -> ChangedResource | None:
    was, now = before.kind(iri), after.kind(iri)
    if was is None and now is not None:
        changes = [Change("added")]
    elif now is None and was is not None:
        changes = [_find_fate(iri, after, "removed")]
    elif was != now and "concept" in (was, now):
        # What was a concept and is a collection now is no concept any more, and the other way round.
        changes = [Change("removed" if was == "concept" else "added")]
    else:
        changes = list(_find_changes(iri, gone, come, before, after))
    if not changes:
        return None
    changes.sort(key=lambda one: (_ORDER[one.kind], one.property, one.language))
    source = after if after.has(iri) else before
    place = source.place(iri) if source is after else Location("")
    label = after.label(iri) or before.label(iri)
    type_ = "concept" if "concept" in (was, now) else now or was or "resource"
    return ChangedResource(iri, type_, label, place, tuple(changes), gone, come)


def _find_fate(iri: str, after: IndexedGraph, otherwise: str) -> Change:
    """What became of a resource that is used no longer: merged, split, or ``otherwise``."""
    replacements = after.replacements(iri)
    used = [one for one in replacements if one in after.types and not after.is_deprecated(str(one))]
    if not used:
        return Change(otherwise, REPLACED_BY if replacements else "", "", (), replacements)
    return Change("merged" if len(replacements) == 1 else "split", REPLACED_BY, "", (), replacements)


def _find_changes(
    iri: str, gone: Sequence[Triple], come: Sequence[Triple], before: IndexedGraph, after: IndexedGraph
) -> Iterator[Change]:
    """The changes of a resource that there was and is."""
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
    """A move with all that a concept stood and stands under: of what it stands under still, one may be new."""
    if change.kind != "moved":
        return change
    # A top concept of a scheme is in it (SKOS Reference, S7).
    properties = (_IN_SCHEME, _TOP) if change.property == _IN_SCHEME else (change.property,)
    found = ({value for name in properties for value in one.values(iri, name)} for one in (before, after))
    old, new = (tuple(sorted(values, key=order_of)) for values in found)
    return replace(change, before=old, after=new)


def _goes_with_retiring(change: Change) -> bool:
    """Whether a change says no more than that a concept was taken out of use."""
    is_told = change.property in (DEPRECATED, REPLACED_BY, SKOS + "historyNote")
    return is_told or not change.after


def _find_order(iri: str, before: IndexedGraph, after: IndexedGraph) -> Iterator[Change]:
    old, new = before.listed(iri), after.listed(iri)
    # What is more or less in it is told as members are.
    if old != new and sorted(old, key=order_of) == sorted(new, key=order_of):
        yield Change("member", MEMBER_LIST, "", old, new)


def _find_value_changes(gone: Iterable[Triple], come: Iterable[Triple]) -> list[Change]:
    """Changes of values, those of one property and language together."""
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
"""Properties of a scheme that say what another says."""
_SAME_OF_SCHEME = {**TWINS, **{other: one for one, other in TWINS.items()}}
_IS_SCHEME = (RDF_TYPE, SKOS + "ConceptScheme")
_PAGES = (".md", ".markdown")


def is_restated(triple: Triple, there: IndexedGraph) -> bool:
    """Whether another property, or the lack of one, says the same: what a build states of schemes and collections."""
    subject, predicate, value = triple
    if predicate == RDFS + "isDefinedBy":
        return there.implies((subject, SKOS + "inScheme", value))
    twin = _SAME_OF_SCHEME.get(predicate)
    if twin is None or not isinstance(value, Literal) or not there.implies((subject, *_IS_SCHEME)):
        return False
    stated = (one for one in there.values(subject, predicate) if isinstance(one, Literal))
    return (subject, twin, value) in there.facts and all(one.language != value.language for one in stated)


def is_page(triple: Triple, here: IndexedGraph) -> bool:
    """Whether a triple says only on which page a scheme stands."""
    subject, predicate, value = triple
    if predicate != DCTERMS + "source" or not isinstance(value, Literal) or not value.value.endswith(_PAGES):
        return False
    return not value.language and not value.datatype and here.implies((subject, *_IS_SCHEME))
