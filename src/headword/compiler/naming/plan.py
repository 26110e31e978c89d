"""What a site's pages will be called: language, scheme IRI and the IRI of every heading.

Naming comes before compiling since a page may link to any other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from headword.compiler.naming.explicit_iris import check_written, written_iri
from headword.compiler.naming.lock import Lock, LockEntry, last_part, to_iri
from headword.compiler.naming.match import HeadingKey, match_headings
from headword.compiler.naming.page_role import PageRole, read_page_role
from headword.core.findings import Location, Observation, Observed
from headword.core.slugs import SlugRequest, is_valid_id, mint_slugs, slugify
from headword.markdown.outline import Heading, Outline
from headword.markdown.page import Page
from headword.project.config import Config
from headword.project.parse import SourceOutline
from headword.rdf.languages import format_tag, read_language
from headword.rdf.terms import quote_path

SUBJECTS = "subjects"
"""The page path of the scheme of subjects."""

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})


@dataclass(frozen=True, slots=True)
class PlannedHeading:
    """A heading that will be published, the IRI it gets, and the indexes of its own kind above it.

    ``name`` is the last part of the IRI, by which the page's links know it.
    ``parent`` is the nearest concept above it, ``collection`` the collection
    directly above it; both are positions in `PagePlan.headings`.
    """

    heading: Heading
    iri: str
    name: str
    is_collection: bool
    parent: int | None
    collection: int | None


@dataclass(frozen=True, slots=True)
class PagePlan:
    """A page with everything named.

    ``file`` is its path under the sources folder; ``retired`` are the IRIs of
    what was on it, by name: links may lead to them still.
    """

    outline: Outline
    file: str
    language: str
    standing: PageRole
    headings: tuple[PlannedHeading, ...]
    retired: Mapping[str, str] = field(default_factory=dict)

    @property
    def scheme(self) -> str:
        """The IRI of the page's own scheme."""
        return self.standing.scheme

    @property
    def is_scheme(self) -> bool:
        """Whether the page declares a scheme: it has concepts, or says what the IRI is."""
        return self.standing.declares and (bool(self.headings) or self.standing.is_written)

    @property
    def page(self) -> Page:
        """The page as it was read."""
        return self.outline.page


def is_true(text: str) -> bool:
    """Whether ``text`` is one of the spellings of true that YAML knows."""
    return text.lower() in _TRUE


def is_false(text: str) -> bool:
    """Whether ``text`` is one of the spellings of false that YAML knows."""
    return text.lower() in _FALSE


def is_draft(page: Page) -> bool:
    """Whether the page's front matter says ``draft: true``."""
    value = page.value("draft")
    return value is not None and is_true(value.text)


def plan_site(sources: Sequence[SourceOutline], config: Config, lock: Lock) -> tuple[list[PagePlan], list[Observation]]:
    """Name everything in a site that is one scheme, whose ids are unique."""
    observations: list[Observation] = []
    taken = {SUBJECTS, *lock.names.get("", ())}
    return _plan_together(sources, taken, config, lock, observations), observations


def plan_page(
    source: SourceOutline,
    taken: Mapping[str, Collection[str]],
    config: Config,
    lock: Lock,
    observations: list[Observation],
) -> PagePlan:
    """Name what is in one page, whose ids are its own; ``taken`` comes from `taken_names`."""
    names = taken.get(source.outline.page.page_path, ())
    return _plan_together([source], names, config, lock, observations)[0]


def _plan_together(
    sources: Sequence[SourceOutline],
    taken: Collection[str],
    config: Config,
    lock: Lock,
    observations: list[Observation],
) -> list[PagePlan]:
    standings = [read_page_role(source.outline.page, config, observations) for source in sources]
    kept = [kept_headings(source.outline) for source in sources]
    named = [_named(source, indexes, observations) for source, indexes in zip(sources, kept, strict=True)]
    slugs = list(_mint(named, kept, sources, taken, observations))
    if not any(lock.of_page(source.file) for source in sources):
        known: list[Mapping[int, LockEntry]] = [{} for _ in sources]
    else:
        known = [
            match_headings(_see(names, indexes, source, standing), lock.of_page(source.file))
            for source, standing, indexes, names in zip(sources, standings, kept, named, strict=True)
        ]
        told = [_tell(*each) for each in zip(named, known, standings, strict=True)]
        slugs = list(_mint(told, kept, sources, taken, []))
    plans = [
        _plan_page(*each, config, observations) for each in zip(sources, standings, kept, slugs, known, strict=True)
    ]
    return [replace(plan, retired=_find_retired(plan.file, lock, config)) for plan in plans]


def _find_retired(file: str, lock: Lock, config: Config) -> Mapping[str, str]:
    return {entry.name: to_iri(entry.id, config.base) for entry in lock.retired_of_page(file)}


def _see(
    names: Sequence[SlugRequest], kept: Sequence[int], source: SourceOutline, standing: PageRole
) -> list[HeadingKey]:
    """Headings as they are recognised: an id at one is what its IRI ends with."""
    written = [written_iri(source.outline.headings[index]) for index in kept]
    iris = [iri or (standing.namespace + one.explicit) for iri, one in zip(written, names, strict=True)]
    explicit = [last_part(iri) if one.explicit or at else "" for iri, one, at in zip(iris, names, written, strict=True)]
    return [HeadingKey(one.label, one.parent, end) for one, end in zip(names, explicit, strict=True)]


