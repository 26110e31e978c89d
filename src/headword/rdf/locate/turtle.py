"""The locations of triples in Turtle, TriG, N-Triples and N-Quads: those of their objects.

The parser returns a triple at the token that completes it. This is the end of the object, or the next token if a
literal may continue. A link to a collection is returned at the first token of its first item, and each further cell at
that of its item. If one token completes several triples, the last one is returned first.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from headword.core.findings import Location
from headword.rdf.locate.lines import LineIndex
from headword.rdf.locate.pieces import Piece
from headword.rdf.terms import RDF_TYPE

_TOKEN = re.compile(
    r"""
      (?P<skip>\s+|\#[^\n\r]*)
    | (?P<iri><[^<>\n\r]*>)
    | (?P<text>
        (?:\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"
          |\'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\'
          |"(?:[^"\\\n\r]|\\.)*"
          |'(?:[^'\\\n\r]|\\.)*')
        (?:@[A-Za-z][A-Za-z0-9-]*|\s*\^\^\s*(?:<[^<>\n\r]*>|[^\s<>"'\[\](){},;]*[^\s<>"'\[\](){},;.]))?
      )
    | (?P<directive>@prefix|@base)
    | (?P<mark>[.;,\[\](){}])
    | (?P<name>(?:[^\s<>"'\[\](){},;\#.\\^]|\\.|\.(?=[^\s<>"'\[\](){},;\#]))+)
    """,
    re.VERBOSE | re.DOTALL,
)
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


def locate_turtle(text: str, triples: Sequence[ox.Quad], path: str) -> list[Location] | None:
    """Return the location of each of ``triples``, which the parser found in ``text`` in this order, or None.

    None means that the triples do not match the text. The cells of a collection have the locations of their items.
    """
    objects = _TurtleReader().read(text)
    if len(objects) != len(triples) or not all(map(_matches_triple, objects, triples)):
        return None
    lines = LineIndex(text, path)
    return [lines.locate(found.start, found.end) for found in objects]


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

    def read(self, text: str) -> list[_TurtleObject]:
        """Return each object in ``text``."""
        tokens = _TOKEN.finditer(text)
        for token in tokens:
            kind = token.lastgroup
            if kind == "skip":
                continue
            if self._pending is not None:
                self._settle()
            word = token.group()
            if kind == "mark":
                self._read_mark(word, token)
            elif self._is_directive(kind, word):
                _skip(tokens, _WORDS[word.lower()])
            else:
                self._read_word(kind, word, token)
            if self._batch:
                self._flush_batch()
        self._settle()
        self._flush_batch()
        return self._objects

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


def _skip(tokens: Iterator[re.Match[str]], count: int) -> None:
    """Skip the next tokens, which belong to a directive."""
    for _ in zip(range(count), (token for token in tokens if token.lastgroup != "skip"), strict=False):
        pass


def _is_literal(word: str) -> bool:
    return word in ("true", "false") or _NUMBER.fullmatch(word) is not None
