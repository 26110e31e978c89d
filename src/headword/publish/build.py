"""The files of a build, as paths and bytes: the documents, the catalogue, the context."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from headword.compiler.publication import NamedGraph, Publication, Statistics
from headword.project.config import Config
from headword.publish.catalog import state_catalog
from headword.rdf.graph import DocumentSubjects, LocatedGraph
from headword.rdf.graph_json import digest_graph
from headword.rdf.terms import RDF_TYPE
from headword.rdf.write.verified import FORMATS, SerializationContext, serialize


@dataclass(frozen=True)
class BuildPlan:
    """The plan of a build: the shared data of its documents, and its catalogue.

    Attributes:
        usage: the predicates and classes of all documents, and the order of resources.
        catalog: the catalogue with its facts.
        config: the config of the project.
    """

    usage: SerializationContext
    catalog: tuple[DocumentSubjects, LocatedGraph]
    config: Config

    @property
    def part(self) -> NamedGraph:
        """Return the graph of the catalogue, whose name is the base IRI."""
        _, facts = self.catalog
        return NamedGraph(self.config.base, lambda: digest_graph(facts), lambda: facts)

    def render(self, documents: Iterable[tuple[DocumentSubjects, LocatedGraph]]) -> Iterator[tuple[str, bytes]]:
        """Yield the files of these documents, each after the proof of its facts; the shared context comes first."""
        yield from serialize(documents, self.usage, self.config.formats, self.config.prefixes)


def list_downloads(publication: Publication, formats: Iterable[str]) -> list[str]:
    """Return the paths of the files of all documents in these formats."""
    endings = [FORMATS[name].ending for name in formats]
    return [f"{document.path}.{ending}" for document in publication.documents for ending in endings]


def describe_build(publication: Publication, survey: Statistics, config: Config, downloads: Sequence[str]) -> BuildPlan:
    """Return the plan of a build, whose documents are written one after the other.

    ``downloads`` are the paths of the files in the catalogue.
    """
    catalog, facts = state_catalog(config.base, publication, survey, downloads, config.site.sparql_endpoint)
    after = len(publication.rank)
    usage = SerializationContext(
        survey.predicates | {predicate for _, predicate, _ in facts},
        survey.classes.keys() | {str(value) for _, predicate, value in facts if predicate == RDF_TYPE},
        {**publication.rank, **{iri: after + number for number, iri in enumerate(catalog.subjects)}},
    )
    return BuildPlan(usage, (catalog, facts), config)


def render(publication: Publication, config: Config) -> Iterator[tuple[str, bytes]]:
    """Yield each file's path under the output folder and its bytes, after the proof that it has the facts.

    The documents are rendered one at a time, so that a large site need not be in memory as a whole.
    """
    vocabulary = describe_build(publication, publication.survey(), config, list_downloads(publication, config.formats))
    yield from vocabulary.render(chain(publication.each(), [vocabulary.catalog]))


def count_files(publication: Publication, config: Config) -> int:
    """Return the number of files that `render` yields."""
    return (len(publication.documents) + 1) * len(config.formats) + ("jsonld" in config.formats)
