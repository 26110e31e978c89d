"""The folder of a store: its owner, its lock, and updates that are never incomplete.

``headword-store.json`` in the folder describes its data, and ``held`` has the
store with the list of its contents. A store is filled next to its place and
moved there when it is complete. After that it changes in transactions. So a
killed process leaves the old or the new state.
"""

import errno
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from headword.compiler.publication import NamedGraph
from headword.core.errors import StoreError
from headword.core.findings import Location
from headword.project.project import STORE_NAME
from headword.rdf.sparql.exact.store import ExactStore
from headword.stores.local.locks import WAIT, busy, exclude, share
from headword.stores.local.manifest import (
    describe_graphs,
    find_stale,
    join_traits,
    mark_changing,
    read_known,
    write_known,
)
from headword.stores.local.quads import Graphs, Track, fill, to_graphs
from headword.stores.local.update import change

_MARK = STORE_NAME
_HELD, _FILLING, _OLD = "held", "filling", "old"
_STORE, _KNOWN = "oxigraph", "known.json"
_BEFORE_THE_MARK = frozenset({f"{_MARK}.new", ".gitignore"})
_LAYOUT = 1
"""The version of the layout of the store."""
_TRIES = 3
"""The number of attempts to update the store while another process updates it to another state."""
_FEW = 0.25
"""The share of changed parts from which filling a new store is faster than changing the old one."""
_SMALL = 200
"""The number of changed parts up to which the store is always changed, not filled again."""


@contextmanager
def open_local_store(
    directory: Path, of: str, parts: Iterable[NamedGraph], track: Track = iter
) -> Iterator[ExactStore]:
    """Open a store with exactly ``parts`` for reading, which other processes can do at the same time.

    Args:
        directory: the folder of the store; it is created if there is none.
        of: a description of its data for people, such as the base IRI.
        parts: the contents of the store.
        track: receives the names of the parts that are loaded.

    Raises:
        StoreError: the folder is not a store, has other data, or cannot be read or written. Or another process writes
            to it, or a part cannot be read.
    """
    graphs = to_graphs(parts)
    folder = claim(directory, of)
    for _ in range(_TRIES):
        with share(folder) as is_shared:
            store = _open_current(folder, graphs) if is_shared else None
            if store is not None:
                yield store
                return
        with exclude(folder):
            store = _bring_up(folder, graphs, track)
            if not is_shared:
                yield store
                return
            # The store is opened again for reading, so that other processes can read at the same time, and no lock
            # remains.
            del store
    raise StoreError("another process keeps changing this store", Location(str(folder)))


def _open_current(folder: Path, graphs: Graphs) -> ExactStore | None:
    """Return the store for reading, if it contains ``graphs``."""
    if not (folder / _HELD).is_dir():
        return None
    with report_trouble(folder):
        known = read_known(folder / _HELD / _KNOWN)
        if any(find_stale(known, graphs)):
            return None
        return ExactStore(ox.Store.read_only(str(folder / _HELD / _STORE)), join_traits(known))


@contextmanager
def hold_store(folder: Path, parts: Iterable[NamedGraph], wait: float = WAIT) -> Iterator[ExactStore]:
    """Yield the store of a claimed folder, updated to contain ``parts``, with exclusive access.

    The engine releases the folder when the store is not referenced any more. Other users are waited for ``wait``
    seconds.

    Raises:
        StoreError: as for `open_local_store`.
    """
    with exclude(folder, wait):
        yield _bring_up(folder, to_graphs(parts), iter)