def _tell(named: Sequence[SlugRequest], known: Mapping[int, LockEntry], standing: PageRole) -> list[SlugRequest]:
    """What wants an id, where some have theirs by the lock."""
    before = last_part(standing.namespace)
    return [
        replace(one, explicit=known[index].name.removeprefix(before)) if index in known else one
        for index, one in enumerate(named)
    ]


def taken_names(page_paths: Iterable[str], config: Config, lock: Lock) -> Mapping[str, Collection[str]]:
    """What no new concept of a page may be called, by page path.

    A page under it has that IRI for its scheme, or the lock has it for another concept.
    """
    names: dict[str, set[str]] = defaultdict(set)
    if config.scheme == "site":
        return names
    for path in page_paths if config.iri_style != "hash" else ():
        above, slash, name = path.rpartition("/")
        if slash:
            names[above].add(name)
    unquoted = {quote_path(path): path for path in page_paths} if lock.names else {}
    for above, published in lock.names.items():
        names[unquoted.get(above, above)].update(published)
    return names


def kept_headings(outline: Outline) -> list[int]:
    """Indexes of the headings that are published: ``.skip`` leaves out a heading and all under it."""
    skipped: set[int] = set()
    for index, heading in enumerate(outline.headings):
        if heading.parent in skipped or "skip" in heading.attributes.classes or not heading.label.text:
            skipped.add(index)
    return [index for index in range(len(outline.headings)) if index not in skipped]


def _named(source: SourceOutline, kept: Sequence[int], observations: list[Observation]) -> list[SlugRequest]:
    headings = source.outline.headings
    position = {index: number for number, index in enumerate(kept)}
    page = tuple(slugify(part) for part in reversed(source.outline.page.page_path.split("/")))
    return [
        SlugRequest(
            label=headings[index].name,
            parent=None if headings[index].parent is None else position[_index(headings[index].parent)],
            explicit=_explicit_id(headings[index], observations),
            fingerprint="\n".join([headings[index].name, *(word.text for word in headings[index].keywords)]),
            page=page,
        )
        for index in kept
    ]


def _index(parent: int | None) -> int:
    assert parent is not None
    return parent


def _explicit_id(heading: Heading, observations: list[Observation]) -> str:
    written = heading.attributes.id
    if written is None:
        return ""
    if is_valid_id(written.text):
        return written.text
    message = f"#{written.text} cannot be the last part of an IRI"
    observations.append(Observation("invalid-attribute", written.location, message))
    return ""


def _mint(
    named: Sequence[Sequence[SlugRequest]],
    kept: Sequence[Sequence[int]],
    sources: Sequence[SourceOutline],
    taken: Collection[str],
    observations: list[Observation],
) -> Iterator[list[str]]:
    """The ids of each source, all different."""
    seen: dict[str, Location] = {}
    joined: list[SlugRequest] = []
    for source, indexes, names in zip(sources, kept, named, strict=True):
        start = len(joined)
        for index, name in zip(indexes, names, strict=True):
            heading = source.outline.headings[index]
            explicit = name.explicit
            if explicit and heading.attributes.id is not None:
                place = heading.attributes.id.location
                if explicit in seen:
                    message = f"#{explicit} is already the id of the heading at {seen[explicit]}"
                    observations.append(Observation("duplicate-id", place, message))
                    explicit = ""
                else:
                    seen[explicit] = place
            parent = None if name.parent is None else name.parent + start
            joined.append(SlugRequest(name.label, parent, explicit, name.fingerprint, name.page))
    slugs = mint_slugs(joined, taken)
    start = 0
    for names in named:
        yield slugs[start : start + len(names)]
        start += len(names)


def _plan_page(
    source: SourceOutline,
    standing: PageRole,
    kept: Sequence[int],
    slugs: Sequence[str],
    known: Mapping[int, LockEntry],
    config: Config,
    observations: list[Observation],
) -> PagePlan:
    planned: list[PlannedHeading] = []
    position = {index: number for number, index in enumerate(kept)}
    for number, (index, slug) in enumerate(zip(kept, slugs, strict=True)):
        heading = source.outline.headings[index]
        above = None if heading.parent is None else position[heading.parent]
        parent, collection = above, None
        if above is not None and planned[above].is_collection:
            collection, parent = above, planned[above].parent
        is_collection = bool({"collection", "ordered"} & heading.attributes.classes)
        iri = written_iri(heading) or f"{standing.namespace}{slug}"
        if number in known and not written_iri(heading):
            iri = to_iri(known[number].id, config.base)
            observations.extend(_check_label(heading, known[number], iri))
        planned.append(PlannedHeading(heading, iri, slug, is_collection, parent, collection))
    observations.extend(check_written((one.heading, one.iri) for one in planned))
    language, seen = find_language(source, config)
    observations.extend(seen)
    return PagePlan(source.outline, source.file, language, standing, tuple(planned))


def _check_label(heading: Heading, entry: LockEntry, iri: str) -> Iterator[Observation]:
    """A new label that the id does not say, where it said the old one."""
    if slugify(entry.label) == entry.name != slugify(heading.name):
        message = f"this was {entry.label!r}, which its IRI says still: <{iri}>"
        yield Observation("slug-changed", heading.label.location, message, iri)


def find_language(source: SourceOutline, config: Config) -> Observed[str]:
    """Return the language of a page: that of its front matter, else of its file name, else of the config."""
    written = source.outline.page.value("lang", "language")
    claimed = format_tag(source.language or config.lang)
    return Observed(claimed) if written is None else read_language(written, claimed)
