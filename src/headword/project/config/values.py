"""The types of values in the config: how each is read from TOML and written to it, and its JSON Schema."""

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field, fields
from typing import Any, NamedTuple

from headword.core.errors import ConfigError, HeadwordError
from headword.core.suggest import nearest_hint

Schema = Mapping[str, Any]


def _keep(value: Any) -> Any:
    return value


class ValueType(NamedTuple):
    """A type of value.

    Attributes:
        read: returns the value for the config, given its name in messages and the value in the file. It raises
            `HeadwordError` without a location, because only the caller knows the file.
        schema: the JSON Schema of the value in the file.
        write: returns the value for the file, given the value in the config.
        words: the possible texts, empty if others are possible.
        parts: the keys of its table, empty if it has none.
    """

    read: Callable[[str, Any], Any]
    schema: Schema
    write: Callable[[Any], Any] = _keep
    words: tuple[str, ...] = ()
    parts: tuple["Key", ...] = ()


class Key(NamedTuple):
    """A key of the config, or of a table in it.

    Attributes:
        name: the key in the file.
        attribute: the attribute of the type with its value.
        type: the type of its value.
        default: its value if the file has no such key.
        example: an example, as in the file.
        description: a few sentences, with Markdown for code.
        see: the page of the documentation with more, empty if there is none.
        required: whether its table must have it.
    """

    name: str
    attribute: str
    type: ValueType
    default: Any
    example: Any
    description: str
    see: str = ""
    required: bool = False

    @property
    def schema(self) -> Schema:
        """Return the JSON Schema of its value, with the texts that editors show."""
        shown = {"description": self.description.replace("`", ""), "examples": [self.example]}
        return {**self.type.schema, **shown, **({"default": self.type.write(self.default)} if self.default else {})}

    def read(self, name: str, value: Any) -> Any:
        """Return the value for the config.

        Raises:
            HeadwordError: it does not have the type of the key; without a location.
        """
        try:
            return self.type.read(name, value)
        except HeadwordError as error:
            hint = error.hint or f"for example {self.name} = {to_toml(self.example)}"
            raise ConfigError(error.message, hint=hint) from error


def key(type_: ValueType, default: Any, example: Any, description: str, see: str = "", **more: Any) -> Any:
    """Return a field of a dataclass that is a `Key`; ``more`` are its other attributes."""
    metadata = {"type": type_, "default": default, "example": example, "description": description, "see": see, **more}
    if isinstance(default, dict):
        return field(default_factory=lambda: default, metadata=metadata)
    return field(default=default, metadata=metadata)


def list_keys(cls: type) -> dict[str, Key]:
    """Return the keys of the fields of a dataclass, by their names in the file."""
    found = (
        Key(**{"name": one.name.replace("_", "-"), "attribute": one.name, **one.metadata})
        for one in fields(cls)
        if one.metadata
    )
    return {one.name: one for one in found}


def refuse_unknown(name: str, known: Collection[str], place: str) -> None:
    """Raise `HeadwordError` if ``known`` does not contain the key ``name`` of ``place``."""
    if name not in known:
        raise ConfigError(f"unknown key {name!r} in {place}", hint=nearest_hint(name, known))


def text(check: Callable[[str, str], str] | None = None, **schema: Any) -> ValueType:
    """Return the type of texts that pass ``check``, which gets the name for messages and the text."""

    def read(name: str, value: Any) -> str:
        # TOML has a type for dates, but a date without quotes is meant as text.
        value = value.isoformat() if hasattr(value, "isoformat") else value
        if not isinstance(value, str):
            raise ConfigError(f"{name} must be a text in quotes")
        return check(name, value) if check else value

    return ValueType(read, {"type": "string", **schema})


