"""YAML front matter with every scalar as source text, and its location.

The reader works on events, with limits for depth and for the number of values of aliases.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, TypeAlias

import yaml

from headword.core.findings import Located, Location
from headword.markdown.block import (
    FrontMatter,
    FrontMatterBlock,
    FrontMatterDefect,
    FrontMatterEntry,
    UnreadableError,
    differ_in_case,
)
from headword.markdown.plain_yaml import read_plain_yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH = 32
_MAX_VALUES = 10_000
_TOO_DEEP = f"the YAML is nested more than {_MAX_DEPTH} levels deep"

Value: TypeAlias = "Located | list[Value] | dict[Located, Value]"


def read_yaml(block: FrontMatterBlock) -> FrontMatter:
    """Return the entries of ``block``.

    Raises:
        UnreadableError: the YAML does not parse.
    """
    entries = read_plain_yaml(block)
    if entries is None:
        return parse_yaml(block)
    return FrontMatter(entries, tuple(_find_surprises(entries.values())))


def parse_yaml(block: FrontMatterBlock) -> FrontMatter:
    """Return what `read_yaml` returns, always by the parser.

    Raises:
        UnreadableError: the YAML does not parse.
    """
    defects: list[FrontMatterDefect] = []
    try:
        events = yaml.parse(block.text, Loader=_LOADER)
        reader = _YamlReader(block, events, defects)
        value = reader.read_document()
    except yaml.MarkedYAMLError as error:
        raise _yaml_defect(error, block) from error
    except yaml.reader.ReaderError as error:
        raise UnreadableError(f"the YAML cannot be parsed: {error.reason}", block.locate(error.position)) from error
    entries: dict[str, FrontMatterEntry] = {}
    _collect(value, "", entries, defects)
    defects.extend(_find_surprises(entries.values(), reader.plain))
    return FrontMatter(entries, tuple(defects))


def _yaml_defect(error: yaml.MarkedYAMLError, block: FrontMatterBlock) -> UnreadableError:
    """Return an error at the unclosed quote or bracket, or at the position at which the parser stopped."""
    context = error.context or ""
    opened = next((word for word in ("quoted scalar", "flow sequence", "flow mapping") if word in context), "")
    if opened and error.context_mark:
        noun = {"quoted scalar": "quote", "flow sequence": "bracket", "flow mapping": "brace"}[opened]
        opening = error.context_mark
        message = f"the {noun} that opens here is not closed"
        return UnreadableError(f"the YAML cannot be parsed: {message}", block.at(opening.line + 1, opening.column + 1))
    mark = error.problem_mark or error.context_mark
    place = block.at(mark.line + 1, mark.column + 1) if mark else block.at(1, 1)
    if "nesting depth" in (error.problem or ""):
        # The parser reads ahead, and may reject brackets before their events are counted here.
        return UnreadableError(_TOO_DEEP, place)
    return UnreadableError(f"the YAML cannot be parsed: {error.problem or context}", place)


class _YamlReader:
    """A reader of one document from a stream of YAML events."""

    def __init__(self, block: FrontMatterBlock, events: Iterator[Any], defects: list[FrontMatterDefect]) -> None:
        self._block = block
        self._events = events
        self._defects = defects
        self._anchors: dict[str, tuple[Value, int]] = {}
        self._expanded = 0
        self.plain: set[Location] = set()
        """The locations of scalars without quotes."""

    def read_document(self) -> dict[Located, Value]:
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                value = self._read(event, 0)
                if isinstance(value, dict):
                    return value
                if isinstance(value, Located) and not value.text:
                    return {}
                raise UnreadableError("the YAML is not a list of `key: value` lines", self._place(event))
        return {}

    def _place(self, event: Any) -> Location:
        start, end = event.start_mark, event.end_mark
        width = end.column - start.column if end.line == start.line else 1
        return self._block.at(start.line + 1, start.column + 1, max(width, 1))

    def _read(self, event: Any, depth: int) -> Value:
        place = self._place(event)
        if depth > _MAX_DEPTH:
            raise UnreadableError(_TOO_DEEP, place)
        before = self._expanded
        self._expanded += 1
        value: Value
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise UnreadableError(f"the YAML alias *{event.anchor} has no anchor before it", place)
            value, size = self._anchors[event.anchor]
            self._expanded += size
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._read_sequence(depth)
        elif isinstance(event, yaml.MappingStartEvent):
            value = self._read_mapping(depth)
        else:
            value = Located(_scalar(event), place)
            if not event.style:
                self.plain.add(place)
        if self._expanded > _MAX_VALUES:
            raise UnreadableError(f"the YAML expands to more than {_MAX_VALUES} values", place)
        if event.anchor and not isinstance(event, yaml.AliasEvent):
            self._anchors[event.anchor] = (value, self._expanded - before)
        return value

    def _read_sequence(self, depth: int) -> list[Value]:
        items: list[Value] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._read(event, depth + 1))
        return items

    def _read_mapping(self, depth: int) -> dict[Located, Value]:
        read: dict[Located, Value] = {}
        seen: set[str] = set()
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            place = self._place(event)
            key = self._read(event, depth + 1)
            value = self._read(next(self._events), depth + 1)
            if not isinstance(key, Located):
                raise UnreadableError("a key of the YAML is not text", place)
            if key.text in seen:
                message = f"the key {key.text!r} occurs twice"
                self._defects.append(FrontMatterDefect("front-matter-duplicate-key", key.location, message))
            elif key.text == "<<" and isinstance(value, dict):
                read.update({k: v for k, v in value.items() if k.text not in seen})
            else:
                read[key] = value
            seen.add(key.text)
        return read


def _scalar(event: Any) -> str:
    """Return the text of a scalar: empty for null, and without the final line break of a block."""
    if event.style in ("|", ">"):
        return str(event.value).rstrip("\n")
    if event.style is None or event.style == "":
        return "" if event.value in ("~", "null", "Null", "NULL") else str(event.value)
    return str(event.value)


def _collect(
    table: dict[Located, Value], prefix: str, entries: dict[str, FrontMatterEntry], defects: list[FrontMatterDefect]
) -> None:
    seen: set[str] = set()
    for key, value in table.items():
        name = f"{prefix}{key.text}".lower()
        if name in seen:
            defects.append(differ_in_case(key.text, key.location))
        seen.add(name)
        tables = tuple(_read_table(item) for item in _tables(value))
        entries[name] = FrontMatterEntry(
            Located(name, key.location), tuple(_scalars(value)), isinstance(value, list), tables
        )
        if isinstance(value, dict):
            _collect(value, f"{name}.", entries, defects)


def _tables(value: Value) -> Iterator[dict[Located, Value]]:
    if isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _tables(item)


def _read_table(table: dict[Located, Value]) -> tuple[FrontMatterEntry, ...]:
    return tuple(
        FrontMatterEntry(
            key._replace(text=key.text.lower()), tuple(_scalars(value)), tables=tuple(map(_read_table, _tables(value)))
        )
        for key, value in table.items()
    )


def _scalars(value: Value) -> Iterator[Located]:
    if isinstance(value, Located):
        if value.text:
            yield value
    elif isinstance(value, list):
        for item in value:
            yield from _scalars(item)


_BOOLEANS = {"no": "false", "off": "false", "n": "false", "yes": "true", "on": "true", "y": "true"}
_TEXT_KEYS = frozenset(
    {"title", "description", "lang", "language", "languages", "category", "categories", "tag", "tags", "country"}
)
_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile(r"0[0-7]*[1-7][0-7]*"), lambda text: f"the number {int(text, 8)}"),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda text: f"the number {int(text, 16)}"),
    (re.compile(r"[-+]?\d+\.\d*0|[-+]?\d+(\.\d*)?[eE][-+]?\d+"), lambda text: f"the number {float(text):g}"),
    (re.compile(r"[-+]?[1-9]\d*(:[0-5]?\d)+"), lambda _: "a number in base 60"),
)
"""Patterns of numbers in YAML 1.1, each with a description of the number."""


def _find_surprises(
    entries: Iterable[FrontMatterEntry], plain: Collection[Location] | None = None
) -> Iterator[FrontMatterDefect]:
    """Yield a defect for each unquoted value that YAML reads as another type.

    ``plain`` has the locations of the unquoted values; None means all.
    """
    for entry in entries:
        is_text = entry.key.text in _TEXT_KEYS
        for value in entry.values:
            read = _describe_surprise(value.text, is_text=is_text)
            if read and (plain is None or value.location in plain):
                message = f"YAML reads {value.text} as {read}"
                yield FrontMatterDefect("front-matter-surprise", value.location, message)


def _describe_surprise(text: str, *, is_text: bool) -> str:
    """Return a description of the value that YAML reads, or an empty text if it is the same."""
    if is_text and (boolean := _BOOLEANS.get(text.lower())):
        return boolean
    if not text[:1].isdigit() and text[:1] not in ("+", "-"):
        return ""
    return next((show(text) for pattern, show in _NUMBERS if pattern.fullmatch(text)), "")
