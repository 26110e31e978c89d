"""What is served at one moment: a built site, and the vocabulary that it was built from.

It is made whole before anybody sees it, and never changed: an answer is from one snapshot.
"""

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
    """A built site, and what it was built from.

    Attributes:
        number: of the build, from 1 on.
        folder: the files of the site.
        config: the project's.
        atlas: every resource, with its address.
        readers: the languages of the site, the default first.
        facts: all that is said.
    """

    number: int
    folder: Path
    config: Config
    atlas: ResourceIndex
    readers: tuple[Locale, ...]
    facts: LocatedGraph

    @cached_property
    def desk(self) -> SkosmosService:
        """Who answers clients of Skosmos."""
        return SkosmosService(self.atlas, self.config)
