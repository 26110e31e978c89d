"""The names of everything on a site's pages: language, scheme IRI and the IRI of every heading.

All pages are named before any is compiled, because a page may link to any other.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

from headword.compiler.naming.lock import Lock, LockEntry, last_part, to_id, to_iri
from headword.compiler.naming.match import HeadingKey, explain_retired, find_contested, find_retired, match_headings
from headword.compiler.naming.namesakes import Namesake, report_namesakes
from headword.compiler.naming.page_role import PageRole, read_page_role
from headword.compiler.naming.schemes import SUBJECTS
from headword.core.findings import Location, Observation, Observed
from headword.core.slugs import SlugRequest, find_namesakes, is_same_label, is_valid_id, mint_slugs, slugify
from headword.markdown.headings import strip_number
from headword.markdown.outline import Outline
from headword.markdown.page import Page
from headword.markdown.section import Heading
from headword.project.config import Config
from headword.project.forms import is_collection_page, is_scheme_page
from headword.project.parse import SourceOutline
from headword.project.project import LOCK_NAME
from headword.rdf.languages import format_tag, read_language
from headword.rdf.terms import is_iri, quote_path

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})


@dataclass(frozen=True, slots=True)
class PlannedHeading:
    """A heading that will be published, its IRI, and the indexes of the headings above it.

    ``name`` is the last part of the IRI, by which links on the page refer to it. ``parent`` is the nearest concept
    above it, ``collection`` the collection directly above it, and ``above`` its parent of either kind; all are indexes
    into `PagePlan.headings`. ``is_namesake`` is true if another heading has the same IRI, which is an error.
    """

    heading: Heading
    iri: str
    name: str
    is_collection: bool
    parent: int | None
    collection: int | None
    above: int | None = None
    is_namesake: bool = False


@dataclass(frozen=True, slots=True)
class PagePlan:
    """A page with the names of all its headings.

    ``file`` is its path under the folder of sources. ``retired`` are the IRIs of retired concepts, by name, because
    links may still lead to them.
    """

    outline: Outline
    file: str
    language: str
    role: PageRole
    headings: tuple[PlannedHeading, ...]
    retired: Mapping[str, str] = field(default_factory=dict)

    @property
    def scheme(self) -> str:
        """Return the IRI of the page's own scheme."""
        return self.role.scheme

    @property
    def is_scheme(self) -> bool:
        """Return whether the page declares a scheme: it has concepts or an explicit IRI."""
        return self.role.declares and (bool(self.headings) or self.role.is_written)

    @property
    def page(self) -> Page:
        """Return the page of the plan."""
        return self.outline.page


def is_true(text: str) -> bool:
    """Return whether ``text`` is one of the spellings of true in YAML 1.1, or ``1``."""
    return text.lower() in _TRUE


def is_false(text: str) -> bool:
    """Return whether ``text`` is one of the spellings of false in YAML 1.1, or ``0``."""
    return text.lower() in _FALSE


def is_draft(page: Page) -> bool:
    """Return whether the front matter of the page contains ``draft: true``."""
    value = page.value("draft")
    return value is not None and is_true(value.text)


def plan_folder(
    folder: str, sources: Sequence[SourceOutline], taken: Collection[str], config: Config, lock: Lock
) -> Observed[tuple[PagePlan, ...]]:
    """Name everything on the pages of a folder that is one scheme, in which ids are unique.

    ``taken`` are the names of schemes in the folder. The folder is empty for the site as a whole.
    """
    names = {*taken, *lock.names.get(quote_path(folder), ()), *([] if folder else [SUBJECTS])}
    return _plan_together(sources, folder, names, config, lock)


def plan_page(
    source: SourceOutline, folder: str | None, taken: Mapping[str, Collection[str]], config: Config, lock: Lock
) -> Observed[PagePlan]:
    """Name everything on a page whose ids are independent of other pages; ``taken`` comes from `taken_names`."""
    names = taken.get(source.outline.page.page_path, ())
    (plan,), observations = _plan_together([source], folder, names, config, lock)
    return Observed(plan, observations)


