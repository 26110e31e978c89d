"""The state of each graph of a store, in a file next to the store, so that queries do not return it."""

import json
import os
from collections.abc import Mapping
from functools import reduce
from operator import or_
from pathlib import Path
from typing import NamedTuple

from headword.rdf.sparql.exact.literals import Traits
from headword.stores.local.quads import Graphs


class GraphState(NamedTuple):
    """The key of the content of a graph, and the traits of its literals."""

    key: str
    traits: Traits


_CHANGING = GraphState("", ~Traits.NONE)
"""The state of a graph that is being changed: it may hold anything, or not exist."""


class StaleGraphs(NamedTuple):
    """The names of graphs that differ from the required state, and of those to remove."""

    changed: tuple[str, ...]
    gone: tuple[str, ...]


def read_known(file: Path) -> Mapping[str, GraphState]:
    """Return the state of each graph that the store holds, by name.

    Raises:
        OSError: the file cannot be read.
        ValueError: the content is not such a list.
    """
    known = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(known, dict):
        raise ValueError(f"{file.name} is damaged")  # noqa: TRY004 - as JSON that is cut short
    return {name: _read_state(state) for name, state in known.items()}


def _read_state(state: object) -> GraphState:
    """Return a state; one from another version means that the graph must be compared."""
    match state:
        case [str(key), int(bits)]:
            return GraphState(key, Traits(bits))
    return _CHANGING


def join_traits(known: Mapping[str, GraphState]) -> Traits:
    """Return the traits of all literals in a store."""
    return reduce(or_, (state.traits for state in known.values()), Traits.NONE)


def find_stale(known: Mapping[str, GraphState], graphs: Graphs) -> StaleGraphs:
    """Return the changes that a store needs to have ``graphs``."""
    changed = [name for name, graph in graphs.items() if name not in known or known[name].key != graph.key]
    return StaleGraphs(tuple(changed), tuple(sorted(known.keys() - graphs.keys())))


def write_known(file: Path, known: Mapping[str, GraphState]) -> None:
    """Write the state of each graph; a process that is killed leaves the file as it was."""
    fresh = file.with_name(f"{file.name}.new")
    with fresh.open("w", encoding="utf-8") as stream:
        plain = {name: (state.key, state.traits.value) for name, state in known.items()}
        json.dump(plain, stream, ensure_ascii=False)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)


def describe_graphs(graphs: Graphs, traits: Mapping[str, Traits]) -> Mapping[str, GraphState]:
    """Return the states of ``graphs``, whose literals have these traits by name of the graph."""
    return {name: GraphState(graph.key, traits[name]) for name, graph in graphs.items()}


def mark_changing(known: Mapping[str, GraphState], stale: StaleGraphs) -> Mapping[str, GraphState]:
    """Return the states while ``stale`` graphs change: after a killed process, they must be compared again."""
    return {**known, **dict.fromkeys((*stale.changed, *stale.gone), _CHANGING)}
