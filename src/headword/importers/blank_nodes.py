"""IRIs for blank nodes, which do not depend on their names and order in the file."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from headword.compiler.meaning.state import list_cell
from headword.rdf.blank_nodes import extra_iri, name_apart
from headword.rdf.parse import to_term
from headword.rdf.terms import RDF, RDF_TYPE, SKOS, Term, Triple, is_blank, to_ntriples, write_triple


def name_blank_nodes(triples: Iterable[Triple]) -> list[Triple]:
    """Return ``triples`` with an IRI for each blank node.

    The cells of a collection's member list get the IRIs of a build. The names of other nodes are computed from their
    content and from the resource that leads to them. A new node therefore changes no other name.
    """
    # A file may repeat a triple.
    every = list(dict.fromkeys(triples))
    touched = [triple for triple in every if is_blank(triple[0]) or is_blank(triple[2])]
    if not touched:
        return every
    labelled, apart = _name_apart(touched)
    names: dict[Term, str] = dict(_name_cells(labelled))
    used = {term for triple in every for term in (triple[0], triple[2])}
    first = _find_first(every)
    owners = _find_owners(labelled)
    for node, name in apart.items():
        if node not in names:
            iri = extra_iri(owners.get(node, first), name)
            number = 2
            while iri in used:
                iri, number = extra_iri(owners.get(node, first), f"{name}-{number}"), number + 1
            names[node] = iri
            used.add(iri)
    clear = [triple for triple in every if not (is_blank(triple[0]) or is_blank(triple[2]))]
    return clear + [(str(names.get(s, s)), p, names.get(o, o)) for s, p, o in labelled]


def _name_apart(triples: Sequence[Triple]) -> tuple[Sequence[Triple], Mapping[str, str]]:
    """Return the triples and a name for each blank node, the same for any order of triples.

    Canonical labels order nodes that are otherwise alike. They are slow, and the library recurses too deeply on long
    chains, so that other graphs do without them.
    """
    names = name_apart(triples)
    if not any("-" in name for name in names.values()):
        return triples, names
    labelled = sorted(_label_canonically(triples), key=_order)
    return labelled, name_apart(labelled)


def _order(triple: Triple) -> tuple[int, str, str, str]:
    """Return a key that puts canonical labels in the order of their numbers."""
    return len(triple[0]), triple[0], triple[1], to_ntriples(triple[2])


def _find_owners(triples: Iterable[Triple]) -> Mapping[str, str]:
    """Return the nearest resource with an IRI that leads to each blank node, directly or through other nodes."""
    leads: dict[str, list[str]] = defaultdict(list)
    owners: dict[str, str] = {}
    for subject, _, value in triples:
        if is_blank(value) and is_blank(subject):
            leads[subject].append(value)
        elif is_blank(value):
            owners[value] = min(subject, owners.get(value, subject))
    level = dict(owners)
    while level:
        found: dict[str, str] = {}
        for node, owner in level.items():
            for value in leads[node]:
                if value not in owners:
                    found[value] = min(owner, found.get(value, owner))
        owners |= found
        level = found
    return owners


def _label_canonically(triples: Sequence[Triple]) -> list[Triple]:
    """Return the same triples with canonical labels."""
    text = "".join(map(write_triple, triples))
    dataset = ox.Dataset(ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return [(str(to_term(q.subject)), str(to_term(q.predicate)), to_term(q.object)) for q in dataset]


def _find_first(triples: Iterable[Triple]) -> str:
    """Return the owner of blank nodes that nothing leads to: the first scheme, concept or collection."""
    classes: dict[str, list[str]] = defaultdict(list)
    for subject, predicate, value in triples:
        if predicate == RDF_TYPE and isinstance(value, str) and not is_blank(subject):
            classes[value].append(subject)
    kinds = (SKOS + name for name in ("ConceptScheme", "Concept", "Collection", "OrderedCollection"))
    return next((min(classes[kind]) for kind in kinds if classes[kind]), "urn:headword:nothing")


def _name_cells(triples: Iterable[Triple]) -> dict[Term, str]:
    """Return the names of the cells of well-formed member lists that share no cell with another list."""
    firsts, rests = defaultdict[str, list[Term]](list), defaultdict[str, list[Term]](list)
    heads: list[tuple[str, str]] = []
    uses: Counter[Term] = Counter()
    others: set[str] = set()
    for subject, predicate, value in triples:
        uses[value] += 1
        if predicate == RDF + "first":
            firsts[subject].append(value)
        elif predicate == RDF + "rest":
            rests[subject].append(value)
        elif predicate == SKOS + "memberList" and is_blank(value):
            heads.append((subject, str(value)))
        elif is_blank(subject) and (predicate, value) != (RDF_TYPE, RDF + "List"):
            others.add(subject)
    lists = Counter(collection for collection, _ in heads)
    names: dict[Term, str] = {}
    for collection, head in heads:
        cells = _follow(head, firsts, rests)
        if lists[collection] == 1 and cells and all(uses[cell] == 1 and cell not in others for cell in cells):
            names.update((cell, list_cell(collection, number)) for number, cell in enumerate(cells))
    return names


def _follow(head: str, firsts: Mapping[str, list[Term]], rests: Mapping[str, list[Term]]) -> list[str]:
    """Return the cells of the list at ``head``, or none if it is not well-formed."""
    cells: dict[str, None] = {}
    cell: Term = head
    while cell != RDF + "nil":
        if not is_blank(cell) or cell in cells or len(firsts[str(cell)]) != 1 or len(rests[str(cell)]) != 1:
            return []
        cells[str(cell)] = None
        cell = rests[str(cell)][0]
    return list(cells)
