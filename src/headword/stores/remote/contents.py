"""The contents of a store: a named graph for each scheme, with the IRI of the scheme."""

import contextlib
import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple, Self

from headword.compiler.meaning.retired import RETIRED
from headword.compiler.publication import Publication
from headword.core.errors import HeadwordError
from headword.project.config import Config
from headword.publish.build import describe_build, list_downloads
from headword.rdf.graph import DocumentSubjects, LocatedGraph
from headword.rdf.terms import SKOS
from headword.rdf.write.verified import serialize

_IN_SCHEME = SKOS + "inScheme"


class GraphDigest(NamedTuple):
    """A graph: its name, the digest of its triples, and their number."""

    iri: str
    digest: str
    triples: int


class Contents:
    """The graphs of a vocabulary. Their triples are in a file, so that only one graph is in memory.

    Attributes:
        graphs: each graph by its IRI, in the order of the documents.
    """

    def __init__(self, publication: Publication, config: Config) -> None:
        with _on_disk():
            self._file = tempfile.TemporaryFile(prefix="headword-")  # noqa: SIM115 open as long as this is
        self._places: dict[str, list[tuple[int, int]]] = {}
        vocabulary = describe_build(
            publication, publication.survey(), config, list_downloads(publication, config.formats)
        )
        schemes = frozenset(iri for iri, _ in publication.schemes)
        names: list[str] = []

        def named() -> Iterator[tuple[DocumentSubjects, LocatedGraph]]:
            for graph, (document, facts) in zip(publication.graphs, publication.each(), strict=True):
                names.append(name_graph(graph, document, facts, schemes))
                yield document, facts
            names.append(config.base)
            yield vocabulary.catalog

        for number, (_, data) in enumerate(serialize(named(), vocabulary.usage, ("ntriples",), config.prefixes)):
            with _on_disk():
                self._places.setdefault(names[number], []).append((self._file.tell(), len(data)))
                self._file.write(data)
        # Once for each graph, not for each document, because a graph may have thousands of documents.
        self.graphs = {iri: self._measure(iri) for iri in self._places}

    def _measure(self, iri: str) -> GraphDigest:
        lines = self.read(iri).splitlines(keepends=True)
        return GraphDigest(iri, digest_lines(lines), len(lines))

    def read(self, iri: str) -> bytes:
        """Return the triples of a graph, in N-Triples."""
        parts = []
        with _on_disk():
            for place, size in self._places[iri]:
                self._file.seek(place)
                parts.append(self._file.read(size))
        if len(parts) == 1:
            return parts[0]
        return b"".join(dict.fromkeys(chain.from_iterable(part.splitlines(keepends=True) for part in parts)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        # A failed write would fail again.
        with contextlib.suppress(OSError):
            self._file.close()


@contextlib.contextmanager
def _on_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"the triples to send cannot be written to a temporary file: {error.strerror or error}"
        raise HeadwordError(message, hint="name a folder with more space in TMPDIR") from error


def digest_lines(lines: Iterable[bytes]) -> str:
    """Return a digest of lines of N-Triples that does not depend on their order."""
    hashed = hashlib.sha256()
    for line in sorted(lines):
        hashed.update(line)
    return f"sha256-{hashed.hexdigest()}"


def name_graph(graph: str, document: DocumentSubjects, facts: LocatedGraph, schemes: frozenset[str]) -> str:
    """Return the name of the graph of a document.

    It is its own ``graph``. For a page without a scheme that continues a different page, it is the graph of that page.
    Retired concepts have their own graph.
    """
    if document.path == RETIRED or not schemes.isdisjoint(document.subjects):
        return graph
    schemes_of_document = {str(value) for _, predicate, value in facts if predicate == _IN_SCHEME}
    return schemes_of_document.pop() if len(schemes_of_document) == 1 and schemes_of_document <= schemes else graph
