"""The lock, ``headword.lock``: the IRI of each heading, which stays when its label, position or page changes.

The file has one line of JSON for each concept, collection and page. The lines are sorted by id, so that git merges two
branches line by line:

    ["rocks", "rocks.md", null, "Rocks", "2026-01-16"]
    ["rocks/flint", "rocks.md", ["Rocks"], "Flint", "2026-01-16", {"retired": "2026-11-02", "replacedBy": []}]
    ["rocks/quartz", "rocks.md", ["Rocks", "Silicates"], "Quartz", "2026-01-16"]

The first is a page: its id is the path of its scheme.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from headword.core.errors import SourceError
from headword.core.findings import Location

_NAME = "headword.lock"
_HEAD = {_NAME: 1}
_HINT = "restore it with git, or delete it and run headword ids --accept"
_CONFLICT = re.compile(r"<{7}|={7}$|>{7}|\|{7}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def last_part(iri: str) -> str:
    """Return the part of an IRI after the last ``/`` or ``#``."""
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]


class LockEntry(NamedTuple):
    """A published id.

    ``id`` is the IRI without the base, or the path of the scheme of a page. ``page`` is the file of the page under the
    folder of sources. ``path`` has the names of the headings above, top first; None for a page. ``since`` and
    ``retired`` are dates; ``retired`` is empty if the id is in use. ``labels`` are the preferred labels of a retired
    concept, each after its language.
    """

    id: str
    page: str
    path: tuple[str, ...] | None
    label: str
    since: str
    retired: str = ""
    replaced_by: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> tuple[str, bool]:
        """Return the unique key of the entry: a page and a concept on it may have the same id."""
        return self.id, self.path is None

    @property
    def name(self) -> str:
        """Return the last part of the IRI."""
        return last_part(self.id.rstrip(">"))


@dataclass(frozen=True)
class Lock:
    """The entries of a lock in the order of their ids, each with its line."""

    entries: tuple[LockEntry, ...] = ()
    lines: Mapping[tuple[str, bool], int] = field(default_factory=dict)
    exists: bool = False

    @cached_property
    def _digests(self) -> Mapping[str, str]:
        by_page: dict[str, list[str]] = {}
        for entry in self.entries:
            line = f" {self.line_of(entry)}" if entry.retired else ""
            by_page.setdefault(entry.page, []).append(f"{entry.id} {entry.path} {entry.label} {entry[5:]}{line}")
        return {page: "\n".join(lines_of_page) for page, lines_of_page in by_page.items()}

    def describe(self, file: str) -> str:
        """Return the part of the lock that the compilation of a page depends on, as one text."""
        return self._digests.get(file, "")

    @cached_property
    def _by_page(self) -> Mapping[str, tuple[LockEntry, ...]]:
        by_page: dict[str, list[LockEntry]] = {}
        for entry in self.entries:
            if entry.path is not None and not entry.retired:
                by_page.setdefault(entry.page, []).append(entry)
        return {page: tuple(entries) for page, entries in by_page.items()}

    @cached_property
    def known(self) -> Mapping[tuple[str, bool], LockEntry]:
        """Return the entries by their keys."""
        return {entry.key: entry for entry in self.entries}

    @cached_property
    def _retired(self) -> Mapping[str, tuple[LockEntry, ...]]:
        retired: dict[str, list[LockEntry]] = {}
        for entry in self.entries:
            if entry.retired:
                retired.setdefault(entry.page, []).append(entry)
        return {page: tuple(entries) for page, entries in retired.items()}

    def retired_of_page(self, file: str) -> tuple[LockEntry, ...]:
        """Return the retired entries of a page, except the page itself."""
        return tuple(entry for entry in self._retired.get(file, ()) if entry.path is not None)

    def of_page(self, file: str) -> tuple[LockEntry, ...]:
        """Return the entries of a page that are in use, except the page itself."""
        return self._by_page.get(file, ())

    def line_of(self, entry: LockEntry) -> int:
        """Return the line of an entry."""
        return self.lines.get(entry.key, 0)

    @cached_property
    def pages(self) -> frozenset[str]:
        """Return the files of pages with entries in use."""
        return frozenset(entry.page for entry in self.entries if not entry.retired)

    @cached_property
    def page_paths(self) -> Mapping[str, str]:
        """Return the path of the scheme of each page, by the file of the page."""
        pages = (entry for entry in self.entries if entry.path is None and not entry.retired)
        # A page with an explicit IRI is published at the path of its file.
        return {entry.page: entry.id for entry in pages if not entry.id.startswith("<")}

    @cached_property
    def names(self) -> Mapping[str, frozenset[str]]:
        """Return the last parts of IRIs that are in use or retired, by the part of the IRI before them."""
        names: dict[str, set[str]] = {}
        for entry in self.entries:
            if entry.path is not None and not entry.id.startswith("<"):
                names.setdefault(entry.id[: -len(entry.name)].rstrip("/#"), set()).add(entry.name)
        return {above: frozenset(below) for above, below in names.items()}


