"""Front matter in YAML, TOML or JSON, with the location of every key and value.

The handlers plug into python-frontmatter. Its defaults would turn ``no`` into False and ``1.10`` into 1.1. They would
also let the last of two equal keys win, take TOML for body text and expand YAML aliases.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from frontmatter.default_handlers import BaseHandler

from headword.core.findings import Located, Location
from headword.markdown.block import (
    FrontMatter,
    FrontMatterBlock,
    FrontMatterDefect,
    FrontMatterEntry,
    UnreadableError,
    differ_in_case,
)
from headword.markdown.yaml_block import read_yaml


class YamlHandler(BaseHandler):
    """YAML between lines of exactly three dashes."""

    FM_BOUNDARY = re.compile(r"^---[ \t]*$\n?", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "---"

    def read(self, block: FrontMatterBlock) -> FrontMatter:
        """Return every scalar as the text in the source."""
        return read_yaml(block)


_TOML_KEY = (
    r"(?:^|(?<=[{{,]))[ \t]*(?:[\w\"'-]+[ \t]*\.[ \t]*)*(?P<quote>[\"']?){key}(?P=quote)[ \t]*=[ \t]*"
    r"|^[ \t]*\[\[?(?:[^\]\n]*\.)?{key}\]\]?"
)
"""A key before its value, or the header of a table."""


class TomlHandler(BaseHandler):
    """TOML between lines of three plus signs, as Hugo writes it."""

    FM_BOUNDARY = re.compile(r"^\+\+\+[ \t]*$\n?", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "+++"

    def read(self, block: FrontMatterBlock) -> FrontMatter:
        """Return the entries; numbers keep their digits."""
        try:
            table = tomllib.loads(block.text, parse_float=str)
            read = _locate_plain(table, block, _TOML_KEY)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r" \(at line (\d+), column (\d+)\)", str(error))
            line, column = (int(place[1]), int(place[2])) if place else (1, 1)
            message = re.sub(r" \(at .*\)$", "", str(error))
            if re.search(r"overwrite|twice", message, re.IGNORECASE):
                return FrontMatter(defects=(_duplicate(block, line),))
            raise UnreadableError(f"the TOML cannot be parsed: {message}", block.at(line, column)) from error
        except (RecursionError, ValueError) as error:
            raise UnreadableError(
                "the TOML cannot be read: it is nested too deeply, or has a huge number", block.at(1, 1)
            ) from error
        return read


class JsonHandler(BaseHandler):
    """A JSON object at the very start of the page, as Hugo writes it."""

    FM_BOUNDARY = re.compile(r"^\{(?![{%])")
    START_DELIMITER, END_DELIMITER = "{", "}"

    def split(self, text: str) -> tuple[str, str]:
        """Return the object with its braces, and the text after it.

        Raises:
            ValueError: the object is not closed.
        """
        end = _end_of_object(text)
        return text[:end], text[end:]

    def read(self, block: FrontMatterBlock) -> FrontMatter:
        """Return the entries; numbers keep their digits."""
        repeated: list[str] = []

        def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            keys = [key for key, _ in pairs]
            repeated.extend(key for index, key in enumerate(keys) if key in keys[:index])
            return dict(pairs)

        try:
            table = json.loads(block.text, object_pairs_hook=unique, parse_float=str, parse_int=str)
        except json.JSONDecodeError as error:
            raise UnreadableError(
                f"the JSON cannot be parsed: {error.msg}", block.at(error.lineno, error.colno)
            ) from error
        except RecursionError as error:
            raise UnreadableError("the JSON is nested too deeply", block.at(1, 1)) from error
        read = _locate_plain(table, block, r'(?:^|(?<=[{{,\s]))"{key}"[ \t]*:[ \t]*')
        defects = tuple(
            FrontMatterDefect(
                "front-matter-duplicate-key",
                _key_place(block, rf'"{re.escape(key)}"[ \t]*:', last=True) or block.at(1, 1),
                f"the key {key!r} occurs twice",
            )
            for key in repeated
        )
        return FrontMatter(read.entries, (*read.defects, *defects))


HANDLERS: tuple[YamlHandler | TomlHandler | JsonHandler, ...] = (YamlHandler(), TomlHandler(), JsonHandler())


def _end_of_object(text: str) -> int:
    depth, position = 0, 0
    for token in re.finditer(r'"(?:[^"\\\n]|\\.)*"|[{}]', text):
        position = token.end()
        depth += {"{": 1, "}": -1}.get(token.group(), 0)
        if depth == 0:
            return position
    raise ValueError("the object is not closed")


def _duplicate(block: FrontMatterBlock, line: int) -> FrontMatterDefect:
    text = block.text.split("\n")[line - 1] if line <= block.text.count("\n") + 1 else ""
    key = text.split("=")[0].strip()
    column = len(text) - len(text.lstrip()) + 1
    return FrontMatterDefect(
        "front-matter-duplicate-key",
        block.at(line, column, max(len(key), 1)),
        f"the key {key!r} occurs twice",
    )


def _key_place(block: FrontMatterBlock, pattern: str, *, last: bool = False) -> Location | None:
    matches = list(re.finditer(pattern, block.text, re.MULTILINE))
    if not matches:
        return None
    found = matches[-1 if last else 0]
    return block.locate(found.start(), found.end() - found.start())


def _locate_plain(table: Mapping[str, Any], block: FrontMatterBlock, pattern: str) -> FrontMatter:
    """Return the entries of a parsed table; a key is located by ``pattern``, and its value after the key."""
    entries: dict[str, FrontMatterEntry] = {}
    defects: list[FrontMatterDefect] = []
    start = 0
    for key, value in _flatten(table):
        items = list(_flatten_list(value))
        plain = [_plain_text(item) for item in items if not isinstance(item, dict)]
        place, places = _find_values(key.rsplit(".", 1)[-1], plain, block, pattern, start)
        start = place.end
        tables = tuple(_locate_tables(items, block, pattern, place.end))
        values = tuple(map(Located, plain, places))
        if key in entries:
            defects.append(differ_in_case(key, place.key))
        entries[key] = FrontMatterEntry(Located(key, place.key), values, isinstance(value, list), tables)
    return FrontMatter(entries, tuple(defects))


def _flatten_list(value: Any) -> Iterator[Any]:
    """Yield the values in a list and in the lists in it; any other value itself."""
    if isinstance(value, list):
        for item in value:
            yield from _flatten_list(item)
    else:
        yield value


class _ValuePlace(NamedTuple):
    """The locations of a key and its value in a block, and the offset at which the value begins."""

    key: Location
    value: Location
    end: int


def _find_key(name: str, block: FrontMatterBlock, pattern: str, start: int = 0) -> _ValuePlace:
    """Return the first key with this name from ``start`` on, or the beginning of the block if there is none."""
    found = re.compile(pattern.format(key=re.escape(name)), re.MULTILINE | re.IGNORECASE).search(block.text, start)
    if found is None:
        return _ValuePlace(block.at(1, 1), block.at(1, 1), start)
    key = block.locate(block.text.lower().index(name, found.start()), len(name))
    rest = block.text[found.end() :].split("\n", 1)[0].rstrip(" \t,}")
    return _ValuePlace(key, block.locate(found.end(), max(len(rest), 1)), found.end())


def _find_keys(name: str, block: FrontMatterBlock, pattern: str, start: int) -> Iterator[_ValuePlace]:
    """Yield all keys with this name from ``start`` on."""
    while (place := _find_key(name, block, pattern, start)).end > start:
        yield place
        start = place.end


_ITEM = re.compile(
    r"""[\s,\[\]]*(?:#[^\n]*[\s,\[\]]*)*(?P<item>\"{3}|'{3}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s,\[\]"'#{}]+)"""
)
"""A text or number on one line, with the white space, brackets and comments before it."""


