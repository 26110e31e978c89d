"""The snapshot that is served: a built site, and the vocabulary that it was built from.

A snapshot is complete before it is served, and never changes: each answer is from one snapshot.
"""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from headword.project.config import Config
from headword.rdf.graph import LocatedGraph
from headword.rdf.graph_json import decode_graph, encode_graph
from headword.site.locales import Locale
from headword.site.resource_index import ResourceIndex
from headword.site.skosmos.service import SkosmosService


@dataclass(frozen=True)
class ServedVocabulary:
    """A built site, and the vocabulary that it was built from.

    Attributes:
        number: the number of the build, from 1.
        folder: the files of the site.
        config: the config of the project.
        atlas: every resource, with its address.
        readers: the languages of the site, the default first.
        graphs: the triples of each document, packed.
        uses: the number of pages of the content that name each concept.
    """

    number: int
    folder: Path
    config: Config
    atlas: ResourceIndex
    readers: tuple[Locale, ...]
    graphs: tuple[bytes, ...]
    uses: Mapping[str, int]

    @property
    def facts(self) -> LocatedGraph:
        """Return all triples, unpacked for indexes of them, which are made when a client first needs them."""
        return {triple: place for graph in self.graphs for triple, place in _unpack(graph).items()}

    @cached_property
    def desk(self) -> SkosmosService:
        """Return the service that answers clients of Skosmos."""
        return SkosmosService(self.atlas, self.config)


def pack_graphs(graphs: Iterable[LocatedGraph]) -> tuple[bytes, ...]:
    """Return each graph in the form in which a snapshot keeps it, in a fiftieth of the memory."""
    return tuple(zlib.compress(encode_graph(graph).encode(), 1) for graph in graphs)


def _unpack(graph: bytes) -> LocatedGraph:
    return decode_graph(zlib.decompress(graph).decode())