class _KnownPage(NamedTuple):
    """A page with its published headings, and their entries in the lock by position."""

    source: SourceOutline
    role: PageRole
    kept: Sequence[int]
    named: Sequence[SlugRequest]
    known: Mapping[int, LockEntry]

    def heading(self, position: int) -> Heading:
        """Return the heading at a position among those that are published."""
        return self.source.outline.headings[self.kept[position]]

    def find_iri(self, position: int, slug: str, config: Config) -> str:
        """Return the IRI of a heading: the explicit one, the published one, or one that ends with ``slug``."""
        written = _written_iri(self.heading(position))
        if not written and position in self.known:
            return to_iri(self.known[position].id, config.base)
        return written or f"{self.role.namespace}{slug}"


def _plan_together(
    sources: Sequence[SourceOutline], folder: str | None, taken: Collection[str], config: Config, lock: Lock
) -> Observed[tuple[PagePlan, ...]]:
    kept = [_find_kept(source, config) for source in sources]
    has_concepts = any(kept)
    roles = [read_page_role(source.outline.page, source.file, folder, has_concepts, config) for source in sources]
    invalid = [seen for each in zip(sources, kept, strict=True) for seen in _check_explicit_ids(*each)]
    named, repeated = _drop_repeated(list(map(_named, sources, kept)), kept, sources)
    known = [
        _recognise(source, role.value, indexes, names, lock, config.base)
        for source, role, indexes, names in zip(sources, roles, kept, named, strict=True)
    ]
    pages = [one.value for one in known]
    joined = _join_requests(pages)
    slugs = mint_slugs(joined, taken)
    groups = _find_groups(pages, joined, slugs, taken, config, lock)
    namesakes = {one.index for group in groups for one in group}
    starts = [0, *accumulate(len(page.named) for page in pages)]
    plans = [
        _plan_page(page, slugs[start:end], [index in namesakes for index in range(start, end)], config, lock)
        for page, (start, end) in zip(pages, pairwise(starts), strict=True)
    ]
    observations = (
        *(seen for role in roles for seen in role.observations),
        *invalid,
        *repeated,
        *(seen for one in known for seen in one.observations),
        *report_namesakes(groups, {*slugs, *taken}),
        *(seen for plan in plans for seen in plan.observations),
    )
    return Observed(tuple(plan.value for plan in plans), observations)


def _recognise(
    source: SourceOutline,
    role: PageRole,
    kept: Sequence[int],
    named: Sequence[SlugRequest],
    lock: Lock,
    base: str,
) -> Observed[_KnownPage]:
    """Return a page with the lock entries of its headings, and observations on ids of another heading."""
    entries = lock.of_page(source.file)
    if not entries:
        return Observed(_KnownPage(source, role, kept, named, {}))
    seen = _make_heading_keys(named, kept, source, role, base)
    contested = find_contested(seen, entries)
    requests = [replace(one, explicit="") if at in contested else one for at, one in enumerate(named)]
    known = match_headings(
        [one._replace(explicit="") if at in contested else one for at, one in enumerate(seen)], entries
    )
    page = _KnownPage(source, role, kept, _use_published_ids(requests, known, role), known)
    return Observed(page, tuple(_report_contested(page, contested)))


def _report_contested(page: _KnownPage, contested: Mapping[int, int]) -> Iterator[Observation]:
    """Report each explicit id that is the published id of another heading."""
    for position, other in contested.items():
        written = page.heading(position).attributes.id
        if written is not None:
            label = page.heading(other).label
            message = f"#{written.text} is the published id of {label.text!r} at {label.location}"
            yield Observation("duplicate-id", written.location, message)


def _join_requests(pages: Sequence[_KnownPage]) -> list[SlugRequest]:
    """Return the requests of all pages in sequence."""
    joined: list[SlugRequest] = []
    for page in pages:
        start = len(joined)
        moved = (one if one.parent is None else replace(one, parent=one.parent + start) for one in page.named)
        joined += moved if start else page.named
    return joined


def _find_groups(
    pages: Sequence[_KnownPage],
    joined: Sequence[SlugRequest],
    slugs: Sequence[str],
    taken: Collection[str],
    config: Config,
    lock: Lock,
) -> list[list[Namesake]]:
    """Return the groups of headings that would share an IRI, or have one that is taken."""
    found = find_namesakes(joined, slugs, taken)
    fixed = {one.explicit for one in joined} | set(taken)
    spots = [(page, position) for page in pages for position in range(len(page.named))] if found else []
    groups = []
    for indexes in found:
        group = [
            Namesake(
                index,
                heading,
                page.find_iri(position, slugs[index], config),
                slugs[index],
                joined[index].parent,
                page.source.outline.in_map,
                _find_published(page, heading, lock),
            )
            for index, (page, position) in ((index, spots[index]) for index in indexes)
            if not _written_iri(heading := page.heading(position))
        ]
        # Headings with an explicit IRI or namespace only share a name for links.
        iris = Counter(one.iri for one in group)
        if group and (max(iris.values()) > 1 or slugs[indexes[0]] in fixed):
            groups.append(group)
    return groups


