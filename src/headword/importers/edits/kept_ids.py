"""Published ids that stay when headings change: written at a heading, or moved in the lock to another page."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from headword.compiler.naming.lock import Lock, last_part, to_id
from headword.compiler.page import PageCompiler
from headword.ids.annotate import write_ids
from headword.ids.inventory import list_page
from headword.importers.edits.request import NEW_KEY

_ROUNDS = 5
"""The number of times that ids are written at headings that would otherwise lose theirs."""


class KeptIds(NamedTuple):
    """Pages with ids, the IRIs of new concepts by their keys, and the IRI that each of the other concepts would get.

    ``compiler`` is that of these pages, and has planned them.
    """

    compiler: PageCompiler
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


def keep_ids(compiler: PageCompiler, texts: Mapping[Path, bytes], expected: Mapping[str, Sequence[str]]) -> KeptIds:
    """Return the pages with ids at the headings that would lose theirs; ``compiler`` is that of ``texts``."""
    keys: dict[str, str] = {}
    lost: dict[str, str] = {}
    left = sorted(expected)
    for _ in range(_ROUNDS):
        marked: dict[str, bytes] = {}
        for file in left:
            plan = compiler.plan_ahead(file)
            if plan is None or len(plan.headings) != len(expected[file]):
                continue
            found = dict(zip(expected[file], plan.headings, strict=True))
            keys |= {key: one.iri for key, one in found.items() if key.startswith(NEW_KEY)}
            others = {key: one for key, one in found.items() if not key.startswith(NEW_KEY) and one.iri != key}
            names = [(one.heading, last_part(key)) for key, one in others.items() if one.heading.attributes.id is None]
            path = compiler.site.files[file].source.path
            data = write_ids(texts[path], names, plan.outline.in_map) if path in texts else None
            if others and data in (None, texts.get(path)):
                lost |= {key: one.iri for key, one in others.items()}
            elif others and data is not None:
                marked[file] = data
        if not marked:
            break
        texts = {**texts, **{compiler.site.files[file].source.path: data for file, data in marked.items()}}
        compiler, left = compiler.renew(texts, marked.keys()), sorted(marked)
    return KeptIds(compiler, texts, keys, lost)
