"""Names for blank nodes, computed from their properties and from the resources that lead to them.

``name_by_content`` is for the comparison of two graphs, triple by triple: nodes with the same content have the same
name in any graph. ``name_apart`` is for publishing: each node has a unique name, and a new node does not change other
names.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import RDF_TYPE, SKOS, Term, Triple, is_blank, to_ntriples

_ROUNDS = 8
"""The number of rounds for nodes in a cycle, which has no innermost node to begin with."""
_EXTRA = re.compile(r"(?:[#.]extra-(?:[0-9a-f]{12}(?:-\d+)?|\d+))+\Z")
"""The end of an IRI for a blank node; earlier versions used only a number."""
_CLASSES = frozenset(SKOS + name for name in ("Concept", "ConceptScheme", "Collection", "OrderedCollection"))

_Properties = Mapping[str, list[tuple[str, Term]]]


def extra_iri(owner: str, name: str) -> str:
    """Return the IRI for a blank node called ``name`` that belongs to ``owner``; an IRI has at most one fragment."""
    return f"{owner.rstrip('/')}{'.' if '#' in owner else '#'}extra-{name}"


def find_owner(iri: str) -> str:
    """Return the owner in the IRI for a blank node; empty for other IRIs."""
    end = _EXTRA.search(iri)
    return iri[: end.start()] if end is not None else ""


def restore_blank_nodes(facts: LocatedGraph, other: LocatedGraph) -> LocatedGraph:
    """Return ``facts`` with blank nodes in place of the IRIs that headword published for them.

    A concept, scheme or collection keeps its IRI, unless the ``other`` edition has such a resource without an IRI: then
    an import is compared with its source.
    """
    named = {term for s, _, o in facts for term in (s, o) if isinstance(term, str) and "extra-" in term}
    named = {iri for iri in named if find_owner(iri)}
    if not named:
        return facts
    if not any(map(is_blank, _list_typed(other))):
        named -= _list_typed(facts)
    blank: dict[Term, str] = {iri: f"_:{iri}" for iri in named}
    return {(blank.get(s, s), p, blank.get(o, o)): place for (s, p, o), place in facts.items()}


def _list_typed(facts: LocatedGraph) -> set[str]:
    """Return the concepts, schemes and collections."""
    return {subject for subject, predicate, value in facts if predicate == RDF_TYPE and value in _CLASSES}


def name_by_content(facts: LocatedGraph) -> LocatedGraph:
    """Return ``facts`` with blank nodes named by their properties: two with the same properties become one."""
    properties, blank = _read(facts)
    return _rename(facts, {node: f"_:{name}" for node, name in _name_nodes(blank, properties).items()})


def with_nodes_apart(facts: LocatedGraph) -> LocatedGraph:
    """Return ``facts`` with blank nodes named by their properties and by what leads to them, all unique."""
    # Few triples have a blank node, and only these are needed for the names.
    with_blank = [triple for triple in facts if is_blank(triple[0]) or is_blank(triple[2])]
    return _rename(facts, {node: f"_:{name}" for node, name in name_apart(with_blank).items()})


def _rename(facts: LocatedGraph, names: Mapping[str, str]) -> LocatedGraph:
    if not names:
        return facts
    return {(names.get(s, s), p, names.get(o, o) if isinstance(o, str) else o): at for (s, p, o), at in facts.items()}


def _read(triples: Iterable[Triple]) -> tuple[_Properties, set[str]]:
    """Return the properties of each blank node, and all blank nodes."""
    properties: defaultdict[str, list[tuple[str, Term]]] = defaultdict(list)
    blank: set[str] = set()
    for subject, predicate, value in triples:
        if is_blank(subject):
            properties[subject].append((predicate, value))
            blank.add(subject)
        if is_blank(value):
            blank.add(value)
    return properties, blank


def _name_nodes(blank: Iterable[str], properties: _Properties) -> dict[str, str]:
    """Return a name for each blank node: the innermost nodes first, then those that lead to them, then cycles."""
    waits_for = {node: {str(value) for _, value in properties.get(node, ()) if is_blank(value)} for node in blank}
    leads_to: defaultdict[str, list[str]] = defaultdict(list)
    for node, others in waits_for.items():
        for other in others:
            leads_to[other].append(node)
    names: dict[str, str] = {}
    ready = [node for node, others in waits_for.items() if not others]
    while ready:
        node = ready.pop()
        names[node] = _digest(properties.get(node, ()), names)
        for outer in leads_to[node]:
            waits_for[outer].discard(node)
            if not waits_for[outer]:
                ready.append(outer)
    circles = waits_for.keys() - names.keys()
    for _ in range(_ROUNDS if circles else 0):
        names.update({node: _digest(properties.get(node, ()), names) for node in circles})
    return names


def _digest(properties: Iterable[tuple[str, Term]], names: Mapping[str, str]) -> str:
    return _shorten(f"{predicate} {_write(value, names)}" for predicate, value in properties)


def _shorten(lines: Iterable[str], length: int = 16) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode("utf-8", "surrogatepass")).hexdigest()[:length]


def _write(value: Term, names: Mapping[str, str]) -> str:
    if is_blank(value):
        return f"_:{names.get(value, '')}"
    return to_ntriples(value)


def name_apart(triples: Sequence[Triple]) -> dict[str, str]:
    """Return a unique name for each blank node, from its properties and from the resources that lead to it.

    Nodes that are equal in both get a number, too, in the order of ``triples``.
    """
    properties, blank = _read(triples)
    contents = _name_nodes(blank, properties)
    inbound = _find_inbound(triples)
    names: dict[str, str] = {}
    uses: Counter[str] = Counter()
    for level in _find_levels(triples, inbound):
        found = {node: _place(node, contents, inbound, names) for node in level}
        for node, name in found.items():
            uses[name] += 1
            names[node] = f"{name}-{uses[name]}" if uses[name] > 1 else name
    return names


def _find_levels(triples: Iterable[Triple], inbound: "_Inbound") -> Iterator[list[str]]:
    """Yield blank nodes level by level, each after the nodes that lead to it; nodes in cycles come last, together."""
    nodes = dict.fromkeys(term for subject, _, value in triples for term in (subject, value) if is_blank(term))
    order = {node: place for place, node in enumerate(nodes)}
    waits_for = {node: {subject for subject, _ in inbound.get(node, ()) if is_blank(subject)} for node in order}
    leads_to: defaultdict[str, list[str]] = defaultdict(list)
    for node, others in waits_for.items():
        for other in others:
            leads_to[other].append(node)
    level = [node for node, others in waits_for.items() if not others]
    done: set[str] = set()
    while level:
        yield level
        done.update(level)
        below = dict.fromkeys(node for one in level for node in leads_to[one])
        level = sorted((node for node in below if waits_for[node] <= done), key=order.__getitem__)
    rest = [node for node in order if node not in done]
    if rest:
        yield rest


_Inbound = Mapping[str, Sequence[tuple[str, str]]]


def _find_inbound(triples: Iterable[Triple]) -> _Inbound:
    """Return the triples that lead to each blank node: from IRIs if there are any, else from other blank nodes."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for subject, predicate, value in triples:
        if is_blank(value):
            found[value].append((subject, predicate))
    named = {node: [pair for pair in pairs if not is_blank(pair[0])] for node, pairs in found.items()}
    return {node: named[node] or pairs for node, pairs in found.items()}


def _place(node: str, contents: Mapping[str, str], inbound: _Inbound, names: Mapping[str, str]) -> str:
    """Return the name of a node; 12 digits are enough for millions of nodes."""
    above = (f"{names.get(one) or contents.get(one, one)} {predicate}" for one, predicate in inbound.get(node, ()))
    return _shorten([f"= {contents[node]}", *above], 12)