def _find_published(page: _KnownPage, heading: Heading, lock: Lock) -> tuple[str, ...]:
    """Return the published ids for the label of a heading on the page that belong to no heading."""
    known = {entry.id for entry in page.known.values()}
    left = (entry for entry in lock.of_page(page.source.file) if entry.id not in known)
    return tuple(entry.name for entry in left if strip_number(entry.label) == strip_number(heading.name))


def _find_retired(file: str, lock: Lock, config: Config) -> Mapping[str, str]:
    return {entry.name: to_iri(entry.id, config.base) for entry in lock.retired_of_page(file)}


def _make_heading_keys(
    names: Sequence[SlugRequest], kept: Sequence[int], source: SourceOutline, role: PageRole, base: str
) -> list[HeadingKey]:
    """Return the headings for the match: with the last part of their IRI if they have an id, or an explicit IRI."""
    written = (_written_iri(source.outline.headings[index]) for index in kept)
    return [
        HeadingKey(one.label, one.parent, to_id(iri, base) if iri else _end_of_iri(role.namespace, one.explicit))
        for one, iri in zip(names, written, strict=True)
    ]


def _end_of_iri(namespace: str, explicit: str) -> str:
    return last_part(namespace + explicit) if explicit else ""


def _use_published_ids(
    named: Sequence[SlugRequest], known: Mapping[int, LockEntry], role: PageRole
) -> list[SlugRequest]:
    """Return the requests, with the published id of each heading that has one."""
    before = last_part(role.namespace)
    return [
        replace(one, explicit=known[index].name.removeprefix(before)) if index in known else one
        for index, one in enumerate(named)
    ]


def _find_kept(source: SourceOutline, config: Config) -> list[int]:
    """Return the published headings of a page; none if the page is a scheme and not a concept."""
    is_scheme = source.outline.main is not None and is_scheme_page(source.file, config)
    return [] if is_scheme else kept_headings(source.outline)


def kept_headings(outline: Outline) -> list[int]:
    """Return the indexes of the published headings: ``.skip`` leaves out a heading and everything below it."""
    skipped: set[int] = set()
    for index, heading in enumerate(outline.headings):
        if heading.parent in skipped or "skip" in heading.attributes.classes or not heading.label.text:
            skipped.add(index)
    return [index for index in range(len(outline.headings)) if index not in skipped]


def _named(source: SourceOutline, kept: Sequence[int]) -> list[SlugRequest]:
    headings = source.outline.headings
    position = {index: number for number, index in enumerate(kept)}
    page = tuple(slugify(part) for part in reversed(source.outline.page.page_path.split("/")))
    return [
        SlugRequest(
            label=headings[index].name,
            parent=None if headings[index].parent is None else position[_index(headings[index].parent)],
            explicit=_explicit_id(headings[index]),
            # Only a file of the same name in another folder can have the same name.
            page=() if headings[index].is_file_name else page,
            folders=page[1:] if headings[index].is_file_name else (),
        )
        for index in kept
    ]


def _index(parent: int | None) -> int:
    assert parent is not None
    return parent


def _explicit_id(heading: Heading) -> str:
    written = heading.attributes.id
    return written.text if written is not None and is_valid_id(written.text) else ""


def _check_explicit_ids(source: SourceOutline, kept: Sequence[int]) -> Iterator[Observation]:
    """Report ids that cannot be the last part of an IRI."""
    for index in kept:
        written = source.outline.headings[index].attributes.id
        if written is not None and not is_valid_id(written.text):
            message = f"#{written.text} cannot be the last part of an IRI"
            yield Observation("invalid-attribute", written.location, message)


