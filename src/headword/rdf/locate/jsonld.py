"""JSON-LD in pieces, one for each token, in an order in which the parser returns each triple at its value.

The parser returns a triple at its value only if it already knows the subject. So contexts, types and ``@id`` come
first, and a node without ``@id`` gets one. The result is compared with that of the unchanged text, so that a mistake
here costs locations, but no triples.
"""

import json
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pyoxigraph as ox

from headword.core.findings import Location
from headword.rdf.locate.json_text import Array, Member, Object, Scalar, Value, read_json
from headword.rdf.locate.jsonld_contexts import Terms, inline, name_of, read_terms
from headword.rdf.locate.lines import LineIndex
from headword.rdf.locate.pieces import Piece, parse_on, parse_pieces
from headword.rdf.terms import RDF_TYPE

_Placed = tuple[ox.Quad | SyntaxError, Location]
_NO_NODES = frozenset({"@value", "@list", "@set", "@context", "@reverse", "@nest"})
_NAMED = "@named"
"""A placeholder for a key whose nodes have an ``@id``."""
_ABOUT = frozenset({"@context", "@type", "@id", "@value", "@language", "@direction", "@index"})
"""Keywords that describe an object; other keys are statements about it."""


def parse_jsonld(
    data: bytes, contexts: Mapping[str, bytes], base: str, path: str, *, lenient: bool = False
) -> list[_Placed]:
    """Return the results of the parser, each with its location; ``contexts`` are the contents of files next to it.

    A result without a location gets that of the file as a whole.
    """
    plain = list(parse_on(inline(data, contexts), ox.RdfFormat.JSON_LD, base, lenient=lenient))
    try:
        document = read_json(data.decode("utf-8"))
    except ValueError:
        return [(found, _place_of(found, path)) for found in plain]
    cutter = _Cutter(data.decode("utf-8"), path, contexts, read_terms(document, contexts))
    placed = list(_parse_pieces(list(cutter.cut(document)), base, lenient=lenient))
    if Counter(_mask(found) for found, _ in placed) == Counter(map(_mask, plain)):
        return placed
    known: dict[Any, deque[Location]] = defaultdict(deque)
    for found, place in placed:
        known[_mask(found)].append(place)
    return [(found, _take_value(known[_mask(found)], found, path)) for found in plain]


def _parse_pieces(pieces: Sequence[Piece], base: str, *, lenient: bool) -> Iterator[_Placed]:
    used: Counter[int] = Counter()
    for found, number in parse_pieces(pieces, ox.RdfFormat.STREAMING_JSON_LD, base, lenient=lenient):
        piece = pieces[number]
        place = piece.place
        is_type = isinstance(found, ox.Quad) and found.predicate.value == RDF_TYPE
        if is_type and used[piece.owner] < len(piece.types):
            place = piece.types[used[piece.owner]]
            used[piece.owner] += 1
        yield found, place


def _take_value(places: deque[Location], found: ox.Quad | SyntaxError, path: str) -> Location:
    has_location = isinstance(found, SyntaxError) and found.lineno
    return places.popleft() if places and not has_location else _place_of(found, path)


def _place_of(found: ox.Quad | SyntaxError, path: str) -> Location:
    """Return the location of an error from the parser, otherwise the beginning of the file."""
    if isinstance(found, SyntaxError):
        return Location(path, found.lineno or 1, found.offset or 0)
    return Location(path, 1)


def _mask(found: ox.Quad | SyntaxError) -> Any:
    """Return a result with all blank nodes treated as equal."""
    if isinstance(found, SyntaxError):
        return found.msg
    return tuple(None if isinstance(one, ox.BlankNode) else one for one in found)


