"""Findings on published IRIs that a build would remove, or give to another concept."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from headword.compiler.meaning.retired import RETIRED, entry_iri
from headword.compiler.naming.lock import to_id
from headword.compiler.naming.plan import PlannedHeading
from headword.compiler.naming.schemes import SITE, SUBJECTS
from headword.compiler.page import PageCompiler
from headword.compiler.publication import Publication
from headword.compiler.run import SiteRun
from headword.compiler.site import Site
from headword.core.errors import HeadwordError
from headword.core.findings import Location, Observation
from headword.core.slugs import is_same_label, slugify
from headword.ids.inventory import IdInventory, accept
from headword.ids.left_behind import find_left_behind
from headword.project.config.schema import PLACEHOLDER_BASE
from headword.project.project import LOCK_NAME
from headword.publish.previous_output import (
    PublishedResource,
    add_published,
    list_documents,
    list_resources,
    read_resources,
)
from headword.rdf.terms import quote_path

_RULE = "published-concept-removed"
_ANY_DAY = "0000-00-00"


@dataclass(frozen=True, slots=True)
class Replacement:
    """A build output, and the output that will replace it.

    Attributes:
        folder: the output folder, as in locations.
        before: the resources of the documents that change or disappear.
        after: the new resources of these documents, and of new ones.
        remaining: the IRIs of all new resources.
        pages: the files of pages that may have the missing resources.
        unread: sentences on files that cannot be read, and so not be compared.
    """

    folder: str
    before: Sequence[PublishedResource]
    after: Sequence[PublishedResource]
    remaining: Collection[str]
    pages: Collection[str]
    unread: Sequence[str]


def read_replacement(run: SiteRun, publication: Publication, output: Path, changed: Collection[str]) -> Replacement:
    """Return the part of ``output`` that a build replaces: the documents that ``changed`` or are gone."""
    documents = list_documents(output)
    before: list[PublishedResource] = []
    unread = []
    for path in sorted(changed):
        try:
            before += read_resources(output, {path: documents[path]})
        except HeadwordError as error:
            unread.append(f"{error}: the IRIs in this file are not compared with the new output")
    unchanged = documents.keys() - set(changed)
    after = [one for path, facts in publication.facts_but(unchanged) for one in list_resources(facts, path)]
    pages = {record.file for record in run.pages.records.values() if record.path not in unchanged}
    return Replacement(run.project.relative(output), before, after, publication.rank.keys(), pages, unread)


def find_vanished(site: Site, replacement: Replacement) -> Iterator[Observation]:
    """Yield findings on IRIs that would disappear or change their meaning, except those in the lock."""
    base, before = site.project.config.base, replacement.before
    known = {entry_iri(entry, site.project.config) for entry in site.lock.entries}
    gone = [one for one in before if one.iri not in replacement.remaining and one.iri not in known]
    if gone:
        other = _find_other_base(gone, before, base)
        yield from _report_base(other, len(gone), site) if other else _report_gone(gone, site, replacement)
    yield from _report_passed([one for one in before if one.iri not in known], site, replacement)


def _find_other_base(gone: Sequence[PublishedResource], before: Sequence[PublishedResource], base: str) -> str:
    """Return the old base if all IRIs are gone because the base has changed; otherwise an empty text."""
    if len(gone) < len(before) or not all(to_id(one.iri, base).startswith("<") for one in gone):
        return ""
    schemes = [one for one in gone if one.is_scheme]
    # The scheme of a site that is one scheme has the base as its IRI, without the slash.
    bases = [f"{one.iri}/" for one in schemes if one.document == SITE]
    bases += [one.iri.removesuffix(path) for one in schemes if one.iri.endswith(path := quote_path(one.document))]
    return next(iter(bases), "")


def _report_base(other: str, count: int, site: Site) -> Iterator[Observation]:
    if other == PLACEHOLDER_BASE:
        return
    config = site.project.config
    message = f"the published IRIs begin with {other}, and all {count:,} would vanish: set `base` to it again"
    yield Observation(_RULE, config.source.find_key("base"), message)


def _report_gone(gone: Sequence[PublishedResource], site: Site, replacement: Replacement) -> Iterator[Observation]:
    seeded = add_published(site, replacement.before, _ANY_DAY)
    pages = {entry.page for entry in seeded.lock.entries if entry.key not in site.lock.known}
    ids = accept(seeded, _ANY_DAY, {*replacement.pages, *pages})
    for left in find_left_behind(seeded, ids):
        yield Observation("translation-without-original", left.place, left.message)
    files = {entry.id: entry.page for entry in seeded.lock.entries}
    counts, sizes = Counter(one.document for one in gone), Counter(one.document for one in replacement.before)
    reported: set[str] = set()
    for one in gone:
        id_ = to_id(one.iri, site.project.config.base)
        file = files.get(id_, "")
        # For a document that is gone completely, one finding is enough.
        if one.document in reported or file in seeded.orphans.values() or (one.document == SUBJECTS and one.is_scheme):
            continue
        if counts[one.document] == sizes[one.document] > 1 and one.document not in (SUBJECTS, RETIRED):
            reported.add(one.document)
        more = (
            f"; the same is true of {counts[one.document] - 1:,} others of the page" if one.document in reported else ""
        )
        message = _describe_vanished(one, id_, file, ids, seeded) + more
        yield Observation(_RULE, Location(f"{replacement.folder}/{one.file}"), message, one.iri)


def _describe_vanished(one: PublishedResource, id_: str, file: str, ids: IdInventory, site: Site) -> str:
    label, name = one.find_label(site.project.config.lang), id_.rpartition("/")[2].rpartition("#")[2].rstrip(">")
    if one.retired:
        return f"{label!r} ({id_}) was retired, and {LOCK_NAME} does not have it: headword ids --accept keeps its IRI"
    what = f"{label!r} ({id_}) was published"
    now = next((each for each in ids.published if each.before is not None and each.entry.id == id_), None)
    if one.document == SUBJECTS:
        return f"{what}, and is not a subject of any page now: headword retire {id_} keeps its IRI"
    if now is not None:
        also = f", and so does {{#{name}}} there" if now.entry.page == file and now.entry.path is not None else ""
        return f"{what}, and seems to be at {now.place} now: headword ids --accept keeps its IRI{also}"
    if one.is_scheme and file in site.files:
        return f"{what}, and its page {file} is left out now, or has no headings"
    if file in site.files:
        return f"{what}, but no heading matches it: add {{#{name}}} to its heading, or run headword retire {id_}"
    return f"{what}, and its page is gone: headword retire {id_} keeps its IRI"


def _report_passed(before: Sequence[PublishedResource], site: Site, replacement: Replacement) -> Iterator[Observation]:
    """Yield findings on IRIs that would belong to other concepts, without an id that confirms it."""
    after = {one.iri: one for one in replacement.after}
    old = {one.iri for one in before}
    fresh: dict[str, list[PublishedResource]] = defaultdict(list)
    for one in replacement.after:
        for slug in _list_slugs(one) if one.iri not in old and not one.is_scheme else ():
            fresh[slug].append(one)
    plans: dict[str, Mapping[str, PlannedHeading]] = {}
    for one in before:
        now = after.get(one.iri)
        others = [other for slug in sorted(_list_slugs(one)) for other in fresh[slug]]
        if now is None or one.is_scheme or not _is_passed(one, now, others):
            continue
        heading = _find_heading(now, site, plans)
        if heading is None or (_has_id(heading) and not others):
            continue
        label, other = one.find_label(site.project.config.lang), now.find_label(site.project.config.lang)
        what = repr(other) if other != label else f"another {other!r}"
        fix = "add another id to this heading"
        if not others:
            fix = f"add {{#{heading.name}}} to this heading if it is that concept, and another id if not"
        message = f"the published IRI of {label!r} would be that of {what} here: {fix}"
        yield Observation(_RULE, heading.heading.label.location, message, one.iri)


def _list_slugs(one: PublishedResource) -> set[str]:
    return {slugify(text) for _, text in one.labels}


def _is_passed(one: PublishedResource, now: PublishedResource, others: Sequence[PublishedResource]) -> bool:
    """Return whether an IRI would belong to another concept, with other labels.

    It may have the same label elsewhere, if one of ``others``, which have this label and new IRIs, has the old
    position.
    """
    if not any(is_same_label(text, other) for _, text in one.labels for _, other in now.labels):
        return bool(one.labels)
    return now.above != one.above and any(other.above == one.above for other in others)


def _find_heading(
    one: PublishedResource, site: Site, plans: dict[str, Mapping[str, PlannedHeading]]
) -> PlannedHeading | None:
    """Return the current heading of a resource."""
    file = next((file for file, path in site.listing.items() if path == one.document), None)
    if file is not None and file not in plans:
        plan = PageCompiler(site, {}).plan(file)
        plans[file] = {each.iri: each for each in plan.headings} if plan is not None else {}
    return plans[file].get(one.iri) if file is not None else None


def _has_id(planned: PlannedHeading) -> bool:
    return planned.heading.attributes.id is not None or planned.heading.attributes.iri is not None