def choice(words: Sequence[str]) -> ValueType:
    """Return the type of texts that are one of ``words``."""

    def check(name: str, word: str) -> str:
        if word not in words:
            raise ConfigError(f"{name} cannot be {word!r}", hint=nearest_hint(word, words))
        return word

    return ValueType(text(check).read, {"enum": list(words)}, words=tuple(words))


TEXT = text()


def _read_count(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ConfigError(f"{name} is a number from 1 on, not {value!r}")
    return value


COUNT = ValueType(_read_count, {"type": "integer", "minimum": 1})


def texts(
    item: ValueType = TEXT, check: Callable[[tuple[str, ...]], tuple[str, ...]] = _keep, **schema: Any
) -> ValueType:
    """Return the type of one text, or a list of texts, that passes ``check`` as a whole."""

    def read(name: str, value: Any) -> tuple[str, ...]:
        found = [value] if isinstance(value, str) else value
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise ConfigError(f"{name} must be a list of texts")
        return check(tuple(item.read(name, one) for one in found))

    either = [item.schema, {"type": "array", "items": item.schema, **schema}]
    return ValueType(read, {"anyOf": either}, list, item.words)


def table(
    item: ValueType, label: str, known: Collection[str] = (), check: Callable[[str, Any], object] | None = None
) -> ValueType:
    """Return the type of tables whose keys are the user's own, or some of the ``known`` ones.

    Messages name an item by ``label`` with its key; ``check`` gets the key and the value in the file.
    """

    def read(name: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ConfigError(f"{name} must be a table")
        for own, one in value.items():
            if known:
                refuse_unknown(own, known, name)
            if check:
                check(own, one)
        return {own: item.read(label.format(own), one) for own, one in value.items()}

    def write(value: Mapping[str, Any]) -> dict[str, Any]:
        return {own: item.write(one) for own, one in value.items()}

    if known:
        items = {"properties": dict.fromkeys(known, item.schema), "additionalProperties": False}
    else:
        items = {"additionalProperties": item.schema}
    return ValueType(read, {"type": "object", **items}, write)


def record(cls: type) -> ValueType:
    """Return the type of tables whose keys are the fields of a dataclass."""
    keys = list_keys(cls)
    needed = [one.name for one in keys.values() if one.required]

    def read(name: str, value: Any) -> Any:
        if not isinstance(value, dict):
            raise ConfigError(f"{name} must be a table")
        for own in value:
            refuse_unknown(own, keys, name)
        missing = next((own for own in needed if own not in value), None)
        if missing:
            raise ConfigError(f"{name} needs the key {missing!r}")
        return cls(**{keys[own].attribute: keys[own].read(f"{name[:-1]}.{own}'", one) for own, one in value.items()})

    def write(value: Any) -> dict[str, Any]:
        held = ((one, getattr(value, one.attribute)) for one in keys.values())
        return {one.name: one.type.write(item) for one, item in held if item or item != one.default}

    schema = {
        "type": "object",
        "properties": {one.name: one.schema for one in keys.values()},
        "required": needed,
        "additionalProperties": False,
    }
    return ValueType(read, schema, write, parts=tuple(keys.values()))


def records(cls: type, label: str) -> ValueType:
    """Return the type of lists of tables as in `record`; messages name a table by ``label`` with its number."""
    one = record(cls)

    def read(name: str, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ConfigError(f"{name} must be a list of tables")
        return tuple(one.read(f"'{label} {number}'", item) for number, item in enumerate(value, 1))

    def write(value: Sequence[Any]) -> list[Any]:
        return [one.write(item) for item in value]

    return ValueType(read, {"type": "array", "items": one.schema}, write, parts=one.parts)


def to_toml(value: Any) -> str:
    """Return a text, number, list or table as TOML on one line."""
    if isinstance(value, str | int):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, Mapping):
        items = (f"{_to_key(own)} = {to_toml(item)}" for own, item in value.items())
        return f"{{{', '.join(items)}}}"
    return f"[{', '.join(map(to_toml, value))}]"


def _to_key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else to_toml(name)