def claim(directory: Path, of: str) -> Path:
    """Check that the folder belongs to this store, and create it if it does not exist.

    Raises:
        StoreError: the folder has other content, or cannot be created.
    """
    mark = directory / _MARK
    try:
        if mark.is_file():
            _compare_mark(mark, of)
            return directory
        if directory.exists() and not (directory.is_dir() and _is_new(directory)):
            hint = "name a folder that is empty, or that does not exist"
            raise StoreError("this is not a store that headword made", Location(str(directory)), hint)
        directory.mkdir(parents=True, exist_ok=True)
        if not (directory / ".gitignore").exists():
            (directory / ".gitignore").write_text("*\n", encoding="utf-8")
        mark_text = json.dumps({"layout": _LAYOUT, "of": of}, ensure_ascii=False)
        fresh = mark.with_name(f"{_MARK}.new")
        fresh.write_text(f"{mark_text}\n", encoding="utf-8")
        fresh.replace(mark)
    except OSError as error:
        raise StoreError(f"the store cannot be made: {error.strerror}", Location(str(directory))) from error
    return directory


def _is_new(directory: Path) -> bool:
    """Return whether the folder is empty, or has only the files of a process that was killed before it set the mark."""
    return _BEFORE_THE_MARK.issuperset(file.name for file in directory.iterdir())


def _compare_mark(mark: Path, of: str) -> None:
    try:
        contents = json.loads(mark.read_text(encoding="utf-8"))
        layout, owner = contents["layout"], contents["of"]
    except (ValueError, LookupError, TypeError) as error:
        raise StoreError("does not name the source of this store", Location(str(mark)), _DELETE) from error
    if owner != of:
        hint = "name another folder, or delete this one"
        raise StoreError(f"this is the store of {owner}, and not of {of}", Location(str(mark.parent)), hint)
    if layout != _LAYOUT:
        raise StoreError("another version of headword made this store", Location(str(mark.parent)), _DELETE)


_DELETE = "delete the folder; headword fills it again"


def _bring_up(folder: Path, graphs: Graphs, track: Track) -> ExactStore:
    """Return the store, changed or filled to contain ``graphs``."""
    held = folder / _HELD
    with report_trouble(folder):
        known = read_known(held / _KNOWN) if held.is_dir() else {}
        stale = find_stale(known, graphs)
        if not held.is_dir() or sum(map(len, stale)) > max(_SMALL, _FEW * len(graphs)):
            _fill_anew(folder, graphs, track)
            known = read_known(held / _KNOWN)
            return ExactStore(ox.Store(held / _STORE), join_traits(known))
        store = ox.Store(held / _STORE)
        if any(stale):
            write_known(held / _KNOWN, mark_changing(known, stale))
            before = {name: state.traits for name, state in known.items()}
            known = describe_graphs(graphs, {**before, **change(store, graphs, stale)})
            write_known(held / _KNOWN, known)
        return ExactStore(store, join_traits(known))


def _fill_anew(folder: Path, graphs: Graphs, track: Track) -> None:
    """Fill a store next to the old one, and replace the old one."""
    for left in (_FILLING, _OLD):
        shutil.rmtree(folder / left, ignore_errors=True)
    filling = folder / _FILLING
    filling.mkdir()
    try:
        traits = fill(ox.Store(filling / _STORE), graphs, track)
        write_known(filling / _KNOWN, describe_graphs(graphs, traits))
    except BaseException:
        shutil.rmtree(filling, ignore_errors=True)
        raise
    # A process that is killed between these steps leaves no store, and the next one fills it.
    if (folder / _HELD).exists():
        (folder / _HELD).rename(folder / _OLD)
    filling.rename(folder / _HELD)
    shutil.rmtree(folder / _OLD, ignore_errors=True)


@contextmanager
def report_trouble(folder: Path) -> Iterator[None]:
    """Return an error of the system or the engine in words for people."""
    try:
        yield
    except (OSError, ValueError, RuntimeError) as error:
        if "/LOCK: " in str(error):
            raise busy(folder) from error
        raise StoreError(f"the store cannot be used: {error}", Location(str(folder)), _advise(error)) from error


def _advise(error: Exception) -> str:
    """Return how to fix the error if the store is probably intact, otherwise that it can be deleted."""
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "make the folder writable, or name another folder"
    # The engine has no error number for this.
    return "free space on the disk" if os.strerror(errno.ENOSPC) in str(error) else _DELETE
