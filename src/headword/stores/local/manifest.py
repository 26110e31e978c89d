"""Which state of each graph a store holds: a file beside the store, so that nobody who asks the store sees it."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from headword.stores.local.quads import Graphs

_CHANGING = ""
"""Stands for the key of a graph that is being changed: it may be in any state, or not be there."""


class StaleGraphs(NamedTuple):
    """The names of graphs that a store does not hold as they should be, and of those that should not be there."""

    changed: tuple[str, ...]
    gone: tuple[str, ...]


def read_known(file: Path) -> Mapping[str, str]:
    """The key of each graph that the store holds, by its name.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is none of these.
    """
    known = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(known, dict):
        raise ValueError(f"{file.name} is damaged")  # noqa: TRY004 - as JSON that is cut short
    return known


def find_stale(known: Mapping[str, str], graphs: Graphs) -> StaleGraphs:
    """What a store has to be changed in to hold ``graphs``."""
    changed = [name for name, graph in graphs.items() if known.get(name) != graph.key]
    return StaleGraphs(tuple(changed), tuple(sorted(known.keys() - graphs.keys())))


def write_known(file: Path, known: Mapping[str, str]) -> None:
    """Say what a store holds: all of it, or what was said before."""
    fresh = file.with_name(f"{file.name}.new")
    with fresh.open("w", encoding="utf-8") as stream:
        json.dump(known, stream, ensure_ascii=False)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)


def keys_of(graphs: Graphs) -> Mapping[str, str]:
    """What is known of a store that holds ``graphs``."""
    return {name: graph.key for name, graph in graphs.items()}


@contextmanager
def changing(file: Path, stale: StaleGraphs, graphs: Graphs) -> Iterator[None]:
    """Say that these graphs change, and when the context ends without an error, that they have changed.

    Whoever is killed in between leaves them as what has to be looked at again.
    """
    write_known(file, {**read_known(file), **dict.fromkeys((*stale.changed, *stale.gone), _CHANGING)})
    yield
    write_known(file, keys_of(graphs))
