"""The cache: results of earlier runs, in one file that you can delete at any time.

An entry counts only under its key, and only as a whole. A broken entry, or one of a different version or program,
counts as absent.
"""

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

FOLDER = ".headword-cache"
_FILE = "cache.sqlite"
_TAG = "CACHEDIR.TAG"
# https://bford.info/cachedir/
_TAG_TEXT = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by headword; it may be deleted at any time.\n"
_TABLE = """
create table entry (
    kind text not null, name text not null, key text not null, value text not null, sum text not null,
    primary key (kind, name)
) without rowid
"""
_VERSION = 0x4857_0001
"""Identifies the file as ours, and the layout of its table."""
_WAIT = 5.0
"""Seconds to wait for another run that writes to the same cache."""

Value = TypeVar("Value")


class CacheEntry(NamedTuple):
    """A text and the key that it holds under."""

    key: str
    value: str


class Cache:
    """Texts by kind and name.  Failing to read or write is never an error: the work is done again instead."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._is_busy = False
        self.is_broken = False
        """Whether the file turned out to be damaged."""

    def read_all(self, kind: str) -> dict[str, CacheEntry]:
        """Return the entries of ``kind`` by name."""
        return dict(self._select("select name, key, value, sum from entry where kind = ?", (kind,)))

    def read(self, kind: str, name: str) -> CacheEntry | None:
        """Return the entry with this name; None if there is no such entry."""
        rows = "select name, key, value, sum from entry where kind = ? and name = ?"
        return next((entry for _, entry in self._select(rows, (kind, name))), None)

    def write(self, kind: str, entries: Mapping[str, CacheEntry]) -> None:
        """Add ``entries``, or replace those of the same name."""
        # The sum covers the name as well: a damaged file may have a whole row under another one.
        rows = ((kind, name, *entry, digest(kind, name, *entry)) for name, entry in entries.items())
        self._change("insert or replace into entry values (?, ?, ?, ?, ?)", rows)

    def remove(self, kind: str, names: Iterable[str]) -> None:
        """Remove the entries with these names."""
        self._change("delete from entry where kind = ? and name = ?", ((kind, name) for name in names))

    def _select(self, query: str, values: tuple[str, ...]) -> Iterator[tuple[str, CacheEntry]]:
        with self._quietly():
            for name, key, value, checksum in self._ask(query, values):
                parts = (values[0], name, key, value)
                if all(isinstance(part, str) for part in parts) and digest(*parts) == checksum:
                    yield name, CacheEntry(key, value)

    def _ask(self, query: str, values: tuple[str, ...]) -> Iterable[tuple[str, str, str, str]]:
        return () if self._is_busy else self._connection.execute(query, values)

    def _change(self, statement: str, rows: Iterable[tuple[str, ...]]) -> None:
        if not self._is_busy:
            with self._quietly(), self._connection:
                self._connection.executemany(statement, rows)

    @contextlib.contextmanager
    def _quietly(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError:
            # Somebody else writes, or the disk is full: that passes, but to wait once is enough for a run.
            self._is_busy = True
        except (sqlite3.Error, UnicodeError):
            self.is_broken = True


def batched(items: Iterable[Value], size: int) -> Iterator[list[Value]]:
    """Yield ``items`` in lists of ``size``; the last list may be shorter."""
    each = iter(items)
    while batch := list(islice(each, size)):
        yield batch


def digest(*parts: str | bytes) -> str:
    """Return a digest of ``parts``; different parts have different digests."""
    hashed = hashlib.blake2b(digest_size=16)
    for part in parts:
        # Names of files may have half a surrogate pair.  The length goes first, so that `ab`, `c` is not `a`, `bc`.
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        hashed.update(len(data).to_bytes(8, "little"))
        hashed.update(data)
    return hashed.hexdigest()


def encode(value: object) -> str:
    """Return ``value`` as JSON: dataclasses become objects, tuples and named tuples become lists."""
    return msgspec.json.encode(value).decode()


def decode(entry: CacheEntry | None, key: str, read: Callable[[str], Value]) -> Value | None:
    """Return ``read`` of the text of ``entry``; None if its key is a different one, or the text is not readable."""
    if entry is None or entry.key != key:
        return None
    try:
        return read(entry.value)
    except (ValueError, TypeError, LookupError):
        return None


@contextlib.contextmanager
def open_cache(root: Path | None) -> Iterator[Cache]:
    """Open the cache of the project at ``root``.

    If it cannot be used, open a temporary one for this run, which SQLite moves to disk when it grows.
    """
    file = _file_for(root) if root is not None else None
    connection = _open(file) if file is not None else None
    if connection is None:
        # For SQLite, an empty name is a temporary database, which is deleted when its connection is closed.
        file, connection = None, sqlite3.connect("")
        connection.execute(_TABLE)
    cache = Cache(connection)
    try:
        yield cache
    finally:
        connection.close()
        if cache.is_broken and file is not None:
            file.unlink(missing_ok=True)


def make_folder(root: Path) -> Path | None:
    """Return the cache folder of the project at ``root``, and create it if needed; None if it is not writable."""
    folder = _file_for(root).parent
    try:
        _make_folder(folder)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def _file_for(root: Path) -> Path:
    elsewhere = os.environ.get("HEADWORD_CACHE_DIR")
    return (Path(elsewhere) / digest(str(root)) if elsewhere else root / FOLDER) / _FILE


def _open(file: Path) -> sqlite3.Connection | None:
    try:
        _make_folder(file.parent)
        try:
            return _connect(file)
        except sqlite3.OperationalError:
            # Before its base class: a file that is locked is in use, and must not be removed.
            return None
        except sqlite3.DatabaseError:
            file.unlink()
            return _connect(file)
    except (OSError, sqlite3.Error):
        return None


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in ((".gitignore", "*\n"), (_TAG, _TAG_TEXT)):
        # An existing file stays, and so does a broken link.
        with contextlib.suppress(FileExistsError), (folder / name).open("x", encoding="utf-8") as stream:
            stream.write(text)


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=_WAIT)
    try:
        # Lost power may cost the cache, which its sums show; it is not worth waiting for the disk.
        connection.execute("pragma synchronous = off")
        if _read_version(connection) != _VERSION:
            _set_up(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    """Make the table in a new file.

    Raises:
        sqlite3.DatabaseError: there is something else in it.
    """
    connection.execute("begin immediate")
    # Another run may have made the table while this one waited for the lock.
    if _read_version(connection) != _VERSION:
        if connection.execute("select 1 from sqlite_master").fetchone():
            raise sqlite3.DatabaseError("this is not a cache of this version")
        connection.execute(_TABLE)
        connection.execute(f"pragma user_version = {_VERSION}")
    connection.commit()


def _read_version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("pragma user_version").fetchone()
    return int(version)
