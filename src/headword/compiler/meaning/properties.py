"""Properties of a page that are fields of its concept."""

from collections.abc import Iterator

from headword.compiler.meaning.dialect import is_everyday
from headword.compiler.meaning.field_keys import Field, find_field, has_link
from headword.core.findings import Located, Observation
from headword.markdown.block import FrontMatterEntry
from headword.markdown.fields import ListItem, read_item
from headword.markdown.page import Page
from headword.markdown.text import SourceText, stand_at

_OF_SCHEME = frozenset({"preflabel", "created", "modified", "in-scheme"})
"""Keys of front matter with names of fields that describe the scheme."""
_FLAGS = frozenset({"true", "false"})


def read_properties(page: Page) -> Iterator[Field | Observation]:
    """Yield each key of the front matter with the name of a field, as a field or as an observation."""
    for entry in page.front_matter.values():
        item = _read_item(entry)
        key = find_field(item)
        if key is None or not item.parts or entry.key.text in _OF_SCHEME:
            continue
        name = entry.key.text
        if key.value == "relation" and not has_link(item):
            # Titles are only names of pages if the config says so: other generators give them other meanings.
            line = f'{name} = "{key.property}"'
            message = f"{name!r} contains no link; to read titles of pages, add {line!r} to the table front-matter"
            yield from (Observation("unread-text", part.whole(), message) for part in item.parts)
        elif key.value in ("mapping", "scheme") and is_everyday(name) and not has_link(item):
            message = f'{name!r} contains no link; write one in quotes: "[[Note]]"'
            yield from (Observation("unread-text", part.whole(), message) for part in item.parts)
        elif key.value != "label" or _FLAGS.isdisjoint(part.text for part in item.parts):
            # A label with the value yes or no is a flag of another program.
            yield Field(key, item)


def _read_item(entry: FrontMatterEntry) -> ListItem:
    place = entry.key.location
    item = read_item(SourceText(f"{entry.key.text}:", place.path, place.line, place.column))
    return item.with_parts(tuple(_locate_value(value) for value in entry.values))


def _locate_value(value: Located) -> SourceText:
    """Return a value of front matter as a text with its location, without the quotes around it."""
    place = value.location
    if place.end_column - place.column == len(value.text) + 2:
        return SourceText(value.text, place.path, place.line, place.column + 1)
    return stand_at(value.text, place)
