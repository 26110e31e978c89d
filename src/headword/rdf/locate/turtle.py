"""The locations of triples in Turtle, TriG, N-Triples and N-Quads: those of their objects.

The parser returns a triple at the token that completes it. This is the end of the object, or the next token if a
literal may continue. A link to a collection is returned at the first token of its first item, and each further cell at
that of its item. If one token completes several triples, the last one is returned first.
"""

import re
from collections.abc import Generator, Iterable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from headword.core.findings import Location
from headword.rdf.locate.lines import LineIndex
from headword.rdf.locate.pieces import Piece
from headword.rdf.terms import RDF_TYPE

_IRI = r"<[^<>\n\r]*>"
_TEXT = r"""(?:
    (?:\"\"\"(?:[^"\\]++|\\.|"(?!""))*\"\"\"
      |\'\'\'(?:[^'\\]++|\\.|'(?!''))*\'\'\'
      |"(?:[^"\\\n\r]++|\\.)*"
      |'(?:[^'\\\n\r]++|\\.)*')
    (?:@[A-Za-z][A-Za-z0-9-]*|\s*\^\^\s*(?:<[^<>\n\r]*>|[^\s<>"'\[\](){},;]*[^\s<>"'\[\](){},;.]))?
)"""
_NAME = r"""(?:[^\s<>"'\[\](){},;\#.\\^]++|\\.|\.(?=[^\s<>"'\[\](){},;\#]))+"""
_TOKEN = re.compile(
    rf"""
      (?P<skip>\s+|\#[^\n\r]*)
    | (?P<iri>{_IRI})
    | (?P<text>{_TEXT})
    | (?P<directive>@prefix|@base)
    | (?P<mark>[.;,\[\](){{}}])
    | (?P<name>{_NAME})
    """,
    re.VERBOSE | re.DOTALL,
)
# No term gives back characters: a part of a name is not a term.
_OBJECT = rf"\s*+(?P<object>(?>{_IRI}|(?P<text>{_TEXT})|(?P<name>{_NAME})))\s*+(?P<mark>[.;,])"
_PREDICATE = rf"\s*+(?P<predicate>(?>{_IRI}|{_NAME}))"
_SUBJECT = rf"\s*+(?>{_IRI}|[^\s<>\"'\[\](){{}},;\#.\\^@:]*:(?:{_NAME})?)"
_PLAIN_TRIPLES = [
    re.compile(parts, re.VERBOSE | re.DOTALL)
    for parts in (_SUBJECT + _PREDICATE + _OBJECT, _PREDICATE + _OBJECT, _OBJECT)
]
"""The rest of a triple without brackets up to the mark after it, by the number of its terms that were read."""
_TERMS_AFTER = {".": 0, ";": 1, ",": 2}
_NUMBER = re.compile(r"[-+]?(\d+|\d*\.\d+|(\d+\.?\d*|\.\d+)[eE][-+]?\d+)")
_WORDS = {"@prefix": 3, "@base": 2, "prefix": 2, "base": 1, "graph": 1}
"""Directives, with the number of tokens after each."""


class Token(NamedTuple):
    """A term or a mark; ``kind`` is ``iri``, ``text``, ``name``, ``directive`` or ``mark``."""

    kind: str
    start: int
    end: int
    written: str


def list_tokens(text: str) -> list[Token]:
    """Return the tokens of a text, without white space and comments."""
    found = ((token.lastgroup or "", token) for token in _TOKEN.finditer(text))
    return [Token(kind, token.start(), token.end(), token.group()) for kind, token in found if kind != "skip"]


class _TurtleObject(NamedTuple):
    """The span of an object, and whether it is a literal; ``is_type`` if its predicate is written ``a``."""

    start: int
    end: int
    is_literal: bool
    is_type: bool = False