class _Cutter:
    """A cutter of a document into pieces."""

    def __init__(self, text: str, path: str, contexts: Mapping[str, bytes], terms: Terms) -> None:
        self._text = text
        self._lines = LineIndex(text, path)
        self._contexts = contexts
        self._terms = terms
        self._numbers = count(1)
        # A name that no node of the document has.
        self._prefix = next(f"_:n{number}x" for number in count() if f"_:n{number}x" not in text)

    def cut(self, document: Value) -> Iterator[Piece]:
        """Yield the pieces of a document."""
        # Not recursive, because a document may be deeper than Python's recursion limit.
        waiting: list[Iterator[Piece | Iterator[Any]]] = [self._value(document, "", is_top=True)]
        while waiting:
            for part in waiting[-1]:
                if isinstance(part, Piece):
                    yield part
                else:
                    waiting.append(part)
                    break
            else:
                waiting.pop()

    def _piece(self, written: str, place: Location) -> Piece:
        return Piece(written.encode("utf-8", "surrogatepass"), place)

    def _value(self, value: Value, key: str, *, is_top: bool = False) -> Iterator[Piece | Iterator[Any]]:
        if isinstance(value, Scalar):
            yield self._piece(value.written, self._place(value))
        elif isinstance(value, Array):
            yield self._array(value, key, is_top=is_top)
        else:
            yield self._object(value, key, is_top=is_top)

    def _array(self, array: Array, key: str, *, is_top: bool) -> Iterator[Piece | Iterator[Any]]:
        yield self._piece("[", self._place(array))
        for number, item in enumerate(array.items):
            if number:
                yield self._piece(",", self._place(array.items[number - 1]))
            yield self._value(item, key, is_top=is_top)
        yield self._piece("]", self._place(array.items[-1] if array.items else array))

    def _object(self, found: Object, key: str, *, is_top: bool) -> Iterator[Piece | Iterator[Any]]:
        meaning = self._terms.keyword
        if any(meaning(member.key) == "@type" and _texts(member.value) == ["@json"] for member in found.members):
            yield self._verbatim(found)
            return
        node = _Node(next(self._numbers), self._identify(found), tuple(self._places_of_types(found)))
        last = node.place
        yield Piece(b"{", node.place)
        is_first = True
        for member in self._order(found, key, is_top=is_top):
            starts = is_first
            is_first = False
            if not starts:
                yield self._piece(",", last)
            yield node.give(member.written, last)
            yield self._piece(":", last)
            yield self._member(member, around=key)
            last = last if meaning(member.key) in _ABOUT else self._place(member.value)
        yield node.give("}", last)

    def _member(self, member: Member, around: str) -> Iterator[Piece | Iterator[Any]]:
        if member.key == "@context":
            yield self._piece(self._write_context(member.value), self._place(member.value))
        elif self._terms.keyword(member.key) == "@value" or member.key in self._terms.verbatim:
            yield self._verbatim(member.value)
        else:
            # Nodes in a map by ids already have an id.
            yield self._value(member.value, _NAMED if around in self._terms.maps_by_id else member.key)

    def _verbatim(self, value: Value) -> Iterator[Piece]:
        yield self._piece(self._text[value.start : value.end], self._place(value))

    def _write_context(self, value: Value) -> str:
        if isinstance(value, Array):
            return f"[{','.join(map(self._write_context, value.items))}]"
        name = name_of(value)
        if name is not None and name in self._contexts:
            return self._contexts[name].decode("utf-8")
        return self._text[value.start : value.end]

    def _order(self, found: Object, key: str, *, is_top: bool) -> list[Member]:
        """Return the members of an object, those first that the parser needs to understand the others."""
        members = list(found.members)
        if self._is_nameless_node(found, key, is_top=is_top):
            name = json.dumps(f"{self._prefix}{next(self._numbers)}")
            members.append(Member("@id", '"@id"', Scalar(found.start, found.start + 1, name)))
        ranks = {"@context": 0, "@type": 1, "@id": 2}
        return sorted(members, key=lambda member: ranks.get(self._terms.keyword(member.key), 3))

    def _is_nameless_node(self, found: Object, key: str, *, is_top: bool) -> bool:
        """Return whether an object is a node without ``@id``."""
        words = {self._terms.keyword(member.key) for member in found.members}
        if "@id" in words or not _NO_NODES.isdisjoint(words - {"@context", "@reverse", "@nest"}):
            return False
        if self._terms.keyword(key) in _NO_NODES or key in self._terms.maps or key == _NAMED:
            return False
        return not (is_top and "@graph" in words)

    def _identify(self, found: Object) -> Location:
        """Return the location that identifies the resource or text of an object."""
        for member in found.members:
            if self._terms.keyword(member.key) in ("@id", "@value"):
                return self._place(member.value)
        return self._lines.locate(found.start, found.start + 1)

    def _places_of_types(self, found: Object) -> Iterator[Location]:
        for member in found.members:
            if self._terms.keyword(member.key) == "@type":
                values = member.value.items if isinstance(member.value, Array) else (member.value,)
                yield from map(self._place, values)

    def _place(self, value: Value) -> Location:
        if isinstance(value, Object):
            return self._identify(value)
        if isinstance(value, Array):
            return self._lines.locate(value.start, value.start + 1)
        return self._lines.locate(value.start, value.end)


def _texts(value: Value) -> list[str | None]:
    return [one.text for one in (value.items if isinstance(value, Array) else (value,)) if isinstance(one, Scalar)]


@dataclass(frozen=True, slots=True)
class _Node:
    """An object during cutting: its number, the location of its identity, and those of its types."""

    number: int
    place: Location
    types: tuple[Location, ...] = field(default=())

    def give(self, written: str, place: Location) -> Piece:
        return Piece(written.encode("utf-8", "surrogatepass"), place, self.number, self.types)
