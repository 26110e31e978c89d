"""The order of locations and triples: the order of lines in pages has a meaning, that of triples in RDF has none."""

from functools import cache
from pathlib import PurePath

from headword.core.findings import Location
from headword.rdf.graph import LocatedGraph
from headword.rdf.parse import FORMATS
from headword.rdf.terms import Term, Triple


def order_of(place: Location) -> Location:
    """Return the sort key of a location; all locations in RDF are equal, and come last.

    So the same graph gives the same findings in any order and syntax.
    """
    return _LAST if _is_rdf(place.path) else place


_LAST = Location("\U0010ffff")


@cache
def _is_rdf(path: str) -> bool:
    return PurePath(path).suffix.lower() in FORMATS


def order_facts(facts: LocatedGraph, language: str) -> LocatedGraph:
    """Return the same facts in an order independent of their source; texts in ``language`` come first."""

    def key(triple: Triple) -> tuple[str, str, bool, bool, Term]:
        subject, predicate, value = triple
        if isinstance(value, str):
            return subject, predicate, False, False, value
        return subject, predicate, True, value.language.lower() != language.lower(), value

    return {triple: facts[triple] for triple in sorted(facts, key=key)}