def _drop_repeated(
    named: Sequence[Sequence[SlugRequest]], kept: Sequence[Sequence[int]], sources: Sequence[SourceOutline]
) -> Observed[list[list[SlugRequest]]]:
    """Return the requests without ids of an earlier heading, which are observations."""
    first: dict[str, Location] = {}
    observations: list[Observation] = []
    remaining: list[list[SlugRequest]] = []
    for source, indexes, names in zip(sources, kept, named, strict=True):
        remaining.append([])
        for one, index in zip(names, indexes, strict=True):
            written = source.outline.headings[index].attributes.id
            if one.explicit and written is not None and one.explicit in first:
                message = f"#{one.explicit} is already the id of the heading at {first[one.explicit]}"
                observations.append(Observation("duplicate-id", written.location, message))
                remaining[-1].append(replace(one, explicit=""))
                continue
            if one.explicit and written is not None:
                first[one.explicit] = written.location
            remaining[-1].append(one)
    return Observed(remaining, tuple(observations))


def _plan_page(
    page: _KnownPage,
    slugs: Sequence[str],
    is_namesake: Sequence[bool],
    config: Config,
    lock: Lock,
) -> Observed[PagePlan]:
    source = page.source
    planned: list[PlannedHeading] = []
    position = {index: number for number, index in enumerate(page.kept)}
    is_folder = is_collection_page(source.file, config)
    for number, slug in enumerate(slugs):
        heading = page.heading(number)
        above = None if heading.parent is None else position[heading.parent]
        parent, collection = above, None
        if above is not None and planned[above].is_collection:
            collection, parent = above, planned[above].parent
        is_collection = is_folder and heading is source.outline.main
        is_collection |= bool({"collection", "ordered"} & heading.attributes.classes)
        iri = page.find_iri(number, slug, config)
        planned.append(
            PlannedHeading(heading, iri, slug, is_collection, parent, collection, above, is_namesake[number])
        )
    language, seen = find_language(source, config)
    retired = _find_retired(source.file, lock, config)
    plan = PagePlan(source.outline, source.file, language, page.role, tuple(planned), retired=retired)
    renamed = (
        _check_label(planned[number].heading, entry, planned[number].iri)
        for number, entry in sorted(page.known.items())
        if not _written_iri(planned[number].heading)
    )
    written = _check_written((one.heading, one.iri) for one in planned)
    return Observed(plan, (*chain.from_iterable(renamed), *_check_returned(planned, page, lock), *written, *seen))


def _check_returned(planned: Sequence[PlannedHeading], page: _KnownPage, lock: Lock) -> Iterator[Observation]:
    """Report new headings that look like a retired concept, because they would be different concepts."""
    retired = lock.retired_of_page(page.source.file)
    for number, one in enumerate(planned) if retired else ():
        heading = one.heading
        if number in page.known or heading.attributes.id or _written_iri(heading):
            continue
        above = () if one.above is None else (planned[one.above].heading.name,)
        entry = find_retired(retired, above, heading.name)
        if entry is not None:
            message = f"{Location(LOCK_NAME, lock.line_of(entry))} {explain_retired(entry, one.name)}"
            yield Observation("unlocked-id", heading.label.location, message, one.iri)


def _check_label(heading: Heading, entry: LockEntry, iri: str) -> Iterator[Observation]:
    """Report a new label if the id still contains the old one, unless it is the slug of both labels."""
    is_renamed = strip_number(entry.label) != strip_number(heading.name)
    if is_renamed and slugify(entry.label) == entry.name and not is_same_label(entry.label, heading.name):
        message = f"this was {entry.label!r}, and its IRI still contains that label: <{iri}>"
        yield Observation("slug-changed", heading.label.location, message, iri)


def find_language(source: SourceOutline, config: Config) -> Observed[str]:
    """Return the language of a page: from its front matter, its file name, or the config."""
    written = source.outline.page.value("lang", "language")
    claimed = format_tag(source.language or config.lang)
    return Observed(claimed) if written is None else read_language(written, claimed)


def _written_iri(heading: Heading) -> str:
    """Return the explicit IRI of a heading, or an empty text if there is no valid one."""
    written = heading.attributes.iri
    return written.text if written is not None and is_iri(written.text) else ""


def _check_written(headings: Iterable[tuple[Heading, str]]) -> Iterator[Observation]:
    """Report invalid explicit IRIs, and those of another heading of the page; each heading is given with its IRI."""
    known: dict[str, Location] = {}
    for heading, iri in headings:
        written = heading.attributes.iri
        if written is not None and not is_iri(written.text):
            yield Observation("invalid-attribute", written.location, f"{written.text!r} is not an absolute IRI")
        if written is not None and iri in known:
            message = f"<{iri}> is already the IRI of the resource at {known[iri]}"
            yield Observation("same-iri", written.location, message, iri)
        known.setdefault(iri, heading.label.location)
