"""The statements about each resource of a snapshot, by its IRI."""

from headword.server.snapshot import ServedVocabulary
from headword.site.details import ResourceDetails, read_details
from headword.site.summaries import Properties, group_facts


class ResourceStatements:
    """All statements of a snapshot, by subject.

    Args:
        snapshot: the snapshot.
    """

    def __init__(self, snapshot: ServedVocabulary) -> None:
        self._atlas = snapshot.atlas
        self._described = dict(group_facts(snapshot.facts))

    def of(self, iri: str) -> Properties:
        """Return the properties of a resource; empty if it is not known."""
        return self._described.get(iri, {})

    def entry(self, iri: str) -> ResourceDetails | None:
        """Return the details of a concept, a scheme or a collection; None for any other IRI."""
        card = self._atlas.cards.get(iri)
        return read_details(card, self.of(iri), self._atlas.rank) if card is not None else None
