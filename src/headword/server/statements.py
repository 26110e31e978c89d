"""What is said of each resource of a snapshot, found by its IRI."""

from headword.server.snapshot import ServedVocabulary
from headword.site.details import ResourceDetails, read_details
from headword.site.summaries import Properties, group_facts


class ResourceStatements:
    """All that is said, by subject.

    Args:
        snapshot: that it is said in.
    """

    def __init__(self, snapshot: ServedVocabulary) -> None:
        self._atlas = snapshot.atlas
        self._described = dict(group_facts(snapshot.facts))

    def of(self, iri: str) -> Properties:
        """What is said of a resource: nothing if it is not known."""
        return self._described.get(iri, {})

    def entry(self, iri: str) -> ResourceDetails | None:
        """The entry of a concept, a scheme or a collection, if it is one."""
        card = self._atlas.cards.get(iri)
        return read_details(card, self.of(iri), self._atlas.rank) if card is not None else None
