"""The literals and expressions of a query, with their use as terms or as values."""

import enum
import re
from collections.abc import Iterator
from typing import NamedTuple

from headword.rdf.sparql.exact.expressions import (
    IRI,
    NAME,
    NUMBER,
    VARIABLE,
    WORD,
    Expression,
    ExpressionKind,
    ExpressionReader,
)


class Use(enum.Enum):
    """The use of the result of an expression."""

    TERM = enum.auto()
    """As a term, as it is written."""
    FOLDED = enum.auto()
    """As a term, ignoring case."""
    VALUE = enum.auto()
    """As the value that its datatype defines."""
    ORDER = enum.auto()
    """As a sort key."""
    BOOLEAN = enum.auto()
    """As an effective boolean value (SPARQL 1.1, section 17.2.2)."""


class Operand(NamedTuple):
    """An expression and its use."""

    expression: Expression
    use: Use


_CLAUSES = {
    "SELECT": Use.TERM,
    "BIND": Use.TERM,
    "GROUP": Use.TERM,
    "FILTER": Use.BOOLEAN,
    "HAVING": Use.BOOLEAN,
    "ORDER": Use.ORDER,
}
"""The keywords before expressions, and the use of these expressions."""
_WITH_ONE = frozenset({"BIND", "FILTER"})
_MODIFIER = re.compile(r"(?:DISTINCT|REDUCED|ASC|DESC|BY)\b|\*", re.IGNORECASE)
_NO_CALLS = frozenset({"FROM", "WHERE", "VALUES", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"})
_AS = re.compile(r"AS\b", re.IGNORECASE)


def find_operands(text: str, start: int, end: int) -> Iterator[Operand]:
    """Yield the outermost literals and expressions between two offsets of a valid query, in order."""
    reader = ExpressionReader(text)
    at = reader.skip(start)
    while at < end:
        word = _read_word(text, at)
        if word in _CLAUSES:
            for operand, after in _read_clause(text, reader, at, word):
                at = after
                if operand is not None:
                    yield operand
        elif word:
            at = _skip_word(text, reader, at, word)
        elif literal := None if IRI.match(text, at) else reader.read_literal(at):
            yield Operand(literal, Use.TERM)
            at = literal.end
        else:
            at = _skip_token(text, at)
        at = reader.skip(at)


def _read_word(text: str, at: int) -> str:
    """Return the keyword at an offset in upper case, or an empty text."""
    if NAME.match(text, at):
        return ""
    found = WORD.match(text, at)
    return found[0].upper() if found else ""


def _skip_word(text: str, reader: ExpressionReader, at: int, word: str) -> int:
    after = at + len(word)
    if word in ("LIMIT", "OFFSET"):
        number = NUMBER.match(text, reader.skip(after))
        return number.end() if number else after
    return after


_TOKEN = re.compile(rf"(?:{IRI.pattern}\s*+)++|{VARIABLE.pattern}|{NAME.pattern}|.", re.DOTALL)
"""A token, or a sequence of IRIs, because rules bind thousands of focus nodes in ``VALUES``."""


def _skip_token(text: str, at: int) -> int:
    found = _TOKEN.match(text, at)
    return found.end() if found else at + 1


def _read_clause(text: str, reader: ExpressionReader, at: int, word: str) -> Iterator[tuple[Operand | None, int]]:
    """Yield each expression of a clause, and the offset after it."""
    use = _CLAUSES[word]
    at += len(word)
    yield None, at
    while (found := _read_item(text, reader, at)) is not None:
        expression, at = found
        yield Operand(expression, use) if expression else None, at
        if word in _WITH_ONE:
            return


def _read_item(text: str, reader: ExpressionReader, at: int) -> tuple[Expression | None, int] | None:
    """Return the expression of the next item of a clause, if it has one, and the offset after it; None at the end."""
    at = reader.skip(at)
    if found := _MODIFIER.match(text, at):
        return None, found.end()
    if text.startswith("(", at):
        expression = reader.read(at + 1)
        after = reader.skip(expression.end)
        if _AS.match(text, after):
            name = VARIABLE.match(text, reader.skip(after + 2))
            after = reader.skip(name.end()) if name else after
        return expression, after + 1
    if found := VARIABLE.match(text, at):
        return Expression(ExpressionKind.VARIABLE, at, found.end(), found[0]), found.end()
    if not reader.is_call(at) or _read_word(text, at) in _NO_CALLS:
        return None
    expression = reader.read_primary(at)
    return expression, expression.end
