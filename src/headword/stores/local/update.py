"""Updates of a store by differences, in one transaction."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from headword.rdf.sparql.exact.literals import Traits
from headword.stores.local.manifest import StaleGraphs
from headword.stores.local.quads import Graphs, StoredGraph, write_triples

_HAS_BLANK = "FILTER(isBlank(?s) || isBlank(?o))"


@dataclass(frozen=True, slots=True)
class _GraphChange:
    """The change of one graph.

    Attributes:
        name: the name of the graph.
        goes: whether the graph is removed.
        added: the new triples.
        removed: the triples that are removed.
        blank: the new triples with blank nodes, in N-Triples. They are replaced as a whole, because blank nodes cannot
            be compared.
        forgets: whether the graph has such triples now.
        traits: the traits of the new literals.
    """

    name: str
    goes: bool
    added: frozenset[ox.Triple]
    removed: frozenset[ox.Triple]
    blank: tuple[str, ...]
    forgets: bool
    traits: Traits = Traits.NONE


def change(store: ox.Store, graphs: Graphs, stale: StaleGraphs) -> Mapping[str, Traits]:
    """Make ``store`` contain ``graphs``, of which only those in ``stale`` are compared.

    Returns the traits of the literals of each changed graph.

    Raises:
        HeadwordError: a part cannot be read.
        OSError: the store cannot be written.
    """
    changes = [_compare(store, name, graphs[name]) for name in stale.changed]
    changes += [_drop(store, name) for name in stale.gone]
    store.update(" ;\n".join(_write_update(store, changes)))
    store.flush()
    return {one.name: one.traits for one in changes}


def _compare(store: ox.Store, name: str, graph: StoredGraph) -> _GraphChange:
    now, forgets = _read_stored_graph(store, name)
    written, traits = write_triples(name, graph.parts)
    lines = dict.fromkeys(written)
    blank = {line: None for line in lines if line.startswith("_:") or line.split(" ", 2)[2].startswith("_:")}
    plain = "".join(f"{line} .\n" for line in lines if line not in blank)
    wanted = frozenset(quad.triple for quad in ox.parse(plain, format=ox.RdfFormat.N_TRIPLES))
    return _GraphChange(name, False, wanted - now, now - wanted, tuple(blank), forgets, traits)


def _drop(store: ox.Store, name: str) -> _GraphChange:
    now, forgets = _read_stored_graph(store, name)
    return _GraphChange(name, True, frozenset(), now, (), forgets)


def _read_stored_graph(store: ox.Store, name: str) -> tuple[frozenset[ox.Triple], bool]:
    """Return the triples of a graph without blank nodes, and whether there are others."""
    found = [quad.triple for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(name))]
    plain = frozenset(triple for triple in found if not _has_blank(triple))
    return plain, len(plain) < len(found)


def _has_blank(triple: ox.Triple) -> bool:
    return isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode)


def _write_update(store: ox.Store, changes: list[_GraphChange]) -> Iterator[str]:
    """Yield the operations of one update request, which is executed as a whole or not at all."""
    for change in changes:
        if change.forgets:
            inside = f"GRAPH <{change.name}> {{ ?s ?p ?o }}"
            # Triples with blank nodes are in no other graph, so they are also removed from the default graph.
            yield f"DELETE {{ ?s ?p ?o . {inside} }} WHERE {{ {inside} {_HAS_BLANK} }}"
    yield f"DELETE DATA {{ {' '.join(_list_removed(store, changes))} }}"
    yield f"INSERT DATA {{ {' '.join(_list_added(changes))} }}"
    for change in changes:
        if change.blank:
            yield f"INSERT {{ ?s ?p ?o }} WHERE {{ GRAPH <{change.name}> {{ ?s ?p ?o }} {_HAS_BLANK} }}"
        if change.goes:
            yield f"DROP SILENT GRAPH <{change.name}>"


def _list_removed(store: ox.Store, changes: list[_GraphChange]) -> Iterator[str]:
    removed_from = {change.name: change.removed for change in changes}
    for change in changes:
        yield f"GRAPH <{change.name}> {{ {_to_triples_text(change.removed)} }}"
    for triple in frozenset().union(*removed_from.values()):
        # A triple of another graph stays in the default graph.
        quads = store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
        graphs = (quad.graph_name for quad in quads)
        named = (graph.value for graph in graphs if isinstance(graph, ox.NamedNode))
        if all(triple in removed_from.get(name, ()) for name in named):
            yield f"{triple} ."


def _list_added(changes: list[_GraphChange]) -> Iterator[str]:
    for change in changes:
        yield _to_triples_text(change.added)
        yield f"GRAPH <{change.name}> {{ {_to_triples_text(change.added)} {_to_triples_text(change.blank)} }}"


def _to_triples_text(triples: Iterable[object]) -> str:
    return " ".join(f"{triple} ." for triple in triples)
