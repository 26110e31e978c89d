"""The parser of a file in pieces, which shows the piece at which each triple and each error appears."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from headword.core.findings import Location

MOST_ERRORS = 20
"""The maximum number of errors in a file, because a parser may find an infinite number."""


class Piece(NamedTuple):
    """A part of a file, which may complete a statement.

    Attributes:
        data: the bytes for the parser.
        place: the location of the statement that the piece completes.
        owner: the number of the statement or object that contains the piece.
        types: the locations of the types of an object, whose triples follow as soon as the subject is known.
    """

    data: bytes
    place: Location
    owner: int = 0
    types: tuple[Location, ...] = ()


class _PieceReader:
    """A binary file that returns one piece per read, or the rest of a piece that is longer than the requested size."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._next = 0
        self._rest = b""

    @property
    def current(self) -> int:
        """Return the number of the last piece that was read."""
        return max(self._next - 1, 0)

    def read(self, size: int = -1) -> bytes:
        # An empty result would mean the end of the file.
        while not self._rest and self._next < len(self._pieces):
            self._rest = self._pieces[self._next].data
            self._next += 1
        given = self._rest if size < 0 else self._rest[:size]
        self._rest = self._rest[len(given) :]
        return given


def parse_pieces(
    pieces: Sequence[Piece], syntax: ox.RdfFormat, base: str, *, lenient: bool = False
) -> Iterator[tuple[ox.Quad | SyntaxError, int]]:
    """Yield the results of the parser, each with the number of the piece at which it appears.

    With ``lenient``, the parser returns IRIs and language tags as written.
    """
    if not pieces:
        return
    reader = _PieceReader(pieces)
    for found in parse_on(reader, syntax, base, lenient=lenient):
        yield found, reader.current


def parse_on(
    data: bytes | _PieceReader, syntax: ox.RdfFormat, base: str, *, lenient: bool = False
) -> Iterator[ox.Quad | SyntaxError]:
    """Yield the results of the parser, including errors, after which it continues if possible."""
    # The parser accepts any object with a method `read`.
    parsed = iter(ox.parse(data, format=syntax, base_iri=base, lenient=lenient))  # type: ignore[arg-type]
    errors = 0
    while errors < MOST_ERRORS:
        try:
            yield next(parsed)
        except StopIteration:
            return
        except SyntaxError as error:
            errors += 1
            yield error
