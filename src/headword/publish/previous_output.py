"""The resources that an earlier build wrote into the output folder, by document."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from headword.compiler.meaning.retired import RETIRED, entry_iri
from headword.compiler.naming.lock import Lock, LockEntry, to_id
from headword.compiler.naming.schemes import SUBJECTS
from headword.compiler.site import Site, with_lock
from headword.core.files.checksums import SUMS_NAME, read_sums
from headword.ids.inventory import list_ids
from headword.project.config import Config
from headword.project.git import is_ignored
from headword.project.rdf_files import CATALOG
from headword.project.variants import is_in_default
from headword.rdf.graph import LocatedGraph
from headword.rdf.languages import is_in_range
from headword.rdf.parse import read_rdf
from headword.rdf.terms import OWL, RDF_TYPE, REPLACED_BY, SKOS, Literal, Term, quote_path
from headword.rdf.write.verified import FORMATS

_CONCEPT, _SCHEME = SKOS + "Concept", SKOS + "ConceptScheme"
_RETIRED_ON = re.compile(r"Retired on (?P<day>\d{4}-\d{2}-\d{2})\.")
_KINDS = frozenset({_CONCEPT, _SCHEME, SKOS + "Collection", SKOS + "OrderedCollection"})


class PublishedResource(NamedTuple):
    """A concept, collection or scheme that was published.

    ``document`` is the path of its document, and ``file`` that of its file in the output folder. ``labels`` are
    preferred labels after their languages. ``above`` is the IRI of its first broader concept or its collection, and
    ``scheme`` that of its scheme. ``retired`` is the day of its retirement, and ``replaced_by`` are the IRIs of its
    replacements.
    """

    iri: str
    document: str
    file: str
    labels: tuple[tuple[str, str], ...]
    above: str
    is_scheme: bool
    scheme: str = ""
    retired: str = ""
    replaced_by: tuple[str, ...] = ()

    def find_label(self, language: str) -> str:
        """Return the preferred label in a language, or the first in any language."""
        found = [text for tag, text in self.labels if is_in_range(tag, language)]
        return found[0] if found else self.labels[0][1] if self.labels else ""


def list_documents(output: Path) -> dict[str, str]:
    """Return the documents of an earlier build in ``output``, by path, each with the file to read.

    Raises:
        HeadwordError: the list of files cannot be read.
    """
    documents: dict[str, str] = {}
    written = sorted(read_sums(output / SUMS_NAME))
    for ending in (f".{form.ending}" for form in FORMATS.values()):
        for file in written:
            path = file.removesuffix(ending)
            if path not in (file, CATALOG, "context") and (output / file).is_file():
                documents.setdefault(path, file)
    return documents


def follow_changes(
    files: Iterable[tuple[str, bytes]], output: Path, settle: Callable[[Sequence[str]], None]
) -> Iterator[tuple[str, bytes]]:
    """Pass on the files of a build, then ``settle`` it with the documents in ``output`` that it changes or removes."""
    documents = list_documents(output)
    changed = set(documents)
    by_file = {file: path for path, file in documents.items()}
    for file, data in files:
        path = by_file.get(file)
        if path is not None and (output / file).read_bytes() == data:
            changed.discard(path)
        yield file, data
    if changed:
        settle(sorted(changed))


def read_resources(output: Path, documents: Mapping[str, str]) -> Iterator[PublishedResource]:
    """Yield the resources of these documents in ``output``, each with its file.

    Raises:
        HeadwordError: a file cannot be read.
    """
    for path, file in sorted(documents.items()):
        yield from list_resources(read_rdf(output / file, str(output / file)), path, file)


def list_resources(facts: LocatedGraph, document: str, file: str = "") -> Iterator[PublishedResource]:
    """Yield the resources of a document with these ``facts``."""
    properties_of: dict[str, dict[str, list[Term]]] = {}
    members: dict[str, str] = {}
    for subject, predicate, value in facts:
        properties_of.setdefault(subject, {}).setdefault(predicate, []).append(value)
        if predicate == SKOS + "member":
            members[str(value)] = subject
    for iri, properties in properties_of.items():
        kind = next((one for one in properties.get(RDF_TYPE, ()) if one in _KINDS), None)
        if kind is None:
            continue
        labels = (one for one in properties.get(SKOS + "prefLabel", ()) if isinstance(one, Literal))
        retired = _find_retirement(properties)
        yield PublishedResource(
            iri,
            document,
            file,
            tuple(sorted((one.language, one.value) for one in labels)),
            members.get(iri, "") or _first(properties, SKOS + "broader"),
            kind == _SCHEME,
            _first(properties, SKOS + "inScheme"),
            retired,
            tuple(sorted(map(str, properties.get(REPLACED_BY, ())))) if retired else (),
        )


def _first(properties: Mapping[str, Sequence[Term]], predicate: str) -> str:
    return next((str(one) for one in properties.get(predicate, ()) if not isinstance(one, Literal)), "")


def _find_retirement(properties: Mapping[str, Sequence[Term]]) -> str:
    """Return the day of a resource's retirement, from headword's note about it; empty if it is in use."""
    notes = properties.get(SKOS + "historyNote", ()) if OWL + "deprecated" in properties else ()
    found = (_RETIRED_ON.fullmatch(note.value) for note in notes if isinstance(note, Literal))
    return next((match["day"] for match in found if match), "")


def with_published(site: Site, today: str) -> Site:
    """Return the site with a lock that also contains the resources in the output folder."""
    return add_published(site, read_published(site), today)


def read_published(site: Site) -> list[PublishedResource]:
    """Return the resources in the output folder of a site.

    An output folder that git ignores is local, and may contain the build of another branch, so it is not read.
    """
    output = site.project.output
    documents = list_documents(output)
    return list(read_resources(output, documents)) if documents and not is_ignored(output) else []


def list_subjects(site: Site, published: Iterable[PublishedResource], today: str) -> list[LockEntry]:
    """Return published subjects as lock entries, because a lock only contains retired subjects."""
    base, language = site.project.config.base, site.project.config.lang
    subjects = (one for one in published if one.document == SUBJECTS and not one.is_scheme)
    return [
        LockEntry(to_id(one.iri, base), SUBJECTS, (), one.find_label(language), today, labels=one.labels)
        for one in subjects
    ]


def add_published(site: Site, resources: Sequence[PublishedResource], today: str) -> Site:
    """Return the site with a lock that also contains these ``resources``."""
    entries = list(_make_entries(site, resources, today))
    if not entries:
        return site
    config = site.project.config
    current = {_find_key(one.entry, config): one.entry for one in list_ids(site, today).published}
    placed = (_set_place(entry, current.get(_find_key(entry, config))) for entry in entries)
    return with_lock(site, Lock((*site.lock.entries, *placed), site.lock.lines, exists=True))


def _find_key(entry: LockEntry, config: Config) -> tuple[str, bool]:
    """Return the IRI of an entry, and whether it is a scheme, whose id may be its path or its IRI."""
    return entry_iri(entry, config), entry.path is None


def _set_place(entry: LockEntry, now: LockEntry | None) -> LockEntry:
    """Return an entry with the current id for its IRI, and the current position of a heading with the same label.

    The output does not contain every position.
    """
    if now is None:
        return entry
    is_same = (now.page, now.label) == (entry.page, entry.label)
    return entry._replace(id=now.id, path=now.path if is_same else entry.path)


def _make_entries(site: Site, resources: Sequence[PublishedResource], today: str) -> Iterator[LockEntry]:
    config = site.project.config
    known = {_find_key(entry, config) for entry in site.lock.entries}
    by_iri = {one.iri: one for one in resources}
    documents: dict[str, list[PublishedResource]] = {}
    for one in resources:
        documents.setdefault(_find_document(one, config.base), []).append(one)
    for path, described in documents.items():
        # IRIs of a different base are written in the page, or a different config published them.
        if all(to_id(one.iri, config.base).startswith("<") for one in described):
            continue
        file = SUBJECTS if path == SUBJECTS else _find_file(site, path, described)
        for one in described:
            if (one.iri, one.is_scheme) not in known and (one.retired or not _is_no_page(path, site)):
                label = one.find_label(config.lang)
                names = None if one.is_scheme else tuple(_list_names(one, by_iri, config.lang))
                entry = LockEntry(_make_id(one, config.base), file, names, label, today)
                yield _retire_entry(entry, one, config.base) if one.retired else entry


def _find_document(one: PublishedResource, base: str) -> str:
    """Return the path of the document of a resource, before its retirement if it is retired."""
    if one.document != RETIRED:
        return one.document
    if one.scheme in ("", base.rstrip("/#")):
        return one.document if not one.is_scheme else to_id(one.iri, base)
    return to_id(one.scheme, base)


def _retire_entry(entry: LockEntry, one: PublishedResource, base: str) -> LockEntry:
    replaced_by = tuple(to_id(iri, base) for iri in one.replaced_by)
    return entry._replace(retired=one.retired, replaced_by=replaced_by, labels=() if one.is_scheme else one.labels)


def _is_no_page(path: str, site: Site) -> bool:
    """Return whether a document belongs to the site as a whole."""
    # The lock has no entry for the scheme of a folder without a page, but it has the concepts in it.
    return path in (RETIRED, SUBJECTS) or path in site.scheme_paths or quote_path(path) in site.lock.names


def _make_id(one: PublishedResource, base: str) -> str:
    if not one.is_scheme or one.document == RETIRED:
        return to_id(one.iri, base)
    return one.document if one.iri == base + quote_path(one.document) else f"<{one.iri}>"


def _list_names(one: PublishedResource, by_iri: Mapping[str, PublishedResource], language: str) -> list[str]:
    """Return the labels of the broader concepts of a resource in its document, top first."""
    names: list[str] = []
    seen = {one.iri}
    above = by_iri.get(one.above)
    while above is not None and above.document == one.document and above.iri not in seen:
        names.insert(0, above.find_label(language))
        seen.add(above.iri)
        above = by_iri.get(above.above)
    return names


def _find_file(site: Site, path: str, described: Sequence[PublishedResource]) -> str:
    """Return the file of the page of a document.

    If only a translation has this name, the original is gone, and its file is returned.
    """
    config = site.project.config
    file = next((file for file, name in site.listing.items() if name == path), None)
    if file is None:
        return f"{path}.md"
    language = site.files[file].language
    is_translated = any(is_in_range(tag, config.lang) for one in described for tag, _ in one.labels)
    return f"{path}.md" if is_translated and not is_in_default(language, config) else file
