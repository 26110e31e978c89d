"""The parsers of RDF with the location of each triple and of each error, by syntax.

The parser library returns triples without locations. Each module reads enough of its syntax to know the part of the
file at which the parser returns a triple.
"""

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from headword.core.findings import Location
from headword.rdf.locate import turtle
from headword.rdf.locate.pieces import parse_on, parse_pieces
from headword.rdf.locate.turtle import UnlocatedError

__all__ = ["Placed", "UnlocatedError", "parse_placed", "stream_placed"]

Placed = tuple[ox.Quad | SyntaxError, Location]
"""A triple or an error, with its location."""


def parse_placed(
    data: bytes, syntax: ox.RdfFormat, base: str, path: str, contexts: Mapping[str, bytes], *, lenient: bool = False
) -> list[Placed]:
    """Return each triple and each error that the parser finds in ``data``, with its location.

    Args:
        data: the bytes of the file.
        syntax: the syntax of the file.
        base: the base for relative IRIs.
        path: the path of the locations.
        contexts: by their names, the JSON-LD contexts that are not in the file.
        lenient: whether IRIs and language tags are returned as written, even if they are invalid.
    """
    if syntax == ox.RdfFormat.RDF_XML:
        from headword.rdf.locate import rdfxml

        return rdfxml.parse_rdfxml(data, base, path, lenient=lenient)
    if syntax == ox.RdfFormat.JSON_LD:
        from headword.rdf.locate import jsonld

        return jsonld.parse_jsonld(data, contexts, base, path, lenient=lenient)
    return _parse_turtle(data, syntax, base, path, lenient=lenient)


def stream_placed(data: bytes, syntax: ox.RdfFormat, base: str, path: str) -> Iterator[tuple[ox.Quad, Location]]:
    """Yield each triple with its location while the parser reads, which takes a third of the memory of `parse_placed`.

    Raises:
        SyntaxError: ``data`` has a mistake.
        UnlocatedError: the locations of the triples are not known.
    """
    if syntax in (ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD):
        raise UnlocatedError
    triples = ox.parse(data, format=syntax, base_iri=base)
    yield from turtle.locate_turtle(data.decode("utf-8", "replace"), triples, path)


def _parse_turtle(data: bytes, syntax: ox.RdfFormat, base: str, path: str, *, lenient: bool) -> list[Placed]:
    found = list(parse_on(data, syntax, base, lenient=lenient))
    triples = [one for one in found if isinstance(one, ox.Quad)]
    if len(triples) == len(found):
        try:
            return list(turtle.locate_turtle(data.decode("utf-8", "replace"), triples, path))
        except UnlocatedError:
            pass
    # This is slower, and a literal gets the location of the last token before the parser knows its end.
    pieces = list(turtle.cut(data.decode("utf-8", "surrogateescape"), path))
    parsed = [(one, pieces[number]) for one, number in parse_pieces(pieces, syntax, base, lenient=lenient)]
    errors: dict[int, SyntaxError] = {}
    for one, piece in parsed:
        if isinstance(one, SyntaxError):
            # The first error of a statement causes the later ones.
            errors.setdefault(piece.owner, one)
    # A part of a statement with an error could have another meaning than the whole statement.
    whole = [(one, piece.place) for one, piece in parsed if isinstance(one, ox.Quad) and piece.owner not in errors]
    return [*whole, *((error, _place_of_error(error, path)) for error in errors.values())]


def _place_of_error(error: SyntaxError, path: str) -> Location:
    line, column = error.lineno or 1, error.offset or 0
    end = error.end_offset or 0
    return Location(path, line, column, end if error.end_lineno == line and end > column else 0)