def locate_turtle(text: str, triples: Iterable[ox.Quad], path: str) -> Iterator[tuple[ox.Quad, Location]]:
    """Yield each of ``triples``, which the parser found in ``text`` in this order, with its location.

    The cells of a collection have the locations of their items.

    Raises:
        UnlocatedError: the triples do not match the text.
    """
    lines = LineIndex(text, path)
    objects = _TurtleReader().read(text)
    for triple in triples:
        found = next(objects, None)
        if found is None or not _matches_triple(found, triple):
            raise UnlocatedError
        yield triple, lines.locate(found.start, found.end)
    if next(objects, None) is not None:
        raise UnlocatedError


class UnlocatedError(Exception):
    """An error for triples without known locations."""


def cut(text: str, path: str) -> Iterator[Piece]:
    """Yield the pieces of a text with mistakes, each with the location of the last term so far.

    The owner of a piece is its statement.
    """
    lines = LineIndex(text, path)
    place = Location(path, 1)
    end = statement = 0
    for token in _TOKEN.finditer(text):
        if token.start() > end:
            yield _piece(text[end : token.start()], lines.locate(end, token.start()), statement)
        if token.lastgroup in ("iri", "text", "name"):
            place = lines.locate(token.start(), token.end())
        yield _piece(token.group(), place, statement)
        statement += token.group() == "."
        end = token.end()
    if end < len(text):
        yield _piece(text[end:], lines.locate(end, len(text)), statement)


def _piece(written: str, place: Location, statement: int) -> Piece:
    return Piece(written.encode("utf-8", "surrogateescape"), place, statement)


def _matches_triple(found: _TurtleObject, triple: ox.Quad) -> bool:
    is_literal = isinstance(triple.object, ox.Literal)
    return found.is_literal == is_literal and (not found.is_type or triple.predicate.value == RDF_TYPE)


class _Frame:
    """A frame of the reader: a statement (``.``), square brackets, or a collection."""

    def __init__(self, kind: str, opening: int) -> None:
        self.kind = kind
        self.opening = opening
        self.terms = 1 if kind == "[" else 0
        """The number of terms of the triple: 1 after the subject, 2 after the predicate, 3 after an object."""
        self.is_type = False
        self.has_items = False