def _find_values(
    name: str, values: Sequence[str], block: FrontMatterBlock, pattern: str, start: int
) -> tuple[_ValuePlace, Sequence[Location]]:
    """Return the location of the key that is followed by ``values``, and the locations of the values.

    The parser may return tables in another order than the source, so keys before ``start`` are also tried. If no key
    matches, the result is the first key with this name, and its values have a location without width.
    """
    first = _find_key(name, block, pattern, start)
    for place in (*_find_keys(name, block, pattern, start), *_find_keys(name, block, pattern, 0)):
        found = _find_items(values, block, place.end)
        if len(found) == len(values):
            return place, found
    bare = first.value._replace(end_column=first.value.column)
    return first, [bare] * len(values)


def _find_items(values: Sequence[str], block: FrontMatterBlock, start: int) -> list[Location]:
    """Return the locations of ``values`` in sequence from ``start`` on, up to the first difference."""
    at, places = start, []
    for value in values:
        found = _ITEM.match(block.text, at)
        if found is None or read_written(found["item"]) != value:
            break
        at = found.end()
        places.append(block.locate(found.start("item"), len(found["item"])))
    return places


def read_written(written: str) -> str | None:
    """Return the text of a TOML or JSON value from its spelling, or None if it does not end on its line."""
    if written.startswith('"'):
        try:
            return str(json.loads(written))
        except ValueError:
            return None
    if written.startswith("'"):
        return written[1:-1] if len(written) > 1 and written.endswith("'") and written != "'''" else None
    return written


def _locate_tables(
    items: Sequence[Any], block: FrontMatterBlock, pattern: str, start: int
) -> Iterator[tuple[FrontMatterEntry, ...]]:
    """Yield the entries of each table among ``items``, which follow each other from ``start`` on."""
    for table in items:
        entries = []
        for key, value in table.items() if isinstance(table, dict) else ():
            place = _find_key(key.lower(), block, pattern, start)
            start = place.end
            members = value if isinstance(value, list) else [value]
            values = (Located(_plain_text(one), place.value) for one in members if not isinstance(one, dict))
            tables = tuple(_locate_tables(members, block, pattern, start))
            entries.append(FrontMatterEntry(Located(key.lower(), place.key), tuple(values), tables=tables))
        if isinstance(table, dict):
            yield tuple(entries)


def _flatten(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        yield f"{prefix}{key}".lower(), value
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.")


def _plain_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return ""
    return str(value.isoformat() if hasattr(value, "isoformat") else value)
