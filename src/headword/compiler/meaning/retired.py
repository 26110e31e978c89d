"""Retired concepts and pages: they stay published as deprecated, with their replacement, outside the hierarchy."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from headword.compiler.meaning.site_metadata import scheme_metadata
from headword.compiler.meaning.skos import Document, Label, Note, Relation, SkosConcept, SkosScheme
from headword.compiler.naming.lock import Lock, LockEntry, to_iri
from headword.compiler.naming.schemes import SUBJECTS, scheme_iri
from headword.core.findings import Located, Location
from headword.project.config import Config
from headword.project.project import LOCK_NAME, PriorPaths
from headword.rdf.languages import format_tag
from headword.rdf.terms import REPLACED_BY

RETIRED = "retired"
"""The path of the document of concepts whose pages are gone."""


def retired_of_page(lock: Lock, file: str, scheme: str, config: Config) -> tuple[SkosConcept, ...]:
    """Return the retired concepts of a page; they stay in its ``scheme``."""
    entries = (entry for entry in lock.retired_of_page(file) if not _is_of_retired_page(entry, lock))
    return tuple(_make_concept(entry, scheme, lock, config) for entry in entries)


def retired_document(lock: Lock, files: Iterable[str], config: Config, prior: PriorPaths) -> Iterator[Document]:
    """Yield the document of retired pages and concepts without a page among ``files``, if there are any."""
    there = frozenset(files)
    retired = [entry for entry in lock.entries if entry.retired]
    gone = [entry for entry in retired if entry.page not in there or _is_of_retired_page(entry, lock)]
    paths = {entry.page: entry.id for entry in gone if entry.path is None}
    schemes = tuple(_make_scheme(entry, lock, config, prior) for entry in gone if entry.path is None)
    concepts = tuple(
        _make_concept(entry, _scheme_of_entry(entry, paths, config), lock, config)
        for entry in gone
        if entry.path is not None
    )
    if schemes or concepts:
        yield Document(RETIRED, schemes, concepts)


def _is_of_retired_page(entry: LockEntry, lock: Lock) -> bool:
    """Return whether an entry belongs to a retired page whose file name another page has now."""
    if entry.page not in lock.page_paths:
        return False
    page = lock.known.get((entry.id if entry.path is None else _find_path(entry), True))
    return page is not None and page.retired != "" and page.id != lock.page_paths[entry.page]


def _find_path(entry: LockEntry) -> str:
    """Return the path of the page at the beginning of the IRI of a concept."""
    return entry.id[: -len(entry.name)].rstrip("/#")


def _scheme_of_entry(entry: LockEntry, paths: Mapping[str, str], config: Config) -> str:
    """Return the scheme of a concept that was a subject, or whose page is gone."""
    if entry.page == SUBJECTS:
        return config.base + SUBJECTS
    if entry.page not in paths and config.scheme != "site" and not entry.id.startswith("<"):
        # The page was renamed. Its scheme has the IRI with which the IRIs of its concepts begin.
        return to_iri(_find_path(entry), config.base).rstrip("/#")
    return page_scheme(paths.get(entry.page, ""), config).rstrip("/")


def page_scheme(id_: str, config: Config) -> str:
    """Return the IRI of the scheme of a page, by the page's entry in the lock."""
    path = "" if config.scheme == "site" else id_
    return to_iri(id_, config.base) if id_.startswith("<") else scheme_iri(path, config)


def entry_iri(entry: LockEntry, config: Config) -> str:
    """Return the IRI of a lock entry: of a concept, or of the scheme of a page."""
    return page_scheme(entry.id, config) if entry.path is None else to_iri(entry.id, config.base)


def _make_concept(entry: LockEntry, scheme: str, lock: Lock, config: Config) -> SkosConcept:
    place = Location(LOCK_NAME, lock.line_of(entry))
    return SkosConcept(
        iri=entry_iri(entry, config),
        scheme=scheme,
        location=place,
        top=False,
        labels=tuple(_make_labels(entry, place, config)),
        notes=(Note("historyNote", f"Retired on {entry.retired}.", "en", place),),
        relations=_replacements(entry, place, config),
        deprecated=True,
    )


def _make_labels(entry: LockEntry, place: Location, config: Config) -> Iterator[Label]:
    """Yield the labels of a retired concept; without recorded labels, the one in the lock."""
    for language, text in entry.labels or ((format_tag(config.lang), entry.label),):
        yield Label("prefLabel", text, language, place)


def _make_scheme(entry: LockEntry, lock: Lock, config: Config, prior: PriorPaths) -> SkosScheme:
    place = Location(LOCK_NAME, lock.line_of(entry))
    metadata = replace(
        scheme_metadata(config, entry.id, prior),
        title=Located(entry.label, place),
        history=f"Retired on {entry.retired}.",
    )
    return SkosScheme(page_scheme(entry.id, config), place, metadata, _replacements(entry, place, config), retired=True)


def _replacements(entry: LockEntry, place: Location, config: Config) -> tuple[Relation, ...]:
    return tuple(Relation(REPLACED_BY, to_iri(other, config.base), place) for other in entry.replaced_by)
