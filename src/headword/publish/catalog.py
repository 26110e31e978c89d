"""The description of a vocabulary: a DCAT and VoID dataset, its parts and its downloads."""

from collections.abc import Iterator, Sequence

from headword.compiler.meaning.state import state_metadata
from headword.compiler.publication import Publication, Statistics
from headword.core.findings import Location
from headword.project.rdf_files import CATALOG
from headword.rdf.graph import DocumentSubjects, LocatedGraph
from headword.rdf.terms import DCAT, DCTERMS, RDF_TYPE, SKOS, VOID, XSD, Literal, Triple, quote_path

MEDIA_TYPES = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
    "trig": "application/trig",
}
"""Media types by the endings of files."""


def state_catalog(
    iri: str, publication: Publication, survey: Statistics, downloads: Sequence[str], endpoint: str = ""
) -> tuple[DocumentSubjects, LocatedGraph]:
    """Return the document of the dataset ``iri``, and its triples.

    ``downloads`` are the paths of the files with the triples, including their endings. ``endpoint`` is the address of
    a SPARQL endpoint, empty if there is none.
    """
    metadata = publication.metadata(survey)
    place = Location(metadata.title.location.path)
    stated: LocatedGraph = dict(state_metadata(iri, metadata, place))
    for triple in _state_dataset(iri, survey):
        stated[triple] = place
    for scheme, declared in publication.schemes:
        stated[(iri, DCTERMS + "hasPart", scheme)] = declared
    if endpoint:
        stated[(iri, VOID + "sparqlEndpoint", endpoint)] = place
    for path in downloads:
        for triple in _state_download(iri, f"{iri}{quote_path(path)}", path.rpartition(".")[2]):
            stated[triple] = place
    subjects = dict.fromkeys(subject for subject, _, _ in stated)
    ordered = [iri, *(subject for subject in subjects if subject != iri)]
    return DocumentSubjects(CATALOG, tuple(ordered)), stated


def _state_dataset(iri: str, survey: Statistics) -> Iterator[Triple]:
    yield iri, RDF_TYPE, DCAT + "Dataset"
    yield iri, RDF_TYPE, VOID + "Dataset"
    yield iri, VOID + "vocabulary", SKOS.rstrip("#")
    yield iri, VOID + "uriSpace", Literal(iri)
    yield iri, VOID + "triples", _integer(survey.triples)
    yield iri, VOID + "entities", _integer(survey.entities)
    for language in sorted(survey.languages):
        yield iri, DCTERMS + "language", Literal(language)
    for name, count in sorted(survey.classes.items()):
        part = f"{iri}#{name.rsplit('#', 1)[-1].rsplit('/', 1)[-1]}"
        yield iri, VOID + "classPartition", part
        yield part, RDF_TYPE, VOID + "Dataset"
        yield part, VOID + "class", name
        yield part, VOID + "entities", _integer(count)


def _state_download(iri: str, file: str, ending: str) -> Iterator[Triple]:
    yield iri, DCAT + "distribution", file
    yield iri, VOID + "dataDump", file
    yield file, RDF_TYPE, DCAT + "Distribution"
    yield file, DCAT + "downloadURL", file
    yield file, DCAT + "mediaType", f"https://www.iana.org/assignments/media-types/{MEDIA_TYPES[ending]}"


def _integer(number: int) -> Literal:
    return Literal(str(number), "", XSD + "integer")
