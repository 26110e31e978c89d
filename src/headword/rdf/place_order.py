"""The order of locations and triples: the order of lines in pages has a meaning, that of triples in RDF has none."""

from collections import defaultdict
from functools import cache, partial
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
    # Sorting the few triples of each subject takes less memory than sorting all.
    by_subject: defaultdict[str, list[Triple]] = defaultdict(list)
    for triple in facts:
        by_subject[triple[0]].append(triple)
    key = partial(_order_in_subject, language=language.lower())
    return {triple: facts[triple] for one in sorted(by_subject) for triple in sorted(by_subject[one], key=key)}


def _order_in_subject(triple: Triple, language: str) -> tuple[str, bool, bool, Term]:
    _, predicate, value = triple
    if isinstance(value, str):
        return predicate, False, False, value
    return predicate, True, value.language.lower() != language, value
