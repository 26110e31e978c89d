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
        subjects: the beginnings of the IRIs of subjects, to which the top concepts of a page are mapped.
    """

    def __init__(self, facts: LocatedGraph, subjects: tuple[str, ...]) -> None:
        self._subjects = subjects
        self.triples = self.settle(facts)

    def change(self, removed: Iterable[Triple], added: Iterable[Triple]) -> None:
        """Expect the graph without some triples, and with others."""
        self.triples -= self.settle(removed)
        self.triples |= self.settle(added)

    def settle(self, triples: Iterable[Triple]) -> set[Triple]:
        """Return triples so that they can be compared."""
        broad, subjects = SKOS + "broadMatch", self._subjects
        return {one for one in _settle(triples) if one[1] != broad or not str(one[2]).startswith(subjects)}


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
    found = expected.settle(facts)
    differences = [
        *((True, one) for one in found - expected.triples),
        *((False, one) for one in expected.triples - found),
    ]
    for is_more, (subject, predicate, value) in sorted(differences, key=lambda one: (one[0], repr(one[1])))[:_MOST]:
        shown = f"{value.value!r}" if isinstance(value, Literal) else f"<{value}>"
        verb = "would get" if is_more else "would not have"
        iris = (subject, value) if isinstance(value, str) else (subject,)
        yield f"<{subject}> {verb} {compact(predicate)} {shown}", iris, predicate
