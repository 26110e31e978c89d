"""A reader of the expressions in the text of a SPARQL query (SPARQL 1.1, section 19.8, rules 110 to 131).

pyoxigraph has no syntax tree in its API. The query has been parsed before, so the reader only has to find the ends of
expressions.
"""

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass

SPACE = re.compile(r"(?:\s|#[^\n\r]*)*+")
STRING = re.compile(
    r"'''(?:[^'\\]|\\.|'(?!''))*+'''|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+\"\"\"|'(?:[^'\\\n]|\\.)*+'|\"(?:[^\"\\\n]|\\.)*+\"",
    re.DOTALL,
)
IRI = re.compile(r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\[uU][0-9A-Fa-f]+)*+>")
VARIABLE = re.compile(r"[?$](?:\w|[^\x00-\x7f\s])+")
_LETTER = r"(?:\w|-|[^\x00-\x7f\s])"
NAME = re.compile(
    rf"(?:{_LETTER}(?:{_LETTER}|\.(?=[\w.:-]))*+)?:(?:{_LETTER}|:|%[0-9A-Fa-f]{{2}}|\\.|\.(?=[\w.:%\\-]|[^\x00-\x7f\s]))*+"
)
"""A prefixed name, or a blank node."""
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.[0-9]*[eE][+-]?[0-9]+|\.?[0-9]+[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)")
WORD = re.compile(r"[A-Za-z]\w*+")
_TAG = re.compile(r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?")
_LOGIC = re.compile(r"\|\||&&")
_COMPARISON = re.compile(r"!=|<=|>=|=|<|>|(?:NOT(?:\s|#[^\n\r]*)+)?IN\b", re.IGNORECASE)
_ARITHMETIC = re.compile(r"[*/+-]")
_TRIPLE_TERM = re.compile(r"<<\(.*?\)>>", re.DOTALL)
_EXISTS = re.compile(r"(?:NOT(?:\s|#[^\n\r]*)+)?EXISTS\b", re.IGNORECASE)


class ExpressionKind(enum.Enum):
    """The kinds of expressions."""

    VARIABLE = enum.auto()
    LITERAL = enum.auto()
    IRI = enum.auto()
    CALL = enum.auto()
    """A call of a built-in function or of a function with an IRI; ``word`` is its name."""
    GROUP = enum.auto()
    """An expression in brackets."""
    LOGIC = enum.auto()
    """``||``, ``&&`` or ``!``."""
    COMPARISON = enum.auto()
    """A comparison or ``IN``; ``word`` is the operator."""
    ARITHMETIC = enum.auto()
    EXISTS = enum.auto()
    PATTERN = enum.auto()
    """The graph pattern of ``EXISTS``."""
    OTHER = enum.auto()


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression, with its span in the query.

    Attributes:
        kind: the kind of the expression.
        start: the offset of its first character.
        end: the offset after its last character.
        word: the operator, the name of the function, or the text itself.
        parts: its operands or arguments, in order.
    """

    kind: ExpressionKind
    start: int
    end: int
    word: str = ""
    parts: tuple["Expression", ...] = ()


class ExpressionError(Exception):
    """An error for a text that `ExpressionReader` cannot read as an expression."""


class ExpressionReader:
    """A reader of the expressions of one query, which must be valid."""

    def __init__(self, text: str) -> None:
        self._text = text

    def skip(self, at: int) -> int:
        """Return the offset after spaces and comments."""
        found = SPACE.match(self._text, at)
        return found.end() if found else at

    def read(self, at: int) -> Expression:
        """Read the expression at ``at``."""
        return self._read_chain(at, _LOGIC, ExpressionKind.LOGIC, self._read_comparison)

    def read_primary(self, at: int) -> Expression:
        """Read a primary expression: one in brackets, a call, a variable, a literal or an IRI."""
        at = self.skip(at)
        text = self._text
        if text.startswith("(", at):
            inner = self.read(at + 1)
            return Expression(ExpressionKind.GROUP, at, self._expect(")", inner.end), "", (inner,))
        if text.startswith(("!", "+", "-"), at) and not NUMBER.match(text, at):
            inner = self.read_primary(at + 1)
            kind = ExpressionKind.LOGIC if text[at] == "!" else ExpressionKind.ARITHMETIC
            return Expression(kind, at, inner.end, text[at], (inner,))
        return self._read_term(at)

    def read_literal(self, at: int) -> Expression | None:
        """Read the literal at ``at``; its ``parts`` are the name of its datatype, if it has one."""
        text = self._text
        found = STRING.match(text, at)
        if found is None:
            number = NUMBER.match(text, at)
            return Expression(ExpressionKind.LITERAL, at, number.end(), number[0]) if number else None
        after = self.skip(found.end())
        if tag := _TAG.match(text, after):
            return Expression(ExpressionKind.LITERAL, at, tag.end(), found[0])
        if text.startswith("^^", after) and (name := self._read_name(self.skip(after + 2))):
            return Expression(ExpressionKind.LITERAL, at, name.end, found[0], (name,))
        return Expression(ExpressionKind.LITERAL, at, found.end(), found[0])

    def _read_chain(
        self, at: int, operator: re.Pattern[str], kind: ExpressionKind, read: Callable[[int], Expression]
    ) -> Expression:
        """Read expressions with operators between them."""
        parts = [read(at)]
        while found := operator.match(self._text, self.skip(parts[-1].end)):
            parts.append(read(found.end()))
        if len(parts) == 1:
            return parts[0]
        return Expression(kind, parts[0].start, parts[-1].end, "", tuple(parts))

    def _read_comparison(self, at: int) -> Expression:
        left = self._read_sum(at)
        found = _COMPARISON.match(self._text, self.skip(left.end))
        if found is None:
            return left
        word = " ".join(found[0].upper().split())
        if word.endswith("IN"):
            return self._read_list(Expression(ExpressionKind.COMPARISON, left.start, found.end(), "IN", (left,)))
        right = self._read_sum(found.end())
        return Expression(ExpressionKind.COMPARISON, left.start, right.end, word, (left, right))

    def _read_sum(self, at: int) -> Expression:
        # The precedence of operators is irrelevant, because all operands are numbers.
        return self._read_chain(at, _ARITHMETIC, ExpressionKind.ARITHMETIC, self.read_primary)

    def _read_term(self, at: int) -> Expression:
        text = self._text
        if found := VARIABLE.match(text, at):
            return Expression(ExpressionKind.VARIABLE, at, found.end(), found[0])
        if literal := self.read_literal(at):
            return literal
        if found := _EXISTS.match(text, at):
            start = self.skip(found.end())
            group = Expression(ExpressionKind.PATTERN, start, self._find_end(start))
            return Expression(ExpressionKind.EXISTS, at, group.end, "", (group,))
        if found := _TRIPLE_TERM.match(text, at):
            return Expression(ExpressionKind.OTHER, at, found.end())
        if name := self._read_name(at):
            return self._read_call(name) if self._opens(name.end) else name
        found = WORD.match(text, at)
        if found is None:
            raise ExpressionError(at)
        word = Expression(ExpressionKind.LITERAL, at, found.end(), found[0].upper())
        return self._read_call(word) if self._opens(word.end) else word

    def _read_name(self, at: int) -> Expression | None:
        found = IRI.match(self._text, at) or NAME.match(self._text, at)
        return Expression(ExpressionKind.IRI, at, found.end(), found[0]) if found else None

    def is_call(self, at: int) -> bool:
        """Return whether a call or ``EXISTS`` begins at ``at``."""
        found = IRI.match(self._text, at) or NAME.match(self._text, at) or WORD.match(self._text, at)
        return bool(_EXISTS.match(self._text, at)) or (found is not None and self._opens(found.end()))

    def _opens(self, at: int) -> bool:
        return self._text.startswith("(", self.skip(at))

    def _read_call(self, name: Expression) -> Expression:
        return self._read_list(Expression(ExpressionKind.CALL, name.start, name.end, name.word))

    def _read_list(self, head: Expression) -> Expression:
        """Read the list in brackets after ``head``."""
        text = self._text
        at = self.skip(self._expect("(", head.end))
        if found := re.compile(r"DISTINCT\b", re.IGNORECASE).match(text, at):
            at = self.skip(found.end())
        parts = [*head.parts]
        if text.startswith("*", at):
            at += 1
        elif not text.startswith(")", at):
            parts.append(self.read(at))
            while text.startswith(",", self.skip(parts[-1].end)):
                parts.append(self.read(self.skip(parts[-1].end) + 1))
            at = parts[-1].end
        return Expression(head.kind, head.start, self._expect(")", self._skip_separator(at)), head.word, tuple(parts))

    def _skip_separator(self, at: int) -> int:
        """Return the offset after the separator of ``GROUP_CONCAT``."""
        found = re.compile(r";\s*SEPARATOR\s*=\s*", re.IGNORECASE).match(self._text, self.skip(at))
        separator = STRING.match(self._text, found.end()) if found else None
        return separator.end() if separator else at

    def _expect(self, sign: str, at: int) -> int:
        at = self.skip(at)
        if not self._text.startswith(sign, at):
            raise ExpressionError(at)
        return at + 1

    def _find_end(self, at: int) -> int:
        """Return the offset after the group that begins at ``at``."""
        depth = 0
        for found in _BRACES.finditer(self._text, at):
            depth += {"{": 1, "}": -1}.get(found[0], 0)
            if found[0] == "}" and not depth:
                return found.end()
        raise ExpressionError(at)


_BRACES = re.compile(rf"{STRING.pattern}|{IRI.pattern}|#[^\n\r]*|[{{}}]", re.DOTALL)
