"""The proof of edits: the compiled pages differ as the request says, and in nothing else."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from headword.importers.edits.relinking import relink
from headword.importers.edits.request import EditRequest, NewConcept
from headword.importers.edits.rows import VocabularyRows
from headword.importers.edits.value_spelling import to_triples
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import DCTERMS, RDF, RDF_TYPE, RDFS, SKOS, Literal, Triple, compact

_LIST = frozenset({SKOS + "memberList", RDF + "first", RDF + "rest"})
_DERIVED = _LIST | {
    SKOS + "hasTopConcept", SKOS + "topConceptOf", DCTERMS + "created", DCTERMS + "modified", RDFS + "isDefinedBy",
}  # fmt: skip
"""Properties that follow from the outline, from the order of members, or from the history of the files."""
_TURNED = {SKOS + "narrower": SKOS + "broader", SKOS + "narrowMatch": SKOS + "broadMatch"}
_TURNED_BACK = {value: key for key, value in _TURNED.items()}
_SYMMETRIC = frozenset(SKOS + name for name in ("related", "relatedMatch", "exactMatch", "closeMatch"))
_MOST = 20
"""The number of surprises that are shown."""


class GraphSurprise(NamedTuple):
    """A difference that was not asked for: a sentence, the resources that it is about, and the predicate."""

    sentence: str
    iris: tuple[str, ...]
    predicate: str


class GraphChange(NamedTuple):
    """The statements that an edit removes and adds."""

    removed: frozenset[Triple]
    added: frozenset[Triple]


def expect_changes(
    request: EditRequest, vocabulary: VocabularyRows, keys: Mapping[str, str], gone: Mapping[str, str]
) -> GraphChange:
    """Return the statements that a request removes and adds.

    ``keys`` are the IRIs of new concepts by their keys, and ``gone`` the new pages of concepts that leave theirs.
    """
    removed: set[Triple] = set()
    added: set[Triple] = set()
    for one in request.changes:
        left = [value for value in one.old if value not in one.new]
        new = [keys.get(value, value) for value in one.new if value not in one.old]
        removed |= to_triples(one.iri, one.column, left)
        added |= to_triples(one.iri, one.column, new)
    for iri, parent in request.parents.items():
        row = vocabulary.by_iri[iri]
        removed |= {(iri, SKOS + "broader", row.parent)} if row.parent else set()
        added |= {(iri, SKOS + "broader", keys.get(parent, parent))} if parent else set()
        scheme = vocabulary.by_iri[parent].scheme if parent in vocabulary.by_iri else row.scheme
        if scheme != row.scheme:
            removed |= {(each, SKOS + "inScheme", row.scheme) for each in vocabulary.list_below(iri)}
            added |= {(each, SKOS + "inScheme", scheme) for each in vocabulary.list_below(iri)}
    for concept in request.added:
        added |= _expect_new(concept, keys)
    for old, new_text in _relink_notes(vocabulary, gone):
        removed.add(old)
        added.add(new_text)
    return GraphChange(frozenset(removed), frozenset(added))


def _relink_notes(vocabulary: VocabularyRows, gone: Mapping[str, str]) -> Iterator[tuple[Triple, Triple]]:
    """Yield the notes with paths to files, such as images, that are different from another page."""
    for (subject, predicate, value), place in vocabulary.facts.items() if gone else ():
        if subject in gone and isinstance(value, Literal):
            text = "\n".join(relink(value.value.split("\n"), place.path, gone[subject], {}))
            if text != value.value:
                yield (subject, predicate, value), (subject, predicate, value._replace(value=text))


def _expect_new(new: NewConcept, keys: Mapping[str, str]) -> set[Triple]:
    iri = keys.get(new.key, new.key)
    said: set[Triple] = {(iri, RDF_TYPE, SKOS + "Concept"), (iri, SKOS + "inScheme", new.scheme)}
    for column, values in new.values.items():
        said |= to_triples(iri, column, [keys.get(value, value) for value in values])
    return said | ({(iri, SKOS + "broader", keys.get(new.parent, new.parent))} if new.parent else set())


def find_surprises(
    before: LocatedGraph, after: LocatedGraph, change: GraphChange, subjects: tuple[str, ...]
) -> Iterator[GraphSurprise]:
    """Yield the first differences of two graphs that a change does not explain.

    ``subjects`` are the beginnings of the IRIs of subjects, to which the top concepts of a page are mapped.
    """
    removed, added = _settle(change.removed, subjects), _settle(change.added, subjects)
    seen = _settle(
        (*(one for one in after if one not in before), *(one for one in before if one not in after)), subjects
    )
    surprises = []
    for triple in seen | removed | added:
        ways = _list_ways(triple)
        is_there = any(way in after for way in ways)
        is_wanted = triple in added or (triple not in removed and any(way in before for way in ways))
        if is_there != is_wanted:
            surprises.append((is_there, triple))
    for is_more, (subject, predicate, value) in sorted(surprises, key=lambda one: (one[0], repr(one[1])))[:_MOST]:
        shown = f"{value.value!r}" if isinstance(value, Literal) else f"<{value}>"
        verb = "would get" if is_more else "would not have"
        iris = (subject, value) if isinstance(value, str) else (subject,)
        yield GraphSurprise(f"<{subject}> {verb} {compact(predicate)} {shown}", iris, predicate)


def find_disorder(
    before: LocatedGraph, after: LocatedGraph, request: EditRequest, keys: Mapping[str, str]
) -> Iterator[GraphSurprise]:
    """Yield the ordered collections whose members have another order than the request asks for."""
    wanted = {one.iri: [keys.get(value, value) for value in one.new]
              for one in request.changes if one.column.predicate == SKOS + "member"}  # fmt: skip
    wanted |= {parent: list(keys) for (_, parent), keys in request.children.items()}
    lists = {subject for subject, predicate, _ in after if predicate == SKOS + "memberList"}
    if not lists:
        return
    old, new = (_list_members(facts, lists) for facts in (before, after))
    for iri in sorted(lists & old.keys()):
        order = wanted.get(iri, [one for one in old[iri] if one in new[iri]])
        if new[iri] != order and (iri in wanted or request.moved.isdisjoint(new[iri])):
            yield GraphSurprise(f"the members of <{iri}> would be in another order", (iri,), SKOS + "member")


def _list_members(facts: LocatedGraph, lists: Collection[str]) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {iri: [] for iri in lists}
    for subject, predicate, value in facts:
        if predicate == SKOS + "member" and subject in members:
            members[subject].append(str(value))
    return members


def _settle(triples: Iterable[Triple], subjects: tuple[str, ...]) -> set[Triple]:
    """Return triples without what follows from others, each relation in one direction only."""
    broad = SKOS + "broadMatch"
    found = {_turn(one) for one in triples if one[1] not in _DERIVED}
    return {one for one in found if one[1] != broad or not str(one[2]).startswith(subjects)}


def _turn(triple: Triple) -> Triple:
    subject, predicate, value = triple
    if isinstance(value, str) and (predicate in _TURNED or (predicate in _SYMMETRIC and value < subject)):
        return value, _TURNED.get(predicate, predicate), subject
    return triple


def _list_ways(triple: Triple) -> list[Triple]:
    """Return the ways in which a graph can state the same."""
    subject, predicate, value = triple
    if isinstance(value, str) and (predicate in _TURNED_BACK or predicate in _SYMMETRIC):
        return [triple, (value, _TURNED_BACK.get(predicate, predicate), subject)]
    return [triple]
