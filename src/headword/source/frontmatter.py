"""Front matter in YAML, TOML or JSON, with the place of every key and value.

Knows the three syntaxes; must not know what any key means.  The handlers plug
into python-frontmatter, whose defaults would turn ``no`` into False and
``1.10`` into 1.1, let the last of two equal keys win, take TOML for body text
and build what YAML aliases expand to.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

import yaml
from frontmatter.default_handlers import BaseHandler

from headword.findings import Located, Location

_YAML_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH = 32
_MAX_VALUES = 10_000


class Entry(NamedTuple):
    """One key and its values: one for a plain value, several for a list, none for an empty one."""

    key: Located
    values: tuple[Located, ...]


class Defect(NamedTuple):
    """What is wrong with a block of front matter: a rule's name, the place, a sentence."""

    rule: str
    location: Location
    message: str


class FrontMatter(NamedTuple):
    """The entries of a block by key in lower case (``a.b`` for a key in a table), and what is wrong with it."""

    entries: Mapping[str, Entry] = {}
    defects: tuple[Defect, ...] = ()


class Block(NamedTuple):
    """The text of a block of front matter and where its first line stands."""

    text: str
    path: str
    first_line: int

    def at(self, line: int, column: int, width: int = 1) -> Location:
        """The location of ``width`` characters at a 1-based line and column of the block."""
        return Location(self.path, self.first_line + line - 1, column, column + width)


class Unreadable(Exception):
    """A block that does not parse; carries the `Defect`."""

    def __init__(self, message: str, location: Location) -> None:
        super().__init__(message)
        self.defect = Defect("front-matter-syntax", location, message)


