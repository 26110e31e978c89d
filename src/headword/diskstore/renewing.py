"""Bringing a store up to date by the difference only, in one transaction.

Knows what a store holds and what it should hold; must not know where it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pyoxigraph as ox

from headword.diskstore.quads import HAS_KEY, KEYS, Graph, Graphs, read_keys, to_graphs, write_triples
from headword.publication import Part

_HAS_BLANK = "FILTER(isBlank(?s) || isBlank(?o))"


class Renewal(NamedTuple):
    """What was done: how many parts are other ones now, and how many triples of them came and went."""

    parts: int
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class _Change:
    """What becomes of one graph.

    Attributes:
        name: of the graph.
        key: that of its new state; empty if the graph goes.
        added: triples that come.
        removed: triples that go.
        blank: those with blank nodes that there will be, in N-Triples; they are replaced as a whole, since two blank
            nodes cannot be told to be the same.
        forgets: whether there are such triples now.
    """

    name: str
    key: str
    added: frozenset[ox.Triple]
    removed: frozenset[ox.Triple]
    blank: tuple[str, ...]
    forgets: bool


class Stale(NamedTuple):
    """The names of graphs that a store does not hold as they should be, and of those that should not be there."""

    changed: Sequence[str]
    gone: Sequence[str]


def find_stale(store: ox.Store, graphs: Graphs) -> Stale:
    """What ``store`` has to be changed in to hold ``graphs``."""
    known = read_keys(store)
    changed = [name for name, graph in graphs.items() if known.get(name) != graph.key]
    return Stale(changed, sorted(known.keys() - graphs.keys()))


def renew(store: ox.Store, parts: Iterable[Part]) -> Renewal:
    """Make ``store`` hold ``parts``, and nothing else; whoever asks it sees the state before or the one after.

    Raises:
        HeadwordError: a part cannot be read.
        OSError: the store cannot be written.
    """
    graphs = to_graphs(parts)
    return change(store, graphs, find_stale(store, graphs))


def change(store: ox.Store, graphs: Graphs, stale: Stale) -> Renewal:
    """Make ``store`` hold ``graphs``, where only what is ``stale`` has to be looked at."""
    changes = [*(_compare(store, name, graphs[name]) for name in stale.changed)]
    changes += [_drop(store, name) for name in stale.gone]
    if changes:
        store.update(" ;\n".join(_write_update(store, changes)))
    return Renewal(
        len(changes),
        sum(len(one.added) + len(one.blank) for one in changes),
        sum(len(one.removed) for one in changes),
    )


def _compare(store: ox.Store, name: str, graph: Graph) -> _Change:
    now, forgets = _read_graph(store, name)
    lines = dict.fromkeys(write_triples(name, graph.parts))
    blank = {line: None for line in lines if line.startswith("_:") or line.split(" ", 2)[2].startswith("_:")}
    plain = "".join(f"{line} .\n" for line in lines if line not in blank)
    wanted = frozenset(quad.triple for quad in ox.parse(plain, format=ox.RdfFormat.N_TRIPLES))
    return _Change(name, graph.key, wanted - now, now - wanted, tuple(blank), forgets)


def _drop(store: ox.Store, name: str) -> _Change:
    now, forgets = _read_graph(store, name)
    return _Change(name, "", frozenset(), now, (), forgets)


def _read_graph(store: ox.Store, name: str) -> tuple[frozenset[ox.Triple], bool]:
    """The triples of a graph without blank nodes, and whether there are others."""
    found = [quad.triple for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(name))]
    plain = frozenset(triple for triple in found if not _has_blank(triple))
    return plain, len(plain) < len(found)


def _has_blank(triple: ox.Triple) -> bool:
    return isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode)


def _write_update(store: ox.Store, changes: list[_Change]) -> Iterator[str]:
    """The operations of one update request, which is carried out as a whole or not at all."""
    for change in changes:
        if change.forgets:
            inside = f"GRAPH <{change.name}> {{ ?s ?p ?o }}"
            # What has blank nodes is in no other graph, so that it goes from the default graph as well.
            yield f"DELETE {{ ?s ?p ?o . {inside} }} WHERE {{ {inside} {_HAS_BLANK} }}"
    yield f"DELETE DATA {{ {' '.join(_list_removed(store, changes))} }}"
    yield f"INSERT DATA {{ {' '.join(_list_added(changes))} }}"
    for change in changes:
        if change.blank:
            yield f"INSERT {{ ?s ?p ?o }} WHERE {{ GRAPH <{change.name}> {{ ?s ?p ?o }} {_HAS_BLANK} }}"
        if not change.key:
            yield f"DROP SILENT GRAPH <{change.name}>"
        about = f"GRAPH {KEYS} {{ <{change.name}> {HAS_KEY} ?key }}"
        yield f"DELETE {{ {about} }} WHERE {{ {about} }}"
    keys = " ".join(f'<{change.name}> {HAS_KEY} "{change.key}" .' for change in changes if change.key)
    yield f"INSERT DATA {{ GRAPH {KEYS} {{ {keys} }} }}"


def _list_removed(store: ox.Store, changes: list[_Change]) -> Iterator[str]:
    removed_from = {change.name: change.removed for change in changes}
    for change in changes:
        yield f"GRAPH <{change.name}> {{ {_join(change.removed)} }}"
    for triple in frozenset().union(*removed_from.values()):
        # In the default graph stays what another graph says as well.
        quads = store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
        graphs = (quad.graph_name for quad in quads)
        named = (graph.value for graph in graphs if isinstance(graph, ox.NamedNode))
        if all(triple in removed_from.get(name, ()) for name in named):
            yield f"{triple} ."


def _list_added(changes: list[_Change]) -> Iterator[str]:
    for change in changes:
        yield _join(change.added)
        yield f"GRAPH <{change.name}> {{ {_join(change.added)} {_join(change.blank)} }}"


def _join(triples: Iterable[object]) -> str:
    return " ".join(f"{triple} ." for triple in triples)
