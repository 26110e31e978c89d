"""The proof of edits: the compiled pages have the graph that the sheet asks for, and no other difference."""

from collections.abc import Iterable, Iterator

from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import DCTERMS, RDFS, SKOS, Literal, Triple, compact

_DERIVED = frozenset({
    SKOS + "hasTopConcept", SKOS + "topConceptOf", DCTERMS + "created", DCTERMS + "modified", RDFS + "isDefinedBy",
})  # fmt: skip
"""Properties that follow from the outline, or from the history of the files."""
_TURNED = {SKOS + "narrower": SKOS + "broader", SKOS + "narrowMatch": SKOS + "broadMatch"}
_SYMMETRIC = frozenset(SKOS + name for name in ("related", "relatedMatch", "exactMatch", "closeMatch"))
_MOST = 20
"""The number of surprises that are shown."""


class ExpectedGraph:
    """The graph that pages must have after an edit.

    Args:
        facts: the graph before.
    """

    def __init__(self, facts: LocatedGraph) -> None:
        self.triples = set(_settle(facts))

    def change(self, removed: Iterable[Triple], added: Iterable[Triple]) -> None:
        """Expect the graph without some triples, and with others."""
        self.triples.difference_update(_settle(removed))
        self.triples.update(_settle(added))


def _settle(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Each relation in one direction only, without what follows from others."""
    for triple in triples:
        subject, predicate, value = triple
        if predicate in _DERIVED:
            continue
        if isinstance(value, str):
            if predicate in _TURNED:
                yield (value, _TURNED[predicate], subject)
                continue
            if predicate in _SYMMETRIC and value < subject:
                yield (value, predicate, subject)
                continue
        yield triple


def find_surprises(expected: ExpectedGraph, facts: LocatedGraph) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield a sentence for each difference, with the resources and the predicate that it is about."""
    found = set(_settle(facts))
    differences = [
        *((True, one) for one in found - expected.triples),
        *((False, one) for one in expected.triples - found),
    ]
    for is_more, (subject, predicate, value) in sorted(differences, key=lambda one: (one[0], repr(one[1])))[:_MOST]:
        shown = f"{value.value!r}" if isinstance(value, Literal) else f"<{value}>"
        verb = "would get" if is_more else "would not have"
        iris = (subject, value) if isinstance(value, str) else (subject,)
        yield f"<{subject}> {verb} {compact(predicate)} {shown}", iris, predicate
