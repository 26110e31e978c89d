"""The labels that are nearest to a value that is none."""

from typing import NamedTuple

from headword.content.thesaurus import TermScope, Thesaurus, fold_label

_MOST = 3
_SHARE = 0.34
"""How much of a value may be different at most."""


class NearLabel(NamedTuple):
    """A concept whose label is near a value, and the number of edits between the two."""

    concept: str
    distance: int


def find_nearest(text: str, scope: TermScope, thesaurus: Thesaurus) -> list[NearLabel]:
    """The nearest concepts in a scope, at most three: insertions, deletions, changes and swaps of signs are counted."""
    from rapidfuzz import process  # only an unknown value needs it, and every run would pay for it
    from rapidfuzz.distance import OSA

    folded = fold_label(text)
    limit = min(max(1, int(len(folded) * _SHARE)), len(folded) - 1)
    if limit < 1:
        return []
    found: dict[str, int] = {}
    near = process.extract(folded, thesaurus.folded, scorer=OSA.distance, processor=None, limit=50, score_cutoff=limit)
    for _, distance, index in near:
        label = thesaurus.labels[index]
        if scope.holds(label.concept, thesaurus) and not thesaurus.concepts[label.concept].is_deprecated:
            found[label.concept] = min(distance, found.get(label.concept, distance))
    ordered = sorted(NearLabel(*one) for one in found.items())
    return sorted(ordered, key=lambda one: one.distance)[:_MOST]