class YamlHandler(BaseHandler):
    """YAML between lines of exactly three dashes."""

    FM_BOUNDARY = re.compile(r"^---[ \t]*$\n?", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "---"

    def read(self, block: Block) -> FrontMatter:
        """Every scalar as the text that was written."""
        return _read_yaml(block)


class TomlHandler(BaseHandler):
    """TOML between lines of three plus signs, as Hugo writes it."""

    FM_BOUNDARY = re.compile(r"^\+\+\+[ \t]*$\n?", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "+++"

    def read(self, block: Block) -> FrontMatter:
        """Numbers keep their digits."""
        try:
            table = tomllib.loads(block.text, parse_float=str)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r" \(at line (\d+), column (\d+)\)", str(error))
            line, column = (int(place[1]), int(place[2])) if place else (1, 1)
            message = re.sub(r" \(at .*\)$", "", str(error))
            if re.search(r"overwrite|twice", message, re.IGNORECASE):
                return FrontMatter(defects=(_duplicate(block, line),))
            raise Unreadable(f"the TOML does not parse: {message}", block.at(line, column)) from error
        return _locate_plain(table, block, r"^[ \t]*(?P<quote>[\"']?){key}(?P=quote)[ \t]*=[ \t]*")


class JsonHandler(BaseHandler):
    """A JSON object at the very start of the page, as Hugo writes it."""

    FM_BOUNDARY = re.compile(r"^\{(?![{%])")
    START_DELIMITER, END_DELIMITER = "{", "}"

    def split(self, text: str) -> tuple[str, str]:
        """The object, braces and all, and what follows it.

        Raises:
            ValueError: the object never ends.
        """
        end = _end_of_object(text)
        return text[:end], text[end:]

    def read(self, block: Block) -> FrontMatter:
        """Numbers keep their digits."""
        repeated: list[str] = []

        def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            keys = [key for key, _ in pairs]
            repeated.extend(key for index, key in enumerate(keys) if key in keys[:index])
            return dict(pairs)

        try:
            table = json.loads(block.text, object_pairs_hook=unique, parse_float=str, parse_int=str)
        except json.JSONDecodeError as error:
            raise Unreadable(
                f"the JSON does not parse: {error.msg}", block.at(error.lineno, error.colno)
            ) from error
        except RecursionError as error:
            raise Unreadable("the JSON is nested too deeply", block.at(1, 1)) from error
        read = _locate_plain(table, block, r'(?:^|(?<=[{{,\s]))"{key}"[ \t]*:[ \t]*')
        defects = tuple(
            Defect(
                "front-matter-duplicate-key",
                _key_place(block, rf'"{re.escape(key)}"[ \t]*:', last=True) or block.at(1, 1),
                f"the key {key!r} stands here a second time",
            )
            for key in repeated
        )
        return FrontMatter(read.entries, defects)


HANDLERS: tuple[YamlHandler | TomlHandler | JsonHandler, ...] = (YamlHandler(), TomlHandler(), JsonHandler())


def _end_of_object(text: str) -> int:
    depth, position = 0, 0
    for token in re.finditer(r'"(?:[^"\\\n]|\\.)*"|[{}]', text):
        position = token.end()
        depth += {"{": 1, "}": -1}.get(token.group(), 0)
        if depth == 0:
            return position
    raise ValueError("the object never ends")


def _duplicate(block: Block, line: int) -> Defect:
    text = block.text.split("\n")[line - 1] if line <= block.text.count("\n") + 1 else ""
    key = text.split("=")[0].strip()
    column = len(text) - len(text.lstrip()) + 1
    return Defect(
        "front-matter-duplicate-key",
        block.at(line, column, max(len(key), 1)),
        f"the key {key!r} stands here a second time",
    )


def _key_place(block: Block, pattern: str, *, last: bool = False) -> Location | None:
    matches = list(re.finditer(pattern, block.text, re.MULTILINE))
    if not matches:
        return None
    start = matches[-1 if last else 0].start()
    line = block.text.count("\n", 0, start) + 1
    column = start - block.text.rfind("\n", 0, start)
    return block.at(line, column, matches[-1 if last else 0].end() - start)


def _locate_plain(table: Mapping[str, Any], block: Block, pattern: str) -> FrontMatter:
    """Entries of a parsed table; the place of a key is where ``pattern`` finds it."""
    entries: dict[str, Entry] = {}
    for key, value in _flatten(table):
        name = key.rsplit(".", 1)[-1]
        match = re.search(pattern.format(key=re.escape(name)), block.text, re.MULTILINE | re.IGNORECASE)
        if match is None:
            key_place = value_place = block.at(1, 1)
        else:
            line_start = block.text.rfind("\n", 0, match.end()) + 1
            line = block.text.count("\n", 0, match.end()) + 1
            key_column = block.text.lower().index(name, match.start()) - line_start + 1
            rest = block.text[match.end() :].split("\n", 1)[0].rstrip(" \t,}")
            key_place = block.at(line, key_column, len(name))
            value_place = block.at(line, match.end() - line_start + 1, max(len(rest), 1))
        items = value if isinstance(value, list) else [value]
        entries[key] = Entry(
            Located(key, key_place),
            tuple(Located(_plain_text(item), value_place) for item in items if not isinstance(item, dict)),
        )
    return FrontMatter(entries)


def _flatten(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}".lower(), value


def _plain_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return ""
    return str(value.isoformat() if hasattr(value, "isoformat") else value)


Value: TypeAlias = "Located | list[Value] | dict[Located, Value]"


def _read_yaml(block: Block) -> FrontMatter:
    """Builds values from the parser's events, so that neither depth nor aliases can blow up."""
    defects: list[Defect] = []
    try:
        events = yaml.parse(block.text, Loader=_YAML_LOADER)
        value = _YamlReader(block, events, defects).read_document()
    except yaml.MarkedYAMLError as error:
        raise _yaml_defect(error, block) from error
    except yaml.reader.ReaderError as error:
        raise Unreadable(
            f"the YAML does not parse: {error.reason}", _place_of_offset(block, error.position)
        ) from error
    entries: dict[str, Entry] = {}
    _collect(value, "", entries)
    return FrontMatter(entries, tuple(defects))


def _yaml_defect(error: yaml.MarkedYAMLError, block: Block) -> Unreadable:
    """Point at the quote or bracket that is never closed, else at where the parser gave up."""
    context = error.context or ""
    opened = next((word for word in ("quoted scalar", "flow sequence", "flow mapping") if word in context), "")
    if opened and error.context_mark:
        noun = {"quoted scalar": "quote", "flow sequence": "bracket", "flow mapping": "brace"}[opened]
        mark = error.context_mark
        message = f"the {noun} that opens here is not closed as YAML wants it"
        return Unreadable(f"the YAML does not parse: {message}", block.at(mark.line + 1, mark.column + 1))
    mark = error.problem_mark or error.context_mark
    place = block.at(mark.line + 1, mark.column + 1) if mark else block.at(1, 1)
    return Unreadable(f"the YAML does not parse: {error.problem or context}", place)


def _place_of_offset(block: Block, offset: int) -> Location:
    before = block.text[:offset]
    return block.at(before.count("\n") + 1, len(before) - before.rfind("\n"))


class _YamlReader:
    """Reads one document from a stream of YAML events."""

    def __init__(self, block: Block, events: Iterator[Any], defects: list[Defect]) -> None:
        self._block = block
        self._events = events
        self._defects = defects
        self._anchors: dict[str, tuple[Value, int]] = {}
        self._expanded = 0

    def read_document(self) -> dict[Located, Value]:
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                value = self._read(event, 0)
                if isinstance(value, dict):
                    return value
                if isinstance(value, Located) and not value.text:
                    return {}
                raise Unreadable("the YAML is not a list of `key: value` lines", self._place(event))
        return {}

    def _place(self, event: Any) -> Location:
        start, end = event.start_mark, event.end_mark
        width = end.column - start.column if end.line == start.line else 1
        return self._block.at(start.line + 1, start.column + 1, max(width, 1))

    def _read(self, event: Any, depth: int) -> Value:
        place = self._place(event)
        if depth > _MAX_DEPTH:
            raise Unreadable(f"the YAML is nested more than {_MAX_DEPTH} levels deep", place)
        before = self._expanded
        self._expanded += 1
        value: Value
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise Unreadable(f"the YAML alias *{event.anchor} refers to nothing before it", place)
            value, size = self._anchors[event.anchor]
            self._expanded += size
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._read_sequence(depth)
        elif isinstance(event, yaml.MappingStartEvent):
            value = self._read_mapping(depth)
        else:
            value = Located(event.value, place)
        if self._expanded > _MAX_VALUES:
            raise Unreadable(f"the YAML expands to more than {_MAX_VALUES} values", place)
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
                raise Unreadable("a key of the YAML is not a text", place)
            if key.text in seen:
                message = f"the key {key.text!r} stands here a second time"
                self._defects.append(Defect("front-matter-duplicate-key", key.location, message))
            elif key.text == "<<" and isinstance(value, dict):
                read.update({k: v for k, v in value.items() if k.text not in seen})
            else:
                read[key] = value
            seen.add(key.text)
        return read


def _collect(table: dict[Located, Value], prefix: str, entries: dict[str, Entry]) -> None:
    for key, value in table.items():
        name = f"{prefix}{key.text}".lower()
        if isinstance(value, dict):
            _collect(value, f"{name}.", entries)
        else:
            entries[name] = Entry(Located(name, key.location), tuple(_scalars(value)))


def _scalars(value: Value) -> Iterator[Located]:
    if isinstance(value, Located):
        if value.text:
            yield value
    elif isinstance(value, list):
        for item in value:
            yield from _scalars(item)
