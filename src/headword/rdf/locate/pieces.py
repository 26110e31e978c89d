"""Parsing a file piece by piece, to see at which piece the parser gives each triple and each error."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from headword.core.findings import Location

MOST_ERRORS = 20
"""After that many errors a file is not read on: a parser may find them for ever."""


class Piece(NamedTuple):
    """A part of a file that completes a statement, or nothing.

    Attributes:
        data: the bytes that the parser is given.
        place: where the statement stands that the piece completes.
        owner: the number of the statement or object that the piece belongs to.
        types: where the types of an object stand, which the parser gives as soon as it knows the subject.
    """

    data: bytes
    place: Location
    owner: int = 0
    types: tuple[Location, ...] = ()


class _PieceReader:
    """A binary file of which every read gives one piece, or the rest of one that is longer than was asked for."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._next = 0
        self._rest = b""

    @property
    def current(self) -> int:
        """The number of the piece that was read last."""
        return max(self._next - 1, 0)

    def read(self, size: int = -1) -> bytes:
        # An empty answer would be the end of the file.
        while not self._rest and self._next < len(self._pieces):
            self._rest = self._pieces[self._next].data
            self._next += 1
        given = self._rest if size < 0 else self._rest[:size]
        self._rest = self._rest[len(given) :]
        return given


def parse_pieces(
    pieces: Sequence[Piece], syntax: ox.RdfFormat, base: str, *, lenient: bool = False
) -> Iterator[tuple[ox.Quad | SyntaxError, int]]:
    """Yield what the parser finds, each with the number of the piece at which it comes up.

    ``lenient`` is the parser's: IRIs and language tags are given as they are written.
    """
    if not pieces:
        return
    reader = _PieceReader(pieces)
    for found in parse_on(reader, syntax, base, lenient=lenient):
        yield found, reader.current


def parse_on(
    data: bytes | _PieceReader, syntax: ox.RdfFormat, base: str, *, lenient: bool = False
) -> Iterator[ox.Quad | SyntaxError]:
    """Yield what the parser finds, errors among it, after which it goes on where it can."""
    # The parser takes whatever has a method `read`.
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