class _TurtleReader:
    """A reader of tokens that lists objects in the order of the parser."""

    def __init__(self) -> None:
        self._frames = [_Frame(".", 0)]
        self._objects: list[_TurtleObject] = []
        self._batch: list[_TurtleObject] = []
        self._pending: _TurtleObject | None = None
        """A literal that may continue with a language or datatype."""

    def read(self, text: str) -> Iterator[_TurtleObject]:
        """Yield each object in ``text``."""
        position = 0
        while True:
            if self._pending is None and len(self._frames) == 1:
                position = yield from self._read_plain(text, position)
            token = _TOKEN.search(text, position)
            if token is None:
                break
            kind, position = token.lastgroup, token.end()
            if kind == "skip":
                continue
            if self._pending is not None:
                self._settle()
            word = token.group()
            if kind == "mark":
                self._read_mark(word, token)
            elif self._is_directive(kind, word):
                position = _skip(text, position, _WORDS[word.lower()])
            else:
                self._read_word(kind, word, token)
            self._flush_batch()
            yield from self._take_objects()
        self._settle()
        self._flush_batch()
        yield from self._take_objects()

    def _read_plain(self, text: str, position: int) -> Generator[_TurtleObject, None, int]:
        """Yield the objects of the triples without brackets at ``position``, and return the position after them.

        One match for a triple is several times faster than one for each token.
        """
        frame = self._frames[0]
        while frame.terms < len(_PLAIN_TRIPLES):
            found = _PLAIN_TRIPLES[frame.terms].match(text, position)
            if found is None:
                break
            if frame.terms < 2:
                frame.is_type = found["predicate"] == "a"
            is_literal = found["text"] is not None or (found["name"] is not None and _is_literal(found["name"]))
            yield _TurtleObject(found.start("object"), found.end("object"), is_literal, frame.is_type)
            frame.terms = _TERMS_AFTER[found["mark"]]
            position = found.end()
        return position

    def _take_objects(self) -> list[_TurtleObject]:
        taken, self._objects = self._objects, []
        return taken

    def _flush_batch(self) -> None:
        self._objects.extend(reversed(self._batch))
        self._batch.clear()

    def _settle(self) -> None:
        if self._pending is not None:
            self._batch.append(self._pending)
            self._pending = None

    def _is_directive(self, kind: str | None, word: str) -> bool:
        is_start = len(self._frames) == 1 and not self._frames[0].terms
        return kind == "directive" or (kind == "name" and is_start and word.lower() in _WORDS)

    def _read_mark(self, mark: str, token: re.Match[str]) -> None:
        frame = self._frames[-1]
        if mark == ";":
            frame.terms = min(frame.terms, 1)
        elif mark == ",":
            frame.terms = 2
        elif mark in ".{}":
            frame.terms = 0
        elif mark in "[(":
            self._begin_item(token)
            self._frames.append(_Frame(mark, token.start()))
        elif mark == "]":
            self._frames.pop()
            self._end_term(_TurtleObject(frame.opening, token.end(), is_literal=False))
        elif mark == ")":
            self._frames.pop()
            if frame.has_items:
                # The list ends with nil; the link to it was listed with its first item.
                self._batch.append(_TurtleObject(token.start(), token.end(), is_literal=False))
                if not self._is_object():
                    self._frames[-1].terms += 1
            else:
                self._end_term(_TurtleObject(frame.opening, token.end(), is_literal=False))

    def _read_word(self, kind: str | None, word: str, token: re.Match[str]) -> None:
        frame = self._frames[-1]
        if frame.kind != "(" and frame.terms != 2:
            # After the object, N-Quads can only have a graph name.
            frame.terms += frame.terms < 2
            frame.is_type = frame.terms == 2 and word == "a"
            return
        if frame.kind == ".":
            frame.terms = 3
        self._begin_item(token)
        is_literal = kind == "text" or (kind == "name" and _is_literal(word))
        term = _TurtleObject(token.start(), token.end(), is_literal, frame.is_type and frame.kind != "(")
        if kind == "text" and word.endswith(("'", '"')):
            self._pending = term
            return
        if kind == "text":
            # Its language or datatype is a separate token.
            self._flush_batch()
        self._batch.append(term)

    def _is_object(self) -> bool:
        return self._frames[-1].kind == "(" or self._frames[-1].terms == 2

    def _begin_item(self, token: re.Match[str]) -> None:
        """Handle the first token of an item: list the cell for it, or the list if it is the first item."""
        frame = self._frames[-1]
        if frame.kind != "(":
            return
        if frame.has_items:
            self._batch.append(_TurtleObject(token.start(), token.end(), is_literal=False))
        else:
            frame.has_items = True
            opened = _TurtleObject(frame.opening, frame.opening + 1, is_literal=False)
            self._frames.pop()
            if self._is_object():
                self._batch.append(self._mark_type(opened))
            self._frames.append(frame)

    def _end_term(self, term: _TurtleObject) -> None:
        """Handle a complete term: a subject, or an object, which completes its triple."""
        if self._is_object():
            self._batch.append(self._mark_type(term))
        else:
            self._frames[-1].terms += 1

    def _mark_type(self, term: _TurtleObject) -> _TurtleObject:
        frame = self._frames[-1]
        return term._replace(is_type=frame.is_type and frame.kind != "(")


def _skip(text: str, position: int, count: int) -> int:
    """Return the position after the next ``count`` tokens, which belong to a directive."""
    while count and (token := _TOKEN.search(text, position)) is not None:
        position = token.end()
        count -= token.lastgroup != "skip"
    return position


def _is_literal(word: str) -> bool:
    return word in ("true", "false") or _NUMBER.fullmatch(word) is not None
