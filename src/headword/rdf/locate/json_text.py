"""JSON as a tree of values, each with its start and end in the text."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, a number, or one of ``true``, ``false`` and ``null``."""

    start: int
    end: int
    written: str

    @property
    def text(self) -> str | None:
        """Return the value of a text, or None for other scalars."""
        return str(json.loads(self.written, strict=False)) if self.written.startswith('"') else None


@dataclass(frozen=True, slots=True)
class Array:
    """Values in order."""

    start: int
    end: int
    items: "tuple[Value, ...]"


@dataclass(frozen=True, slots=True)
class Member:
    """A key of an object with its value."""

    key: str
    written: str
    value: "Value"


@dataclass(frozen=True, slots=True)
class Object:
    """Values by key."""

    start: int
    end: int
    members: tuple[Member, ...]


Value: TypeAlias = Scalar | Array | Object


class _Open:
    """An array or object during parsing."""

    def __init__(self, start: int, *, is_object: bool) -> None:
        self.start = start
        self.is_object = is_object
        self.items: list[Value] = []
        self.members: list[Member] = []
        self.key: Scalar | None = None

    def add(self, value: Value) -> None:
        if not self.is_object:
            self.items.append(value)
        elif self.key is None:
            if not isinstance(value, Scalar):
                raise ValueError("a key is not text")
            self.key = value
        else:
            self.members.append(Member(self.key.text or "", self.key.written, value))
            self.key = None

    def close(self, end: int) -> Value:
        if self.is_object:
            return Object(self.start, end, tuple(self.members))
        return Array(self.start, end, tuple(self.items))


def read_json(text: str) -> Value:
    """Parse JSON of any depth.

    Raises:
        ValueError: the text is not JSON.
    """
    top = _Open(0, is_object=False)
    opened = [top]
    for token in _TOKEN.finditer(text):
        word = token.group()
        if word in "{[":
            opened.append(_Open(token.start(), is_object=word == "{"))
        elif word in "}]":
            value = opened.pop().close(token.end())
            if not opened:
                raise ValueError("a closing bracket has no opening bracket")
            opened[-1].add(value)
        elif word not in ":,":
            opened[-1].add(Scalar(token.start(), token.end(), word))
    if len(opened) != 1 or len(top.items) != 1:
        raise ValueError("a bracket is not closed")
    return top.items[0]


def walk(value: Value) -> Iterator[Object]:
    """Yield every object, the outer ones first."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Object):
            yield one
            waiting.extend(member.value for member in reversed(one.members))
        elif isinstance(one, Array):
            waiting.extend(reversed(one.items))
