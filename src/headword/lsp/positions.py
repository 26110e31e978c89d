"""Places as the Language Server Protocol counts them, and back.

Our columns count code points from 1; the protocol's count from 0 the units of the encoding that editor and server
agreed on, UTF-16 unless they say otherwise (LSP 3.17, "Position encoding").
"""

from collections.abc import Sequence

from lsprotocol.types import Position, Range
from pygls.workspace import PositionCodec

from headword.core.findings import Location


def to_range(place: Location, lines: Sequence[str], codec: PositionCodec) -> Range:
    """Return the range of a place: all text of the line if it has no column, the first line if it has no line."""
    number = min(max(place.line, 1), max(len(lines), 1))
    line = lines[number - 1] if lines else ""
    if not place.column or place.line != number:
        start, end = len(line) - len(line.lstrip()), len(line.rstrip())
    else:
        start, end = place.column - 1, max(place.end_column, place.column) - 1
    return Range(to_position(number - 1, start, line, codec), to_position(number - 1, end, line, codec))


def to_position(number: int, offset: int, line: str, codec: PositionCodec) -> Position:
    """Return the position after so many characters of a line."""
    return Position(number, codec.client_num_units(line[:offset]))


def to_offset(position: Position, line: str, codec: PositionCodec) -> int:
    """Return the number of characters of a line before a position; all of them if the position is after its end."""
    units = 0
    for offset, char in enumerate(line):
        if units >= position.character:
            return offset
        units += codec.client_num_units(char)
    return len(line)
