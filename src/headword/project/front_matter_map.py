"""The map from front matter and inline fields to headword's names, by the config and the site's profile."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from headword.core.findings import Located
from headword.markdown.block import FrontMatterEntry
from headword.markdown.fields import ListItem
from headword.markdown.inline import is_link_like, read_target, split_text
from headword.markdown.outline import Outline
from headword.markdown.page import Page
from headword.markdown.section import Heading
from headword.markdown.text import SourceText
from headword.project.config import Config
from headword.project.config.front_matter import IGNORE, ORDER, RELATIONS, TRANSLATION

_NUMBER = re.compile(r"[+-]?\d{1,9}(?:\.\d{1,9})?")

_NAMES = frozenset({"altLabel", "hiddenLabel"})


def map_front_matter(page: Page, config: Config) -> Page:
    """Return ``page`` with its front matter under headword's names."""
    meanings = config.meanings
    mapped = [key for key in page.front_matter if key in meanings]
    if not mapped:
        return page
    rest = {key: entry for key, entry in page.front_matter.items() if key not in meanings}
    return add_entries(replace(page, front_matter=rest), ((meanings[key], page.front_matter[key]) for key in mapped))


def add_entries(page: Page, added: Iterable[tuple[str, FrontMatterEntry]]) -> Page:
    """Return ``page`` with more front matter: each entry under the name of its meaning, after existing values."""
    entries = dict(page.front_matter)
    for meaning, entry in added:
        if meaning not in (IGNORE, TRANSLATION):
            renamed, name = _rename(entry, meaning), meaning.lower()
            entries[name] = _join(entries[name], renamed) if name in entries else renamed
    return replace(page, front_matter=entries)


def _rename(entry: FrontMatterEntry, meaning: str) -> FrontMatterEntry:
    values = tuple(value for value in entry.values if value.text.strip())
    if meaning in RELATIONS:
        values = tuple(map(_to_link, values))
    return entry._replace(key=Located(meaning, entry.key.location), values=values)


def _to_link(value: Located) -> Located:
    """Return ``value`` as a link: other text is the name of a page."""
    place = value.location
    link = read_target(SourceText(value.text, place.path, place.line, place.column))
    is_name = link.style == "name" and not is_link_like(value.text)
    return Located(f"[[{value.text}]]", place) if is_name else value


def _join(one: FrontMatterEntry, other: FrontMatterEntry) -> FrontMatterEntry:
    """Return the entry ``one`` with the values of ``other`` that it does not have."""
    known = {value.text for value in one.values}
    return one._replace(values=(*one.values, *(value for value in other.values if value.text not in known)))


def read_order(page: Page) -> float | None:
    """Return the position of ``page`` among its siblings, or None without an explicit one."""
    written = page.value(ORDER)
    return float(written.text) if written is not None and _NUMBER.fullmatch(written.text) else None


def map_inline_fields(outline: Outline, config: Config) -> Outline:
    """Return ``outline`` with its lines ``key:: value`` under headword's names."""
    meanings = config.meanings if config.shape.inline_fields else {}
    if not meanings:
        return outline
    headings = tuple(_map_heading(heading, meanings) for heading in outline.headings)
    main = next((new for old, new in zip(outline.headings, headings, strict=True) if old is outline.main), None)
    return replace(outline, headings=headings, main=main)


def _map_heading(heading: Heading, meanings: Mapping[str, str]) -> Heading:
    lists = tuple(tuple(_map_items(items, meanings)) for items in heading.lists)
    sections = tuple(_map_heading(one, meanings) for one in heading.sections)
    return replace(heading, lists=lists, sections=sections)


def _map_items(items: Iterable[ListItem], meanings: Mapping[str, str]) -> Iterator[ListItem]:
    for item in items:
        key = item.key if item.inline else None
        meaning = meanings.get(key.text.lower(), IGNORE) if key is not None else IGNORE
        is_mapped = key is not None and meaning not in (IGNORE, TRANSLATION)
        if not is_mapped or key is None:
            yield item
            continue
        named = replace(item, key=Located(meaning, key.location))
        # As in front matter, a comma separates names.
        names = tuple(part.part(*span) for part in item.parts for span in split_text(part, ",;"))
        yield named.with_parts(tuple(one for one in names if one.text)) if meaning in _NAMES else named
