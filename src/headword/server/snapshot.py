"""The snapshot that is served: a built site, and the vocabulary that it was built from.

A snapshot is complete before it is served, and never changes: each answer is from one snapshot.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from headword.project.config import Config
from headword.rdf.graph import LocatedGraph
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
        facts: all triples.
        uses: the number of pages of the content that name each concept.
    """

    number: int
    folder: Path
    config: Config
    atlas: ResourceIndex
    readers: tuple[Locale, ...]
    facts: LocatedGraph
    uses: Mapping[str, int]

    @cached_property
    def desk(self) -> SkosmosService:
        """Return the service that answers clients of Skosmos."""
        return SkosmosService(self.atlas, self.config)
