"""Parsing RDF with the place of each triple and of each error, by syntax.

The parser gives triples but no places.  So each module here reads just enough
of its syntax to know at which part of a file the parser gives a triple.
"""

from collections.abc import Mapping

import pyoxigraph as ox

from headword.core.findings import Location
from headword.rdf.locate import jsonld, rdfxml, turtle
from headword.rdf.locate.pieces import parse_on, parse_pieces

Placed = tuple[ox.Quad | SyntaxError, Location]
"""A triple or an error, and its place."""


def parse_placed(
    data: bytes, syntax: ox.RdfFormat, base: str, path: str, contexts: Mapping[str, bytes], *, lenient: bool = False
) -> list[Placed]:
    """Return each triple and each error that the parser finds in ``data``, with its place.

    Args:
        data: the bytes of the file.
        syntax: what it is written in.
        base: what relative IRIs are resolved against.
        path: the path of its places.
        contexts: by their names, the contexts of JSON-LD that are not in the file.
        lenient: whether IRIs and language tags are given as they are written, right or wrong.
    """
    if syntax == ox.RdfFormat.RDF_XML:
        return rdfxml.parse_rdfxml(data, base, path, lenient=lenient)
    if syntax == ox.RdfFormat.JSON_LD:
        return jsonld.parse_jsonld(data, contexts, base, path, lenient=lenient)
    return _parse_turtle(data, syntax, base, path, lenient=lenient)


def _parse_turtle(data: bytes, syntax: ox.RdfFormat, base: str, path: str, *, lenient: bool) -> list[Placed]:
    found = list(parse_on(data, syntax, base, lenient=lenient))
    triples = [one for one in found if isinstance(one, ox.Quad)]
    if len(triples) == len(found):
        places = turtle.locate_turtle(data.decode("utf-8", "replace"), triples, path)
        if places is not None:
            return list(zip(triples, places, strict=True))
    # Slower, and a text is placed at the last token before the parser knows that it ends.
    pieces = list(turtle.cut(data.decode("utf-8", "surrogateescape"), path))
    parsed = [(one, pieces[number]) for one, number in parse_pieces(pieces, syntax, base, lenient=lenient)]
    errors: dict[int, SyntaxError] = {}
    for one, piece in parsed:
        if isinstance(one, SyntaxError):
            # What the parser finds in the rest of a statement comes of the first error.
            errors.setdefault(piece.owner, one)
    # Of a statement that has an error, half would say what the whole does not.
    whole = [(one, piece.place) for one, piece in parsed if isinstance(one, ox.Quad) and piece.owner not in errors]
    return [*whole, *((error, _place_of_error(error, path)) for error in errors.values())]


def _place_of_error(error: SyntaxError, path: str) -> Location:
    line, column = error.lineno or 1, error.offset or 0
    end = error.end_offset or 0
    return Location(path, line, column, end if error.end_lineno == line and end > column else 0)
