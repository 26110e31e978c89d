"""The documents of the site as a whole, and the IRIs that two documents share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from headword.compiler.meaning.site_metadata import scheme_metadata, subject_metadata
from headword.compiler.meaning.skos import (
    Document,
    SkosScheme,
)
from headword.compiler.meaning.subjects import PageSubjects, compile_subjects
from headword.compiler.naming.schemes import SITE, SUBJECTS, scheme_iri, separator, subject_scheme
from headword.core.findings import Located, Location, Observation
from headword.markdown.text import normalize
from headword.project.config import Config
from headword.project.forms import spell_name
from headword.project.project import PriorPaths

_RESERVED = {"catalog": "the catalogue", "context": "the JSON-LD context"}
"""Names of headword's own files: a page cannot be published under them."""


def site_documents(
    folders: Mapping[str, Location], subjects: Sequence[PageSubjects], config: Config, prior: PriorPaths
) -> Iterator[Document]:
    """Yield the documents of the subject scheme and of the schemes of ``folders``, each with its first location.

    An empty folder means the site as a whole.
    """
    iri = subject_scheme(config)
    concepts = compile_subjects(subjects, iri, separator(config), config.shape.nesting)
    if concepts:
        scheme = SkosScheme(iri, concepts[0].location, subject_metadata(config, concepts[0].location, prior))
        yield Document(SUBJECTS, (scheme,), tuple(concepts))
    for folder, place in folders.items():
        metadata = scheme_metadata(config, folder, prior)
        if folder:
            metadata = replace(metadata, title=Located(spell_name(folder.rpartition("/")[2]), place))
        yield Document(folder or SITE, (SkosScheme(scheme_iri(folder, config), place, metadata),), ())


def declare_subjects(document: Document, config: Config, prior: PriorPaths) -> Document:
    """Return a document of retired concepts with the subject scheme added, if it contains subjects."""
    iri = subject_scheme(config)
    place = next((one.location for one in document.resources if one.scheme == iri), None)
    if place is None:
        return document
    scheme = SkosScheme(iri, place, subject_metadata(config, place, prior), retired=True)
    return replace(document, schemes=(*document.schemes, scheme))


def check_paths(pages: Iterable[tuple[str, Location]], of_site: Iterable[str]) -> Iterator[Observation]:
    """Yield an observation for each path that two documents share, ignoring case and normalization of Unicode.

    Some file systems do not distinguish them. ``pages`` are paths and first locations of the documents of pages,
    ``of_site`` the paths of the documents of the site as a whole.
    """
    taken = {**_RESERVED, **{path: f"the document {path} of the site" for path in of_site}}
    for path, place in sorted(pages):
        folded = normalize(path).casefold()
        other = taken.get(folded)
        if other is not None:
            yield Observation("same-iri", place, f"this page would be published as {path!r}, and so is {other}")
        taken.setdefault(folded, place.path)


def check_iris(resources: Iterable[tuple[str, Location]]) -> Iterator[Observation]:
    """Yield an observation for each resource whose IRI another resource has already."""
    known: dict[str, Location] = {}
    for iri, place in resources:
        if iri in known:
            yield Observation("same-iri", place, f"<{iri}> is already the IRI of the resource at {known[iri]}", iri)
        known.setdefault(iri, place)
