"""Where each triple of an RDF file stands, by syntax.

The parser tells triples but no places, so each module here reads just enough of
its syntax to tell places.  What it tells is held against the triples before it
is believed: a place is right or it is not given.
"""

from collections.abc import Sequence

from headword.core.findings import Location
from headword.rdf.locate import jsonld, rdfxml, turtle
from headword.rdf.terms import Triple

_OF_TURTLE = frozenset({"ttl", "trig", "nt", "nq"})


def find_places(data: bytes, ending: str, triples: Sequence[Triple], base: str, path: str) -> Sequence[Location]:
    """The place of each of ``triples``, which the parser told of ``data`` in this order; at least the path.

    ``base`` is what relative IRIs are resolved against.
    """
    places = None
    if ending in _OF_TURTLE:
        places = turtle.locate_turtle(data.decode("utf-8", "replace"), triples, path)
    elif ending == "rdf":
        places = rdfxml.locate_rdfxml(data, triples, base, path)
    elif ending == "jsonld":
        places = jsonld.locate_jsonld(data.decode("utf-8", "replace"), triples, path)
    return places if places is not None else [Location(path)] * len(triples)