def to_iri(id_: str, base: str) -> str:
    """Return the IRI of an id; an id with ``#`` follows the base without its slash, and ``<…>`` contains the IRI."""
    if id_.startswith("<"):
        return id_[1:-1]
    return base.rstrip("/") + id_ if id_.startswith("#") else base + id_


def to_id(iri: str, base: str) -> str:
    """Return the id of an IRI: the part after the base, or the whole IRI in ``<…>`` if it has another base."""
    if iri.startswith(base):
        return iri[len(base) :]
    short = base.rstrip("/")
    return iri[len(short) :] if iri.startswith(f"{short}#") else f"<{iri}>"


def write_lock(entries: Iterable[LockEntry]) -> str:
    """Return the lock as text, after a check that it reads back as these entries.

    Raises:
        SourceError: the text does not read back, or two entries have the same id.
    """
    ordered = sorted(entries, key=_order)
    twice = next((one.id for one, other in pairwise(ordered) if one.key == other.key), None)
    if twice is not None:
        raise SourceError(f"the lock would have two lines for {twice!r}", Location(_NAME))
    text = "".join(f"{line}\n" for line in (json.dumps(_HEAD), *map(_write, ordered)))
    if parse_lock(text, _NAME).entries != tuple(ordered):
        raise SourceError("the lock would not read back as it is written", Location(_NAME))
    return text


def _order(entry: LockEntry) -> tuple[str, bool, str]:
    return entry.id, entry.path is not None, repr(entry)


def _write(entry: LockEntry) -> str:
    plain: list[Any] = [entry.id, entry.page, entry.path, entry.label, entry.since]
    if entry.retired:
        labels = {"labels": dict(entry.labels)} if entry.labels else {}
        plain.append({"retired": entry.retired, "replacedBy": entry.replaced_by, **labels})
    return json.dumps(plain, ensure_ascii=False)


def read_lock(file: Path, path: str) -> Lock:
    """Return the lock in ``file``, or an empty one if the file does not exist.

    Raises:
        SourceError: it cannot be read, has conflict markers or an invalid line, or has an id twice.
    """
    return parse_lock(_read_lock_text(file, path), path) if file.exists() else Lock()


def parse_lock(text: str, path: str) -> Lock:
    """Parse ``text`` as a lock.

    Raises:
        SourceError: as for `read_lock`.
    """
    found = list(_read_entries(text, path))
    lines: dict[tuple[str, bool], int] = {}
    for entry, line in found:
        if entry.key in lines:
            message = f"{entry.id!r} has two lines, {lines[entry.key]} and {line}"
            hint = "two branches changed it; run headword ids --accept to keep the one that applies"
            raise SourceError(message, Location(path, line), hint)
        lines[entry.key] = line
    return Lock(tuple(entry for entry, _ in found), lines, exists=True)


def read_twins(file: Path, path: str) -> Sequence[LockEntry]:
    """Return all entries in ``file``, including two with the same id.

    Raises:
        SourceError: as for `read_lock`, except for an id that occurs twice.
    """
    return [entry for entry, _ in _read_entries(_read_lock_text(file, path), path)] if file.exists() else []


def _read_lock_text(file: Path, path: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise SourceError(f"the lock cannot be read: {error.strerror}", Location(path)) from error
    except UnicodeDecodeError as error:
        raise SourceError("the lock is not UTF-8", Location(path), _HINT) from error


def _read_entries(text: str, path: str) -> Iterator[tuple[LockEntry, int]]:
    # Not `splitlines`, which also splits at other characters: a label may contain one of these.
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if _CONFLICT.match(line):
            hint = "keep the lines of both sides, take the markers out, and run headword ids --accept"
            raise SourceError("the lock contains a merge conflict", Location(path, number), hint)
    if _load(lines[0]) != _HEAD:
        raise SourceError("this is not a lock, or a lock of another version of headword", Location(path, 1), _HINT)
    for number, line in enumerate(lines[1:], 2):
        if line.strip():
            entry = _read_entry(_load(line))
            if entry is None:
                raise SourceError("this line is not an entry of a lock", Location(path, number), _HINT)
            yield entry, number


def _load(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _read_entry(plain: Any) -> LockEntry | None:
    match plain:
        case [str(id_), str(page), list() | None as above, str(label), str(since), *rest] if id_ and page:
            path = None if above is None else tuple(map(str, above))
            # File systems differ in the normalization form of names.
            entry = LockEntry(id_, unicodedata.normalize("NFC", page), path, label, since)
            return _read_end(entry, rest) if _DATE.fullmatch(since) else None
    return None


def _read_end(entry: LockEntry, rest: list[Any]) -> LockEntry | None:
    match rest:
        case []:
            return entry
        case [{"retired": str(retired), "replacedBy": list(others), **more}] if _DATE.fullmatch(retired):
            labels = more.get("labels", {})
            if isinstance(labels, dict):
                texts = tuple(sorted((str(tag), str(text)) for tag, text in labels.items()))
                return entry._replace(retired=retired, replaced_by=tuple(map(str, others)), labels=texts)
    return None
