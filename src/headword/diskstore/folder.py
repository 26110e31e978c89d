"""The folder of a store: whose it is, who may use it now, and that it is never half of something.

Knows files, locks and the order of steps; must not know what a store holds.

In the folder ``headword-store.json`` says what it is the store of, and
``oxigraph`` is the store.  A store is filled beside its place and moved there
when it is complete; after that it changes in transactions.  So whoever is
killed leaves what was there before, or what comes after it.
"""

import json
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from headword.diskstore.quads import Graphs, Track, fill, to_graphs
from headword.diskstore.renewing import change, find_stale
from headword.errors import HeadwordError
from headword.findings import Location
from headword.publication import Part

_MARK, _LOCK = "headword-store.json", "lock"
_STORE, _FILLING, _OLD = "oxigraph", "oxigraph-filling", "oxigraph-old"
_BEFORE_THE_MARK = frozenset({f"{_MARK}.new", ".gitignore"})
_LAYOUT = 1
"""Tells how the store holds things; one of another layout is filled again."""
_WAIT = 5.0
"""Seconds to wait for another process that writes."""
_PACE = 0.05
_TRIES = 3
"""How often the store is brought up to date, where another process does the same to another state."""
_FEW = 0.25
"""What share of the parts may be other ones: of more, a new store is filled sooner than the old one is changed."""
_SMALL = 200
"""Of how many parts any number may."""


@contextmanager
def open_store(directory: Path, of: str, parts: Iterable[Part], track: Track = iter) -> Iterator[ox.Store]:
    """A store that holds ``parts``, to be asked until the context ends.

    It is opened for reading, as others may at the same time.

    Args:
        directory: the folder of the store; it is made if there is none.
        of: what it is the store of, for people: the base of the IRIs, say.
        parts: what it is to hold, and nothing else.
        track: is shown what is filled in.

    Raises:
        HeadwordError: the folder is none of ours, or the store of something else; another process writes to it; it
            cannot be read or written; or a part cannot be read.
    """
    graphs = to_graphs(parts)
    folder = _claim(directory, of)
    for _ in range(_TRIES):
        with _share(folder) as is_shared:
            store = _open_current(folder, graphs) if is_shared else None
            if store is not None:
                yield store
                return
        with _hold(folder):
            store = _bring_up(folder, graphs, track)
            if not is_shared:
                yield store
                return
            # Opened anew for reading, so that others can read meanwhile, and none that is let go of stays locked.
            del store
    raise HeadwordError("another process goes on changing this store", Location(str(folder)))


def _open_current(folder: Path, graphs: Graphs) -> ox.Store | None:
    """The store, for reading, if it holds ``graphs``."""
    if not (folder / _STORE).is_dir():
        return None
    with _tell_trouble(folder):
        store = ox.Store.read_only(str(folder / _STORE))
        return None if any(find_stale(store, graphs)) else store


@contextmanager
def hold_store(directory: Path, of: str, parts: Iterable[Part], track: Track = iter) -> Iterator[ox.Store]:
    """The same, to be asked and renewed until the context ends; no other process can open it meanwhile.

    The engine lets go of the folder when the store is no longer referred to.

    Raises:
        HeadwordError: as `open_store`.
    """
    graphs = to_graphs(parts)
    folder = _claim(directory, of)
    with _hold(folder):
        yield _bring_up(folder, graphs, track)


def _claim(directory: Path, of: str) -> Path:
    """See that the folder is for this store; it is made if there is none."""
    mark = directory / _MARK
    try:
        if mark.is_file():
            _compare_mark(mark, of)
            return directory
        if directory.exists() and not (directory.is_dir() and _is_new(directory)):
            hint = "name a folder that is empty, or that does not exist"
            raise HeadwordError("this is not a store that headword made", Location(str(directory)), hint)
        directory.mkdir(parents=True, exist_ok=True)
        (directory / ".gitignore").write_text("*\n", encoding="utf-8")
        said = json.dumps({"layout": _LAYOUT, "of": of}, ensure_ascii=False)
        fresh = mark.with_name(f"{_MARK}.new")
        fresh.write_text(f"{said}\n", encoding="utf-8")
        fresh.replace(mark)
    except OSError as error:
        raise HeadwordError(f"the store cannot be made: {error.strerror}", Location(str(directory))) from error
    return directory


def _is_new(directory: Path) -> bool:
    """Whether there is nothing in the folder, or what a process leaves that is killed before it says whose it is."""
    return _BEFORE_THE_MARK.issuperset(file.name for file in directory.iterdir())


def _compare_mark(mark: Path, of: str) -> None:
    try:
        said = json.loads(mark.read_text(encoding="utf-8"))
        layout, owner = said["layout"], said["of"]
    except (ValueError, LookupError, TypeError) as error:
        raise HeadwordError("does not say what this is the store of", Location(str(mark)), _DELETE) from error
    if owner != of:
        hint = "name another folder, or delete this one"
        raise HeadwordError(f"this is the store of {owner}, and not of {of}", Location(str(mark.parent)), hint)
    if layout != _LAYOUT:
        raise HeadwordError("another version of headword made this store", Location(str(mark.parent)), _DELETE)


_DELETE = "delete the folder, and it is filled again"


@contextmanager
def _share(folder: Path) -> Iterator[bool]:
    """Keep others from writing; whether that can be: not where the system has no such locks (Windows)."""
    try:
        import fcntl
    except ImportError:
        yield False
        return
    with _lock(folder, fcntl.LOCK_SH):
        yield True


@contextmanager
def _hold(folder: Path) -> Iterator[None]:
    """Keep others from reading and writing; where the system has no such locks the store itself sees to it."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with _lock(folder, fcntl.LOCK_EX):
        yield


@contextmanager
def _lock(folder: Path, kind: int) -> Iterator[None]:
    import fcntl

    with (folder / _LOCK).open("a") as stream:
        until = time.monotonic() + _WAIT
        while True:
            try:
                fcntl.flock(stream, kind | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > until:
                    raise _busy(folder) from error
                time.sleep(_PACE)
        yield


def _busy(folder: Path) -> HeadwordError:
    hint = "wait until it is done, end it, or name another folder"
    return HeadwordError("another process has this store open", Location(str(folder)), hint)


def _bring_up(folder: Path, graphs: Graphs, track: Track) -> ox.Store:
    """The store, changed or filled to hold ``graphs``."""
    with _tell_trouble(folder):
        if (folder / _STORE).is_dir():
            store = ox.Store(folder / _STORE)
            stale = find_stale(store, graphs)
            if sum(map(len, stale)) <= max(_SMALL, _FEW * len(graphs)):
                change(store, graphs, stale)
                return store
            del store
        _fill_anew(folder, graphs, track)
        return ox.Store(folder / _STORE)


def _fill_anew(folder: Path, graphs: Graphs, track: Track) -> None:
    """Fill a store beside the place of the old one, and put it there."""
    for left in (_FILLING, _OLD):
        shutil.rmtree(folder / left, ignore_errors=True)
    fill(ox.Store(folder / _FILLING), graphs, track)
    # Whoever is killed between these leaves no store, and the next fills one.
    if (folder / _STORE).exists():
        (folder / _STORE).rename(folder / _OLD)
    (folder / _FILLING).rename(folder / _STORE)
    shutil.rmtree(folder / _OLD, ignore_errors=True)


@contextmanager
def _tell_trouble(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:
        if "/LOCK: " in str(error):
            raise _busy(folder) from error
        raise HeadwordError(f"the store cannot be used: {error}", Location(str(folder)), _DELETE) from error
