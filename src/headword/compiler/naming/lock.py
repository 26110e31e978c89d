"""``headword.lock``: which IRI each heading was given, so that it keeps it when its label, place or page changes.

One line of JSON for each concept, collection and page, sorted by id, so that
git merges two branches line by line:

    ["rocks", "rocks.md", null, "Rocks", "2026-01-16"]
    ["rocks/flint", "rocks.md", ["Rocks"], "Flint", "2026-01-16", {"retired": "2026-11-02", "replacedBy": []}]
    ["rocks/quartz", "rocks.md", ["Rocks", "Silicates"], "Quartz", "2026-01-16"]

The first is a page: its id is the path that its scheme has.
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
    """What stands after the last ``/`` or ``#``."""
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]


class LockEntry(NamedTuple):
    """A published id.

    ``id`` is the IRI without the base; of a page the path of its scheme.
    ``page`` is the page's file under the sources folder, ``path`` the names of
    the headings above it, top first, None for a page.  ``since`` and
    ``retired`` are dates; what is not retired has an empty one.  ``labels`` are
    the preferred labels of what is retired, each after its language.
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
        """What tells it from others: a page and what is on it may have one id."""
        return self.id, self.path is None

    @property
    def name(self) -> str:
        """The last part of the IRI."""
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
        return {page: "\n".join(said) for page, said in by_page.items()}

    def describe(self, file: str) -> str:
        """All that compiling a page depends on of the lock, as one text."""
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
        """The entries by their keys."""
        return {entry.key: entry for entry in self.entries}

    @cached_property
    def _retired(self) -> Mapping[str, tuple[LockEntry, ...]]:
        retired: dict[str, list[LockEntry]] = {}
        for entry in self.entries:
            if entry.retired:
                retired.setdefault(entry.page, []).append(entry)
        return {page: tuple(entries) for page, entries in retired.items()}

    def retired_of_page(self, file: str) -> tuple[LockEntry, ...]:
        """What was on a page and is retired, the page itself left out."""
        return tuple(entry for entry in self._retired.get(file, ()) if entry.path is not None)

    def of_page(self, file: str) -> tuple[LockEntry, ...]:
        """What is on a page and not retired, the page itself left out."""
        return self._by_page.get(file, ())

    def line_of(self, entry: LockEntry) -> int:
        """The line of an entry."""
        return self.lines.get(entry.key, 0)

    @cached_property
    def pages(self) -> frozenset[str]:
        """The files of pages on which there is anything, or that are schemes."""
        return frozenset(entry.page for entry in self.entries if not entry.retired)

    @cached_property
    def page_paths(self) -> Mapping[str, str]:
        """The path that the scheme of each page has, by the page's file."""
        pages = (entry for entry in self.entries if entry.path is None and not entry.retired)
        # A page that says its IRI itself is published where its file is.
        return {entry.page: entry.id for entry in pages if not entry.id.startswith("<")}

    @cached_property
    def names(self) -> Mapping[str, frozenset[str]]:
        """The last parts of IRIs that are taken, by what stands before them: retired ones too."""
        names: dict[str, set[str]] = {}
        for entry in self.entries:
            if entry.path is not None and not entry.id.startswith("<"):
                names.setdefault(entry.id[: -len(entry.name)].rstrip("/#"), set()).add(entry.name)
        return {above: frozenset(below) for above, below in names.items()}


def to_iri(id_: str, base: str) -> str:
    """The IRI of an id: with ``#`` it hangs on the base without its slash; one in ``<…>`` is the IRI."""
    if id_.startswith("<"):
        return id_[1:-1]
    return base.rstrip("/") + id_ if id_.startswith("#") else base + id_


def to_id(iri: str, base: str) -> str:
    """The id of an IRI: what follows the base, or all of one that does not begin with it, in ``<…>``."""
    if iri.startswith(base):
        return iri[len(base) :]
    short = base.rstrip("/")
    return iri[len(short) :] if iri.startswith(f"{short}#") else f"<{iri}>"


def write_lock(entries: Iterable[LockEntry]) -> str:
    """The lock as text, which reads back as these entries.

    Raises:
        SourceError: it would not, or two have one id.
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
    """The lock in ``file``, an empty one if there is none.

    Raises:
        SourceError: it cannot be read, has conflict markers, a line that is
            not an entry, or two for one id.
    """
    return parse_lock(_read_lock_text(file, path), path) if file.exists() else Lock()


def parse_lock(text: str, path: str) -> Lock:
    """The lock that ``text`` is; raises as `read_lock` does."""
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
    """All entries in ``file``, also where there are two for one id; raises as `read_lock` does for anything else."""
    return [entry for entry, _ in _read_entries(_read_lock_text(file, path), path)] if file.exists() else []


def _read_lock_text(file: Path, path: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise SourceError(f"the lock cannot be read: {error.strerror}", Location(path)) from error
    except UnicodeDecodeError as error:
        raise SourceError("the lock is not UTF-8", Location(path), _HINT) from error


def _read_entries(text: str, path: str) -> Iterator[tuple[LockEntry, int]]:
    # Not where Python ends lines beside: a label may hold such a character.
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
            # File systems differ in the normalization form that they give names in.
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
