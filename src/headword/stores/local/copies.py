"""Copies of a store at one moment, for a program that answers from a copy while the store changes.

A copy shares its files with the store (hard links), so it is made quickly, and only later changes take space.
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from headword.compiler.publication import NamedGraph
from headword.rdf.sparql.exact.literals import Traits
from headword.stores.local.folder import claim, hold_store, report_trouble
from headword.stores.local.locks import exclude, is_free

_PREFIX = "copies-"
_WAIT = 60.0
"""The number of seconds to wait for other users of the store; meanwhile, the previous copy is used."""


@dataclass(frozen=True, slots=True)
class StoreCopy:
    """A store that does not change.

    Attributes:
        folder: the folder of the store, for `pyoxigraph.Store.read_only`.
        graphs: its named graphs, each with the number of its triples.
        triples: the number of triples of its default graph.
        traits: the traits of its literals.
    """

    folder: Path
    graphs: tuple[tuple[str, int], ...]
    triples: int
    traits: Traits

    def remove(self) -> None:
        """Remove the copy; processes that have it open can continue to read it."""
        shutil.rmtree(self.folder, ignore_errors=True)


class StoreCopies:
    """A maker of copies of the store in a folder, from `open_copies`.

    Args:
        of: the owner of the store.
        folder: the folder of the store.
        stack: the context at whose end the copies are removed.
    """

    def __init__(self, of: str, folder: Path, stack: ExitStack) -> None:
        self._of = of
        self._folder = folder
        self._stack = stack
        self._place = self._make_place()
        self._number = 0

    def _make_place(self) -> Path:
        """Create a folder for copies, with a lock that shows whether it is in use."""
        with exclude(self._folder), report_trouble(self._folder):
            _sweep(self._folder)
            place = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._folder))
            self._stack.callback(shutil.rmtree, place, ignore_errors=True)
            self._stack.enter_context(exclude(place))
        return place

    def take(self, parts: Iterable[NamedGraph]) -> StoreCopy:
        """Update the store to contain ``parts``, and return a copy of it.

        Raises:
            HeadwordError: another process uses the store; it cannot be read or written; or a part cannot be read.
        """
        # The folder may have been deleted in the meantime.
        claim(self._folder, self._of)
        if not self._place.is_dir():
            self._place = self._make_place()
        self._number += 1
        made = self._place / str(self._number)
        with hold_store(self._folder, parts, _WAIT) as store, report_trouble(self._folder):
            store.store.backup(made)
            traits = store.traits
            del store
        with report_trouble(self._folder):
            copy = ox.Store.read_only(str(made))
            return StoreCopy(made, tuple(sorted(_count_graphs(copy))), _count(copy, "{ ?s ?p ?o }"), traits)


def _count(store: ox.Store, what: str) -> int:
    rows = store.query(f"SELECT (COUNT(*) AS ?n) {what}")
    assert isinstance(rows, ox.QuerySolutions)
    return int(next(rows)["n"].value)


def _count_graphs(store: ox.Store) -> Iterator[tuple[str, int]]:
    rows = store.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    assert isinstance(rows, ox.QuerySolutions)
    yield from ((row["g"].value, int(row["n"].value)) for row in rows)


@contextmanager
def open_copies(directory: Path, of: str) -> Iterator[StoreCopies]:
    """Open a function that copies a store, and remove the copies at the end of the context.

    Args:
        directory: the folder of the store; it is created if there is none.
        of: a description of its data for people, such as the base IRI.

    Raises:
        HeadwordError: the folder is not a store, has other data, or cannot be written.
    """
    folder = claim(directory, of)
    with ExitStack() as stack:
        yield StoreCopies(of, folder, stack)


def _sweep(folder: Path) -> None:
    """Remove the copies of processes that were killed."""
    for left in folder.glob(f"{_PREFIX}*"):
        if is_free(left):
            shutil.rmtree(left, ignore_errors=True)
