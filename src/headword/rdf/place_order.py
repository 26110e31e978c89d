"""The order of places and triples: that of pages and lines means something, that of triples in RDF nothing."""

from functools import cache
from pathlib import PurePath

from headword.core.findings import Location
from headword.rdf.graph import LocatedGraph
from headword.rdf.parse import FORMATS
from headword.rdf.terms import Term, Triple


def order_of(place: Location) -> Location:
    """Return a key for putting what stands at places in order; in RDF all places are alike, and come last.

    So the same graph gives the same findings, in whatever order and syntax it is written.
    """
    return _LAST if _is_rdf(place.path) else place


_LAST = Location("\U0010ffff")


@cache
def _is_rdf(path: str) -> bool:
    return PurePath(path).suffix.lower() in FORMATS


def order_facts(facts: LocatedGraph, language: str) -> LocatedGraph:
    """Return the same facts in an order that is not theirs; of texts, those in ``language`` come first."""

    def key(triple: Triple) -> tuple[str, str, bool, bool, Term]:
        subject, predicate, value = triple
        if isinstance(value, str):
            return subject, predicate, False, False, value
        return subject, predicate, True, value.language.lower() != language.lower(), value

    return {triple: facts[triple] for triple in sorted(facts, key=key)}
