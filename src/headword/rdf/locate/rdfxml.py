"""RDF/XML in pieces, one for each tag: the parser returns a statement at the tag that completes it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple
from xml.parsers import expat

import pyoxigraph as ox

from headword.core.findings import Location
from headword.rdf.locate.pieces import MOST_ERRORS, Piece, parse_on, parse_pieces

_Placed = tuple[ox.Quad | SyntaxError, Location]


def parse_rdfxml(data: bytes, base: str, path: str, *, lenient: bool = False) -> list[_Placed]:
    """Return the results of the parser with their locations; after an error, without the statement that has it.

    The parser itself misreads the text after an error, and accepts a truncated file.
    """
    try:
        _refuse_nested_entities(data)
    except SyntaxError as bomb:
        return [(bomb, Location(path, bomb.lineno or 1))]
    errors: list[_Placed] = []
    left: bytes | None = data
    found: list[_Placed] = []
    while left is not None and len(errors) < MOST_ERRORS:
        current = left
        scanned = _scan(current)
        found, error, left = _parse_until_error(scanned, base, path, lenient=lenient)
        if error is not None:
            errors.append(error)
        elif scanned.error is not None:
            line, column = scanned.error.lineno or 1, scanned.error.offset or 0
            errors.append((_explain(scanned.error, current, base), Location(path, line, column)))
    return [*found, *errors]


_ILL_FORMED = "ill-formed document: "


def _explain(error: SyntaxError, data: bytes, base: str) -> SyntaxError:
    """Return the error with the message of the RDF parser, which names both tags if they do not match."""
    found = next((one for one in parse_on(data, ox.RdfFormat.RDF_XML, base) if isinstance(one, SyntaxError)), None)
    is_same = found is not None and found.msg.startswith(_ILL_FORMED)
    return SyntaxError(f"{error.msg}: {found.msg.removeprefix(_ILL_FORMED)}") if found and is_same else error


def _parse_until_error(
    scanned: "_Scan", base: str, path: str, *, lenient: bool
) -> tuple[list[_Placed], _Placed | None, bytes | None]:
    """Return the results before the first error, the error, and the data for the next attempt."""
    pieces = list(_cut(scanned, path))
    found: list[_Placed] = []
    for one, number in parse_pieces(pieces, ox.RdfFormat.RDF_XML, base, lenient=lenient):
        if isinstance(one, SyntaxError):
            offset = sum(len(piece.data) for piece in pieces[:number])
            return found, (one, pieces[number].place), _blank_statement(scanned, offset)
        found.append((one, pieces[number].place))
    return found, None, None


_NESTED_ENTITY = re.compile(rb"<!ENTITY\s+[^>]*[\"'][^\"'>]*&[A-Za-z_]")
"""An entity whose value uses another one: a few lines of these expand to gigabytes."""


def refuse_broken_xml(data: bytes) -> None:
    """Check that a file is complete XML, because the RDF parser does not.

    Raises:
        SyntaxError: it is not XML, or its entities would expand without end; with line and column.
    """
    _refuse_nested_entities(data)
    try:
        expat.ParserCreate().Parse(data, True)
    except expat.ExpatError as error:
        raise _to_syntax_error(error) from error


def _refuse_nested_entities(data: bytes) -> None:
    found = _NESTED_ENTITY.search(data)
    if found is not None:
        line = data.count(b"\n", 0, found.start()) + 1
        raise SyntaxError("entities that are declared by other entities are not read", ("", line, 1, ""))


def _to_syntax_error(error: expat.ExpatError) -> SyntaxError:
    return SyntaxError(expat.ErrorString(error.code), ("", error.lineno, error.offset + 1, ""))


class _NodeKind(Enum):
    START = auto()
    END = auto()
    TEXT = auto()
    OTHER = auto()


class _Event(NamedTuple):
    """An event at a byte, with a 1-based line and column."""

    kind: _NodeKind
    offset: int
    line: int
    column: int
    is_root: bool = False
    """Whether the element is ``rdf:RDF``, which is not a statement."""


@dataclass(frozen=True, slots=True)
class _Scan:
    """The events that expat finds in a file, up to the first XML error.

    Attributes:
        data: the bytes before the error.
        events: the events in order.
        error: the error with its line and column; None if the file is XML.
    """

    data: bytes
    events: Sequence[_Event]
    error: SyntaxError | None

    @property
    def spans(self) -> Iterator[tuple[_Event, int]]:
        """Return each event with the offset of the next one."""
        ends = [one.offset for one in self.events[1:]]
        return zip(self.events, [*ends, len(self.data)], strict=False)


def _scan(data: bytes) -> _Scan:
    """Find tags and texts."""
    events: list[_Event] = []
    parser = expat.ParserCreate()

    def note(kind: _NodeKind, *, is_root: bool = False) -> None:
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        events.append(_Event(kind, parser.CurrentByteIndex, line, column, is_root))

    parser.StartElementHandler = lambda name, _: note(_NodeKind.START, is_root=name.rpartition(":")[2] == "RDF")
    parser.EndElementHandler = lambda _: note(_NodeKind.END)
    parser.CharacterDataHandler = lambda text: note(_NodeKind.OTHER if text.isspace() else _NodeKind.TEXT)
    # Unlike the other default handler, this one expands entities.
    parser.DefaultHandlerExpand = lambda _: note(_NodeKind.OTHER)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as failure:
        whole = _list_whole(events)
        end = events[len(whole)].offset if len(whole) < len(events) else max(parser.ErrorByteIndex, 0)
        return _Scan(data[:end], whole, _to_syntax_error(failure))
    return _Scan(data, events, None)


def _list_whole(events: Sequence[_Event]) -> Sequence[_Event]:
    """Return the events without those of the unclosed resource."""
    opened: list[int] = []
    for number, event in enumerate(events):
        if event.kind is _NodeKind.START:
            opened.append(number)
        elif event.kind is _NodeKind.END:
            opened.pop()
    roots = sum(events[number].is_root for number in opened[:1])
    return events[: opened[roots]] if len(opened) > roots else events


class _Element:
    """An open element: the location of its tag, and of its text if it has no children."""

    def __init__(self, place: Location) -> None:
        self.place = place
        self.text: Location | None = None
        self.has_children = False

    @property
    def location(self) -> Location:
        return self.text if self.text is not None and not self.has_children else self.place


def _cut(scanned: _Scan, path: str) -> Iterator[Piece]:
    data, events = scanned.data, scanned.events
    yield Piece(data[: events[0].offset] if events else data, Location(path, 1))
    open_elements: list[_Element] = []
    for event, end in scanned.spans:
        part = data[event.offset : end]
        place = _locate(event, part, path)
        if event.kind is _NodeKind.START:
            if open_elements:
                open_elements[-1].has_children = True
            open_elements.append(_Element(place))
        elif event.kind is _NodeKind.END:
            place = open_elements.pop().location
        elif open_elements:
            if event.kind is _NodeKind.TEXT and open_elements[-1].text is None:
                open_elements[-1].text = place
            place = open_elements[-1].place
        yield Piece(part, place)


def _locate(event: _Event, part: bytes, path: str) -> Location:
    """Return the location of a part without the white space around it; only its first line."""
    text = part.decode("utf-8", "replace")
    first = (text.lstrip(" \t").splitlines() or [""])[0].rstrip()
    column = event.column + len(text) - len(text.lstrip(" \t"))
    return Location(path, event.line, column, column + len(first))


def _blank_statement(scanned: _Scan, offset: int) -> bytes | None:
    """Return the data with the statement around a byte replaced by spaces; None if that is everything.

    Line breaks are kept. The statement is the property that contains the byte, otherwise the resource.
    """
    deepest = 2 if any(event.is_root for event in scanned.events) else 1
    opened: list[int] = []
    for event, end in scanned.spans:
        if event.kind is _NodeKind.START:
            opened.append(event.offset)
        elif event.kind is _NodeKind.END:
            start = opened.pop()
            # The first element that closes around the byte is the innermost one.
            if start <= offset < end and 1 <= len(opened) <= deepest:
                blank = bytes(byte if byte in b"\r\n" else 0x20 for byte in scanned.data[start:end])
                return scanned.data[:start] + blank + scanned.data[end:]
    return None
