"""Published ids that stay when headings change: written at a heading, or moved in the lock to another page."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from headword.compiler.naming.lock import Lock, last_part, to_id
from headword.compiler.page import PageCompiler
from headword.compiler.site import with_lock
from headword.ids.annotate import write_ids
from headword.ids.inventory import list_page
from headword.importers.edits.request import NEW_KEY

_ROUNDS = 5
"""The number of times that ids are written at headings that would otherwise lose theirs."""


class KeptIds(NamedTuple):
    """Pages with ids, the IRIs of new concepts by their keys, and the IRI that each of the other concepts would get."""

    texts: Mapping[Path, bytes]
    keys: Mapping[str, str]
    lost: Mapping[str, str]


def move_entries(
    compiler: PageCompiler, texts: Mapping[Path, bytes], expected: Mapping[str, Sequence[str]]
) -> Lock | None:
    """Return the lock with the concepts that are on another page now; None if it stays as it is.

    ``expected`` are the keys of the headings of each page in their order.
    """
    site = compiler.site
    base, entries = site.project.config.base, dict(site.lock.known)
    for file, keys in expected.items():
        plan = compiler.renew(texts, {file}).plan(file)
        if plan is None or len(plan.headings) != len(keys):
            continue
        statuses = list(list_page(plan, site, ""))[-len(keys) :] if keys else []
        for key, status in zip(keys, statuses, strict=True):
            before = entries.get((to_id(key, base), False))
            if before is not None and not before.retired and before.page != file:
                entries[before.key] = status.entry._replace(id=before.id, since=before.since)
    changed = tuple(entries.values())
    return Lock(changed, exists=True) if changed != site.lock.entries else None


def keep_ids(
    compiler: PageCompiler, texts: Mapping[Path, bytes], expected: Mapping[str, Sequence[str]], lock: Lock | None
) -> KeptIds:
    """Return the pages with ids at the headings that would lose theirs."""
    if lock is not None:
        compiler = PageCompiler(with_lock(compiler.site, lock), texts)
    keys: dict[str, str] = {}
    lost: dict[str, str] = {}
    for file, wanted in sorted(expected.items()):
        path = compiler.site.files[file].source.path
        for _ in range(_ROUNDS):
            plan = compiler.renew(texts, {file}).plan(file)
            if plan is None or len(plan.headings) != len(wanted):
                break
            found = dict(zip(wanted, plan.headings, strict=True))
            keys |= {key: one.iri for key, one in found.items() if key.startswith(NEW_KEY)}
            others = {key: one for key, one in found.items() if not key.startswith(NEW_KEY) and one.iri != key}
            names = [(one.heading, last_part(key)) for key, one in others.items() if one.heading.attributes.id is None]
            data = texts.get(path) or path.read_bytes()
            marked = write_ids(data, names, plan.outline.in_map)
            if marked == data:
                lost |= {key: one.iri for key, one in others.items()}
                break
            texts = {**texts, path: marked}
    return KeptIds(texts, keys, lost)
