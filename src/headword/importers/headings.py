"""Headings with the text below them, as Markdown."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from headword.importers.spelling import is_paragraph, spell_value
from headword.markdown.inline import split_text
from headword.markdown.text import SourceText

_NUMBER = re.compile(r"(?P<number>\d+(?:\.\d+)*)(?P<end>[.)]?)(?=[ \t])")


class WrittenField(NamedTuple):
    """A field: its key, with a language in brackets if necessary, and its escaped values; prose has one."""

    key: str
    values: tuple[str, ...]


class WrittenHeading(NamedTuple):
    """A heading: its escaped label, its attributes in braces, a paragraph, and fields."""

    level: int
    label: str
    attributes: tuple[str, ...] = ()
    paragraph: str = ""
    fields: tuple[WrittenField, ...] = ()


FrontMatter = Iterable[tuple[str, str | bool | Sequence[str]]]
"""Keys and values of front matter."""


def write_page(front_matter: FrontMatter, headings: Iterable[WrittenHeading]) -> str:
    """Return a page with front matter and headings."""
    lines = ["---"]
    for key, value in front_matter:
        if isinstance(value, bool):
            lines.append(f"{key}: {str(value).lower()}")
        elif isinstance(value, str):
            lines.append(f"{key}: {spell_value(value)}")
        else:
            lines.append(f"{key}:")
            lines.extend(f"  - {spell_value(item)}" for item in value)
    lines.append("---")
    counts: list[int] = []
    for heading in headings:
        counts = [*counts[: heading.level], *[0] * (heading.level - len(counts))]
        counts[-1] += 1
        lines.extend(write_heading(heading, tuple(counts)))
    return "\n".join(lines) + "\n"


def write_heading(heading: WrittenHeading, place: tuple[int, ...]) -> Iterator[str]:
    """Yield the lines of a heading and of the text below it, after an empty line."""
    label = guard_number(heading.label, place)
    attributes = f" {{{' '.join(heading.attributes)}}}" if heading.attributes else ""
    yield ""
    yield f"{'#' * heading.level} {label}{attributes}"
    fields = list(heading.fields)
    if heading.paragraph and is_paragraph(heading.paragraph):
        yield ""
        yield heading.paragraph
    elif heading.paragraph:
        fields.insert(0, WrittenField("Definition", (heading.paragraph,)))
    if fields:
        yield ""
        for field in fields:
            for values in _part_values(field.values):
                yield f"- {field.key}: {values}".replace("\n", "\n  ")


def _part_values(values: tuple[str, ...]) -> Iterable[str]:
    """Return the values in one item, unless an unclosed bracket or quotation mark would join two of them."""
    joined = "; ".join(values)
    is_plain = len(values) == 1 or len(list(split_text(SourceText(joined, "", 1, 1), ";"))) == len(values)
    return (joined,) if is_plain else values


def guard_number(label: str, place: tuple[int, ...]) -> str:
    """Return the label with a number at its beginning escaped, if it would be read as the position."""
    number = _NUMBER.match(label)
    if number is None:
        return label
    dot = re.search(r"[.)]", number.group())
    if dot is not None:
        return f"{label[: dot.start()]}\\{label[dot.start() :]}"
    return f"&#{ord(label[0])};{label[1:]}" if int(number["number"]) == place[-1] else label


def quote_attribute(key: str, value: str) -> str:
    """Return a key and value in the syntax of attributes in braces."""
    return f"{key}={json.dumps(value, ensure_ascii=False)}" if re.search(r"[^\w-]", value) else f"{key}={value}"
