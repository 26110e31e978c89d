"""What the sections of a page say, so that an earlier state of the page can be held against a later one."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from headword.compiler.naming.lock import LockEntry
from headword.compiler.naming.match import HeadingKey, match_headings, place_entries
from headword.core.cache import digest
from headword.markdown.outline import Heading
from headword.project.config import Config
from headword.project.parse import read_as


class PageSection(NamedTuple):
    """A heading as `match_headings` wants it, and a digest of what it and the text under it say.

    The digest does not depend on how deep the heading stands, on its number, or on an id at it.
    """

    seen: HeadingKey
    said: str


def read_sections(data: bytes, name: str, config: Config) -> tuple[PageSection, ...]:
    """The sections of the page called ``name`` that ``data`` holds; none if it cannot be read."""
    outline = read_as(data, "", "", name, config)
    return tuple(PageSection(to_heading_keys(heading), _digest(heading)) for heading in outline.headings)


def to_heading_keys(heading: Heading) -> HeadingKey:
    """A heading as `match_headings` wants it."""
    return HeadingKey(heading.name, heading.parent, heading.attributes.id.text if heading.attributes.id else "")


def _digest(heading: Heading) -> str:
    attributes = heading.attributes
    said = [
        heading.label.text,
        [word.text for word in heading.keywords],
        sorted(attributes.classes),
        attributes.notation.text if attributes.notation else "",
        [text.text for text in heading.paragraphs],
        [text.text for text in heading.quotes],
        [[item.text.text for item in items] for items in heading.lists],
        [_digest(one) for one in heading.sections],
    ]
    return digest(json.dumps(said))


def pair_sections(old: Sequence[HeadingKey], new: Sequence[HeadingKey]) -> Mapping[int, int]:
    """Which of the ``old`` headings each of the ``new`` ones is, by their indexes."""
    if old == new:
        return {index: index for index in range(len(new))}
    places = place_entries(old)
    # An id says which heading it is only where both have one.
    ids = {one.explicit for one in old}
    told = [one if one.explicit in ids else one._replace(explicit="") for one in new]
    # What an entry is called is the last part of its id: what is written at the heading, if anything.
    entries = [
        LockEntry(f"{index}/{one.explicit}", "", places[index][:-1], one.name, "") for index, one in enumerate(old)
    ]
    found = {index: int(entry.id.partition("/")[0]) for index, entry in match_headings(told, entries).items()}
    return {index: was for index, was in found.items() if not _differ(new[index].explicit, old[was].explicit)}


def _differ(one: str, other: str) -> bool:
    """Whether two ids are there, and say that what has them is two things."""
    return bool(one and other) and one != other


read_written = msgspec.json.Decoder(tuple[PageSection, ...]).decode
"""Read the JSON of sections."""
