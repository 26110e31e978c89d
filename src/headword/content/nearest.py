"""The labels that are nearest to an unknown value."""

from collections.abc import Iterable
from typing import NamedTuple

from headword.content.thesaurus import TermScope, Thesaurus, fold_label
from headword.core.suggest import NearText

_MOST = 3
_LOOKED_AT = 50
"""The number of near labels that are looked at: some are of other schemes, or of one concept."""


class NearLabel(NamedTuple):
    """A concept whose label is near a value, and the number of edits between the two."""

    concept: str
    distance: int


def find_nearest(text: str, scope: TermScope, thesaurus: Thesaurus) -> list[NearLabel]:
    """Return the nearest concepts in a scope, at most three."""
    groups = thesaurus.near_labels.find_closest(fold_label(text), _LOOKED_AT)
    return next(filter(None, (_choose(group, scope, thesaurus) for group in groups)), [])


def _choose(group: Iterable[NearText], scope: TermScope, thesaurus: Thesaurus) -> list[NearLabel]:
    found: dict[str, int] = {}
    for position, distance in group:
        concept = thesaurus.labels[position].concept
        if scope.holds(concept, thesaurus) and not thesaurus.concepts[concept].is_deprecated:
            found[concept] = min(distance, found.get(concept, distance))
    ordered = sorted(NearLabel(*one) for one in found.items())
    return sorted(ordered, key=lambda one: one.distance)[:_MOST]
