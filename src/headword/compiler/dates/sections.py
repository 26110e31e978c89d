"""The sections of a page, in a form in which two states of the page can be compared."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from headword.compiler.naming.lock import LockEntry
from headword.compiler.naming.match import HeadingKey, match_headings, place_entries
from headword.core.cache import digest
from headword.markdown.section import Heading
from headword.project.config import Config
from headword.project.parse import read_as


class PageSection(NamedTuple):
    """A heading as input of `match_headings`, and a digest of its text and content.

    The digest is independent of the level, the number and the id of the heading.
    """

    seen: HeadingKey
    said: str


def read_sections(data: bytes, name: str, config: Config) -> tuple[PageSection, ...]:
    """Return the sections of the page called ``name`` with the content ``data``; none if it cannot be read."""
    outline = read_as(data, "", "", name, config)
    return tuple(PageSection(to_heading_keys(heading), _digest(heading)) for heading in outline.headings)


def to_heading_keys(heading: Heading) -> HeadingKey:
    """Return a heading as input of `match_headings`."""
    return HeadingKey(heading.name, heading.parent, heading.attributes.id.text if heading.attributes.id else "")


def _digest(heading: Heading) -> str:
    attributes = heading.attributes
    content = [
        heading.label.text,
        [word.text for word in heading.keywords],
        sorted(attributes.classes),
        attributes.notation.text if attributes.notation else "",
        [text.text for text in heading.paragraphs],
        [text.text for text in heading.quotes],
        [[item.text.text for item in items] for items in heading.lists],
        [_digest(one) for one in heading.sections],
    ]
    return digest(json.dumps(content))


def pair_sections(old: Sequence[HeadingKey], new: Sequence[HeadingKey]) -> Mapping[int, int]:
    """Return the index of the ``old`` heading for each ``new`` heading that has one."""
    if old == new:
        return {index: index for index in range(len(new))}
    places = place_entries(old)
    # An id identifies a heading only if both states have it.
    ids = {one.explicit for one in old}
    comparable = [one if one.explicit in ids else one._replace(explicit="") for one in new]
    # The name of an entry is the last part of its id; here, this is the written id, if there is one.
    entries = [
        LockEntry(f"{index}/{one.explicit}", "", places[index][:-1], one.name, "") for index, one in enumerate(old)
    ]
    found = {index: int(entry.id.partition("/")[0]) for index, entry in match_headings(comparable, entries).items()}
    return {index: was for index, was in found.items() if not _differ(new[index].explicit, old[was].explicit)}


def _differ(one: str, other: str) -> bool:
    """Return whether both ids are present and different."""
    return bool(one and other) and one != other


read_written = msgspec.json.Decoder(tuple[PageSection, ...]).decode
"""Read sections from JSON."""
